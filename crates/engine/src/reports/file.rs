//! A report's file: `<claude config>/session-reports/<session-id>-report.md`.
//!
//! The row is the truth and wants its file; the file is written whole, then noted. Its last line says what we wrote, so
//! that a person's change is seen even when a crash came between the writing and the note. A changed file stays: the next
//! revision goes beside it, `<session-id>-report-<revision>.md`.

use std::io;
use std::path::{Path, PathBuf};

use segue_store::ReportRow;
use xxhash_rust::xxh3::xxh3_64;

use crate::problem::Problem;
use crate::segue::Segue;
use crate::{files, sessions};

/// How our last line begins.
const SEAL: &str = "<!-- Written by Segue, ";

/// Writes every file that is wanted. One that cannot be written now stays wanted.
pub(super) fn write_wanted(segue: &mut Segue) -> Result<(), Problem> {
    for row in segue.store.reports_to_write()? {
        let Some(session) = segue.store.session(&row.session_id)? else {
            continue;
        };
        let folder = sessions::config_folder(&segue.world.places, &session).join("session-reports");
        let Ok((path, ours)) = write(&folder, &row) else {
            continue;
        };
        sweep(&folder);
        let fingerprint = ours.then(|| fingerprint(&row.markdown));
        let path = path.to_string_lossy().into_owned();
        segue
            .store
            .report_written(&row.session_id, row.revision, &path, fingerprint.as_deref())?;
    }
    Ok(())
}

/// Writes one file. Returns where it is, and whether it is ours: where a person changed both names, theirs stay.
fn write(folder: &Path, row: &ReportRow) -> io::Result<(PathBuf, bool)> {
    let text = sealed(&row.markdown, row.revision);
    let usual = folder.join(format!("{}-report.md", row.session_id));
    let beside = folder.join(format!("{}-report-{}.md", row.session_id, row.revision));
    for path in [&usual, &beside] {
        match std::fs::read(path) {
            Ok(there) if there == text.as_bytes() => return Ok((path.clone(), true)),
            Ok(there) if !is_ours(&there) => continue,
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        files::replace(path, text.as_bytes())?;
        return Ok((path.clone(), true));
    }
    Ok((beside, false))
}

/// Takes away what a program that was killed had half written: beside its file, under a name with its process id.
fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let half = name.strip_suffix(".tmp").and_then(|name| name.split_once(".md."));
        let writer = half
            .and_then(|(_, id)| id.split_once('-'))
            .and_then(|(id, _)| id.parse().ok());
        if writer.is_some_and(|writer: u32| !segue_agent::is_alive(writer, None)) {
            // One that cannot be removed now is found again.
            drop(std::fs::remove_file(entry.path()));
        }
    }
}

/// The text as it stands in the file.
fn sealed(markdown: &str, revision: u32) -> String {
    let body = format!("{}\n\n", markdown.trim_end());
    let seal = fingerprint(&body);
    format!(
        "{body}{SEAL}revision {revision}, {seal}. A file that you change is yours: Segue leaves it alone. -->\n"
    )
}

/// Whether a file holds what we wrote, unchanged. An empty one holds nothing of anybody's.
fn is_ours(there: &[u8]) -> bool {
    if there.trim_ascii().is_empty() {
        return true;
    }
    let Ok(text) = std::str::from_utf8(there) else {
        return false;
    };
    let Some(place) = text.rfind(SEAL) else {
        return false;
    };
    let (body, seal) = text.split_at(place);
    let after_seal = seal
        .split_once("-->")
        .is_some_and(|(_, rest)| rest.trim().is_empty());
    after_seal && seal.contains(&format!(", {}. ", fingerprint(body)))
}

fn fingerprint(text: &str) -> String {
    format!("{:016x}", xxh3_64(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn row(revision: u32, markdown: &str) -> ReportRow {
        ReportRow {
            session_id: "s".to_owned(),
            revision,
            finished_at: Timestamp::UNIX_EPOCH,
            made_at: Timestamp::UNIX_EPOCH,
            task_type: "debugging".to_owned(),
            fresh: 1,
            estimated: None,
            factor: None,
            inside: None,
            shown: "{}".to_owned(),
            markdown: markdown.to_owned(),
            file_wanted: true,
            path: None,
            mirrored: None,
        }
    }

    #[test]
    fn what_a_person_changed_stays_and_the_next_revision_goes_beside_it() {
        let temp = tempfile::tempdir().expect("temp");
        let folder = temp.path().join("session-reports");
        let write = |revision, text: &str| write(&folder, &row(revision, text)).expect("write");
        let name = |path: &Path| path.file_name().expect("name").to_string_lossy().into_owned();
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("read");

        let (path, ours) = write(1, "# One\n");
        assert_eq!((name(&path).as_str(), ours), ("s-report.md", true));
        assert!(read("s-report.md").starts_with("# One\n\n<!-- Written by Segue, revision 1, "));
        // The same again, and the next: still ours.
        write(1, "# One\n");
        write(2, "# Two\n");
        assert!(read("s-report.md").starts_with("# Two\n"));

        let edited = read("s-report.md").replace("# Two", "# Two, and what I think");
        std::fs::write(folder.join("s-report.md"), &edited).expect("edit");
        let (path, ours) = write(3, "# Three\n");
        assert_eq!((name(&path).as_str(), ours), ("s-report-3.md", true));
        assert_eq!(read("s-report.md"), edited);

        std::fs::write(folder.join("s-report-3.md"), "mine too").expect("edit");
        let (_, ours) = write(3, "# Three\n");
        assert!(!ours);
        assert_eq!(read("s-report-3.md"), "mine too");
        assert_eq!(std::fs::read_dir(&folder).expect("list").count(), 2);
    }

    #[test]
    fn what_a_killed_program_left_is_taken_away() {
        let temp = tempfile::tempdir().expect("temp");
        // No process has this number: Linux ends below, and others do long before.
        let left = temp.path().join("s-report.md.4194999-0.tmp");
        let written_now = temp
            .path()
            .join(format!("s-report.md.{}-0.tmp", std::process::id()));
        let theirs = temp.path().join("notes.tmp");
        for path in [&left, &written_now, &theirs] {
            std::fs::write(path, "half").expect("write");
        }
        sweep(temp.path());
        assert_eq!(
            (left.exists(), written_now.exists(), theirs.exists()),
            (false, true, true)
        );
    }

    #[test]
    fn something_written_below_our_line_is_a_persons() {
        let text = sealed("# One\n", 1);
        assert!(is_ours(text.as_bytes()));
        assert!(!is_ours(format!("{text}My note\n").as_bytes()));
        assert!(!is_ours(b"another file"));
        assert!(!is_ours(&[0xff, 0xfe]));
        assert!(is_ours(b" \n"));
    }
}
