//! What the recorded sessions say: the samples that the transcript crate keeps.

use std::collections::BTreeMap;
use std::path::Path;

use segue_meter::estimate::{Case, Model, TaskType};
use serde_json::Value;

/// How the table does on the recorded sessions, in words.
pub(crate) fn told() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../transcript/samples/transcripts");
    let mut taken = outcomes(&folder);
    taken.sort_unstable();
    if taken.is_empty() {
        return "recorded samples: none are there".to_owned();
    }
    let range = Model::cold().estimate(&Case::of(TaskType::Implementation)).fresh;
    let inside = taken.iter().filter(|fresh| range.holds(**fresh)).count();
    format!(
        "recorded samples: {} sessions with answers, {} to {} fresh tokens (median {}); the table's range for an \
         implementation ({} to {}) holds {inside}. They were recorded to show formats, with one question or two each: \
         they say nothing of people's sessions, and nothing was tuned on them.",
        taken.len(),
        taken[0],
        taken[taken.len() - 1],
        taken[taken.len() / 2],
        range.low,
        range.high,
    )
}

/// Fresh tokens of each recorded session that has any.
fn outcomes(folder: &Path) -> Vec<u64> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
    texts
        .map(|text| fresh(&text))
        .filter(|fresh| *fresh > 0)
        .collect()
}

/// Input, output and cache writes of a transcript; each message once, with its largest counts.
fn fresh(text: &str) -> u64 {
    let mut messages = BTreeMap::<String, u64>::new();
    for line in text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
    {
        let message = &line["message"];
        let count = |name: &str| message["usage"][name].as_u64().unwrap_or(0);
        let spent = count("input_tokens") + count("output_tokens") + count("cache_creation_input_tokens");
        if let Some(id) = message["id"].as_str() {
            let most = messages.entry(id.to_owned()).or_default();
            *most = spent.max(*most);
        }
    }
    messages.values().sum()
}
