//! Which files to read first: those changed most and latest, and plans.

use segue_plan::handoff::{Item, Kind, Section, code};
use segue_transcript::story::{Beat, Happening};

use super::facts::Facts;
use super::words::{counted, source, within};

/// Files that are named.
const FILES: usize = 8;

/// What a session did with a file.
struct Seen<'a> {
    path: &'a str,
    edits: usize,
    reads: usize,
    last: &'a Beat,
}

impl Seen<'_> {
    /// Plans first, then edits before reads; the latest of equals.
    fn rank(&self) -> (bool, usize, u64) {
        (is_plan(self.path), self.edits * 4 + self.reads, self.last.line)
    }

    fn why(&self) -> String {
        let read = || format!("read {}", times(self.reads));
        match (self.edits, self.reads) {
            (0, _) => read(),
            (edits, 0) => counted(edits, "edit"),
            (edits, _) => format!("{}, {}", counted(edits, "edit"), read()),
        }
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

/// A plan by its name: `PLAN.md`, `TODO.md`, `docs/roadmap.md`, Claude Code's own plans.
fn is_plan(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_lowercase();
    let words = ["plan", "todo", "roadmap", "tasks"];
    name.ends_with(".md")
        && (words.iter().any(|word| name.contains(word)) || path.contains("/.claude/plans/"))
}

pub(super) fn to_read(facts: &Facts) -> Section {
    let mut section = Section::of(Kind::Files);
    let mut seen = seen(facts);
    seen.sort_by_key(|file| std::cmp::Reverse(file.rank()));
    for file in seen.iter().take(FILES) {
        let text = format!("{}: {}", code(within(file.path, facts)), file.why());
        section.push(Item::new(&text).from(source(file.last, facts)));
    }
    section
}

/// Every file that is still there and was more than looked at in passing.
fn seen<'a>(facts: &'a Facts) -> Vec<Seen<'a>> {
    let mut all: Vec<Seen<'a>> = Vec::new();
    for beat in &facts.story.beats {
        let (path, edited) = match &beat.what {
            Happening::Edit { path, .. } => (path, true),
            Happening::Read { path } => (path, false),
            _ => continue,
        };
        if !facts.here.contains(path) {
            continue;
        }
        let place = all.iter().position(|file| file.path == path).unwrap_or_else(|| {
            all.push(Seen {
                path,
                edits: 0,
                reads: 0,
                last: beat,
            });
            all.len() - 1
        });
        let file = &mut all[place];
        file.edits += usize::from(edited);
        file.reads += usize::from(!edited);
        file.last = beat;
    }
    all
}
