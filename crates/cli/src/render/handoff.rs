//! `segue handoff`: where it is and what is in it.

use segue_engine::view::{Handoff, HandoffEntry};
use segue_meter::words;

use super::ink::{BOLD, DIM, paint};
use super::plain::{fit, plain};
use super::table::{Cell, Side, Table};
use super::{Look, heading, next_step, remark, session};

const PROJECT: usize = 14;
/// Columns that everything but the title takes.
const REST: usize = 62;

/// What was made, in a few lines.
pub(crate) fn summary(handoff: &Handoff, look: &Look) -> String {
    let mut text = format!("{}\n", paint(BOLD, title(&handoff.markdown)));
    let about = [
        handoff.project.as_deref().map(plain),
        Some(format!("session {}", session::short_id(&handoff.session_id))),
        Some(made(&handoff.made_by).to_owned()),
        Some(format!("~{} tokens", words::tokens(handoff.tokens))),
        handoff
            .used_by
            .as_deref()
            .map(|by| format!("taken up by {}", session::short_id(by))),
    ];
    let about: Vec<String> = about.into_iter().flatten().collect();
    text.push_str(&format!("  {}\n", paint(DIM, about.join(" · "))));
    let mut table = Table::new(&[("", Side::Left), ("", Side::Right)]);
    for (heading, items) in sections(&handoff.markdown) {
        table.row(vec![heading.into(), items.to_string().into()]);
    }
    text.push_str(&format!("\n{}\n", table.draw()));
    if let Some(path) = &handoff.path {
        text.push_str(&format!("  {}\n", plain(path)));
    }
    for problem in &handoff.problems {
        text.push_str(&remark(problem, look));
    }
    if let Some(path) = &handoff.path {
        let step = format!("In the next session say: Read {path} and go on.");
        text.push_str(&format!("\n{}", next_step(&step, look)));
    }
    text
}

/// The handoffs there are.
pub(crate) fn list(list: &[HandoffEntry], look: &Look) -> String {
    if list.is_empty() {
        return remark("There is no handoff yet: `segue handoff` makes one.", look);
    }
    let columns = ["Session", "Project", "Title", "Made", "By", "State"].map(|name| (name, Side::Left));
    let mut table = Table::new(&columns);
    for one in list {
        let state = match (&one.used_by, one.edited) {
            (Some(_), _) => "taken up",
            (None, true) => "yours, waits",
            (None, false) => "waits",
        };
        table.row(vec![
            Cell::styled(session::short_id(&one.session_id), DIM),
            fit(one.project.as_deref().unwrap_or(""), PROJECT).into(),
            fit(
                one.title.as_deref().unwrap_or(""),
                look.width.saturating_sub(REST),
            )
            .into(),
            words::clock(one.made_at, look.now, &look.tz).into(),
            short(&one.made_by).into(),
            state.into(),
        ]);
    }
    format!("{}{}", heading("Handoffs"), table.draw())
}

fn title(markdown: &str) -> String {
    let first = markdown
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    plain(first.trim_start_matches('#'))
}

/// Headings, and how many items stand under each.
fn sections(markdown: &str) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for line in markdown.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            found.push((plain(heading), 0));
        } else if line.starts_with("- ")
            && let Some((_, items)) = found.last_mut()
        {
            *items += 1;
        }
    }
    found.retain(|(_, items)| *items > 0);
    found
}

fn made(by: &str) -> &str {
    match by {
        "cli" => "made just now",
        "window" => "written in the window",
        "file" => "written in its file",
        "auto:context" => "made by itself at 90 % context",
        "auto:limit" => "made by itself at a limit",
        "hook" => "made by a hook",
        other => other,
    }
}

fn short(by: &str) -> &str {
    match by {
        "cli" => "segue",
        "auto:context" => "90 % context",
        "auto:limit" => "limit",
        other => other,
    }
}
