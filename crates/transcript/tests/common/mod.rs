//! Reading the samples.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file is a program of its own and uses some of this"
)]

use std::collections::HashMap;

use segue_transcript::{Body, LineReader, RawLine, Record, Response, record};

/// The bytes of a file in `samples/`.
pub fn sample(name: &str) -> Vec<u8> {
    let path = format!("{}/samples/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The lines of a file in `samples/`.
pub fn lines(name: &str) -> Vec<Vec<u8>> {
    sample(name)
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(<[u8]>::to_vec)
        .collect()
}

/// The records of the whole lines; panics on an oddity.
pub fn read(bytes: &[u8]) -> Vec<Record<'static>> {
    let mut reader = LineReader::new(bytes, 0);
    let mut records = Vec::new();
    while let Some(line) = reader.next_line().expect("bytes do not fail") {
        if let RawLine::Whole { bytes, offset, .. } = line {
            let record = record::read(bytes).unwrap_or_else(|oddity| panic!("at {offset}: {oddity}"));
            records.push(record.into_owned());
        }
    }
    records
}

pub fn read_sample(name: &str) -> Vec<Record<'static>> {
    read(&sample(name))
}

pub struct Sums {
    pub responses: usize,
    /// Input, output, 5-minute writes, 1-hour writes, cache reads.
    pub totals: [u64; 5],
}

/// Sums the best record of each answer, sub-agents included.
pub fn sum(records: &[Record<'_>]) -> Sums {
    let mut best: HashMap<(&str, Option<&str>), &Response<'_>> = HashMap::new();
    for record in records {
        let record = match &record.body {
            Body::AgentProgress(inner) => inner,
            _ => record,
        };
        if let Body::Response(response) = &record.body {
            let key = (&*response.message_id, response.request_id.as_deref());
            let kept = best.entry(key).or_insert(response);
            if response.beats(kept) {
                *kept = response;
            }
        }
    }
    let total = |of: fn(&Response<'_>) -> u64| best.values().map(|response| of(response)).sum();
    Sums {
        responses: best.len(),
        totals: [
            total(|r| r.usage.input),
            total(|r| r.usage.output),
            total(|r| r.usage.cache_write_5m),
            total(|r| r.usage.cache_write_1h),
            total(|r| r.usage.cache_read),
        ],
    }
}
