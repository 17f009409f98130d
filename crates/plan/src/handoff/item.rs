//! One item of a section: a fact, a thing to do, a file, a command.

use super::source::Source;
use super::{one_line, tidy};

/// How an item begins.
const BOXES: [(&str, Mark); 3] = [("[ ]", Mark::Open), ("[~]", Mark::Begun), ("[x]", Mark::Done)];

/// What stands between an item's text, its estimate and its sources.
const DASH: &str = " — ";

/// The box before an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// `[ ]`: to do.
    Open,
    /// `[~]`: begun.
    Begun,
    /// `[x]`: done.
    Done,
}

/// What an item may take, and what that is based on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    /// Tokens.
    pub tokens: u64,
    basis: String,
}

impl Estimate {
    /// An estimate with its basis in a few words.
    pub fn new(tokens: u64, basis: &str) -> Estimate {
        let basis = one_line(&basis.replace('—', "-"));
        Estimate { tokens, basis }
    }

    /// What it is based on.
    pub fn basis(&self) -> &str {
        &self.basis
    }

    fn render(&self) -> String {
        format!("~{} tokens ({})", thousands(self.tokens), self.basis)
    }

    fn parse(text: &str) -> Option<Estimate> {
        let (number, rest) = text.strip_prefix('~')?.split_once(" tokens (")?;
        let tokens: u64 = number.replace(',', "").parse().ok()?;
        let estimate = Estimate::new(tokens, rest.strip_suffix(')')?);
        // Written by someone else in another way, it stays text.
        (estimate.render() == text).then_some(estimate)
    }
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    text: String,
    /// The box before it.
    pub mark: Option<Mark>,
    /// What it may take.
    pub estimate: Option<Estimate>,
    /// Where it comes from; nothing for what a person wrote.
    pub sources: Vec<Source>,
}

impl Item {
    /// An item of Markdown text, of one line or several.
    pub fn new(text: &str) -> Item {
        let text = tidy(text);
        Item {
            text: if text.is_empty() { "…".to_owned() } else { text },
            mark: None,
            estimate: None,
            sources: Vec::new(),
        }
    }

    /// With a box.
    #[must_use]
    pub fn marked(mut self, mark: Mark) -> Item {
        self.mark = Some(mark);
        self
    }

    /// With an estimate.
    #[must_use]
    pub fn estimated(mut self, estimate: Option<Estimate>) -> Item {
        self.estimate = estimate;
        self
    }

    /// With one more source.
    #[must_use]
    pub fn from(mut self, source: Source) -> Item {
        self.sources.push(source);
        self
    }

    /// Its text, Markdown.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands after `- `: the first line with everything that is no text, and the others without their
    /// indentation.
    pub(super) fn render(&self) -> String {
        let (first, rest) = first_line(&self.text);
        let mut out = String::new();
        if let Some((sign, _)) = BOXES.iter().find(|(_, mark)| Some(*mark) == self.mark) {
            out.push_str(sign);
            out.push(' ');
        }
        // A text that would be read as a box or as sources gets a backslash, which Markdown does not show.
        if looks_like_box(first) {
            out.push('\\');
        }
        out.push_str(&guarded(first));
        if let Some(estimate) = &self.estimate {
            out.push_str(DASH);
            out.push_str(&estimate.render());
        }
        if !self.sources.is_empty() {
            let sources: Vec<String> = self.sources.iter().map(Source::to_string).collect();
            out.push_str(DASH);
            out.push_str(&sources.join("; "));
        }
        out.push_str(rest);
        out
    }

    /// The reverse of [`Item::render`].
    pub(super) fn parse(text: &str) -> Item {
        let text = tidy(text);
        let (first, rest) = first_line(&text);
        let (mark, first) = boxed(first);
        let (first, sources) = tail(first, Source::parse_all);
        let (first, estimate) = tail(first, Estimate::parse);
        let first = match first.strip_prefix('\\') {
            Some(bare) if looks_like_box(first) => bare,
            _ => first,
        };
        Item {
            mark,
            estimate,
            sources: sources.unwrap_or_default(),
            ..Item::new(&format!("{}{rest}", unguarded(first)))
        }
    }
}

/// The first line, and the rest with its line break.
fn first_line(text: &str) -> (&str, &str) {
    text.split_at(text.find('\n').unwrap_or(text.len()))
}

/// The box that a line begins with, and what follows it.
fn boxed(line: &str) -> (Option<Mark>, &str) {
    let found = BOXES.iter().find_map(|(sign, mark)| {
        let rest = line.strip_prefix(sign)?.strip_prefix(' ')?;
        Some((Some(*mark), rest))
    });
    found.unwrap_or((None, line))
}

/// Takes what stands after the last dash, when it is what `read` knows.
fn tail<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> (&str, Option<T>) {
    match text.rsplit_once(DASH) {
        Some((before, after)) => match read(after) {
            // The text itself must not become empty, and tidying it must change nothing.
            Some(value) if !before.is_empty() && before == before.trim() => (before, Some(value)),
            _ => (text, None),
        },
        None => (text, None),
    }
}

/// Whether the text begins with a box, perhaps behind backslashes.
fn looks_like_box(text: &str) -> bool {
    let bare = text.trim_start_matches('\\');
    BOXES.iter().any(|(sign, _)| bare.starts_with(sign))
}

/// What stands after the last dash of a text, and where: `(before, backslashes, after)`.
fn ending(text: &str) -> Option<(&str, &str, &str)> {
    let (before, after) = text.rsplit_once("— ")?;
    let bare = before.trim_end_matches('\\');
    let slashes = &before[bare.len()..];
    let bare = bare.strip_suffix(' ')?;
    let known = Source::parse_all(after).is_some() || Estimate::parse(after).is_some();
    known.then_some((bare, slashes, after))
}

/// A text whose end is not mistaken for a source or an estimate.
fn guarded(text: &str) -> String {
    match ending(text) {
        Some((before, slashes, after)) => format!("{before} {slashes}\\— {after}"),
        None => text.to_owned(),
    }
}

fn unguarded(text: &str) -> String {
    match ending(text) {
        Some((before, slashes, after)) if !slashes.is_empty() => {
            format!("{before} {}— {after}", &slashes[1..])
        }
        _ => text.to_owned(),
    }
}
