//! The two rules of `response`: the sums are the same whatever the order in which records are met.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;
use segue_meter::tokens::Tokens;
use segue_store::{FileBatch, Group, ResponseRow, SessionFacts, SourceFile, Store, Sums};

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("temp dir");
    let store = Store::open(&folder.path().join("segue.db")).expect("open");
    (folder, store)
}

fn batch(number: usize, responses: Vec<ResponseRow>) -> FileBatch {
    let file = SourceFile {
        path: format!("/t/{number}.jsonl"),
        inode: 1,
        size: 1,
        mtime_ns: 1,
        offset: 1,
        head_hash: 1,
        anchor_hash: 1,
        lines: 1,
        oddities: 0,
    };
    FileBatch {
        file,
        responses,
        sessions: Vec::new(),
        hits: Vec::new(),
        oddities: Vec::new(),
        unknown_kinds: BTreeMap::new(),
    }
}

fn total(store: &Store) -> Sums {
    let mut all = Sums::default();
    for (_, _, sums) in store
        .usage_by_group(None, None, Group::None, Group::None)
        .expect("usage")
    {
        all += sums;
    }
    all
}

/// Records that collide often: three messages, three request ids (one missing), both kinds of chain.
fn records() -> impl Strategy<Value = Vec<ResponseRow>> {
    let record = (
        0..3_u8,
        0..3_u8,
        1..40_u64,
        any::<bool>(),
        any::<bool>(),
        0..3_i64,
    );
    let record = record.prop_map(
        |(message, request, output, finished, sidechain, minute)| ResponseRow {
            message_id: format!("msg_{message}"),
            request_id: if request == 0 {
                String::new()
            } else {
                format!("req_{request}")
            },
            session_id: format!("session-{}", minute % 2),
            model: "claude-sonnet-4-6".to_owned(),
            at: Timestamp::from_second(1_795_000_000 + minute * 60).expect("time"),
            tokens: Tokens {
                input: output,
                output,
                ..Tokens::default()
            },
            web_searches: 0,
            fast: false,
            us_only: false,
            finished,
            sidechain,
            cost_micros: output,
        },
    );
    prop::collection::vec(record, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_records_does_not_matter(records in records(), seed in any::<u64>()) {
        let (_a, mut forward) = store();
        for (number, record) in records.iter().enumerate() {
            forward.ingest(&[batch(number, vec![record.clone()])]).expect("ingest");
        }
        let mut shuffled = records.clone();
        let length = shuffled.len() as u64;
        shuffled.sort_by_key(|record| (record.tokens.output.wrapping_mul(seed | 1) ^ seed) % length.max(1));
        shuffled.reverse();
        let (_b, mut other) = store();
        other.ingest(&[batch(0, shuffled)]).expect("ingest");
        prop_assert_eq!(total(&forward), total(&other));
    }

    #[test]
    fn meeting_everything_twice_changes_nothing(records in records()) {
        let (_folder, mut store) = store();
        store.ingest(&[batch(0, records.clone())]).expect("first");
        let once = total(&store);
        store.ingest(&[batch(1, records)]).expect("second");
        prop_assert_eq!(total(&store), once);
    }

    #[test]
    fn one_intake_after_another_is_as_one_and_a_dropped_one_is_none(records in records(), cut in 0..12_usize) {
        let (_a, mut whole) = store();
        whole.ingest(&[batch(0, records.clone())]).expect("ingest");
        let (_b, mut parts) = store();
        for (number, half) in [&records[..cut.min(records.len())], &records[cut.min(records.len())..]].iter().enumerate() {
            let batch = batch(number, half.to_vec());
            let mut dropped = parts.intake().expect("intake");
            dropped.add(&batch).expect("add");
            drop(dropped);
            let mut kept = parts.intake().expect("intake");
            kept.add(&batch).expect("add");
            kept.commit().expect("commit");
        }
        prop_assert_eq!(total(&whole), total(&parts));
    }

    #[test]
    fn sums_per_quarter_reconcile_with_every_grouping(records in records()) {
        let (_folder, mut store) = store();
        store.ingest(&[batch(0, records)]).expect("ingest");
        let all = total(&store);
        for group in [Group::Model, Group::Session, Group::Project] {
            let mut sums = Sums::default();
            for row in store.usage_by_quarter(None, None, group, Group::None).expect("quarters") {
                sums += row.sums;
            }
            prop_assert_eq!(sums, all);
        }
    }
}

/// Single answers spread over two hours, some at the very first or last millisecond of a quarter hour.
fn spread() -> impl Strategy<Value = Vec<ResponseRow>> {
    let at = prop_oneof![
        0..7_200_000_i64,
        (0..8_i64, -1..2_i64).prop_map(|(quarter, by)| quarter * 900_000 + by)
    ];
    prop::collection::vec((at, 0..2_u8), 1..30).prop_map(|all| {
        let row = |(number, (at, session)): (usize, (i64, u8))| ResponseRow {
            message_id: format!("msg_{number}"),
            request_id: format!("req_{number}"),
            session_id: format!("session-{session}"),
            model: format!("model-{}", number % 3),
            at: Timestamp::from_millisecond(1_795_500_000_000 + at).expect("time"),
            tokens: Tokens {
                output: 1 << (number % 30),
                ..Tokens::default()
            },
            web_searches: 0,
            fast: false,
            us_only: false,
            finished: true,
            sidechain: false,
            cost_micros: 7,
        };
        all.into_iter().enumerate().map(row).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sums_between_two_instants_are_exact(rows in spread(), from in 0..7_200_000_i64, length in 0..7_200_000_i64) {
        let (_folder, mut store) = store();
        let mut batch = batch(0, rows.clone());
        batch.sessions = vec![SessionFacts {
            id: "session-0".to_owned(),
            home: Some("/home/a".to_owned()),
            ..SessionFacts::default()
        }];
        store.ingest(&[batch]).expect("ingest");
        let instant = |ms: i64| Timestamp::from_millisecond(1_795_500_000_000 + ms).expect("time");
        let (since, until) = (instant(from), instant(from + length));
        for home in [None, Some("/home/a"), Some("/home/b")] {
            let mut expected: BTreeMap<String, Sums> = BTreeMap::new();
            let of_home = |row: &&ResponseRow| match home {
                None => true,
                Some(home) => home == "/home/a" && row.session_id == "session-0",
            };
            for row in rows.iter().filter(|row| row.at >= since && row.at < until).filter(of_home) {
                *expected.entry(row.model.clone()).or_default() +=
                    Sums { tokens: row.tokens, cost_micros: row.cost_micros, responses: 1 };
            }
            let found = store.model_sums(home, since, until).expect("sums");
            prop_assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
        }
    }
}
