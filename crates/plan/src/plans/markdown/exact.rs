//! Texts that Markdown would read otherwise, kept exactly.
//!
//! Within a line, a character may stand as `&#40;`, as in HTML: it is read as that character and as nothing else, so
//! `&#40;30m&#41;` in a title is no duration. A text of several lines may stand in a block marked `text exactly`.

/// Stands where an empty text is.
pub(in crate::plans) const EMPTY: &str = "<!-- empty -->";

/// The mark of a block whose text is kept exactly.
pub(in crate::plans) const BLOCK: &str = "text exactly";

/// A text of one line as it was meant.
pub(in crate::plans) fn decode(written: &str) -> String {
    let written = written.trim();
    if written == EMPTY {
        return String::new();
    }
    references(written)
}

/// A text of several lines as it was meant: without its `&#…;`.
pub(in crate::plans) fn references(written: &str) -> String {
    if !written.contains("&#") {
        return written.to_owned();
    }
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find("&#") {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((character, end)) => {
                text.push(character);
                rest = &rest[end..];
            }
            None => {
                text.push_str("&#");
                rest = &rest[2..];
            }
        }
    }
    text.push_str(rest);
    text
}

fn reference(text: &str) -> Option<(char, usize)> {
    let body = &text[2..];
    let end = body.bytes().take(10).position(|byte| byte == b';')?;
    let digits = &body[..end];
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
        None if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
        _ => return None,
    };
    Some((char::from_u32(code)?, end + 3))
}

/// The text with every character of which `which` says so as a reference.
pub(in crate::plans) fn encode(text: &str, which: impl Fn(char) -> bool) -> String {
    use std::fmt::Write as _;
    let mut written = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let would_be_one = character == '&' && text[at + 1..].starts_with('#');
        if would_be_one || which(character) {
            let _ = write!(written, "&#{};", u32::from(character));
        } else {
            written.push(character);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded() {
        for text in [
            "",
            "(30m)",
            "&#40;",
            "&",
            "&#",
            "& #",
            " a ",
            "é\n\r\0",
            "&#x28;",
            "<!-- empty -->",
        ] {
            assert_eq!(references(&encode(text, |_| true)), text);
            assert_eq!(references(&encode(text, |_| false)), text);
        }
    }

    #[test]
    fn other_peoples_references_are_read_and_half_ones_left() {
        assert_eq!(
            decode("a &#40;b&#x29; &#; &#xZZ; &#1234567890123;"),
            "a (b) &#; &#xZZ; &#1234567890123;"
        );
        assert_eq!(decode(" <!-- empty --> "), "");
    }
}
