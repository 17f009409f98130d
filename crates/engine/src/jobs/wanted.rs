//! Which jobs the schedules need, and when each runs. Pure.
//!
//! A job runs a little before its start (the notice, then the quota is asked), at the time, and twice after it: a wake that
//! crashed is made good. A moment too many costs a few milliseconds; one that is missing costs the start.

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use segue_agent::Weekly;
use segue_plan::schedule::{ScheduleState, Start, StartState, Weekday, When};
use segue_store::{ScheduleRow, StartRow};

/// No more jobs at once, those that are due first: each wake puts the next ones.
const MOST: usize = 24;
/// How far before the time the wake must be there, whatever the notice is.
const READY: SignedDuration = SignedDuration::from_mins(1);
/// And how long after it, in case the first ones came to nothing.
const AFTER: [SignedDuration; 2] = [SignedDuration::from_mins(1), SignedDuration::from_mins(5)];
/// What waits for a fact that nobody announces (a clean project, mains power) is looked at so often.
const LOOK: SignedDuration = SignedDuration::from_mins(15);
/// And what waits for a reset that is not known.
const LOOK_FOR_RESET: SignedDuration = SignedDuration::from_hours(1);

/// The job of one schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) schedule: i64,
    pub(super) moments: Vec<Timestamp>,
    pub(super) repeat: Option<Weekly>,
}

impl Wanted {
    /// The first moment that is ahead.
    pub(super) fn next(&self, now: Timestamp) -> Option<Timestamp> {
        self.moments.iter().copied().find(|moment| *moment > now)
    }
}

/// The jobs of active schedules, first due first.
pub(super) fn wanted(
    schedules: &[ScheduleRow],
    starts: &[StartRow],
    notice: SignedDuration,
    now: Timestamp,
) -> Vec<Wanted> {
    let mut all: Vec<Wanted> = schedules
        .iter()
        .filter(|schedule| schedule.state == ScheduleState::Active)
        .filter_map(|schedule| {
            let own: Vec<&Start> = starts
                .iter()
                .filter(|start| start.schedule == schedule.num)
                .map(|row| &row.start)
                .collect();
            job(schedule, &own, notice, now)
        })
        .collect();
    all.sort_by_key(|wanted| (wanted.next(now).unwrap_or(Timestamp::MAX), wanted.schedule));
    all.truncate(MOST);
    all
}

fn job(schedule: &ScheduleRow, starts: &[&Start], notice: SignedDuration, now: Timestamp) -> Option<Wanted> {
    let own = schedule.spec.conditions.notice_minutes;
    let notice = own.map_or(notice, |minutes| SignedDuration::from_mins(i64::from(minutes)));
    let mut moments: Vec<Timestamp> = starts
        .iter()
        .flat_map(|start| moments(start, notice, now))
        .collect();
    let when = &schedule.spec.when;
    if starts.is_empty() && matches!(when, When::AtReset { .. } | When::EveryReset { .. }) {
        moments = looks(now, LOOK_FOR_RESET);
    }
    moments.sort_unstable();
    moments.dedup();
    let repeat = weekly(when, notice);
    (!moments.is_empty() || repeat.is_some()).then_some(Wanted {
        schedule: schedule.num,
        moments,
        repeat,
    })
}

/// When the wake has to look at this start.
fn moments(start: &Start, notice: SignedDuration, now: Timestamp) -> Vec<Timestamp> {
    let around = |at: Timestamp, before: &[SignedDuration]| -> Vec<Timestamp> {
        before
            .iter()
            .filter_map(|span| at.checked_sub(*span).ok())
            .chain(std::iter::once(at))
            .chain(AFTER.iter().filter_map(|span| at.checked_add(*span).ok()))
            .collect()
    };
    let all = match (start.state, start.held_until, start.launching_at) {
        (StartState::Waiting, _, _) => around(start.due, &[notice.max(READY), READY]),
        (StartState::Held, Some(until), _) => around(until, &[]),
        (StartState::Launching | StartState::Begun, _, Some(at)) => around(at, &[]),
        (StartState::Held | StartState::Launching | StartState::Begun, _, _) => looks(now, LOOK),
        (
            StartState::Confirmed
            | StartState::Asking
            | StartState::Ended
            | StartState::Skipped
            | StartState::Dropped
            | StartState::Failed,
            _,
            _,
        ) => return Vec::new(),
    };
    if all.iter().all(|moment| *moment <= now) {
        return looks(now, LOOK);
    }
    all
}

/// The next two full hours, quarters of an hour, …: the same ones whenever this is asked in between.
fn looks(now: Timestamp, every: SignedDuration) -> Vec<Timestamp> {
    let every = every.as_secs();
    let last = now.as_second().div_euclid(every) * every;
    [last + every, last + 2 * every]
        .into_iter()
        .filter_map(|second| Timestamp::from_second(second).ok())
        .collect()
}

