//! A start: the attempt to start one occurrence of a schedule once.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// So often a terminal or a supervisor is tried for one start.
pub(super) const MOST_ATTEMPTS: u32 = 3;

/// An occurrence of a schedule, and when it is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What cannot double: "once", the civil date, the reset rounded to 5 minutes, "now-1".
    pub occurrence: String,
    /// When (UTC).
    pub at: Timestamp,
    /// The reset it was computed from.
    pub reset: Option<Timestamp>,
}

/// How far a start is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum StartState {
    /// Its time is known and has not come, or its turn has not.
    Waiting,
    /// Something stands against it: a limit, a condition.
    Held,
    /// A terminal or a supervisor is being started.
    Launching,
    /// The gate has claimed it; Claude Code is being started.
    Begun,
    /// Its transcript is there.
    Confirmed,
    /// Its session has ended.
    Ended,
    /// It was missed or refused, and the person is asked.
    Asking,
    /// The person skipped it.
    Skipped,
    /// It was dropped.
    Dropped,
    /// It could not be started.
    Failed,
}

impl StartState {
    /// All.
    pub const ALL: [StartState; 10] = [
        StartState::Waiting,
        StartState::Held,
        StartState::Launching,
        StartState::Begun,
        StartState::Confirmed,
        StartState::Ended,
        StartState::Asking,
        StartState::Skipped,
        StartState::Dropped,
        StartState::Failed,
    ];

    /// The stored text.
    pub fn as_str(self) -> &'static str {
        match self {
            StartState::Waiting => "waiting",
            StartState::Held => "held",
            StartState::Launching => "launching",
            StartState::Begun => "begun",
            StartState::Confirmed => "confirmed",
            StartState::Ended => "ended",
            StartState::Asking => "asking",
            StartState::Skipped => "skipped",
            StartState::Dropped => "dropped",
            StartState::Failed => "failed",
        }
    }

    /// From the stored text.
    pub fn parse(text: &str) -> Option<StartState> {
        StartState::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether the occurrence is still to be dealt with: the next one of its schedule is not posed before.
    pub fn is_pending(self) -> bool {
        match self {
            StartState::Waiting
            | StartState::Held
            | StartState::Launching
            | StartState::Begun
            | StartState::Asking => true,
            StartState::Confirmed
            | StartState::Ended
            | StartState::Skipped
            | StartState::Dropped
            | StartState::Failed => false,
        }
    }

    /// Whether nothing can happen to it any more.
    pub fn is_over(self) -> bool {
        match self {
            StartState::Ended | StartState::Skipped | StartState::Dropped | StartState::Failed => true,
            StartState::Waiting
            | StartState::Held
            | StartState::Launching
            | StartState::Begun
            | StartState::Asking
            | StartState::Confirmed => false,
        }
    }
}

/// What a person can answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum StartAction {
    /// Start now.
    StartNow,
    /// Start 15 minutes from now.
    #[serde(rename = "in_15_minutes")]
    In15Minutes,
    /// Do not start this one.
    Skip,
    /// Start at the next reset.
    AtNextReset,
    /// Give this one up.
    Drop,
}

impl StartAction {
    /// All.
    pub const ALL: [StartAction; 5] = [
        StartAction::StartNow,
        StartAction::In15Minutes,
        StartAction::Skip,
        StartAction::AtNextReset,
        StartAction::Drop,
    ];

    /// The stored text.
    pub fn as_str(self) -> &'static str {
        match self {
            StartAction::StartNow => "start_now",
            StartAction::In15Minutes => "in_15_minutes",
            StartAction::Skip => "skip",
            StartAction::AtNextReset => "at_next_reset",
            StartAction::Drop => "drop",
        }
    }

    /// From the stored text.
    pub fn parse(text: &str) -> Option<StartAction> {
        StartAction::ALL
            .into_iter()
            .find(|action| action.as_str() == text)
    }

    /// What a button says.
    pub fn label(self) -> &'static str {
        match self {
            StartAction::StartNow => "Start now",
            StartAction::In15Minutes => "In 15 minutes",
            StartAction::Skip => "Skip",
            StartAction::AtNextReset => "At next reset",
            StartAction::Drop => "Drop",
        }
    }
}

/// What a person is told about a start, each at most once per question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// It starts in some minutes.
    Soon,
    /// It has started.
    Launched,
    /// It could not start, and why; or starts later.
    Refused,
    /// Its time passed while the machine slept or was off.
    Missed,
    /// It was started, and no transcript appeared.
    Unconfirmed,
    /// It has ended (without a terminal).
    Ended,
}

impl Stage {
    /// All.
    pub const ALL: [Stage; 6] = [
        Stage::Soon,
        Stage::Launched,
        Stage::Refused,
        Stage::Missed,
        Stage::Unconfirmed,
        Stage::Ended,
    ];

