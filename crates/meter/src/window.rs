//! Quota windows: which observation is shown, and what its pace says.

mod forecast;
mod ladder;
mod sighting;
mod zone;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use forecast::{left_sentence, pace, sentence};
pub use ladder::{AfterReset, Hit, Observation, Reading, TokensInWindow, choose};
pub use zone::Zone;

use crate::provenance::Provenance;

/// Which limit a window belongs to. The text form is Claude Code's own key where it has one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WindowKind {
    /// The five-hour window (`five_hour`).
    FiveHour,
    /// The weekly window over all models (`seven_day`).
    Weekly,
    /// A weekly window of one model family or product: `seven_day_opus`, or `model:<display name>`.
    WeeklyOf(String),
}

impl WindowKind {
    /// Reads Claude Code's key; `None` for keys that are not windows (`extra_usage`, `overage`).
    pub fn parse(key: &str) -> Option<WindowKind> {
        match key {
            "five_hour" => Some(WindowKind::FiveHour),
            "seven_day" => Some(WindowKind::Weekly),
            _ if key.starts_with("seven_day_") || key.starts_with("model:") => {
                Some(WindowKind::WeeklyOf(key.to_owned()))
            }
            _ => None,
        }
    }

    /// The stored text.
    pub fn key(&self) -> &str {
        match self {
            WindowKind::FiveHour => "five_hour",
            WindowKind::Weekly => "seven_day",
            WindowKind::WeeklyOf(key) => key,
        }
    }

    /// What a person calls it: `5-hour`, `Week`, `Opus week`.
    pub fn label(&self) -> String {
        match self {
            WindowKind::FiveHour => "5-hour".to_owned(),
            WindowKind::Weekly => "Week".to_owned(),
            WindowKind::WeeklyOf(key) => {
                let name = key
                    .strip_prefix("model:")
                    .or_else(|| key.strip_prefix("seven_day_"))
                    .unwrap_or(key);
                let mut letters = name.replace('_', " ").chars().collect::<Vec<_>>();
                if let Some(first) = letters.first_mut() {
                    first.make_ascii_uppercase();
                }
                format!("{} week", letters.into_iter().collect::<String>())
            }
        }
    }

    /// How long the window is.
    pub fn length(&self) -> SignedDuration {
        match self {
            WindowKind::FiveHour => SignedDuration::from_hours(5),
            WindowKind::Weekly | WindowKind::WeeklyOf(_) => SignedDuration::from_hours(7 * 24),
        }
    }
}

/// One window as every face shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Window {
    /// Claude Code's key: `five_hour`, `seven_day`, `seven_day_opus`, `model:…`.
    pub kind: String,
    /// What a person calls it.
    pub label: String,
    /// What is known of it.
    #[serde(flatten)]
    pub state: WindowState,
}

/// What is known of a window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum WindowState {
    /// A percentage is known, measured or estimated.
    Known {
        /// Used percent, 0 to 100 and sometimes beyond (105 % has been seen).
        used_percent: f64,
        /// When it resets (UTC); `None` when the source did not say.
        #[ts(type = "string | null")]
        resets_at: Option<Timestamp>,
        /// How much of the window's time has passed, 0 to 100; the time mark on the bar.
        time_percent: Option<f64>,
        /// At this pace: when it runs out, or that it does not.
        pace: Option<Pace>,
        /// The zone of the decision table.
        zone: Zone,
        /// A request was refused by this limit and the reset has not passed.
        limit_hit: bool,
        /// Source and age.
        provenance: Provenance,
    },
    /// The last window is over, and no new one has begun: it starts with the next message.
    NotStarted {
        /// Source and age of that knowledge.
        provenance: Provenance,
    },
    /// Only our own token count is known; what the limit is, is not.
    TokensOnly {
        /// Tokens counted in the last window length, all classes.
        tokens: u64,
        /// The same, weighted as quota weighs them (read 1, input 10, write 12.5, output 50, times model tier).
        weighted: u64,
    },
}

/// What the present speed leads to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Pace {
    /// Percentage points per hour, at present.
    pub percent_per_hour: f64,
    /// When 100 % is reached at this pace; `None` when the window resets first.
    #[ts(type = "string | null")]
    pub runs_out_at: Option<Timestamp>,
    /// Seconds from running out to the reset; `None` when it does not run out.
    pub early_seconds: Option<i64>,
    /// What will be used at the reset, at this pace.
    pub percent_at_reset: Option<f64>,
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Window, WindowKind, WindowState, Zone};
    use crate::provenance::{Provenance, Source};

    #[test]
    fn kinds_are_claude_codes_keys_and_have_names() {
        for (key, label) in [
            ("five_hour", Some("5-hour")),
            ("seven_day", Some("Week")),
            ("seven_day_opus", Some("Opus week")),
            ("seven_day_oauth_apps", Some("Oauth apps week")),
            ("model:Fable 5", Some("Fable 5 week")),
            ("extra_usage", None),
            ("overage", None),
        ] {
            let kind = WindowKind::parse(key);
            assert_eq!(kind.as_ref().map(WindowKind::label).as_deref(), label);
            assert_eq!(
                kind.as_ref().map(WindowKind::key),
                label.map(|_| key),
                "keys are kept as they are"
            );
        }
    }

    #[test]
    fn a_window_in_json_is_flat() {
        let provenance = Provenance {
            source: Source::CliCache,
            seen_at: Timestamp::UNIX_EPOCH,
            stale: false,
            error_points: None,
        };
        let window = Window {
            kind: "seven_day".to_owned(),
            label: "Week".to_owned(),
            state: WindowState::Known {
                used_percent: 31.0,
                resets_at: Some(Timestamp::UNIX_EPOCH),
                time_percent: None,
                pace: None,
                zone: Zone::of(31.0),
                limit_hit: false,
                provenance,
            },
        };
        insta::assert_json_snapshot!(window, @r#"
        {
          "kind": "seven_day",
          "label": "Week",
          "state": "known",
          "used_percent": 31.0,
          "resets_at": "1970-01-01T00:00:00Z",
          "time_percent": null,
          "pace": null,
          "zone": "good",
          "limit_hit": false,
          "provenance": {
            "source": "cli_cache",
            "seen_at": "1970-01-01T00:00:00Z",
            "stale": false,
            "error_points": null
          }
        }
        "#);
    }
}
