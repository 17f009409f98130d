//! The rules: thresholds, both at once, the forecast, the reset.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::ledger::{Ledger, instance, subject_key};
use super::quiet::due;
use super::wording::{self, Wording};
use super::{AlertDecision, AlertInputs, AlertOutcome, AlertReading, Confirmation, EndedWindow, Subject};
use crate::window::WindowKind;

/// From here on quota and context are told together, and a reset is worth telling afterwards, in percent.
const HIGH: f64 = 80.0;
/// A forecast from less than this is not told, in percent.
const FORECAST_FROM: f64 = 30.0;
/// Running out by less than this share of the window's length before the reset is not told.
const FORECAST_MARGIN: f64 = 0.03;
/// A reset this long ago is no news.
const RESET_NEWS: SignedDuration = SignedDuration::from_hours(12);

/// Decides what to tell at `now`, in the time zone of the person.
pub fn decide(inputs: &AlertInputs<'_>, now: Timestamp, tz: &TimeZone) -> AlertOutcome {
    let ledger = Ledger::new(inputs.told, inputs.confirmations);
    let confirmations = confirmations(inputs, &ledger);
    let paused = inputs.rules.paused_until.is_some_and(|until| now < until);
    if !inputs.rules.enabled || paused {
        return AlertOutcome {
            alerts: Vec::new(),
            confirmations,
        };
    }
    let mut round = Round {
        inputs,
        ledger,
        now,
        tz,
        alerts: Vec::new(),
    };
    let crossings = inputs
        .readings
        .iter()
        .map(|reading| round.crossing(reading))
        .collect::<Vec<_>>();
    let together = round.tell_both(&crossings);
    for (index, crossing) in crossings.into_iter().enumerate() {
        if !together.contains(&index) {
            round.tell_threshold(&inputs.readings[index], crossing);
        }
    }
    inputs
        .readings
        .iter()
        .for_each(|reading| round.tell_forecast(reading));
    inputs.ended.iter().for_each(|ended| round.tell_reset(ended));
    AlertOutcome {
        alerts: round.alerts,
        confirmations,
    }
}

/// One evaluation.
struct Round<'a> {
    inputs: &'a AlertInputs<'a>,
    ledger: Ledger<'a>,
    now: Timestamp,
    tz: &'a TimeZone,
    alerts: Vec<AlertDecision>,
}

/// Thresholds that a reading has newly passed: the key of the highest, and those of the lower ones.
struct Crossing {
    key: String,
    covers: Vec<String>,
}

