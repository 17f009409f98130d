//! Handoffs: what a session leaves to the next one, made without any model, kept as rows, written as files that people
//! edit and Claude reads.
//!
//! Promises: a text that a person changed, in its file or in the window, is taken in and never overwritten; a row is
//! there before its file is; what looks like a key or a token is not passed on. Never starts anything but `git` and the
//! person's editor, never writes to a transcript.

pub(crate) mod auto;
mod blockers;
mod done;
mod draft;
mod facts;
mod files;
mod mirror;
mod next;
pub(crate) mod shell;
mod state;
pub(crate) mod words;

use std::path::Path;

use segue_plan::handoff::{self as form, Unreadable};
use segue_store::{HandoffDraft, HandoffRow, SessionRow};

use crate::edit::in_editor;
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view::{Handoff, HandoffEntry};
use crate::{project, sessions};
use mirror::There;

/// Whether a handoff that a person edited is replaced by a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fresh {
    /// It is kept.
    No,
    /// A new one is made; the edited one becomes history.
    Yes,
}

impl Segue {
    /// Makes the handoff of a session, or makes it anew; one that a person edited is kept as it is. Without a session:
    /// the live one with the fullest context, else the latest. `by` says which face asks.
    ///
    /// # Errors
    /// When there is no such session, its transcript cannot be read, or the database cannot be written. A file that
    /// cannot be written is told in the answer: the text is kept.
    pub fn handoff(&mut self, session: Option<&str>, by: &str) -> Result<Handoff, Problem> {
        self.make_handoff(session, by, Fresh::No)
    }

    /// As [`Segue::handoff`], and may replace what a person edited.
    ///
    /// # Errors
    /// As [`Segue::handoff`].
    pub fn make_handoff(
        &mut self,
        session: Option<&str>,
        by: &str,
        fresh: Fresh,
    ) -> Result<Handoff, Problem> {
        let row = session_row(self, session)?;
        make(self, &row, by, fresh)
    }

    /// The handoff that was made for a session, if one was. What a person changed in its file is taken in.
    ///
    /// # Errors
    /// When there is no such session, or the database cannot be used.
    pub fn stored_handoff(&mut self, session: &str) -> Result<Option<Handoff>, Problem> {
        let row = session_row(self, Some(session))?;
        let mut problems = Vec::new();
        match take_in(self, &row, &mut problems)? {
            Some(kept) => Ok(Some(view(&row, kept, problems))),
            None => Ok(None),
        }
    }

    /// Keeps a text that a person wrote as the handoff of a session.
    ///
    /// # Errors
    /// When there is no such session, the text is empty or too long, or the database cannot be written.
    pub fn save_handoff(&mut self, session: &str, markdown: &str, by: &str) -> Result<Handoff, Problem> {
        let row = session_row(self, Some(session))?;
        check(markdown)?;
        let mut problems = Vec::new();
        let before = take_in(self, &row, &mut problems)?;
        let kept = match before {
            Some(before) if before.markdown == markdown => before,
            _ => keep(self, &row, markdown, by, true, Fresh::No)?,
        };
        let kept = mirror::write(self, &row, kept, &mut problems)?;
        Ok(view(&row, kept, problems))
    }

    /// Opens the handoff of a session in the person's editor, waits, and takes in what they wrote. One that was not
    /// made yet is made first.
    ///
    /// # Errors
    /// As [`Segue::handoff`]; and when no editor is known, it fails, or the file cannot be written.
    pub fn edit_handoff(&mut self, session: Option<&str>, by: &str) -> Result<Handoff, Problem> {
        let made = self.handoff(session, by)?;
        let Some(path) = made.path else {
            return Err(Problem::new(Code::Io, made.problems.join(" ")));
        };
        let hint = format!("Set EDITOR, or edit {path} with whatever you like: Segue takes it in.");
        in_editor(
            &self.world,
            Path::new(&path),
            &hint,
            "What it wrote into the file is kept.",
        )?;
        let stored = self.stored_handoff(&made.session_id)?;
        stored.ok_or_else(|| Problem::new(Code::NotFound, "the handoff is gone"))
    }

    /// Handoffs, of one project or of all, latest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn handoffs(&mut self, project: Option<&Path>) -> Result<Vec<HandoffEntry>, Problem> {
        let project = match project {
            Some(path) => Some(project::of(&mut self.store, &self.world, path)?.num),
            None => None,
        };
        let rows = self.store.handoffs(project)?;
        rows.into_iter().map(|kept| entry(self, kept)).collect()
    }
}

/// The row of the session that a person means.
fn session_row(segue: &Segue, session: Option<&str>) -> Result<SessionRow, Problem> {
    let live = sessions::live(segue, segue.world.clock.now())?;
    let id = sessions::resolve(&segue.store, &live, session)?;
    segue.store.session(&id)?.ok_or_else(|| {
        Problem::new(Code::NotFound, format!("session {id} has written nothing yet"))
            .hint("A handoff is made from its transcript; say something to Claude first.")
    })
}

