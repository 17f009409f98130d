//! What the fuzzer does, on its seeds and past finds, on pieces of the samples, and on made-up texts.

use std::path::Path;

use proptest::prelude::*;
use segue_plan::plans::{Format, check, read, write};

use crate::understood::samples;

/// The fuzz target's function.
fn try_out(text: &str) {
    for format in [Format::Markdown, Format::Toml] {
        let Ok(reading) = read(text, format) else { continue };
        let _ = check(&reading.plan);
        for format in [Format::Markdown, Format::Toml] {
            let written = write(&reading.plan, format);
            let again =
                read(&written, format).unwrap_or_else(|error| panic!("{error} in {written} of {text:?}"));
            assert_eq!(write(&again.plan, format), written, "not stable: {text:?}");
        }
    }
}

#[test]
fn every_file_of_the_corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/plan");
    let files: Vec<_> = folder.read_dir().expect("the corpus").collect();
    assert!(files.len() >= 20, "the corpus has gone");
    for file in files {
        let bytes = std::fs::read(file.expect("a readable folder").path()).expect("a readable file");
        try_out(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn samples_cut_anywhere() {
    for (_, text, _) in samples() {
        let step = (text.len() / 12).max(1);
        for cut in (1..text.len())
            .step_by(step)
            .filter(|cut| text.is_char_boundary(*cut))
        {
            try_out(&text[..cut]);
            try_out(&text[cut..]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>()) {
        try_out(&text);
    }

    #[test]
    fn lines_of_samples_in_any_order(picks in prop::collection::vec(any::<prop::sample::Index>(), 1..30)) {
        let samples = samples();
        let lines: Vec<&str> = samples.iter().flat_map(|(_, text, _)| text.split_inclusive('\n')).collect();
        let text: String = picks.iter().map(|pick| lines[pick.index(lines.len())]).collect();
        try_out(&text);
    }
}
