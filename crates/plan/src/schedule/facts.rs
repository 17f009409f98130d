//! What a decision about a start is made from, and what it can say.

use jiff::{SignedDuration, Timestamp};

use super::start::Stage;

/// What is known about the resets of the 5-hour window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resets {
    /// When the running window resets (UTC); `None`: none runs, or it is not known.
    pub five_hour: Option<Timestamp>,
    /// The reset that the schedule's last start was computed from: a reset within minutes of it is the same one.
    pub taken: Option<Timestamp>,
}

/// A window, as the quota check before a start reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotaWindow {
    /// Whether it is the 5-hour window, of which a percent budget is a part.
    pub five_hour: bool,
    /// What a person calls it: "5-hour", "Week".
    pub label: String,
    /// Used percent.
    pub used_percent: f64,
    /// When it resets (UTC).
    pub resets_at: Option<Timestamp>,
    /// A request was refused by it, and its reset has not passed.
    pub limit_hit: bool,
}

/// What is known about the quota of a config folder. Empty where there is none (an API key).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Quota {
    /// Windows of which a percentage is known; those that limit the start's model, no others.
    pub windows: Vec<QuotaWindow>,
    /// When any of it was observed last (UTC).
    pub seen_at: Option<Timestamp>,
    /// The last reset of the 5-hour window that has passed (UTC).
    pub last_reset: Option<Timestamp>,
    /// A `claude` child can be asked.
    pub can_ask: bool,
    /// When one was asked last, well or badly (UTC).
    pub asked_at: Option<Timestamp>,
}

/// A config folder's limit is hit: nothing of it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Until this reset (UTC).
    pub until: Timestamp,
    /// Which limit: "5-hour", "Week".
    pub label: String,
}

/// Whose turn it is: of those that are due, one per stagger and config folder starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// This one's.
    Now,
    /// Others go first, or one has just gone: nothing before then.
    Later {
        /// When to ask again (UTC).
        at: Timestamp,
    },
}

/// What is known of the process that claimed a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Process {
    /// It runs.
    Alive,
    /// It does not.
    Gone,
    /// Nobody can tell from here.
    Unknown,
}

/// The person's settings, as far as they decide about starts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// `schedule.notice_minutes`; a schedule's own counts before it.
    pub notice: SignedDuration,
    /// `schedule.start_below`: percent used from which a window is not free.
    pub start_below: f64,
    /// `schedule.late_minutes`.
    pub late: SignedDuration,
    /// `schedule.stagger_seconds`: between two launches of a config folder.
    pub stagger: SignedDuration,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            notice: SignedDuration::from_mins(5),
            start_below: 95.0,
            late: SignedDuration::from_mins(5),
            stagger: SignedDuration::from_secs(30),
        }
    }
}

/// Everything else that a decision about a start is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Resets of the 5-hour window.
    pub resets: Resets,
    /// The quota of the config folder.
    pub quota: Quota,
    /// The config folder's limit that is hit.
    pub hold: Option<Hold>,
    /// Whose turn it is. Asked first with [`Turn::Now`] for each: those that answer [`Step::Launch`] or
    /// [`Step::Relaunch`] are the queue, of which [`super::may_launch`] chooses.
    pub turn: Turn,
    /// When a start of the config folder was launched last (UTC).
    pub last_launch: Option<Timestamp>,
    /// The project's folder is there.
    pub project_there: bool,
    /// The project has no uncommitted changes; `None`: it cannot be told. Needed with `only_clean` only.
    pub clean: Option<bool>,
    /// The handoff of the schedule's last session has open objectives; `None`: it has no handoff. Needed with
    /// `until_done` only.
    pub objectives_open: Option<bool>,
    /// The machine is on mains power; `None`: it cannot be told. Needed with `only_on_mains` only.
    pub on_mains: Option<bool>,
    /// The transcript of the start's session is there.
    pub transcript: bool,
    /// Claude Code's registry names the start's session or process, now or earlier.
    pub registered: bool,
    /// The process that claimed the start.
    pub process: Process,
    /// Stages that were told, or are being told, with the number of the question.
    pub told: Vec<(Stage, u32)>,
    /// Somebody here can show notifications.
    pub can_tell: bool,
    /// The person's settings.
    pub rules: Rules,
}

impl Default for Facts {
    fn default() -> Facts {
        Facts {
            resets: Resets::default(),
            quota: Quota::default(),
            hold: None,
            turn: Turn::Now,
            last_launch: None,
            project_there: true,
            clean: None,
            objectives_open: None,
            on_mains: None,
            transcript: false,
            registered: false,
            process: Process::Unknown,
            told: Vec::new(),
            can_tell: true,
            rules: Rules::default(),
        }
    }
}

