//! A text as clauses of words, so that a cue can be looked for where it means something.

/// Characters that are read: what matters is said first, and a pasted log is long.
const MOST: usize = 12_000;
/// Other words that may stand between two words of one cue.
const GAP: usize = 3;
/// How far before a cue a denial reaches.
const DENIAL: usize = 3;

/// Words that deny what follows.
const DENIED: &[&str] = &[
    "don't", "dont", "not", "no", "never", "without", "nor", "skip", "avoid", "nicht", "kein", "keine",
    "keinen", "ohne", "nie",
];
/// Words after which something only comes along, or is a reason or a condition.
const ASIDES: &[&str] = &[
    "with",
    "including",
    "incl",
    "so",
    "because",
    "since",
    "after",
    "before",
    "once",
    "until",
    "unless",
    "instead",
    "while",
    "afterwards",
    "mit",
    "inklusive",
    "inkl",
    "samt",
    "damit",
    "weil",
    "nachdem",
    "bevor",
    "sobald",
    "bis",
    "danach",
    "anschließend",
    "then",
];

/// A stretch of words that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    /// Lower case words.
    pub words: Vec<String>,
    /// The line it stands on, from 1.
    pub line: u32,
    /// It stands in a code fence, or looks like a trace.
    pub code: bool,
}

/// The clauses of a text, in order.
pub(super) fn clauses(text: &str) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut fenced = false;
    let mut left = MOST;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        let line_number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let end = line.char_indices().nth(left).map_or(line.len(), |(at, _)| at);
        let line = &line[..end];
        left = left.saturating_sub(line.chars().count() + 1);
        of_line(line, line_number, fenced, &mut clauses);
        if left == 0 {
            break;
        }
    }
    clauses
}

fn of_line(line: &str, number: u32, code: bool, clauses: &mut Vec<Clause>) {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let character = if character == '\u{2019}' { '\'' } else { character };
        let inside = !word.is_empty() && characters.peek().is_some_and(|next| next.is_alphanumeric());
        if character.is_alphanumeric()
            || (matches!(character, '\'' | '-' | '+' | '_' | '/' | '.' | ':') && inside)
        {
            word.extend(character.to_lowercase());
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if matches!(character, '.' | '!' | '?' | ';' | ',' | ':' | '—' | '–') {
            close(&mut words, number, code, clauses);
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    close(&mut words, number, code, clauses);
}

fn close(words: &mut Vec<String>, line: u32, code: bool, clauses: &mut Vec<Clause>) {
    if !words.is_empty() {
        clauses.push(Clause {
            words: std::mem::take(words),
            line,
            code,
        });
    }
}

impl Clause {
    /// Where a pattern's words stand, each time as the places of its words. Words of a pattern stand in their order
    /// with few others between; a `*` at the end means any ending, one at the beginning any beginning.
    pub(super) fn places(&self, pattern: &str) -> Vec<Vec<usize>> {
        // Hundreds of patterns are looked for in every clause, and hardly any is there.
        let first = pattern.split_once(' ').map_or(pattern, |(first, _)| first);
        let Some(mut from) = self.words.iter().position(|word| matches(first, word)) else {
            return Vec::new();
        };
        let wanted: Vec<&str> = pattern.split(' ').collect();
        let mut places = Vec::new();
        while from < self.words.len() {
            match self.place(&wanted, from) {
                Some(place) => {
                    from = place[place.len() - 1] + 1;
                    places.push(place);
                }
                None => from += 1,
            }
        }
        places
    }

    fn place(&self, wanted: &[&str], from: usize) -> Option<Vec<usize>> {
        let (first, rest) = wanted.split_first()?;
        if !matches(first, &self.words[from]) {
            return None;
        }
        let mut place = vec![from];
        for want in rest {
            let last = place[place.len() - 1];
            let until = (last + 2 + GAP).min(self.words.len());
            let next = (last + 1..until).find(|at| matches(want, &self.words[*at]))?;
            place.push(next);
        }
        Some(place)
    }

    /// Whether a word shortly before denies what begins at `from`.
    pub(super) fn is_denied(&self, from: usize) -> bool {
        let before = &self.words[from.saturating_sub(DENIAL)..from];
        let rather = before
            .windows(2)
            .any(|pair| pair == ["rather", "than"] || pair == ["instead", "of"]);
        rather || before.iter().any(|word| DENIED.contains(&word.as_str()))
    }

    /// Whether what begins at `from` only comes along.
    pub(super) fn is_aside(&self, from: usize) -> bool {
        self.words[..from]
            .iter()
            .any(|word| ASIDES.contains(&word.as_str()))
    }

    /// The words themselves.
    pub(super) fn said(&self, from: usize, to: usize) -> String {
        self.words[from..=to].join(" ")
    }
}

fn matches(want: &str, word: &str) -> bool {
    let begins = want.as_bytes().first();
    if begins != Some(&b'*') && begins != word.as_bytes().first() {
        return false;
    }
    match (want.strip_prefix('*'), want.strip_suffix('*')) {
        (Some(end), _) => word.ends_with(end),
        (None, Some(stem)) => word.starts_with(stem),
        (None, None) => word == want,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_end_where_the_sentence_breathes() {
        let found = clauses("Fix the login, then add tests.\nDon’t touch main.rs");
        let words: Vec<String> = found.iter().map(|clause| clause.words.join(" ")).collect();
        assert_eq!(words, ["fix the login", "then add tests", "don't touch main.rs"]);
        assert_eq!(found[2].line, 2);
    }

    #[test]
    fn a_pattern_bears_a_few_words_between() {
        let clause = &clauses("fix all of the failing tests in the api")[0];
        assert_eq!(clause.places("fix* test*"), Vec::<Vec<usize>>::new());
        assert_eq!(clause.places("fail* test*"), [vec![4, 5]]);
        assert!(clauses("do not add tests")[0].is_denied(2));
    }

    #[test]
    fn a_long_text_is_read_up_to_a_point() {
        let text = "word ".repeat(100_000);
        assert!(clauses(&text)[0].words.len() <= MOST);
        assert_eq!(clauses(""), []);
        assert_eq!(clauses("\u{0}\n\n,,.;"), []);
    }
}
