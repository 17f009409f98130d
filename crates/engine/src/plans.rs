//! Plans: imported, checked, shown, edited, exported, linked to sessions.
//!
//! The text of a plan is its truth: it is kept byte for byte and parsed each time. Promises: an edit replaces only the text
//! that was read, every text there was is kept, and a text that cannot be read or breaks a rule replaces nothing. Never
//! writes to the file that a plan came from.

mod find;
mod import;
mod prompt;
mod read;
mod show;

use std::path::Path;

use segue_plan::plans::{self, Format, MarkHow, MarkKind};
use segue_store::{PhaseMarkDraft, PlanDraft, PlanRow};

use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::{live, sessions, view};

pub use find::PlanRef;
pub(crate) use prompt::{link_started, wanted as wanted_by_schedule, words as prompt_words};

impl Segue {
    /// Keeps a plan. `source` is the file it comes from, `project` the folder it is for; without one, the repository that the
    /// file lies in. A file that was imported before is the same plan again: `imported` of the answer says what became of it.
    ///
    /// # Errors
    /// When the text cannot be read or breaks a rule, with line and column; then nothing is changed.
    pub fn import_plan(
        &mut self,
        text: &str,
        format: Format,
        source: Option<&Path>,
        project: Option<&Path>,
        by: &str,
    ) -> Result<view::PlanDetail, Problem> {
        let (row, imported) = import::keep(self, text, format, source, project, by)?;
        let mut shown = show::detail(self, row)?;
        shown.imported = Some(imported);
        Ok(shown)
    }

    /// What is understood of a text, and what keeps it from being a plan.
    ///
    /// # Errors
    /// When it is longer than a plan may be.
    pub fn check_plan(&self, text: &str, format: Format) -> Result<view::PlanReading, Problem> {
        read::refuse_too_long(text)?;
        Ok(read::reading(text, format))
    }

