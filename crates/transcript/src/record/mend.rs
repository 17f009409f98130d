//! What to do with a line that does not parse: mend it if its JSON is sound, else say what is odd.

use std::fmt;

use serde::de::IgnoredAny;
use serde_json::Value;

/// Why a line could not be read. Count these; none is fatal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Oddity {
    /// Nothing but white space.
    Empty,
    /// Not JSON: cut off, overwritten, or two lines in one.
    NotJson {
        /// Byte position in the line, counted from 1, where reading stopped.
        column: usize,
        /// The parser's words.
        why: String,
    },
    /// JSON, but not an object.
    NotAnObject,
    /// An object without a `type` string.
    NoType,
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Oddity::Empty => f.write_str("empty line"),
            Oddity::NotJson { column, why } => write!(f, "not JSON (byte {column}: {why})"),
            Oddity::NotAnObject => f.write_str("JSON, but not an object"),
            Oddity::NoType => f.write_str("no type"),
        }
    }
}

impl std::error::Error for Oddity {}

impl Oddity {
    pub(super) fn not_json(error: &serde_json::Error) -> Self {
        let why = error.to_string();
        // The position is in its own field; serde_json appends it to the words as well.
        let why = why.split(" at line ").next().unwrap_or_default().to_owned();
        Oddity::NotJson {
            column: error.column(),
            why,
        }
    }
}

/// What is odd about a line that does not begin like an object.
pub(super) fn no_object(line: &[u8]) -> Oddity {
    if line.trim_ascii().is_empty() {
        return Oddity::Empty;
    }
    match serde_json::from_slice::<IgnoredAny>(line) {
        Ok(_) => Oddity::NotAnObject,
        Err(error) => Oddity::not_json(&error),
    }
}

/// A readable version of a line that `error` stopped: bytes that are not UTF-8 and half surrogates become U+FFFD, and of
/// a key that stands twice the last value wins, as in JavaScript.
///
/// # Errors
/// The oddity, when nothing of this is the matter.
pub(crate) fn mend(line: &[u8], error: &serde_json::Error) -> Result<String, Oddity> {
    if serde_json::from_slice::<IgnoredAny>(line).is_err() {
        return Err(Oddity::not_json(error));
    }
    let text = replace_half_surrogates(&String::from_utf8_lossy(line));
    let value: Value = serde_json::from_str(&text).map_err(|e| Oddity::not_json(&e))?;
    Ok(value.to_string())
}

/// JavaScript cuts strings between the halves of a surrogate pair and writes the half as `\ud83d`.
fn replace_half_surrogates(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let (written, taken) = match (surrogate(escape), escape.get(6..).and_then(surrogate)) {
            (Some(Half::High), Some(Half::Low)) => (&escape[..12], 12),
            (Some(_), _) => ("\\ufffd", 6),
            // Any other escape is a backslash and one character; `\\` must be passed as a pair.
            (None, _) => {
                let len = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
                (&escape[..len], len)
            }
        };
        out.push_str(written);
        rest = &escape[taken..];
    }
    out.push_str(rest);
    out
}

enum Half {
    High,
    Low,
}

/// The half of a surrogate pair that `text` begins with, written as an escape.
fn surrogate(text: &str) -> Option<Half> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xD800..=0xDBFF => Some(Half::High),
        0xDC00..=0xDFFF => Some(Half::Low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_surrogates_are_replaced_and_whole_ones_kept() {
        assert_eq!(replace_half_surrogates(r"a\ud83db"), r"a\ufffdb");
        assert_eq!(replace_half_surrogates(r"\ud83d\ude00"), r"\ud83d\ude00");
        assert_eq!(replace_half_surrogates(r"\ude00\ud83d"), r"\ufffd\ufffd");
        assert_eq!(replace_half_surrogates(r"C:\\ud83d\n"), r"C:\\ud83d\n");
        assert_eq!(replace_half_surrogates("\\"), "\\");
    }
}
