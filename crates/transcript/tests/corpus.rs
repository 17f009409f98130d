//! Every seed and every past find of the fuzzer is read without panic, as a line and as a transcript.

use std::path::PathBuf;

use segue_transcript::chain::{Chain, ItemKind, read_chain};
use segue_transcript::fork::{Cut, ForkPlan, write_fork};
use segue_transcript::record::{self, Record};
use segue_transcript::story::read_story;

fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let files = folder
        .read_dir()
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    files
        .map(|file| {
            let path = file.expect("a readable folder").path();
            let bytes = std::fs::read(&path).expect("a readable file");
            (path, bytes)
        })
        .collect()
}

#[test]
fn every_file_of_the_corpus_is_read() {
    for target in ["record", "chain", "fork"] {
        let files = corpus(target);
        assert!(files.len() >= 10, "the {target} corpus has gone");
        for (path, bytes) in files {
            let _ = record::read(&bytes).map(Record::into_owned);
            let _ = record::prompt_text(&bytes);
            let chain = read_chain(&bytes[..]).expect("bytes do not fail");
            assert!(
                chain.items.windows(2).all(|pair| pair[0].turn <= pair[1].turn),
                "{}",
                path.display()
            );
            let story = read_story(&bytes[..]).expect("bytes do not fail");
            assert!(
                story.beats.windows(2).all(|pair| pair[0].line <= pair[1].line),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn seeds_named_ok_are_records_and_seeds_named_odd_are_not() {
    for (path, bytes) in corpus("record") {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        match record::read(&bytes) {
            Ok(record) => assert!(!name.starts_with("odd"), "{name}: {record:?}"),
            Err(oddity) => assert!(!name.starts_with("ok"), "{name}: {oddity}"),
        }
    }
}

#[test]
fn every_file_of_the_corpus_is_forked_with_everything_cut() {
    for (path, bytes) in ["record", "chain", "fork"].into_iter().flat_map(corpus) {
        let chain = read_chain(&bytes[..]).expect("bytes do not fail");
        let mut fork = Vec::new();
        let forked = write_fork(&bytes[..], &everything(&chain), &mut fork).expect("memory does not fail");
        let name = path.display();
        assert!(forked.skipped <= chain.oddities, "{name}: {forked:?}");
        let again = read_chain(&fork[..]).expect("bytes do not fail");
        assert!(again.oddities <= chain.oddities, "{name}");
    }
}

/// A plan that cuts all that it can name.
fn everything(chain: &Chain) -> ForkPlan {
    let placeholder = || "[cut]".to_owned();
    let cuts = chain.items.iter().map(|item| match &item.kind {
        ItemKind::FileRead { tool_use_id, .. }
        | ItemKind::CommandOutput { tool_use_id, .. }
        | ItemKind::ToolResult { tool_use_id, .. } => Cut::Result {
            tool_use_id: tool_use_id.clone(),
            placeholder: placeholder(),
        },
        ItemKind::Attachment { .. } => Cut::Attachment {
            uuid: item.uuid.clone(),
        },
        _ => Cut::Text {
            uuid: item.uuid.clone(),
            placeholder: placeholder(),
        },
    });
    ForkPlan {
        session_id: "fork".to_owned(),
        from_session: "source".to_owned(),
        title: None,
        cuts: cuts.collect(),
        context_tokens: 100,
        at: "2026-11-21T12:00:00Z".parse().expect("a time"),
    }
}