/// Why a start does not simply start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A limit is hit.
    LimitHit {
        /// Which: "5-hour".
        label: String,
    },
    /// A window is nearly used up.
    NotFree {
        /// Which: "5-hour".
        label: String,
        /// Used percent, rounded.
        percent: u32,
    },
    /// The budget is more than what is left.
    NoRoom {
        /// Which window.
        label: String,
        /// Used percent, rounded.
        percent: u32,
        /// The budget, in percent, rounded.
        budget: u32,
    },
    /// The project has uncommitted changes.
    NotClean,
    /// The machine runs on battery.
    OnBattery,
    /// The reset it goes by is another one now.
    ResetMoved,
    /// Its time passed while the machine slept or was off, or nothing of Segue ran.
    Missed,
    /// The project's folder is gone.
    ProjectGone,
    /// It would be later than the latest start allowed.
    PastLatest,
    /// The next occurrence has come.
    Superseded,
    /// Its schedule was paused when its time came.
    Paused,
    /// Its schedule was cancelled, or has nothing left to start.
    ScheduleOver,
    /// The last session left no open objective.
    NothingOpen,
    /// A person stopped it before it began.
    Stopped,
    /// Three terminals or supervisors were tried, and none began.
    NeverBegan,
    /// Claude Code was started three times, and ended before its first sign of life.
    DiedAtOnce,
}

/// The next thing to do about a start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing before then; `None`: not until a fact changes.
    Wait {
        /// Always ahead (UTC).
        until: Option<Timestamp>,
    },
    /// Tell the person.
    Notice {
        /// What.
        stage: Stage,
    },
    /// What was to be told is no news any more: [`super::Event::Told`].
    Forget,
    /// Ask Claude Code for the quota, then [`super::Event::Checked`], whatever came of it.
    AskQuota,
    /// [`super::Event::Held`].
    Hold {
        /// Until the reset; `None`: until the condition is met.
        until: Option<Timestamp>,
        /// Why.
        why: Why,
    },
    /// What stood against it is gone: [`super::Event::Released`].
    Release,
    /// Its reset comes some seconds later than known: [`super::Event::Nudged`].
    Nudge {
        /// To then.
        due: Timestamp,
        /// The reset that it is computed from.
        reset: Timestamp,
    },
    /// Its time changes: [`super::Event::Moved`].
    Move {
        /// To then.
        due: Timestamp,
        /// The reset that it is computed from.
        reset: Option<Timestamp>,
        /// Why.
        why: Why,
        /// Whether the person is told.
        tell: bool,
    },
    /// The person must choose: [`super::Event::Asked`].
    Ask {
        /// Why.
        why: Why,
        /// How it is told: missed, or refused.
        stage: Stage,
    },
    /// It waits for its turn from now: [`super::Event::Queued`].
    Queue,
    /// Claim it by [`super::Event::Launching`], then open the terminal or the supervisor.
    Launch,
    /// The same once more: nothing came of the last one.
    Relaunch,
    /// A terminal was opened; its gate has until then.
    AwaitGate {
        /// Always ahead (UTC).
        until: Timestamp,
    },
    /// Claude Code runs: [`super::Event::Alive`].
    NoteAlive,
    /// The transcript is there: [`super::Event::Confirmed`].
    Confirm,
    /// The session is over: [`super::Event::Ended`].
    Finish,
    /// Give this one up: [`super::Event::Dropped`].
    Drop {
        /// Why.
        why: Why,
    },
    /// It cannot be started: [`super::Event::Failed`].
    Fail {
        /// Why.
        why: Why,
    },
}

impl std::fmt::Display for Why {
    /// A sentence, as it is kept in the row and told.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = match self {
            Why::LimitHit { label } => return write!(f, "The {label} limit is reached."),
            Why::NotFree { label, percent } => return write!(f, "The {label} window is {percent} % used."),
            Why::NoRoom {
                label,
                percent,
                budget,
            } => {
                return write!(
                    f,
                    "The {label} window is {percent} % used; the budget of {budget} % does not fit."
                );
            }
            Why::NotClean => "The project has uncommitted changes.",
            Why::OnBattery => "The machine runs on battery.",
            Why::ResetMoved => "The reset has moved.",
            Why::Missed => "Its time passed while the machine slept or was off, or nothing of Segue ran.",
            Why::ProjectGone => "The project's folder is gone.",
            Why::PastLatest => "It would be later than the latest start you allowed.",
            Why::Superseded => "The next one takes its place.",
            Why::Paused => "Its schedule was paused.",
            Why::ScheduleOver => "Its schedule is over.",
            Why::NothingOpen => "The last session left no open objective.",
            Why::Stopped => "It was stopped before it began.",
            Why::NeverBegan => "Nothing came of three terminals.",
            Why::DiedAtOnce => "Claude Code ended at once, three times.",
        };
        f.write_str(words)
    }
}
