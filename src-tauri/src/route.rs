//! Where in the window: the views of this release, as the text that `--view`, notices and the page's address share.

use std::fmt;

use segue_meter::advice::Action;

/// A place in the main window.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Route {
    /// Where I stand.
    #[default]
    Now,
    /// All sessions.
    Sessions,
    /// One session, by its id.
    Session(String),
    /// Something to do with a session.
    Step(String, Step),
    /// Tokens and cost.
    Usage,
    /// What starts when.
    Schedule,
    /// One schedule, by its number.
    ScheduleOf(i64),
    /// Planning the next session, from the handoff of a session if one is named.
    Plan(Option<String>),
    /// Plans.
    Plans,
    /// A plan that is written now.
    PlanNew,
    /// One plan, by its number.
    PlanOf(i64),
    /// Estimates, and one of a sentence.
    Estimates,
    /// One estimate, by its number.
    EstimateOf(i64),
    /// How good estimates were.
    Accuracy,
    /// What finished sessions took.
    Reports,
    /// What one session took, by its id.
    ReportOf(String),
    /// What is remembered of projects.
    Memory,
    /// One project, by its id.
    Project(String),
    /// Settings.
    Settings,
    /// What is found and what is missing.
    Doctor,
}

/// What can be done with a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Go on in a copy without what is no longer needed.
    Compact,
    /// Write down where it stands.
    Handoff,
    /// Begin a new one that is told the handoff.
    Restart,
}

impl Step {
    const ALL: [Step; 3] = [Step::Compact, Step::Handoff, Step::Restart];

    /// The step that the advice asks for; `None` when it asks to work on.
    pub(crate) fn advised(action: Action) -> Option<Step> {
        match action {
            Action::Compact => Some(Step::Compact),
            Action::SaveAndRestart => Some(Step::Restart),
            Action::SaveAndExit | Action::WrapUp | Action::WaitForReset => Some(Step::Handoff),
            Action::Continue | Action::ContinueAware | Action::PlanNext => None,
        }
    }

    /// As an address has it.
    fn name(self) -> &'static str {
        match self {
            Step::Compact => "compact",
            Step::Handoff => "handoff",
            Step::Restart => "restart",
        }
    }
}

impl Route {
    /// Reads `now`, `sessions/ID`, `sessions/ID/compact`, `schedule/NUMBER`, `schedule/new/ID`, `plans/NUMBER`, `memory/ID` and the like.
    pub(crate) fn parse(text: &str) -> Option<Route> {
        let mut parts = text.split('/');
        let (view, id, step) = (parts.next()?, parts.next(), parts.next());
        if parts.next().is_some() || id.is_some_and(|id| !is_plain(id)) {
            return None;
        }
        match (view, id, step) {
            ("now", None, None) => Some(Route::Now),
            ("sessions", None, None) => Some(Route::Sessions),
            ("sessions", Some(id), None) => Some(Route::Session(id.to_owned())),
            ("sessions", Some(id), Some(name)) => {
                let step = Step::ALL.into_iter().find(|step| step.name() == name)?;
                Some(Route::Step(id.to_owned(), step))
            }
            ("usage", None, None) => Some(Route::Usage),
            ("schedule", None, None) => Some(Route::Schedule),
            ("schedule", Some("new"), session) => planned(session),
            ("schedule", Some(id), None) => Some(Route::ScheduleOf(id.parse().ok()?)),
            ("plans", None, None) => Some(Route::Plans),
            ("plans", Some("new"), None) => Some(Route::PlanNew),
            ("plans", Some(id), None) => Some(Route::PlanOf(id.parse().ok()?)),
            ("estimates", None, None) => Some(Route::Estimates),
            ("estimates", Some("accuracy"), None) => Some(Route::Accuracy),
            ("estimates", Some(id), None) => Some(Route::EstimateOf(id.parse().ok()?)),
            ("reports", None, None) => Some(Route::Reports),
            ("reports", Some(session), None) => Some(Route::ReportOf(session.to_owned())),
            ("memory", None, None) => Some(Route::Memory),
            ("memory", Some(id), None) => Some(Route::Project(id.to_owned())),
            ("settings", None, None) => Some(Route::Settings),
            ("doctor", None, None) => Some(Route::Doctor),
            _ => None,
        }
    }

    /// The page of the main window, opened here.
    pub(crate) fn page(&self) -> String {
        format!("index.html#/{self}")
    }
}

fn planned(session: Option<&str>) -> Option<Route> {
    if session.is_some_and(|id| !is_plain(id)) {
        return None;
    }
    Some(Route::Plan(session.map(str::to_owned)))
}

/// Nothing that means something in an address.
fn is_plain(id: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    !id.is_empty() && id.chars().all(plain)
}

impl fmt::Display for Route {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Route::Now => out.write_str("now"),
            Route::Sessions => out.write_str("sessions"),
            Route::Session(id) => write!(out, "sessions/{id}"),
            Route::Step(id, step) => write!(out, "sessions/{id}/{}", step.name()),
            Route::Usage => out.write_str("usage"),
            Route::Schedule => out.write_str("schedule"),
            Route::ScheduleOf(id) => write!(out, "schedule/{id}"),
            Route::Plan(None) => out.write_str("schedule/new"),
            Route::Plan(Some(session)) => write!(out, "schedule/new/{session}"),
            Route::Plans => out.write_str("plans"),
            Route::PlanNew => out.write_str("plans/new"),
            Route::PlanOf(id) => write!(out, "plans/{id}"),
            Route::Estimates => out.write_str("estimates"),
            Route::EstimateOf(id) => write!(out, "estimates/{id}"),
            Route::Accuracy => out.write_str("estimates/accuracy"),
            Route::Reports => out.write_str("reports"),
            Route::ReportOf(session) => write!(out, "reports/{session}"),
            Route::Memory => out.write_str("memory"),
            Route::Project(id) => write!(out, "memory/{id}"),
            Route::Settings => out.write_str("settings"),
            Route::Doctor => out.write_str("doctor"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Route, Step};

    #[test]
    fn text_and_route_are_each_other() {
        let id = "8c5d1f0e-4a57-4b0c-9a3e-1f2d3c4b5a69";
        for route in [
            Route::Now,
            Route::Sessions,
            Route::Session(id.to_owned()),
            Route::Step(id.to_owned(), Step::Compact),
            Route::Step(id.to_owned(), Step::Handoff),
            Route::Step(id.to_owned(), Step::Restart),
            Route::Usage,
            Route::Schedule,
            Route::ScheduleOf(12),
            Route::Plan(None),
            Route::Plan(Some(id.to_owned())),
            Route::Plans,
            Route::PlanNew,
            Route::PlanOf(7),
            Route::Estimates,
            Route::EstimateOf(4),
            Route::Accuracy,
            Route::Reports,
            Route::ReportOf(id.to_owned()),
            Route::Memory,
            Route::Project("00ff00ff00ff00ff".to_owned()),
            Route::Settings,
            Route::Doctor,
        ] {
            assert_eq!(Route::parse(&route.to_string()), Some(route));
        }
    }

    #[test]
    fn an_address_cannot_be_smuggled_in() {
        for text in [
            "",
            "sessions/",
            "sessions/../../etc",
            "sessions/a?b#c",
            "sessions/a/compact/now",
            "sessions/a/eat",
            "memory/../settings",
            "schedule/soon",
            "schedule/new/../now",
            "schedule/1/edit",
            "plans/soon",
            "estimates/../now",
            "reports/a/b",
            "settings/a",
            "http://example.org",
            "Now",
        ] {
            assert_eq!(Route::parse(text), None, "{text}");
        }
    }
}
