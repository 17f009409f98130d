//! Which changes to Claude Code's `settings.json` bring Segue in, and which take it out again. Pure: texts in, texts out.
//!
//! Promises: only three places are touched (the statusline's command, the marketplace, the enabled plugin); what was
//! there before comes back byte for byte while nobody else has changed the file, and otherwise only what is Segue's goes.

use std::path::Path;

use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use super::json_edit::{self, Edit, Odd};
use super::plugin_files::{ID, NAME};
use super::statusline;

const STATUSLINE: &[&str] = &["statusLine"];
const COMMAND: &[&str] = &["statusLine", "command"];
const MARKETPLACES: &str = "extraKnownMarketplaces";
const ENABLED: &str = "enabledPlugins";

/// A text and the changes that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Changed {
    pub(super) text: String,
    pub(super) edits: Vec<Edit>,
}

impl Changed {
    pub(super) fn none(text: &str) -> Changed {
        Changed {
            text: text.to_owned(),
            edits: Vec::new(),
        }
    }

    fn set(&mut self, path: &[&str], value: &Value) -> Result<(), Odd> {
        let edit = json_edit::set(&self.text, path, value)?;
        self.take(edit);
        Ok(())
    }

    fn remove(&mut self, path: &[&str]) -> Result<(), Odd> {
        let edit = json_edit::remove(&self.text, path)?;
        self.take(edit);
        Ok(())
    }

    fn take(&mut self, edit: Option<Edit>) {
        if let Some(edit) = edit {
            self.text = edit.apply(&self.text);
            self.edits.push(edit);
        }
    }
}

/// What happens to the statusline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Statusline {
    /// It feeds Segue, or will.
    Wired,
    /// It is something we do not understand.
    NotACommand,
}

/// Lets the statusline feed Segue: alone, or around the person's own command.
pub(super) fn wire_statusline(changed: &mut Changed, program: &str) -> Result<Statusline, Odd> {
    let root = json_edit::parse(&changed.text)?;
    let Some(present) = json_edit::at(&root, STATUSLINE) else {
        let command = statusline::command(program, None);
        changed.set(STATUSLINE, &json!({"type": "command", "command": command}))?;
        return Ok(Statusline::Wired);
    };
    let Some(own) = present.get("command").and_then(Value::as_str) else {
        return Ok(Statusline::NotACommand);
    };
    let wanted = match statusline::read(own) {
        Some(ours) if ours.by_setup => statusline::command(program, ours.wrapped.as_deref()),
        // Wired by hand: as good as ours, and the person's.
        Some(_) => return Ok(Statusline::Wired),
        None => statusline::command(program, Some(own)),
    };
    changed.set(COMMAND, &Value::from(wanted))?;
    Ok(Statusline::Wired)
}

/// The two entries that `claude plugin` itself makes, in the person's own form.
pub(super) fn enable_plugin(changed: &mut Changed, folder: &Path) -> Result<(), Odd> {
    let source = json!({"source": {"source": "directory", "path": folder.to_string_lossy()}});
    changed.set(&[MARKETPLACES, NAME], &source)?;
    changed.set(&[ENABLED, ID], &Value::Bool(true))
}

/// Whether the plugin is switched on and its marketplace is this folder.
pub(super) fn plugin_is_enabled(text: &str, folder: &Path) -> bool {
    let mut wanted = Changed::none(text);
    enable_plugin(&mut wanted, folder).is_ok() && wanted.edits.is_empty()
}

/// Takes out what is Segue's, wherever it stands, and nothing else.
pub(super) fn without_segue(text: &str, folder: &Path) -> Result<Changed, Odd> {
    let mut changed = Changed::none(text);
    let root = json_edit::parse(text)?;
    let ours = json_edit::at(&root, COMMAND)
        .and_then(Value::as_str)
        .and_then(statusline::read)
        .filter(|ours| ours.by_setup);
    match ours.map(|ours| ours.wrapped) {
        Some(Some(own)) => changed.set(COMMAND, &Value::from(own))?,
        Some(None) => changed.remove(STATUSLINE)?,
        None => {}
    }
    let path = json_edit::at(&root, &[MARKETPLACES, NAME, "source", "path"]).and_then(Value::as_str);
    // A marketplace of that name from elsewhere is somebody else's.
    if path.is_some_and(|path| Path::new(path) == folder) {
        remove_with_empty_parent(&mut changed, MARKETPLACES, NAME)?;
        remove_with_empty_parent(&mut changed, ENABLED, ID)?;
    }
    Ok(changed)
}

fn remove_with_empty_parent(changed: &mut Changed, parent: &str, key: &str) -> Result<(), Odd> {
    changed.remove(&[parent, key])?;
    let root = json_edit::parse(&changed.text)?;
    let is_empty = json_edit::at(&root, &[parent])
        .and_then(Value::as_object)
        .is_some_and(serde_json::Map::is_empty);
    if is_empty {
        changed.remove(&[parent])
    } else {
        Ok(())
    }
}

/// The text as it was before the changes; `None` when it is not the text they led to.
pub(super) fn undone(text: &str, edits: &[Edit]) -> Option<String> {
    edits
        .iter()
        .rev()
        .try_fold(text.to_owned(), |text, edit| edit.undo(&text))
}

