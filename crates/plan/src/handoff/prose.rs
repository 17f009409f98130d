//! Prose: everything that is no item. Code fences are followed, so that a `# comment` in code is no heading.

use super::tidy;

/// What a line at the left margin is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// `## heading`: a section begins.
    Heading(&'a str),
    /// `- text`: an item begins.
    Item(&'a str),
    /// Two spaces or a tab: goes on with an item.
    Indented(&'a str),
    /// Nothing.
    Empty,
    /// Anything else.
    Text(&'a str),
}

/// What a line is, outside of code.
pub(super) fn line(line: &str) -> Line<'_> {
    let line = line.trim_end();
    if line.is_empty() {
        return Line::Empty;
    }
    if let Some(heading) = line.strip_prefix("## ") {
        return Line::Heading(heading);
    }
    if let Some(text) = line.strip_prefix("- ") {
        return Line::Item(text);
    }
    match line.strip_prefix("  ").or_else(|| line.strip_prefix('\t')) {
        Some(text) => Line::Indented(text),
        None => Line::Text(line),
    }
}

/// Follows code fences through lines.
#[derive(Debug, Default)]
pub(super) struct Fence {
    open: Option<(char, usize)>,
}

impl Fence {
    /// Takes the next line; answers whether it belongs to code (its fences included).
    pub(super) fn take(&mut self, line: &str) -> bool {
        let bare = line.trim_start_matches(' ');
        let indent = line.len() - bare.len();
        let sign = bare.chars().next().filter(|sign| matches!(sign, '`' | '~'));
        let length = sign.map_or(0, |sign| bare.chars().take_while(|c| *c == sign).count());
        match self.open {
            None => {
                let info = &bare[length..];
                let opens = length >= 3 && indent < 4 && !(sign == Some('`') && info.contains('`'));
                if let Some(sign) = sign.filter(|_| opens) {
                    self.open = Some((sign, length));
                }
                self.open.is_some()
            }
            Some((open, least)) => {
                let closes =
                    sign == Some(open) && length >= least && bare[length..].trim().is_empty() && indent < 4;
                if closes {
                    self.open = None;
                }
                true
            }
        }
    }

    /// What closes the code that is still open.
    pub(super) fn closing(&self) -> Option<String> {
        self.open.map(|(sign, length)| sign.to_string().repeat(length))
    }
}

/// Prose that reads back as itself; `None` when there is nothing of it.
pub(super) fn sound(text: &str) -> Option<String> {
    let text = tidy(text);
    if text.is_empty() {
        return None;
    }
    let mut fence = Fence::default();
    let mut lines: Vec<String> = Vec::new();
    for one in text.split('\n') {
        let sound = !fence.take(one) && matches!(line(one), Line::Heading(_) | Line::Item(_));
        lines.push(if sound { format!("\\{one}") } else { one.to_owned() });
    }
    lines.extend(fence.closing());
    Some(lines.join("\n"))
}
