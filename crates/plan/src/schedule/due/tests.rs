use super::*;
use crate::schedule::Spec;

fn zoned(text: &str) -> Timestamp {
    text.parse::<jiff::Zoned>().expect("time").timestamp()
}

fn utc(text: &str) -> Timestamp {
    text.parse().expect("time")
}

fn weekly(days: &[Weekday], time: &str, zone: &str) -> When {
    When::Weekly {
        days: days.to_vec(),
        time: time.to_owned(),
        zone: zone.to_owned(),
    }
}

/// The first occurrences after an instant, each found from the one before.
fn series(when: &When, conditions: &Conditions, after: Timestamp, count: usize) -> Vec<(String, String)> {
    let zone = clock::zone_of(when, conditions);
    let mut after = after;
    (0..count)
        .map_while(|_| {
            let due = next_due(when, conditions, &Resets::default(), after)?;
            assert!(due.at > after, "it lies ahead");
            after = due.at;
            let local = due
                .at
                .to_zoned(zone.clone())
                .strftime("%m-%d %H:%M %Z")
                .to_string();
            Some((due.occurrence, local))
        })
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(key, at)| ((*key).to_owned(), (*at).to_owned()))
        .collect()
}

#[test]
fn an_hour_that_is_skipped_moves_forward_and_is_one_occurrence() {
    let when = weekly(&Weekday::ALL, "02:30", "Europe/Paris");
    let found = series(
        &when,
        &Conditions::default(),
        zoned("2026-03-27T12:00[Europe/Paris]"),
        4,
    );
    let expected = [
        ("2026-03-28", "03-28 02:30 CET"),
        ("2026-03-29", "03-29 03:30 CEST"),
        ("2026-03-30", "03-30 02:30 CEST"),
        ("2026-03-31", "03-31 02:30 CEST"),
    ];
    assert_eq!(found, pairs(&expected));
}

#[test]
fn an_hour_that_comes_twice_is_one_occurrence() {
    let when = weekly(&Weekday::ALL, "02:30", "Europe/Paris");
    let found = series(
        &when,
        &Conditions::default(),
        zoned("2026-10-24T12:00[Europe/Paris]"),
        3,
    );
    let expected = [
        ("2026-10-25", "10-25 02:30 CEST"),
        ("2026-10-26", "10-26 02:30 CET"),
        ("2026-10-27", "10-27 02:30 CET"),
    ];
    assert_eq!(found, pairs(&expected));
}

#[test]
fn nine_o_clock_stays_nine_o_clock_over_both_changes_and_the_year_end() {
    let work = &Weekday::ALL[..5];
    for (after, expected) in [
        (
            "2026-03-27T12:00[Europe/Paris]",
            [
                ("2026-03-30", "03-30 09:00 CEST"),
                ("2026-03-31", "03-31 09:00 CEST"),
            ],
        ),
        (
            "2026-10-23T12:00[Europe/Paris]",
            [
                ("2026-10-26", "10-26 09:00 CET"),
                ("2026-10-27", "10-27 09:00 CET"),
            ],
        ),
        (
            "2026-12-31T12:00[Europe/Paris]",
            [
                ("2027-01-01", "01-01 09:00 CET"),
                ("2027-01-04", "01-04 09:00 CET"),
            ],
        ),
    ] {
        let when = weekly(work, "09:00", "Europe/Paris");
        assert_eq!(
            series(&when, &Conditions::default(), zoned(after), 2),
            pairs(&expected),
            "{after}"
        );
    }
}

#[test]
fn a_traveller_changes_nothing() {
    // The schedule's zone counts; where the machine is is not even asked.
    let when = weekly(&[Weekday::Mon], "09:00", "America/New_York");
    let due = next_due(
        &when,
        &Conditions::default(),
        &Resets::default(),
        utc("2026-11-21T16:30:00Z"),
    );
    assert_eq!(due.map(|due| due.at), Some(utc("2026-11-23T14:00:00Z")));
    // A zone that skips whole days has each day at most once.
    let apia = weekly(&Weekday::ALL, "09:00", "Pacific/Apia");
    let found = series(&apia, &Conditions::default(), utc("2011-12-29T00:00:00Z"), 4);
    let keys: std::collections::BTreeSet<_> = found.iter().map(|(key, _)| key).collect();
    assert_eq!(keys.len(), 4, "{found:?}");
}

