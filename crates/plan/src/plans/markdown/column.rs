//! The columns of an order table, by their heads, and the few cells that mean something by themselves.

use super::words::{self, Label};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Key,
    Title,
    Prompt,
    Tokens(u32),
    Minutes(u32),
    Label(Label),
    Other,
}

/// Words at the head of a table of labels and values.
pub(super) fn is_head(text: &str) -> bool {
    matches!(
        words::plain(text).as_str(),
        "" | "field"
            | "attribute"
            | "property"
            | "item"
            | "metric"
            | "name"
            | "key"
            | "aspect"
            | "value"
            | "values"
            | "details"
            | "feld"
            | "wert"
            | "what"
    )
}

pub(super) fn column(header: &str) -> Column {
    let raw = header.trim().trim_matches(['*', '_', '`']);
    if matches!(raw, "#" | "№" | "N°") {
        return Column::Key;
    }
    let lower = raw.to_lowercase();
    let plain = words::plain(raw);
    match plain.as_str() {
        "no" | "nr" | "id" | "order" | "key" | "seq" | "num" | "number" | "reihenfolge" | "position" => {
            return Column::Key;
        }
        "task" | "tasks" | "step" | "phase" | "title" | "name" | "what" | "item" | "description"
        | "feature" | "milestone" | "work" | "aufgabe" | "schritt" | "story" | "session" | "component"
        | "activity" | "sprint" | "was" | "beschreibung" | "étape" | "tâche" | "fase" | "tarea" | "paso"
        | "part" | "section" => return Column::Title,
        "prompt" | "command" | "instruction" | "instructions" | "what to say" => return Column::Prompt,
        "min" | "mins" => return Column::Minutes(1),
        "h" | "hrs" | "std" => return Column::Minutes(60),
        _ => {}
    }
    match words::label(raw) {
        Some(Label::Tokens) => Column::Tokens(
            if lower.contains("(k") || lower.contains("k token") || lower.contains("tsd") {
                1_000
            } else {
                1
            },
        ),
        Some(Label::Time) => Column::Minutes(minutes(&lower)),
        Some(Label::Budget) if lower.contains("token") => Column::Tokens(1),
        Some(label @ (Label::Key | Label::Prompt)) => {
            if label == Label::Key {
                Column::Key
            } else {
                Column::Prompt
            }
        }
        Some(label) => Column::Label(label),
        None => Column::Other,
    }
}

fn minutes(header: &str) -> u32 {
    if header.contains("hour")
        || header.contains("(h")
        || header.contains("std")
        || header.contains("stunden")
    {
        60
    } else if header.contains("day") || header.contains("tage") {
        480
    } else {
        1
    }
}

pub(super) fn is_key(text: &str) -> bool {
    let numbered = text.bytes().any(|byte| byte.is_ascii_digit())
        || (text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_uppercase()));
    numbered
        && text.len() <= 6
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

pub(super) fn is_total(text: &str) -> bool {
    matches!(
        words::plain(text).as_str(),
        "total"
            | "totals"
            | "sum"
            | "gesamt"
            | "summe"
            | "somme"
            | "suma"
            | "all"
            | "grand total"
            | "insgesamt"
    )
}

pub(super) fn placeholder(text: &str) -> bool {
    let plain = words::plain(text);
    plain.is_empty() && !text.contains("&#")
        || matches!(
            plain.as_str(),
            "n/a" | "tbd" | "unknown" | "varies" | "offen" | "none" | "na" | "keine"
        )
}
