//! Schedules: what to start, when, and under which conditions; starts: the one attempt per occurrence.
//!
//! Owns what a schedule says ([`Spec`]), how far a start is ([`Start`], [`StartState`]), what can happen to it
//! ([`Event`], [`transition`]) and what is to be done next ([`Step`]). Promises: an occurrence is started once, whatever
//! happens in which order. Never does anything: facts and `now` are passed in, a value comes out.

mod answer;
mod clock;
mod due;
mod facts;
mod parse;
mod queue;
mod quiet;
mod quota;
mod spec;
mod start;
mod step;
mod transition;

pub use answer::{NotTaken, answer};
pub use clock::is_time_of_day;
pub use due::{After, after_end, next_due};
pub use facts::{Facts, Hold, Process, Quota, QuotaWindow, Resets, Rules, Step, Turn, Why};
pub use parse::{BadWhen, parse_when};
pub use queue::{Queued, may_launch, turn};
pub use quiet::Quiet;
pub use spec::{Budget, Conditions, Late, Launch, Mcp, Place, Schedule, ScheduleState, Spec, Weekday, When};
pub use start::{Due, Stage, Start, StartAction, StartState};
pub use step::{HORIZON, next_step};
pub use transition::{Event, transition};
