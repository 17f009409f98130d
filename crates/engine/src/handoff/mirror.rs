//! A handoff's file: `<claude config>/session-handoffs/handoff-<session-id>.md`.
//!
//! The row is the truth, the file is for people and for Claude. A fingerprint in the row tells what we wrote there, so
//! that a person's change is seen; it is written last, and a crash before that is seen by the text itself.

use std::path::{Path, PathBuf};

use segue_store::{HandoffRow, SessionRow};
use xxhash_rust::xxh3::xxh3_64;

use crate::files;
use crate::problem::Problem;
use crate::segue::Segue;

/// A file that is larger is not one we wrote, nor a person who edits one.
const LARGEST: u64 = 2 << 20;

/// What tells one text from another.
pub(super) fn fingerprint(text: &str) -> String {
    format!("{:016x}", xxh3_64(text.as_bytes()))
}

/// The text of a handoff's file when a person changed it.
pub(super) fn changed_by_hand(kept: &HandoffRow) -> Option<String> {
    let path = Path::new(kept.path.as_deref()?);
    // A file that is gone was tidied away; that is no edit.
    let size = path.metadata().ok()?.len();
    if size > LARGEST {
        return None;
    }
    let text = String::from_utf8_lossy(&std::fs::read(path).ok()?).into_owned();
    let ours = kept.mirrored.as_deref() == Some(&fingerprint(&text)) || text == kept.markdown;
    (!ours).then_some(text)
}

/// Writes the file, unless it holds the text already. When it cannot be written the row has the text, and `problems` says so.
pub(super) fn write(
    segue: &mut Segue,
    session: &SessionRow,
    kept: HandoffRow,
    problems: &mut Vec<String>,
) -> Result<HandoffRow, Problem> {
    let path = path(segue, session);
    let there = std::fs::read(&path).is_ok_and(|bytes| bytes == kept.markdown.as_bytes());
    if !there && let Err(error) = files::replace(&path, kept.markdown.as_bytes()) {
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

fn path(segue: &Segue, session: &SessionRow) -> PathBuf {
    let places = &segue.world.places;
    let transcript = session.transcript_path.as_deref().map(Path::new);
    let home = session
        .home
        .as_deref()
        .and_then(|home| places.claude.iter().find(|place| place.key() == home))
        .or_else(|| places.claude_home_of(transcript?))
        .or(places.claude.first());
    let root = home.map_or_else(|| places.segue.clone(), |home| home.root.clone());
    root.join("session-handoffs")
        .join(format!("handoff-{}.md", session.id))
}
