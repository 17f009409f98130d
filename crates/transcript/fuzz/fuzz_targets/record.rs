//! One line, read every way a line is read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use segue_transcript::record::{self, Record};
use segue_transcript::{limit_text, statusline, stream};

fuzz_target!(|line: &[u8]| {
    let _ = record::read(line).map(Record::into_owned);
    let _ = record::prompt_text(line);
    let _ = stream::parse(line);
    let _ = statusline::parse(line);
    if let Ok(text) = std::str::from_utf8(line) {
        let _ = limit_text::read(text, "2026-11-21T00:00:00Z".parse().ok());
    }
});
