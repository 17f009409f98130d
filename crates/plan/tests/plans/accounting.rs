//! Nothing of a text is dropped: every word of it is in a field of the plan, or is one of the words that announce one.

use std::collections::HashSet;

use proptest::prelude::*;
use segue_plan::plans::{Format, Plan, read};

use crate::understood::samples;

/// Words that announce something, and units: they are in the plan as what they announce.
const ANNOUNCE: &str = "status duration total estimated estimate time tokens token effort complexity objectives objective goal
    goals deliverables success criteria acceptance prerequisites prerequisite tasks task subtasks depends on after before check
    verify prompt agent budget priority parallel yes phase step part milestone session week day prompts dependencies risks
    mitigations definition of done dod complete implementation plan timeline phases purpose checkpoint independent test blueprint
    order execution blocked by notes field value minutes min h hours hour k m days weeks half a about n p x to and in out
    geschätzte dauer token ziele voraussetzungen schritt ergebnisse aufgaben akzeptanzkriterien hängt ab von nach risiken std
    stunden bis ein halber tag statut durée totale jetons objectifs étape livrables dépend de prérequis risques heures à
    title key minutes tokens true false heading level text other phase task done parallel checks summary objectives verification
    scheduled can run with step kann parallel br markdown sh";

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Every text of a plan.
fn kept(plan: &Plan) -> String {
    // All fields at once, whatever is added to the plan one day.
    serde_json::to_string(plan)
        .expect("values")
        .replace("\\n", " ")
        .replace("\\t", " ")
        .replace("\\\"", " ")
}

/// The words of `text` that are nowhere in the plan.
fn lost(text: &str, plan: &Plan) -> Vec<(usize, String)> {
    let announce: HashSet<String> = words(ANNOUNCE).collect();
    let kept = kept(plan);
    let kept: HashSet<String> = words(&kept).collect();
    let mut lost = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for word in words(line) {
            let amount = word.starts_with(|c: char| c.is_ascii_digit());
            if !kept.contains(&word) && !announce.contains(&word) && !amount {
                lost.push((index + 1, word));
            }
        }
    }
    lost
}

#[test]
fn no_word_of_the_samples_is_lost() {
    for (name, text, format) in samples() {
        let plan = read(&text, format).expect("a plan").plan;
        // A comment of TOML is none of its values.
        let text: String = match format {
            Format::Markdown => text,
            Format::Toml => text
                .lines()
                .filter(|line| !line.starts_with('#'))
                .collect::<Vec<_>>()
                .join("\n"),
        };
        assert_eq!(lost(&text, &plan), [], "{name}");
    }
}

/// Lines as people write them; each `~` becomes a word that is there once.
const LINES: &[&str] = &[
    "# ~",
    "## ~",
    "### ~",
    "#### ~",
    "~\n===",
    "## Phase 1: ~ (30m, ~)",
    "## Phase 2 — ~ (25-32k) ✅",
    "## Phase 3",
    "### Step 1: ~",
    "### Tasks",
    "### Tasks (~)",
    "## Objectives",
    "### Objectives (~)",
    "## Risks",
    "## Overview",
    "## Implementation plan",
    "## 1. ~",
    "## 2. ~",
    "### Prompt",
    "### Verification",
    "### Dependencies",
    "## Estimate (~)",
    "## Status",
    "",
    "",
    "",
    "~ and ~.",
    "~:",
    "- ~",
    "* ~ ~",
    "  - ~",
    "    - ~",
    "1. ~",
    "2. ~ (20 min)",
    "   - ~",
    "- [ ] ~",
    "- [x] **~** ~ (1h)",
    "- [ ] 1.1 ~",
    "- [ ] 1.2 ~ (after 1.1)",
    "  - Check: `~`",
    "  - **Prompt**: ~",
    "  - ~: ~",
    "  - Status: ~",
    "  - Agent: ~",
    "  - Budget: 5k ~",
    "  - Priority: ~",
    "**Status**: ~",
    "**Tokens**: 25k ~",
    "**Tokens**: ~",
    "Duration: 1h (~)",
    "**Tokens (~)**: 5k",
    "Estimate: ~",
    "**Objective**: ~",
    "**Objectives**:",
    "Deliverables: ~, ~",
    "Acceptance criteria:",
    "**Complexity**: ~",
    "**Prerequisites**: ~",
    "**Prerequisites**: Phase 1 ~",
    "Depends on: ~",
    "Depends on ~.",
    "**After**: Phase 1 ~",
    "After: phase 1, ~",
    "Parallel: yes, ~",
    "Parallel: ~",
    "Can run in parallel with ~.",
    "Agent: ~",
    "Priority: ~",
    "Priority: 3",
    "Key: ~",
    "Budget: 5k ~",
    "Budget: ~",
    "Check: ~",
    "Check: `~` ~",
    "Check:",
    "Prompt: ~",
    "Prompt:",
    "**Prompt**",
    "Done: ~",
    "Done: yes",
    "**Effort**: 2h | **Owner**: ~",
    "**Effort**: 2h · **Tokens**: ~",
    "Total: 5h ~",
    "```\n~\n# ~\n```",
    "```text exactly\n~\n```",
    "    ~",
    "> ~",
    "> **Status**: ~",
    "> - ~",
    "<!-- ~ -->",
    "<b>~</b>",
    "---",
    "[~]: http://~",
    "[^1]: ~",
    "| ~ | ~ |\n|---|---|\n| ~ | ~ |",
    "| Phase | Tokens |\n|---|---|\n| ~ | 5k |\n| Phase 1 | 6k | ~ |",
    "| # | Prompt | Minutes | ~ |\n|---|---|---|---|\n| 1 | ~ | 5 ~ | ~ |",
    "| Task | Tokens | Status | Agent | After | Priority |\n|---|---|---|---|---|---|\n| ~ | 4k | ~ | ~ | ~ | ~ |",
    "| Field | Value |\n|---|---|\n| Status | ~ |\n| ~ | ~ |",
    "| **Duration** | 2h ~ |\n|---|---|\n| Tokens | 4k |",
];

