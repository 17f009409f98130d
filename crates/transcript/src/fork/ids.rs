//! New ids for old records: a fork's records are records of their own.

use xxhash_rust::xxh3::Xxh3;

use crate::uuid;

/// The id of a record's copy: a UUID (version 8, of our own making) that depends on the fork and on the old id only, so
/// that the same plan gives the same file and a reference can be mapped before the record it names was seen.
pub(super) fn copy_of(fork: &str, uuid: &str) -> String {
    let mut hash = Xxh3::new();
    for part in [fork, "\0", uuid] {
        hash.update(part.as_bytes());
    }
    uuid::text(hash.digest128(), 8)
}

/// Replaces every UUID that is a whole string in a piece of JSON.
pub(super) fn map_all(fork: &str, json: &str) -> String {
    let pieces: Vec<String> = json
        .split('"')
        .map(|piece| match is_uuid(piece) {
            true => copy_of(fork, piece),
            false => piece.to_owned(),
        })
        .collect();
    pieces.join("\"")
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORK: &str = "11111111-2222-4333-8444-555555555555";
    const OLD: &str = "beaaf374-7802-49d2-a477-2a7bcb7a066e";

    #[test]
    fn a_copys_id_is_a_uuid_and_always_the_same() {
        let new = copy_of(FORK, OLD);
        assert!(is_uuid(&new), "{new}");
        assert_eq!(
            (&new[14..15], new.as_bytes()[19]),
            ("8", new.as_bytes()[19] & 0x7f)
        );
        assert!(matches!(new.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{new}");
        assert_eq!(new, copy_of(FORK, OLD));
        assert_ne!(new, copy_of(OLD, FORK));
        assert!(is_uuid(&copy_of(FORK, "not a uuid")));
    }

    #[test]
    fn uuids_in_a_piece_of_json_are_mapped_and_nothing_else() {
        let new = copy_of(FORK, OLD);
        assert_eq!(
            map_all(
                FORK,
                &format!(r#"{{"a":"{OLD}","b":["{OLD}","no"],"c":"x {OLD}"}}"#)
            ),
            format!(r#"{{"a":"{new}","b":["{new}","no"],"c":"x {OLD}"}}"#)
        );
    }
}
