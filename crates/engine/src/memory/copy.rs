//! A project's memory as one JSON file: the readable mirror, `segue memory export` and `import`.
//!
//! The rows are the truth; the mirror is made of them and read by nobody but people. A file is written beside its
//! place, synced, then renamed: after a crash it is the old one or the new one, whole. What was exported and imported
//! elsewhere is the same there, to the field.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use segue_store::{MemoryItemRow, MemorySessionRow, ProjectRow, Store};
use serde::{Deserialize, Serialize};

use crate::files;
use crate::handoff::words::without_secrets;
use crate::problem::{Code, Problem};
use crate::view::{MemoryImported, StackItem};
use crate::world::World;

/// What the file says it is.
const FORMAT: &str = "segue-memory";
/// The newest version this program can read; fields are only added.
const VERSION: u32 = 1;
/// A larger file is not a memory.
const LARGEST: u64 = 256 << 20;

/// The file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Copy {
    format: String,
    version: u32,
    project: Whose,
    #[serde(default)]
    stack: Vec<StackItem>,
    #[serde(default)]
    items: Vec<Item>,
    #[serde(default)]
    sessions: Vec<Session>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Whose {
    id: String,
    name: String,
    path: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Item {
    kind: String,
    text: String,
    how: String,
    #[serde(default)]
    pinned: bool,
    #[serde(default)]
    forgotten_at: Option<Timestamp>,
    #[serde(default)]
    edited_at: Option<Timestamp>,
    #[serde(default)]
    session_id: Option<String>,
    #[serde(default)]
    line: Option<u64>,
    #[serde(default)]
    said_at: Option<Timestamp>,
    #[serde(default)]
    quote: Option<String>,
    #[serde(default = "once")]
    uses: u32,
    last_at: Timestamp,
    made_at: Timestamp,
    by: String,
    #[serde(default)]
    changed_by: Option<String>,
    same_as: String,
}

fn once() -> u32 {
    1
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Session {
    session_id: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    started: Option<Timestamp>,
    #[serde(default)]
    ended: Option<Timestamp>,
    #[serde(default)]
    objectives: Vec<String>,
    #[serde(default)]
    accomplished: Vec<String>,
    #[serde(default)]
    files_changed: Vec<String>,
    #[serde(default)]
    commands: Vec<(String, u32)>,
    #[serde(default)]
    tokens: u64,
    #[serde(default)]
    minutes: u64,
    #[serde(default)]
    decisions: u64,
}

/// Everything that is remembered of a project, as text.
pub(crate) fn export(store: &Store, project: &ProjectRow) -> Result<String, Problem> {
    let stack = store
        .project_stack(project.num)?
        .and_then(|(items, _, _)| serde_json::from_str(&items).ok())
        .unwrap_or_default();
    let copy = Copy {
        format: FORMAT.to_owned(),
        version: VERSION,
        project: Whose {
            id: project.id.clone(),
            name: project.name.clone(),
            path: project.path.clone(),
        },
        stack,
        items: store.memory_items(project.num)?.into_iter().map(item).collect(),
        sessions: store
            .memory_sessions(project.num, u32::MAX)?
            .into_iter()
            .map(session)
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&copy)
        .map_err(|error| Problem::new(Code::Io, "the memory cannot be written as JSON").because(error))?;
    text.push('\n');
    Ok(text)
}

/// Takes a file in: what is new is added; where a person changed an item later there than here, that is taken over.
pub(crate) fn import(
    store: &mut Store,
    world: &World,
    project: &ProjectRow,
    text: &str,
) -> Result<MemoryImported, Problem> {
    let copy = read(text)?;
    let mut imported = MemoryImported::default();
    let rows: Vec<MemoryItemRow> = copy
        .items
        .into_iter()
        .map(|one| item_row(one, project.num))
        .collect();
    let numbers = store.add_memory_items(&rows)?;
    for (row, added) in rows.iter().zip(numbers) {
        if added.is_some() {
            imported.added += 1;
            continue;
        }
        let here = store.memory_item_same(project.num, &row.kind, &row.same_as)?;
        match here {
            Some(here) if changed_later(row, &here) => {
                store.take_over_memory_item(here.num, row)?;
                imported.changed += 1;
            }
            Some(_) | None => imported.same += 1,
        }
    }
    let sessions: Vec<MemorySessionRow> = copy
        .sessions
        .into_iter()
        .map(|one| session_row(one, project.num))
        .collect();
    imported.sessions = store.add_memory_sessions(&sessions, world.clock.now())?;
    if store.project_stack(project.num)?.is_none() && !copy.stack.is_empty() {
        let items = serde_json::to_string(&copy.stack).unwrap_or_else(|_| "[]".to_owned());
        // Never looked at here: the epoch says so.
        store.set_project_stack(project.num, &items, "[]", Timestamp::UNIX_EPOCH)?;
    }
    Ok(imported)
}

/// A person's change there is later than the one here.
fn changed_later(there: &MemoryItemRow, here: &MemoryItemRow) -> bool {
    let touched = |row: &MemoryItemRow| row.edited_at.max(row.forgotten_at);
    let differs =
        (&there.text, there.pinned, there.forgotten_at) != (&here.text, here.pinned, here.forgotten_at);
    differs && there.changed_by.is_some() && (here.changed_by.is_none() || touched(there) > touched(here))
}

fn read(text: &str) -> Result<Copy, Problem> {
    let hint = "Give a file that `segue memory export` wrote, or one from the folder project-memory.";
    let copy: Copy = serde_json::from_str(text).map_err(|error| {
        Problem::new(Code::BadInput, "this is not a memory of Segue's")
            .hint(hint)
            .because(error)
    })?;
    if copy.format != FORMAT {
        return Err(Problem::new(Code::BadInput, "this is not a memory of Segue's").hint(hint));
    }
    if copy.version > VERSION {
        return Err(Problem::new(
            Code::BadInput,
            format!("a newer Segue wrote this memory (version {})", copy.version),
        )
        .hint("Install the newer Segue. Nothing was changed."));
    }
    Ok(copy)
}

/// Where a project's mirror is.
pub(super) fn mirror_path(world: &World, project: &ProjectRow) -> Option<PathBuf> {
    let home = world.places.claude.first()?;
    Some(
        home.root
            .join("project-memory")
            .join(format!("{}.json", project.id)),
    )
}

/// Writes the mirror when it is not as the rows are. Answers with its path.
pub(super) fn write_mirror(store: &Store, world: &World, project: &ProjectRow) -> Result<PathBuf, Problem> {
    let path = mirror_path(world, project)
        .ok_or_else(|| Problem::new(Code::Io, "there is no Claude Code folder to write to"))?;
    let text = export(store, project)?;
    if fs::read(&path).is_ok_and(|there| there == text.as_bytes()) {
        return Ok(path);
    }
    write(&path, &text)?;
    Ok(path)
}

/// Writes a file: old or new, never half. Only its owner can read it.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Problem> {
    let failed = |error: std::io::Error| {
        Problem::new(Code::Io, format!("{} cannot be written", path.display()))
            .hint("Check that the folder is yours and the disk is not full. Nothing is lost: Segue's own database has it all.")
            .because(error)
    };
    files::replace(path, text.as_bytes()).map_err(failed)
}

/// Reads a file that a person named.
pub(crate) fn read_file(path: &Path) -> Result<String, Problem> {
    let failed = |error: std::io::Error| {
        let code = match error.kind() {
            std::io::ErrorKind::NotFound => Code::NotFound,
            _ => Code::Io,
        };
        Problem::new(code, format!("{} cannot be read", path.display())).because(error)
    };
    let size = fs::metadata(path).map_err(failed)?.len();
    if size > LARGEST {
        return Err(Problem::new(
            Code::BadInput,
            format!("{} is too large for a memory", path.display()),
        ));
    }
    fs::read_to_string(path).map_err(failed)
}

fn item(row: MemoryItemRow) -> Item {
    Item {
        kind: row.kind,
        text: row.text,
        how: row.how,
        pinned: row.pinned,
        forgotten_at: row.forgotten_at,
        edited_at: row.edited_at,
        session_id: row.session,
        line: row.line,
        said_at: row.said_at,
        quote: row.quote,
        uses: row.uses,
        last_at: row.last_at,
        made_at: row.made_at,
        by: row.by,
        changed_by: row.changed_by,
        same_as: row.same_as,
    }
}

fn item_row(item: Item, project: i64) -> MemoryItemRow {
    MemoryItemRow {
        num: 0,
        project,
        kind: item.kind,
        same_as: item.same_as,
        text: item.text,
        how: item.how,
        session: item.session_id,
        line: item.line,
        said_at: item.said_at,
        quote: item.quote,
        uses: item.uses,
        last_at: item.last_at,
        pinned: item.pinned,
        edited_at: item.edited_at,
        forgotten_at: item.forgotten_at,
        made_at: item.made_at,
        by: item.by,
        changed_by: item.changed_by,
    }
}

fn session(row: MemorySessionRow) -> Session {
    Session {
        session_id: row.session_id,
        // A title may be a first prompt, with whatever was pasted there.
        title: row.title.as_deref().map(without_secrets),
        started: row.started,
        ended: row.ended,
        objectives: row.objectives,
        accomplished: row.accomplished,
        files_changed: row.files,
        commands: row.commands,
        tokens: row.tokens,
        minutes: row.minutes,
        decisions: row.decisions,
    }
}

fn session_row(session: Session, project: i64) -> MemorySessionRow {
    MemorySessionRow {
        session_id: session.session_id,
        project,
        title: session.title,
        started: session.started,
        ended: session.ended,
        tokens: session.tokens,
        objectives: session.objectives,
        accomplished: session.accomplished,
        files: session.files_changed,
        commands: session.commands,
        decisions: session.decisions,
        minutes: session.minutes,
    }
}
