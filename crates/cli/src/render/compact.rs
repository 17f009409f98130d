//! `segue compact`: what goes, what stays, what it costs; then the fork and how to go on with it.

use segue_engine::view::{Compaction, CompactionItem, CompactionPlan, OpenedTerminal};
use segue_meter::context::{OpportunityKind, opportunity_label};
use segue_meter::words;

use super::ink::{BOLD, DIM, paint};
use super::plain::{fit, fit_path, plain, width};
use super::table::{Cell, Side, Table};
use super::{Look, heading, next_step, remark};

/// Items that are named one by one, of each kind.
const NAMED: usize = 6;
/// What the other columns of the table of items take.
const BESIDE_LABEL: usize = 16;

/// What would go and what would stay. `reason` says why this level, when nobody chose it.
pub(crate) fn plan(plan: &CompactionPlan, reason: &str, look: &Look) -> String {
    let project = plan.project.as_ref().map_or_else(String::new, |project| {
        format!("  {}", fit(project, look.width / 3))
    });
    let name = plan.title.as_deref().unwrap_or(&plan.session_id);
    let name = fit(name, look.width.saturating_sub(width(&project)));
    let mut text = format!(
        "{}{}",
        heading(&format!("{name}{project}")),
        summary(plan, reason, look)
    );
    if !plan.items.is_empty() {
        text.push_str(&format!("\n{}{}", heading("What goes"), goes(&plan.items, look)));
    }
    text.push_str(&format!("\n{}{}", heading("What stays"), stays(plan)));
    if !plan.items.is_empty() {
        let cache = remark(&plan.cache.sentence, look);
        text.push_str(&format!("\n{}{cache}", heading("Prompt cache")));
    }
    for note in &plan.notes {
        text.push_str(&format!("\n{}", remark(note, look)));
    }
    text
}

fn summary(plan: &CompactionPlan, reason: &str, look: &Look) -> String {
    let why = if reason.is_empty() {
        String::new()
    } else {
        format!(", because {reason}")
    };
    let change = if plan.items.is_empty() {
        "nothing can go.".to_owned()
    } else {
        format!(
            "{} → {} tokens, saves {} ({}).",
            words::tokens(plan.context_tokens),
            words::tokens(plan.after_tokens),
            words::tokens(plan.saves_tokens),
            share(plan.saves_tokens, plan.context_tokens)
        )
    };
    remark(&format!("Level {}{why}: {change}", plan.level.as_str()), look)
}

fn share(part: u64, whole: u64) -> String {
    words::percent(part as f64 * 100.0 / whole.max(1) as f64)
}

/// Kinds by size, the largest things of each by name.
fn goes(items: &[CompactionItem], look: &Look) -> String {
    let mut kinds: Vec<(OpportunityKind, Vec<&CompactionItem>)> = Vec::new();
    for item in items {
        match kinds.iter_mut().find(|(kind, _)| *kind == item.kind) {
            Some((_, same)) => same.push(item),
            None => kinds.push((item.kind, vec![item])),
        }
    }
    let sum = |same: &[&CompactionItem]| same.iter().map(|item| item.tokens).sum::<u64>();
    kinds.sort_by_key(|(_, same)| std::cmp::Reverse(sum(same)));
    let mut table = Table::new(&[("", Side::Right), ("", Side::Left)]);
    for (kind, mut same) in kinds {
        same.sort_by_key(|item| std::cmp::Reverse(item.tokens));
        table.row(vec![
            Cell::styled(words::tokens(sum(&same)), BOLD),
            Cell::styled(opportunity_label(kind, same.len() as u32), BOLD),
        ]);
        for item in same.iter().take(NAMED) {
            table.row(vec![words::tokens(item.tokens).into(), label(item, look).into()]);
        }
        if same.len() > NAMED {
            let rest = &same[NAMED..];
            table.row(vec![
                Cell::styled(words::tokens(sum(rest)), DIM),
                Cell::styled(format!("  … {} more", rest.len()), DIM),
            ]);
        }
    }
    table.draw()
}

fn label(item: &CompactionItem, look: &Look) -> String {
    let columns = look.width.saturating_sub(BESIDE_LABEL);
    let is_path = matches!(
        item.kind,
        OpportunityKind::OldFileReads | OpportunityKind::RepeatedFileReads
    );
    let label = if is_path {
        fit_path(&item.label, columns)
    } else {
        fit(&item.label, columns)
    };
    format!("  {label}")
}

fn stays(plan: &CompactionPlan) -> String {
    let mut table = Table::new(&[("", Side::Right), ("", Side::Left)]);
    for kept in &plan.kept {
        table.row(vec![words::tokens(kept.tokens).into(), kept.label.clone().into()]);
    }
    table.draw()
}

/// The fork and the command that goes on with it.
pub(crate) fn compaction(done: &Compaction, look: &Look) -> String {
    let verified = done.verified_tokens.map_or_else(String::new, |tokens| {
        format!(" Claude Code has read it and counts {}.", words::tokens(tokens))
    });
    let mut text = format!(
        "{}{}",
        heading(&format!(
            "Compacted: {} → {} tokens, {} saved ({})",
            words::tokens(done.before_tokens),
            words::tokens(done.after_tokens),
            words::tokens(done.saved_tokens),
            share(done.saved_tokens, done.before_tokens)
        )),
        remark(
            &format!(
                "The fork is session {}.{verified} Session {} is untouched.",
                done.session_id, done.from_session
            ),
            look
        )
    );
    for note in &done.notes {
        text.push_str(&remark(note, look));
    }
    // The command is pasted: it stands on one line, however long.
    text.push_str(&format!(
        "\n{}  {}\n",
        next_step("Go on there with", look),
        paint(BOLD, plain(&done.resume.line))
    ));
    text
}

/// Where a terminal opened.
pub(crate) fn opened(terminal: &OpenedTerminal) -> String {
    match &terminal.attach {
        Some(attach) => format!("Opened in {}: see it with `{attach}`.", terminal.terminal),
        None => format!("Opened in {}.", terminal.terminal),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::samples;

    fn bare(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn a_plan() {
        let plan = samples::compaction_plan();
        let text = super::plan(&plan, "the context is 82 % used", &samples::look());
        assert_snapshot!(bare(&text));
    }

    #[test]
    fn a_plan_that_takes_nothing() {
        let mut plan = samples::compaction_plan();
        plan.items.clear();
        plan.saves_tokens = 0;
        plan.after_tokens = plan.context_tokens;
        assert_snapshot!(bare(&super::plan(&plan, "", &samples::look())));
    }

    #[test]
    fn a_fork() {
        let text = super::compaction(&samples::compaction(), &samples::look());
        assert_snapshot!(bare(&text));
    }

    #[test]
    fn a_plan_fits_on_80_columns() {
        let plan = samples::compaction_plan();
        for line in bare(&super::plan(&plan, "", &samples::look())).lines() {
            assert!(crate::render::plain::width(line) <= 80, "{line}");
        }
    }
}
