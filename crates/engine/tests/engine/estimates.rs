//! Learning from finished sessions, and what is said of one before it starts: transcripts in, estimates out.

mod counted;
mod estimate;
mod model;
mod plan;

use std::fs;
use std::path::PathBuf;

use segue_engine::view::{EstimateQuery, UsageQuery};
use segue_engine::{LearnLimit, Segue};
use segue_store::{CalibrationRow, ObservationRow, OutcomeRow, Store};
use serde_json::{Value, json};

use crate::support::{Closed, answer, append, prompt};

/// A folder of a project in the closed world.
fn folder(closed: &Closed, name: &str) -> PathBuf {
    let path = closed.folder.path().join("work").join(name);
    fs::create_dir_all(&path).expect("folder");
    path.canonicalize().expect("real")
}

/// An answer of its own: ids from session and number, at a time of the day before the world's.
fn told(closed: &Closed, session: &str, number: u64, at: &str, output: u64) -> Value {
    let mut record = answer(session, number, output);
    record["cwd"] = json!(folder(closed, "demo").to_string_lossy());
    record["timestamp"] = json!(at);
    record["uuid"] = json!(format!("{session}-a{number}"));
    record["message"]["id"] = json!(format!("msg_{session}_{number}"));
    record["requestId"] = json!(format!("req_{session}_{number}"));
    record
}

/// A prompt of a session.
fn asked(closed: &Closed, session: &str, at: &str, text: &str) -> Value {
    let mut record = prompt(session, text);
    record["cwd"] = json!(folder(closed, "demo").to_string_lossy());
    record["timestamp"] = json!(at);
    record["uuid"] = json!(format!("{session}-{text}"));
    record
}

/// A session of a prompt and two answers that finished an hour before the world's now.
fn session(closed: &Closed, id: &str, text: &str, output: u64) {
    let lines = [
        asked(closed, id, "2026-11-21T08:50:00Z", text),
        told(closed, id, 1, "2026-11-21T08:51:00Z", output),
        told(closed, id, 2, "2026-11-21T09:00:00Z", output),
    ];
    append(&closed.transcript(id), &lines);
}

fn learn(segue: &mut Segue) -> u32 {
    segue
        .learn(LearnLimit::All, &mut |_, _| {})
        .expect("learn")
        .sessions
}

fn store(closed: &Closed) -> Store {
    Store::open(&closed.world.places.database()).expect("store")
}

fn outcomes(closed: &Closed) -> Vec<OutcomeRow> {
    store(closed).outcomes(None, 100).expect("outcomes")
}

fn sentence(text: &str) -> EstimateQuery {
    EstimateQuery {
        text: Some(text.to_owned()),
        ..EstimateQuery::default()
    }
}

/// Responses and tokens by class of everything, as usage tells them.
fn usage(segue: &mut Segue) -> [u64; 5] {
    let totals = segue.usage(&UsageQuery::default()).expect("usage").totals;
    [
        totals.responses,
        totals.input_tokens,
        totals.output_tokens,
        totals.cache_creation_tokens,
        totals.cache_read_tokens,
    ]
}

/// The same, summed over outcomes.
fn counted(closed: &Closed) -> [u64; 5] {
    let mut sums = [0; 5];
    for row in outcomes(closed) {
        let tokens = row.sums.tokens;
        let own = [
            row.sums.responses,
            tokens.input,
            tokens.output,
            tokens.cache_write(),
            tokens.cache_read,
        ];
        sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
    }
    sums
}

/// A login of which 40 % of the 5-hour window is used, until 12:00, at so many weighted tokens a percent.
fn limits(closed: &Closed, weighted_per_percent: f64) {
    let mut rows = store(closed);
    let now = closed.world.clock.now();
    let home = closed.world.places.claude[0].key();
    let seen = ObservationRow {
        home: home.clone(),
        kind: "five_hour".to_owned(),
        source: "statusline".to_owned(),
        first_seen_at: now,
        last_seen_at: now,
        used_percent: Some(40.0),
        resets_at: Some("2026-11-21T12:00:00Z".parse().expect("time")),
    };
    rows.note_observations(&[seen]).expect("observation");
    let calibration = CalibrationRow {
        kind: "five_hour".to_owned(),
        weighted_per_percent,
        error_points: 3.0,
        observations: 12,
    };
    rows.set_calibration(&home, &calibration, now)
        .expect("calibration");
}
