//! Reads transcripts as the index does and prints totals and speed: `scan PATH...` (files, or folders of `*.jsonl`).
//!
//! The totals follow the metering rule: per (message id, request id), finished beats unfinished, then the larger output.

use std::collections::HashMap;
use std::fs::File;
use std::io::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use segue_transcript::{Body, LineReader, RawLine, Record, Response, record};

#[derive(Default)]
struct Totals {
    bytes: u64,
    lines: u64,
    odd: u64,
    limit_hits: u64,
    best: HashMap<(String, Option<String>), Response<'static>>,
}

impl Totals {
    fn add(&mut self, record: Record<'_>) {
        match record.body {
            Body::Response(response) => self.keep_best(response),
            Body::AgentProgress(inner) => self.add(*inner),
            Body::ApiError(error) if error.limit.is_some() => self.limit_hits += 1,
            _ => {}
        }
    }

    fn keep_best(&mut self, response: Response<'_>) {
        let key = (
            response.message_id.to_string(),
            response.request_id.as_deref().map(str::to_owned),
        );
        match self.best.get(&key) {
            Some(kept) if !response.beats(kept) => {}
            _ => drop(self.best.insert(key, response.into_owned())),
        }
    }

    fn scan(&mut self, path: &Path) -> Result<(), Error> {
        let mut reader = LineReader::new(File::open(path)?, 0);
        while let Some(line) = reader.next_line()? {
            self.lines += 1;
            match line {
                RawLine::Whole { offset, bytes, end } => {
                    self.bytes += end - offset;
                    match record::read(bytes) {
                        Ok(record) => self.add(record),
                        Err(_) => self.odd += 1,
                    }
                }
                RawLine::Torn { bytes, .. } => self.bytes += bytes.len() as u64,
                RawLine::TooLong { .. } => self.odd += 1,
            }
        }
        Ok(())
    }
}

fn transcripts(path: &Path, found: &mut Vec<PathBuf>) -> Result<(), Error> {
    if path.is_dir() {
        for entry in path.read_dir()? {
            transcripts(&entry?.path(), found)?;
        }
    } else if path.extension().is_some_and(|extension| extension == "jsonl") {
        found.push(path.to_owned());
    }
    Ok(())
}

fn main() -> Result<(), Error> {
    let mut files = Vec::new();
    for path in std::env::args_os().skip(1) {
        transcripts(Path::new(&path), &mut files)?;
    }
    let start = Instant::now();
    let mut totals = Totals::default();
    for file in &files {
        totals.scan(file)?;
    }
    let seconds = start.elapsed().as_secs_f64();
    let sum = |of: fn(&Response<'_>) -> u64| totals.best.values().map(of).sum::<u64>();
    println!(
        "files {}  bytes {}  lines {}  odd {}",
        files.len(),
        totals.bytes,
        totals.lines,
        totals.odd
    );
    println!(
        "responses {}  limit hits {}",
        totals.best.len(),
        totals.limit_hits
    );
    println!(
        "input {}  output {}  write 5m {}  write 1h {}  read {}",
        sum(|r| r.usage.input),
        sum(|r| r.usage.output),
        sum(|r| r.usage.cache_write_5m),
        sum(|r| r.usage.cache_write_1h),
        sum(|r| r.usage.cache_read)
    );
    println!("{seconds:.3} s  {:.0} MB/s", totals.bytes as f64 / 1e6 / seconds);
    Ok(())
}
