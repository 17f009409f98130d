//! What is rendered reads back as itself, and what a person wrote stays.

use proptest::prelude::*;
use segue_plan::handoff::{Block, Estimate, Handoff, Item, Kind, Mark, Section, Source, parse, render};

/// Pieces that mean something to the reader, so that they land where they hurt.
const PIECES: &[&str] = &[
    "- ",
    "# ",
    "## ",
    "## Accomplished",
    "### ",
    "```",
    "````",
    "~~~",
    "```rust",
    "[ ] ",
    "[x] ",
    "[~] ",
    "\\",
    "\\\\",
    " — ",
    "—",
    " \\— ",
    "git",
    "Segue",
    "transcript line 7",
    "transcript line 7, 14:02",
    "; ",
    "~12,000 tokens (basis)",
    "~5 tokens ()",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "  ",
    "    ",
    "|a|b|",
    "[link](x)",
    "<!-- c -->",
    "> quote",
    "* star",
    "1. one",
    "`code`",
    "🦀",
    "é",
    "\u{feff}",
    "\u{a0}",
    "\u{2028}",
    "\u{85}",
    "words and more",
    ")",
    "(",
    ",",
    "---",
    "===",
    "\0",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![
        Just(Source::Git),
        Just(Source::Segue),
        (any::<u64>(), prop::option::of(text())).prop_map(|(line, at)| Source::line(line, at.as_deref())),
    ]
}

fn item() -> impl Strategy<Value = Item> {
    let mark = prop::option::of(prop_oneof![Just(Mark::Open), Just(Mark::Begun), Just(Mark::Done)]);
    let estimate =
        prop::option::of((any::<u64>(), text()).prop_map(|(tokens, basis)| Estimate::new(tokens, &basis)));
    (text(), mark, estimate, prop::collection::vec(source(), 0..3)).prop_map(
        |(text, mark, estimate, sources)| {
            let mut item = Item::new(&text).estimated(estimate);
            item.mark = mark;
            sources.into_iter().fold(item, Item::from)
        },
    )
}

fn fill(section: &mut Section, blocks: Vec<Result<Item, String>>) {
    for block in blocks {
        match block {
            Ok(item) => section.push(item),
            Err(prose) => section.push_prose(&prose),
        }
    }
}

fn blocks() -> impl Strategy<Value = Vec<Result<Item, String>>> {
    prop::collection::vec(prop_oneof![item().prop_map(Ok), text().prop_map(Err)], 0..4)
}

fn handoff() -> impl Strategy<Value = Handoff> {
    (text(), blocks(), prop::collection::vec((text(), blocks()), 0..4)).prop_map(|(title, lead, sections)| {
        let mut handoff = Handoff::new(&title);
        fill(handoff.lead_mut(), lead);
        for (heading, blocks) in sections {
            let mut section = Section::new(&heading);
            fill(&mut section, blocks);
            handoff.sections.push(section);
        }
        handoff
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_handoff_reads_back_as_itself(handoff in handoff()) {
        let text = render(&handoff);
        prop_assert_eq!(&parse(&text).unwrap(), &handoff, "\n{}", text);
    }

    #[test]
    fn whatever_a_person_writes_is_stable_after_one_rendering(text in text()) {
        if let Ok(first) = parse(&text) {
            prop_assert_eq!(&parse(&render(&first)).unwrap(), &first, "\n{}", render(&first));
        }
    }
}

const EDITED: &str = "\
# Add retry to the uploader

Session `0c5f` in `/home/ada/uploader`.

## Accomplished

- [x] Write the failing test — transcript line 88, 13:20
- Commit `3f2a91c` Retry uploads — git
I wrote this right below.

My own words, with a | table | and a fence:

```sh
# not a heading
- not an item
## neither
```

## My plan for tomorrow

* a star list
1. and a numbered one

- [ ] A thing of mine
  that goes on

  in two paragraphs
    - with a list in it

## Next objectives

- [~] Handle 429 — ~14,000 tokens (2 tasks took 28,000) — transcript line 250, 14:18; git
";

#[test]
fn a_persons_edit_stays_word_for_word_and_in_place() {
    let handoff = parse(EDITED).unwrap();
    let again = render(&handoff);
    for line in EDITED.lines() {
        assert!(
            again.lines().any(|other| other == line),
            "{line:?} is lost in:\n{again}"
        );
    }
    // Only a line that touched the list above it moves one down.
    assert_eq!(again.replace("git\n\nI wrote", "git\nI wrote"), EDITED);
    assert_eq!(parse(&again).unwrap(), handoff);
}

#[test]
fn facts_are_found_again() {
    let handoff = parse(EDITED).unwrap();
    assert_eq!(handoff.title(), "Add retry to the uploader");
    let done: Vec<_> = handoff.items(Kind::Accomplished).collect();
    assert_eq!(
        (done[0].text(), done[0].mark),
        ("Write the failing test", Some(Mark::Done))
    );
    assert_eq!(done[0].sources, [Source::line(88, Some("13:20"))]);
    assert_eq!(done[1].sources, [Source::Git]);
    let next: Vec<_> = handoff.items(Kind::Objectives).collect();
    let estimate = next[0].estimate.as_ref().unwrap();
    assert_eq!(
        (estimate.tokens, estimate.basis()),
        (14_000, "2 tasks took 28,000")
    );
    let own = handoff
        .sections
        .iter()
        .find(|section| section.kind().is_none())
        .unwrap();
    assert_eq!(own.heading(), "My plan for tomorrow");
    assert!(matches!(own.blocks(), [Block::Prose(_), Block::Item(_)]));
}

#[test]
fn a_file_with_windows_line_ends_reads_the_same() {
    assert_eq!(
        parse(&EDITED.replace('\n', "\r\n")).unwrap(),
        parse(EDITED).unwrap()
    );
}

#[test]
fn nothing_and_too_much_are_refused() {
    assert_eq!(parse(" \n\t").unwrap_err().to_string(), "the handoff is empty");
    assert_eq!(
        parse(&"x".repeat(2 << 20)).unwrap_err().to_string(),
        "the handoff is longer than 1 MiB"
    );
    assert_eq!(parse("no title, just words").unwrap().title(), "Handoff");
}
