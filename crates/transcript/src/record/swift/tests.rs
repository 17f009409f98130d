//! The quick reader and `serde_json` say the same, or the quick one says nothing.

use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;

use super::super::line::Line;
use super::super::{classify, read, thorough};
use super::read as swiftly;

/// Compares the two on one line; true when the quick reader was sure.
fn agrees(line: &[u8]) -> bool {
    let slow = thorough(line);
    assert_eq!(
        read(line).is_ok(),
        line.trim_ascii_start().first() == Some(&b'{') && slow.is_ok()
    );
    match swiftly::<Line<'_>>(line) {
        Some(quick) => {
            assert_eq!(classify::record(quick), slow, "{}", String::from_utf8_lossy(line));
            true
        }
        None => false,
    }
}

fn lines_below(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = folder.read_dir().unwrap();
    let bytes = files.flat_map(|file| std::fs::read(file.unwrap().path()));
    bytes
        .flat_map(|bytes| {
            let lines = bytes.split(|byte| *byte == b'\n');
            lines
                .filter(|line| !line.is_empty())
                .map(<[u8]>::to_vec)
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn nearly_every_recorded_line_is_read_quickly_and_alike() {
    let lines = lines_below("samples/transcripts");
    let sure = lines.iter().filter(|line| agrees(line)).count();
    assert!(lines.len() > 200, "the samples have gone");
    assert!(sure * 100 >= lines.len() * 95, "{sure} of {}", lines.len());
}

#[test]
fn the_fuzzers_corpus_is_read_alike() {
    let lines = lines_below("fuzz/corpus/record");
    assert!(lines.len() >= 10, "the corpus has gone");
    for line in lines {
        agrees(&line);
    }
}

#[test]
fn a_value_that_nobody_asked_for_is_json_all_the_same() {
    let inside = |value: &str| format!(r#"{{"type":"user","other":{value}}}"#);
    for sound in [
        r#""""#,
        r#""\u00e9\"\\\/\b\f\n\r\t""#,
        "0",
        "-0",
        "-1.5e+10",
        "1E5",
        "true",
        "false",
        "null",
        "[]",
        "{}",
        "[ ]",
        "{ }",
        "[1, 2]",
        r#"{"a" : [ {} ] , "b":1}"#,
        r#""ends in a backslash\\""#,
        "\"é\u{1f600}\"",
    ] {
        assert!(agrees(inside(sound).as_bytes()), "{sound}");
    }
    for broken in [
        "",
        "\"",
        r#""\x""#,
        r#""\u12g4""#,
        r#""\u12"#,
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+",
        "+1",
        "tru",
        "nul",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[",
        r#"{"a":1,}"#,
        r#"{"a"}"#,
        r#"{"a" 1}"#,
        "{1:2}",
        "{,}",
        r#"{"a":}"#,
        "\"\t\"",
        "NaN",
        r#"1}{"a":1"#,
        "1]",
        "1}}",
    ] {
        assert!(!agrees(inside(broken).as_bytes()), "{broken}");
    }
}

#[test]
fn strings_end_where_they_end_wherever_a_block_ends() {
    for before in 0..70 {
        for mark in [r#"\""#, r"\\", r"\\\\", r"\u0022", r#"\\\""#, r"\n\n\n\n", ""] {
            for after in [0, 1, 31, 32, 33] {
                let text = format!("{}{mark}{}", "a".repeat(before), "b".repeat(after));
                assert!(
                    agrees(format!(r#"{{"type":"user","other":"{text}"}}"#).as_bytes()),
                    "{text}"
                );
                assert!(
                    agrees(format!(r#"{{"type":"summary","summary":"{text}"}}"#).as_bytes()),
                    "{text}"
                );
                assert!(
                    !agrees(format!(r#"{{"type":"user","other":"{text}}}"#).as_bytes()),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn deep_nesting_is_left_to_the_other_reader() {
    for (levels, sure) in [(50, true), (99, true), (100, false), (5000, false)] {
        let line = format!(
            r#"{{"type":"user","other":{}{}}}"#,
            "[".repeat(levels),
            "]".repeat(levels)
        );
        assert_eq!(agrees(line.as_bytes()), sure, "{levels}");
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[a\\\\\"\n]{0,80}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..8)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &[
        "type",
        "message",
        "usage",
        "content",
        "text",
        "id",
        "model",
        "stop_reason",
        "data",
        "isSidechain",
        "summary",
        "input_tokens",
        "timestamp",
        "forkedFrom",
        "sessionId",
    ];
    prop_oneof![4 => prop::sample::select(KNOWN).prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn any_object_is_read_alike(members in prop::collection::vec((name(), any_value()), 0..10)) {
        let object: serde_json::Map<_, _> = members.into_iter().collect();
        agrees(Value::Object(object).to_string().as_bytes());
    }

    #[test]
    fn a_damaged_line_is_read_alike(
        which in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"\"\\{}[],:0u \n\xff".as_slice())), 1..4),
    ) {
        let mut line = which.get(&lines_below("samples/transcripts")).clone();
        for (at, byte) in damage {
            let at = at.index(line.len());
            line[at] = byte;
        }
        agrees(&line);
    }
}