#[test]
fn quiet_hours_wait_for_their_end() {
    let conditions = Conditions {
        quiet_hours: Some("22:00-07:00".to_owned()),
        zone: Some("Europe/Paris".to_owned()),
        ..Conditions::default()
    };
    let resets = Resets {
        five_hour: Some(zoned("2026-11-21T23:00[Europe/Paris]")),
        taken: None,
    };
    let when = When::AtReset { after_minutes: 5 };
    let due = next_due(&when, &conditions, &resets, utc("2026-11-21T16:30:00Z")).expect("due");
    assert_eq!(due.at, zoned("2026-11-22T07:00[Europe/Paris]"));
    assert_eq!((due.occurrence.as_str(), due.reset), ("once", resets.five_hour));
    let daily = weekly(&Weekday::ALL, "06:00", "Europe/Paris");
    let found = series(&daily, &conditions, zoned("2026-11-21T12:00[Europe/Paris]"), 2);
    assert_eq!(
        found,
        pairs(&[
            ("2026-11-22", "11-22 07:00 CET"),
            ("2026-11-23", "11-23 07:00 CET")
        ])
    );
}

#[test]
fn a_reset_that_jitters_is_the_same_occurrence_and_the_next_one_another() {
    let when = When::EveryReset { after_minutes: 5 };
    let resets = |reset: &str, taken: Option<&str>| Resets {
        five_hour: Some(utc(reset)),
        taken: taken.map(utc),
    };
    let due = |resets: &Resets, after: &str| next_due(&when, &Conditions::default(), resets, utc(after));
    let first = due(&resets("2026-11-21T17:59:59Z", None), "2026-11-21T16:30:00Z").expect("first");
    assert_eq!(
        (first.occurrence.as_str(), first.at),
        ("2026-11-21T18:00Z", utc("2026-11-21T18:04:59Z"))
    );
    let other = due(&resets("2026-11-21T18:00:02Z", None), "2026-11-21T16:30:00Z").expect("jitter");
    assert_eq!(other.occurrence, first.occurrence);
    // At the border of rounding, the reset that was taken decides.
    assert_eq!(
        due(
            &resets("2026-11-21T18:02:31Z", Some("2026-11-21T18:02:29Z")),
            "2026-11-21T18:02:00Z"
        ),
        None
    );
    let next = due(
        &resets("2026-11-21T23:10:00Z", Some("2026-11-21T18:00:02Z")),
        "2026-11-21T18:05:00Z",
    )
    .expect("next");
    assert_eq!(next.occurrence, "2026-11-21T23:10Z");
    assert_eq!(
        due(&Resets::default(), "2026-11-21T18:05:00Z"),
        None,
        "no reset is known"
    );
}

#[test]
fn no_occurrence_after_the_latest_start_or_in_the_past() {
    let at = utc("2026-11-22T08:00:00Z");
    let when = When::At {
        at,
        zone: "UTC".to_owned(),
    };
    let latest = |latest: &str| Conditions {
        latest: Some(utc(latest)),
        ..Conditions::default()
    };
    let due = |conditions: &Conditions, after| {
        next_due(&when, conditions, &Resets::default(), after).map(|due| due.at)
    };
    let now = utc("2026-11-21T16:30:00Z");
    assert_eq!(due(&latest("2026-11-22T08:00:00Z"), now), Some(at));
    assert_eq!(due(&latest("2026-11-22T07:59:59Z"), now), None);
    assert_eq!(due(&Conditions::default(), at), None);
    assert_eq!(
        next_due(&When::Manual, &Conditions::default(), &Resets::default(), now),
        None
    );
}

fn schedule(when: When, change: impl FnOnce(&mut Spec)) -> Schedule {
    let mut spec = Spec::new("/home/you/code/api-server", when);
    change(&mut spec);
    Schedule {
        spec,
        state: ScheduleState::Active,
        starts: 0,
    }
}