impl Round<'_> {
    fn crossing(&self, reading: &AlertReading) -> Option<Crossing> {
        let highest_first = passed(&self.inputs.rules.thresholds, reading.percent).into_iter();
        // Once a higher one was told, the lower ones are no news.
        let mut keys =
            highest_first.map_while(|threshold| self.ledger.armed(&threshold_key(reading, threshold)));
        keys.next().map(|key| Crossing {
            key,
            covers: keys.collect(),
        })
    }

    fn tell_threshold(&mut self, reading: &AlertReading, crossing: Option<Crossing>) {
        let Some(Crossing { key, mut covers }) = crossing else {
            return;
        };
        covers.extend(self.armed_forecast(reading)); // the pace is in the text already
        let wording = wording::threshold(reading, self.now, self.tz);
        self.tell(key, covers, wording, view(&reading.subject));
    }

    /// Tells the fullest window and the fullest context together when both are high and one of them is news;
    /// returns the readings that are told with it.
    fn tell_both(&mut self, crossings: &[Option<Crossing>]) -> Vec<usize> {
        let readings = self.inputs.readings;
        let fullest = |is_quota: bool| {
            (0..readings.len())
                .filter(|i| matches!(readings[*i].subject, Subject::Quota { .. }) == is_quota)
                .filter(|i| readings[*i].percent >= HIGH)
                .max_by(|a, b| readings[*a].percent.total_cmp(&readings[*b].percent))
        };
        let (Some(quota), Some(context)) = (fullest(true), fullest(false)) else {
            return Vec::new();
        };
        let base = format!(
            "both:{}:{}",
            subject_key(&readings[quota].subject),
            subject_key(&readings[context].subject)
        );
        let is_news = crossings[quota].is_some() || crossings[context].is_some() || !self.tells_high();
        let Some(key) = self.ledger.armed(&base) else {
            return Vec::new();
        };
        if !is_news {
            return Vec::new();
        }
        let mut covers = [quota, context]
            .iter()
            .filter_map(|index| crossings[*index].as_ref())
            .flat_map(|crossing| std::iter::once(&crossing.key).chain(&crossing.covers).cloned())
            .collect::<Vec<_>>();
        covers.extend(self.armed_forecast(&readings[quota]));
        let wording = wording::both(&readings[quota], &readings[context], self.now, self.tz);
        self.tell(key, covers, wording, view(&readings[context].subject));
        vec![quota, context]
    }

    /// Whether a threshold of its own stands where both together begin.
    fn tells_high(&self) -> bool {
        self.inputs
            .rules
            .thresholds
            .iter()
            .any(|threshold| f64::from(*threshold) == HIGH)
    }

    fn tell_forecast(&mut self, reading: &AlertReading) {
        if !self.inputs.rules.predictive || !(FORECAST_FROM..HIGH).contains(&reading.percent) {
            return;
        }
        let Some(key) = self.armed_forecast(reading) else {
            return;
        };
        let is_covered = self.alerts.iter().any(|alert| alert.covers.contains(&key));
        let wording = wording::forecast(reading, self.now, self.tz);
        if let (false, Some(wording)) = (is_covered, wording) {
            self.tell(key, Vec::new(), wording, view(&reading.subject));
        }
    }

    /// The key of a forecast that could be told: the window is at risk, and this episode is not told yet.
    fn armed_forecast(&self, reading: &AlertReading) -> Option<String> {
        let base = forecast_key(reading).filter(|_| is_at_risk(reading))?;
        self.ledger.armed(&base)
    }

    fn tell_reset(&mut self, ended: &EndedWindow) {
        let is_news = ended.peak_percent >= HIGH && self.now.duration_since(ended.resets_at) <= RESET_NEWS;
        let current = self
            .inputs
            .readings
            .iter()
            .find(|reading| kind(reading) == Some(&ended.kind));
        let is_free = current.is_none_or(|reading| reading.percent < HIGH && !is_instance(reading, ended));
        if !self.inputs.rules.reset || !is_news || !is_free {
            return;
        }
        let base = format!("reset:{}:{}", ended.kind.key(), instance(Some(ended.resets_at)));
        if let Some(key) = self.ledger.armed(&base) {
            self.tell(
                key,
                Vec::new(),
                wording::reset(ended, current, self.now, self.tz),
                "now".to_owned(),
            );
        }
    }

    fn tell(&mut self, key: String, covers: Vec<String>, wording: Wording, view: String) {
        let Wording { title, body, level } = wording;
        let due = due(self.inputs.rules.quiet, self.now, self.tz);
        self.alerts.push(AlertDecision {
            key,
            covers,
            title,
            body,
            level,
            view,
            due,
        });
    }
}

/// The thresholds at or under `percent`, highest first.
fn passed(thresholds: &[u8], percent: f64) -> Vec<u8> {
    let mut passed = thresholds
        .iter()
        .copied()
        .filter(|t| percent >= f64::from(*t))
        .collect::<Vec<_>>();
    passed.sort_unstable_by(|a, b| b.cmp(a));
    passed.dedup();
    passed
}

fn threshold_key(reading: &AlertReading, threshold: u8) -> String {
    format!("{}:{threshold}", subject_key(&reading.subject))
}

fn forecast_key(reading: &AlertReading) -> Option<String> {
    kind(reading).map(|_| format!("forecast:{}", subject_key(&reading.subject)))
}

fn kind(reading: &AlertReading) -> Option<&WindowKind> {
    match &reading.subject {
        Subject::Quota { kind, .. } => Some(kind),
        Subject::Context { .. } => None,
    }
}

fn is_instance(reading: &AlertReading, ended: &EndedWindow) -> bool {
    match &reading.subject {
        Subject::Quota { resets_at, .. } => instance(*resets_at) == instance(Some(ended.resets_at)),
        Subject::Context { .. } => false,
    }
}

/// Whether the window runs out well before its reset.
fn is_at_risk(reading: &AlertReading) -> bool {
    let early = reading.pace.and_then(|pace| pace.early_seconds);
    kind(reading)
        .zip(early)
        .is_some_and(|(kind, early)| early as f64 >= kind.length().as_secs_f64() * FORECAST_MARGIN)
}

fn confirmations(inputs: &AlertInputs<'_>, ledger: &Ledger<'_>) -> Vec<Confirmation> {
    let mut kept = Vec::new();
    for reading in inputs.readings {
        for threshold in &inputs.rules.thresholds {
            let is_under = reading.percent < f64::from(*threshold);
            kept.extend(ledger.confirm(&threshold_key(reading, *threshold), is_under, reading));
        }
        if let (Some(base), true) = (forecast_key(reading), reading.pace.is_some()) {
            kept.extend(ledger.confirm(&base, !is_at_risk(reading), reading));
        }
    }
    kept
}

fn view(subject: &Subject) -> String {
    match subject {
        Subject::Quota { .. } => "now".to_owned(),
        Subject::Context { session_id, .. } => format!("sessions/{session_id}"),
    }
}
