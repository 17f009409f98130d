use super::*;

/// Saturday, 17:30 in Paris.
const NOW: &str = "2026-11-21T16:30:00Z";

fn read(text: &str) -> Result<When, BadWhen> {
    let zone = TimeZone::get("Europe/Paris").expect("zone");
    parse_when(text, NOW.parse().expect("now"), &zone)
}

fn at(instant: &str, zone: &str) -> When {
    When::At {
        at: instant.parse().expect("instant"),
        zone: zone.to_owned(),
    }
}

fn week(days: &[Weekday], time: &str, zone: &str) -> When {
    When::Weekly {
        days: days.to_vec(),
        time: time.to_owned(),
        zone: zone.to_owned(),
    }
}

#[test]
fn what_is_understood() {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let paris = "Europe/Paris";
    let work = [Mon, Tue, Wed, Thu, Fri];
    for (texts, expected) in [
        (
            &[
                "reset",
                "at reset",
                "At the Reset",
                "next reset",
                "at the next reset",
                " RESET ",
            ][..],
            When::AtReset { after_minutes: 0 },
        ),
        (
            &[
                "reset+5m",
                "reset + 5m",
                "reset+5",
                "reset +5 min",
                "at the reset + 5 minutes",
            ],
            When::AtReset { after_minutes: 5 },
        ),
        (&["reset+1h30m"], When::AtReset { after_minutes: 90 }),
        (
            &["every reset", "each reset"],
            When::EveryReset { after_minutes: 0 },
        ),
        (
            &["every reset+5m", "every reset + 5m"],
            When::EveryReset { after_minutes: 5 },
        ),
        (&["manual", "Manual", "by hand"], When::Manual),
        (
            &[
                "18:05",
                "at 18:05",
                "today 18:05",
                "6:05pm",
                "6:05 pm",
                "at 6:05 PM",
                "18:05 Europe/Paris",
            ],
            at("2026-11-21T17:05:00Z", paris),
        ),
        (&["9pm", "9 pm", "21:00"], at("2026-11-21T20:00:00Z", paris)),
        (
            &[
                "tomorrow 09:00",
                "tomorrow 9:00",
                "tomorrow at 9am",
                "2026-11-22 09:00",
                "2026-11-22T09:00",
                "2026-11-22 at 09:00",
            ],
            at("2026-11-22T08:00:00Z", paris),
        ),
        (
            &[
                "2026-11-22T08:00Z",
                "2026-11-22T09:00+01:00",
                "2026-11-22T09:00:00+01:00",
                "2026-11-22T09:00[Europe/Paris]",
            ],
            at("2026-11-22T08:00:00Z", paris),
        ),
        (
            &[
                "2026-11-22 09:00 America/New_York",
                "2026-11-22 09:00 america/new_york",
            ],
            at("2026-11-22T14:00:00Z", "America/New_York"),
        ),
        (&["18:05 UTC"], at("2026-11-21T18:05:00Z", "UTC")),
        (
            &["in 2h", "in 120m", "in 1h 60m", "in 2 hours", "in 1h60m"],
            at("2026-11-21T18:30:00Z", paris),
        ),
        (&["in 2 days"], at("2026-11-23T16:30:00Z", paris)),
        (
            &["weekdays 09:00", "every weekday 9:00", "weekdays at 9am"],
            week(&work, "09:00", paris),
        ),
        (
            &["daily 09:00", "every day 09:00"],
            week(&Weekday::ALL, "09:00", paris),
        ),
        (&["weekends 10:30"], week(&[Sat, Sun], "10:30", paris)),
        (
            &[
                "mon,wed 09:00 Asia/Tokyo",
                "wed, mon 09:00 Asia/Tokyo",
                "Mondays and Wednesdays 09:00 Asia/Tokyo",
            ],
            week(&[Mon, Wed], "09:00", "Asia/Tokyo"),
        ),
        (&["fri 17:00", "every friday 17:00"], week(&[Fri], "17:00", paris)),
    ] {
        for text in texts {
            assert_eq!(read(text).as_ref(), Ok(&expected), "{text}");
        }
    }
}

#[test]
fn what_is_refused_says_what_to_write() {
    for text in [
        "",
        "soon",
        "reset-5m",
        "reset+",
        "reset+x",
        "in",
        "in two hours",
        "in 0m",
        "09",
        "9",
        "noon",
        "mon",
        "mon,xyz 09:00",
        "+5m",
    ] {
        assert_eq!(
            read(text),
            Err(BadWhen::Unclear(text.trim().to_owned())),
            "{text}"
        );
    }
    for (text, expected) in [
        ("25:00", BadWhen::NoTime("25:00".to_owned())),
        ("tomorrow 9:60", BadWhen::NoTime("9:60".to_owned())),
        ("every 09:00x", BadWhen::NoTime("09:00x".to_owned())),
        ("13pm", BadWhen::NoTime("13pm".to_owned())),
        ("weekdays 24:00", BadWhen::NoTime("24:00".to_owned())),
        ("2026-02-30 09:00", BadWhen::NoDay("2026-02-30".to_owned())),
        ("2026-13-01 09:00", BadWhen::NoDay("2026-13-01".to_owned())),
        ("17:30", BadWhen::Past("17:30".to_owned())),
        ("today 09:00", BadWhen::Past("today 09:00".to_owned())),
        ("2025-11-22 09:00", BadWhen::Past("2025-11-22 09:00".to_owned())),
        ("2025-11-22T09:00Z", BadWhen::Past("2025-11-22T09:00Z".to_owned())),
        ("18:05 Mars/Base", BadWhen::UnknownZone("Mars/Base".to_owned())),
        (
            "mon,wed 09:00 Europe/Pari",
            BadWhen::UnknownZone("Europe/Pari".to_owned()),
        ),
        ("2030-01-01 09:00", BadWhen::TooFar("2030-01-01 09:00".to_owned())),
        ("in 500 days", BadWhen::TooFar("in 500 days".to_owned())),
        ("reset+25h", BadWhen::TooFar("reset+25h".to_owned())),
    ] {
        let error = read(text).expect_err(text);
        assert_eq!(error, expected, "{text}");
        assert!(error.hint().contains("Write"), "{text}");
    }
}

#[test]
fn a_time_that_clocks_skip_is_as_much_later() {
    let zone = TimeZone::get("Europe/Paris").expect("zone");
    let now = "2026-03-28T12:00:00Z".parse().expect("now");
    assert_eq!(
        parse_when("tomorrow 02:30", now, &zone),
        Ok(at("2026-03-29T01:30:00Z", "Europe/Paris")),
        "03:30 on that day"
    );
}

proptest::proptest! {
    #[test]
    fn whatever_is_typed_is_answered(text in "\\PC{0,40}") {
        drop(read(&text));
    }

    #[test]
    fn words_in_any_order_are_answered(words in proptest::collection::vec(
        proptest::sample::select(vec!["reset", "+", "5m", "every", "at", "in", "mon", ",", "09:00", "9", "pm", "tomorrow", "2026-11-22", "Europe/Paris", "t", "é"]), 0..6)) {
        drop(read(&words.join(" ")));
        drop(read(&words.concat()));
    }
}
