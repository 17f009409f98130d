//! What makes a text no plan: each error names its place and says what to do.

use segue_plan::plans::{Format, read};

#[test]
fn errors_of_markdown() {
    let table: &[(&str, (u32, u32), &str, &str)] = &[
        ("", (1, 1), "there is nothing in it", "Write a title"),
        (" \n\n", (1, 1), "there is nothing in it", "## Phase 1"),
        (
            "Just a sentence.\n",
            (1, 1),
            "neither a title nor a phase was found",
            "Write a title",
        ),
        (
            "# Title\n\n| Task | Tokens |\n|---|---|\n| One | 25k |\n| Two | plenty |\n",
            (6, 9),
            "\"plenty\" is no amount",
            "25-32k",
        ),
        (
            "# Title\n\n## Phase 1: One\n\n## Phase 2: Two\n\n- **Depends on**: Phase 1, Phase 7\n",
            (7, 28),
            "\"7\" is waited for, but there is no such phase or task",
            "Name one of these: 1, 2.",
        ),
        (
            "# Title\n\n## Phase 1: One (after phase 3)\n",
            (3, 1),
            "\"3\" is waited for, but there is no such phase or task",
            "Name one of these: 1.",
        ),
    ];
    for (text, place, what, hint) in table {
        let error = read(text, Format::Markdown).expect_err(text);
        assert_eq!(
            ((error.line, error.column), error.what.as_str()),
            (*place, *what),
            "{text}"
        );
        assert!(error.hint.contains(hint), "{text}: {}", error.hint);
        assert!(
            error
                .to_string()
                .starts_with(&format!("line {}, column {}: ", place.0, place.1))
        );
    }
}

#[test]
fn what_is_doubtful_is_a_note() {
    let table: &[(&str, (u32, u32), &str)] = &[
        ("## Phase 1: One\n", (1, 1), "the plan has no title"),
        ("# Only a title\n", (1, 1), "no phases were found"),
        (
            "# T\n## Phase 1: A\n## Phase 1: B\n",
            (3, 1),
            "phase 1 is there twice; this one is called 1-2",
        ),
        (
            "# T\n## Phase 1: A\nDuration: 90\n",
            (3, 11),
            "\"90\" was taken as minutes",
        ),
        (
            "# T\n## Phase 1: A\nTokens: 25\n",
            (3, 9),
            "\"25\" is less than 1,000 tokens",
        ),
        (
            "# T\n## Phase 1: A\nTokens: many\n",
            (3, 9),
            "no amount was read from \"many\"",
        ),
        (
            "# T\nTotal: 5h\n## Phase 1: A (2h)\n",
            (2, 8),
            "the total says 300 min, the phases together say 120 min",
        ),
        (
            "# T\n## Phase 1: A\n## Phase 2: B\nAfter: the spring release\n",
            (4, 8),
            "is no phase of this plan",
        ),
        (
            "# T\n## Phase 1: A\n## Thoughts\nOh well.\n",
            (3, 1),
            "the section \"Thoughts\" is kept as it is",
        ),
        (
            "# T\n- [ ] a\n- [ ] b\n",
            (2, 1),
            "no phases were found; this list is one phase",
        ),
    ];
    for (text, place, said) in table {
        let notes = read(text, Format::Markdown).expect(text).notes;
        let found = notes
            .iter()
            .any(|note| (note.line, note.column) == *place && note.text.contains(said));
        assert!(found, "{text}: {notes:?}");
    }
}

#[test]
fn the_examples_of_the_guide_are_plans() {
    let guide = include_str!("../../../../docs/guide/plans.md");
    for (fence, format) in [("```markdown\n", Format::Markdown), ("```toml\n", Format::Toml)] {
        let examples: Vec<&str> = guide
            .split(fence)
            .skip(1)
            .filter_map(|rest| rest.split("\n```").next())
            .collect();
        assert!(!examples.is_empty());
        for example in examples {
            let reading = read(example, format).unwrap_or_else(|error| panic!("{error}: {example}"));
            assert!(
                !reading.plan.phases.is_empty()
                    && reading.plan.phases[0].tasks.len() == if format == Format::Toml { 1 } else { 2 }
            );
        }
    }
}
