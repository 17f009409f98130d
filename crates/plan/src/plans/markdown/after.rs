//! What must be done before: "Depends on: Phase 1 and 2", "after 1.2", "previous phase".

use super::exact;
use super::words::PARTS;
use crate::plans::quantity::starts_with;

/// One thing that is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// A key, or a title.
    pub(super) name: String,
    pub(super) how: How,
    /// What stands behind its number.
    pub(super) rest: String,
    pub(super) offset: usize,
}

/// How something that is waited for was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// As a key, in backticks: it is that one or an error.
    Exactly,
    /// With a number: if there is none like it, that is an error.
    ByNumber,
    /// In words: perhaps a title, perhaps something outside the plan.
    InWords,
    /// In a sentence, which is kept anyway.
    InProse,
}

/// What stands below a label, piece by piece.
pub(super) fn wanted(text: &str, offset: usize) -> Vec<Wanted> {
    let mut found: Vec<Wanted> = Vec::new();
    for (start, piece) in pieces(text) {
        let offset = offset + start;
        if let Some(code) = code(piece) {
            let name = exact::references(code);
            found.push(Wanted {
                name,
                how: How::Exactly,
                rest: String::new(),
                offset,
            });
            continue;
        }
        let plain = exact::decode(piece);
        let lower = plain.to_lowercase();
        if matches!(
            lower.as_str(),
            "" | "none"
                | "-"
                | "–"
                | "—"
                | "n/a"
                | "no"
                | "nothing"
                | "keine"
                | "nichts"
                | "aucun"
                | "ninguna"
                | "/"
        ) {
            continue;
        }
        let (name, worded, rest) = without_word(&plain);
        for name in range(name) {
            let numbered = is_key(&name) && (worded || name.bytes().any(|byte| byte.is_ascii_digit()));
            let how = if numbered { How::ByNumber } else { How::InWords };
            found.push(Wanted {
                name,
                how,
                rest: rest.to_owned(),
                offset,
            });
        }
    }
    found
}

/// Phases that a sentence names with word and number: "Phase 1 must be finished".
pub(super) fn named(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_alphabetic()) {
        rest = &rest[at..];
        let part = PARTS.iter().find(|word| begins(rest, word));
        if let Some(word) = part {
            let behind = &rest[word.len()..];
            let behind = behind.strip_prefix(['s', 'n', 'S']).unwrap_or(behind);
            if let Some(list) = behind.strip_prefix(' ') {
                found.extend(keys_of(list));
            }
        }
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        rest = &rest[end..];
    }
    found
}

/// As [`named`]; or keys at the head of `list`, when no word stands before them.
pub(super) fn named_or_first(text: &str, list: &str) -> Vec<String> {
    let named = named(text);
    if named.is_empty() { keys_of(list) } else { named }
}

/// "1, 2 and 3" at the head of a text.
fn keys_of(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut rest = text;
    loop {
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
            .unwrap_or(rest.len());
        let key = rest[..end].trim_end_matches('.');
        let digits = key.bytes().any(|byte| byte.is_ascii_digit());
        if !(digits
            || (keys.is_empty() && key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_uppercase())))
        {
            return keys;
        }
        keys.push(key.to_owned());
        rest = rest[end..].trim_start();
        let joined = [",", "and ", "und ", "&", "+", "et ", "y "]
            .iter()
            .find_map(|word| rest.strip_prefix(word));
        match joined {
            Some(behind) => {
                rest = behind
                    .trim_start()
                    .strip_prefix("and ")
                    .unwrap_or(behind.trim_start())
            }
            None => return keys,
        }
    }
}

/// The pieces of a list in a line; code is left whole.
fn pieces(text: &str) -> Vec<(usize, &str)> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut in_code = false;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let width = rest.chars().next().map_or(1, char::len_utf8);
        if rest.starts_with('`') {
            in_code = !in_code;
        }
        let part = (!in_code).then(|| parting(rest)).flatten();
        match part {
            Some(width) => {
                pieces.push((start, &text[start..at]));
                at += width;
                start = at;
            }
            None => at += width,
        }
    }
    pieces.push((start, &text[start..]));
    pieces
        .into_iter()
        .map(|(start, piece)| (start + piece.len() - piece.trim_start().len(), piece.trim()))
        .filter(|(_, piece)| !piece.is_empty())
        .collect()
}

fn parting(rest: &str) -> Option<usize> {
    if rest.starts_with([',', ';']) {
        return Some(1);
    }
    [" and ", " und ", " & ", " + ", " et ", " y "]
        .iter()
        .find(|word| rest.starts_with(*word))
        .map(|word| word.len())
}

