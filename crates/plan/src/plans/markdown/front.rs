//! Front matter: "title: …" between two lines of dashes, before everything else.

use super::draft::Scope;
use super::label::Said;
use super::{Whole, words};
use crate::plans::Section;

const HEADING: &str = "Front matter";

impl Whole<'_> {
    /// Reads the front matter, if there is one; where the rest begins.
    pub(super) fn front_matter(&mut self) -> usize {
        let source = self.reader.source;
        let text = source.at(&(0..source.len()));
        let Some(fence) = ["---\n", "+++\n"]
            .into_iter()
            .find(|fence| text.starts_with(fence))
        else {
            return 0;
        };
        let mut at = fence.len();
        let mut lines = Vec::new();
        loop {
            let rest = &text[at..];
            let line = rest.split('\n').next().unwrap_or_default();
            let end = at + line.len() + 1;
            if line.trim_end() == fence.trim_end() || (line.trim_end() == "..." && fence.starts_with('-')) {
                break self.fields(&lines, end.min(text.len()));
            }
            let blank_first = lines.is_empty() && line.trim().is_empty();
            if end > text.len() || blank_first || line.starts_with('#') && lines.is_empty() {
                // A rule, not front matter.
                return 0;
            }
            lines.push((at, line));
            at = end;
        }
    }

    /// Keeps the title of the front matter, when a heading says another one.
    pub(super) fn front_title(&mut self, title: &str) {
        self.keep_front(&format!("title: {title}"));
    }

    fn keep_front(&mut self, text: &str) {
        if let Some(section) = self
            .plan
            .other
            .iter_mut()
            .find(|section| section.heading == HEADING)
        {
            section.text = format!("{text}\n{}", section.text);
            return;
        }
        self.plan.other.push(Section {
            heading: HEADING.to_owned(),
            level: 2,
            text: text.to_owned(),
            line: 1,
        });
    }

    fn fields(&mut self, lines: &[(usize, &str)], end: usize) -> usize {
        let mut left = Vec::new();
        for &(offset, line) in lines {
            let taken = line.split_once([':', '=']).is_some_and(|(name, value)| {
                let value = unquoted(value.trim());
                let name = name.trim();
                if name.eq_ignore_ascii_case("title") && !value.is_empty() && self.plan.title.is_empty() {
                    value.clone_into(&mut self.plan.title);
                    return true;
                }
                let label = words::label(name).filter(|_| {
                    !value.is_empty()
                        && !line.starts_with([' ', '\t'])
                        && !value.starts_with(['[', '{', '|', '>'])
                });
                label.is_some_and(|label| {
                    let said = Said { label, name, value };
                    self.reader.say_pair(&mut self.plan, &said, offset, Scope::Plan)
                })
            });
            if !taken && !line.trim().is_empty() {
                left.push(line);
            }
        }
        if !left.is_empty() {
            self.keep_front(&left.join("\n"));
        }
        end
    }
}

fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = value
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
        {
            return inner;
        }
    }
    value
}
