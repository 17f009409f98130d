//! Alerts: readings become decisions ([`segue_meter::alerts`]), decisions become rows, rows become notifications.
//!
//! A row is written before its notification is shown and marked afterwards. Only the process that holds the owner
//! lease and has a way to show notifications decides; so an alert is shown once, whoever else runs.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use segue_meter::advice::Level;
use segue_meter::alerts::{
    AlertDecision, AlertInputs, AlertReading, Confirmation, Due, EndedWindow, Subject, Told, decide,
};
use segue_meter::provenance::Source;
use segue_meter::window::{Window, WindowKind, WindowState};
use segue_plan::schedule::StartAction;
use segue_store::{AlertRow, ObservationRow, Store};

use crate::problem::Problem;
use crate::segue::Segue;
use crate::view::Session;
use crate::{analysis, handoff, live_plan, quota, sessions, settings};

/// A notification to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Idempotency key.
    pub key: String,
    /// The fact.
    pub title: String,
    /// What to do.
    pub body: String,
    /// How urgent.
    pub level: Level,
    /// Where a click goes: `now`, `sessions/<id>`, `schedule/<id>`.
    pub view: String,
    /// What can be chosen on it, the proposed one first. Where a desktop shows no buttons, a click must do.
    pub actions: Vec<NoticeAction>,
}

/// A button of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeAction {
    /// Its words.
    pub label: String,
    /// What it does; [`Segue::do_action`] does it.
    pub does: Does,
}

/// What a button of a notification does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Does {
    /// Opens a view of the window.
    Open(String),
    /// Answers a question about a start. The first answer counts, on whichever face it is given.
    Answer {
        /// The start.
        start: i64,
        /// The number of the question.
        ask: u32,
        /// The answer.
        action: StartAction,
    },
}

/// Shows notifications; the desktop shell has one.
pub trait Notifier: Send + Sync {
    /// Shows one. Must not wait for the person.
    ///
    /// # Errors
    /// Why it could not be shown, in words.
    fn show(&self, notice: &Notice) -> Result<(), String>;
}

/// What was told stays told for this long: longer than any window lasts.
const REMEMBER: SignedDuration = SignedDuration::from_hours(9 * 24);
/// An alert that could not be shown for this long is no news any more.
const FRESH: SignedDuration = SignedDuration::from_hours(12);
/// Contexts below this are not analysed for what could be saved.
const ANALYSE_FROM: f64 = 75.0;

/// Decides what is to be told, and tells it. Returns how many notifications were shown.
pub(crate) fn run(segue: &mut Segue, notifier: &dyn Notifier) -> Result<usize, Problem> {
    let now = segue.world.clock.now();
    let windows = quota::windows(&segue.store, &segue.world, now)?;
    let live = sessions::live(segue, now)?;
    let mut readings: Vec<AlertReading> = windows.iter().filter_map(quota_reading).collect();
    for session in &live {
        readings.extend(context_reading(segue, session, now)?);
    }
    plan(segue, &readings, now)?;
    live_plan::plan_alerts(segue, now)?;
    show_due(&mut segue.store, notifier, now)
}

fn quota_reading(window: &Window) -> Option<AlertReading> {
    let kind = WindowKind::parse(&window.kind)?;
    match &window.state {
        WindowState::Known {
            used_percent,
            resets_at,
            pace,
            provenance,
            ..
        } => Some(AlertReading {
            subject: Subject::Quota {
                kind,
                resets_at: *resets_at,
            },
            percent: *used_percent,
            estimate: provenance.source == Source::Estimate,
            seen_at: provenance.seen_at,
            pace: *pace,
            saves_tokens: None,
        }),
        WindowState::NotStarted { .. } | WindowState::TokensOnly { .. } => None,
    }
}

