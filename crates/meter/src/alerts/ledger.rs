//! Keys of alerts, and which of them may be told.
//!
//! A key names the subject, its instance and the threshold; when it is re-armed, the next telling gets the next
//! number (`…:80#2`), so that no key is ever told twice.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{AlertReading, Confirmation, Subject, Told};

/// Distinct readings under a told threshold that re-arm it.
const TO_REARM: u32 = 2;
/// Windows reset on a grid of ten minutes; resets that round to the same point are one instance.
const GRID_SECONDS: i64 = 600;

/// What was told and confirmed so far.
pub(super) struct Ledger<'a> {
    /// By base key: the highest number that was told.
    told: HashMap<&'a str, u32>,
    confirmed: HashMap<&'a str, &'a Confirmation>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(told: &'a [Told], confirmations: &'a [Confirmation]) -> Ledger<'a> {
        let mut numbers = HashMap::new();
        for row in told {
            let (base, number) = parts(&row.key);
            let highest = numbers.entry(base).or_insert(number);
            *highest = number.max(*highest);
        }
        Ledger {
            told: numbers,
            confirmed: confirmations.iter().map(|row| (row.key.as_str(), row)).collect(),
        }
    }

    /// The key to tell a base key under; `None` when it was told and is not re-armed.
    pub(super) fn armed(&self, base: &str) -> Option<String> {
        let Some(number) = self.told.get(base) else {
            return Some(base.to_owned());
        };
        let told = self.confirmed.get(numbered(base, *number).as_str());
        told.is_some_and(|row| row.count >= TO_REARM)
            .then(|| numbered(base, number + 1))
    }

    /// The confirmation of a base key after a reading that was, or was not, under it; `None` when there is none to
    /// keep. Readings that were counted already, and estimates, change nothing.
    pub(super) fn confirm(&self, base: &str, is_under: bool, reading: &AlertReading) -> Option<Confirmation> {
        let key = numbered(base, *self.told.get(base)?);
        let before = self.confirmed.get(key.as_str()).copied();
        let count = before.map_or(0, |row| row.count);
        if count >= TO_REARM || reading.estimate || before.is_some_and(|row| row.seen_at >= reading.seen_at) {
            return before.cloned();
        }
        is_under.then(|| Confirmation {
            key,
            count: count + 1,
            seen_at: reading.seen_at,
        })
    }
}

/// `…:80#2` as its base and number; without a number it is the first.
fn parts(key: &str) -> (&str, u32) {
    key.rsplit_once('#')
        .and_then(|(base, number)| Some((base, number.parse().ok()?)))
        .unwrap_or((key, 1))
}

fn numbered(base: &str, number: u32) -> String {
    if number <= 1 {
        base.to_owned()
    } else {
        format!("{base}#{number}")
    }
}

/// The subject with its instance: `quota:five_hour:2026-11-21T18:50:00Z`, `context:<session>:<generation>`.
pub(super) fn subject_key(subject: &Subject) -> String {
    match subject {
        Subject::Quota { kind, resets_at } => format!("quota:{}:{}", kind.key(), instance(*resets_at)),
        Subject::Context {
            session_id,
            generation,
            ..
        } => format!("context:{session_id}:{generation}"),
    }
}

/// The instance of a window: its reset on the grid.
pub(super) fn instance(resets_at: Option<Timestamp>) -> String {
    let on_grid = |at: Timestamp| {
        let second = at.as_second() + GRID_SECONDS / 2;
        Timestamp::from_second(second - second.rem_euclid(GRID_SECONDS)).unwrap_or(at)
    };
    resets_at.map_or_else(|| "open".to_owned(), |at| on_grid(at).to_string())
}
