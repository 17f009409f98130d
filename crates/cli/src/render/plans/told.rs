//! What a change to a plan did: the fact, then how to go on.

use segue_engine::view::{ImportedAs, Live, PlanDetail};

use super::{counts, notes, path, step};
use crate::render::estimate::stated;
use crate::render::plain::{fit, plain};
use crate::render::{Look, heading, live_plan, next_step, remark, session};

/// A plan was taken in, or was there already.
pub(crate) fn imported(plan: &PlanDetail, look: &Look) -> String {
    let (fact, words) = match &plan.imported {
        Some(imported) => (
            match imported.how {
                ImportedAs::New => "Imported",
                ImportedAs::Updated => "Updated",
                ImportedAs::Same => "Already there:",
            },
            // That it is new is said by the head.
            match imported.how {
                ImportedAs::New => String::new(),
                ImportedAs::Updated | ImportedAs::Same => remark(&imported.words, look),
            },
        ),
        None => ("Imported", String::new()),
    };
    format!(
        "{}{words}{}\n{}",
        head(fact, plan, look),
        understood(plan, look),
        next_step(
            &format!(
                "`segue estimate {0}` says what it will take, `segue plan show {0}` how it was read.",
                plan.summary.id
            ),
            look
        )
    )
}

/// Its text was changed.
pub(crate) fn changed(plan: &PlanDetail, look: &Look) -> String {
    format!(
        "{}{}{}",
        head("Changed", plan, look),
        remark(&format!("Version {}.", plan.summary.version), look),
        understood(plan, look)
    )
}

/// It was put away, or taken out again.
pub(crate) fn archived(plan: &PlanDetail, archived: bool, look: &Look) -> String {
    let id = plan.summary.id;
    if archived {
        return format!(
            "{}{}",
            head("Archived", plan, look),
            remark(
                &format!("`segue plan archive {id} --undo` takes it out again."),
                look
            )
        );
    }
    format!(
        "{}\n{}",
        head("Taken out again:", plan, look),
        step(id, plan.summary.state, look)
    )
}

/// It was written to a file.
pub(crate) fn exported(file: &str, look: &Look) -> String {
    format!("{}{}", remark("Written to", look), path(file))
}

/// A session works on it now.
pub(crate) fn linked(plan: &PlanDetail, session: &str, live: Option<&Live>, look: &Look) -> String {
    let mut text = format!(
        "{}{}",
        head("Begun:", plan, look),
        remark(
            &format!(
                "Session {} works on it. Phases advance by themselves: by its to-do list, commits, what they deliver, and passing tests.",
                session::short_id(session)
            ),
            look
        )
    );
    if let Some(live) = live {
        text.push_str(&format!("\n{}", live_plan::live(live, look)));
    }
    text.push_str(&format!("\n{}", step(plan.summary.id, plan.summary.state, look)));
    text
}

/// A session works on no plan any more.
pub(crate) fn unlinked(session: &str, look: &Look) -> String {
    remark(
        &format!("Session {} works on no plan now.", session::short_id(session)),
        look,
    )
}

/// A phase, as it was named, was started, closed or opened again; how far the plan is.
pub(crate) fn marked(plan: &PlanDetail, named: &str, what: &str, look: &Look) -> String {
    let phases = &plan.plan.phases;
    let named = named.trim();
    let by_title = || {
        let words = named.to_lowercase();
        phases
            .iter()
            .find(move |phase| phase.title.to_lowercase().contains(&words))
    };
    let phase = phases.iter().find(|phase| phase.key == named).or_else(by_title);
    let name = match phase {
        Some(phase) => format!("Phase {} is {what}: {}", plain(&phase.key), plain(&phase.title)),
        None => format!("Phase {} is {what}", plain(named)),
    };
    let done = format!(
        "{} of {} done in {}.",
        plan.summary.done,
        counts(plan.plan.phases.len(), 0),
        plain(&plan.summary.title)
    );
    format!("{}{}", heading(&fit(&name, look.width)), remark(&done, look))
}

fn head(fact: &str, plan: &PlanDetail, look: &Look) -> String {
    let id = format!("  plan {}", plan.summary.id);
    let room = look.width.saturating_sub(fact.len() + 1 + id.len());
    heading(&format!("{fact} {}{id}", fit(&plan.summary.title, room)))
}

fn understood(plan: &PlanDetail, look: &Look) -> String {
    let tasks = plan.plan.phases.iter().map(|phase| phase.tasks.len()).sum();
    let says = stated(&plan.summary.stated).map(|words| format!("; it says {words}"));
    let mut text = remark(
        &format!(
            "{}{}.",
            counts(plan.plan.phases.len(), tasks),
            says.unwrap_or_default()
        ),
        look,
    );
    text.push_str(&notes(&plan.notes, look));
    for problem in &plan.summary.problems {
        text.push_str(&remark(&format!("But: {problem}"), look));
    }
    text
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::samples;

    #[test]
    fn what_was_changed() {
        let (plan, look) = (samples::plan_detail(), samples::look());
        let session = &plan.sessions[0].session;
        let all = [
            super::imported(&plan, &look),
            super::changed(&plan, &look),
            super::archived(&plan, true, &look),
            super::archived(&plan, false, &look),
            super::exported("/home/you/code/api-server/PLAN.toml", &look),
            super::linked(&plan, session, None, &look),
            super::unlinked(session, &look),
            super::marked(&plan, "2", "done", &look),
        ];
        assert_snapshot!(anstream::adapter::strip_str(&all.join("\n---\n")).to_string());
    }
}
