//! What a project's own documents say about it: what it is, and where its architecture is described. Only what stands
//! there, with its line.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use segue_store::ComputedItem;

use crate::decisions::shortened;

/// A larger document is not read.
const LARGEST: u64 = 2_000_000;
/// Documents that describe how a project is made.
const ARCHITECTURE: &[&str] = &[
    "ARCHITECTURE.md",
    "docs/ARCHITECTURE.md",
    "docs/architecture.md",
    "DESIGN.md",
    "docs/design.md",
];

/// The facts of a project's folder.
pub(super) fn facts(folder: &Path) -> Vec<ComputedItem> {
    let about = ["README.md", "readme.md", "Readme.md"]
        .iter()
        .find_map(|name| about(folder, name));
    let architecture = ARCHITECTURE
        .iter()
        .find_map(|name| architecture(folder, name))
        .or_else(|| {
            ["README.md", "CLAUDE.md"]
                .iter()
                .find_map(|name| section(folder, name))
        });
    about.into_iter().chain(architecture).collect()
}

fn fact(same_as: &str, text: &str, line: usize, quote: &str, at: Timestamp) -> ComputedItem {
    ComputedItem {
        same_as: same_as.to_owned(),
        text: text.to_owned(),
        line: Some(line as u64 + 1),
        quote: Some(shortened(quote, 400)),
        uses: 1,
        last_at: at,
    }
}

/// The first sentence of prose in the README.
fn about(folder: &Path, name: &str) -> Option<ComputedItem> {
    let (text, at) = read(folder, name)?;
    let mut in_code = false;
    let mut lines = text.lines().enumerate();
    let (line, _) = lines.find(|(_, line)| {
        in_code ^= line.trim_start().starts_with("```");
        !in_code && is_prose(line)
    })?;
    let paragraph: Vec<&str> = text
        .lines()
        .skip(line)
        .take_while(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .collect();
    let paragraph = paragraph.join(" ");
    let text = shortened(&paragraph, 240);
    (text.split_whitespace().count() >= 4)
        .then(|| fact("about", &format!("{name}: {text}"), line, &paragraph, at))
}

fn is_prose(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty()
        && !line.starts_with(['#', '<', '!', '[', '|', '>', '-', '*', '`', '='])
        && line.chars().any(char::is_alphabetic)
}

/// A document of its own, with its sections.
fn architecture(folder: &Path, name: &str) -> Option<ComputedItem> {
    let (text, at) = read(folder, name)?;
    let sections: Vec<&str> = headings(&text)
        .filter(|(_, level, _)| *level == 2)
        .map(|(_, _, title)| title)
        .take(8)
        .collect();
    let what = if sections.is_empty() {
        format!("The architecture is described in {name}")
    } else {
        format!("The architecture is described in {name}: {}", sections.join(", "))
    };
    Some(fact(
        "architecture",
        &shortened(&what, 240),
        0,
        &sections.join("\n"),
        at,
    ))
}

/// A section of another document, with what it begins with.
fn section(folder: &Path, name: &str) -> Option<ComputedItem> {
    let (text, at) = read(folder, name)?;
    let (line, _, title) = headings(&text).find(|(_, _, title)| {
        let title = title.to_lowercase();
        ["architecture", "project structure", "how it works", "layout"]
            .iter()
            .any(|word| title.contains(word))
    })?;
    let begins = text
        .lines()
        .skip(line + 1)
        .map(str::trim)
        .find(|line| is_prose(line))?;
    let what = format!("{name}, \"{title}\": {begins}");
    Some(fact("architecture", &shortened(&what, 240), line, begins, at))
}

/// Line, level and title of every heading outside of code.
fn headings(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let mut in_code = false;
    text.lines().enumerate().filter_map(move |(number, line)| {
        in_code ^= line.trim_start().starts_with("```");
        let level = line.chars().take_while(|c| *c == '#').count();
        let title = line[level..].trim();
        (!in_code && (1..=6).contains(&level) && line[level..].starts_with(' ') && !title.is_empty())
            .then_some((number, level, title))
    })
}

fn read(folder: &Path, name: &str) -> Option<(String, Timestamp)> {
    let path = folder.join(name);
    let data = fs::metadata(&path)
        .ok()
        .filter(|data| data.is_file() && data.len() <= LARGEST)?;
    let at = Timestamp::try_from(data.modified().ok()?).ok()?;
    // Rows keep milliseconds.
    let at = Timestamp::from_millisecond(at.as_millisecond()).ok()?;
    Some((fs::read_to_string(path).ok()?, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_there() {
        let temp = tempfile::tempdir().expect("temp");
        assert!(facts(temp.path()).is_empty());
        let readme = "# Shop\n\n[![ci](x)](y)\n\n```sh\nnpm i\n```\nShop sells things\nto people who want them.\n\n## Architecture\n\nThree services share one queue.\n";
        fs::write(temp.path().join("README.md"), readme).expect("write");
        let texts: Vec<_> = facts(temp.path())
            .into_iter()
            .map(|fact| (fact.line, fact.text))
            .collect();
        assert_eq!(
            texts,
            [
                (
                    Some(8),
                    "README.md: Shop sells things to people who want them.".to_owned()
                ),
                (
                    Some(11),
                    "README.md, \"Architecture\": Three services share one queue.".to_owned()
                ),
            ]
        );
        fs::write(temp.path().join("ARCHITECTURE.md"), "# A\n## Parts\n## Flow\n").expect("write");
        assert_eq!(
            facts(temp.path())[1].text,
            "The architecture is described in ARCHITECTURE.md: Parts, Flow"
        );
    }
}
