use super::*;
use crate::plans::{Amount, Format, write};

#[test]
fn a_plan_is_read() {
    let reading = read(
        r#"
title = "Token store"
tokens = [25_000, 32_000]
minutes = "1-1.5h"
objectives = ["Fast", "Small"]

[[phase]]
title = "Schema"

[[phase.task]]
title = "Write it"
prompt = """
Write the schema.
"""
checks = ["cargo test"]
budget_tokens = "50k"
priority = 7

[[other]]
heading = "Notes"
text = "Kept."
"#,
    )
    .expect("a plan");
    let plan = reading.plan;
    assert_eq!(
        plan.stated.tokens,
        Some(Amount {
            low: 25_000,
            high: 32_000
        })
    );
    assert_eq!(plan.stated.minutes, Some(Amount { low: 60, high: 90 }));
    let phase = &plan.phases[0];
    assert_eq!((phase.key.as_str(), phase.line), ("1", 7));
    let task = &phase.tasks[0];
    assert_eq!(
        (task.key.as_str(), task.budget_tokens, task.priority),
        ("1.1", Some(50_000), Some(7))
    );
    assert_eq!(task.prompt.as_deref(), Some("Write the schema.\n"));
    assert_eq!(plan.other[0].level, 2);
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_what_to_do() {
    let table: &[(&str, (u32, u32), &str, &str)] = &[
        ("", (1, 1), "there is nothing in it", "Write title"),
        (
            "title = \"a\"\nphases = []",
            (2, 1),
            "a plan has no \"phases\"",
            "Did you mean \"phase\"?",
        ),
        (
            "title = \"a\"\n[[phase]]\ntitle = \"b\"\n  minuts = 3",
            (4, 3),
            "a phase has no \"minuts\"",
            "Did you mean \"minutes\"?",
        ),
        (
            "title = 3",
            (1, 9),
            "\"title\" is a number, not text",
            "Write title",
        ),
        (
            "title = \"a\"\ntokens = \"lots\"",
            (2, 10),
            "\"tokens\" is text, not an amount",
            "25-32k",
        ),
        (
            "title = \"a\"\ntokens = [5, 3]",
            (2, 10),
            "\"tokens\" goes from 5 down to 3",
            "smaller number first",
        ),
        (
            "title = \"a\"\ntokens = 1.5",
            (2, 10),
            "\"tokens\" is a number, not an amount",
            "25_000",
        ),
        (
            "title = \"a\"\n[[phase]]\nkey = \"1\"",
            (2, 1),
            "a phase has no title",
            "Write title",
        ),
        (
            "status = \"a\"",
            (1, 1),
            "neither a title nor a phase was found",
            "Write title",
        ),
        (
            "title = \"a\"\n[[phase]]\ntitle = \"b\"\n[[phase.task]]\ntitle = \"c\"\npriority = 12",
            (6, 12),
            "\"priority\" is not a number from 0 to 9",
            "priority = 0",
        ),
    ];
    for (text, place, what, hint) in table {
        let error = read(text).expect_err(text);
        assert_eq!(
            ((error.line, error.column), error.what.as_str()),
            (*place, *what),
            "{text}"
        );
        assert!(error.hint.contains(hint), "{text}: {}", error.hint);
    }
    let error = read("title = \"a\"\nphase = = 3").expect_err("no TOML");
    assert_eq!(error.line, 2);
}

#[test]
fn texts_of_every_kind_come_back() {
    for text in [
        "",
        "\"",
        "\"\"\"",
        "a\"\"\"\"\nb\"",
        "\n",
        "\n\n a \\ \n",
        "\t\r\n",
        "\0\u{7f}\u{85}",
        "'''",
        "é🦀",
        "\\",
        "\\u0041\n\\",
    ] {
        let plan = Plan {
            title: format!("t{text}"),
            summary: text.to_owned(),
            objectives: vec![text.to_owned()],
            ..Plan::default()
        };
        let written = write(&plan, Format::Toml);
        assert_eq!(read(&written).map(|reading| reading.plan), Ok(plan), "{written}");
    }
}
