//! The first line of a phase or task: "### Phase 2 — Token store (1-1.5h, 25-32k) ✅".
//!
//! Takes off what it understands (a mark, a number, an amount, a status) and leaves the rest as the title. Promises: a
//! bracket is taken off only if all of it was understood.

use super::after::{self, How};
use super::numeral::{abbreviated, bare, separator, worded};
use super::words::{self, DONE_MARKS, OPEN_MARKS};
use crate::plans::{Stated, quantity};

/// What a first line says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The number, when there is one: "2", "2.1", "T014".
    pub(super) key: Option<String>,
    /// What numbers it, as it was written: "Phase 2".
    pub(super) name: String,
    /// A word like "phase" stands before the number.
    pub(super) word: Option<&'static str>,
    /// Something like a colon, not only a space, stands behind the number.
    pub(super) separated: bool,
    /// What is left, as it was written.
    pub(super) title: String,
    pub(super) done: Option<bool>,
    pub(super) status: Option<String>,
    pub(super) stated: Stated,
    pub(super) parallel: bool,
    /// What must be done before, as it was written.
    pub(super) after: Option<String>,
    /// What was said of running beside others, when it says more than that.
    pub(super) remark: Option<String>,
}

/// Reads a first line.
pub(super) fn read(line: &str) -> Head {
    let mut head = Head::default();
    let mut text = head.marks_before(line.trim());
    if let Some(inner) = text.strip_prefix("~~").and_then(|rest| rest.strip_suffix("~~")) {
        head.done = Some(true);
        text = inner.trim();
    }
    let unwrapped = head.number(text);
    let mut rest = match &unwrapped {
        Some(rest) => rest.as_str(),
        None => text,
    };
    if unwrapped.is_some() {
        rest = head.marks_before(rest);
    }
    let mut title = rest.trim().to_owned();
    if let Some(inner) = emphasised(&title) {
        title = inner.to_owned();
    }
    head.take_off_the_end(&mut title);
    if let Some(inner) = emphasised(&title) {
        title = inner.to_owned();
    }
    head.title = title;
    head
}

/// Reads the first line of an item of a list: "issue 42 again" has no number there, "Issue 42: again" has.
pub(super) fn item(line: &str) -> Head {
    let head = read(line);
    if head.word.is_none() || (head.separated && !head.title.is_empty()) {
        return head;
    }
    let mut head = Head::default();
    let mut rest = head.marks_before(line.trim()).to_owned();
    head.take_off_the_end(&mut rest);
    head.title = rest;
    head
}

/// Reads the title of a whole plan: only its end is looked at.
pub(super) fn title(line: &str) -> Head {
    let mut head = Head::default();
    let mut title = line.trim().to_owned();
    head.take_off_the_end(&mut title);
    if head.after.is_some() || head.parallel {
        // A plan waits for nothing: these words belong to its name.
        return Head {
            title: line.trim().to_owned(),
            ..Head::default()
        };
    }
    head.title = title;
    head
}

