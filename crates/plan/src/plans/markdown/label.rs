//! "**Status**: In progress": a label and what it says, in the many ways people set one.

use super::words::{self, Label};

/// A label, as it was written, and its value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said<'a> {
    pub(super) label: Label,
    pub(super) name: &'a str,
    pub(super) value: &'a str,
}

/// The labels of a line. More than one stand beside each other, parted by `|` or `·`; the second value is what of the
/// line is no label, if there is such.
pub(super) fn read(line: &str) -> Option<(Vec<Said<'_>>, bool)> {
    let line = line.trim();
    if !line.contains(':') && !line.contains('：') && !line.starts_with(['*', '_']) {
        return None;
    }
    let mut said = Vec::new();
    let mut all = true;
    if !line.contains('`') {
        let parts: Vec<&str> = line
            .split(['|', '·', '•'])
            .filter(|part| !part.trim().is_empty())
            .collect();
        if parts.len() > 1 && parts.iter().all(|part| split(part.trim()).is_some()) {
            for part in parts {
                match one(part.trim()) {
                    Some(found) => said.push(found),
                    None => all = false,
                }
            }
            return (!said.is_empty()).then_some((said, all));
        }
    }
    said.push(one(line)?);
    Some((said, true))
}

fn one(text: &str) -> Option<Said<'_>> {
    let (name, value) = split(text)?;
    let label = words::label(name)?;
    Some(Said { label, name, value })
}

/// Name and value of what has the form of a label.
fn split(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(|c: char| {
        !c.is_alphanumeric() && !matches!(c, '*' | '_' | '`' | '&' | '<' | '[' | '(' | '#')
    });
    for mark in ["**", "__", "*", "_"] {
        let Some(rest) = text.strip_prefix(mark) else {
            continue;
        };
        let (inner, behind) = rest.split_once(mark)?;
        let behind = behind.trim_start();
        if let Some((name, value)) = inner.split_once([':', '：']) {
            // "**Status:** open", "**Status: open**"
            let value = value.trim();
            return match (value.is_empty(), behind.is_empty()) {
                (true, _) => Some((name, behind)),
                (false, true) => Some((name, value)),
                (false, false) => None,
            };
        }
        for sign in [":", "：", "—", "–", "- ", "="] {
            if let Some(value) = behind.strip_prefix(sign) {
                return Some((inner, value.trim_start()));
            }
        }
        return behind.is_empty().then_some((inner, ""));
    }
    let (name, value) = text.split_once([':', '：'])?;
    let words = name.split_whitespace().count();
    let form =
        (1..=5).contains(&words) && name.len() <= 48 && !name.contains(['`', '"', '.', ',', '&', '<', '[']);
    (form && !value.starts_with("//") && !value.starts_with(':')).then_some((name, value.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::markdown::words::Field;

    #[test]
    fn one_label_in_many_hands() {
        for line in [
            "**Status**: Draft",
            "**Status:** Draft",
            "**Status: Draft**",
            "Status: Draft",
            "*Status*: Draft",
            "__Status__: Draft",
            "📌 **Status**: Draft",
            "**Status** — Draft",
            "**Current status**: Draft",
        ] {
            let (said, all) = read(line).expect(line);
            assert_eq!(
                (said[0].label, said[0].value, said.len()),
                (Label::Status, "Draft", 1),
                "{line}"
            );
            assert!(all);
        }
    }

    #[test]
    fn several_beside_each_other() {
        let (said, all) = read("**Effort**: 2h | **Tokens**: 25k | **Owner**: me").expect("labels");
        assert_eq!(said.len(), 2);
        assert!(!all);
        let (said, all) = read("Objective: make `a | b` work").expect("a label");
        assert_eq!(
            (said[0].label, said[0].value),
            (Label::Field(Field::Objectives), "make `a | b` work")
        );
        assert!(all);
    }

    #[test]
    fn prose_is_none() {
        for line in [
            "See http://x.y",
            "Note: this",
            "We wait: it takes time",
            "std::time is used",
            "**bold** words",
            "a",
            "",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