#[test]
fn what_comes_after_a_start() {
    let now = utc("2026-11-21T16:30:00Z");
    let facts = Facts::default();
    let daily = || weekly(&Weekday::ALL, "09:00", "UTC");
    let after = |schedule: &Schedule, last: Option<&Start>| after_end(schedule, last, &facts, now, now);
    let plain = schedule(daily(), |_| {});
    let After::Next(due) = after(&plain, None) else {
        panic!("a first occurrence");
    };
    assert_eq!(due.occurrence, "2026-11-22");
    let mut last = Start::new(&due);
    last.state = StartState::Skipped;
    assert!(matches!(after(&plain, Some(&last)), After::Next(due) if due.occurrence == "2026-11-23"));
    // Three days passed before the person was asked: they are one question.
    last.asked_at = Some(utc("2026-11-25T10:00:00Z"));
    assert!(matches!(after(&plain, Some(&last)), After::Next(due) if due.occurrence == "2026-11-26"));

    let twice = schedule(daily(), |spec| spec.conditions.max_starts = Some(2));
    assert_eq!(after(&Schedule { starts: 2, ..twice }, Some(&last)), After::Done);
    let until_done = schedule(daily(), |spec| spec.conditions.until_done = true);
    let nothing_open = Facts {
        objectives_open: Some(false),
        ..Facts::default()
    };
    assert_eq!(
        after_end(&until_done, Some(&last), &nothing_open, now, now),
        After::Done
    );
    assert!(matches!(
        after_end(&until_done, None, &nothing_open, now, now),
        After::Next(_)
    ));

    let once = schedule(When::AtReset { after_minutes: 0 }, |_| {});
    assert_eq!(after(&once, None), After::NotKnownYet);
    assert_eq!(after(&once, Some(&last)), After::Done);
    last.state = StartState::Failed;
    assert_eq!(
        after(&once, Some(&last)),
        After::Rest,
        "what failed stays in sight"
    );
    assert_eq!(after(&schedule(When::Manual, |_| {}), None), After::Rest);
}

#[test]
fn a_start_that_a_person_moved_takes_its_reset_all_the_same() {
    let now = utc("2026-11-21T16:30:00Z");
    let every = schedule(When::EveryReset { after_minutes: 5 }, |_| {});
    let facts = |reset: &str| Facts {
        resets: Resets {
            five_hour: Some(utc(reset)),
            taken: None,
        },
        ..Facts::default()
    };
    let After::Next(due) = after_end(&every, None, &facts("2026-11-21T18:02:29Z"), now, now) else {
        panic!("a first occurrence");
    };
    // Started by hand before the reset: `due` and `reset` are no longer the reset's.
    let mut last = Start::new(&due);
    last.state = StartState::Confirmed;
    last.reset = None;
    last.due = utc("2026-11-21T17:50:00Z");
    let jitter = facts("2026-11-21T18:02:31Z");
    assert_eq!(
        after_end(&every, Some(&last), &jitter, now, now),
        After::NotKnownYet
    );
    let later = facts("2026-11-21T23:02:30Z");
    assert!(matches!(
        after_end(&every, Some(&last), &later, now, now),
        After::Next(_)
    ));
}

proptest::proptest! {
    #[test]
    fn each_day_has_one_occurrence_in_every_zone_and_year(
        zone in proptest::sample::select(vec![
            "Europe/Paris", "America/New_York", "America/St_Johns", "America/Sao_Paulo", "Australia/Lord_Howe",
            "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Auckland", "UTC",
        ]),
        after in 1_577_836_800i64..2_200_000_000,
        hour in 0i8..24,
        minute in 0i8..60,
        chosen in proptest::sample::subsequence(Weekday::ALL.to_vec(), 1..=7),
    ) {
        let when = weekly(&chosen, &format!("{hour:02}:{minute:02}"), zone);
        let after = Timestamp::from_second(after).expect("after");
        let mut due = next_due(&when, &Conditions::default(), &Resets::default(), after).expect("first");
        proptest::prop_assert!(due.at > after);
        for _ in 0..30 {
            let next = next_due(&when, &Conditions::default(), &Resets::default(), due.at).expect("next");
            proptest::prop_assert!(next.at > due.at);
            let (from, to): (jiff::civil::Date, jiff::civil::Date) =
                (due.occurrence.parse().expect("date"), next.occurrence.parse().expect("date"));
            let between = from.series(Span::new().days(1)).skip(1).take_while(|date| *date < to);
            let left_out = between.filter(|date| chosen.contains(&weekday(date.weekday()))).count();
            proptest::prop_assert_eq!(left_out, 0);
            proptest::prop_assert!(to > from && chosen.contains(&weekday(to.weekday())));
            due = next;
        }
    }
}
