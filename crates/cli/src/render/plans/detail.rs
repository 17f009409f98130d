//! `segue plan show`: one plan in depth.

use segue_engine::view::{Live, PhaseMark, PhaseView, PlanDetail, PlanSession, Spent};
use segue_meter::words;
use segue_plan::plans::{MarkHow, MarkKind, Phase, PhaseState};

use super::check::task_lines;
use super::{beside, counts, format_name, notes, path, state, step};
use crate::render::estimate::stated;
use crate::render::ink::{BOLD, DIM, paint};
use crate::render::plain::{fit, plain, wrapped};
use crate::render::table::{Cell, Side, Table};
use crate::render::{Look, heading, live_plan, range, remark, session};

/// Where it stands, its phases with estimates and what they took, its sessions. `live`: what runs now.
pub(crate) fn detail(plan: &PlanDetail, live: Option<&Live>, look: &Look) -> String {
    let summary = &plan.summary;
    let mut text = format!("{}\n", paint(BOLD, fit(&summary.title, look.width)));
    text.push_str(&remark(&about(plan, look), look));
    if let Some(source) = &summary.source {
        text.push_str(&path(source));
    }
    for problem in &summary.problems {
        text.push_str(&remark(&format!("But: {problem}"), look));
    }
    let beside = facts(plan, look);
    if !beside.is_empty() {
        text.push_str(&format!("\n{beside}"));
    }
    if let Some(live) = live {
        text.push_str(&format!("\n{}", live_plan::whole(live, look)));
    }
    text.push_str(&format!("\n{}", phases(plan, live, look)));
    if !plan.sessions.is_empty() {
        text.push_str(&format!(
            "\n{}{}",
            heading("Sessions"),
            sessions(&plan.sessions, look)
        ));
    }
    if !plan.notes.is_empty() {
        text.push_str(&format!(
            "\n{}{}",
            heading("How it was read"),
            notes(&plan.notes, look)
        ));
    }
    text.push_str(&format!("\n{}", step(summary.id, summary.state, look)));
    text
}

