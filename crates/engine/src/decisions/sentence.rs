//! Whether one sentence states a decision. Precision before recall: a sentence that only may be one is left out.
//!
//! A person's words bind ("always …", "from now on …"); Claude's words are mostly about the next step, so only a
//! choice that is named as one, with what it was chosen over or why, counts.

/// Who says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    /// The person, in a prompt.
    Person,
    /// Claude, in a reply.
    Claude,
}

/// Fewer words than this say too little to be of use in another session.
const FEWEST_WORDS: usize = 4;
/// Longer sentences are usually pasted text.
const MOST_WORDS: usize = 60;

/// Says that it was decided, by whoever speaks.
const DECIDED: &[&str] = &[
    "we decided",
    "we've decided",
    "we have decided",
    "we agreed to",
    "we agreed on",
    "we agreed that",
    "we settled on",
    "we've settled on",
    "we have settled on",
    "i decided to",
    "i've decided",
    "i have decided",
    "i decided on",
    "i decided against",
    "it was decided",
    "the team decided",
    "the decision is to",
    "the decision was to",
    "we're going with",
    "we are going with",
    "we're sticking with",
    "we are sticking with",
    "we'll stick with",
    "we will stick with",
    "we'll go with",
    "we will go with",
];
/// A choice by Claude; counts with a contrast or a reason.
const CHOSE: &[&str] = &[
    "i chose",
    "i've chosen",
    "i have chosen",
    "i opted for",
    "i opted to",
    "i've opted",
    "i went with",
    "we chose",
    "i'm going with",
    "i am going with",
    "i'll go with",
    "i will go with",
    "i settled on",
    "i deliberately",
];
/// A choice of the next step by Claude; counts with a contrast and a reason.
const USES: &[&str] = &[
    "i'll use",
    "i will use",
    "i'm using",
    "i am using",
    "i used",
    "we'll use",
    "we will use",
    "i'll keep",
    "i kept",
];
/// A choice by the person.
const PERSON_CHOSE: &[&str] = &[
    "let's go with",
    "lets go with",
    "let's stick with",
    "lets stick with",
    "let's stick to",
    "let's settle on",
    "let's switch to",
    "lets switch to",
    "let's not use",
    "i'll go with",
    "i want to go with",
    "i'd go with",
    "we'll use",
    "we will use",
    "we use",
    "we're using",
    "go with",
    "stick with",
    "switch to",
];
/// What it was chosen over.
const CONTRAST: &[&str] = &[
    "instead of",
    "rather than",
    " over ",
    "in favour of",
    "in favor of",
    ", not ",
    "not use",
];
/// Why.
const REASON: &[&str] = &[
    "because",
    " since ",
    " so that ",
    "to avoid",
    "to keep",
    "so we ",
    "so it ",
    "which keeps",
    "which avoids",
    " as it ",
    " as the ",
    "due to",
    "for simplicity",
    "for consistency",
    "given that",
];
/// Not decided (yet), or somebody wonders.
const OPEN: &[&str] = &[
    "maybe",
    "perhaps",
    "not sure",
    "haven't decided",
    "have not decided",
    "not decided",
    "not yet",
    "n't decided",
    "undecided",
    "should we",
    "should i",
    "do you want",
    "would you",
    "could you",
    "can you",
    "if you want",
    "if you'd",
    "if we",
    "once we",
    "until we",
    "unless we",
    "when we've decided",
    "whether",
    "i suggest",
    "i recommend",
    "i'd suggest",
    "i'd recommend",
    "i propose",
    "we could",
    "i could",
    "you could",
    "might ",
    "i wonder",
    "let me know",
    "what if",
    "why we",
    "why i ",
    "how we",
    "wish ",
    "they decided",
    "suppose",
    "alternatively",
    "tbd",
    "to be decided",
    "for now",
    "just for this",
    "this time",
    "temporarily",
    "let's see",
];
/// A sentence that begins so asks or supposes.
const ASKS: &[&str] = &[
    "if", "should", "could", "would", "can", "do", "did", "does", "why", "what", "how", "whether", "when",
    "once", "is", "are", "was", "were", "suppose", "imagine", "after", "before", "until", "unless", "where",
    "which", "who",
];
/// Tools of the trade: which one Claude reads a file with is no decision.
const TOOLS: &[&str] = &[
    "`cat`",
    "`grep`",
    "`sed`",
    "`awk`",
    "`head`",
    "`tail`",
    "`find`",
    "`rg`",
    "`ls`",
    "`curl`",
    "grep ",
    "ripgrep",
    "the edit tool",
    "the read tool",
    "the write tool",
    "the bash tool",
    "the task tool",
    "bash tool",
    "read tool",
    "edit tool",
    "write tool",
    "a subagent",
    "sub-agent",
    "a heredoc",
    "the explore",
    "sed ",
    "awk ",
    "different approach",
    "glob ",
    "a script",
];