#[test]
fn no_line_is_lost_wherever_it_stands() {
    let places = [
        "~~",
        "# Title\n\n~~\n",
        "# Title\n\n~~\n\nMore.\n",
        "# Title\n\n## Phase 1: One\n\n~~\n",
        "# Title\n\n## Phase 1: One\n\nProse.\n~~\nMore prose.\n",
        "# Title\n\n## Phase 1: One\n\n- ~~\n",
        "# Title\n\n## Phase 1: One\n\n- [ ] Task\n\n  ~~\n",
        "# Title\n\n## Phase 1: One\n\n~~\n\n- a\n- b\n",
        "# Title\n\n## Phase 1: One\n\n### Notes\n\n~~\n",
        "# Title\n\n## Phase 1: One\n\n### Step 1: Inner\n\n~~\n",
        "# Title\n\n## Overview\n\n~~\n",
        "# Title\n\n## Roadmap\n\n~~\n",
        "# Title\n\n1. One\n\n   ~~\n2. Two\n",
        "# Title\n\n## Phase 1: One\n\n> ~~\n",
        "# Title\n\n## Phase 1: One\n\n### Objectives\n\n~~\n",
        "# Title\n\n## Phase 1: One\n\n### Tasks\n\n~~\n",
        "# Title\n\n## Risks\n\n~~\n",
        "# Title\n\n## Phase 1: One\n\nCheck: `a`\n~~\n\nPrompt:\n\n```\nx\n```\n",
    ];
    let mut all = Vec::new();
    for place in places {
        let indent = place
            .split("~~")
            .next()
            .and_then(|before| before.rsplit('\n').next())
            .unwrap_or_default();
        let indent: String = indent.chars().map(|c| if c == '>' { '>' } else { ' ' }).collect();
        for line in LINES {
            let text = place.replace("~~", &line.replace('\n', &format!("\n{indent}")));
            let (text, _) = unique(&text);
            let Ok(reading) = read(&text, Format::Markdown) else {
                continue;
            };
            let lost: Vec<String> = lost(&text, &reading.plan)
                .into_iter()
                .map(|(_, word)| word)
                .filter(|word| word.starts_with("zq"))
                .collect();
            if !lost.is_empty() {
                all.push(format!("{lost:?} of {text:?}"));
            }
        }
    }
    assert!(all.is_empty(), "{} lost:\n{}", all.len(), all.join("\n"));
}

/// A text with a word that is there once for each `~`.
fn unique(text: &str) -> (String, usize) {
    let mut written = String::new();
    let mut number = 0;
    for character in text.chars() {
        if character == '~' {
            written.push_str(&format!("zq{number}w"));
            number += 1;
        } else {
            written.push(character);
        }
    }
    (written, number)
}

fn document() -> impl Strategy<Value = (String, usize)> {
    let front = prop_oneof![9 => Just(""), 1 => Just("---\ntitle: ~\nowner: ~\nstatus: ~\n---\n")];
    (front, prop::collection::vec(prop::sample::select(LINES), 1..24))
        .prop_map(|(front, lines)| unique(&format!("{front}{}\n", lines.join("\n"))))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_of_any_text_is_lost((text, _) in document()) {
        if let Ok(reading) = read(&text, Format::Markdown) {
            let lost: Vec<(usize, String)> = lost(&text, &reading.plan).into_iter().filter(|(_, word)| word.starts_with("zq")).collect();
            prop_assert!(lost.is_empty(), "{:?} of\n{}\nin {:#?}", lost, text, reading.plan);
        }
    }
}
