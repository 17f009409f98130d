//! The autostart entry of freedesktop systems, written so that any path works.
//!
//! Quoting as in the Desktop Entry Specification 1.5, "The Exec key": an argument in double quotes, with `"`, `` ` ``,
//! `$` and `\` escaped by a backslash, backslashes doubled again because the value is a string, and `%` doubled.

use std::path::Path;
use std::{fs, io};

/// The entry that starts `program` with `argument`.
pub(super) fn text(program: &Path, argument: &str) -> String {
    let program = quoted(&program.to_string_lossy());
    format!(
        "[Desktop Entry]\n\
         Type=Application\n\
         Version=1.0\n\
         Name=Segue\n\
         Comment=How much of Claude Code's limits and context is used\n\
         Exec={program} {argument}\n\
         StartupNotify=false\n\
         Terminal=false\n"
    )
}

fn quoted(path: &str) -> String {
    let mut out = String::from('"');
    for letter in path.chars() {
        match letter {
            '"' | '`' | '$' => {
                out.push_str("\\\\");
                out.push(letter);
            }
            '\\' => out.push_str("\\\\\\\\"),
            '%' => out.push_str("%%"),
            _ => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// Writes the entry, in place of whatever stood there.
pub(super) fn write(place: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(place, text)
}

/// Removes it; it may be gone already.
pub(super) fn remove(place: &Path) -> io::Result<()> {
    match fs::remove_file(place) {
        Err(failure) if failure.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    fn exec(path: &str) -> String {
        let text = super::text(Path::new(path), "--hidden");
        text.lines()
            .find_map(|line| line.strip_prefix("Exec="))
            .unwrap()
            .to_owned()
    }

    #[test]
    fn a_path_with_a_space_stays_one_argument() {
        assert_eq!(
            exec("/opt/my apps/segue-desktop"),
            r#""/opt/my apps/segue-desktop" --hidden"#
        );
    }

    #[test]
    fn reserved_letters_are_escaped_twice() {
        assert_eq!(exec("/o/$a`b\"c\\d%e"), r#""/o/\\$a\\`b\\"c\\\\d%%e" --hidden"#);
    }

    #[test]
    fn removing_twice_is_fine() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("autostart/Segue.desktop");
        super::write(&place, "x").unwrap();
        super::remove(&place).unwrap();
        super::remove(&place).unwrap();
        assert!(!place.exists());
    }
}
