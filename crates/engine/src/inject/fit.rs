//! Fits parts into a budget: each part gets its share, then what is left goes to the first parts that have more to say.
//! Pure.

use super::tokens;
use crate::view::{Digest, DigestPart};

/// Claude Code takes fewer than 10,000 characters; it counts UTF-16 units.
const MOST_CHARACTERS: usize = 9_600;

/// One part: lines in order of relevance.
pub(super) struct Part {
    label: &'static str,
    heading: &'static str,
    lines: Vec<String>,
    /// Of the budget, in the first round.
    share: f64,
}

impl Part {
    pub(super) fn new(label: &'static str, heading: &'static str, lines: Vec<String>, share: f64) -> Part {
        Part {
            label,
            heading,
            lines,
            share,
        }
    }
}

/// What a text takes.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    tokens: u64,
    characters: usize,
}

impl Size {
    fn of(line: &str) -> Size {
        // With its line break.
        Size {
            tokens: tokens::count(line) + 1,
            characters: line.encode_utf16().count() + 1,
        }
    }

    fn and(self, other: Size) -> Size {
        Size {
            tokens: self.tokens + other.tokens,
            characters: self.characters + other.characters,
        }
    }
}

/// A part while lines are taken.
struct Taken {
    part: Part,
    lines: usize,
    size: Size,
}

impl Taken {
    /// Takes lines while they fit; the heading comes with the first.
    fn take(&mut self, most: u64, used: &mut Size, budget: u64) {
        while let Some(line) = self.part.lines.get(self.lines) {
            let mut size = Size::of(line);
            if self.lines == 0 {
                size = size.and(Size::of(self.part.heading)).and(Size::of(""));
            }
            let after = used.and(size);
            if self.size.tokens + size.tokens > most
                || after.tokens > budget
                || after.characters > MOST_CHARACTERS
            {
                return;
            }
            *used = after;
            self.size = self.size.and(size);
            self.lines += 1;
        }
    }
}

/// The text of the parts that have something to say, between `head` and `foot`; nothing when none has.
pub(super) fn fit(head: &str, foot: &str, parts: Vec<Part>, budget: u64) -> Digest {
    let mut used = Size::of(head).and(Size::of(foot)).and(Size::of(""));
    let mut taken: Vec<Taken> = parts
        .into_iter()
        .filter(|part| !part.lines.is_empty())
        .map(|part| Taken {
            part,
            lines: 0,
            size: Size::default(),
        })
        .collect();
    for one in &mut taken {
        let share = (budget as f64 * one.part.share) as u64;
        one.take(share, &mut used, budget);
    }
    for one in &mut taken {
        one.take(budget, &mut used, budget);
    }
    if taken.iter().all(|one| one.lines == 0) {
        return Digest {
            budget_tokens: budget,
            ..Digest::default()
        };
    }
    let mut text = format!("{head}\n");
    for one in taken.iter().filter(|one| one.lines > 0) {
        text.push('\n');
        if !one.part.heading.is_empty() {
            text.push_str(one.part.heading);
            text.push('\n');
        }
        for line in &one.part.lines[..one.lines] {
            text.push_str(line);
            text.push('\n');
        }
    }
    text.push('\n');
    text.push_str(foot);
    text.push('\n');
    Digest {
        tokens: tokens::count(&text),
        budget_tokens: budget,
        characters: text.encode_utf16().count() as u64,
        parts: taken
            .iter()
            .map(|one| DigestPart {
                label: one.part.label.to_owned(),
                tokens: one.size.tokens,
                left_out: (one.part.lines.len() - one.lines) as u64,
            })
            .collect(),
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(count: usize) -> Vec<String> {
        (0..count)
            .map(|number| format!("- decision number {number}: the cache key includes the tenant id"))
            .collect()
    }

    #[test]
    fn never_more_than_the_budget_and_the_characters() {
        for budget in [100, 300, 500, 2_000, 5_000, 100_000] {
            let parts = vec![
                Part::new("A", "First:", lines(400), 0.3),
                Part::new("B", "Second:", lines(400), 0.3),
            ];
            let digest = fit("head", "foot", parts, budget);
            assert!(digest.tokens <= budget, "{budget}: {}", digest.tokens);
            assert!(digest.characters < 10_000, "{budget}");
            assert_eq!(
                digest.text.lines().filter(|line| line.starts_with("- ")).count() as u64
                    + digest.parts.iter().map(|part| part.left_out).sum::<u64>(),
                800
            );
        }
    }

    #[test]
    fn every_part_gets_its_share_and_the_first_takes_what_is_left() {
        let parts = vec![
            Part::new("A", "First:", lines(400), 0.3),
            Part::new("B", "Second:", lines(2), 0.3),
            Part::new("C", "", Vec::new(), 0.3),
        ];
        let digest = fit("head", "foot", parts, 1_000);
        assert_eq!(digest.parts.len(), 2);
        assert_eq!(digest.parts[1].left_out, 0);
        assert!(digest.tokens > 900, "{}", digest.tokens);
    }

    #[test]
    fn nothing_to_say_says_nothing() {
        let digest = fit(
            "head",
            "foot",
            vec![Part::new("A", "First:", Vec::new(), 1.0)],
            2_000,
        );
        assert_eq!((digest.text.as_str(), digest.tokens), ("", 0));
    }
}
