//! What a person plans: a schedule's own words, as they are kept (JSON in its row) and as every face sends them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to start, when, and under which conditions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Spec {
    /// The project's folder, absolute.
    pub project: String,
    /// What the person calls it; made from objective and project when there is none.
    #[serde(default)]
    pub title: Option<String>,
    /// When.
    pub when: When,
    /// The session whose handoff is read first.
    #[serde(default)]
    pub from_session: Option<String>,
    /// The person's words or objectives, sent exactly; may be empty when there is a handoff or a plan.
    #[serde(default)]
    pub prompt: String,
    /// The number of the plan it works on: its text goes along, and its session is linked to it.
    #[serde(default)]
    pub plan: Option<i64>,
    /// What is remembered of the project goes along.
    #[serde(default = "yes")]
    pub with_memory: bool,
    /// Where and how Claude Code is started.
    #[serde(default)]
    pub launch: Launch,
    /// Under which conditions.
    #[serde(default)]
    pub conditions: Conditions,
    /// 0 to 9; higher goes first when several wait.
    #[serde(default = "usual_priority")]
    pub priority: u8,
}

impl Spec {
    /// A schedule that is usual in everything but project and time.
    pub fn new(project: &str, when: When) -> Spec {
        Spec {
            project: project.to_owned(),
            title: None,
            when,
            from_session: None,
            prompt: String::new(),
            plan: None,
            with_memory: yes(),
            launch: Launch::default(),
            conditions: Conditions::default(),
            priority: usual_priority(),
        }
    }
}

fn yes() -> bool {
    true
}

fn usual_priority() -> u8 {
    5
}

/// When a schedule starts something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum When {
    /// Once, at the next reset of the 5-hour window, or some minutes after it.
    AtReset {
        /// Minutes after the reset.
        after_minutes: u32,
    },
    /// Once, at a time.
    At {
        /// The instant (UTC).
        #[ts(type = "string")]
        at: Timestamp,
        /// The zone it was typed in (IANA name), for showing it.
        zone: String,
    },
    /// On days of the week, by the clock of a zone.
    Weekly {
        /// Which days.
        days: Vec<Weekday>,
        /// "09:00".
        time: String,
        /// IANA name; it counts wherever the machine travels.
        zone: String,
    },
    /// At every reset of the 5-hour window, or some minutes after it.
    EveryReset {
        /// Minutes after the reset.
        after_minutes: u32,
    },
    /// When the person says so.
    Manual,
}

impl When {
    /// Whether there is another occurrence after one has ended.
    pub fn repeats(&self) -> bool {
        match self {
            When::Weekly { .. } | When::EveryReset { .. } => true,
            When::AtReset { .. } | When::At { .. } | When::Manual => false,
        }
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Weekday {
    /// All, Monday first.
    pub const ALL: [Weekday; 7] = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ];
}

/// Where and how Claude Code is started.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Launch {
    /// In a terminal, or without one.
    pub place: Place,
    /// Claude Code's agent; `None`: as usual.
    pub agent: Option<String>,
    /// The model; `None`: as usual.
    pub model: Option<String>,
    /// The permission mode; `None`: as usual.
    pub permission_mode: Option<String>,
    /// MCP servers.
    pub mcp: Mcp,
}

/// Where a session runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Place {
    /// In the person's terminal.
    #[default]
    Terminal,
    /// Without a terminal (`claude -p`), its output followed in the window.
    Headless,
}

/// Which MCP servers a session has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Mcp {
    /// Those it has anyway.
    #[default]
    AsUsual,
    /// None.
    None,
    /// Those of these files, and no others.
    Files {
        /// Paths.
        files: Vec<String>,
    },
}

/// Under which conditions a start may happen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Conditions {
    /// "22:00-07:00" in the schedule's zone: a start that would fall into them waits for their end.
    pub quiet_hours: Option<String>,
    /// The zone of the quiet hours (IANA name) where `when` has none; filled in when the schedule is made.
    pub zone: Option<String>,
    /// No start after this (UTC).
    #[ts(type = "string | null")]
    pub latest: Option<Timestamp>,
    /// So many starts, then it is done.
    pub max_starts: Option<u32>,
    /// Repeat until the last session's handoff has no open objective.
    pub until_done: bool,
    /// What one start may spend.
    pub budget: Option<Budget>,
    /// Only when the project has no uncommitted changes.
    pub only_clean: bool,
    /// Only on mains power.
    pub only_on_mains: bool,
    /// What becomes of a start that is late.
    pub late: Late,
    /// How long before it is announced; `None`: the setting.
    pub notice_minutes: Option<u32>,
}

/// What one start may spend.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Budget {
    /// Tokens of all classes.
    Tokens {
        /// How many.
        tokens: u64,
    },
    /// Part of the 5-hour window.
    Percent {
        /// 0 to 100.
        percent: f64,
    },
}

/// What becomes of a start whose time passed while the machine slept or was off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Late {
    /// The person is asked.
    #[default]
    Ask,
    /// It starts at once.
    Start,
    /// It is dropped.
    Drop,
}

/// How a schedule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ScheduleState {
    /// It starts what it says.
    Active,
    /// The person paused it.
    Paused,
    /// There is nothing left to start.
    Done,
    /// The person cancelled it.
    Cancelled,
}

impl ScheduleState {
    /// The stored text.
    pub fn as_str(self) -> &'static str {
        match self {
            ScheduleState::Active => "active",
            ScheduleState::Paused => "paused",
            ScheduleState::Done => "done",
            ScheduleState::Cancelled => "cancelled",
        }
    }

    /// From the stored text.
    pub fn parse(text: &str) -> Option<ScheduleState> {
        Some(match text {
            "active" => ScheduleState::Active,
            "paused" => ScheduleState::Paused,
            "done" => ScheduleState::Done,
            "cancelled" => ScheduleState::Cancelled,
            _ => return None,
        })
    }
}

/// A schedule, as far as decisions ask for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// What it says.
    pub spec: Spec,
    /// How it stands.
    pub state: ScheduleState,
    /// Sessions it has started so far.
    pub starts: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spec_needs_a_project_and_a_time_only() {
        let spec: Spec = serde_json::from_str(
            r#"{"project":"/home/you/code/api-server","when":{"kind":"at_reset","after_minutes":5}}"#,
        )
        .expect("short form");
        let same = Spec::new("/home/you/code/api-server", When::AtReset { after_minutes: 5 });
        assert_eq!(spec, same);
        assert!(spec.with_memory);
        let text = serde_json::to_string(&spec).expect("text");
        assert_eq!(serde_json::from_str::<Spec>(&text).expect("long form"), spec);
    }

    #[test]
    fn conditions_and_launch_take_parts() {
        let spec: Spec = serde_json::from_str(
            r#"{"project":"/p","when":{"kind":"weekly","days":["mon","fri"],"time":"09:00","zone":"Europe/Paris"},
                "launch":{"place":"headless","mcp":{"kind":"none"}},
                "conditions":{"budget":{"kind":"percent","percent":20},"late":"start"}}"#,
        )
        .expect("parts");
        assert_eq!(spec.launch.place, Place::Headless);
        assert_eq!(spec.launch.mcp, Mcp::None);
        assert_eq!(spec.conditions.late, Late::Start);
        assert_eq!(spec.conditions.budget, Some(Budget::Percent { percent: 20.0 }));
        assert!(spec.when.repeats());
    }
}
