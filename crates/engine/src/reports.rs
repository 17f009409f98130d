//! Reports on finished sessions: what each took against what was expected, why, and what the model learned from it.
//!
//! Promises: numbers are those of the usage rows and the phases add up to them; a report is a row before its file is
//! written, and one row per session, of its latest revision; a file that a person changed is never overwritten. A session
//! that nobody estimated is held against what the model would have said before it began, and that is said.

mod accuracy;
mod file;
mod lessons;
mod make;
mod markdown;
mod measure;

use jiff::Timestamp;
use segue_store::{OutcomeRow, ReportDraft, ReportRow, StoredRange};

use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view::{Accuracy, Report, ReportHead};
use crate::{live_plan, sessions, settings};

/// Reports that are made at one time, so that a long list of them holds up nothing.
const AT_ONE_TIME: u32 = 20;

impl Segue {
    /// The report of a finished session, by its id or the beginning of one. Made when there is none of its latest revision,
    /// and written into its file unless `reports.write` is off.
    ///
    /// # Errors
    /// When there is no such session, it has not finished, or the database cannot be read or written. A file that cannot be
    /// written is no error: the report has no path then.
    pub fn report(&mut self, session: &str) -> Result<Report, Problem> {
        let id = sessions::resolve(&self.store, &[], Some(session))?;
        let outcome = self.store.outcome(&id)?.ok_or_else(|| not_finished(&id))?;
        let wanted = settings::is_on(&self.store, "reports.write")?;
        let kept = self.store.report(&id)?;
        let is_new = kept.as_ref().is_none_or(|row| is_outdated(row, &outcome));
        if is_new {
            keep(self, &outcome, wanted)?;
        } else if wanted && kept.is_some_and(|row| row.path.is_none()) {
            self.store.want_report_file(&id)?;
        }
        file::write_wanted(self)?;
        let row = self.store.report(&id)?.ok_or_else(|| not_finished(&id))?;
        make::from_row(&row)
    }

    /// The latest reports, of the session that finished last first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn reports(&mut self, limit: u32) -> Result<Vec<ReportHead>, Problem> {
        let rows = self.store.reports(limit)?;
        Ok(rows
            .iter()
            .filter_map(|row| make::from_row(row).ok())
            .map(|report| accuracy::head(&report))
            .collect())
    }

    /// How good estimates were: of every session that has a report.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn accuracy(&mut self) -> Result<Accuracy, Problem> {
        accuracy::accuracy(&self.store)
    }
}

/// Reports every session that finished while Segue watched and was not reported, or went on since; then writes the files
/// that are wanted. Whoever keeps outcomes calls it afterwards. True when there may be more to report.
pub(crate) fn run(segue: &mut Segue) -> Result<bool, Problem> {
    let mut made = 0;
    for id in segue.store.unreported(Timestamp::UNIX_EPOCH, AT_ONE_TIME)? {
        let Some(outcome) = segue.store.outcome(&id)? else {
            continue;
        };
        let wanted = settings::is_on(&segue.store, "reports.write")?;
        match keep(segue, &outcome, wanted) {
            Ok(()) => made += 1,
            // What cannot be read now holds up no other report; it is due again.
            Err(problem) if matches!(problem.code, Code::Io | Code::NotFound) => {}
            Err(problem) => return Err(problem),
        }
    }
    file::write_wanted(segue)?;
    Ok(made == AT_ONE_TIME)
}

/// Makes the report of an outcome and keeps it.
fn keep(segue: &mut Segue, outcome: &OutcomeRow, file_wanted: bool) -> Result<(), Problem> {
    live_plan::look::ended(segue, &outcome.session_id, outcome.finished_at)?;
    let report = make::report(segue, outcome)?;
    let shown = serde_json::to_string(&report)
        .map_err(|error| Problem::new(Code::Store, "a report cannot be kept").because(error))?;
    let estimated = report.estimated.map(|range| StoredRange {
        low: range.low,
        mid: range.mid,
        high: range.high,
    });
    Ok(segue.store.keep_report(&ReportDraft {
        session_id: &report.session,
        revision: report.revision,
        finished_at: report.finished_at,
        made_at: segue.world.clock.now(),
        task_type: &report.task_type.to_string(),
        fresh: report.fresh,
        estimated,
        factor: report.factor,
        inside: report.inside,
        shown: &shown,
        markdown: &report.markdown,
        file_wanted,
    })?)
}

/// The session went on, or a person said what it was.
fn is_outdated(row: &ReportRow, outcome: &OutcomeRow) -> bool {
    let said = outcome.corrected_type.as_deref().unwrap_or(&outcome.task_type);
    row.revision < outcome.revision || row.task_type != said
}

fn not_finished(id: &str) -> Problem {
    Problem::new(Code::NotFound, format!("session {id} has no report yet"))
        .hint("It is reported when it has ended or was quiet for a while; `segue model learn` looks now.")
}