fn context_reading(
    segue: &mut Segue,
    session: &Session,
    now: Timestamp,
) -> Result<Option<AlertReading>, Problem> {
    let Some(context) = &session.context else {
        return Ok(None);
    };
    let saves_tokens = match analysis::known_savings(&segue.store, &session.id) {
        None if context.percent >= ANALYSE_FROM => savings(segue, session, now)?,
        known => known,
    };
    Ok(Some(AlertReading {
        subject: Subject::Context {
            session_id: session.id.clone(),
            project: session.project.clone(),
            generation: session.compactions,
        },
        percent: context.percent,
        estimate: context.provenance.source == Source::Estimate,
        seen_at: context.provenance.seen_at,
        pace: None,
        saves_tokens,
    }))
}

fn savings(segue: &mut Segue, session: &Session, now: Timestamp) -> Result<Option<u64>, Problem> {
    let row = segue.store.session(&session.id)?;
    if let Some(path) = row.and_then(|row| row.transcript_path) {
        analysis::analyse(&mut segue.store, session, Path::new(&path), now)?;
    }
    Ok(analysis::known_savings(&segue.store, &session.id))
}

fn plan(segue: &mut Segue, readings: &[AlertReading], now: Timestamp) -> Result<(), Problem> {
    let store = &mut segue.store;
    let rules = settings::alert_rules(store)?;
    let told: Vec<Told> = store
        .alerts(now - REMEMBER)?
        .into_iter()
        .map(|row| Told {
            key: row.key,
            told_at: row.planned_at,
        })
        .collect();
    let confirmations = read_confirmations(store)?;
    let mut ended = Vec::new();
    for home in &segue.world.places.claude {
        ended.extend(ended_windows(
            &store.observations(&home.key(), now - REMEMBER)?,
            now,
        ));
    }
    let zone = settings::time_zone(store, &segue.world)?;
    let inputs = AlertInputs {
        readings,
        ended: &ended,
        told: &told,
        confirmations: &confirmations,
        rules: &rules,
    };
    let outcome = decide(&inputs, now, &zone);
    let mut rows: Vec<AlertRow> = outcome
        .alerts
        .iter()
        .flat_map(|decision| rows_of(decision, now))
        .collect();
    for row in &mut rows {
        if let Some(session) = row.view.strip_prefix("sessions/")
            && handoff::auto::saved_just_now(store, session, now)?
        {
            row.body.push_str(" A handoff is saved.");
        }
    }
    let states = [(
        "confirmations".to_owned(),
        write_confirmations(&outcome.confirmations),
    )];
    if !rows.is_empty() || outcome.confirmations != confirmations {
        store.plan_alerts(&rows, &states)?;
    }
    Ok(())
}

/// The alert itself, and the keys it makes unnecessary, which count as shown.
fn rows_of(decision: &AlertDecision, now: Timestamp) -> Vec<AlertRow> {
    let planned_at = match decision.due {
        Due::Now => now,
        Due::AfterQuiet { at } => at,
    };
    let row = |key: &str, shown_at: Option<Timestamp>| AlertRow {
        key: key.to_owned(),
        title: decision.title.clone(),
        body: decision.body.clone(),
        level: level_text(decision.level).to_owned(),
        view: decision.view.clone(),
        planned_at,
        shown_at,
    };
    let mut rows = vec![row(&decision.key, None)];
    rows.extend(decision.covers.iter().map(|key| row(key, Some(now))));
    rows
}

fn show_due(store: &mut Store, notifier: &dyn Notifier, now: Timestamp) -> Result<usize, Problem> {
    let due = store.alerts(now - FRESH)?;
    let mut shown = 0;
    for row in due
        .into_iter()
        .filter(|row| row.shown_at.is_none() && row.planned_at <= now)
    {
        let notice = Notice {
            key: row.key.clone(),
            title: row.title,
            body: row.body,
            level: level_of(&row.level),
            actions: actions_of(&row.key, &row.level),
            view: row.view,
        };
        let failure = notifier.show(&notice).err();
        shown += usize::from(failure.is_none());
        // A daemon that refuses once would be asked at every event: told once, well or badly, is told.
        store.alert_shown(&row.key, now, failure.as_deref())?;
    }
    Ok(shown)
}

