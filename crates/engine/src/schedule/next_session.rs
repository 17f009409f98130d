//! What the dialog "Plan next session" begins with: what was done, the state, what is to be done next, and when it can go.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use segue_plan::handoff::{self, Handoff, Kind, Mark};
use segue_plan::schedule::{Spec, When};

use super::facts::Login;
use super::{outside, words};
use crate::estimates::told;
use crate::problem::Problem;
use crate::segue::Segue;
use crate::view::{EstimateQuery, NextSession, SessionQuery, WhenChoice};
use crate::{project, sessions};

/// What is proposed: some minutes after the reset, when the quota surely is back.
const AFTER: u32 = 5;

impl Segue {
    /// What a next session can begin with, filled in from the handoff of `session`, which is made anew unless a person
    /// edited it. Without a session: the last one of the project; without either: the live session with the fullest
    /// context, else the latest.
    ///
    /// # Errors
    /// When there is no such session.
    pub fn next_session(
        &mut self,
        project: Option<&Path>,
        session: Option<&str>,
    ) -> Result<NextSession, Problem> {
        let (folder, session) = chosen(self, project, session)?;
        let mut problems = Vec::new();
        let mut next = NextSession {
            project_name: words::project_name(&folder),
            choices: choices(self, &folder, session.as_deref())?,
            launch: outside::usual_launch(self)?,
            project: folder,
            session_id: session.clone(),
            done: Vec::new(),
            state: Vec::new(),
            objectives: String::new(),
            handoff_path: None,
            estimate: None,
            problems: Vec::new(),
        };
        if let Some(session) = session {
            match self.handoff(Some(&session), "plan") {
                Ok(made) => {
                    next.handoff_path = made.path;
                    if let Ok(handoff) = handoff::parse(&made.markdown) {
                        next.done = texts(&handoff, Kind::Accomplished);
                        next.state = texts(&handoff, Kind::State);
                        next.objectives = objectives(&handoff);
                    }
                }
                Err(problem) => problems.push(outside::in_words(&problem)),
            }
        }
        next.estimate = estimated(self, &next);
        let mut spec = Spec::new(&next.project, When::Manual);
        spec.launch = next.launch.clone();
        problems.extend(outside::check_ready(self, &spec));
        next.problems = problems;
        Ok(next)
    }
}

/// What the objectives will take; nothing when there are none, or nothing can be said.
fn estimated(segue: &mut Segue, next: &NextSession) -> Option<String> {
    if next.objectives.trim().is_empty() {
        return None;
    }
    let query = EstimateQuery {
        text: Some(next.objectives.clone()),
        project: Some(next.project.clone()),
        session: next.session_id.clone(),
        ..EstimateQuery::default()
    };
    let estimate = segue.estimate(&query, "plan").ok()?;
    Some(told::in_a_line(&estimate))
}

/// The project's folder, and the session to go on from.
fn chosen(
    segue: &mut Segue,
    project: Option<&Path>,
    session: Option<&str>,
) -> Result<(String, Option<String>), Problem> {
    if session.is_none()
        && let Some(folder) = project
    {
        let own = project::of(&mut segue.store, &segue.world, folder)?;
        let query = SessionQuery {
            project_path: Some(own.path.clone()),
            limit: Some(1),
            ..SessionQuery::default()
        };
        let last = sessions::list(segue, &query)?.into_iter().next();
        let folder = folder.to_string_lossy().into_owned();
        return Ok((folder, last.map(|session| session.id)));
    }
    let (session, _) = sessions::one(segue, session)?;
    let folder = project.map_or(session.project_path, |folder| {
        folder.to_string_lossy().into_owned()
    });
    Ok((folder, Some(session.id)))
}

fn texts(handoff: &Handoff, kind: Kind) -> Vec<String> {
    handoff.items(kind).map(|item| item.text().to_owned()).collect()
}

/// What is open, as a list to edit.
fn objectives(handoff: &Handoff) -> String {
    let mut list = String::new();
    for item in handoff.items(Kind::Objectives) {
        let sign = match item.mark {
            Some(Mark::Done) => continue,
            Some(Mark::Begun) => "[~] ",
            Some(Mark::Open) | None => "[ ] ",
        };
        let text = item.text().replace('\n', "\n  ");
        list.push_str(&format!("- {sign}{text}\n"));
    }
    list
}

fn choices(segue: &Segue, folder: &str, session: Option<&str>) -> Result<Vec<WhenChoice>, Problem> {
    let now = segue.world.clock.now();
    let home = super::home_of(segue, folder, session)?;
    let login = Login::of(segue, &home, now)?;
    let unavailable = match (login.five_hour, login.knows_limits()) {
        (Some(_), _) => None,
        (None, true) => Some("No 5-hour window runs: it begins with the next message".to_owned()),
        (None, false) => Some("No limit of this login is known".to_owned()),
    };
    let by_reset = |after_minutes: u32, label: &str| WhenChoice {
        when: When::AtReset { after_minutes },
        label: label.to_owned(),
        at: login.five_hour.map(|reset| after(reset, after_minutes)),
        recommended: after_minutes == AFTER && login.five_hour.is_some(),
        unavailable: unavailable.clone(),
    };
    let manual = WhenChoice {
        when: When::Manual,
        label: "When I say so".to_owned(),
        at: None,
        recommended: login.five_hour.is_none(),
        unavailable: None,
    };
    let later = soon(now);
    let zone = crate::settings::time_zone(&segue.store, &segue.world)?;
    let at = WhenChoice {
        when: When::At {
            at: later,
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        },
        label: "At a time".to_owned(),
        at: Some(later),
        recommended: false,
        unavailable: None,
    };
    Ok(vec![
        by_reset(0, "At the reset"),
        by_reset(AFTER, "5 minutes after the reset"),
        at,
        manual,
    ])
}

fn after(reset: Timestamp, minutes: u32) -> Timestamp {
    reset + SignedDuration::from_mins(i64::from(minutes))
}

/// A time to begin with where a person chooses one: an hour from now, on a five-minute mark.
fn soon(now: Timestamp) -> Timestamp {
    let hour = now + SignedDuration::from_hours(1);
    let second = hour.as_second();
    Timestamp::from_second(second - second.rem_euclid(300) + 300).unwrap_or(hour)
}

#[cfg(test)]
mod tests {
    use super::super::follow_on;
    use super::*;

    #[test]
    fn what_is_done_is_no_objective_and_a_long_one_stays_one_item() {
        let text = "# T\n\n## Next objectives\n\n- [ ] One\n  and more\n- [x] Two\n- [~] Three\n- Four\n";
        let handoff = handoff::parse(text).expect("handoff");
        let expected = "- [ ] One\n  and more\n- [~] Three\n- [ ] Four\n";
        assert_eq!(objectives(&handoff), expected);
        assert_eq!(follow_on::open_objectives(&handoff).len(), 3);
    }

    #[test]
    fn the_time_that_is_proposed_is_a_round_one() {
        let now = "2026-11-21T10:01:07Z".parse().expect("time");
        assert_eq!(soon(now).to_string(), "2026-11-21T11:05:00Z");
    }
}
