//! `segue context`: one session in depth.

use segue_engine::view::{Activity, ExactContext, Session, SessionDetail};
use segue_meter::context::{Breakdown, Category, ContextReading, Opportunity, WindowSource};
use segue_meter::words;

use super::ink::{DIM, paint};
use super::plain::{fit, fit_path, plain};
use super::table::{Cell, Side, Table};
use super::{Look, heading, next_step, remark, session, source};

const BAR: usize = 32;
const SHARE_BAR: f64 = 20.0;
const BIGGEST: usize = 6;

/// Total, parts, what could go, and what to do.
pub(crate) fn context(detail: &SessionDetail, look: &Look) -> String {
    let mut text = title(&detail.session, look);
    match &detail.session.context {
        Some(reading) => text.push_str(&total(reading, look)),
        None => text.push_str(&remark("No answer yet, so no context to measure.", look)),
    }
    if let Some(breakdown) = &detail.breakdown {
        text.push_str(&parts(breakdown, look));
        text.push_str(&biggest(breakdown, &detail.session.project_path, look));
        text.push_str(&opportunities(&breakdown.opportunities));
    } else if detail.session.transcript_gone {
        text.push_str(&remark(
            "The transcript is gone from disk; its parts cannot be counted any more.",
            look,
        ));
    }
    if let Some(exact) = &detail.exact {
        text.push_str(&claude_codes_own(exact, look));
    }
    text.push('\n');
    text.push_str(&next_step(&detail.recommendation, look));
    text
}

fn title(one: &Session, look: &Look) -> String {
    let mut facts = Vec::new();
    facts.extend(one.model.as_deref().map(plain));
    facts.extend(
        one.git_branch
            .as_deref()
            .map(|branch| format!("on {}", plain(branch))),
    );
    facts.push(match (&one.activity, one.last_seen) {
        (Activity::Past, Some(at)) => {
            format!(
                "last active {}",
                words::age(look.now.duration_since(at).as_secs())
            )
        }
        (activity, _) => session::activity(activity),
    });
    facts.push(match one.totals.responses {
        1 => "1 answer".to_owned(),
        several => format!("{} answers", words::grouped(several)),
    });
    facts.extend(match one.compactions {
        0 => None,
        1 => Some("compacted once".to_owned()),
        times => Some(format!("compacted {times} times")),
    });
    let name = heading(&fit(&session::name(one), look.width));
    format!(
        "{name}{}{}\n",
        remark(&facts.join(" · "), look),
        remark(&format!("session {}", one.id), look)
    )
}

fn total(reading: &ContextReading, look: &Look) -> String {
    let status = session::status_word(reading.status);
    let meter = session::context_meter(reading, BAR);
    let (used, usable) = (
        words::grouped(reading.used_tokens),
        words::grouped(reading.usable_tokens),
    );
    let end = if reading.auto_compact {
        "compacted there by itself"
    } else {
        "not compacted by itself"
    };
    let window = format!(
        "{} window, {}",
        words::tokens(reading.window_tokens),
        window_source(reading.window_source)
    );
    let lines = [
        format!("  context  {meter}  {status}\n"),
        format!("           {used} of {usable} usable tokens\n"),
        format!("           {}\n", paint(DIM, format!("{end}; {window}"))),
    ];
    format!(
        "{}{}",
        lines.concat(),
        remark(&source::sentence(&reading.provenance, look), look)
    )
}

fn window_source(source: WindowSource) -> &'static str {
    match source {
        WindowSource::Session => "as Claude Code says",
        WindowSource::SameModel => "as Claude Code says for this model",
        WindowSource::Assumed => "assumed for this model",
    }
}

fn parts(breakdown: &Breakdown, look: &Look) -> String {
    let mut table = Table::new(&[
        ("", Side::Left),
        ("", Side::Left),
        ("", Side::Right),
        ("", Side::Right),
    ]);
    for part in &breakdown.categories {
        table.row(vec![
            category(part.category).into(),
            Cell::styled(share_bar(part.percent), DIM),
            words::tokens(part.tokens).into(),
            words::percent(part.percent).into(),
        ]);
    }
    let counted = words::tokens(breakdown.counted_tokens);
    let scale = format!(
        "Counted {counted} tokens, scaled by {:.2} to the exact total.",
        breakdown.scale
    );
    format!(
        "\n{}{}{}",
        heading("What it is made of"),
        table.draw(),
        remark(&scale, look)
    )
}

