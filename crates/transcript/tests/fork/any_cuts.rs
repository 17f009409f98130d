//! Any cuts, over any recorded sample: the fork is whole, and only what was cut has changed.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use proptest::prelude::*;
use segue_transcript::chain::{Chain, Item, ItemKind, read_chain};
use segue_transcript::fork::{Cut, ForkPlan};
use serde_json::{Map, Value};

use super::{attachment, common, fork, plan, result, text, values};

struct Sample {
    name: String,
    bytes: Vec<u8>,
    chain: Chain,
    /// Everything that a plan could cut.
    cuts: Vec<Cut>,
}

static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/transcripts");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names.into_iter().map(load).collect()
});

fn load(name: String) -> Sample {
    let bytes = common::sample(&format!("transcripts/{name}"));
    let chain = read_chain(&bytes[..]).unwrap();
    let mut cuts: Vec<Cut> = chain.items.iter().filter_map(cut_of).collect();
    // Also what a compaction has dropped already.
    cuts.extend(blocks(&values(&bytes), "tool_result").iter().map(|id| result(id)));
    cuts.extend([
        result("no such call"),
        text("no such record"),
        attachment("no such record"),
    ]);
    Sample {
        name,
        bytes,
        chain,
        cuts,
    }
}

fn cut_of(item: &Item) -> Option<Cut> {
    match &item.kind {
        ItemKind::FileRead { tool_use_id, .. }
        | ItemKind::CommandOutput { tool_use_id, .. }
        | ItemKind::ToolResult { tool_use_id, .. }
            if !tool_use_id.is_empty() =>
        {
            Some(result(tool_use_id))
        }
        ItemKind::Prompt | ItemKind::Reply => Some(text(&item.uuid)),
        ItemKind::Attachment { .. } | ItemKind::FileRead { .. } => Some(attachment(&item.uuid)),
        _ => None,
    }
}

/// The ids of the blocks of a kind in the conversation's records, in order.
fn blocks(records: &[Value], kind: &str) -> Vec<String> {
    let id = if kind == "tool_use" { "id" } else { "tool_use_id" };
    let conversation = records.iter().filter(|record| record["uuid"].is_string());
    let contents = conversation.filter_map(|record| record["message"]["content"].as_array());
    contents
        .flatten()
        .filter(|block| block["type"] == kind)
        .map(|block| block[id].as_str().unwrap().to_owned())
        .collect()
}

