//! What the faces are shown of schedules: all of them, one with everything behind it, one start, and what it says.
//!
//! Rows only, but for what one schedule would send and run: that is put together as it would be at its start.

use jiff::Timestamp;
use segue_plan::schedule::{ScheduleState, StartState};
use segue_store::LeaseKind;

use super::show::Showing;
use super::{Problems, facts, follow_on, outside, schedule_row, start_row};
use crate::problem::Problem;
use crate::segue::Segue;
use crate::view;

impl Segue {
    /// Schedules, next due first; `all` with those that are over.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn schedules(&mut self, all: bool) -> Result<view::Schedules, Problem> {
        let showing = Showing::new(self)?;
        let mut schedules = Vec::new();
        for row in self.store.schedules(all)? {
            let starts = self.store.starts_of(row.num)?;
            schedules.push(showing.schedule(self, &row, &starts)?);
        }
        schedules.sort_by_key(|schedule| {
            let over = matches!(schedule.state, ScheduleState::Done | ScheduleState::Cancelled);
            let due = schedule
                .next
                .as_ref()
                .map(|start| start.held_until.unwrap_or(start.due));
            let made = over.then_some(std::cmp::Reverse(schedule.made_at));
            (over, due.is_none(), due, made, schedule.id)
        });
        Ok(view::Schedules {
            schedules,
            held: holds(self, showing.now)?,
            app_running: self.store.is_owned()? && self.store.is_leased(LeaseKind::Starts)?,
            wake_words: outside::wake_words(self)?,
        })
    }

    /// One schedule with everything behind it.
    ///
    /// # Errors
    /// When there is no such schedule.
    pub fn schedule(&mut self, id: i64) -> Result<view::ScheduleDetail, Problem> {
        let row = schedule_row(self, id)?;
        let starts = self.store.starts_of(id)?;
        let schedule = self.shown(id, Problems::Checked)?;
        let showing = Showing::new(self)?;
        let next = starts
            .iter()
            .find(|row| row.start.state.is_pending())
            .or(starts.first());
        let spec = match next {
            Some(next) => follow_on::spec(self, next, &row)?,
            None => row.spec.clone(),
        };
        let session = next.map_or("SESSION", |next| next.session_id.as_str()).to_owned();
        Ok(view::ScheduleDetail {
            starts: starts
                .iter()
                .map(|start| showing.start(self, start, &row))
                .collect::<Result<_, _>>()?,
            // What cannot be put together now is said among the problems.
            prompt: outside::prompt(self, &spec).unwrap_or_else(|_| spec.prompt.clone()),
            command: outside::command(self, &spec, &session)?,
            wake: outside::wake_words_of(self, id)?,
            schedule,
        })
    }

    /// One start.
    ///
    /// # Errors
    /// When there is no such start.
    pub fn start(&mut self, id: i64) -> Result<view::Start, Problem> {
        let (row, schedule) = start_row(self, id)?;
        Showing::new(self)?.start(self, &row, &schedule)
    }

    /// What a session without a terminal has said, from a byte on.
    ///
    /// # Errors
    /// When there is no such start, or its record cannot be read.
    pub fn start_output(&mut self, start: i64, from: u64) -> Result<view::StartOutput, Problem> {
        let (row, schedule) = start_row(self, start)?;
        let page = outside::output(self, &row.session_id, from)?;
        Ok(view::StartOutput {
            start: Showing::new(self)?.start(self, &row, &schedule)?,
            text: page.lines,
            next: page.next,
            finished: page.at_end && row.start.state.is_over(),
        })
    }
}

/// Logins whose limit is hit, and how many starts wait for them.
fn holds(segue: &Segue, now: Timestamp) -> Result<Vec<view::Hold>, Problem> {
    let mut holds = Vec::new();
    let waiting = segue.store.open_starts(Timestamp::MAX)?;
    for home in &segue.world.places.claude {
        let key = home.key();
        let Some(hold) = facts::Login::of(segue, &key, now)?.hold(None, now) else {
            continue;
        };
        let mut count = 0;
        for row in &waiting {
            let waits = matches!(row.start.state, StartState::Waiting | StartState::Held)
                && row.start.due <= hold.until;
            if waits
                && segue
                    .store
                    .schedule(row.schedule)?
                    .is_some_and(|schedule| schedule.home == key)
            {
                count += 1;
            }
        }
        holds.push(view::Hold {
            home: key,
            until: hold.until,
            why: segue_plan::schedule::Why::LimitHit { label: hold.label }.to_string(),
            waiting: count,
        });
    }
    Ok(holds)
}
