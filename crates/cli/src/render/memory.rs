//! `segue memory`: what a project remembers.

use jiff::Timestamp;
use segue_engine::view::{
    Digest, Memory, MemoryHit, MemoryHitKind, MemoryImported, MemoryItem, MemorySession, Project, StackItem,
};
use segue_meter::words;

use super::ink::{BOLD, DIM, paint};
use super::plain::{fit, fit_path, plain, right, wrapped};
use super::table::{Cell, Side, Table};
use super::{Look, heading, next_step, remark, session};

/// Decisions, and facts, that are shown unless all are asked for.
const SOME: usize = 12;
/// Sessions that are shown unless all are asked for.
const SOME_SESSIONS: usize = 5;
/// What weighs less has faded.
const FADED: f64 = 0.15;

/// A project's memory; `all` with what has faded and what was forgotten.
pub(crate) fn memory(memory: &Memory, all: bool, look: &Look) -> String {
    let mut text = head(memory, look);
    text.push_str(&items("Decisions", &memory.decisions, all, look));
    text.push_str(&items("Facts, habits, notes", &memory.facts, all, look));
    text.push_str(&stack(&memory.stack, &memory.stack_notes, look));
    text.push_str(&sessions(&memory.sessions, all, look));
    if let Some(problem) = &memory.mirror_problem {
        text.push_str(&remark(
            &format!("The readable copy is not up to date: {}.", problem.message),
            look,
        ));
        text.push_str(
            &problem
                .hint
                .as_deref()
                .map(|hint| remark(hint, look))
                .unwrap_or_default(),
        );
    }
    let next = match memory.next.tokens {
        0 => "The next session is told nothing. `segue memory add` writes something down.".to_owned(),
        tokens => format!(
            "The next session is told {} of at most {} tokens: `segue memory next`.",
            words::grouped(tokens),
            words::grouped(memory.next.budget_tokens)
        ),
    };
    text.push_str(&next_step(&next, look));
    text
}

fn head(memory: &Memory, look: &Look) -> String {
    let project = &memory.project;
    let path = fit_path(
        &project.path,
        look.width.saturating_sub(project.name.chars().count() + 2),
    );
    let mut facts = vec![
        counted(project.sessions, "session", "sessions"),
        counted(project.decisions, "decision", "decisions"),
    ];
    facts.extend(project.last_seen.map(|at| format!("last {}", when(at, look))));
    facts.extend((!project.exists).then(|| "the folder is gone".to_owned()));
    facts.extend(
        project
            .waiting_handoff
            .as_ref()
            .map(|id| format!("a handoff waits ({})", session::short_id(id))),
    );
    let aliases = match project.aliases.as_slice() {
        [] => String::new(),
        aliases => {
            let names: Vec<String> = aliases.iter().map(|path| plain(path)).collect();
            remark(&format!("also {}", names.join(", ")), look)
        }
    };
    format!(
        "{}  {}\n{}{aliases}\n",
        paint(BOLD, plain(&project.name)),
        paint(DIM, path),
        remark(&facts.join(" · "), look)
    )
}

fn items(title: &str, items: &[MemoryItem], all: bool, look: &Look) -> String {
    let shown: Vec<&MemoryItem> = items
        .iter()
        .filter(|item| all || (!item.forgotten && (item.pinned || item.weight >= FADED)))
        .take(if all { usize::MAX } else { SOME })
        .collect();
    if items.is_empty() {
        return String::new();
    }
    let mut text = heading(title);
    for item in &shown {
        text.push_str(&one(item, look));
    }
    let rest = items.len() - shown.len();
    if rest > 0 {
        text.push_str(&remark(&format!("{rest} more: --all"), look));
    }
    text.push('\n');
    text
}

fn one(item: &MemoryItem, look: &Look) -> String {
    let number = right(&item.id.to_string(), 5);
    let mark = if item.forgotten {
        "×"
    } else if item.pinned {
        "●"
    } else if item.weight < FADED {
        "·"
    } else {
        " "
    };
    let words = wrapped(&plain(&item.text), 10, look.width);
    let source = match &item.source {
        Some(source) if source.session_id.is_empty() => String::new(),
        Some(source) => format!(", {}:{}", session::short_id(&source.session_id), source.line),
        None => String::new(),
    };
    let edited = if item.edited { ", edited" } else { "" };
    let how = format!(
        "{}, {}{source}{edited}",
        how(&item.how),
        item.made_at.to_zoned(look.tz.clone()).date()
    );
    format!(
        "  {} {mark} {}\n{}{}\n",
        paint(DIM, number),
        words.trim_start(),
        " ".repeat(10),
        paint(DIM, how)
    )
}

/// How something was found, in words.
fn how(how: &str) -> &str {
    match how {
        "stated" => "said",
        "plan_accepted" => "a plan was accepted",
        "answered" => "a question was answered",
        "instructions" => "in the instructions",
        "document" => "from a document",
        "commands" => "from commands that worked",
        "added" => "written down",
        other => other,
    }
}

