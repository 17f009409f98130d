//! Prose to sentences: what is quoted or code is not said by anybody.

/// The sentences of a Markdown text, without code blocks, quotes, tables and headings.
pub(super) fn sentences(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut paragraph = String::new();
    let mut in_code = false;
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with("```") || line.starts_with("~~~") {
            in_code = !in_code;
            end(&mut paragraph, &mut all);
            continue;
        }
        if in_code || line.starts_with(['>', '|', '#', '<']) {
            end(&mut paragraph, &mut all);
            continue;
        }
        let (item, words) = without_marker(line);
        if item || words.is_empty() {
            end(&mut paragraph, &mut all);
        }
        // Code blocks may begin behind words on the same line.
        let words = words.split("```").next().unwrap_or(words);
        in_code ^= line.matches("```").count() % 2 == 1;
        if !words.is_empty() {
            paragraph.push_str(words);
            paragraph.push(' ');
        }
    }
    end(&mut paragraph, &mut all);
    all
}

/// Whether a line is an item of a list, and its words.
fn without_marker(line: &str) -> (bool, &str) {
    for marker in ["- [ ] ", "- [x] ", "- ", "* ", "+ ", "• "] {
        if let Some(rest) = line.strip_prefix(marker) {
            return (true, rest.trim());
        }
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    if (1..=2).contains(&digits)
        && let Some(rest) = line[digits..]
            .strip_prefix(". ")
            .or_else(|| line[digits..].strip_prefix(") "))
    {
        return (true, rest.trim());
    }
    (false, line)
}

fn end(paragraph: &mut String, all: &mut Vec<String>) {
    let text = std::mem::take(paragraph);
    let mut begin = 0;
    let bytes = text.as_bytes();
    let mut in_tick = false;
    for (at, c) in text.char_indices() {
        if c == '`' {
            in_tick = !in_tick;
        }
        let ends = matches!(c, '.' | '!' | '?' | '。' | '！' | '？');
        let next = at + c.len_utf8();
        let space = bytes.get(next).is_none_or(u8::is_ascii_whitespace) || !c.is_ascii();
        if ends && space && !in_tick && !(c == '.' && is_abbreviation(&text[begin..at])) {
            push(&text[begin..next], all);
            begin = next;
        }
    }
    push(&text[begin..], all);
}

fn is_abbreviation(text: &str) -> bool {
    let last = text.rsplit([' ', '(']).next().unwrap_or("").to_lowercase();
    matches!(
        last.as_str(),
        "e.g" | "i.e" | "vs" | "etc" | "cf" | "approx" | "resp" | "no" | "incl"
    ) || last.chars().all(|c| c.is_ascii_digit()) && !last.is_empty() && text.trim() == last
}

fn push(sentence: &str, all: &mut Vec<String>) {
    let sentence = sentence.trim();
    if !sentence.is_empty() {
        all.push(sentence.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::sentences;

    #[test]
    fn lists_code_quotes_and_abbreviations() {
        let text = "# Title\nUse v1.2, e.g. for tests. Then\ngo on!\n\n1. First item\n2. Second. Part\n> quoted.\n```sh\nrun.\n```\n| a |\nEnd";
        assert_eq!(
            sentences(text),
            [
                "Use v1.2, e.g. for tests.",
                "Then go on!",
                "First item",
                "Second.",
                "Part",
                "End"
            ]
        );
    }
}
