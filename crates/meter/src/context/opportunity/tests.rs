use jiff::Timestamp;

use super::{opportunities, recommendation};
use crate::context::{
    Category, CompactionRules, ContextThresholds, Counted, Opportunity, OpportunityKind, What, WindowSource,
    reading,
};
use crate::provenance::{Provenance, Source};

fn item(what: What, tokens: u64, turn: u32) -> Counted {
    Counted {
        category: Category::Conversation,
        tokens,
        label: String::new(),
        what,
        turn,
        fingerprint: tokens,
    }
}

fn read(path: &str, tokens: u64) -> Counted {
    item(
        What::FileRead {
            path: path.to_owned(),
        },
        tokens,
        0,
    )
}

fn command(command: &str, tokens: u64) -> Counted {
    item(
        What::Command {
            command: command.to_owned(),
        },
        tokens,
        0,
    )
}

fn found(items: &[Counted]) -> Vec<(OpportunityKind, u32, u64)> {
    opportunities(items, 1.0)
        .iter()
        .map(|o| (o.kind, o.count, o.tokens))
        .collect()
}

#[test]
fn the_newest_ten_file_reads_stay() {
    let reads = |n: u32| {
        (0..n)
            .map(|i| read(&format!("f{i}"), 100 + u64::from(i)))
            .collect::<Vec<_>>()
    };
    assert_eq!(found(&reads(10)), []);
    assert_eq!(found(&reads(12)), [(OpportunityKind::OldFileReads, 2, 201)]);
}

#[test]
fn only_the_newest_copy_of_a_file_stays() {
    let items = [read("a", 30), read("b", 500), read("a", 31), read("a", 32)];
    assert_eq!(found(&items), [(OpportunityKind::RepeatedFileReads, 2, 61)]);
}

#[test]
fn an_old_read_of_a_file_read_again_is_counted_once() {
    let mut items = vec![read("a", 1_000)];
    items.extend((0..9).map(|i| read(&format!("f{i}"), 1)));
    items.push(read("a", 5));
    assert_eq!(found(&items), [(OpportunityKind::OldFileReads, 1, 1_000)]);
}

#[test]
fn equal_results_count_from_51_tokens_on() {
    let items = [
        command("ls", 50),
        command("ls", 50),
        command("pwd", 51),
        command("pwd", 51),
    ];
    assert_eq!(found(&items), [(OpportunityKind::RepeatedToolResults, 1, 51)]);
    let tool = |tokens| {
        item(
            What::ToolResult {
                tool: "Grep".to_owned(),
            },
            tokens,
            0,
        )
    };
    assert_eq!(
        found(&[tool(60), tool(60), tool(61)]),
        [(OpportunityKind::RepeatedToolResults, 1, 60)]
    );
}

#[test]
fn verbose_output_counts_from_501_tokens_on() {
    assert_eq!(
        found(&[command("git log", 500), command("cat main.rs", 9_000)]),
        []
    );
    assert_eq!(
        found(&[command("git log", 501)]),
        [(OpportunityKind::VerboseOutput, 1, 501)]
    );
    let twice = [command("git log", 800), command("git log", 800)];
    assert_eq!(
        found(&twice),
        [
            (OpportunityKind::RepeatedToolResults, 1, 800),
            (OpportunityKind::VerboseOutput, 1, 800)
        ]
    );
}

#[test]
fn the_last_six_turns_and_the_second_half_stay() {
    let talk = |turns: u32| {
        (0..turns)
            .flat_map(|t| [item(What::Prompt, 10, t), item(What::Reply, 90, t)])
            .collect::<Vec<_>>()
    };
    assert_eq!(found(&talk(6)), []);
    assert_eq!(found(&talk(8)), [(OpportunityKind::EarlyExchanges, 4, 200)]);
    assert_eq!(found(&talk(40)), [(OpportunityKind::EarlyExchanges, 40, 2_000)]);
    assert!(
        !opportunities(&talk(40), 1.0)[0].safe,
        "what was said is nowhere else"
    );
}

#[test]
fn safe_things_come_first_then_the_largest_and_tokens_are_scaled() {
    let mut items = (0..8).map(|t| item(What::Reply, 100_000, t)).collect::<Vec<_>>();
    items.extend([read("a", 100), read("a", 100), command("git log", 1_000)]);
    let found = opportunities(&items, 1.5);
    let brief = found
        .iter()
        .map(|o| (o.label.as_str(), o.tokens, o.safe))
        .collect::<Vec<_>>();
    assert_eq!(
        brief,
        [
            ("1 verbose command output", 1_500, true),
            ("1 older copy of a file read again", 150, true),
            ("2 messages of early exchanges", 300_000, false),
        ]
    );
}

#[test]
fn the_recommendation_follows_the_decision_table() {
    let at = |used| {
        let provenance = Provenance {
            source: Source::Transcript,
            seen_at: Timestamp::UNIX_EPOCH,
            stale: false,
            error_points: None,
        };
        let (rules, thresholds) = (CompactionRules::default(), ContextThresholds::default());
        reading(
            used,
            200_000,
            WindowSource::Session,
            &rules,
            &thresholds,
            provenance,
        )
    };
    let saves = |tokens, safe| {
        [Opportunity {
            kind: OpportunityKind::OldFileReads,
            label: String::new(),
            count: 1,
            tokens,
            safe,
        }]
    };
    for (used, opportunities, words) in [
        (
            50_000,
            saves(40_000, true),
            "Nothing to do: there is room to work.",
        ),
        (
            100_000,
            saves(40_000, true),
            "Continue with awareness. Compacting at a good stopping point frees about 40k tokens.",
        ),
        (
            100_000,
            saves(500, true),
            "Continue with awareness: half of the usable context is taken.",
        ),
        (
            137_000,
            saves(40_123, true),
            "Compact now: about 40k tokens can go safely.",
        ),
        (
            137_000,
            saves(40_123, false),
            "Compact now, or hand off and restart: little in it can go safely.",
        ),
        (
            160_000,
            saves(40_123, true),
            "Save and exit now: hand off, then go on with fresh context.",
        ),
    ] {
        assert_eq!(recommendation(&at(used), &opportunities), words, "{used}");
    }
}