/// What the sentence decides; `None` when it does not clearly.
pub(super) fn decision(sentence: &str, speaker: Speaker) -> Option<&str> {
    let sentence = sentence.trim();
    if sentence.ends_with('?') || sentence.ends_with(':') {
        return None;
    }
    let plain = plain(sentence);
    let words: Vec<&str> = plain.split_whitespace().collect();
    if !(FEWEST_WORDS..=MOST_WORDS).contains(&words.len()) {
        return None;
    }
    if let Some(rest) = labelled(sentence, &plain, speaker) {
        return Some(rest);
    }
    let padded = format!(" {plain} ");
    if ASKS.contains(&words[0]) || OPEN.iter().any(|open| padded.contains(open)) {
        return None;
    }
    let says = DECIDED.iter().any(|phrase| has(&padded, phrase)) && names_something(&plain);
    let decides = match speaker {
        Speaker::Claude => says || claude_chose(&padded),
        Speaker::Person => says || person_chose(&plain, &words) || directs(&words) || from_now_on(&padded),
    };
    decides.then_some(sentence)
}

/// Lower case, with straight apostrophes and without emphasis; of a quotation only that there is one, for its words are
/// somebody else's.
fn plain(sentence: &str) -> String {
    let text = sentence
        .to_lowercase()
        .replace('\u{2019}', "'")
        .replace(['\u{201c}', '\u{201d}'], "\"")
        .replace(['*', '_'], "");
    let pieces: Vec<&str> = text.split('"').collect();
    // An odd mark is no quotation: inches, or a quotation that goes on in the next sentence.
    if pieces.len().is_multiple_of(2) {
        return text.replace('"', "");
    }
    pieces
        .iter()
        .step_by(2)
        .copied()
        .collect::<Vec<_>>()
        .join("quotation")
}

/// `phrase` as whole words.
fn has(padded: &str, phrase: &str) -> bool {
    padded.match_indices(phrase).any(|(at, _)| {
        let before = padded[..at].chars().next_back();
        let after = padded[at + phrase.len()..].chars().next();
        let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '\'');
        !part(before) && !part(after)
    })
}

/// `Decision: …` by anybody; `Rule: …` by the person.
fn labelled<'a>(sentence: &'a str, plain: &str, speaker: Speaker) -> Option<&'a str> {
    let (label, _) = plain.split_once(':')?;
    let bare = sentence.trim_start_matches(['*', '_']);
    let (_, rest) = bare.split_once(':')?;
    let rest = rest.trim().trim_start_matches(['*', '_']).trim();
    let anybody = matches!(
        label.trim(),
        "decision" | "key decision" | "design decision" | "final decision" | "decided" | "agreed"
    );
    let person = matches!(label.trim(), "rule" | "convention" | "house rule" | "constraint");
    let lower = rest.to_lowercase();
    let open = [
        "pending", "tbd", "open", "none", "to be", "unclear", "?", "n/a", "not ",
    ];
    ((anybody || (person && speaker == Speaker::Person))
        && rest.split_whitespace().count() >= 2
        && !open.iter().any(|word| lower.starts_with(word)))
    .then_some(rest)
}