/// "`any key`" without its backticks.
pub(super) fn code(text: &str) -> Option<&str> {
    let text = text.trim();
    let ticks = text.bytes().take_while(|byte| *byte == b'`').count();
    if ticks == 0 || text.len() < 2 * ticks + 1 {
        return None;
    }
    let inner = text[ticks..].strip_suffix(&text[..ticks])?;
    let fence = &text[..ticks];
    if inner.ends_with('`') || inner.contains(fence) {
        return None;
    }
    let padded = inner.strip_prefix(' ').and_then(|inner| inner.strip_suffix(' '));
    Some(padded.filter(|padded| padded.contains('`')).unwrap_or(inner))
}

/// Whether a text begins with a word, whatever the case of its letters.
fn begins(text: &str, word: &str) -> bool {
    let start = || text.get(..word.len());
    starts_with(text, word) || (!word.is_ascii() && start().is_some_and(|start| start.to_lowercase() == word))
}

/// Without "phase" before and "complete" behind; whether there was such a word.
fn without_word(text: &str) -> (&str, bool, &str) {
    let mut name = text.trim_matches(['*', '_', '.', '(', ')', '[', ']', ' ', '#']);
    for end in [
        "terminée",
        "terminé",
        "complete",
        "completed",
        "done",
        "finished",
        "is done",
        "abgeschlossen",
        "fertig",
        "(complete)",
        "(done)",
        "✅",
    ] {
        if let Some(before) = name.strip_suffix(end)
            && before.ends_with([' ', '('])
        {
            name = before.trim_end_matches([' ', '(', ',', ':']);
        }
    }
    for word in PARTS {
        if begins(name, word) {
            let behind = &name[word.len()..];
            let behind = behind
                .strip_prefix("en ")
                .or_else(|| behind.strip_prefix("s "))
                .or_else(|| behind.strip_prefix("n "))
                .unwrap_or(behind);
            let key = behind.trim_start_matches([' ', '#']);
            if key.len() < name.len() - word.len() || behind.len() < name.len() - word.len() {
                let bare = key.split([':', ' ', '—']).next().unwrap_or(key);
                if is_key(bare) || !range(bare).is_empty() && bare.contains(['-', '–']) {
                    return (
                        bare,
                        true,
                        key[bare.len()..].trim_matches([':', ' ', '—', '-', '–']),
                    );
                }
            }
        }
    }
    (name, false, "")
}

/// "1-3" as three keys; anything else as one.
fn range(name: &str) -> Vec<String> {
    if let Some((first, last)) = name.split_once(['-', '–'])
        && let (Ok(first), Ok(last)) = (first.trim().parse::<u32>(), last.trim().parse::<u32>())
        && first < last
        && last - first < 100
    {
        return (first..=last).map(|key| key.to_string()).collect();
    }
    vec![name.to_owned()]
}

fn is_key(name: &str) -> bool {
    let numbered = name.bytes().any(|byte| byte.is_ascii_digit()) && name.len() <= 8;
    let letter = name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_uppercase());
    (numbered || letter)
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(String, bool)> {
        wanted(text, 0)
            .into_iter()
            .map(|wanted| (wanted.name, wanted.how != How::InWords))
            .collect()
    }

    #[test]
    fn what_is_waited_for_in_many_hands() {
        let sure = |keys: &[&str]| {
            keys.iter()
                .map(|key| ((*key).to_owned(), true))
                .collect::<Vec<_>>()
        };
        for text in [
            "1, 2 and 3",
            "Phases 1, 2 & 3",
            "Phase 1, Phase 2, Phase 3",
            "phases 1-3",
            "Phase 1 complete, Phase 2 (done) and Phase 3",
        ] {
            assert_eq!(names(text), sure(&["1", "2", "3"]), "{text}");
        }
        assert_eq!(names("T012, 2.1"), sure(&["T012", "2.1"]));
        assert_eq!(names("`any, key`, `b`"), sure(&["any, key", "b"]));
        assert_eq!(names("Étape 2 terminée"), sure(&["2"]));
        assert_eq!(names("Part A"), sure(&["A"]));
        assert_eq!(names("none"), sure(&[]));
        assert_eq!(names("Token store"), [("Token store".to_owned(), false)]);
    }

    #[test]
    fn phases_named_in_a_sentence() {
        assert_eq!(
            named("Phase 1 must be finished, and steps 2, 3 and 4 too."),
            ["1", "2", "3", "4"]
        );
        assert_eq!(named("Part A is merged"), ["A"]);
        assert!(named("A phase of calm; the step is small").is_empty());
    }
}