fn about(plan: &PlanDetail, look: &Look) -> String {
    let summary = &plan.summary;
    let (state, _) = state(summary.state);
    let parts = [
        Some(format!("plan {}", summary.id)),
        Some(state.to_owned()),
        Some(format!(
            "{} of {} done",
            summary.done,
            counts(plan.plan.phases.len(), 0)
        )),
        summary.project_name.as_deref().map(plain),
        Some(format!(
            "{}, version {}",
            format_name(summary.format),
            summary.version
        )),
        Some(format!(
            "changed {}",
            words::clock(summary.changed_at, look.now, &look.tz)
        )),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn facts(plan: &PlanDetail, look: &Look) -> String {
    let mut text = String::new();
    if let Some(estimate) = plan.estimates.first() {
        let words = format!(
            "{} fresh tokens, {} · estimate {}",
            range::tokens(&estimate.fresh),
            range::minutes(estimate.minutes.mid),
            estimate.id
        );
        text.push_str(&beside("Estimate", &words, look));
    }
    if let Some(words) = stated(&plan.summary.stated) {
        text.push_str(&beside("It says", &words, look));
    }
    if !plan.plan.objectives.is_empty() {
        text.push_str(&beside(
            "Objectives",
            &plain(&plan.plan.objectives.join("; ")),
            look,
        ));
    }
    text
}

fn phases(plan: &PlanDetail, live: Option<&Live>, look: &Look) -> String {
    let mut table = Table::new(&[
        ("", Side::Left),
        ("", Side::Right),
        ("Phase", Side::Left),
        ("Tokens", Side::Right),
        ("80 % range", Side::Left),
        ("Took", Side::Right),
        ("Time", Side::Right),
    ]);
    for phase in &plan.plan.phases {
        let view = plan.phases.iter().find(|view| view.key == phase.key);
        table.row(row(phase, view));
        for task in &phase.tasks {
            task_lines(task, look).lines().for_each(|line| table.under(line));
        }
        let running = live.and_then(|live| live.phases.iter().find(|one| one.key == phase.key));
        for deviation in running.into_iter().flat_map(|one| &one.deviations) {
            wrapped(&live_plan::deviation_words(deviation), 7, look.width)
                .lines()
                .for_each(|line| table.under(line));
        }
        if let Some(mark) = view.and_then(|view| view.marks.last()) {
            table.under(&format!(
                "       {}",
                fit(&mark_words(mark, look), look.width.saturating_sub(7))
            ));
        }
    }
    table.draw_in(look.width, 2)
}

fn row(phase: &Phase, view: Option<&PhaseView>) -> Vec<Cell> {
    let state = match view {
        Some(view) => view.state,
        None if phase.done => PhaseState::Done,
        None => PhaseState::Pending,
    };
    let estimate = view.and_then(|view| view.estimate.as_ref());
    let spent: Option<&Spent> = view.and_then(|view| view.spent.as_ref());
    vec![
        live_plan::mark(state),
        Cell::styled(fit(&phase.key, 6), DIM),
        plain(&phase.title).into(),
        estimate
            .map_or_else(String::new, |line| range::middle(&line.fresh))
            .into(),
        estimate
            .map_or_else(String::new, |line| range::ends(&line.fresh))
            .into(),
        Cell::styled(
            spent.map_or_else(String::new, |spent| words::tokens(spent.fresh)),
            BOLD,
        ),
        spent
            .map_or_else(String::new, |spent| range::minutes(spent.minutes))
            .into(),
    ]
}

/// `done 14:02 by a commit: "Parser reads tables"`.
fn mark_words(mark: &PhaseMark, look: &Look) -> String {
    let at = words::clock(mark.at, look.now, &look.tz);
    let how = how(mark.how);
    let detail = mark.detail.as_deref().filter(|detail| *detail != how);
    let detail = detail.map(|detail| format!(": {}", plain(detail)));
    format!(
        "{} {at}, {}{}",
        match mark.kind {
            MarkKind::Started => "begun",
            MarkKind::Done => "done",
            MarkKind::Reopened => "open again",
        },
        how,
        detail.unwrap_or_default()
    )
}

fn how(how: MarkHow) -> &'static str {
    match how {
        MarkHow::Todo => "by the to-do list",
        MarkHow::Commit => "by a commit",
        MarkHow::Deliverable => "what it delivers is there",
        MarkHow::Tests => "the tests pass",
        MarkHow::Click | MarkHow::Cli => "you said so",
        MarkHow::Start => "the session began",
        MarkHow::End => "the session ended",
    }
}

fn sessions(sessions: &[PlanSession], look: &Look) -> String {
    let mut table = Table::new(&[
        ("", Side::Left),
        ("", Side::Left),
        ("", Side::Left),
        ("", Side::Left),
    ]);
    for one in sessions {
        table.row(vec![
            Cell::styled(session::short_id(&one.session), DIM),
            plain(one.title.as_deref().unwrap_or("")).into(),
            Cell::styled(
                format!("linked {}", words::clock(one.linked_at, look.now, &look.tz)),
                DIM,
            ),
            if one.live { "live" } else { "" }.into(),
        ]);
    }
    table.draw_in(look.width, 1)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::{Look, plain, samples};

    fn shown(look: &Look, live: bool) -> String {
        let running = samples::live_plan();
        let text = super::detail(&samples::plan_detail(), live.then_some(&running), look);
        let text = anstream::adapter::strip_str(&text).to_string();
        for line in text.lines() {
            assert!(
                plain::width(line) <= look.width || line.contains("/home/"),
                "{line}"
            );
        }
        text
    }

    #[test]
    fn with_everything() {
        assert_snapshot!(shown(&samples::look(), true));
    }

    #[test]
    fn in_a_wide_terminal() {
        let look = Look {
            width: 120,
            ..samples::look()
        };
        assert_snapshot!(shown(&look, false));
    }
}
