//! New session ids.

use std::hash::{BuildHasher, RandomState};

use jiff::Timestamp;
use segue_transcript::uuid;

/// A random UUID (version 4) as Claude Code writes them. The randomness is the system's, as the standard library draws
/// it for its hash maps; the time and the process number only stir it.
pub(crate) fn new_session_id(now: Timestamp) -> String {
    let draw = || RandomState::new().hash_one((now.as_nanosecond(), std::process::id()));
    let bits = (u128::from(draw()) << 64) | u128::from(draw());
    uuid::text(bits, 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_random_uuids() {
        let ids = (0..1_000)
            .map(|_| new_session_id(Timestamp::UNIX_EPOCH))
            .collect::<std::collections::HashSet<_>>();
        assert_eq!(ids.len(), 1_000);
        for id in ids {
            let parts = id.split('-').map(str::len).collect::<Vec<_>>();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{id}");
            assert_eq!(&id[14..15], "4", "{id}");
            assert!("89ab".contains(&id[19..20]), "{id}");
        }
    }
}