/// Whether two texts say the same, but for the plugin's two entries: `claude plugin` writes those, and everything else
/// anew in its own form.
pub(super) fn same_but_for_plugin(one: &str, other: &str) -> bool {
    let meaning = |text: &str| {
        let mut root = json_edit::parse(text).ok()?;
        let members = root.as_object_mut()?;
        for (parent, key) in [(MARKETPLACES, NAME), (ENABLED, ID)] {
            if let Some(inner) = members.get_mut(parent).and_then(Value::as_object_mut) {
                inner.remove(key);
                if inner.is_empty() {
                    members.remove(parent);
                }
            }
        }
        Some(root)
    };
    match (meaning(one), meaning(other)) {
        (Some(one), Some(other)) => one == other,
        (None, _) | (_, None) => false,
    }
}

/// Whether nothing is set.
pub(super) fn says_nothing(text: &str) -> bool {
    json_edit::parse(text).is_ok_and(|root| root.as_object().is_some_and(serde_json::Map::is_empty))
}

/// A text's fingerprint.
pub(super) fn hash(text: &str) -> String {
    format!("{:016x}", xxh3_64(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str = "/usr/local/bin/segue";
    const OWN: &str = "{\n    \"env\": {\"KEY\": \"secret\"},\n    \"statusLine\": {\"type\": \"command\", \"command\": \"~/line.sh 'a'\", \"padding\": 0}\n}";

    fn folder() -> &'static Path {
        Path::new("/data/segue/plugin")
    }

    fn brought_in(text: &str) -> Changed {
        let mut changed = Changed::none(text);
        assert_eq!(wire_statusline(&mut changed, PROGRAM), Ok(Statusline::Wired));
        enable_plugin(&mut changed, folder()).expect("sound");
        changed
    }

    #[test]
    fn in_and_out_again_is_byte_for_byte() {
        for text in [
            OWN,
            "",
            "{}",
            "{\"a\":1}",
            "\u{feff}{\r\n\t\"a\": 1\r\n}\r\n",
            "{\n}\n",
        ] {
            let changed = brought_in(text);
            assert_eq!(undone(&changed.text, &changed.edits).as_deref(), Some(text));
            assert!(plugin_is_enabled(&changed.text, folder()));
            assert!(
                brought_in(&changed.text).edits.is_empty(),
                "twice is once\n{}",
                changed.text
            );
        }
    }

    #[test]
    fn the_persons_statusline_is_wrapped_and_unwrapped() {
        let changed = brought_in(OWN);
        assert!(
            changed.text.contains(
                r#""command": "/usr/local/bin/segue statusline --wrap '~/line.sh '\\''a'\\'''", "padding": 0"#
            ),
            "{}",
            changed.text
        );
        let edited = changed.text.replace("\"KEY\": \"secret\"", "\"KEY\": \"other\"");
        assert_eq!(undone(&edited, &changed.edits), None, "somebody else was here");
        let without = without_segue(&edited, folder()).expect("sound").text;
        assert_eq!(without, OWN.replace("\"KEY\": \"secret\"", "\"KEY\": \"other\""));
    }

    #[test]
    fn no_edit_holds_what_is_not_ours() {
        let edits = serde_json::to_string(&brought_in(OWN).edits).expect("JSON");
        assert!(!edits.contains("secret"), "{edits}");
    }

    #[test]
    fn another_program_takes_the_place_of_an_older_one() {
        let mut changed = Changed::none(&brought_in(OWN).text);
        wire_statusline(&mut changed, "/new/segue").expect("sound");
        assert!(
            changed.text.contains("\"/new/segue statusline --wrap '~/line.sh"),
            "{}",
            changed.text
        );
    }

    #[test]
    fn what_a_person_wired_or_installed_by_hand_stays() {
        let by_hand = "{\"statusLine\":{\"type\":\"command\",\"command\":\"segue statusline\"}}";
        let mut changed = Changed::none(by_hand);
        assert_eq!(wire_statusline(&mut changed, PROGRAM), Ok(Statusline::Wired));
        assert!(changed.edits.is_empty());
        assert!(without_segue(by_hand, folder()).expect("sound").edits.is_empty());
        let elsewhere = brought_in("{}")
            .text
            .replace("/data/segue/plugin", "/my/clone/plugin");
        let without = without_segue(&elsewhere, folder()).expect("sound").text;
        assert!(
            without.contains("/my/clone/plugin") && without.contains("segue@segue"),
            "{without}"
        );
        let odd = "{\"statusLine\": \"none\"}";
        let mut changed = Changed::none(odd);
        assert_eq!(
            wire_statusline(&mut changed, PROGRAM),
            Ok(Statusline::NotACommand)
        );
    }

    #[test]
    fn claudes_own_form_says_the_same() {
        let theirs = "{\n  \"statusLine\": {\"padding\":0,\"type\":\"command\",\"command\":\"~/line.sh 'a'\"},\n  \"env\": {\"KEY\": \"secret\"},\n  \"enabledPlugins\": {\"segue@segue\": true},\n  \"extraKnownMarketplaces\": {}\n}";
        assert!(same_but_for_plugin(OWN, theirs));
        assert!(!same_but_for_plugin(OWN, &theirs.replace("secret", "x")));
        assert!(!same_but_for_plugin(OWN, "no json"));
        assert!(says_nothing("") && says_nothing("{ }") && !says_nothing(OWN));
    }
}