/// Makes it, keeps it, writes its file.
fn make(segue: &mut Segue, row: &SessionRow, by: &str, fresh: Fresh) -> Result<Handoff, Problem> {
    let mut problems = Vec::new();
    let before = take_in(segue, row, &mut problems)?;
    let kept = match before {
        Some(before) if before.edited && fresh == Fresh::No => {
            problems.push(
                "You edited this handoff, so it was kept as it is. `segue handoff --fresh` makes a new one; yours stays in Segue's history."
                    .to_owned(),
            );
            before
        }
        before => match facts::gather(segue, row) {
            Ok(facts) => {
                problems.extend(facts.left_out.iter().map(|reason| format!("Left out: {reason}.")));
                let text = words::without_secrets(&form::render(&draft::write_up(&facts)));
                keep(segue, row, &text, by, false, fresh)?
            }
            // What was made while the transcript was there is still a handoff.
            Err(problem) => {
                let kept = before.ok_or_else(|| clone_of(&problem))?;
                problems.push(format!("It was not made anew: {problem}."));
                kept
            }
        },
    };
    let kept = mirror::write(segue, row, kept, &mut problems)?;
    Ok(view(row, kept, problems))
}

/// The same problem once more, as far as people see it.
fn clone_of(problem: &Problem) -> Problem {
    let same = Problem::new(problem.code, problem.to_string());
    match &problem.hint {
        Some(hint) => same.hint(hint.clone()),
        None => same,
    }
}

fn keep(
    segue: &mut Segue,
    row: &SessionRow,
    markdown: &str,
    by: &str,
    edited: bool,
    fresh: Fresh,
) -> Result<HandoffRow, Problem> {
    let project = project::of(&mut segue.store, &segue.world, Path::new(&row.project_path))?;
    let draft = HandoffDraft {
        session_id: &row.id,
        project: project.num,
        made_at: segue.world.clock.now(),
        made_by: by,
        markdown,
        edited,
    };
    Ok(segue.store.keep_handoff(&draft, fresh == Fresh::Yes)?)
}

/// The current handoff of a session, with what a person changed in its file.
fn take_in(
    segue: &mut Segue,
    session: &SessionRow,
    problems: &mut Vec<String>,
) -> Result<Option<HandoffRow>, Problem> {
    let Some(kept) = segue.store.handoff(&session.id)? else {
        return Ok(None);
    };
    let path = match &kept.path {
        Some(path) => path.clone(),
        None => mirror::path(segue, session).to_string_lossy().into_owned(),
    };
    let (num, text) = match mirror::look(&kept, Path::new(&path)) {
        There::Nothing => return Ok(Some(kept)),
        There::Unmarked => (kept.num, kept.markdown),
        There::Changed(text) => match check(&text) {
            Ok(()) => {
                let draft = HandoffDraft {
                    session_id: &session.id,
                    project: kept.project,
                    made_at: segue.world.clock.now(),
                    made_by: "file",
                    markdown: &text,
                    edited: true,
                };
                (segue.store.keep_handoff(&draft, false)?.num, text)
            }
            Err(problem) => {
                problems.push(format!("Its file was not taken in: {problem}."));
                return Ok(Some(kept));
            }
        },
    };
    segue
        .store
        .handoff_mirrored(num, &path, &mirror::fingerprint(&text))?;
    Ok(segue.store.handoff(&session.id)?)
}

/// Whether a text can be a handoff.
fn check(markdown: &str) -> Result<(), Problem> {
    form::parse(markdown).map(drop).map_err(|error| {
        let hint = match error {
            Unreadable::Empty => "Write something, or leave the handoff as it was.",
            Unreadable::TooLong => "A handoff is read into a session's context; shorten it.",
        };
        Problem::new(Code::BadInput, error.to_string()).hint(hint)
    })
}

fn view(row: &SessionRow, kept: HandoffRow, problems: Vec<String>) -> Handoff {
    Handoff {
        session_id: kept.session_id,
        title: row.title.clone(),
        project: Some(row.project.clone()).filter(|name| !name.is_empty()),
        tokens: about_tokens(&kept.markdown),
        markdown: kept.markdown,
        path: kept.path,
        made_at: kept.made_at,
        made_by: kept.made_by,
        edited: kept.edited,
        used_by: kept.used_by,
        problems,
    }
}

fn entry(segue: &Segue, kept: HandoffRow) -> Result<HandoffEntry, Problem> {
    let row = segue.store.session(&kept.session_id)?;
    Ok(HandoffEntry {
        title: row.as_ref().and_then(|row| row.title.clone()),
        project: row.map(|row| row.project).filter(|name| !name.is_empty()),
        session_id: kept.session_id,
        made_at: kept.made_at,
        made_by: kept.made_by,
        edited: kept.edited,
        used_by: kept.used_by,
        path: kept.path,
    })
}

/// Rather more than less: a tokenizer would take longer than the handoff itself.
fn about_tokens(text: &str) -> u64 {
    (text.len() as u64).div_ceil(3)
}
