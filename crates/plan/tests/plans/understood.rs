//! What was understood of plans in many hands' styles: a snapshot of each.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use segue_plan::plans::{Amount, Format, Phase, Plan, Reading, Section, Stated, check, read, write};

use crate::round_trip::{plan_of, without_lines};

/// The plans of `tests/plans`, with their names.
pub(crate) fn samples() -> Vec<(String, String, Format)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/plans");
    let mut paths: Vec<PathBuf> = folder
        .read_dir()
        .expect("the plans of the tests")
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    paths.sort();
    let samples = paths.into_iter().filter_map(|path| {
        let format = match path.extension()?.to_str()? {
            "md" => Format::Markdown,
            "toml" => Format::Toml,
            _ => return None,
        };
        let name = path.file_name()?.to_string_lossy().into_owned();
        (name != "README.md").then(|| {
            (
                name,
                std::fs::read_to_string(&path).expect("a readable plan"),
                format,
            )
        })
    });
    samples.collect()
}

#[test]
fn plans_in_many_hands() {
    let samples = samples();
    assert!(samples.len() >= 16, "{}", samples.len());
    for (name, text, format) in samples {
        let reading = read(&text, format).unwrap_or_else(|error| panic!("{name}: {error}"));
        check(&reading.plan).unwrap_or_else(|error| panic!("{name}: {error}"));
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, told(&reading));
        });
    }
}

#[test]
fn they_are_written_in_either_format_without_loss_and_without_escapes() {
    for (name, text, format) in samples() {
        let plan = plan_of(&text, format);
        let markdown = write(&plan, Format::Markdown);
        assert_eq!(plan_of(&markdown, Format::Markdown), plan, "{name}:\n{markdown}");
        assert!(!markdown.contains("&#"), "{name} needs no escapes:\n{markdown}");
        assert!(
            !markdown.contains("text exactly"),
            "{name} needs no exact blocks:\n{markdown}"
        );
        let toml = write(&plan, Format::Toml);
        assert_eq!(plan_of(&toml, Format::Toml), plan, "{name}");
        assert_eq!(
            write(&plan_of(&toml, Format::Toml), Format::Markdown),
            markdown,
            "{name}"
        );
        assert_eq!(without_lines(plan.clone()), plan);
    }
}

fn told(reading: &Reading) -> String {
    let mut page = String::new();
    let plan = &reading.plan;
    head(&mut page, plan);
    for phase in &plan.phases {
        told_phase(&mut page, phase);
    }
    sections(&mut page, "", &plan.other);
    for note in &reading.notes {
        let _ = writeln!(page, "note {}:{} {}", note.line, note.column, note.text);
    }
    page
}

fn head(page: &mut String, plan: &Plan) {
    let _ = writeln!(
        page,
        "plan {:?}{}{}",
        plan.title,
        status(plan.status.as_ref()),
        expected(plan.stated)
    );
    text(page, "", "summary", &plan.summary);
    let lists = [
        &plan.objectives,
        &plan.deliverables,
        &plan.success,
        &plan.prerequisites,
        &plan.complexity,
    ];
    told_lists(page, "", lists);
}

fn told_phase(page: &mut String, phase: &Phase) {
    let mut marks = String::new();
    marks.push_str(if phase.done { " DONE" } else { "" });
    marks.push_str(if phase.parallel { " PARALLEL" } else { "" });
    if !phase.after.is_empty() {
        let _ = write!(marks, " after {}", phase.after.join(", "));
    }
    let (status, expected) = (status(phase.status.as_ref()), expected(phase.stated));
    let _ = writeln!(
        page,
        "phase {} {:?}{status}{expected}{marks} (line {})",
        phase.key, phase.title, phase.line
    );
    text(page, "  ", "prose", &phase.prose);
    let lists = [
        &phase.objectives,
        &phase.deliverables,
        &phase.success,
        &phase.prerequisites,
        &phase.complexity,
    ];
    told_lists(page, "  ", lists);
    for task in &phase.tasks {
        let mut marks = String::new();
        marks.push_str(if task.done { " DONE" } else { "" });
        marks.push_str(if task.parallel { " PARALLEL" } else { "" });
        if !task.after.is_empty() {
            let _ = write!(marks, " after {}", task.after.join(", "));
        }
        for (name, value) in [
            ("agent", task.agent.clone()),
            ("budget", task.budget_tokens.map(|budget| budget.to_string())),
            ("priority", task.priority.map(|priority| priority.to_string())),
        ] {
            if let Some(value) = value {
                let _ = write!(marks, " {name} {value}");
            }
        }
        for check in &task.checks {
            let _ = write!(marks, " check `{check}`");
        }
        let stated = self::expected(task.stated);
        let _ = writeln!(
            page,
            "  task {} {:?}{stated}{marks} (line {})",
            task.key, task.title, task.line
        );
        text(page, "    ", "prompt", task.prompt.as_deref().unwrap_or_default());
    }
    sections(page, "  ", &phase.other);
}

fn told_lists(page: &mut String, indent: &str, lists: [&Vec<String>; 5]) {
    let names = [
        "objective",
        "deliverable",
        "success",
        "prerequisite",
        "complexity",
    ];
    for (name, items) in names.into_iter().zip(lists) {
        for item in items {
            text(page, indent, name, item);
        }
    }
}

fn sections(page: &mut String, indent: &str, sections: &[Section]) {
    for section in sections {
        let _ = writeln!(
            page,
            "{indent}kept {} {:?} (line {})",
            "#".repeat(usize::from(section.level)),
            section.heading,
            section.line
        );
        text(page, indent, " ", &section.text);
    }
}

fn text(page: &mut String, indent: &str, name: &str, text: &str) {
    for line in text.lines() {
        let _ = writeln!(page, "{indent}{name}| {line}");
    }
}

fn status(status: Option<&String>) -> String {
    status.map_or_else(String::new, |status| format!(" [{status}]"))
}

fn expected(stated: Stated) -> String {
    let range = |amount: Amount| {
        if amount.low == amount.high {
            amount.low.to_string()
        } else {
            format!("{}-{}", amount.low, amount.high)
        }
    };
    let tokens = stated
        .tokens
        .map_or_else(String::new, |tokens| format!(" {} tokens", range(tokens)));
    let minutes = stated
        .minutes
        .map_or_else(String::new, |minutes| format!(" {} min", range(minutes)));
    format!("{tokens}{minutes}")
}

#[test]
fn an_item_that_only_says_what_runs_beside_a_phase_or_before_it_is_no_task() {
    let text = "# Plan\n\n## Phase 1: Table\n- Build the table\n- Can run in parallel\n\n\
                ## Phase 2: Button\n- Depends on phase 1\n- Add the button\n- Compare the parallel importer\n";
    let plan = read(text, Format::Markdown).expect("a plan").plan;
    let [table, button] = plan.phases.as_slice() else {
        panic!("two phases: {plan:?}")
    };
    let titles = |phase: &Phase| {
        phase
            .tasks
            .iter()
            .map(|task| task.title.clone())
            .collect::<Vec<_>>()
    };
    assert!(table.parallel);
    assert_eq!(titles(table), ["Build the table"]);
    assert_eq!(button.after, ["1"]);
    assert_eq!(
        titles(button),
        ["Add the button", "Compare the parallel importer"]
    );
    assert_eq!(button.prose, "Depends on phase 1");
}
