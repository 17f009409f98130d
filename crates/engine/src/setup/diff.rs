//! What would change in a text, line by line, for a person to read before they agree. Pure.

/// Unchanged lines shown around a change.
const AROUND: usize = 1;
/// Beyond this a text is nobody's settings; it is shown as replaced.
const MOST_LINES: usize = 5_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Line<'a> {
    Same(&'a str),
    Gone(&'a str),
    New(&'a str),
}

/// The changed lines with their neighbours: ` ` stays, `-` goes, `+` comes, `…` stands for what is left out.
pub(super) fn diff(before: &str, after: &str) -> String {
    let lines = compare(
        &before.lines().collect::<Vec<_>>(),
        &after.lines().collect::<Vec<_>>(),
    );
    let near = |index: usize| {
        let from = index.saturating_sub(AROUND);
        let to = (index + AROUND + 1).min(lines.len());
        lines[from..to].iter().any(|line| !matches!(line, Line::Same(_)))
    };
    let mut text = String::new();
    let mut left_out = false;
    for (index, line) in lines.iter().enumerate() {
        if !near(index) {
            left_out = true;
            continue;
        }
        if std::mem::take(&mut left_out) {
            text.push_str("…\n");
        }
        let (mark, line) = match line {
            Line::Same(line) => (' ', line),
            Line::Gone(line) => ('-', line),
            Line::New(line) => ('+', line),
        };
        text.push(mark);
        text.push_str(line);
        text.push('\n');
    }
    if left_out && !text.is_empty() {
        text.push_str("…\n");
    }
    text
}

/// The longest common lines stay, by the textbook's table, after what both begin and end with is set aside.
fn compare<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<Line<'a>> {
    let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let tail = before[head..]
        .iter()
        .rev()
        .zip(after[head..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (old, new) = (
        &before[head..before.len() - tail],
        &after[head..after.len() - tail],
    );
    let mut lines: Vec<Line<'a>> = before[..head].iter().map(|line| Line::Same(line)).collect();
    lines.extend(middle(old, new));
    lines.extend(before[before.len() - tail..].iter().map(|line| Line::Same(line)));
    lines
}

fn middle<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    let all_new = || {
        let gone = old.iter().map(|line| Line::Gone(line));
        gone.chain(new.iter().map(|line| Line::New(line))).collect()
    };
    if old.len().max(new.len()) > MOST_LINES {
        return all_new();
    }
    // longest[i][j]: common lines of old[i..] and new[j..]
    let mut longest = vec![vec![0u16; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i][j] = if old[i] == new[j] {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push(Line::Same(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && longest[i + 1][j] >= longest[i][j + 1]) {
            lines.push(Line::Gone(old[i]));
            i += 1;
        } else {
            lines.push(Line::New(new[j]));
            j += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::diff;

    #[test]
    fn only_what_changes_and_its_neighbours() {
        assert_eq!(
            diff("{\n a\n b\n c\n d\n}\n", "{\n a\n b\n C\n d\n}\n"),
            "…\n  b\n- c\n+ C\n  d\n…\n"
        );
        assert_eq!(diff("{\n a\n}\n", "{\n a,\n b\n}\n"), " {\n- a\n+ a,\n+ b\n }\n");
        assert_eq!(diff("", "x\n"), "+x\n");
        assert_eq!(diff("x\n", "x\n"), "");
    }

    #[test]
    fn two_places_are_two_places() {
        assert_eq!(
            diff("1\n2\n3\n4\n5\n6\n7\n", "1\nX\n3\n4\n5\nY\n7\n"),
            " 1\n-2\n+X\n 3\n…\n 5\n-6\n+Y\n 7\n"
        );
    }
}