fn share_bar(percent: f64) -> String {
    "█".repeat((percent.clamp(0.0, 100.0) / 100.0 * SHARE_BAR).round() as usize)
}

fn category(category: Category) -> &'static str {
    match category {
        Category::System => "System prompt and tools",
        Category::MemoryFiles => "Memory files",
        Category::FileReads => "File reads",
        Category::ToolResults => "Tool results",
        Category::Conversation => "Conversation",
        Category::GeneratedCode => "Generated code",
        Category::Thinking => "Thinking",
    }
}

fn biggest(breakdown: &Breakdown, project_path: &str, look: &Look) -> String {
    if breakdown.biggest.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&[("", Side::Left), ("", Side::Right), ("", Side::Right)]);
    let columns = look.width.saturating_sub(24);
    for item in breakdown.biggest.iter().take(BIGGEST) {
        let label = match item.category {
            Category::FileReads | Category::MemoryFiles | Category::GeneratedCode => {
                fit_path(inside(project_path, &item.label), columns)
            }
            Category::System | Category::ToolResults | Category::Conversation | Category::Thinking => {
                fit(&item.label, columns)
            }
        };
        let times = if item.count > 1 {
            format!("{}×", item.count)
        } else {
            String::new()
        };
        table.row(vec![
            label.into(),
            Cell::styled(times, DIM),
            words::tokens(item.tokens).into(),
        ]);
    }
    format!("\n{}{}", heading("Biggest"), table.draw())
}

/// A file of the project by its path in there.
fn inside<'a>(project_path: &str, path: &'a str) -> &'a str {
    path.strip_prefix(project_path)
        .and_then(|rest| rest.strip_prefix(['/', '\\']))
        .unwrap_or(path)
}

fn opportunities(found: &[Opportunity]) -> String {
    if found.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&[("", Side::Left), ("", Side::Right), ("", Side::Left)]);
    for one in found {
        let safe = if one.safe { "safe" } else { "loses detail" };
        let tokens = format!("~{}", words::tokens(one.tokens));
        table.row(vec![
            fit(&one.label, 48).into(),
            tokens.into(),
            Cell::styled(safe, DIM),
        ]);
    }
    format!("\n{}{}", heading("What could go"), table.draw())
}

fn claude_codes_own(exact: &ExactContext, look: &Look) -> String {
    let mut table = Table::new(&[("", Side::Left), ("", Side::Right)]);
    for part in &exact.categories {
        table.row(vec![
            fit(&part.name, 48).into(),
            words::tokens(part.tokens).into(),
        ]);
    }
    let (total, window) = (
        words::grouped(exact.total_tokens),
        words::grouped(exact.max_tokens),
    );
    let compacts = match exact.auto_compact_at {
        Some(at) => format!("It compacts at {} tokens. ", words::grouped(at)),
        None => String::new(),
    };
    let difference = match exact.difference_tokens {
        0 => "Segue counts the same.".to_owned(),
        more if more > 0 => format!("Segue counts {} more.", words::grouped(more.unsigned_abs())),
        fewer => format!("Segue counts {} fewer.", words::grouped(fewer.unsigned_abs())),
    };
    let summary = format!("{total} of {window} tokens by its own count. {compacts}{difference}");
    format!(
        "\n{}{}{}",
        heading("What Claude Code says"),
        table.draw(),
        remark(&summary, look)
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use segue_engine::view::SessionDetail;

    use crate::render::samples;

    fn shown(detail: &SessionDetail) -> String {
        let text = super::context(detail, &samples::look());
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn a_full_session() {
        assert_snapshot!(shown(&samples::detail()));
    }

    #[test]
    fn a_session_without_an_answer() {
        let mut detail = samples::detail();
        detail.session.context = None;
        detail.breakdown = None;
        detail.exact = None;
        detail.recommendation = "Send a first message.".to_owned();
        assert_snapshot!(shown(&detail));
    }

    #[test]
    fn a_past_session_whose_transcript_is_gone() {
        let mut detail = samples::detail();
        detail.session.activity = segue_engine::view::Activity::Past;
        detail.session.transcript_gone = true;
        detail.session.compactions = 0;
        detail.breakdown = None;
        detail.exact = None;
        assert_snapshot!(shown(&detail));
    }

    #[test]
    fn fits_on_80_columns() {
        for line in shown(&samples::detail()).lines() {
            assert!(crate::render::plain::width(line) <= 80, "{line}");
        }
    }
}
