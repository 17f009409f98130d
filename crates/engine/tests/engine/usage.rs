//! Usage: calendar, zones, groups, and input that makes no sense.

use segue_engine::view::{UsageBy, UsageQuery, UsageSplit};
use segue_engine::{Code, Segue};
use serde_json::json;

use crate::support::{Closed, answer, append};

fn at(number: u64, timestamp: &str) -> serde_json::Value {
    let mut line = answer("s1", number, 10);
    line["timestamp"] = json!(timestamp);
    line
}

fn keys(segue: &mut Segue, query: &UsageQuery) -> Vec<(String, u64)> {
    let usage = segue.usage(query).expect("usage");
    usage
        .rows
        .into_iter()
        .map(|row| (row.key, row.sums.responses))
        .collect()
}

#[test]
fn days_are_counted_in_the_zone_that_was_asked_for() {
    let closed = Closed::new();
    // 23:50 UTC is the next day in Kathmandu (UTC+5:45) and the same day in New York.
    append(
        &closed.transcript("s1"),
        &[at(1, "2026-11-19T23:50:00Z"), at(2, "2026-11-20T12:00:00Z")],
    );
    let mut segue = closed.segue();
    let zone = |tz: &str| UsageQuery {
        tz: Some(tz.to_owned()),
        ..UsageQuery::default()
    };
    let day = |day: &str, responses| (format!("2026-11-{day}"), responses);
    assert_eq!(keys(&mut segue, &zone("UTC")), [day("19", 1), day("20", 1)]);
    assert_eq!(keys(&mut segue, &zone("Asia/Kathmandu")), [day("20", 2)]);
    assert_eq!(
        keys(&mut segue, &zone("America/New_York")),
        [day("19", 1), day("20", 1)]
    );
}

#[test]
fn both_ends_of_a_range_count() {
    let closed = Closed::new();
    let lines = [
        at(1, "2026-11-18T00:00:00Z"),
        at(2, "2026-11-19T23:59:59Z"),
        at(3, "2026-11-20T00:00:00Z"),
    ];
    append(&closed.transcript("s1"), &lines);
    let query = UsageQuery {
        since: Some("2026-11-18".to_owned()),
        until: Some("2026-11-19".to_owned()),
        ..UsageQuery::default()
    };
    let days = keys(&mut closed.segue(), &query);
    assert_eq!(days, [("2026-11-18".to_owned(), 1), ("2026-11-19".to_owned(), 1)]);
}

#[test]
fn every_grouping_adds_up_to_the_same_totals() {
    let closed = Closed::new();
    for session in ["s1", "s2", "s3"] {
        let lines: Vec<_> = (0..9)
            .map(|n| {
                let mut line = answer(session, n, 5 + n);
                line["message"]["id"] = json!(format!("{session}-{n}"));
                line["message"]["model"] = json!(if n % 2 == 0 {
                    "claude-opus-4-6"
                } else {
                    "claude-haiku-4-5"
                });
                line
            })
            .collect();
        append(&closed.transcript(session), &lines);
    }
    let mut segue = closed.segue();
    let all = segue.usage(&UsageQuery::default()).expect("usage").totals;
    assert_eq!(all.responses, 27);
    let groups = [
        UsageBy::Week,
        UsageBy::Month,
        UsageBy::Project,
        UsageBy::Model,
        UsageBy::Session,
        UsageBy::HourOfWeek,
    ];
    for by in groups {
        for split in [None, Some(UsageSplit::Model), Some(UsageSplit::Project)] {
            let query = UsageQuery {
                by,
                split,
                ..UsageQuery::default()
            };
            assert_eq!(
                segue.usage(&query).expect("usage").totals,
                all,
                "{by:?} {split:?}"
            );
        }
    }
}

#[test]
fn nonsense_is_refused_with_a_hint() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let some = |text: &str| Some(text.to_owned());
    let queries = [
        UsageQuery {
            since: some("yesterday"),
            ..UsageQuery::default()
        },
        UsageQuery {
            tz: some("Mars/Base"),
            ..UsageQuery::default()
        },
        UsageQuery {
            since: some("2026-11-20"),
            until: some("2026-11-18"),
            ..UsageQuery::default()
        },
    ];
    for query in queries {
        let problem = segue.usage(&query).expect_err("nonsense");
        assert_eq!(problem.code, Code::BadInput, "{query:?}");
        assert!(problem.hint.is_some());
    }
}

#[test]
fn a_price_of_the_persons_own_prices_history_again() {
    let closed = Closed::new();
    append(&closed.transcript("s1"), &[answer("s1", 1, 1_000_000)]);
    let before = closed
        .segue()
        .usage(&UsageQuery::default())
        .expect("usage")
        .totals
        .cost_usd;
    assert!(before > 10.0, "{before}");
    std::fs::write(closed.world.places.prices(), "[[price]]\nbroken").expect("write");
    let after = closed
        .segue()
        .usage(&UsageQuery::default())
        .expect("usage")
        .totals
        .cost_usd;
    assert!((after - before).abs() < 1e-9, "a broken override changes nothing");
    let doctor = closed.segue().doctor().expect("doctor");
    assert!(
        doctor
            .checks
            .iter()
            .any(|check| check.id == "prices" && check.fix.is_some())
    );
}