fn any_plan() -> impl Strategy<Value = (usize, ForkPlan)> {
    (0..SAMPLES.len()).prop_flat_map(|at| {
        let cuts = SAMPLES[at].cuts.clone();
        let some = proptest::sample::subsequence(cuts.clone(), 0..=cuts.len());
        let tokens = prop_oneof![1..40_000u64, Just(1_000_000)];
        (some, tokens, any::<bool>()).prop_map(move |(cuts, context_tokens, titled)| {
            let title = titled.then(|| "A title".to_owned());
            (
                at,
                ForkPlan {
                    context_tokens,
                    title,
                    ..plan(cuts)
                },
            )
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn any_cuts_leave_a_whole_conversation((at, plan) in any_plan()) {
        let sample = &SAMPLES[at];
        let (out, forked) = fork(&sample.bytes, &plan);
        prop_assert_eq!(forked.skipped, 0);
        let (before, after) = (values(&sample.bytes), values(&out));
        let gone = attachments_cut(&plan, &forked.cuts_not_found);
        is_whole(sample, &out, &before, &after);
        is_connected(&before, &after, &gone);
        only_cuts_changed(&plan, &before, &after, &gone);
        sends_the_same(sample, &out, &plan, &gone);
    }

    #[test]
    fn a_damaged_transcript_is_forked_and_its_fork_is_no_odder(
        at in 0..SAMPLES.len(), damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let mut bytes = SAMPLES[at].bytes.clone();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let before = read_chain(&bytes[..]).unwrap();
        let cuts = before.items.iter().filter_map(cut_of).collect();
        let (out, forked) = fork(&bytes, &ForkPlan { context_tokens: 100, ..plan(cuts) });
        prop_assert!(forked.skipped <= before.oddities, "{} skipped of {} odd", forked.skipped, before.oddities);
        prop_assert!(read_chain(&out[..]).unwrap().oddities <= before.oddities);
    }
}

fn attachments_cut(plan: &ForkPlan, not_found: &[String]) -> HashSet<String> {
    let named = plan.cuts.iter().filter_map(|cut| match cut {
        Cut::Attachment { uuid } if !not_found.contains(uuid) => Some(uuid.clone()),
        _ => None,
    });
    named.collect()
}

/// Our own reader has nothing to say, and calls and answers are those of the source, in its order.
fn is_whole(sample: &Sample, out: &[u8], before: &[Value], after: &[Value]) {
    common::read(out);
    assert_eq!(read_chain(out).unwrap().oddities, 0, "{}", sample.name);
    for kind in ["tool_use", "tool_result"] {
        assert_eq!(blocks(before, kind), blocks(after, kind), "{}", sample.name);
    }
    let last = |records: &[Value]| records.iter().rev().find(|r| r["uuid"].is_string()).map(origin);
    assert_eq!(last(before), last(after), "{}", sample.name);
}

/// The id that a record had in the session that wrote it.
fn origin(record: &Value) -> String {
    let id = record["forkedFrom"]["messageUuid"]
        .as_str()
        .or(record["uuid"].as_str());
    id.unwrap().to_owned()
}

/// Whoever followed a record of the source follows its copy, or what that followed where it was cut.
fn is_connected(before: &[Value], after: &[Value], gone: &HashSet<String>) {
    let parents: HashMap<&str, Option<&str>> = before
        .iter()
        .filter_map(|record| Some((record["uuid"].as_str()?, record["parentUuid"].as_str())))
        .collect();
    let new: HashMap<&str, String> = after
        .iter()
        .filter_map(|record| Some((record["uuid"].as_str()?, origin(record))))
        .collect();
    for record in after.iter().filter(|record| record["uuid"].is_string()) {
        let mut expected = parents[&*origin(record)];
        while let Some(cut) = expected.filter(|parent| gone.contains(*parent)) {
            expected = parents[cut];
        }
        let parent = record["parentUuid"].as_str();
        match expected.filter(|parent| parents.contains_key(parent)) {
            Some(expected) => assert_eq!(new[parent.unwrap()], expected),
            None => assert_eq!(parent.is_some(), expected.is_some()),
        }
    }
}

/// Every record is the source's, but for its ids and for what was cut.
fn only_cuts_changed(plan: &ForkPlan, before: &[Value], after: &[Value], gone: &HashSet<String>) {
    let copies: HashMap<String, &Value> = after
        .iter()
        .filter(|record| record["uuid"].is_string())
        .map(|record| (origin(record), record))
        .collect();
    for record in before.iter().filter(|record| record["uuid"].is_string()) {
        let uuid = record["uuid"].as_str().unwrap();
        let Some(copy) = copies.get(&origin(record)) else {
            assert!(gone.contains(uuid), "{uuid} is missing");
            continue;
        };
        let cut = is_cut(plan, record);
        assert_eq!(comparable(record, cut), comparable(copy, cut), "{uuid}");
        if copy["segueEstimate"] == true {
            assert_eq!(
                copy["message"]["usage"]["cache_read_input_tokens"],
                plan.context_tokens
            );
        } else {
            assert_eq!(copy["message"]["usage"], record["message"]["usage"]);
        }
    }
}

fn is_cut(plan: &ForkPlan, record: &Value) -> bool {
    let answers = blocks(std::slice::from_ref(record), "tool_result");
    plan.cuts.iter().any(|cut| match cut {
        Cut::Result { tool_use_id, .. } => answers.contains(tool_use_id),
        Cut::Text { uuid, .. } => record["uuid"] == *uuid,
        Cut::Attachment { .. } => false,
    })
}

/// A record without what a fork changes: ids and usage, and of a cut one the texts and results.
fn comparable(record: &Value, cut: bool) -> Map<String, Value> {
    let mut record = record.as_object().unwrap().clone();
    for name in [
        "uuid",
        "parentUuid",
        "logicalParentUuid",
        "sessionId",
        "forkedFrom",
        "compactMetadata",
        "segueEstimate",
        "slug",
        "sourceToolAssistantUUID",
        "interruptedMessageId",
    ] {
        record.remove(name);
    }
    let message = record.get_mut("message").and_then(Value::as_object_mut);
    if let Some(message) = message {
        message.remove("usage");
        if cut {
            message.insert("content".to_owned(), uncut(&message["content"]));
        }
    }
    if cut {
        record.remove("toolUseResult");
    }
    record
}

fn uncut(content: &Value) -> Value {
    let Some(blocks) = content.as_array() else {
        return Value::Null;
    };
    let kept = blocks.iter().filter(|block| block["type"] != "text").cloned();
    let bare = kept.map(|mut block| {
        if block["type"] == "tool_result" {
            block.as_object_mut().unwrap().remove("content");
        }
        block
    });
    bare.collect()
}

/// What is sent is what the source sends, with a placeholder for what was cut.
fn sends_the_same(sample: &Sample, out: &[u8], plan: &ForkPlan, gone: &HashSet<String>) {
    let placeholder = |item: &Item| {
        plan.cuts.iter().find_map(|cut| match (cut, &item.kind) {
            (
                Cut::Result {
                    tool_use_id: cut,
                    placeholder,
                },
                ItemKind::FileRead { tool_use_id, .. }
                | ItemKind::CommandOutput { tool_use_id, .. }
                | ItemKind::ToolResult { tool_use_id, .. },
            ) if cut == tool_use_id => Some(placeholder.clone()),
            (Cut::Text { uuid, placeholder }, ItemKind::Prompt | ItemKind::Reply) if *uuid == item.uuid => {
                Some(placeholder.clone())
            }
            _ => None,
        })
    };
    // A snapshot of a request is not copied; a picture may have been part of a result.
    let counts = |item: &&Item| {
        !matches!(
            item.kind,
            ItemKind::SystemPrompt | ItemKind::ToolDefinitions | ItemKind::Image
        )
    };
    let expected: Vec<_> = sample
        .chain
        .items
        .iter()
        .filter(counts)
        .filter(|item| !gone.contains(&item.uuid))
        .map(|item| {
            (
                item.kind.clone(),
                item.turn,
                placeholder(item).unwrap_or_else(|| item.text.clone()),
            )
        })
        .collect();
    let fork = read_chain(out).unwrap();
    let sent: Vec<_> = fork
        .items
        .iter()
        .filter(counts)
        .map(|item| (item.kind.clone(), item.turn, item.text.clone()))
        .collect();
    assert_eq!(expected, sent, "{}", sample.name);
}
