//! The quick way to read a line: compact JSON as Claude Code writes it, without copying and without looking closely at
//! what nobody asked for.
//!
//! Owns a serde reader that is sure or says nothing. Promises: what it answers is what `serde_json` answers for the same
//! bytes (a test compares them), and the line was checked to be JSON to its end. Whatever is unusual (an error, a
//! control byte, bytes that are not UTF-8, an escape in a key, a wanted fraction, a surrogate, deep nesting) makes it [`Unsure`], and the
//! caller asks `serde_json` instead. Never explains what is wrong with a line.

mod scan;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

/// Deeper lines are left to `serde_json`, whose own limit is 128.
const DEEPEST: u8 = 100;

/// Reads a whole line; `None` when unsure.
pub(super) fn read<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Option<T> {
    if scan::has_control(line) {
        return None;
    }
    let text = simdutf8::basic::from_utf8(line).ok()?;
    let mut reader = Reader {
        text,
        line,
        at: 0,
        depth: 0,
    };
    let value = T::deserialize(&mut reader).ok()?;
    (scan::spaces(line, reader.at) == line.len()).then_some(value)
}

/// The other reader decides.
#[derive(Debug)]
struct Unsure;

impl fmt::Display for Unsure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unsure")
    }
}

impl std::error::Error for Unsure {}

impl Error for Unsure {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Unsure
    }
}

/// A position in a line.
struct Reader<'a> {
    text: &'a str,
    /// The bytes of `text`.
    line: &'a [u8],
    at: usize,
    depth: u8,
}

impl<'a> Reader<'a> {
    /// The next byte that is no space.
    fn peek(&mut self) -> Result<u8, Unsure> {
        self.at = scan::spaces(self.line, self.at);
        self.line.get(self.at).copied().ok_or(Unsure)
    }

    fn skip(&mut self) -> Result<(), Unsure> {
        self.at = scan::value(self.line, self.at, DEEPEST - self.depth).ok_or(Unsure)?;
        Ok(())
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Unsure> {
        if !self.line[self.at..].starts_with(word) {
            return Err(Unsure);
        }
        self.at += word.len();
        Ok(())
    }

    /// What stands between the quotes, and whether there are escapes in it. Stands on the opening quote.
    fn quoted(&mut self) -> Result<(&'a str, bool), Unsure> {
        let from = self.at + 1;
        let (end, escaped) = scan::text_end(self.line, from).ok_or(Unsure)?;
        self.at = end + 1;
        Ok((&self.text[from..end], escaped))
    }

    /// A whole number of at most 18 digits, which `u64` holds.
    fn count(&mut self) -> Result<u64, Unsure> {
        let rest = &self.line[self.at..];
        let digits = rest
            .iter()
            .take(19)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let leading_zero = digits > 1 && rest[0] == b'0';
        if digits > 18 || leading_zero || matches!(rest.get(digits), Some(b'.' | b'e' | b'E')) {
            return Err(Unsure);
        }
        self.at += digits;
        Ok(rest[..digits]
            .iter()
            .fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
    }

    /// Goes into a list or an object, whose bracket it stands on.
    fn inside<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Unsure>) -> Result<T, Unsure> {
        if self.depth == DEEPEST {
            return Err(Unsure);
        }
        self.at += 1;
        self.depth += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Unsure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        match self.peek()? {
            b'"' => match self.quoted()? {
                (text, false) => visitor.visit_borrowed_str(text),
                (text, true) => visitor.visit_string(scan::unescaped(text).ok_or(Unsure)?),
            },
            b'{' => self.inside(|reader| visitor.visit_map(Parts::of(reader))),
            b'[' => self.inside(|reader| visitor.visit_seq(Parts::of(reader))),
            b'0'..=b'9' => visitor.visit_u64(self.count()?),
            b't' => self.word(b"true").and_then(|()| visitor.visit_bool(true)),
            b'f' => self.word(b"false").and_then(|()| visitor.visit_bool(false)),
            b'n' => self.word(b"null").and_then(|()| visitor.visit_unit()),
            _ => Err(Unsure),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        match self.peek()? {
            b'n' => self.word(b"null").and_then(|()| visitor.visit_none()),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unsure> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier
    }
}

/// The elements of a list, or the entries of an object.
struct Parts<'r, 'a> {
    reader: &'r mut Reader<'a>,
    first: bool,
}

impl<'r, 'a> Parts<'r, 'a> {
    fn of(reader: &'r mut Reader<'a>) -> Self {
        Parts { reader, first: true }
    }

    /// Moves to the next part; false behind the closing bracket.
    fn next(&mut self, close: u8) -> Result<bool, Unsure> {
        let byte = self.reader.peek()?;
        if byte == close {
            self.reader.at += 1;
            return Ok(false);
        }
        if !std::mem::take(&mut self.first) {
            if byte != b',' {
                return Err(Unsure);
            }
            self.reader.at += 1;
            // A comma before the bracket is no JSON; every value's first byte is looked at by who reads it.
            if self.reader.peek()? == close {
                return Err(Unsure);
            }
        }
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for Parts<'_, 'de> {
    type Error = Unsure;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unsure> {
        if !self.next(b']')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> MapAccess<'de> for Parts<'_, 'de> {
    type Error = Unsure;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unsure> {
        if !self.next(b'}')? {
            return Ok(None);
        }
        if self.reader.peek()? != b'"' {
            return Err(Unsure);
        }
        let (key, escaped) = self.reader.quoted()?;
        if escaped || self.reader.peek()? != b':' {
            return Err(Unsure);
        }
        self.reader.at += 1;
        seed.deserialize(key.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unsure> {
        seed.deserialize(&mut *self.reader)
    }
}