/// A quota that is nearly used up is the moment to plan what comes after its reset.
fn actions_of(key: &str, level: &str) -> Vec<NoticeAction> {
    let about_quota = ["quota:", "both:quota:", "forecast:quota:"]
        .iter()
        .any(|begin| key.starts_with(begin));
    let is_high = matches!(level_of(level), Level::Warning | Level::Danger);
    let plan = NoticeAction {
        label: "Plan next session".to_owned(),
        does: Does::Open("schedule/new".to_owned()),
    };
    Vec::from_iter((about_quota && is_high).then_some(plan))
}

/// Windows that were observed and are over, with their peak.
fn ended_windows(rows: &[ObservationRow], now: Timestamp) -> Vec<EndedWindow> {
    const SAME: SignedDuration = SignedDuration::from_mins(5);
    let mut by_kind: BTreeMap<&str, Vec<EndedWindow>> = BTreeMap::new();
    for row in rows {
        let (Some(kind), Some(resets_at), Some(percent)) =
            (WindowKind::parse(&row.kind), row.resets_at, row.used_percent)
        else {
            continue;
        };
        let instances = by_kind.entry(row.kind.as_str()).or_default();
        match instances
            .iter_mut()
            .find(|seen| seen.resets_at.duration_since(resets_at).abs() <= SAME)
        {
            Some(seen) => seen.peak_percent = seen.peak_percent.max(percent),
            None => instances.push(EndedWindow {
                kind,
                resets_at,
                peak_percent: percent,
            }),
        }
    }
    let half_day = SignedDuration::from_hours(12);
    let is_over = |seen: &EndedWindow, last: Option<Timestamp>| {
        let superseded = last.is_some_and(|last| last != seen.resets_at);
        (seen.resets_at <= now && now.duration_since(seen.resets_at) <= half_day)
            || (superseded && seen.resets_at > now)
    };
    by_kind
        .into_values()
        .flat_map(|instances| {
            let last = instances.last().map(|seen| seen.resets_at);
            instances.into_iter().filter(move |seen| is_over(seen, last))
        })
        .collect()
}

fn read_confirmations(store: &Store) -> Result<Vec<Confirmation>, Problem> {
    let states = store.alert_states()?;
    let json = states
        .into_iter()
        .find(|(subject, _)| subject == "confirmations")
        .map(|(_, json)| json);
    let rows: Vec<(String, u32, Timestamp)> = json
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default();
    Ok(rows
        .into_iter()
        .map(|(key, count, seen_at)| Confirmation { key, count, seen_at })
        .collect())
}

fn write_confirmations(confirmations: &[Confirmation]) -> String {
    let rows: Vec<(&str, u32, Timestamp)> = confirmations
        .iter()
        .map(|entry| (entry.key.as_str(), entry.count, entry.seen_at))
        .collect();
    serde_json::to_string(&rows).unwrap_or_else(|_| "[]".to_owned())
}

fn level_text(level: Level) -> &'static str {
    match level {
        Level::Ok => "ok",
        Level::Notice => "notice",
        Level::Warning => "warning",
        Level::Danger => "danger",
    }
}

fn level_of(text: &str) -> Level {
    match text {
        "ok" => Level::Ok,
        "notice" => Level::Notice,
        "danger" => Level::Danger,
        _ => Level::Warning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_quota_that_is_nearly_used_up_offers_to_plan_the_next_session() {
        let offers = |key, level| !actions_of(key, level).is_empty();
        assert!(offers("quota:five_hour:2026-11-21T18:50:00Z:80", "warning"));
        assert!(offers("both:quota:five_hour:open:context:s1:0#2", "danger"));
        assert!(!offers("quota:five_hour:2026-11-21T18:50:00Z:50", "notice"));
        assert!(!offers("context:s1:0:80", "warning"));
        assert!(!offers("reset:five_hour:2026-11-21T18:50:00Z", "ok"));
    }
}
