//! `segue status`: the glance.

use segue_engine::view::{Schedules, Session, Status, Totals};
use segue_meter::words;

use super::ink::{self, BOLD, DIM, paint};
use super::plain::{fit, left, plain, width};
use super::window::{Forecasts, meters};
use super::{Look, live_plan, next_step, remark, schedule, session, source};

const LONGEST_PROJECT: usize = 16;
const LONGEST_ACTIVITY: usize = 24;
const BAR: usize = 12;

/// Quota, live contexts, today, what is scheduled, and what to do next.
pub(crate) fn status(status: &Status, planned: Option<&Schedules>, look: &Look) -> String {
    let mark = match ink::mark(status.health.level) {
        " " => String::new(),
        _ => format!("{} ", ink::painted_mark(status.health.level)),
    };
    let mut text = source::caveats(status, look);
    text.push_str(&format!(
        "{mark}{}\n\n",
        paint(BOLD, plain(&status.health.headline))
    ));
    text.push_str(&meters(&status.windows, Forecasts::WhereItMatters, look));
    text.push_str(&source::of_windows(&status.windows, look));
    text.push('\n');
    text.push_str(&live(&status.live, look));
    text.push('\n');
    text.push_str(&today(status));
    if let Some(planned) = planned {
        text.push_str(&schedule::glance(planned, look));
    }
    if let Some(live) = &status.plan {
        text.push_str(&live_plan::glance(live, look));
    }
    text.push('\n');
    text.push_str(&next_step(&status.health.advice, look));
    text
}

fn live(sessions: &[Session], look: &Look) -> String {
    if sessions.is_empty() {
        return remark("No live session.", look);
    }
    let rows = sessions
        .iter()
        .map(|one| {
            (
                fit(&one.project, LONGEST_PROJECT),
                fit(&session::activity(&one.activity), LONGEST_ACTIVITY),
            )
        })
        .collect::<Vec<_>>();
    let project_column = rows.iter().map(|(project, _)| width(project)).max().unwrap_or(0);
    let activity_column = rows
        .iter()
        .map(|(_, activity)| width(activity))
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for (one, (project, activity)) in sessions.iter().zip(&rows) {
        let (project, activity) = (left(project, project_column), left(activity, activity_column));
        let mark = session::mark(&one.activity);
        text.push_str(&format!(
            "  {mark} {project}  {}  {}\n",
            paint(DIM, activity),
            context(one)
        ));
    }
    text
}

fn context(one: &Session) -> String {
    match &one.context {
        Some(context) => format!("context {}", session::context_meter(context, BAR)),
        None => paint(DIM, "no answer yet"),
    }
}

fn today(status: &Status) -> String {
    let part = |name: &str, totals: &Totals| {
        format!(
            "{name} {} tokens, {}",
            words::tokens(totals.tokens.total()),
            words::money(totals.cost_micros)
        )
    };
    let sums = format!(
        "{} · {}",
        part("Today", &status.today),
        part("last hour", &status.last_hour)
    );
    format!("  {sums} {}\n", paint(DIM, "API-equivalent"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use segue_engine::view::Status;

    use crate::render::samples;

    fn shown(status: &Status) -> String {
        let text = super::status(status, None, &samples::look());
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn a_busy_afternoon() {
        assert_snapshot!(shown(&samples::status()));
    }

    #[test]
    fn colours_and_shapes() {
        assert_snapshot!(super::status(&samples::status(), None, &samples::look()).replace('\u{1b}', "␛"));
    }

    #[test]
    fn nothing_known_yet() {
        assert_snapshot!(shown(&samples::empty_status()));
    }

    #[test]
    fn estimates_limits_and_caveats() {
        assert_snapshot!(shown(&samples::uncertain_status()));
    }

    #[test]
    fn with_what_is_scheduled_and_a_plan_that_runs() {
        let planned = samples::schedules();
        let mut status = samples::status();
        status.plan = Some(samples::live_head());
        let text = super::status(&status, Some(&planned), &samples::look());
        let text = anstream::adapter::strip_str(&text).to_string();
        for line in text.lines() {
            assert!(crate::render::plain::width(line) <= 80, "{line}");
        }
        assert_snapshot!(text);
    }

    #[test]
    fn fits_on_80_columns() {
        for status in [
            samples::status(),
            samples::empty_status(),
            samples::uncertain_status(),
        ] {
            for line in shown(&status).lines() {
                assert!(crate::render::plain::width(line) <= 80, "{line}");
            }
        }
    }
}
