//! Project memory: what sessions of a project decided, wanted and did, kept beyond them.
//!
//! Owns: what is gathered from transcripts ([`gather`]), how it fades ([`weight`]), its readable copy ([`copy`]).
//! Promises: what a person wrote, pinned or forgot stays as they left it; nothing is deleted; reading is rows only.

mod commands;
pub(crate) mod copy;
mod documents;
pub(crate) mod gather;
mod notes;
mod search;
pub(crate) mod weight;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use segue_store::{MemoryItemRow, MemorySessionRow, ProjectRow};

use crate::decisions;
use crate::inject::{self, Occasion};
use crate::problem::{Code, Problem};
use crate::project;
use crate::segue::Segue;
use crate::view;

/// Sessions that are shown.
const SHOWN_SESSIONS: u32 = 200;
/// Characters of an item.
const LONGEST: usize = 2_000;

impl Segue {
    /// Every project, the one worked in last first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn projects(&mut self) -> Result<Vec<view::Project>, Problem> {
        project::look_at_new(&mut self.store, &self.world, 200)?;
        let rows = self.store.projects()?;
        let mut projects = rows
            .iter()
            .map(|row| self.shown_project(row))
            .collect::<Result<Vec<_>, _>>()?;
        projects.sort_by(|a, b| b.last_seen.cmp(&a.last_seen).then_with(|| a.path.cmp(&b.path)));
        Ok(projects)
    }

    /// Reads what sessions of the last 30 days said, unless a running app does that already. For commands that look
    /// across projects.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn catch_up_memory(&mut self) -> Result<(), Problem> {
        let Some(_lease) = self.store.try_own()? else {
            return Ok(());
        };
        let stop = std::sync::atomic::AtomicBool::new(false);
        while gather::lately(self, &stop)?.more {}
        Ok(())
    }

    /// What is remembered of a project, with what its transcripts say by now; without a path, of the one worked in
    /// last. A long history is read a piece at a time: `more_to_read` says to ask again.
    ///
    /// # Errors
    /// When nothing is known of that folder, or the database cannot be read.
    pub fn memory(&mut self, project: Option<&Path>) -> Result<view::Memory, Problem> {
        let row = self.remembered(project)?;
        let gathered = gather::of_project(&mut self.store, &self.world, &row)?;
        // A readable copy that cannot be written is told, and loses nothing: the rows are the truth.
        let (mirror, mirror_problem) = match copy::write_mirror(&self.store, &self.world, &row) {
            Ok(path) => (Some(path.to_string_lossy().into_owned()), None),
            Err(problem) => (None, Some(problem.view())),
        };
        let now = self.world.clock.now();
        let (mut decisions, mut facts) = (Vec::new(), Vec::new());
        for item in self.store.memory_items(row.num)? {
            let shown = shown_item(item, now);
            if shown.kind == view::MemoryKind::Decision {
                decisions.push(shown);
            } else {
                facts.push(shown);
            }
        }
        most_relevant_first(&mut decisions);
        most_relevant_first(&mut facts);
        let (stack, stack_notes) = self.stack_of(&row)?;
        let sessions = self.store.memory_sessions(row.num, SHOWN_SESSIONS)?;
        Ok(view::Memory {
            project: self.shown_project(&row)?,
            stack,
            stack_notes,
            decisions,
            facts,
            sessions: sessions.into_iter().map(shown_session).collect(),
            next: inject::digest(&self.store, &self.world, &row, Occasion::Startup)?,
            mirror,
            mirror_problem,
            more_to_read: gathered.more,
        })
    }

    /// What is remembered anywhere, or of one project, that matches some words.
    ///
    /// # Errors
    /// When the project is not known, or the database cannot be read.
    pub fn memory_search(&mut self, query: &view::MemoryQuery) -> Result<Vec<view::MemoryHit>, Problem> {
        search::search(self, query)
    }

    /// Remembers something that a person wrote down: a note, or a decision.
    ///
    /// # Errors
    /// When there is nothing to remember, or the database cannot be written.
    pub fn memory_add(
        &mut self,
        project: &Path,
        kind: view::MemoryKind,
        text: &str,
        by: &str,
    ) -> Result<view::MemoryItem, Problem> {
        let text = words(text)?;
        let row = project::of(&mut self.store, &self.world, project)?;
        let now = milliseconds(self.world.clock.now());
        let item = MemoryItemRow {
            num: 0,
            project: row.num,
            kind: kind_text(kind).to_owned(),
            same_as: decisions::same(&text),
            text,
            how: "added".to_owned(),
            session: None,
            line: None,
            said_at: None,
            quote: None,
            uses: 1,
            last_at: now,
            pinned: false,
            edited_at: None,
            forgotten_at: None,
            made_at: now,
            by: by.to_owned(),
            changed_by: None,
        };
        let added = self.store.add_memory_items(std::slice::from_ref(&item))?;
        let num = match added.first().copied().flatten() {
            Some(num) => num,
            None => {
                // The same words are there: a person says that they count.
                let there = self.store.memory_item_same(row.num, &item.kind, &item.same_as)?;
                let there = there.ok_or_else(|| no_item(0))?;
                self.store.forget_memory_item(there.num, None, by)?;
                self.store.edit_memory_item(there.num, &item.text, by, now)?;
                there.num
            }
        };
        self.changed_item(num)
    }

    /// A person's words for an item.
    ///
    /// # Errors
    /// When there is no such item, or the database cannot be written.
    pub fn memory_edit(&mut self, item: i64, text: &str, by: &str) -> Result<view::MemoryItem, Problem> {
        let text = words(text)?;
        let now = milliseconds(self.world.clock.now());
        self.found(item, |segue| segue.store.edit_memory_item(item, &text, by, now))
    }

    /// Pins an item, so that it never fades, or lets it go.
    ///
    /// # Errors
    /// When there is no such item, or the database cannot be written.
    pub fn memory_pin(&mut self, item: i64, pinned: bool, by: &str) -> Result<view::MemoryItem, Problem> {
        self.found(item, |segue| segue.store.pin_memory_item(item, pinned, by))
    }

    /// Tells an item to nobody any more. It stays in the database, and can be restored.
    ///
    /// # Errors
    /// When there is no such item, or the database cannot be written.
    pub fn memory_forget(&mut self, item: i64, by: &str) -> Result<view::MemoryItem, Problem> {
        let now = milliseconds(self.world.clock.now());
        self.found(item, |segue| segue.store.forget_memory_item(item, Some(now), by))
    }

    /// Brings a forgotten item back.
    ///
    /// # Errors
    /// When there is no such item, or the database cannot be written.
    pub fn memory_restore(&mut self, item: i64, by: &str) -> Result<view::MemoryItem, Problem> {
        self.found(item, |segue| segue.store.forget_memory_item(item, None, by))
    }

    /// Everything that is remembered of a project, as the JSON that [`Segue::memory_import`] takes.
    ///
    /// # Errors
    /// When nothing is known of that folder, or the database cannot be read.
    pub fn memory_export(&mut self, project: &Path) -> Result<String, Problem> {
        let row = self.remembered(Some(project))?;
        while gather::of_project(&mut self.store, &self.world, &row)?.more {}
        copy::export(&self.store, &row)
    }

    /// Writes an export to a file: the old one or the new one, never half.
    ///
    /// # Errors
    /// As [`Segue::memory_export`], or when the file cannot be written.
    pub fn memory_export_to(&mut self, project: &Path, file: &Path) -> Result<(), Problem> {
        let text = self.memory_export(project)?;
        copy::write(file, &text)
    }

    /// Takes in what was exported, here or elsewhere.
    ///
    /// # Errors
    /// When it is not an export, or the database cannot be written.
    pub fn memory_import(&mut self, project: &Path, json: &str) -> Result<view::MemoryImported, Problem> {
        let row = project::of(&mut self.store, &self.world, project)?;
        let imported = copy::import(&mut self.store, &self.world, &row, json)?;
        drop(copy::write_mirror(&self.store, &self.world, &row));
        Ok(imported)
    }

    /// Takes in an exported file.
    ///
    /// # Errors
    /// As [`Segue::memory_import`], or when the file cannot be read.
    pub fn memory_import_from(
        &mut self,
        project: &Path,
        file: &Path,
    ) -> Result<view::MemoryImported, Problem> {
        let text = copy::read_file(file)?;
        self.memory_import(project, &text)
    }

    /// The project of a folder that something is known of.
    pub(crate) fn remembered(&mut self, path: Option<&Path>) -> Result<ProjectRow, Problem> {
        project::look_at_new(&mut self.store, &self.world, 200)?;
        let path = match path {
            Some(path) => path.to_owned(),
            None => self.latest_folder()?,
        };
        match project::known(&self.store, &path)? {
            // Looked at again when it was moved, once a day otherwise.
            Some(_) => project::of(&mut self.store, &self.world, &path),
            None => Err(Problem::new(
                Code::NotFound,
                format!("nothing is remembered of {}", path.display()),
            )
            .hint("No session of Claude Code ran there yet. `segue memory projects` lists what is known.")),
        }
    }

    fn latest_folder(&mut self) -> Result<PathBuf, Problem> {
        let latest = self.projects()?.into_iter().next();
        latest.map(|project| PathBuf::from(project.path)).ok_or_else(|| {
            Problem::new(Code::NotFound, "no project is known yet")
                .hint("Projects appear with the first session of Claude Code in a folder.")
        })
    }

    fn shown_project(&self, row: &ProjectRow) -> Result<view::Project, Problem> {
        let (sessions, decisions, last_seen) = self.store.memory_counts(row.num)?;
        let waiting = self.store.waiting_handoff(row.num, self.world.clock.now())?;
        Ok(view::Project {
            id: row.id.clone(),
            name: row.name.clone(),
            path: row.path.clone(),
            exists: Path::new(&row.path).exists(),
            aliases: self.store.project_aliases(row.num)?,
            sessions,
            decisions,
            last_seen,
            waiting_handoff: waiting.map(|handoff| handoff.session_id),
        })
    }

    fn stack_of(&self, row: &ProjectRow) -> Result<(Vec<view::StackItem>, Vec<String>), Problem> {
        let Some((items, notes, _)) = self.store.project_stack(row.num)? else {
            return Ok((Vec::new(), Vec::new()));
        };
        // A shape of an older Segue is detected anew the next time.
        Ok((
            serde_json::from_str(&items).unwrap_or_default(),
            serde_json::from_str(&notes).unwrap_or_default(),
        ))
    }

    fn found(
        &mut self,
        item: i64,
        change: impl FnOnce(&mut Segue) -> Result<bool, segue_store::StoreError>,
    ) -> Result<view::MemoryItem, Problem> {
        if change(self)? {
            self.changed_item(item)
        } else {
            Err(no_item(item))
        }
    }

    /// An item after a change; the mirror follows.
    fn changed_item(&mut self, num: i64) -> Result<view::MemoryItem, Problem> {
        let item = self.store.memory_item(num)?.ok_or_else(|| no_item(num))?;
        if let Some(row) = self.store.project(item.project)? {
            // The rows are the truth; `segue memory` says when the copy cannot be written.
            drop(copy::write_mirror(&self.store, &self.world, &row));
        }
        Ok(shown_item(item, self.world.clock.now()))
    }
}

