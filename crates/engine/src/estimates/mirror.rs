//! The model's readable copy: `<claude config>/ml-model/estimation-model.json`.
//!
//! The row is the truth, the file is for people; nobody reads it back. A fingerprint in the row tells what we wrote there: a
//! file that a person changed is left alone, and told about. The text is made from the row alone, so that after a crash
//! between writing and noting it is known again.

use std::path::{Path, PathBuf};

use segue_meter::estimate::{Model, Term};
use segue_store::{ModelRow, Store};
use serde::Serialize;
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::state;
use crate::files;
use crate::problem::{Code, Problem};
use crate::world::World;

/// What the file says it is.
pub(crate) const FORMAT: &str = "segue-estimation-model";
/// A larger file is not one we wrote.
const LARGEST: u64 = 64 << 20;
/// Models among which the last fingerprint is looked for.
const LOOK_BACK: u32 = 60;

/// What stands in the model's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum There {
    /// Nothing.
    Nothing,
    /// What we wrote there, of this model or an older one.
    Ours,
    /// Something that we did not write.
    Changed,
}

#[derive(Serialize)]
struct Copy<'a> {
    format: &'a str,
    about: &'a str,
    model_version: u32,
    made_at: String,
    sessions: u32,
    usual_error: Option<f64>,
    coverage_percent: Option<f64>,
    terms: Vec<Term>,
    model: Value,
}

/// Where the file is; `None` when there is no Claude Code folder.
pub(crate) fn path(world: &World) -> Option<PathBuf> {
    let home = world.places.claude.first()?;
    Some(home.root.join("ml-model").join("estimation-model.json"))
}

/// Looks at the file.
pub(crate) fn look(store: &Store, path: &Path) -> Result<There, Problem> {
    let Ok(data) = path.metadata() else {
        return Ok(There::Nothing);
    };
    let bytes = (data.len() <= LARGEST)
        .then(|| std::fs::read(path).ok())
        .flatten();
    let Some(bytes) = bytes else {
        return Ok(There::Changed);
    };
    let models = store.models(LOOK_BACK)?;
    let fingerprint = fingerprint(&bytes);
    let noted = models
        .iter()
        .any(|row| row.mirrored.as_deref() == Some(&fingerprint));
    // Written, and ended before it was noted.
    let unmarked = || {
        models
            .iter()
            .filter_map(|row| text(row).ok())
            .any(|text| text.as_bytes() == bytes)
    };
    Ok(if noted || unmarked() {
        There::Ours
    } else {
        There::Changed
    })
}

/// Writes the copy of the model in use, unless it is there, or a person's file is. Answers whether it is as the row says.
pub(crate) fn write(store: &mut Store, world: &World) -> Result<bool, Problem> {
    let (Some(path), Some(row)) = (path(world), store.model()?) else {
        return Ok(false);
    };
    if world.demo {
        return Ok(false);
    }
    let text = text(&row)?;
    let fingerprint = fingerprint(text.as_bytes());
    let there = look(store, &path)?;
    if there == There::Changed {
        return Ok(false);
    }
    let as_it_is = there == There::Ours && std::fs::read(&path).is_ok_and(|bytes| bytes == text.as_bytes());
    if !as_it_is {
        files::replace(&path, text.as_bytes()).map_err(|error| {
            Problem::new(Code::Io, format!("{} cannot be written", path.display()))
                .hint("Check that the folder is yours and the disk is not full. The model itself is in Segue's database.")
                .because(error)
        })?;
    }
    if row.mirrored.as_deref() != Some(&fingerprint) {
        store.model_mirrored(row.version, &fingerprint)?;
    }
    Ok(true)
}

/// The file's text, from the row alone.
fn text(row: &ModelRow) -> Result<String, Problem> {
    let unreadable =
        |error: serde_json::Error| Problem::new(Code::Store, "the model cannot be shown").because(error);
    let model: Value = serde_json::from_str(&row.model).map_err(unreadable)?;
    let terms = Model::from_json(&row.model)
        .map(|model| model.terms())
        .unwrap_or_default();
    let copy = Copy {
        format: FORMAT,
        about: "Written by Segue after each session it learned from, and read by nobody: what you change here changes nothing. `segue model export` gives a file that can be imported.",
        model_version: row.version,
        made_at: row.made_at.to_string(),
        sessions: row.sessions,
        usual_error: row.usual_error,
        coverage_percent: row.coverage,
        terms,
        model,
    };
    let mut text = serde_json::to_string_pretty(&copy).map_err(unreadable)?;
    text.push('\n');
    Ok(text)
}

fn fingerprint(bytes: &[u8]) -> String {
    format!("{:016x}", xxh3_64(bytes))
}

/// What a person is told about the file.
pub(crate) fn in_words(store: &Store, world: &World) -> Result<String, Problem> {
    let Some(path) = path(world) else {
        return Ok("no copy: there is no Claude Code folder".to_owned());
    };
    let shown = path.display();
    Ok(match look(store, &path)? {
        There::Ours => shown.to_string(),
        There::Nothing if state::in_use(store)?.version == 0 => {
            format!("{shown}, once something was learned")
        }
        There::Nothing => format!("{shown} is not there; it is written after the next session"),
        There::Changed => {
            format!("{shown} was changed by hand and is left alone; remove it to get the copy back")
        }
    })
}
