//! Finds where JSON values end, 32 bytes at a time. Answers `None` for what is not JSON and for what is unusual.
//!
//! Promises: a position is only ever behind a sound value. Relies on [`has_control`] having been asked first: no byte
//! below 0x20 is left that a string must not hold, and a space is the only white space.

use wide::u8x32;

/// Whether a control byte (line ends and tabs included) stands anywhere in the line.
pub(super) fn has_control(line: &[u8]) -> bool {
    // The smallest byte of a block is found sixteen at a time; leaving early would make it one at a time.
    line.chunks(512)
        .any(|block| block.iter().fold(u8::MAX, |least, byte| least.min(*byte)) < 0x20)
}

/// The position of the first byte from `at` on that is no space.
pub(super) fn spaces(line: &[u8], mut at: usize) -> usize {
    while line.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// The position behind the value that begins at or after `at`, nested at most `levels` deep.
pub(super) fn value(line: &[u8], at: usize, levels: u8) -> Option<usize> {
    let at = spaces(line, at);
    match line.get(at)? {
        b'"' => text_end(line, at + 1).map(|(end, _)| end + 1),
        b'{' => object(line, at + 1, levels.checked_sub(1)?),
        b'[' => list(line, at + 1, levels.checked_sub(1)?),
        b'-' | b'0'..=b'9' => number(line, at),
        b't' => word(line, at, b"true"),
        b'f' => word(line, at, b"false"),
        b'n' => word(line, at, b"null"),
        _ => None,
    }
}

fn object(line: &[u8], at: usize, levels: u8) -> Option<usize> {
    let mut at = spaces(line, at);
    if line.get(at)? == &b'}' {
        return Some(at + 1);
    }
    loop {
        at = spaces(line, at);
        if line.get(at)? != &b'"' {
            return None;
        }
        at = spaces(line, text_end(line, at + 1)?.0 + 1);
        if line.get(at)? != &b':' {
            return None;
        }
        at = spaces(line, value(line, at + 1, levels)?);
        match line.get(at)? {
            b',' => at += 1,
            b'}' => return Some(at + 1),
            _ => return None,
        }
    }
}

fn list(line: &[u8], at: usize, levels: u8) -> Option<usize> {
    let mut at = spaces(line, at);
    if line.get(at)? == &b']' {
        return Some(at + 1);
    }
    loop {
        at = spaces(line, value(line, at, levels)?);
        match line.get(at)? {
            b',' => at += 1,
            b']' => return Some(at + 1),
            _ => return None,
        }
    }
}

fn word(line: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    line[at..].starts_with(word).then_some(at + word.len())
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
fn number(line: &[u8], at: usize) -> Option<usize> {
    let at = at + usize::from(line[at] == b'-');
    let mut end = digits(line, at)?;
    if line[at] == b'0' && end > at + 1 {
        return None;
    }
    if line.get(end) == Some(&b'.') {
        end = digits(line, end + 1)?;
    }
    if matches!(line.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(line.get(end + 1), Some(b'+' | b'-')));
        end = digits(line, end + 1 + sign)?;
    }
    Some(end)
}

/// The position behind one digit or more.
fn digits(line: &[u8], at: usize) -> Option<usize> {
    let count = line
        .get(at..)?
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    (count > 0).then_some(at + count)
}

/// Bytes that are compared at once.
const BLOCK: usize = 32;

/// The position of the quote that ends a string whose first byte is at `at`, and whether escapes stand before it.
#[inline]
pub(super) fn text_end(line: &[u8], mut at: usize) -> Option<(usize, bool)> {
    let mut escaped = false;
    'blocks: while let Some(block) = line.get(at..)?.first_chunk::<BLOCK>() {
        let mut marks = marks(*block);
        while marks != 0 {
            let mark = marks.trailing_zeros() as usize;
            if block[mark] == b'"' {
                return Some((at + mark, escaped));
            }
            escaped = true;
            let behind = mark + escape_len(line, at + mark)?;
            if behind >= BLOCK {
                at += behind;
                continue 'blocks;
            }
            // What the backslash escapes is no mark.
            marks &= u32::MAX << behind;
        }
        at += BLOCK;
    }
    last_text_end(line, at, escaped)
}

/// The same for the last bytes of a line.
fn last_text_end(line: &[u8], mut at: usize, mut escaped: bool) -> Option<(usize, bool)> {
    loop {
        match line.get(at)? {
            b'"' => return Some((at, escaped)),
            b'\\' => {
                at += escape_len(line, at)?;
                escaped = true;
            }
            _ => at += 1,
        }
    }
}

/// One bit for each byte that is a quote or a backslash.
#[inline]
fn marks(block: [u8; BLOCK]) -> u32 {
    let block = u8x32::new(block);
    (block.simd_eq(u8x32::splat(b'"')) | block.simd_eq(u8x32::splat(b'\\'))).to_bitmask()
}

/// The length of the escape whose backslash is at `at`.
#[inline(always)]
fn escape_len(line: &[u8], at: usize) -> Option<usize> {
    let letter = *line.get(at + 1)?;
    if IS_ESCAPE[usize::from(letter)] {
        return Some(2);
    }
    code_len(line, at)
}

/// The letters that make an escape with the backslash before them. A look is quicker here than eight comparisons.
const IS_ESCAPE: [bool; 256] = {
    let mut letters = [false; 256];
    let mut at = 0;
    while at < 8 {
        letters[b"\"\\/bfnrt"[at] as usize] = true;
        at += 1;
    }
    letters
};

/// The same for `\u` and four digits.
#[cold]
fn code_len(line: &[u8], at: usize) -> Option<usize> {
    let code = line.get(at + 1..at + 6)?;
    (code[0] == b'u' && code[1..].iter().all(u8::is_ascii_hexdigit)).then_some(6)
}

/// What an escaped string says; `None` for surrogates, whole or half.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(ahead) = memchr::memchr(b'\\', &bytes[at..]) {
        let escape = at + ahead;
        out.push_str(&text[at..escape]);
        at = escape + escape_len(bytes, escape)?;
        out.push(match bytes[escape + 1] {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => char::from_u32(u32::from_str_radix(&text[escape + 2..at], 16).ok()?)?,
            same => char::from(same),
        });
    }
    out.push_str(&text[at..]);
    Some(out)
}
