//! A whole transcript, forked with everything cut that can be.
#![no_main]

use libfuzzer_sys::fuzz_target;
use segue_transcript::chain::{ItemKind, read_chain};
use segue_transcript::fork::{Cut, ForkPlan, write_fork};

fuzz_target!(|transcript: &[u8]| {
    let chain = read_chain(transcript).expect("bytes in memory do not fail");
    let placeholder = || "[cut]".to_owned();
    let cuts = chain.items.into_iter().map(|item| match item.kind {
        ItemKind::ToolResult { tool_use_id, .. } => Cut::Result { tool_use_id, placeholder: placeholder() },
        ItemKind::Attachment { .. } => Cut::Attachment { uuid: item.uuid },
        _ => Cut::Text { uuid: item.uuid, placeholder: placeholder() },
    });
    let plan = ForkPlan {
        session_id: "fork".to_owned(),
        from_session: "source".to_owned(),
        title: None,
        cuts: cuts.collect(),
        context_tokens: 100,
        at: "2026-11-21T12:00:00Z".parse().expect("a time"),
    };
    let mut fork = Vec::new();
    let forked = write_fork(transcript, &plan, &mut fork).expect("memory does not fail");
    let again = read_chain(&fork[..]).expect("bytes in memory do not fail");
    assert!(again.oddities <= chain.oddities, "a fork is no odder than its source");
    assert!(forked.skipped <= chain.oddities, "what can be read is forked");
});
