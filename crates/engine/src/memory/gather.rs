//! Takes from transcripts what a project should remember: decisions, objectives, accomplishments, habits.
//!
//! Facts first: what was gathered is in rows with the size and time of the transcript it was taken from, so the same
//! transcript is read once, and a crash repeats at most one. Bounded: so many bytes at a time, latest sessions first.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};
use segue_store::{ComputedItem, DueSession, GatheredDecision, GatheredSession, ProjectRow, Store};
use segue_transcript::story::{self, Story};
use segue_transcript::{LineReader, RawLine};

use super::{copy, documents, notes};
use crate::decisions::{self, FoundDecision, How};
use crate::handoff::words::without_secrets;
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::world::World;
use crate::{live, project, stack};

/// Sessions that were gathered by older rules are gathered again.
const RULES: u32 = 1;
/// The loop looks at sessions of this long.
const LATELY: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A live session is left alone until nothing was added for this long.
const QUIET: SignedDuration = SignedDuration::from_mins(2);
/// What is read at one time, in bytes of transcripts.
const AT_ONE_TIME: u64 = 48 << 20;
/// What is read when a face asks, in bytes of transcripts: a window waits for it.
const WHEN_ASKED: u64 = 16 << 20;
/// Sessions that are looked up at one time.
const MOST_DUE: u32 = 500;
/// A project's manifests and documents are read again after this long.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(10);
/// The same when a person asks: a window asks often.
const ASKED_AGAIN: SignedDuration = SignedDuration::from_secs(20);
/// A command that worked so often is a habit.
const HABIT: u32 = 3;
/// Habits that are kept.
const MOST_HABITS: usize = 12;
/// Lines taken from one change of the instructions.
const MOST_INSTRUCTIONS: usize = 8;

/// What was done at one time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Gathered {
    /// Sessions that were read.
    pub sessions: u32,
    /// Numbers of the projects that learned something.
    pub projects: Vec<i64>,
    /// There is more to do.
    pub more: bool,
}

/// Sessions of the last 30 days that were quiet for a while; for the owner's side thread.
pub(crate) fn lately(segue: &mut Segue, stop: &AtomicBool) -> Result<Gathered, Problem> {
    let (store, world) = (&mut segue.store, &segue.world);
    let now = world.clock.now();
    let more_folders = project::look_at_new(store, world, 50)?;
    let live: Vec<String> = live::live_sessions(&world.places)
        .into_iter()
        .map(|session| session.session_id)
        .collect();
    let all = store.sessions_due_for_memory(Some(now - LATELY), None, RULES, MOST_DUE)?;
    let many = all.len() == MOST_DUE as usize;
    let due: Vec<DueSession> = all
        .into_iter()
        .filter(|due| now.duration_since(due.last_seen) >= QUIET || !live.contains(&due.session_id))
        .collect();
    let mut gathered = gather(store, world, &due, AT_ONE_TIME, stop)?;
    for project in gathered.projects.clone() {
        refresh(store, world, project, LOOK_AGAIN)?;
        if let Some(row) = store.project(project)? {
            // The rows are the truth; `segue memory` says when the copy cannot be written.
            drop(copy::write_mirror(store, world, &row));
        }
    }
    // Without progress there is nothing to go on with: a transcript that cannot be opened waits for the next look.
    gathered.more = (gathered.sessions > 0 && (gathered.more || many)) || more_folders;
    Ok(gathered)
}

/// The latest of one project, because a person asked; `more` says that there is more to ask for.
pub(crate) fn of_project(store: &mut Store, world: &World, row: &ProjectRow) -> Result<Gathered, Problem> {
    let due = store.sessions_due_for_memory(None, Some(row.num), RULES, MOST_DUE)?;
    let mut gathered = gather(store, world, &due, WHEN_ASKED, &AtomicBool::new(false))?;
    gathered.more = gathered.sessions > 0 && (gathered.more || due.len() == MOST_DUE as usize);
    refresh(store, world, row.num, ASKED_AGAIN)?;
    Ok(gathered)
}

fn gather(
    store: &mut Store,
    world: &World,
    due: &[DueSession],
    most_bytes: u64,
    stop: &AtomicBool,
) -> Result<Gathered, Problem> {
    let mut gathered = Gathered::default();
    let mut bytes = 0;
    for session in due {
        if bytes >= most_bytes || stop.load(Ordering::Relaxed) {
            gathered.more = true;
            break;
        }
        bytes += session.size;
        let Some(project) = one(store, world, session)? else {
            continue;
        };
        gathered.sessions += 1;
        if !gathered.projects.contains(&project) {
            gathered.projects.push(project);
        }
    }
    Ok(gathered)
}

/// Reads one transcript. `None` when it cannot be opened: then it is tried at the next time.
fn one(store: &mut Store, world: &World, due: &DueSession) -> Result<Option<i64>, Problem> {
    let Ok(file) = File::open(&due.transcript) else {
        return Ok(None);
    };
    let Ok(story) = story::read_story(file) else {
        return Ok(None);
    };
    // What a fork copied is remembered of the session it happened in.
    let story = story.own();
    let project = project::of(store, world, Path::new(&due.project_path))?.num;
    let decisions = with_instructions(decisions::found(&story), Path::new(&due.transcript));
    let gathered = as_rows(due, project, &story, decisions);
    store.gather_session(&gathered, world.clock.now())?;
    Ok(Some(project))
}

