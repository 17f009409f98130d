//! The phases that a session worked on, each as a case of its own: a session that went through a whole plan says what
//! planning took and what testing took, not what "implementation" takes in all.

use segue_meter::estimate::{Observed, TaskType, infer_type};
use serde::{Deserialize, Serialize};

use super::{stated, subject};
use crate::live_plan::course::Course;

/// What a phase took in one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PhaseTook {
    /// Its key.
    pub key: String,
    /// Its type, from its words.
    pub task_type: TaskType,
    /// Fresh tokens that its plan states.
    pub stated_tokens: Option<u64>,
    /// Minutes that its plan states.
    pub stated_minutes: Option<u64>,
    /// Fresh tokens.
    pub fresh: u64,
    /// Weighted tokens, in half units.
    pub weighted: u64,
    /// Milliseconds of work.
    pub millis: u64,
    /// API calls.
    pub calls: u32,
}

/// The phases of a session that had answers; none when there are fewer than two: then the session is one case.
pub(super) fn of(course: &Course) -> Vec<PhaseTook> {
    let Some(on) = &course.on else {
        return Vec::new();
    };
    let took = course.phases.iter().filter(|(_, spent)| spent.calls > 0);
    let phases: Vec<PhaseTook> = took
        .filter_map(|(key, spent)| {
            let phase = on.plan.phases.iter().find(|phase| phase.key == *key)?;
            let said = stated::of_phase(phase);
            Some(PhaseTook {
                key: key.clone(),
                task_type: infer_type(&subject::words(phase)).task_type,
                stated_tokens: said.tokens.map(stated::middle),
                stated_minutes: said.minutes.map(stated::middle),
                fresh: spent.fresh,
                weighted: spent.weighted,
                millis: spent.millis,
                calls: spent.calls,
            })
        })
        .collect();
    if phases.len() < 2 { Vec::new() } else { phases }
}

/// A session's phases as cases; `whole` is the session as one.
pub(super) fn cases(whole: &Observed, phases: &[PhaseTook]) -> Vec<Observed> {
    let of = |phase: &PhaseTook| {
        let mut case = whole.case.clone();
        case.task_type = phase.task_type;
        (case.stated_tokens, case.stated_minutes) = (phase.stated_tokens, phase.stated_minutes);
        Observed {
            case,
            fresh: phase.fresh,
            weighted: phase.weighted,
            millis: phase.millis,
            calls: phase.calls,
            at: whole.at,
            session: whole.session.clone(),
            marks: Vec::new(),
        }
    };
    phases.iter().map(of).collect()
}
