//! The table of phases, and how to read it.

use segue_engine::view::{Estimate, EstimateLine};
use segue_meter::words;
use segue_plan::plans::{Amount, Stated};

use crate::render::ink::{BOLD, DIM};
use crate::render::plain::{fit, plain};
use crate::render::table::{Cell, Side, Table};
use crate::render::{Look, range, remark};

/// From this width on, each phase's task type stands in the table.
pub(super) const WIDE: usize = 104;
/// Columns of the bars, in a narrow terminal and in a wide one.
const BARS: (usize, usize) = (12, 20);

/// A row per phase with its bar, the total, and the words under it.
pub(super) fn table(estimate: &Estimate, look: &Look) -> String {
    let wide = look.width >= WIDE;
    let bars = if wide { BARS.1 } else { BARS.0 };
    let scale = estimate
        .lines
        .iter()
        .map(|line| line.fresh.high)
        .max()
        .unwrap_or(0);
    let mut columns = vec![("", Side::Right), ("Phase", Side::Left)];
    if wide {
        columns.push(("Kind", Side::Left));
    }
    columns.extend([
        ("Tokens", Side::Right),
        ("80 % range", Side::Left),
        ("Time", Side::Right),
        ("", Side::Left),
    ]);
    let mut table = Table::new(&columns);
    for line in &estimate.lines {
        let mut cells = vec![Cell::styled(fit(&line.key, 6), DIM), plain(&line.title).into()];
        if wide {
            cells.push(Cell::styled(line.task_type.to_string(), DIM));
        }
        cells.extend(numbers(line));
        cells.push(Cell::styled(range::bar(&line.fresh, scale, bars), DIM));
        table.row(cells);
    }
    let mut total = vec![Cell::from(""), Cell::styled("In all", BOLD)];
    if wide {
        total.push("".into());
    }
    total.extend(numbers(&estimate.total));
    table.total(total);
    format!(
        "{}{}",
        table.draw_in(look.width, 1),
        remarks(estimate, wide, look)
    )
}

fn numbers(line: &EstimateLine) -> [Cell; 3] {
    [
        Cell::styled(range::middle(&line.fresh), BOLD),
        range::ends(&line.fresh).into(),
        range::minutes(line.minutes.mid).into(),
    ]
}

/// Task types where the table has no room for them, what the plan says itself, and what may run side by side.
fn remarks(estimate: &Estimate, wide: bool, look: &Look) -> String {
    let mut text = String::new();
    if !wide {
        text.push_str(&remark(&format!("{}.", kinds(&estimate.lines)), look));
    }
    if let Some(words) = stated(&estimate.total.stated) {
        text.push_str(&remark(&format!("The plan itself says {words} in all."), look));
    }
    let parallel: Vec<&str> = estimate
        .lines
        .iter()
        .filter(|line| line.parallel)
        .map(|line| line.key.as_str())
        .collect();
    if !parallel.is_empty() {
        text.push_str(&remark(
            &format!("Can run side by side: {}.", parallel.join(", ")),
            look,
        ));
    }
    text
}

/// `Kinds of work: planning 1; implementation 2, 3`.
fn kinds(lines: &[EstimateLine]) -> String {
    let mut kinds: Vec<(String, Vec<&str>)> = Vec::new();
    for line in lines {
        let name = line.task_type.to_string();
        match kinds.iter_mut().find(|(kind, _)| *kind == name) {
            Some((_, keys)) => keys.push(&line.key),
            None => kinds.push((name, vec![&line.key])),
        }
    }
    let words: Vec<String> = kinds
        .iter()
        .map(|(kind, keys)| format!("{kind} {}", keys.join(", ")))
        .collect();
    format!("Kinds of work: {}", words.join("; "))
}

/// `62k to 78k tokens and 2 h to 3 h`, as far as it is stated.
pub(crate) fn stated(stated: &Stated) -> Option<String> {
    let in_tokens = stated
        .tokens
        .as_ref()
        .map(|amount| format!("{} tokens", tokens(amount)));
    let in_time = stated.minutes.as_ref().map(minutes);
    let parts: Vec<String> = in_tokens.into_iter().chain(in_time).collect();
    (!parts.is_empty()).then(|| parts.join(" and "))
}

/// `25k to 32k`.
pub(crate) fn tokens(amount: &Amount) -> String {
    range::between(words::tokens(amount.low), words::tokens(amount.high))
}

/// `1 h to 1 h 30 m`.
pub(crate) fn minutes(amount: &Amount) -> String {
    range::between(range::minutes(amount.low), range::minutes(amount.high))
}