    /// Plans, those changed last first; without those put away, unless `all`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn plans(&self, all: bool) -> Result<Vec<view::PlanSummary>, Problem> {
        let rows = self.store.plans(all)?;
        show::summaries(self, &rows)
    }

    /// One plan.
    ///
    /// # Errors
    /// When there is no such plan, or several may be meant.
    pub fn plan(&self, which: PlanRef<'_>) -> Result<view::PlanDetail, Problem> {
        let row = find::find(&self.store, which)?;
        show::detail(self, row)
    }

    /// Gives a plan another text, in the format it has. `version` is the one the edit began from.
    ///
    /// # Errors
    /// When the text cannot be read or breaks a rule, or the plan was changed meanwhile; then nothing is changed.
    pub fn edit_plan(
        &mut self,
        id: i64,
        text: &str,
        version: i64,
        by: &str,
    ) -> Result<view::PlanDetail, Problem> {
        let row = self.plan_row(id)?;
        if row.text == text {
            return show::detail(self, row);
        }
        let plan = read::checked(text, row.format, None)?;
        let plan = read::titled(plan, row.source.as_deref().map(Path::new));
        let draft = PlanDraft {
            project: None,
            format: row.format,
            text,
            plan: &plan,
            source: None,
            by,
            at: self.world.clock.now(),
        };
        match self.store.set_plan_text(id, version, &draft)? {
            Some(row) => show::detail(self, row),
            None => Err(self.changed_meanwhile(id, version)?),
        }
    }

    /// The text of a plan: byte for byte in the format it has, converted in the other.
    ///
    /// # Errors
    /// When there is no such plan, or its text cannot be read to be converted.
    pub fn export_plan(&self, id: i64, format: Format) -> Result<String, Problem> {
        let row = self.plan_row(id)?;
        if row.format == format {
            return Ok(row.text);
        }
        let reading = plans::read(&row.text, row.format).map_err(|error| read::refused(&error, None))?;
        Ok(plans::write(&reading.plan, format))
    }

    /// Puts a plan away, or takes it back into the list.
    ///
    /// # Errors
    /// When there is no such plan.
    pub fn archive_plan(&mut self, id: i64, archived: bool, by: &str) -> Result<view::PlanDetail, Problem> {
        self.plan_row(id)?;
        self.store.archive_plan(id, archived, by)?;
        let row = self.plan_row(id)?;
        show::detail(self, row)
    }

    /// Has a session, past or running, work on a plan; one that worked on another plan leaves it. `session` may be the
    /// beginning of an id. It is measured by `estimate`, else by the last one that was kept of the plan.
    ///
    /// # Errors
    /// When there is no such plan, session or estimate, or several sessions begin so.
    pub fn link_session(
        &mut self,
        plan: i64,
        session: &str,
        estimate: Option<i64>,
        by: &str,
    ) -> Result<view::PlanDetail, Problem> {
        let row = self.plan_row(plan)?;
        let now = self.world.clock.now();
        let running = sessions::live(self, now)?;
        let session = sessions::resolve(&self.store, &running, Some(session))?;
        if let Some(estimate) = estimate
            && self.store.estimate(estimate)?.is_none()
        {
            return Err(
                Problem::new(Code::NotFound, format!("there is no estimate {estimate}"))
                    .hint("`segue estimate list` shows those that were kept."),
            );
        }
        prompt::link(&mut self.store, plan, &session, estimate, by, now)?;
        show::detail(self, row)
    }

    /// Has a session work on no plan any more. What it marked stays.
    ///
    /// # Errors
    /// When it is linked to none.
    pub fn unlink_session(&mut self, session: &str, _by: &str) -> Result<(), Problem> {
        let links = self.store.plan_sessions(None)?;
        let mut meant = links.iter().filter(|link| link.session_id.starts_with(session));
        match (meant.next(), meant.next()) {
            (Some(link), None) => {
                self.store.unlink_session(&link.session_id)?;
                Ok(())
            }
            (Some(_), Some(_)) => Err(Problem::new(
                Code::BadInput,
                format!("several sessions that work on plans begin with {session}"),
            )
            .hint("Write more of its id.")),
            (None, _) => Err(
                Problem::new(Code::NotFound, format!("session {session} works on no plan"))
                    .hint("`segue plan show` lists the sessions of a plan."),
            ),
        }
    }

    /// Marks a phase as a person says: by its key, or by its title. One that is so already is left as it is.
    ///
    /// # Errors
    /// When there is no such plan or phase.
    pub fn mark_phase(
        &mut self,
        plan: i64,
        key: &str,
        kind: MarkKind,
        by: &str,
    ) -> Result<view::PlanDetail, Problem> {
        let row = self.plan_row(plan)?;
        let key = find::phase(&self.store, plan, key)?;
        // Said while one session works on it, it is said of that session.
        let running = live::live_sessions(&self.world.places);
        let links = self.store.plan_sessions(Some(plan))?;
        let mut working = links.iter().filter(|link| {
            running
                .iter()
                .any(|session| session.session_id == link.session_id)
        });
        let session = match (working.next(), working.next()) {
            (Some(only), None) => Some(only.session_id.as_str()),
            _ => None,
        };
        self.store.mark_phase(&PhaseMarkDraft {
            plan,
            phase: &key,
            session_id: session,
            kind,
            at: self.world.clock.now(),
            how: if by == "cli" { MarkHow::Cli } else { MarkHow::Click },
            detail: None,
        })?;
        show::detail(self, row)
    }

    fn plan_row(&self, id: i64) -> Result<PlanRow, Problem> {
        find::find(&self.store, PlanRef::Id(id))
    }

    fn changed_meanwhile(&self, id: i64, version: i64) -> Result<Problem, Problem> {
        let now = self.plan_row(id)?;
        Ok(Problem::new(
            Code::BadInput,
            format!(
                "plan {id} was changed meanwhile: you began from version {version}, it has version {} (by {})",
                now.version, now.changed_by
            ),
        )
        .hint("Nothing was overwritten. Read the plan again, and put your changes into it."))
    }
}
