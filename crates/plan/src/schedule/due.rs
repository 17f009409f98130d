//! When the next occurrence of a schedule is due, and whether there is one.

use jiff::civil::Weekday as Day;
use jiff::{Span, Timestamp};

use super::clock;
use super::facts::{Facts, Resets};
use super::quiet::settle;
use super::spec::{Conditions, Schedule, ScheduleState, Weekday, When};
use super::start::{Due, Start, StartState};
use super::transition::JITTER;

/// The first occurrence after `after`, as far as it is known: of a reset, only the next one is.
pub fn next_due(when: &When, conditions: &Conditions, resets: &Resets, after: Timestamp) -> Option<Due> {
    let due = match when {
        When::At { at, .. } => (*at > after).then(|| Due {
            occurrence: "once".to_owned(),
            at: settle(*at, when, conditions),
            reset: None,
        }),
        When::AtReset { .. } => at_reset(when, conditions, resets, after).map(|due| Due {
            occurrence: "once".to_owned(),
            ..due
        }),
        When::EveryReset { .. } => at_reset(when, conditions, resets, after),
        When::Weekly { days, time, .. } => weekly(when, conditions, days, time, after),
        When::Manual => None,
    }?;
    let too_late = conditions.latest.is_some_and(|latest| due.at > latest);
    (!too_late).then_some(due)
}

/// Minutes after the reset at which the schedule wants to start.
pub(super) fn offset(when: &When) -> jiff::SignedDuration {
    let minutes = match when {
        When::AtReset { after_minutes } | When::EveryReset { after_minutes } => *after_minutes,
        When::At { .. } | When::Weekly { .. } | When::Manual => 0,
    };
    jiff::SignedDuration::from_mins(i64::from(minutes))
}

fn at_reset(when: &When, conditions: &Conditions, resets: &Resets, after: Timestamp) -> Option<Due> {
    let reset = resets.five_hour?;
    let taken = resets
        .taken
        .is_some_and(|taken| reset.duration_since(taken) <= JITTER);
    let at = settle(reset.checked_add(offset(when)).ok()?, when, conditions);
    (!taken && at > after).then(|| Due {
        occurrence: rounded(reset),
        at,
        reset: Some(reset),
    })
}

/// The reset to the nearest 5 minutes (UTC), as text.
fn rounded(reset: Timestamp) -> String {
    const FIVE_MINUTES: i64 = 300;
    let second = (reset.as_second() + FIVE_MINUTES / 2).div_euclid(FIVE_MINUTES) * FIVE_MINUTES;
    let at = Timestamp::from_second(second).unwrap_or(reset);
    at.strftime("%Y-%m-%dT%H:%MZ").to_string()
}

fn weekly(
    when: &When,
    conditions: &Conditions,
    days: &[Weekday],
    time: &str,
    after: Timestamp,
) -> Option<Due> {
    let zone = clock::zone_of(when, conditions);
    let time = clock::time(time)?;
    let first = after.to_zoned(zone.clone()).date().yesterday().ok()?;
    (0..=9)
        .filter_map(|ahead| first.checked_add(Span::new().days(ahead)).ok())
        .filter(|date| days.contains(&weekday(date.weekday())))
        .filter_map(|date| Some((date, clock::instant(date, time, &zone)?)))
        .find(|(_, at)| *at > after)
        .map(|(date, at)| Due {
            occurrence: date.to_string(),
            at: settle(at, when, conditions),
            reset: None,
        })
}

fn weekday(day: Day) -> Weekday {
    match day {
        Day::Monday => Weekday::Mon,
        Day::Tuesday => Weekday::Tue,
        Day::Wednesday => Weekday::Wed,
        Day::Thursday => Weekday::Thu,
        Day::Friday => Weekday::Fri,
        Day::Saturday => Weekday::Sat,
        Day::Sunday => Weekday::Sun,
    }
}

/// What comes after the last start of a schedule, or first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// This occurrence.
    Next(Due),
    /// Another one, when a reset is known.
    NotKnownYet,
    /// Nothing by itself: the person starts it, or what failed is theirs to decide.
    Rest,
    /// Nothing more: the schedule is done.
    Done,
}

/// What is posed next for a schedule none of whose occurrences is pending. `last`: its last start. `since`: when the schedule
/// was made, changed or resumed.
#[must_use]
pub fn after_end(
    schedule: &Schedule,
    last: Option<&Start>,
    facts: &Facts,
    since: Timestamp,
    now: Timestamp,
) -> After {
    let Schedule { spec, state, starts } = schedule;
    match state {
        ScheduleState::Active | ScheduleState::Paused => {}
        ScheduleState::Done | ScheduleState::Cancelled => return After::Done,
    }
    if spec.when == When::Manual {
        return After::Rest;
    }
    if let Some(last) = last.filter(|_| !spec.when.repeats()) {
        return match last.state {
            StartState::Confirmed | StartState::Ended | StartState::Skipped | StartState::Dropped => {
                After::Done
            }
            StartState::Failed
            | StartState::Waiting
            | StartState::Held
            | StartState::Launching
            | StartState::Begun
            | StartState::Asking => After::Rest,
        };
    }
    let conditions = &spec.conditions;
    let enough = conditions.max_starts.is_some_and(|most| *starts >= most);
    let nothing_open = conditions.until_done && last.is_some() && facts.objectives_open == Some(false);
    if enough || nothing_open {
        return After::Done;
    }
    let resets = Resets {
        taken: last.and_then(taken).or(facts.resets.taken),
        ..facts.resets
    };
    let after = last.map_or(since, |last| dealt_with(last).max(since));
    match next_due(&spec.when, conditions, &resets, after) {
        Some(due) => After::Next(due),
        None if conditions.latest.is_some_and(|latest| now > latest) => After::Done,
        None => match spec.when {
            When::AtReset { .. } | When::EveryReset { .. } => After::NotKnownYet,
            // Its time has passed before it was posed: said when it was planned.
            When::At { .. } => After::Rest,
            When::Weekly { .. } => After::Done,
            When::Manual => After::Rest,
        },
    }
}

/// The reset that a start has taken, also when a person moved it since.
pub(super) fn taken(start: &Start) -> Option<Timestamp> {
    // A key of a reset is its instant, before the number of a second one.
    let key = start.occurrence.split('~').next()?;
    start.reset.max(key.parse().ok())
}

/// Until when occurrences are dealt with by this start: those that passed while it was moved, while the person was asked,
/// or before a late start, are one with it.
pub(super) fn dealt_with(start: &Start) -> Timestamp {
    let later = [Some(start.due), start.asked_at, start.launching_at];
    later.into_iter().flatten().fold(start.first_due, Timestamp::max)
}

#[cfg(test)]
mod tests;
