//! Answers to questions about starts. The first one counts, whichever face it comes from; who comes second is told which
//! came first.

use segue_meter::words as figures;
use segue_plan::schedule::{NotTaken, Resets, StartAction, StartState, answer};
use segue_store::{ScheduleRow, StartRow, Taken};

use super::facts::Login;
use super::show::Showing;
use super::words;
use crate::alerts::Does;
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view;

/// So often a row that changes under our hands is read again.
const TRIES: u32 = 5;

impl Segue {
    /// Answers a question about a start. `by` says which face does.
    ///
    /// # Errors
    /// When there is no such start, or the answer is none that it can have.
    pub fn answer_start(
        &mut self,
        start: i64,
        ask: u32,
        action: StartAction,
        by: &str,
    ) -> Result<view::StartAnswer, Problem> {
        for _ in 0..TRIES {
            let (row, schedule) = super::start_row(self, start)?;
            let now = self.world.clock.now();
            let resets = Resets {
                five_hour: Login::of(self, &schedule.home, now)?.five_hour,
                taken: None,
            };
            let next = match answer(&row.start, ask, action, &schedule.spec, &resets, now) {
                Ok(next) => next,
                Err(NotTaken::Closed) => return second(self, &row, &schedule, ask),
                Err(not_taken) => return Err(refused(not_taken)),
            };
            match self.store.take_answer(&row, action, &next, by, now)? {
                Taken::Yes => return first(self, start, action),
                Taken::Before(_) => return second(self, &row, &schedule, ask),
                // Something else happened to it: look again whether the question is still open.
                Taken::Changed => {}
            }
        }
        Err(
            Problem::new(Code::Busy, "the start changes too fast to be answered")
                .hint("Look at it again in a moment."),
        )
    }

    /// Does what a button of a notification says. Opening a view is for the face.
    ///
    /// # Errors
    /// As [`Segue::answer_start`].
    pub fn do_action(&mut self, does: &Does, by: &str) -> Result<Option<view::StartAnswer>, Problem> {
        match does {
            Does::Open(_) => Ok(None),
            Does::Answer { start, ask, action } => self.answer_start(*start, *ask, *action, by).map(Some),
        }
    }
}

fn refused(not_taken: NotTaken) -> Problem {
    let problem = Problem::new(Code::BadInput, "that answer is not possible").because(not_taken);
    match not_taken {
        NotTaken::NoReset => {
            problem.hint("No 5-hour window runs, so the quota is free: start now, or choose a time.")
        }
        NotTaken::PastLatest => problem.hint("Start now, or change the latest start of the schedule."),
        NotTaken::Closed => problem,
    }
}

/// The answer counts.
fn first(segue: &mut Segue, start: i64, action: StartAction) -> Result<view::StartAnswer, Problem> {
    super::times_changed(segue);
    let (row, schedule) = super::start_row(segue, start)?;
    let showing = Showing::new(segue)?;
    let project = words::project_name(&schedule.spec.project);
    let due = figures::clock(row.start.due, showing.now, &showing.zone);
    let sentence = match action {
        StartAction::StartNow => format!("{project} starts now."),
        StartAction::In15Minutes | StartAction::AtNextReset => format!("{project} starts at {due}."),
        StartAction::Skip => format!("{project} is not started this time."),
        StartAction::Drop => format!("{project} is not started."),
    };
    Ok(view::StartAnswer {
        taken: true,
        sentence,
        start: showing.start(segue, &row, &schedule)?,
    })
}

/// It was answered already, or the question is over.
fn second(
    segue: &Segue,
    row: &StartRow,
    schedule: &ScheduleRow,
    ask: u32,
) -> Result<view::StartAnswer, Problem> {
    let showing = Showing::new(segue)?;
    let answers = segue.store.start_answers(row.num)?;
    let sentence = match answers.iter().find(|answer| answer.ask == ask) {
        Some(answer) => {
            let said = words::answered(answer.action, &answer.by, answer.at, showing.now, &showing.zone);
            format!("Already answered: {said}.")
        }
        None => over(row, &showing),
    };
    Ok(view::StartAnswer {
        taken: false,
        sentence,
        start: showing.start(segue, row, schedule)?,
    })
}

/// Why nothing is asked any more, or something else is.
fn over(row: &StartRow, showing: &Showing) -> String {
    let due = figures::clock(row.start.due, showing.now, &showing.zone);
    match row.start.state {
        StartState::Waiting => format!("That question is over: it starts at {due} now."),
        StartState::Held => "That question is over: it waits now.".to_owned(),
        StartState::Asking => "That question is over: another one is open now.".to_owned(),
        StartState::Launching | StartState::Begun | StartState::Confirmed => {
            "It has been started already.".to_owned()
        }
        StartState::Ended => "Its session has ended already.".to_owned(),
        StartState::Skipped => "It was skipped already.".to_owned(),
        StartState::Dropped => "It was given up already.".to_owned(),
        StartState::Failed => "It could not be started.".to_owned(),
    }
}