fn as_rows(due: &DueSession, project: i64, story: &Story, decisions: Vec<FoundDecision>) -> GatheredSession {
    let notes = notes::notes(story);
    let clean = |texts: Vec<String>| texts.iter().map(|text| without_secrets(text)).collect();
    GatheredSession {
        session_id: due.session_id.clone(),
        project,
        read: Some((due.size, due.mtime_ns)),
        rules: RULES,
        objectives: clean(notes.objectives),
        accomplished: clean(notes.accomplished),
        files: notes.files,
        commands: notes
            .commands
            .iter()
            .map(|(command, times)| (without_secrets(command), *times))
            .collect(),
        minutes: notes.minutes,
        started: story.started,
        ended: story.ended,
        decisions: decisions.into_iter().map(row).collect(),
    }
}

/// Without keys and tokens that somebody pasted: they never reach a row.
fn row(found: FoundDecision) -> GatheredDecision {
    let text = without_secrets(&found.text);
    GatheredDecision {
        same_as: decisions::same(&text),
        how: found.how.as_str().to_owned(),
        line: found.line,
        at: found.at,
        uuid: if found.uuid.is_empty() {
            format!("line {}", found.line)
        } else {
            found.uuid
        },
        text,
        quote: without_secrets(&found.quote),
    }
}

/// A change of the instructions is worth what it added: those lines are read from the transcript once more.
fn with_instructions(found: Vec<FoundDecision>, transcript: &Path) -> Vec<FoundDecision> {
    let lines: Vec<u64> = found
        .iter()
        .filter(|one| one.how == How::Instructions)
        .map(|one| one.line)
        .collect();
    if lines.is_empty() {
        return found;
    }
    let added = added_instructions(transcript, &lines);
    found
        .into_iter()
        .flat_map(|one| {
            let texts: Vec<&String> = added
                .iter()
                .filter(|(line, _)| one.how == How::Instructions && *line == one.line)
                .flat_map(|(_, texts)| texts)
                .take(MOST_INSTRUCTIONS)
                .collect();
            if texts.is_empty() {
                return vec![one];
            }
            let with = |text: &String| FoundDecision {
                text: decisions::shortened(text, 240),
                quote: format!("{}: {text}", one.quote),
                ..one.clone()
            };
            texts.into_iter().map(with).collect()
        })
        .collect()
}

fn added_instructions(transcript: &Path, lines: &[u64]) -> Vec<(u64, Vec<String>)> {
    let Ok(file) = File::open(transcript) else {
        return Vec::new();
    };
    let mut reader = LineReader::new(BufReader::new(file), 0);
    let mut added = Vec::new();
    let mut number = 0;
    while let Ok(Some(line)) = reader.next_line() {
        number += 1;
        if let RawLine::Whole { bytes, .. } = line
            && lines.contains(&number)
        {
            added.push((number, decisions::added_to_instructions(bytes)));
        }
    }
    added
}

/// What is computed of a project: habits of its sessions, what its documents say, its stack.
fn refresh(store: &mut Store, world: &World, num: i64, stale_after: SignedDuration) -> Result<bool, Problem> {
    let now = world.clock.now();
    let Some(row) = store.project(num)? else {
        return Ok(false);
    };
    let habits = habits(store, num)?;
    let mut changed = store.set_computed_items(num, "pattern", "commands", &habits, now)?;
    let folder = Path::new(&row.path);
    let looked = store.project_stack(num)?;
    let fresh = looked
        .as_ref()
        .is_some_and(|(_, _, at)| now.duration_since(*at) < stale_after);
    // A folder that is gone says nothing; what was known stays.
    if !fresh && folder.is_dir() {
        changed |= store.set_computed_items(num, "fact", "document", &documents::facts(folder), now)?;
        let detected = stack::detect(folder);
        let json = |value: Result<String, serde_json::Error>| {
            value.map_err(|error| Problem::new(Code::Store, "the stack cannot be kept").because(error))
        };
        let items = json(serde_json::to_string(&detected.items))?;
        let notes = json(serde_json::to_string(&detected.notes))?;
        changed |= looked.is_none_or(|(known, said, _)| known != items || said != notes);
        store.set_project_stack(num, &items, &notes, now)?;
    }
    Ok(changed)
}

/// Commands that worked in a project again and again.
fn habits(store: &Store, project: i64) -> Result<Vec<ComputedItem>, Problem> {
    let mut all: std::collections::BTreeMap<String, (u32, Timestamp)> = std::collections::BTreeMap::new();
    for session in store.memory_sessions(project, 1_000)? {
        let at = session.ended.unwrap_or(Timestamp::UNIX_EPOCH);
        for (command, times) in session.commands {
            let known = all.entry(command).or_insert((0, at));
            *known = (known.0 + times, known.1.max(at));
        }
    }
    let mut habits: Vec<_> = all
        .into_iter()
        .filter(|(_, (times, _))| *times >= HABIT)
        .collect();
    habits.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
    habits.truncate(MOST_HABITS);
    let item = |(command, (times, at)): (String, (u32, Timestamp))| ComputedItem {
        text: format!("`{command}` worked {times} times"),
        same_as: command,
        line: None,
        quote: None,
        uses: times,
        last_at: at,
    };
    Ok(habits.into_iter().map(item).collect())
}
