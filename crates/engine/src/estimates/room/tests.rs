use super::*;

const NOW: Timestamp = Timestamp::constant(1_795_255_200, 0);

fn range(low: u64, mid: u64, high: u64) -> Range {
    Range { low, mid, high }
}

/// A 5-hour window of which so much is left, at 1,000 weighted tokens a percent, that resets in two hours.
fn five_hours(left: Option<f64>) -> Room {
    Room {
        kind: "five_hour".to_owned(),
        label: "5-hour".to_owned(),
        left,
        resets_at: Some(NOW + SignedDuration::from_hours(2)),
        length: SignedDuration::from_hours(5),
        calibration: Some(Calibration {
            weighted_per_percent: 1_000.0,
            error_points: 5.0,
            observations: 9,
        }),
    }
}

fn asked(rooms: &[Room], weighted: Range, minutes: u64, cuts: &[Cut]) -> Fit {
    let millis = minutes * 60_000;
    let need = Need {
        weighted: &weighted,
        millis: &range(millis, millis, millis),
        cuts,
    };
    fit(rooms, &need, NOW, &TimeZone::UTC)
}

fn cuts() -> Vec<Cut> {
    let cut = |key: &str, high| Cut {
        key: key.to_owned(),
        weighted: range(high / 4, high / 2, high),
    };
    vec![cut("1", 10_000), cut("2", 25_000), cut("3", 80_000)]
}

#[test]
fn the_error_of_a_calibration_widens_the_share() {
    let shown = shares(&[five_hours(Some(38.0))], &range(10_000, 20_000, 40_000));
    assert_eq!(
        (shown[0].share.low, shown[0].share.mid, shown[0].share.high),
        (9.0, 20.0, 44.0)
    );
    assert_eq!(shown[0].words, "~9-44 %, 38 % left");
}

#[test]
fn what_fits_is_said_with_its_reason() {
    let rooms = [five_hours(Some(62.0))];
    let fits = asked(&rooms, range(10_000, 20_000, 40_000), 60, &[]);
    assert_eq!(fits.answer, FitAnswer::Yes);
    assert_eq!(
        fits.words,
        "yes, with 20 % buffer: ~9-44 % of the 5-hour window, 62 % left until 12:00"
    );
    let tight = asked(&rooms, range(10_000, 40_000, 80_000), 60, &[]);
    assert_eq!(
        (tight.answer, tight.split_after.as_deref()),
        (FitAnswer::Tight, None)
    );
    let no = asked(&rooms, range(50_000, 70_000, 90_000), 60, &[]);
    assert_eq!(no.answer, FitAnswer::No);
}

#[test]
fn what_does_not_fit_is_split_where_it_still_does() {
    let rooms = [five_hours(Some(35.0))];
    let split = asked(&rooms, range(30_000, 50_000, 80_000), 60, &cuts());
    assert_eq!(
        (split.answer, split.split_after.as_deref()),
        (FitAnswer::Split, Some("2"))
    );
    assert!(
        split.words.starts_with("probably not: split after phase 2"),
        "{}",
        split.words
    );
    let none = asked(
        &[five_hours(Some(5.0))],
        range(30_000, 50_000, 80_000),
        60,
        &cuts(),
    );
    assert_eq!((none.answer, none.split_after), (FitAnswer::No, None));
}

#[test]
fn the_window_with_the_least_room_decides() {
    let week = Room {
        kind: "seven_day".to_owned(),
        label: "Week".to_owned(),
        left: Some(3.0),
        resets_at: Some(NOW + SignedDuration::from_hours(24)),
        ..five_hours(None)
    };
    let fits = asked(
        &[five_hours(Some(90.0)), week],
        range(1_000, 2_000, 4_000),
        60,
        &[],
    );
    assert_eq!(fits.until, Some(NOW + SignedDuration::from_hours(24)));
    assert_eq!(fits.answer, FitAnswer::Tight);
}

#[test]
fn what_takes_longer_than_the_window_is_spent_from_the_next_one_too() {
    let fits = asked(&[five_hours(Some(40.0))], range(60_000, 60_000, 60_000), 480, &[]);
    assert_eq!(fits.answer, FitAnswer::Yes, "{}", fits.words);
    assert!(
        fits.words.ends_with("the rest comes after the reset"),
        "{}",
        fits.words
    );
}

#[test]
fn without_a_limit_nothing_is_promised() {
    let unmeasured = Room {
        calibration: None,
        ..five_hours(Some(50.0))
    };
    let fits = asked(std::slice::from_ref(&unmeasured), range(1, 2, 3), 60, &[]);
    assert_eq!(fits.answer, FitAnswer::Unknown);
    assert!(
        fits.words.starts_with("tokens only, limit unknown"),
        "{}",
        fits.words
    );
    assert_eq!(shares(&[unmeasured], &range(1, 2, 3)), []);
    assert_eq!(
        asked(&[five_hours(None)], range(1, 2, 3), 60, &[]).answer,
        FitAnswer::Unknown
    );
    assert_eq!(asked(&[], range(1, 2, 3), 60, &[]).answer, FitAnswer::Unknown);
}

#[test]
fn a_window_that_has_not_begun_is_whole() {
    let fresh = Room {
        resets_at: None,
        ..five_hours(Some(100.0))
    };
    let fits = asked(&[fresh], range(10_000, 20_000, 40_000), 60, &[]);
    assert!(fits.words.ends_with("100 % of a fresh window"), "{}", fits.words);
}
