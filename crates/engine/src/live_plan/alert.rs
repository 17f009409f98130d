//! What a person is told of a running session: a phase is done, the projection has left the range, or it does not fit the
//! quota any more. Each once: the key of an alert says of what session, and of what.

use jiff::{SignedDuration, Timestamp};
use segue_meter::alerts::{Due, due};
use segue_plan::plans::{MarkHow, MarkKind};
use segue_store::{AlertRow, PhaseMarkRow};

use super::{show, words};
use crate::problem::Problem;
use crate::segue::Segue;
use crate::settings;
use crate::view::{FitAnswer, Live};

/// A phase that was done longer ago is no news.
const NEWS: SignedDuration = SignedDuration::from_mins(15);

/// Plans what is to be told now. Rows only: what is due is shown with all other alerts.
pub(crate) fn plan_alerts(segue: &mut Segue, now: Timestamp) -> Result<(), Problem> {
    let rules = settings::alert_rules(&segue.store)?;
    let paused = rules.paused_until.is_some_and(|until| now < until);
    if !rules.enabled || paused || !settings::is_on(&segue.store, "estimates.alerts")? {
        return Ok(());
    }
    let zone = settings::time_zone(&segue.store, &segue.world)?;
    let planned_at = match due(rules.quiet, now, &zone) {
        Due::Now => now,
        Due::AfterQuiet { at } => at,
    };
    let mut rows = Vec::new();
    for live in show::lives(segue)? {
        let marks = segue.store.session_marks(&live.session)?;
        let fitted = fitted_at_first(segue, &live)?;
        rows.extend(
            told(&live, &marks, fitted, now)
                .into_iter()
                .map(|news| news.row(&live, planned_at)),
        );
    }
    if !rows.is_empty() {
        segue.store.plan_alerts(&rows, &[])?;
    }
    Ok(())
}

/// Whether the estimate fitted the quota when it was made.
fn fitted_at_first(segue: &Segue, live: &Live) -> Result<bool, Problem> {
    let row = segue.store.estimate(live.estimate)?;
    let shown: Option<crate::view::Estimate> = row.and_then(|row| serde_json::from_str(&row.shown).ok());
    Ok(shown.is_some_and(|shown| matches!(shown.fit.answer, FitAnswer::Yes | FitAnswer::Tight)))
}

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
struct News {
    /// What of the session: the rest of the key.
    about: String,
    title: String,
    body: String,
    level: &'static str,
}

impl News {
    fn row(self, live: &Live, planned_at: Timestamp) -> AlertRow {
        AlertRow {
            key: format!("plan:{}:{}", live.session, self.about),
            title: self.title,
            body: self.body,
            level: self.level.to_owned(),
            view: match live.plan {
                Some(plan) => format!("plans/{plan}"),
                None => format!("sessions/{}", live.session),
            },
            planned_at,
            shown_at: None,
        }
    }
}

/// What there is to tell of a session. Pure.
fn told(live: &Live, marks: &[PhaseMarkRow], fitted: bool, now: Timestamp) -> Vec<News> {
    let mut all: Vec<News> = marks
        .iter()
        .filter_map(|mark| boundary(live, mark, now))
        .collect();
    let name = live
        .plan_title
        .as_deref()
        .or(live.title.as_deref())
        .unwrap_or("The session");
    if live.projected.mid > live.estimated.high {
        all.push(News {
            about: format!("range:{}", live.estimate),
            title: format!("{name} takes more than estimated"),
            body: sentence(&format!(
                "{}; estimated were ~{} to {}",
                live.words,
                words::exact(live.estimated.low),
                words::exact(live.estimated.high)
            )),
            level: "warning",
        });
    }
    if fitted && matches!(live.fits.answer, FitAnswer::No | FitAnswer::Split) {
        let until = live
            .fits
            .until
            .map_or_else(|| "open".to_owned(), |until| until.to_string());
        all.push(News {
            about: format!("quota:{until}"),
            title: format!("{name} does not fit the quota any more"),
            body: sentence(&format!("{}: {}", live.words, live.fits.words)),
            level: "warning",
        });
    }
    all
}