impl Head {
    /// Takes boxes and emoji off the beginning.
    fn marks_before<'a>(&mut self, text: &'a str) -> &'a str {
        let mut rest = text;
        loop {
            if rest.starts_with(|c: char| c.is_ascii() && c != '[') {
                return rest;
            }
            let before = rest;
            for (mark, done) in [("[x]", true), ("[X]", true), ("[ ]", false)] {
                if let Some(behind) = rest.strip_prefix(mark) {
                    self.done = Some(done);
                    rest = behind.strip_prefix('*').unwrap_or(behind).trim_start();
                }
            }
            for (mark, status) in [
                ("[-]", "in progress"),
                ("[~]", "in progress"),
                ("[/]", "in progress"),
            ] {
                if let Some(behind) = rest.strip_prefix(mark) {
                    self.status.get_or_insert_with(|| status.to_owned());
                    rest = behind.trim_start();
                }
            }
            for mark in ["[P]", "[p]"] {
                if let Some(behind) = rest.strip_prefix(mark) {
                    self.parallel = true;
                    rest = behind.trim_start();
                }
            }
            for mark in DONE_MARKS {
                if let Some(behind) = rest.strip_prefix(mark) {
                    self.done = Some(true);
                    rest = behind.trim_start();
                }
            }
            for mark in OPEN_MARKS {
                if let Some(behind) = rest.strip_prefix(mark) {
                    self.status.get_or_insert_with(|| (*mark).to_owned());
                    rest = behind.trim_start();
                }
            }
            if rest.len() == before.len() {
                return rest;
            }
        }
    }

    /// Takes a number off the beginning ("Phase 2:", "2.1", "T014") and gives what follows.
    fn number(&mut self, text: &str) -> Option<String> {
        if let Some(rest) = self.plain_number(text) {
            return Some(rest);
        }
        // "**Phase 2: Token store** (1h)", "[Phase 2] Token store", "`T014` Token store"
        for (open, close) in [("**", "**"), ("__", "__"), ("[", "]"), ("`", "`"), ("*", "*")] {
            let Some((inner, behind)) = text.strip_prefix(open).and_then(|rest| rest.split_once(close))
            else {
                continue;
            };
            let inside = inner.trim();
            let mut joined = String::with_capacity(text.len());
            joined.push_str(inside);
            if !inside.ends_with([':', '.', ')']) && open != "**" && open != "__" && open != "*" {
                joined.push(':');
            }
            if !behind.starts_with([':', ' ', '.', ')']) && !behind.is_empty() {
                joined.push(' ');
            }
            joined.push_str(
                behind
                    .strip_prefix(':')
                    .filter(|_| joined.ends_with(':'))
                    .unwrap_or(behind),
            );
            if let Some(rest) = self.plain_number(&joined) {
                return Some(rest);
            }
        }
        // "🚀 Phase 2: Token store"
        let emoji = text
            .char_indices()
            .find(|(_, c)| c.is_ascii() || c.is_alphanumeric())
            .map_or(0, |(at, _)| at);
        if emoji > 0 && text[emoji..].starts_with(|c: char| c.is_alphanumeric() || c == ' ') {
            return self.plain_number(text[emoji..].trim_start());
        }
        None
    }

    fn plain_number(&mut self, text: &str) -> Option<String> {
        let (word, key, end) = worded(text)
            .map(|(word, key, end)| (Some(word), key, end))
            .or_else(|| abbreviated(text).map(|(key, end)| (None, key, end)))
            .or_else(|| bare(text).map(|(key, end)| (None, key, end)))?;
        let mut trial = Head::default();
        let mut rest = trial.marks_before(text[end..].trim_start());
        if rest.starts_with('(')
            && let Some(close) = rest.find(')')
            && trial.group(&rest[1..close])
        {
            rest = rest[close + 1..].trim_start();
        }
        let spaced = text[end..].starts_with(|c: char| c.is_whitespace());
        let (separated, rest) = separator(rest, spaced);
        let letter = key.starts_with(|c: char| c.is_alphabetic());
        let digits = key.bytes().filter(u8::is_ascii_digit).count();
        let ends = rest.is_empty();
        let enough = match word {
            Some(_) if letter && digits == 0 => separated || ends,
            Some(_) => separated || spaced || ends,
            None if letter => {
                separated
                    || ends
                    || (spaced && key.starts_with('T') && digits >= 2)
                    || (spaced && key.contains('-'))
            }
            None => (separated && !ends) || (spaced && key.contains('.')),
        };
        if !enough {
            return None;
        }
        let rest = rest.to_owned();
        self.adopt(trial);
        self.name = text[..end].to_owned();
        self.key = Some(key);
        self.word = word;
        self.separated = separated || ends;
        Some(rest)
    }

    fn adopt(&mut self, other: Head) {
        self.done = self.done.or(other.done);
        self.status = self.status.take().or(other.status);
        self.stated.tokens = self.stated.tokens.or(other.stated.tokens);
        self.stated.minutes = self.stated.minutes.or(other.stated.minutes);
        self.parallel |= other.parallel;
        self.after = self.after.take().or(other.after);
        self.remark = self.remark.take().or(other.remark);
    }

    /// Takes marks and understood brackets off the end.
    fn take_off_the_end(&mut self, title: &mut String) {
        loop {
            let before = title.len();
            self.marks_after(title);
            if let Some(end) = self.bracket(title).or_else(|| self.tail(title)) {
                title.truncate(title[..end].trim_end().len());
                continue;
            }
            if self.key.is_some()
                && !title.is_empty()
                && quantity::stated(title, quantity::Bare::No).is_some()
            {
                let whole = std::mem::take(title);
                self.group(&whole);
            }
            if title.len() == before {
                return;
            }
        }
    }

    /// Where an understood bracket at the end begins.
    fn bracket(&mut self, title: &str) -> Option<usize> {
        for (open, close) in [('(', ')'), ('[', ']')] {
            if title.ends_with(close)
                && let Some(at) = title.rfind(open)
                && (at > 0 || self.key.is_some())
                && self.group(&title[at + 1..title.len() - 1])
            {
                return Some(at);
            }
        }
        None
    }

    /// Where an understood end behind a dash or comma begins.
    fn tail(&mut self, title: &str) -> Option<usize> {
        // Most titles hold none of these signs.
        let holds = |byte: u8| matches!(byte, b'-' | b'|' | b':' | b',') || !byte.is_ascii();
        if !title.bytes().any(holds) {
            return None;
        }
        for separator in [" — ", " – ", " - ", " | ", " · ", " • ", " → ", ": ", ", "] {
            let Some(at) = title.rfind(separator).filter(|at| *at > 0 || self.key.is_some()) else {
                continue;
            };
            let behind = &title[at + separator.len()..];
            let count = |sign: char| behind.matches(sign).count();
            let balanced = count('(') == count(')') && count('[') == count(']');
            if balanced && self.group(behind.trim_matches(['*', '_'])) {
                return Some(at);
            }
        }
        None
    }

    fn marks_after(&mut self, title: &mut String) {
        let trimmed = title.trim_end().len();
        title.truncate(trimmed);
        // Marks are no ASCII: most titles end without one.
        let marked = !title.ends_with(|c: char| c.is_ascii());
        for mark in DONE_MARKS.iter().filter(|_| marked) {
            if title.len() > mark.len() && title.ends_with(mark) {
                self.done = Some(true);
                title.truncate(title.len() - mark.len());
            }
        }
        for mark in OPEN_MARKS.iter().filter(|_| marked) {
            if title.len() > mark.len() && title.ends_with(mark) {
                self.status.get_or_insert_with(|| (*mark).to_owned());
                title.truncate(title.len() - mark.len());
            }
        }
        if title.len() > 3 && (title.ends_with(" [P]") || title.ends_with(" [p]")) {
            self.parallel = true;
            title.truncate(title.len() - 4);
        }
        let trimmed = title.trim_end().len();
        title.truncate(trimmed);
    }

    /// Whether all of a bracket was understood; then it is taken over.
    fn group(&mut self, text: &str) -> bool {
        let mut found = Head::default();
        let whole = text.trim();
        if whole.is_empty() || whole.len() > 120 || whole.contains("&#") {
            return false;
        }
        if let Some(stated) = quantity::stated(whole, quantity::Bare::No) {
            found.stated = stated;
        } else {
            for piece in pieces(whole) {
                if !found.piece(piece.trim()) {
                    return false;
                }
            }
        }
        let twice = |mine: bool, others: bool| mine && others;
        if twice(self.stated.tokens.is_some(), found.stated.tokens.is_some())
            || twice(self.stated.minutes.is_some(), found.stated.minutes.is_some())
            || twice(self.after.is_some(), found.after.is_some())
            || twice(self.remark.is_some(), found.remark.is_some())
        {
            return false;
        }
        self.adopt(found);
        true
    }

    fn piece(&mut self, text: &str) -> bool {
        if let Some(stated) = quantity::stated(text, quantity::Bare::No) {
            self.stated.tokens = self.stated.tokens.or(stated.tokens);
            self.stated.minutes = self.stated.minutes.or(stated.minutes);
            return true;
        }
        if words::is_status(text) {
            self.status.get_or_insert_with(|| text.to_owned());
            if words::says_done(text) {
                self.done = Some(true);
            }
            return true;
        }
        if matches!(text, "P" | "p") {
            self.parallel = true;
            return true;
        }
        if text.len() < 80 && words::says_parallel(text) {
            self.parallel = true;
            if text.bytes().any(|byte| byte.is_ascii_digit()) {
                self.remark = Some(text.to_owned());
            }
            return true;
        }
        for start in [
            "after ",
            "depends on ",
            "blocked by ",
            "needs ",
            "requires ",
            "nach ",
            "après ",
            "tras ",
        ] {
            if quantity::starts_with(text, start) {
                let wanted = &text[start.len()..];
                let found = after::wanted(wanted, 0);
                if !found.is_empty()
                    && wanted.len() < 60
                    && found
                        .iter()
                        .all(|wanted| wanted.how == How::ByNumber && wanted.rest.is_empty())
                {
                    self.after = Some(wanted.to_owned());
                    return true;
                }
            }
        }
        // "after phases 1, 2"
        if self.after.is_some()
            && text.len() <= 4
            && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        {
            let after = self.after.get_or_insert_default();
            after.push_str(", ");
            after.push_str(text);
            return true;
        }
        false
    }
}

/// A bracket's pieces: commas within numbers do not part them.
fn pieces(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, character) in text.char_indices() {
        let parts = match character {
            ',' => !(digit(at.checked_sub(1)) && digit(Some(at + 1))),
            ';' | '|' | '·' | '•' => true,
            _ => false,
        };
        if parts {
            pieces.push(&text[start..at]);
            start = at + character.len_utf8();
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// "**all of it**" without its emphasis.
fn emphasised(text: &str) -> Option<&str> {
    for mark in ["**", "__"] {
        if let Some(inner) = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark))
            && !inner.contains(mark)
            && !inner.trim().is_empty()
        {
            return Some(inner.trim());
        }
    }
    None
}

#[cfg(test)]
mod tests;