/// A weekly schedule's rule, so much earlier: should a wake not get to make the next job, the rule still wakes.
fn weekly(when: &When, notice: SignedDuration) -> Option<Weekly> {
    let When::Weekly { days, time, zone } = when else {
        return None;
    };
    let (hour, minute) = time.split_once(':')?;
    let at = hour.parse::<i64>().ok()? * 60 + minute.parse::<i64>().ok()? - notice.max(READY).as_mins();
    let (minute, before) = (at.rem_euclid(24 * 60), at < 0);
    let time = Time::new(
        i8::try_from(minute / 60).ok()?,
        i8::try_from(minute % 60).ok()?,
        0,
        0,
    )
    .ok()?;
    let mut days: Vec<_> = days
        .iter()
        .map(|day| civil(*day))
        .map(|day| if before { day.previous() } else { day })
        .collect();
    days.sort_by_key(|day| day.to_monday_zero_offset());
    days.dedup();
    Some(Weekly {
        days,
        time,
        zone: zone.clone(),
    })
}

const fn civil(day: Weekday) -> jiff::civil::Weekday {
    match day {
        Weekday::Mon => jiff::civil::Weekday::Monday,
        Weekday::Tue => jiff::civil::Weekday::Tuesday,
        Weekday::Wed => jiff::civil::Weekday::Wednesday,
        Weekday::Thu => jiff::civil::Weekday::Thursday,
        Weekday::Fri => jiff::civil::Weekday::Friday,
        Weekday::Sat => jiff::civil::Weekday::Saturday,
        Weekday::Sun => jiff::civil::Weekday::Sunday,
    }
}

#[cfg(test)]
mod tests {
    use segue_plan::schedule::{Due, Spec};

    use super::*;

    const NOTICE: SignedDuration = SignedDuration::from_mins(5);

    fn at(text: &str) -> Timestamp {
        format!("2026-11-21T{text}Z").parse().expect("time")
    }

    fn start(due: Timestamp) -> Start {
        Start::new(&Due {
            occurrence: "once".to_owned(),
            at: due,
            reset: None,
        })
    }

    fn schedule(num: i64, when: When) -> ScheduleRow {
        ScheduleRow {
            num,
            spec: Spec::new("/home/you/code/api-server", when),
            project_num: None,
            home: "/home/you/.claude".to_owned(),
            state: ScheduleState::Active,
            starts: 0,
            made_at: at("10:00:00"),
            made_by: "cli".to_owned(),
            changed_at: at("10:00:00"),
            changed_by: "cli".to_owned(),
        }
    }

    #[test]
    fn a_waiting_start_is_woken_before_at_and_after_its_time() {
        let start = start(at("18:00:00"));
        let expected = ["17:55:00", "17:59:00", "18:00:00", "18:01:00", "18:05:00"].map(at);
        assert_eq!(moments(&start, NOTICE, at("12:00:00")), expected);
        assert_eq!(
            moments(&start, NOTICE, at("18:03:00")),
            expected,
            "the same as long as one is ahead"
        );
        let looks = ["18:15:00", "18:30:00"].map(at);
        assert_eq!(moments(&start, NOTICE, at("18:07:00")), looks);
        let none = moments(&start, SignedDuration::ZERO, at("12:00:00"));
        assert_eq!(
            none[0],
            at("17:59:00"),
            "the quota is asked without a notice, too"
        );
    }

    #[test]
    fn held_starts_are_woken_at_the_reset_or_looked_at() {
        let mut held = start(at("18:00:00"));
        held.state = StartState::Held;
        assert_eq!(
            moments(&held, NOTICE, at("18:01:00")),
            ["18:15:00", "18:30:00"].map(at)
        );
        held.held_until = Some(at("20:10:00"));
        let expected = ["20:10:00", "20:11:00", "20:15:00"].map(at);
        assert_eq!(moments(&held, NOTICE, at("18:01:00")), expected);
        held.state = StartState::Asking;
        assert!(moments(&held, NOTICE, at("18:01:00")).is_empty());
    }

    #[test]
    fn a_weekly_rule_stays_and_goes_to_the_day_before_at_midnight() {
        let rule = |time: &str| {
            weekly(
                &When::Weekly {
                    days: vec![Weekday::Mon, Weekday::Thu],
                    time: time.to_owned(),
                    zone: "Europe/Paris".to_owned(),
                },
                NOTICE,
            )
            .expect("rule")
        };
        use jiff::civil::Weekday::{Monday, Sunday, Thursday, Wednesday};
        assert_eq!(
            (rule("09:00").time, rule("09:00").days),
            (jiff::civil::time(8, 55, 0, 0), vec![Monday, Thursday])
        );
        assert_eq!(
            (rule("00:02").time, rule("00:02").days),
            (jiff::civil::time(23, 57, 0, 0), vec![Wednesday, Sunday])
        );
    }

    #[test]
    fn only_active_schedules_have_jobs_and_no_more_than_can_be_overseen() {
        let now = at("12:00:00");
        let mut schedules: Vec<ScheduleRow> = (1..=40)
            .map(|num| schedule(num, When::EveryReset { after_minutes: 5 }))
            .collect();
        schedules[0].state = ScheduleState::Paused;
        schedules.push(schedule(41, When::Manual));
        let all = wanted(&schedules, &[], NOTICE, now);
        assert_eq!(all.len(), MOST);
        assert_eq!(all[0].schedule, 2);
        assert_eq!(
            all[0].moments,
            ["13:00:00", "14:00:00"].map(at),
            "the reset is looked for"
        );
        assert!(wanted(&schedules[40..], &[], NOTICE, now).is_empty());
    }
}