fn no_item(num: i64) -> Problem {
    Problem::new(Code::NotFound, format!("nothing with number {num} is remembered"))
        .hint("`segue memory show` gives the numbers.")
}

fn words(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || decisions::same(text).is_empty() {
        return Err(Problem::new(Code::BadInput, "there are no words to remember"));
    }
    if text.chars().count() > LONGEST {
        return Err(Problem::new(
            Code::BadInput,
            format!("this is longer than {LONGEST} characters"),
        )
        .hint("Remember the sentence that matters; keep the rest in a document of the project."));
    }
    Ok(text.to_owned())
}

/// Rows keep milliseconds.
fn milliseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

fn most_relevant_first(items: &mut [view::MemoryItem]) {
    items.sort_by(|a, b| {
        (a.forgotten, !a.pinned)
            .cmp(&(b.forgotten, !b.pinned))
            .then(b.weight.total_cmp(&a.weight))
            .then(b.made_at.cmp(&a.made_at))
            .then(a.id.cmp(&b.id))
    });
}

/// How relevant an item is now.
pub(crate) fn weight_of(item: &MemoryItemRow, now: Timestamp) -> f64 {
    let basis = weight::Basis {
        kind: &item.kind,
        how: &item.how,
        pinned: item.pinned,
        edited: item.edited_at.is_some(),
        last_at: item.last_at,
    };
    weight::weight(basis, now, item.uses)
}