/// "Let's go with that" decides something that the sentence does not name.
fn names_something(plain: &str) -> bool {
    const POINTS: &[&str] = &[
        "that",
        "this",
        "it",
        "those",
        "these",
        "option",
        "one",
        "first",
        "second",
        "third",
        "two",
        "three",
        "a",
        "b",
        "c",
        "the",
        "your",
        "my",
        "suggestion",
        "proposal",
        "recommendation",
        "recommended",
        "approach",
        "idea",
        "then",
        "1",
        "2",
        "3",
        "4",
        "yes",
        "ok",
        "okay",
        "sure",
        "and",
        "please",
        "plan",
        "let's",
        "lets",
        "go",
        "with",
        "we'll",
        "we're",
        "we",
        "going",
        "will",
        "on",
        "sounds",
        "good",
        "great",
        "i'll",
        "i",
        "are",
        "stick",
        "sticking",
        "version",
        "latter",
        "former",
        "for",
        "default",
        "defaults",
    ];
    plain
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'))
        .filter(|word| !word.is_empty())
        .filter(|word| !POINTS.contains(word))
        .count()
        >= 1
}

fn claude_chose(padded: &str) -> bool {
    let any = |phrases: &[&str]| phrases.iter().any(|phrase| padded.contains(phrase));
    if any(TOOLS) {
        return false;
    }
    let chose = CHOSE.iter().any(|phrase| has(padded, phrase));
    let uses = USES.iter().any(|phrase| has(padded, phrase));
    (chose && (any(CONTRAST) || any(REASON))) || (uses && any(CONTRAST) && any(REASON))
}

/// The person's choice: "let's go with X", "use X instead of Y", "I prefer X over Y".
fn person_chose(plain: &str, words: &[&str]) -> bool {
    let begins = without_politeness(plain);
    let contrast = CONTRAST.iter().any(|phrase| plain.contains(phrase));
    if let Some(phrase) = PERSON_CHOSE.iter().find(|phrase| begins.starts_with(**phrase)) {
        let weak = matches!(
            *phrase,
            "go with" | "switch to" | "we use" | "we're using" | "stick with"
        );
        let rest = &begins[phrase.len()..];
        let errand = [
            " to see",
            " to check",
            " to find",
            " to debug",
            " to look",
            " branch",
        ];
        return rest.starts_with(' ')
            && names_something(rest)
            && !errand.iter().any(|errand| rest.contains(errand))
            && (!weak || contrast || REASON.iter().any(|reason| plain.contains(reason)));
    }
    let first = begins.split_whitespace().next().unwrap_or("");
    let lets_use = ["let's use ", "lets use ", "use ", "let's keep ", "keep "];
    if lets_use.iter().any(|phrase| begins.starts_with(phrase)) {
        return contrast && words.len() >= 5;
    }
    let refuses = ["don't use ", "do not use ", "no more "];
    if refuses.iter().any(|phrase| begins.starts_with(phrase)) {
        return plain.contains(", use ")
            || plain.contains("; use ")
            || plain.contains(" anywhere")
            || contrast;
    }
    (first == "prefer" || begins.starts_with("i prefer ") || begins.starts_with("we prefer "))
        && (contrast || plain.contains(" to "))
}

