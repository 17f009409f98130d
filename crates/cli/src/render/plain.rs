//! Text of other people (titles, paths, prompts) made fit for a terminal: no control characters, a known width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text on one line, without anything a terminal would obey: escape sequences, line breaks, direction marks.
pub(crate) fn plain(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for c in anstream::adapter::strip_str(text).flat_map(str::chars) {
        if c.is_whitespace() || c.is_control() {
            if !kept.ends_with(' ') {
                kept.push(' ');
            }
        } else if !turns_direction(c) {
            kept.push(c);
        }
    }
    kept.trim().to_owned()
}

/// Marks that reorder the text after them (Unicode Bidi_Control).
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Words as a sentence: the first letter large, a full stop at the end.
pub(crate) fn sentence(words: &str) -> String {
    let words = plain(words);
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let stop = if words.ends_with(['.', '?', '!']) { "" } else { "." };
    first.map_or_else(String::new, |first| format!("{first}{}{stop}", letters.as_str()))
}

/// Columns that a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The plain text in at most `columns`, shortened at its end with `…`.
pub(crate) fn fit(text: &str, columns: usize) -> String {
    let text = plain(text);
    if text.width() <= columns {
        return text;
    }
    let mut kept = String::new();
    let mut used = 1; // the ellipsis
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        kept.push(c);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// The plain text of a path in at most `columns`, shortened at its beginning: its end names it.
pub(crate) fn fit_path(path: &str, columns: usize) -> String {
    let text = plain(path);
    if text.width() <= columns {
        return text;
    }
    let mut kept = Vec::new();
    let mut used = 1; // the ellipsis
    for c in text.chars().rev() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept.into_iter().rev().collect()
}

/// Filled with spaces on the right up to `columns`.
pub(crate) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", spaces(text, columns))
}

/// Filled with spaces on the left up to `columns`.
pub(crate) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", spaces(text, columns))
}

fn spaces(text: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(text.width()))
}

/// Words in lines of at most `columns`, each after `indent` spaces.
pub(crate) fn wrapped(text: &str, indent: usize, columns: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().map_or(0, |line| width(line));
        if last > 0 && indent + last + 1 + width(word) > columns {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    let margin = " ".repeat(indent);
    lines
        .iter()
        .map(|line| format!("{margin}{line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::{fit, fit_path, left, plain, right, width, wrapped};

    #[test]
    fn nothing_a_terminal_would_obey_is_left() {
        assert_eq!(plain("\u{1b}[31mred\u{1b}[0m\u{7}\nnext\tline "), "red next line");
        assert_eq!(plain("safe\u{202e}gpj.exe"), "safegpj.exe");
        assert_eq!(plain("\u{9b}2J"), "2J");
    }

    #[test]
    fn shortened_text_keeps_its_beginning_and_paths_their_end() {
        assert_eq!(fit("Fix the login flow", 18), "Fix the login flow");
        assert_eq!(fit("Fix the login flow", 10), "Fix the l…");
        assert_eq!(fit("Fix the login", 9), "Fix the…");
        assert_eq!(fit_path("/home/dev/work/api-server", 12), "…/api-server");
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(width(&fit("修复登录流程", 7)), 7);
        assert_eq!(left("修复", 6), "修复  ");
        assert_eq!(right("修复", 6), "  修复");
    }

    #[test]
    fn long_sentences_are_wrapped_with_their_indent() {
        assert_eq!(wrapped("one two three", 2, 9), "  one two\n  three");
        assert_eq!(wrapped("incomprehensibilities", 2, 9), "  incomprehensibilities");
    }

    #[test]
    fn words_become_a_sentence() {
        assert_eq!(super::sentence("nothing learned yet"), "Nothing learned yet.");
        assert_eq!(super::sentence("Done."), "Done.");
        assert_eq!(super::sentence(" "), "");
    }
}
