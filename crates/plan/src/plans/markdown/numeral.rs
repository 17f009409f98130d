//! Numbers of phases and tasks: "Phase 2", "Part A", "T014", "2.1", and what parts them from a title.

use super::words::PARTS;
use crate::plans::quantity;

/// "Phase 2", "Step III", "Part A", "Days 1-2", "Phase 1/4": word, number, and where it ends.
pub(super) fn worded(text: &str) -> Option<(&'static str, String, usize)> {
    let first = text
        .chars()
        .next()
        .filter(|c| c.is_alphabetic())?
        .to_lowercase()
        .next()?;
    for word in PARTS {
        if !word.starts_with(first) {
            continue;
        }
        if !quantity::starts_with(text, word) {
            let lower_differs =
                !word.is_ascii() && text.len() >= word.len() && text.is_char_boundary(word.len());
            if !(lower_differs && text[..word.len()].to_lowercase() == **word) {
                continue;
            }
        }
        let mut at = word.len();
        let plural = ["s", "n", "en", "e"]
            .iter()
            .find(|end| text[at..].starts_with(*end) && text[at + end.len()..].starts_with(' '));
        at += plural.map_or(0, |end| end.len());
        let gap = text[at..].len()
            - text[at..]
                .trim_start_matches([' ', '-', '#', '_', '\u{a0}'])
                .len();
        let close = gap == 0;
        at += gap;
        let Some((key, end)) = numeral(&text[at..], close) else {
            continue;
        };
        let mut end = at + end;
        // "Phase 1/4", "Phase 1 of 4"
        let rest = text[end..].trim_start();
        for of in ["/", "of ", "von "] {
            if let Some(behind) = rest.strip_prefix(of) {
                let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
                if digits > 0 {
                    end = text.len() - behind.len() + digits;
                }
            }
        }
        return Some((word, key, end));
    }
    None
}

/// A number behind a word: digits, a letter, a Roman or a written number. `close`: without a space before it.
fn numeral(text: &str, close: bool) -> Option<(String, usize)> {
    let end = dotted(text);
    if end > 0 {
        let mut end = end;
        if text[end..].starts_with(|c: char| c.is_ascii_lowercase())
            && !text[end + 1..].starts_with(char::is_alphanumeric)
        {
            end += 1;
        }
        // "Days 1-2"
        let rest = &text[end..];
        for dash in ["-", "–", "—"] {
            if let Some(behind) = rest.strip_prefix(dash) {
                let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
                if digits > 0 && !behind[digits..].starts_with(char::is_alphanumeric) {
                    let key = format!("{}-{}", &text[..end], &behind[..digits]);
                    return Some((key, end + dash.len() + digits));
                }
            }
        }
        let ends = !text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        return ends.then(|| (text[..end].to_owned(), end));
    }
    if close {
        return None;
    }
    let word = text
        .find(|c: char| !c.is_alphanumeric())
        .map_or(text, |at| &text[..at]);
    let written = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    if let Some(value) = written.iter().position(|name| word.eq_ignore_ascii_case(name)) {
        return Some((value.to_string(), word.len()));
    }
    let single = word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase());
    let roman = !word.is_empty() && word.len() <= 5 && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    (single || roman).then(|| (word.to_owned(), word.len()))
}

/// "M1", "T014", "US-12", "v0.2".
pub(super) fn abbreviated(text: &str) -> Option<(String, usize)> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let version = text.starts_with('v') && text[1..].starts_with(|c: char| c.is_ascii_digit());
    if !(version || (1..=4).contains(&letters)) {
        return None;
    }
    let start = if version { 1 } else { letters };
    let dash = usize::from(text[start..].starts_with('-'));
    let digits = dotted(&text[start + dash..]);
    let end = start + dash + digits;
    let ends = !text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
    (digits > 0 && ends).then(|| (text[..end].to_owned(), end))
}

/// "2", "2.1".
pub(super) fn bare(text: &str) -> Option<(String, usize)> {
    let end = dotted(text);
    let ends = !text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == ',');
    (end > 0 && end <= 12 && ends).then(|| (text[..end].to_owned(), end))
}

/// How long "2.1.3" is, without a point at its end.
fn dotted(text: &str) -> usize {
    let mut end = 0;
    loop {
        let digits = text[end..].bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return end.saturating_sub(1);
        }
        end += digits;
        if !text[end..].starts_with('.') {
            return end;
        }
        end += 1;
    }
}

/// What stands between a number and its title.
pub(super) fn separator(text: &str, spaced: bool) -> (bool, &str) {
    for sign in [":", "：", ".", ")", "—", "–", "|", "·", "•", "→", "-"] {
        if let Some(rest) = text.strip_prefix(sign) {
            let gap = rest.is_empty() || rest.starts_with(char::is_whitespace);
            let dash = matches!(sign, "-" | "|" | "·" | "•" | "→");
            if (gap && (!dash || spaced))
                || (!gap && matches!(sign, ":" | "：" | "—" | "–") && !rest.starts_with(':'))
            {
                return (true, rest.trim_start());
            }
        }
    }
    (false, text)
}
