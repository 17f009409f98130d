//! What else comes into being in a config folder while Segue is brought in: folders, and `claude`'s own lists of plugins.
//! Noted as made, so that taking Segue out leaves nothing that was not there before.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use segue_store::SetupFileRow;
use serde_json::Value;

use super::file::{self, Settings};
use super::plugin_files::NAME;
use super::settings;
use crate::problem::Problem;
use crate::segue::Segue;
use crate::world::{ClaudeHome, World};

/// Below a config folder, outermost first.
const MAY_BE_MADE: &[&str] = &[
    "commands",
    "plugins",
    "plugins/cache",
    "plugins/data",
    "plugins/marketplaces",
    "plugins/known_marketplaces.json",
    "plugins/installed_plugins.json",
];

/// Which of the places are not there now.
pub(super) fn absent(home: &ClaudeHome) -> Vec<PathBuf> {
    let places = MAY_BE_MADE.iter().map(|place| home.root.join(place));
    places.filter(|place| !place.exists()).collect()
}

/// Notes those that have come into being.
pub(super) fn note(segue: &mut Segue, home: &ClaudeHome, absent: &[PathBuf]) -> Result<(), Problem> {
    for place in absent.iter().filter(|place| place.exists()) {
        segue.store.note_setup_file(&SetupFileRow {
            path: place.to_string_lossy().into_owned(),
            config_dir: home.key(),
            kind: "made".to_owned(),
            hash_before: None,
            hash_after: None,
            edits: "[]".to_owned(),
            at: segue.world.clock.now(),
        })?;
    }
    Ok(())
}

/// Takes away the plugin's copies, and what was made for it and holds nothing of anybody else's.
pub(super) fn remove(segue: &mut Segue, home: &ClaudeHome) -> Result<(), Problem> {
    let plugins = home.root.join("plugins");
    remove_folder(&plugins.join("cache").join(NAME))?;
    remove_folder(&plugins.join("data").join(format!("{NAME}-{NAME}")))?;
    let mut made: Vec<SetupFileRow> = segue.store.setup_files(&home.key())?;
    made.retain(|row| row.kind == "made");
    // The innermost first: a longer path is never outside a shorter one.
    made.sort_by_key(|row| std::cmp::Reverse(row.path.len()));
    for row in made {
        let path = Path::new(&row.path);
        if path.is_dir() {
            // A folder in which others keep something by now is theirs.
            drop(fs::remove_dir(path));
        } else if holds_nothing(path) {
            fs::remove_file(path).map_err(|error| file::unwritable(path, error))?;
        }
        segue.store.forget_setup_file(&row.path)?;
    }
    Ok(())
}

/// A list of `claude`'s without an entry: `{}`, or `{"version":2,"plugins":{}}`.
fn holds_nothing(path: &Path) -> bool {
    let list: Option<Value> = fs::read(path)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    list.as_ref().and_then(Value::as_object).is_some_and(|list| {
        list.iter()
            .all(|(key, value)| key == "version" || value.as_object().is_some_and(serde_json::Map::is_empty))
    })
}

/// Takes away a folder of ours, whatever is in it; gone already is fine.
pub(super) fn remove_folder(folder: &Path) -> Result<(), Problem> {
    match fs::remove_dir_all(folder) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(file::unwritable(folder, error)),
    }
}

/// The person's settings, kept in Segue's folder while `claude` writes the file in its own form.
pub(super) struct Kept {
    path: Option<PathBuf>,
}

impl Kept {
    /// Keeps the text as it is now.
    pub(super) fn begin(world: &World, file: &Settings) -> Result<Kept, Problem> {
        let Some(text) = &file.text else {
            return Ok(Kept { path: None });
        };
        let path = Kept::place(world, &file.path);
        file::replace(&path, text.as_bytes())?;
        Ok(Kept { path: Some(path) })
    }

    /// The file is as it should be.
    pub(super) fn end(self) -> Result<(), Problem> {
        match self.path {
            Some(path) => fs::remove_file(&path).map_err(|error| file::unwritable(&path, error)),
            None => Ok(()),
        }
    }

    /// Puts back what a run that was cut off had kept, unless somebody has changed the file since.
    pub(super) fn make_good(world: &World, home: &ClaudeHome) -> Result<(), Problem> {
        let path = Kept::place(world, &home.settings());
        let Ok(text) = fs::read_to_string(&path) else {
            return Ok(());
        };
        let now = Settings::read(&home.settings())?;
        if settings::same_but_for_plugin(now.text(), &text) {
            now.write(Some(&text))?;
        }
        fs::remove_file(&path).map_err(|error| file::unwritable(&path, error))
    }

    fn place(world: &World, settings_file: &Path) -> PathBuf {
        let name = settings::hash(&settings_file.to_string_lossy());
        world.places.segue.join(format!("settings-{name}.kept.json"))
    }
}
