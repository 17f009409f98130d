use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).expect("time")
}

fn beat(second: i64, what: Happening) -> Beat {
    Beat {
        at: Some(at(second)),
        line: 1,
        uuid: String::new(),
        turn: 1,
        what,
    }
}

fn ran(second: i64, command: &str, ok: bool) -> Beat {
    let output = String::new();
    let (command, ok) = (command.to_owned(), Some(ok));
    beat(second, Happening::Command { command, ok, output })
}

fn told(beats: &[Beat]) -> Vec<String> {
    let mut trouble = Trouble::default();
    for beat in beats {
        trouble.add(std::slice::from_ref(beat));
        // As between two looks.
        let kept = serde_json::to_string(&trouble).expect("json");
        trouble = serde_json::from_str(&kept).expect("json");
    }
    let mut whole = Trouble::default();
    whole.add(beats);
    assert_eq!(whole, trouble);
    let told = whole.incidents().into_iter();
    told.map(|one| format!("{}: {}", one.kind.as_str(), one.words))
        .collect()
}

#[test]
fn what_failed_again_and_again_is_named() {
    let beats = [
        ran(1, "cargo test", false),
        ran(2, "cargo test", false),
        ran(3, "cargo test", true),
        ran(4, "./deploy.sh", false),
        ran(5, "./deploy.sh", false),
        ran(6, "ls missing", false),
    ];
    assert_eq!(
        told(&beats),
        ["failing_tests: `cargo test` failed 2 times before it passed"]
    );
    let more = [&beats[..], &[ran(7, "./deploy.sh", false)]].concat();
    assert_eq!(
        told(&more)[1],
        "retries: `./deploy.sh` failed 3 times, and did not end well yet"
    );
}

#[test]
fn files_libraries_and_compactions_are_named_with_how_they_are_counted() {
    let read = |second| {
        let path = "/home/you/code/api/src/big.rs".to_owned();
        beat(second, Happening::Read { path })
    };
    let beats = [
        read(1),
        read(2),
        ran(3, "cargo add serde", true),
        read(5),
        beat(7, Happening::CompactSummary { text: String::new() }),
    ];
    assert_eq!(
        told(&beats),
        [
            "re_reads: big.rs was read 3 times",
            "new_library: a library came in: serde",
            "compacted: the context was compacted, and what is left written anew",
        ]
    );
    let mut trouble = Trouble::default();
    trouble.add(&beats);
    let costs: Vec<Cost> = trouble.incidents().into_iter().map(|one| one.cost).collect();
    assert_eq!(
        costs,
        [
            Cost::TakenInAfter(vec![at(2), at(5)]),
            Cost::Unknown,
            Cost::TakenInAfter(vec![at(7)]),
        ]
    );
}

#[test]
fn keys_in_commands_are_not_kept() {
    let secret = format!("curl -H 'x-api-key: sk-ant-api03-{}'", "a".repeat(60));
    let beats = [
        ran(1, &secret, false),
        ran(2, &secret, false),
        ran(3, &secret, false),
    ];
    let told = told(&beats);
    assert!(!told[0].contains("sk-ant-api03-aaaa"), "{told:?}");
}