    /// The stored text.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Soon => "soon",
            Stage::Launched => "launched",
            Stage::Refused => "refused",
            Stage::Missed => "missed",
            Stage::Unconfirmed => "unconfirmed",
            Stage::Ended => "ended",
        }
    }

    /// From the stored text.
    pub fn parse(text: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.as_str() == text)
    }
}

/// A start, as its row keeps it. Changed by [`super::transition`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// What cannot double.
    pub occurrence: String,
    /// When it is due now (UTC).
    pub due: Timestamp,
    /// When it was due at first (UTC).
    pub first_due: Timestamp,
    /// The reset that `due` was computed from; `None` once a person chose the time.
    pub reset: Option<Timestamp>,
    /// How far it is.
    pub state: StartState,
    /// Why it is held, moved, asked about, dropped or failed, in words.
    pub why: Option<String>,
    /// Held until then; stays after the release. `None` while a condition is waited for.
    pub held_until: Option<Timestamp>,
    /// The person said "now": quiet hours and the threshold of the quota check do not count.
    pub wished_now: bool,
    /// The number of the question that is open, or was last: 1, 2, …
    pub ask: u32,
    /// What the person is still to be told.
    pub tell: Option<Stage>,
    /// When the person was asked last.
    pub asked_at: Option<Timestamp>,
    /// When it first waited for its turn behind others, in time.
    pub queued_at: Option<Timestamp>,
    /// When the quota was asked for it last.
    pub checked_at: Option<Timestamp>,
    /// Terminals or supervisors tried so far.
    pub attempts: u32,
    /// When the last one was.
    pub launching_at: Option<Timestamp>,
    /// When the gate claimed it.
    pub begun_at: Option<Timestamp>,
    /// The gate's process, which becomes Claude Code or supervises it.
    pub begun_pid: Option<u32>,
    /// When Claude Code gave its first sign of life.
    pub alive_at: Option<Timestamp>,
    /// When its transcript was seen.
    pub confirmed_at: Option<Timestamp>,
    /// When it was over, however it ended.
    pub ended_at: Option<Timestamp>,
    /// What its program ended with.
    pub exit_code: Option<i64>,
    /// Tokens it has spent.
    pub spent_tokens: Option<u64>,
    /// When a person asked for it to be stopped.
    pub stop_wished_at: Option<Timestamp>,
}

impl Start {
    /// The start of an occurrence, with its first question open.
    pub fn new(due: &Due) -> Start {
        Start {
            occurrence: due.occurrence.clone(),
            due: due.at,
            first_due: due.at,
            reset: due.reset,
            state: StartState::Waiting,
            why: None,
            held_until: None,
            wished_now: false,
            ask: 1,
            tell: None,
            asked_at: None,
            queued_at: None,
            checked_at: None,
            attempts: 0,
            launching_at: None,
            begun_at: None,
            begun_pid: None,
            alive_at: None,
            confirmed_at: None,
            ended_at: None,
            exit_code: None,
            spent_tokens: None,
            stop_wished_at: None,
        }
    }

    /// Whether it is still to be looked at: something can happen to it, or be told.
    pub fn is_open(&self) -> bool {
        !self.state.is_over() || self.tell.is_some()
    }

    /// What can be answered now; nothing when no question is open.
    pub fn actions(&self) -> &'static [StartAction] {
        match self.state {
            StartState::Waiting => &[StartAction::StartNow, StartAction::In15Minutes, StartAction::Skip],
            // Before a limit's reset there is nothing to start.
            StartState::Held if self.held_until.is_some() => &[StartAction::Skip],
            StartState::Held => &[StartAction::StartNow, StartAction::In15Minutes, StartAction::Skip],
            StartState::Asking => &[StartAction::StartNow, StartAction::AtNextReset, StartAction::Drop],
            StartState::Launching
            | StartState::Begun
            | StartState::Confirmed
            | StartState::Ended
            | StartState::Skipped
            | StartState::Dropped
            | StartState::Failed => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_reads_back_and_is_what_json_says() {
        for state in StartState::ALL {
            assert_eq!(StartState::parse(state.as_str()), Some(state));
            let json = serde_json::to_string(&state).expect("json");
            assert_eq!(json, format!("\"{}\"", state.as_str()));
        }
        for action in StartAction::ALL {
            assert_eq!(StartAction::parse(action.as_str()), Some(action));
            let json = serde_json::to_string(&action).expect("json");
            assert_eq!(json, format!("\"{}\"", action.as_str()));
        }
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(stage.as_str()), Some(stage));
        }
        assert_eq!(StartState::parse("noticed"), None);
    }
}
