//! The statusline command that setup writes, and how to know it again. Pure.

/// Segue's statusline command, around the person's own where there is one.
pub(super) fn command(program: &str, wrapped: Option<&str>) -> String {
    match wrapped {
        Some(own) => format!("{} statusline --wrap {}", quoted(program), quoted(own)),
        None => format!("{} statusline", quoted(program)),
    }
}

/// A statusline command that is Segue's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ours {
    /// The program it calls.
    pub(super) program: String,
    /// The person's own command inside it.
    pub(super) wrapped: Option<String>,
    /// Exactly as setup writes it, with the program's full path; anything else was written by the person.
    pub(super) by_setup: bool,
}

/// Reads a statusline command; `None` when it is not Segue's.
pub(super) fn read(text: &str) -> Option<Ours> {
    let words = words(text)?;
    let (program, rest) = words.split_first()?;
    let name = program.rsplit(['/', '\\']).next()?;
    let (verb, rest) = rest.split_first()?;
    if name.trim_end_matches(".exe") != "segue" || verb != "statusline" {
        return None;
    }
    let wrapped = match rest {
        [] => None,
        [flag, own] if flag == "--wrap" => Some(own.clone()),
        _ => {
            return Some(Ours {
                program: program.clone(),
                wrapped: None,
                by_setup: false,
            });
        }
    };
    let by_setup = program.contains(['/', '\\']) && command(program, wrapped.as_deref()) == text;
    Some(Ours {
        program: program.clone(),
        wrapped,
        by_setup,
    })
}

/// A word for a POSIX shell (Claude Code runs these with one on every system). Plain words stay plain.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%,=".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The words of a command line without substitutions; `None` when a quote is left open.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => word.push(chars.next()?),
                        c => word.push(c),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(chars.next()?),
            c if c.is_whitespace() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_setup_writes_is_known_again_with_the_wrapped_command_inside() {
        for own in [
            "~/line.sh",
            "printf 'it''s %s' \"$(date)\"",
            "a\\b 'c",
            "",
            "日本 $HOME",
        ] {
            for program in [
                "/usr/bin/segue",
                "/opt/my apps/segue",
                "/it's/segue",
                "C:/Users/A B/segue.exe",
            ] {
                let text = command(program, Some(own));
                let ours = read(&text).expect(&text);
                assert_eq!(ours.wrapped.as_deref(), Some(own), "{text}");
                assert_eq!((ours.program.as_str(), ours.by_setup), (program, true), "{text}");
                assert!(read(&command(program, None)).expect("ours").by_setup);
            }
        }
    }

    #[test]
    fn what_a_person_wrote_is_theirs() {
        assert!(!read("segue statusline").expect("Segue's").by_setup);
        assert!(!read("segue statusline --wrap \"~/x\"").expect("Segue's").by_setup);
        assert!(
            !read("/usr/bin/segue statusline --color never")
                .expect("Segue's")
                .by_setup
        );
        for other in [
            "~/line.sh",
            "",
            "segue status",
            "my-segue statusline",
            "echo segue statusline",
            "'open",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
