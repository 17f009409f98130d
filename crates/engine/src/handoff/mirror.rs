//! A handoff's file: `<claude config>/session-handoffs/handoff-<session-id>.md`.
//!
//! The row is the truth, the file is for people and for Claude. A fingerprint in the row tells what we wrote there, so
//! that a person's change is seen; it is written last, and a crash before that is seen by the text itself.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use segue_store::{HandoffRow, SessionRow};
use xxhash_rust::xxh3::xxh3_64;

use crate::files;
use crate::problem::Problem;
use crate::segue::Segue;
use crate::sessions;

/// A file that is larger is not one we wrote, nor a person who edits one.
const LARGEST: u64 = 2 << 20;

/// What tells one text from another.
pub(super) fn fingerprint(text: &str) -> String {
    format!("{:016x}", xxh3_64(text.as_bytes()))
}

/// What stands in a handoff's file.
pub(super) enum There {
    /// Nothing, what we wrote, or nothing that can be taken in.
    Nothing,
    /// The row's text, but the row does not know yet that it was written: we were ended in between.
    Unmarked,
    /// What a person wrote.
    Changed(String),
}

/// Looks at a handoff's file. A file that is gone was tidied away; that is no edit.
pub(super) fn look(kept: &HandoffRow, path: &Path) -> There {
    let small = path.metadata().is_ok_and(|data| data.len() <= LARGEST);
    let Some(bytes) = small.then(|| std::fs::read(path).ok()).flatten() else {
        return There::Nothing;
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if kept.mirrored.as_deref() == Some(&fingerprint(&text)) {
        There::Nothing
    } else if text == kept.markdown {
        There::Unmarked
    } else if kept.mirrored.is_some() {
        There::Changed(text)
    } else {
        // We never wrote there: it is from another time, and is put aside when we do.
        There::Nothing
    }
}

/// Writes the file, unless it holds the text already. Another text that we do not know is put aside first. When the file
/// cannot be written the row has the text, and `problems` says so.
pub(super) fn write(
    segue: &mut Segue,
    session: &SessionRow,
    kept: HandoffRow,
    problems: &mut Vec<String>,
) -> Result<HandoffRow, Problem> {
    let path = path(segue, session);
    if let Err(error) = replace(&path, &kept, segue.world.clock.now(), problems) {
        problems.push(format!(
            "{} cannot be written ({error}). The text is kept: `segue handoff {} --print` shows it. Check that the folder is yours and the disk is not full.",
            path.display(),
            kept.session_id
        ));
        return Ok(HandoffRow { path: None, ..kept });
    }
    let (path, mirrored) = (path.to_string_lossy().into_owned(), fingerprint(&kept.markdown));
    segue.store.handoff_mirrored(kept.num, &path, &mirrored)?;
    Ok(HandoffRow {
        path: Some(path),
        mirrored: Some(mirrored),
        ..kept
    })
}

fn replace(path: &Path, kept: &HandoffRow, now: Timestamp, problems: &mut Vec<String>) -> io::Result<()> {
    let text = kept.markdown.as_bytes();
    match std::fs::read(path) {
        Ok(there) if there == text => return Ok(()),
        Ok(there) if is_foreign(&there, kept) => {
            // Too large, not UTF-8, or from a time before this database: a person may miss it.
            let aside = path.with_extension(format!("{}.md", now.as_second()));
            std::fs::rename(path, &aside)?;
            problems.push(format!(
                "Another text stood in its file; it is now in {}.",
                aside.display()
            ));
        }
        Ok(_) | Err(_) => {}
    }
    files::replace(path, text)
}

/// Whether a file holds something that we did not write.
fn is_foreign(there: &[u8], kept: &HandoffRow) -> bool {
    let ours = kept.mirrored.as_deref() == Some(&format!("{:016x}", xxh3_64(there)));
    !ours && !there.trim_ascii().is_empty()
}

/// Where the file of a session's handoff is.
pub(super) fn path(segue: &Segue, session: &SessionRow) -> PathBuf {
    sessions::config_folder(&segue.world.places, session)
        .join("session-handoffs")
        .join(format!("handoff-{}.md", session.id))
}
