//! Makes a report from rows; only what drove a session is read from its transcript.

use std::fs::File;
use std::io::BufReader;

use segue_meter::estimate::Range;
use segue_store::{OutcomeRow, ReportRow};
use segue_transcript::story;

use super::markdown::{self, Page};
use super::measure::Measure;
use super::{accuracy, lessons};
use crate::live_plan::course::Course;
use crate::live_plan::trouble::Trouble;
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view::{Report, ReportLine, TaskTypeFrom, Totals};
use crate::{estimates, settings};

/// Sessions before this one that the trend shows.
const TREND: u32 = 10;

/// The report of a finished session.
pub(super) fn report(segue: &Segue, outcome: &OutcomeRow) -> Result<Report, Problem> {
    let store = &segue.store;
    let id = &outcome.session_id;
    let gone = || Problem::new(Code::NotFound, format!("session {id} is not known any more"));
    let course = Course::of(store, id)?.ok_or_else(gone)?;
    let course = with_trouble(course);
    let measure = Measure::of(store, outcome, &course)?;
    let lines = lines(&course, &measure);
    let expected = measure.whole.fresh;
    let sums = course.session.sums;
    let mut report = Report {
        session: id.clone(),
        title: title(&course),
        project_name: Some(course.session.project.clone()).filter(|name| !name.is_empty()),
        finished_at: outcome.finished_at,
        revision: outcome.revision,
        plan: course.on.as_ref().map(|on| on.link.plan),
        estimate: measure.head.clone(),
        estimated: Some(expected),
        task_type: estimates::state::task_type(outcome),
        task_type_from: match outcome.corrected_type {
            Some(_) => TaskTypeFrom::You,
            None => TaskTypeFrom::Inferred,
        },
        totals: Totals {
            tokens: sums.tokens,
            cost_micros: sums.cost_micros,
            responses: sums.responses,
        },
        fresh: course.whole.fresh,
        weighted: course.whole.weighted,
        minutes: course.whole.minutes(),
        calls: course.whole.calls,
        lines,
        factor: factor(course.whole.fresh, &expected),
        inside: Some(expected.holds(course.whole.fresh)),
        drivers: course.all_deviations(),
        lessons: lessons::of(store, outcome)?,
        path: None,
        markdown: String::new(),
    };
    let before: Vec<_> = store
        .reports(TREND + 1)?
        .iter()
        .filter(|row| row.session_id != *id && row.finished_at <= outcome.finished_at)
        .filter_map(|row| from_row(row).ok())
        .take(TREND as usize)
        .map(|report| accuracy::head(&report))
        .collect();
    let zone = settings::time_zone(store, &segue.world)?;
    report.markdown = markdown::write(&Page {
        report: &report,
        measure: &measure,
        learned_version: outcome.learned_version,
        plan_title: course.on.as_ref().map(|on| on.title.as_str()),
        before: &before,
        zone: &zone,
    });
    Ok(report)
}

/// A report as it was kept, with where its file is now.
pub(super) fn from_row(row: &ReportRow) -> Result<Report, Problem> {
    let mut report: Report = serde_json::from_str(&row.shown).map_err(|error| {
        Problem::new(
            Code::Store,
            format!("the report of session {} cannot be read", row.session_id),
        )
        .because(error)
    })?;
    report.path.clone_from(&row.path);
    report.markdown.clone_from(&row.markdown);
    Ok(report)
}

fn title(course: &Course) -> String {
    let own = course.session.title.clone();
    let plan = course.on.as_ref().map(|on| on.title.clone());
    own.or(plan).unwrap_or_else(|| course.session.id.clone())
}

/// The whole story is read once: of a session without a plan nobody looked at it before.
fn with_trouble(mut course: Course) -> Course {
    let path = course.session.transcript_path.as_deref();
    let open = path.and_then(|path| File::open(path).ok());
    if let Some(told) = open.and_then(|file| story::read_story(BufReader::new(file)).ok()) {
        let mut trouble = Trouble::default();
        trouble.add(&told.own().beats);
        course.incidents = trouble.incidents();
    }
    course
}

/// Phase by phase, in the order of the plan; the whole in one line where there are none.
fn lines(course: &Course, measure: &Measure) -> Vec<ReportLine> {
    let Some(on) = course.on.as_ref().filter(|on| !on.plan.phases.is_empty()) else {
        let expected = measure.whole.fresh;
        return vec![ReportLine {
            key: String::new(),
            title: title(course),
            estimated: Some(expected),
            fresh: course.whole.fresh,
            weighted: course.whole.weighted,
            minutes: course.whole.minutes(),
            factor: factor(course.whole.fresh, &expected),
            inside: Some(expected.holds(course.whole.fresh)),
        }];
    };
    let mut lines: Vec<ReportLine> = on
        .plan
        .phases
        .iter()
        .filter(|phase| course.phases.contains_key(&phase.key) || !course.done_before(&phase.key))
        .map(|phase| line(course, measure, &phase.key, &phase.title))
        .collect();
    // A phase that the text no longer has was worked on all the same.
    for key in course.phases.keys() {
        if !on.plan.phases.iter().any(|phase| phase.key == *key) {
            lines.push(line(course, measure, key, "no longer in the plan"));
        }
    }
    lines
}

fn line(course: &Course, measure: &Measure, key: &str, title: &str) -> ReportLine {
    let spent = course.phases.get(key).copied().unwrap_or_default();
    let estimated = measure.line(key).map(|line| line.fresh);
    // A phase that nobody began was neither over nor under.
    let judged = estimated.filter(|_| spent.calls > 0);
    ReportLine {
        key: key.to_owned(),
        title: title.to_owned(),
        estimated,
        fresh: spent.fresh,
        weighted: spent.weighted,
        minutes: spent.minutes(),
        factor: judged.and_then(|range| factor(spent.fresh, &range)),
        inside: judged.map(|range| range.holds(spent.fresh)),
    }
}

/// Actual by estimated.
fn factor(actual: u64, expected: &Range) -> Option<f64> {
    (expected.mid > 0).then(|| actual as f64 / expected.mid as f64)
}