/// "Always …", "never …", "we always …", "you must never …": to be kept, by the person.
fn directs(words: &[&str]) -> bool {
    let Some(at) = words
        .iter()
        .take(6)
        .position(|word| matches!(*word, "always" | "never"))
    else {
        return false;
    };
    let Some(verb) = words
        .get(at + 1)
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
    else {
        return false;
    };
    let before: Vec<&str> = words[..at].iter().map(|word| word.trim_matches(',')).collect();
    let polite = |word: &&str| {
        matches!(
            *word,
            "please"
                | "and"
                | "also"
                | "but"
                | "so"
                | "remember"
                | "to"
                | "ok"
                | "okay"
                | "then"
                | "yes"
                | "no"
        ) || word.ends_with(':')
    };
    let subject: Vec<&str> = before.iter().copied().filter(|word| !polite(word)).collect();
    match subject.as_slice() {
        [] => is_instruction(verb),
        [
            "you" | "we" | "claude" | "agents",
            "must" | "should" | "shall" | "can" | "may" | "will",
        ] => true,
        ["you" | "we", "need" | "have"] => true,
        ["make", "sure"] | ["make", "sure", "you" | "we"] | ["be", "sure"] => true,
        ["i", "want" | "need"] | ["i", "want", "you" | "us"] => true,
        ["i"] => matches!(verb, "want"),
        ["we"] => USUAL.contains(&verb),
        _ => false,
    }
}

/// What a team does as a rule; "we never got this working" tells a story.
const USUAL: &[&str] = &[
    "use", "commit", "write", "put", "keep", "run", "deploy", "squash", "rebase", "name", "test", "merge",
    "push", "log", "store", "import", "throw", "return", "add", "edit", "call", "mock", "ship", "release",
    "format", "lint", "pin", "want", "prefer", "rename", "delete", "remove", "touch", "change", "wrap",
    "validate", "check", "document", "sign", "tag",
];

/// An imperative: not a third person ("always fails"), not the past ("never worked"), not "never mind".
fn is_instruction(verb: &str) -> bool {
    const NOT: &[&str] = &[
        "mind",
        "seen",
        "got",
        "get",
        "getting",
        "had",
        "been",
        "was",
        "is",
        "the",
        "a",
        "an",
        "knew",
        "saw",
        "heard",
        "thought",
        "again",
        "true",
        "false",
        "happen",
        "happening",
        "failing",
        "did",
        "does",
        "this",
        "that",
        "it",
        "once",
        "quite",
        "really",
        "available",
        "visible",
        "null",
        "empty",
        "so",
        "and",
        "or",
        "went",
        "came",
        "found",
        "made",
        "in",
        "on",
        "at",
    ];
    const ENDS_SO: &[&str] = &[
        "pass", "address", "process", "access", "assess", "express", "compress", "focus", "discuss", "guess",
        "cross", "dismiss", "press", "bypass", "embed", "need", "feed", "seed", "speed", "exceed", "proceed",
        "shed",
    ];
    let told = (verb.ends_with('s') || verb.ends_with("ed")) && !ENDS_SO.contains(&verb);
    !verb.is_empty() && !NOT.contains(&verb) && !told
}

/// "From now on …", unless a misfortune is reported.
fn from_now_on(padded: &str) -> bool {
    let says = ["from now on", "going forward", "from here on", "in all future"]
        .iter()
        .any(|phrase| has(padded, phrase));
    let reports = [
        " error",
        " fails",
        " failing",
        " crash",
        " broken",
        " i get ",
        " getting ",
        " it is ",
        " happens",
    ];
    says && !reports.iter().any(|word| padded.contains(word))
}

fn without_politeness(plain: &str) -> &str {
    let mut rest = plain;
    loop {
        let before = rest;
        for word in [
            "ok", "okay", "yes", "no", "please", "then", "so", "and", "alright", "good", "great", "hmm",
            "right", "sure", "actually", "also", "but",
        ] {
            if let Some(after) = rest.strip_prefix(word)
                && after.starts_with([',', ' ', '.', ';', ':'])
            {
                rest = after.trim_start_matches([',', ' ', '.', ';', ':']);
            }
        }
        if rest == before {
            return rest;
        }
    }
}

#[cfg(test)]
mod tests;
