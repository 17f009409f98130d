//! What git printed, as values. Pure.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::{Change, ChangedFile, Commit, FILES_NAMED, GitPlace, GitState};

/// The lines of an answer.
pub(super) fn lines(answer: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(answer)
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Top, common folder, "true" or "false".
pub(super) fn place(answer: &[u8], asked_in: &Path) -> Option<GitPlace> {
    let lines = lines(answer);
    let [top, common, shallow] = lines.as_slice() else {
        return None;
    };
    // The common folder is told from the folder that was asked about.
    let common = asked_in.join(common);
    Some(GitPlace {
        top: PathBuf::from(top),
        common: common.canonicalize().unwrap_or(common),
        shallow: shallow == "true",
    })
}

/// `git log -z --format=%H%n%ct%n%s`.
pub(super) fn commits(answer: &[u8]) -> Vec<Commit> {
    String::from_utf8_lossy(answer)
        .split('\0')
        .filter_map(|record| {
            let mut fields = record.splitn(3, '\n');
            let hash = fields.next().filter(|hash| !hash.is_empty())?.to_owned();
            let at = Timestamp::from_second(fields.next()?.parse().ok()?).ok()?;
            let subject = fields.next().unwrap_or_default().trim().to_owned();
            Some(Commit { hash, subject, at })
        })
        .collect()
}

/// `git status --porcelain=v2 -z --branch`.
pub(super) fn state(answer: &[u8]) -> GitState {
    let text = String::from_utf8_lossy(answer);
    let mut records = text.split('\0').filter(|record| !record.is_empty());
    let mut state = GitState::default();
    while let Some(record) = records.next() {
        if let Some(header) = record.strip_prefix("# branch.") {
            branch(header, &mut state);
            continue;
        }
        // A renamed file is followed by a record of its own: the old name.
        let from = record
            .starts_with("2 ")
            .then(|| records.next().unwrap_or_default());
        let Some(file) = changed(record, from) else {
            continue;
        };
        if state.changed.len() < FILES_NAMED {
            state.changed.push(file);
        } else {
            state.more += 1;
        }
    }
    state
}

fn branch(header: &str, state: &mut GitState) {
    let (name, value) = header.split_once(' ').unwrap_or((header, ""));
    match name {
        "oid" => state.head = (value != "(initial)").then(|| value.to_owned()),
        "head" => state.branch = (value != "(detached)").then(|| value.to_owned()),
        "upstream" => state.upstream = Some(value.to_owned()),
        "ab" => {
            let mut counts = value
                .split(' ')
                .map(|count| count[1.min(count.len())..].parse().ok());
            state.ahead = counts.next().flatten();
            state.behind = counts.next().flatten();
        }
        _ => {}
    }
}

fn changed(record: &str, from: Option<&str>) -> Option<ChangedFile> {
    // How many fields stand before the path, which may hold spaces.
    let fields = match record.split(' ').next()? {
        "?" => 1,
        "1" => 8,
        "2" => 9,
        "u" => 10,
        _ => return None,
    };
    let mut parts = record.splitn(fields + 1, ' ');
    let kind = parts.next()?;
    let letters = if kind == "?" { "??" } else { parts.next()? };
    let path = parts.last()?.to_owned();
    let (staged, here) = (letters.chars().next()?, letters.chars().nth(1)?);
    let change = match (kind, from) {
        ("?", _) => Change::Untracked,
        ("u", _) => Change::Conflict,
        ("2", Some(from)) if staged == 'R' || here == 'R' => Change::Renamed {
            from: from.to_owned(),
        },
        _ if here == 'D' || (staged == 'D' && here == '.') => Change::Deleted,
        _ if staged == 'A' || staged == 'C' => Change::Added,
        _ => Change::Modified,
    };
    Some(ChangedFile {
        path,
        change,
        staged: !matches!(staged, '.' | '?') && kind != "u",
    })
}

/// A URL as it may be shown: `https://name:token@host/x` without what is before the `@`.
pub(super) fn without_login(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find('/').unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) if scheme.starts_with("http") => format!("{scheme}://{}", &rest[at + 1..]),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_whatever_the_names_are() {
        let text = "# branch.oid 3f2a\0# branch.head a b\0# branch.upstream origin/x\0# branch.ab +2 -1\0\
            1 .M N... 100644 100644 100644 a a src/with space.rs\0\
            1 A. N... 000000 100644 100644 a a new.rs\0\
            1 .D N... 100644 100644 000000 a a gone.rs\0\
            2 R. N... 100644 100644 100644 a a R100 to here.rs\0from\nthere.rs\0\
            u UU N... 1 2 3 4 a b c torn.rs\0? odd\u{fffd}/\0! ignored\0";
        let state = state(text.as_bytes());
        assert_eq!(
            (
                state.branch.as_deref(),
                state.upstream.as_deref(),
                state.ahead,
                state.behind
            ),
            (Some("a b"), Some("origin/x"), Some(2), Some(1))
        );
        let told: Vec<_> = state
            .changed
            .iter()
            .map(|file| format!("{} {:?} {}", file.path, file.change, file.staged))
            .collect();
        assert_eq!(
            told,
            [
                "src/with space.rs Modified false",
                "new.rs Added true",
                "gone.rs Deleted false",
                "to here.rs Renamed { from: \"from\\nthere.rs\" } true",
                "torn.rs Conflict false",
                "odd\u{fffd}/ Untracked false",
            ]
        );
    }

    #[test]
    fn no_password_is_shown() {
        assert_eq!(
            without_login("https://me:secret@host/a@b.git"),
            "https://host/a@b.git"
        );
        assert_eq!(without_login("git@host:a/b.git"), "git@host:a/b.git");
        assert_eq!(without_login("ssh://git@host/a"), "ssh://git@host/a");
    }
}
