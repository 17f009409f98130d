//! What is written reads back as itself.

use proptest::prelude::*;
use segue_plan::plans::{Format, Plan, read, write};

use crate::arbitrary;

/// A plan as if it had not been read from a text.
pub(crate) fn without_lines(mut plan: Plan) -> Plan {
    plan.other.iter_mut().for_each(|section| section.line = 0);
    for phase in &mut plan.phases {
        phase.line = 0;
        phase.other.iter_mut().for_each(|section| section.line = 0);
        phase.tasks.iter_mut().for_each(|task| task.line = 0);
    }
    plan
}

/// The plan that a text says.
pub(crate) fn plan_of(text: &str, format: Format) -> Plan {
    let reading = read(text, format).unwrap_or_else(|error| panic!("{error} ({}): {text}", error.hint));
    without_lines(reading.plan)
}

/// An empty text is no plan: such a one has a title at least.
fn is_one(plan: &Plan) -> bool {
    !plan.title.trim().is_empty() || !plan.phases.is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn toml_reads_back(plan in arbitrary::plan()) {
        prop_assume!(is_one(&plan));
        prop_assert_eq!(plan_of(&write(&plan, Format::Toml), Format::Toml), plan);
    }

    #[test]
    fn markdown_reads_back(plan in arbitrary::plan()) {
        prop_assume!(is_one(&plan));
        let text = write(&plan, Format::Markdown);
        prop_assert_eq!(plan_of(&text, Format::Markdown), plan, "{}", text);
    }

    #[test]
    fn from_one_to_the_other_and_back_keeps_everything(plan in arbitrary::plan()) {
        prop_assume!(is_one(&plan));
        let markdown = write(&plan, Format::Markdown);
        let toml = write(&plan_of(&markdown, Format::Markdown), Format::Toml);
        let again = write(&plan_of(&toml, Format::Toml), Format::Markdown);
        prop_assert_eq!(again, markdown);
    }
}
