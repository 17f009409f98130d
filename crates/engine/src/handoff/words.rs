//! Small pieces of text for a handoff: excerpts, times, places. Pure.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use segue_plan::handoff::Source;
use segue_transcript::story::Beat;

use super::facts::Facts;

/// The beginning of a text in one line, at most so many characters.
pub(super) fn excerpt(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most).collect();
    // Not in the middle of a word, unless it is a very long one.
    let cut = match cut.rsplit_once(' ') {
        Some((whole, _)) if whole.chars().count() > most / 2 => whole,
        _ => cut.as_str(),
    };
    format!("{} …", cut.trim_end_matches([',', ';', ':', '.']))
}

/// The last lines that say something, at most so many.
pub(super) fn last_lines(text: &str, most: usize, widest: usize) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let from = lines.len().saturating_sub(most);
    let cut = |line: &&str| line.chars().take(widest).collect::<String>();
    lines[from..].iter().map(cut).collect::<Vec<_>>().join("\n")
}

/// When, as a person says it on the day the session ended.
pub(super) fn when(at: Timestamp, ended: Option<Timestamp>, zone: &TimeZone) -> String {
    let at = at.to_zoned(zone.clone());
    let same_day = ended.is_none_or(|ended| ended.to_zoned(zone.clone()).date() == at.date());
    at.strftime(if same_day { "%H:%M" } else { "%-d %b %H:%M" })
        .to_string()
}

/// Where a beat stands.
pub(super) fn source(beat: &Beat, facts: &Facts) -> Source {
    place(beat.line, beat.at, facts)
}

/// Where a line stands.
pub(super) fn place(line: u64, at: Option<Timestamp>, facts: &Facts) -> Source {
    let at = at.map(|at| when(at, facts.story.ended, &facts.zone));
    Source::line(line, at.as_deref())
}

/// A path as it is named in the project.
pub(super) fn within<'a>(path: &'a str, facts: &Facts) -> &'a str {
    let folder = facts.folder.to_string_lossy();
    path.strip_prefix(folder.as_ref())
        .and_then(|rest| rest.strip_prefix(['/', '\\']))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(path)
}

/// How secrets begin that people paste and programs print.
const SECRETS: [&str; 12] = [
    "sk-ant-",
    "sk-proj-",
    "sk_live_",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "AKIA",
    "AIza",
];

/// A text in which nothing stands that looks like a key or a token: of each only the beginning is left.
pub(crate) fn without_secrets(text: &str) -> String {
    const SHORTEST: usize = 16;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let part_of_one = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    while let Some(at) = rest.find(part_of_one) {
        let (before, word) = rest.split_at(at);
        let end = word.find(|c| !part_of_one(c)).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        out.push_str(before);
        match SECRETS.iter().find(|start| word.starts_with(**start)) {
            Some(start) if word.len() >= start.len() + SHORTEST => {
                out.push_str(start);
                out.push('…');
            }
            _ => out.push_str(word),
        }
        rest = after;
    }
    out + rest
}

/// "1 file", "3 files".
pub(super) fn counted(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_line_and_ends_with_a_word() {
        assert_eq!(excerpt(" a\n  b ", 10), "a b");
        assert_eq!(excerpt("one two, three four", 9), "one two …");
        assert_eq!(excerpt("ééééééé", 3), "ééé …");
    }

    #[test]
    fn keys_are_not_passed_on() {
        assert_eq!(
            without_secrets(
                "KEY='sk-ant-api03-abcdefghijklmnop_1' and ghp_0123456789abcdefghij, not ghp_short or AKIA"
            ),
            "KEY='sk-ant-…' and ghp_…, not ghp_short or AKIA"
        );
        assert_eq!(without_secrets("é — x\n"), "é — x\n");
    }

    #[test]
    fn the_last_lines_are_those_that_say_something() {
        assert_eq!(last_lines("a\n\nb\n  \nccc\n", 2, 2), "b\ncc");
    }
}