fn shown_item(item: MemoryItemRow, now: Timestamp) -> view::MemoryItem {
    let weight = (weight_of(&item, now) * 1_000.0).round() / 1_000.0;
    let source = (item.session.is_some() || item.quote.is_some()).then(|| view::MemorySource {
        session_id: item.session.unwrap_or_default(),
        line: item.line.unwrap_or(0),
        at: item.said_at,
        quote: item.quote.unwrap_or_default(),
    });
    view::MemoryItem {
        id: item.num,
        kind: kind_of(&item.kind),
        text: item.text,
        source,
        how: item.how,
        pinned: item.pinned,
        edited: item.edited_at.is_some(),
        forgotten: item.forgotten_at.is_some(),
        weight,
        made_at: item.made_at,
    }
}

fn shown_session(row: MemorySessionRow) -> view::MemorySession {
    view::MemorySession {
        session_id: row.session_id,
        title: row.title,
        started: row.started,
        ended: row.ended,
        objectives: row.objectives,
        accomplished: row.accomplished,
        files_changed: row.files,
        tokens: row.tokens,
        minutes: row.minutes,
        decisions: row.decisions,
    }
}

fn kind_text(kind: view::MemoryKind) -> &'static str {
    match kind {
        view::MemoryKind::Decision => "decision",
        view::MemoryKind::Fact => "fact",
        view::MemoryKind::Pattern => "pattern",
        view::MemoryKind::Note => "note",
    }
}

fn kind_of(text: &str) -> view::MemoryKind {
    match text {
        "decision" => view::MemoryKind::Decision,
        "fact" => view::MemoryKind::Fact,
        "pattern" => view::MemoryKind::Pattern,
        // Of a newer Segue's kinds we know that somebody wrote them down.
        _ => view::MemoryKind::Note,
    }
}