fn stack(items: &[StackItem], notes: &[String], look: &Look) -> String {
    if items.is_empty() && notes.is_empty() {
        return String::new();
    }
    let mut parts: Vec<(Option<&str>, Vec<String>)> = Vec::new();
    for item in items {
        let name = match &item.version {
            Some(version) => plain(&format!("{} {version}", item.name)),
            None => plain(&item.name),
        };
        match parts.iter_mut().find(|(part, _)| *part == item.part.as_deref()) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => parts.push((item.part.as_deref(), vec![name])),
        }
    }
    let mut text = heading("Stack");
    for (part, names) in parts {
        let line = match part {
            Some(part) => format!("{}: {}", plain(part), names.join(", ")),
            None => names.join(", "),
        };
        text.push_str(&wrapped(&line, 2, look.width));
        text.push('\n');
    }
    for note in notes {
        text.push_str(&remark(note, look));
    }
    text.push('\n');
    text
}

fn sessions(sessions: &[MemorySession], all: bool, look: &Look) -> String {
    if sessions.is_empty() {
        return String::new();
    }
    let shown = if all {
        sessions.len()
    } else {
        SOME_SESSIONS.min(sessions.len())
    };
    let mut text = heading("Sessions");
    for one in &sessions[..shown] {
        let title = one
            .title
            .as_deref()
            .or_else(|| one.objectives.first().map(String::as_str))
            .unwrap_or("(no title)");
        let end = one.ended.map(|at| when(at, look)).unwrap_or_default();
        text.push_str(&format!(
            "  {} {}\n",
            paint(DIM, session::short_id(&one.session_id)),
            fit(title, look.width.saturating_sub(12))
        ));
        let facts = format!(
            "{end}, {}, {} tokens, {}, {}",
            counted(one.minutes, "minute", "minutes"),
            words::tokens(one.tokens),
            counted(one.files_changed.len() as u64, "file changed", "files changed"),
            counted(one.decisions, "decision", "decisions"),
        );
        text.push_str(&format!("           {}\n", paint(DIM, facts)));
        for done in one.accomplished.iter().take(if all { usize::MAX } else { 3 }) {
            let line = wrapped(&format!("- {}", plain(done)), 11, look.width);
            text.push_str(&line);
            text.push('\n');
        }
    }
    if shown < sessions.len() {
        text.push_str(&remark(&format!("{} more: --all", sessions.len() - shown), look));
    }
    text.push('\n');
    text
}

/// The text itself; nothing else, so that it can be passed on.
pub(crate) fn digest(digest: &Digest) -> String {
    if digest.text.is_empty() {
        return "Nothing: no memory of this project yet, or memory.inject is off.\n".to_owned();
    }
    digest
        .text
        .lines()
        .map(|line| format!("{}\n", plain(line)))
        .collect()
}

/// What an item is now.
pub(crate) fn told(item: &MemoryItem, what: &str) -> String {
    format!("{what}: {} {}\n", paint(DIM, item.id), plain(&item.text))
}

/// What an import did.
pub(crate) fn imported(imported: &MemoryImported) -> String {
    format!(
        "{} added, {} changed, {} as here; {} added\n",
        counted(imported.added, "item", "items"),
        imported.changed,
        imported.same,
        counted(imported.sessions, "session", "sessions"),
    )
}

/// Every project, latest first.
pub(crate) fn projects(projects: &[Project], look: &Look) -> String {
    if projects.is_empty() {
        return remark("No project is known yet.", look);
    }
    let mut table = Table::new(&[
        ("Project", Side::Left),
        ("Sessions", Side::Right),
        ("Decisions", Side::Right),
        ("Last", Side::Left),
        ("Folder", Side::Left),
    ]);
    for project in projects {
        let last = project.last_seen.map(|at| when(at, look)).unwrap_or_default();
        let folder = fit_path(&project.path, look.width.saturating_sub(62).max(18));
        let gone = if project.exists { "" } else { " (gone)" };
        table.row(vec![
            fit(&project.name, 20).into(),
            project.sessions.to_string().into(),
            project.decisions.to_string().into(),
            Cell::styled(last, DIM),
            Cell::styled(format!("{folder}{gone}"), DIM),
        ]);
    }
    table.draw()
}

/// What was found, best first.
pub(crate) fn hits(hits: &[MemoryHit], look: &Look) -> String {
    if hits.is_empty() {
        return remark("Nothing found.", look);
    }
    let mut text = String::new();
    for hit in hits {
        let kind = match hit.kind {
            MemoryHitKind::Session => "session",
            MemoryHitKind::Handoff => "handoff",
            MemoryHitKind::Decision => "decision",
            MemoryHitKind::Note => "note",
        };
        let mut facts = vec![plain(&hit.project)];
        facts.extend(hit.item.map(|number| format!("number {number}")));
        facts.extend(hit.session_id.as_deref().map(session::short_id));
        facts.extend(hit.at.map(|at| when(at, look)));
        text.push_str(&format!(
            "  {}  {}\n",
            paint(BOLD, kind),
            paint(DIM, facts.join(", "))
        ));
        text.push_str(&wrapped(&plain(&hit.excerpt), 4, look.width));
        text.push('\n');
    }
    text
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        words::grouped(count),
        if count == 1 { one } else { many }
    )
}

fn when(at: Timestamp, look: &Look) -> String {
    words::clock(at, look.now, &look.tz)
}
