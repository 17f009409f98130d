//! What is scheduled in the made-up history: one at the reset, one every weekday, one that has started a live session.
//! Nothing of it ever starts: the demo has no starter.

use jiff::{SignedDuration, Timestamp};
use segue_plan::schedule::{
    Budget, Conditions, Due, Event, Place, ScheduleState, Spec, Start, Weekday, When,
};
use segue_store::{Store, StoreError};

use super::folder_of;

/// Who made them.
const BY: &str = "window";

/// What the schedules go by.
pub(super) struct Given<'a> {
    /// The config folder.
    pub(super) home: &'a str,
    /// The zone of the weekly one.
    pub(super) zone: &'a str,
    /// The present instant.
    pub(super) now: Timestamp,
    /// When the 5-hour window resets.
    pub(super) reset: Timestamp,
    /// The live session whose handoff the next one begins with.
    pub(super) from: &'a str,
    /// The live session that was started by a schedule, and when.
    pub(super) started: (&'a str, Timestamp),
}

/// Writes them.
pub(super) fn write(store: &mut Store, given: &Given<'_>) -> Result<(), StoreError> {
    at_reset(store, given)?;
    weekly(store, given)?;
    started(store, given)
}

fn at_reset(store: &mut Store, given: &Given<'_>) -> Result<(), StoreError> {
    let mut spec = Spec::new(&folder_of("api-server"), When::AtReset { after_minutes: 5 });
    spec.from_session = Some(given.from.to_owned());
    spec.prompt =
        "- [ ] Make the login test pass on Fridays too\n- [ ] Then go on with the next objective".to_owned();
    let due = Due {
        occurrence: "once".to_owned(),
        at: given.reset + SignedDuration::from_mins(5),
        reset: Some(given.reset),
    };
    let ago = given.now - SignedDuration::from_mins(12);
    schedule(
        store,
        given,
        &spec,
        &due,
        "5ca1ab1e-0000-4000-8000-000000000001",
        ago,
    )
    .map(drop)
}

fn weekly(store: &mut Store, given: &Given<'_>) -> Result<(), StoreError> {
    let when = When::Weekly {
        days: Weekday::ALL[..5].to_vec(),
        time: "09:00".to_owned(),
        zone: given.zone.to_owned(),
    };
    let Some(due) =
        segue_plan::schedule::next_due(&when, &Conditions::default(), &Default::default(), given.now)
    else {
        return Ok(());
    };
    let mut spec = Spec::new(&folder_of("docs"), when);
    spec.title = Some("Check the links".to_owned());
    spec.prompt = "Check every link in docs/ and report the dead ones. Change nothing.".to_owned();
    spec.launch.place = Place::Headless;
    spec.conditions.budget = Some(Budget::Tokens { tokens: 200_000 });
    spec.conditions.only_clean = true;
    let ago = given.now - SignedDuration::from_hours(75);
    schedule(
        store,
        given,
        &spec,
        &due,
        "5ca1ab1e-0000-4000-8000-000000000002",
        ago,
    )
    .map(drop)
}

/// The one that has started: its session is live.
fn started(store: &mut Store, given: &Given<'_>) -> Result<(), StoreError> {
    let (session, at) = given.started;
    let when = When::At {
        at,
        zone: given.zone.to_owned(),
    };
    let mut spec = Spec::new(&folder_of("docs"), when);
    spec.prompt = "Document how to rotate the signing keys".to_owned();
    let due = Due {
        occurrence: "once".to_owned(),
        at,
        reset: None,
    };
    let made = at - SignedDuration::from_hours(2);
    let (number, start) = schedule(store, given, &spec, &due, session, made)?;
    let pid = std::process::id();
    let begun = at + SignedDuration::from_secs(1);
    for event in [
        Event::Launching { at },
        Event::Begun { at: begun, pid },
        Event::Confirmed {
            at: at + SignedDuration::from_secs(3),
        },
    ] {
        store.change_start(start, &event, BY, begun)?;
    }
    store.set_schedule_state(number, ScheduleState::Active, ScheduleState::Done, BY, begun)?;
    Ok(())
}

/// Keeps a schedule and its next start; their numbers.
fn schedule(
    store: &mut Store,
    given: &Given<'_>,
    spec: &Spec,
    due: &Due,
    session: &str,
    made: Timestamp,
) -> Result<(i64, i64), StoreError> {
    let number = store.add_schedule(spec, None, given.home, BY, made)?;
    let start = store.pose_start(number, &Start::new(due), session, true, BY, made)?;
    Ok((number, start.map_or(0, |start| start.num)))
}