/// A phase was done, and nobody clicked it: who did knows.
fn boundary(live: &Live, mark: &PhaseMarkRow, now: Timestamp) -> Option<News> {
    let clicked = matches!(mark.how, MarkHow::Click | MarkHow::Cli);
    if mark.kind != MarkKind::Done || clicked || now.duration_since(mark.at) > NEWS {
        return None;
    }
    let phase = live.phases.iter().find(|phase| phase.key == mark.phase)?;
    let against = match phase.variance_percent {
        Some(percent) => {
            let change = words::change(percent).map_or_else(
                || "as estimated".to_owned(),
                |change| format!("{change} against the estimate"),
            );
            format!("{} tokens, {change}; ", words::exact(phase.spent))
        }
        None => String::new(),
    };
    Some(News {
        about: format!("phase:{}:{}", mark.phase, mark.at.as_millisecond()),
        title: format!("Phase {} done: {}", phase.key, phase.title),
        body: sentence(&format!("{against}{}", live.words)),
        level: "ok",
    })
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    format!(
        "{}{}.",
        first.unwrap_or_default(),
        letters.as_str().trim_end_matches('.')
    )
}

#[cfg(test)]
mod tests {
    use segue_meter::estimate::Range;
    use segue_plan::plans::PhaseState;

    use super::*;
    use crate::view::{Fit, LivePhase};

    fn live(projected: u64, answer: FitAnswer) -> Live {
        let range = |mid: u64| Range {
            low: mid / 2,
            mid,
            high: mid * 2,
        };
        Live {
            session: "s".to_owned(),
            title: None,
            plan: Some(3),
            plan_title: Some("Ship it".to_owned()),
            estimate: 7,
            started_at: Timestamp::UNIX_EPOCH,
            calls: 4,
            fresh: 28_400,
            weighted: 1,
            minutes: 9,
            estimated: range(100_000),
            projected: range(projected),
            change_percent: 0.0,
            inside: true,
            tokens_per_hour: 1,
            fits: Fit {
                answer,
                words: "probably not: split after phase 1".to_owned(),
                split_after: Some("1".to_owned()),
                until: None,
            },
            phases: vec![LivePhase {
                key: "1".to_owned(),
                title: "Schema".to_owned(),
                state: PhaseState::Done,
                estimated: range(25_000),
                spent: 28_400,
                minutes: 9,
                variance_percent: Some(13.6),
                deviations: Vec::new(),
            }],
            words: "new projection ~110.8k, +8 %, still fits".to_owned(),
        }
    }

    fn mark(how: MarkHow, second: i64) -> PhaseMarkRow {
        PhaseMarkRow {
            plan: 3,
            phase: "1".to_owned(),
            session_id: Some("s".to_owned()),
            kind: MarkKind::Done,
            at: Timestamp::from_second(second).expect("time"),
            how,
            detail: None,
        }
    }

    #[test]
    fn a_boundary_is_told_once_while_it_is_news_and_nobody_clicked() {
        let now = Timestamp::from_second(10_000).expect("time");
        let told = |mark: PhaseMarkRow| told(&live(110_800, FitAnswer::Yes), &[mark], true, now);
        let news = told(mark(MarkHow::Todo, 9_990));
        assert_eq!(news[0].title, "Phase 1 done: Schema");
        assert_eq!(
            news[0].body,
            "28.4k tokens, +14 % against the estimate; new projection ~110.8k, +8 %, still fits."
        );
        assert_eq!(news, told(mark(MarkHow::Todo, 9_990)), "the same key each time");
        assert!(told(mark(MarkHow::Click, 9_990)).is_empty());
        assert!(told(mark(MarkHow::Todo, 1_000)).is_empty());
    }

    #[test]
    fn leaving_the_range_and_the_quota_is_told() {
        let now = Timestamp::UNIX_EPOCH;
        let titles = |projected, answer, fitted| -> Vec<String> {
            let live = live(projected, answer);
            told(&live, &[], fitted, now)
                .into_iter()
                .map(|news| news.title)
                .collect()
        };
        assert!(titles(199_000, FitAnswer::Tight, true).is_empty());
        assert_eq!(
            titles(201_000, FitAnswer::Yes, true),
            ["Ship it takes more than estimated"]
        );
        assert_eq!(
            titles(99_000, FitAnswer::Split, true),
            ["Ship it does not fit the quota any more"]
        );
        // It never fitted: that was known before.
        assert!(titles(99_000, FitAnswer::No, false).is_empty());
    }
}
