//! How good estimates were, from the reports.

use segue_meter::estimate::{Range, TaskType};
use segue_store::{ReportRow, Store};

use super::make;
use crate::problem::Problem;
use crate::view::{Accuracy, AccuracyGroup, AccuracyPoint, Report, ReportHead};

/// Reports that are looked at.
const MOST: u32 = 2_000;
/// Fewer sessions than this say nothing of a usual error.
const FEW: usize = 3;

/// A report in a line.
pub(super) fn head(report: &Report) -> ReportHead {
    ReportHead {
        session: report.session.clone(),
        title: report.title.clone(),
        project_name: report.project_name.clone(),
        finished_at: report.finished_at,
        fresh: report.fresh,
        estimated: report.estimated,
        factor: report.factor,
        inside: report.inside,
        task_type: report.task_type,
    }
}

pub(super) fn accuracy(store: &Store) -> Result<Accuracy, Problem> {
    let mut rows = store.reports(MOST)?;
    rows.reverse();
    let points: Vec<(AccuracyPoint, bool)> = rows.iter().filter_map(point).collect();
    Ok(of(points))
}

/// The point of a report, and whether an estimate was kept for it.
fn point(row: &ReportRow) -> Option<(AccuracyPoint, bool)> {
    let report = make::from_row(row).ok()?;
    let estimated = report.estimated?;
    let point = AccuracyPoint {
        session: report.session,
        title: report.title,
        at: report.finished_at,
        task_type: report.task_type,
        estimated,
        actual: report.fresh,
        factor: report.factor?,
        inside: report.inside?,
    };
    Some((point, report.estimate.is_some()))
}

fn of(points: Vec<(AccuracyPoint, bool)>) -> Accuracy {
    let kept = points.iter().filter(|(_, kept)| *kept).count();
    let points: Vec<AccuracyPoint> = points.into_iter().map(|(point, _)| point).collect();
    let all: Vec<&AccuracyPoint> = points.iter().collect();
    let (median_factor, coverage_percent) = judged(&all);
    let by_type = types(&points)
        .into_iter()
        .map(|task_type| {
            let own: Vec<&AccuracyPoint> = points
                .iter()
                .filter(|point| point.task_type == task_type)
                .collect();
            let (median_factor, coverage_percent) = judged(&own);
            AccuracyGroup {
                name: task_type.to_string(),
                sessions: u32::try_from(own.len()).unwrap_or(u32::MAX),
                median_factor,
                coverage_percent,
            }
        })
        .collect();
    Accuracy {
        words: words(points.len(), kept, median_factor, coverage_percent),
        points,
        median_factor,
        coverage_percent,
        by_type,
    }
}

fn types(points: &[AccuracyPoint]) -> Vec<TaskType> {
    let mut types: Vec<TaskType> = Vec::new();
    for point in points {
        if !types.contains(&point.task_type) {
            types.push(point.task_type);
        }
    }
    types.sort_by_key(ToString::to_string);
    types
}

/// The median factor, whichever way an estimate was off, and how many of a hundred lay in the range; of a few nothing.
fn judged(points: &[&AccuracyPoint]) -> (Option<f64>, Option<f64>) {
    if points.len() < FEW {
        return (None, None);
    }
    let inside = points.iter().filter(|point| point.inside).count();
    let mut off: Vec<f64> = points
        .iter()
        .map(|point| off(point.actual, &point.estimated))
        .collect();
    off.sort_by(f64::total_cmp);
    let middle = off.len() / 2;
    let median = if off.len() % 2 == 1 {
        off[middle]
    } else {
        f64::midpoint(off[middle - 1], off[middle])
    };
    (Some(median), Some(inside as f64 * 100.0 / points.len() as f64))
}

fn off(actual: u64, estimated: &Range) -> f64 {
    let (actual, estimated) = (actual.max(1) as f64, estimated.mid.max(1) as f64);
    (actual / estimated).max(estimated / actual)
}

fn words(sessions: usize, kept: usize, median: Option<f64>, coverage: Option<f64>) -> String {
    let counted = match (sessions, kept) {
        (0, _) => return "No session was reported yet.".to_owned(),
        (1, 1) => "1 session with an estimate".to_owned(),
        (1, _) => "1 session, without an estimate that was saved".to_owned(),
        (all, kept) if all == kept => format!("{all} sessions with an estimate"),
        (all, kept) => format!(
            "{all} sessions, {kept} with an estimate that was saved; of the others counts what the model would have said before"
        ),
    };
    match (median, coverage) {
        (Some(median), Some(coverage)) => {
            format!(
                "{counted}. Half were off by less than {median:.1}\u{d7}; {coverage:.0} % lay in their range."
            )
        }
        _ => format!("{counted}: too few to say how good the estimates are."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(task_type: TaskType, actual: u64, kept: bool) -> (AccuracyPoint, bool) {
        let estimated = Range {
            low: 50,
            mid: 100,
            high: 200,
        };
        let point = AccuracyPoint {
            session: "s".to_owned(),
            title: "t".to_owned(),
            at: jiff::Timestamp::UNIX_EPOCH,
            task_type,
            estimated,
            actual,
            factor: actual as f64 / 100.0,
            inside: estimated.holds(actual),
        };
        (point, kept)
    }

    #[test]
    fn being_off_either_way_counts_and_few_say_nothing() {
        let told = of(vec![
            point(TaskType::Debugging, 50, true),
            point(TaskType::Debugging, 300, true),
            point(TaskType::Debugging, 100, false),
            point(TaskType::Polish, 110, true),
        ]);
        assert_eq!(told.median_factor, Some(1.55));
        assert_eq!(told.coverage_percent, Some(75.0));
        assert_eq!(told.by_type.len(), 2);
        assert_eq!(
            (told.by_type[0].name.as_str(), told.by_type[0].median_factor),
            ("debugging", Some(2.0))
        );
        assert_eq!(told.by_type[1].median_factor, None);
        assert_eq!(
            told.words,
            "4 sessions, 3 with an estimate that was saved; of the others counts what the model would have said before. Half were off by less than 1.6\u{d7}; 75 % lay in their range."
        );
        assert_eq!(of(Vec::new()).words, "No session was reported yet.");
    }
}
