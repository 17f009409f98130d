//! Plans as text.
//!
//! Promises: what is written reads back as the same plan, in either format. Markdown is written the plain way first and
//! read back; a part that would be read otherwise (a title that ends in "(30m)", prose that looks like a list of tasks)
//! is written again, character by character if need be.

mod markdown;
mod toml;

use self::markdown::{Care, Cares};
use super::{Plan, markdown as reading};

pub(super) use self::toml::write as to_toml;

/// The plan in Markdown.
pub(super) fn to_markdown(plan: &Plan) -> String {
    let meant = without_lines(plan);
    let mut cares = Cares::plain(plan);
    loop {
        let text = markdown::write(plan, &cares);
        let read = reading::read(&text).map(|reading| without_lines(&reading.plan));
        let more = match read {
            Ok(read) if read == meant => return text,
            Ok(read) => more_care(&meant, &read, &mut cares),
            Err(_) => false,
        };
        if !more && !cares.more_everywhere() {
            return text;
        }
    }
}

/// Takes more care of the parts that were read otherwise; whether there is any that more care can be taken of.
fn more_care(meant: &Plan, read: &Plan, cares: &mut Cares) -> bool {
    if meant.phases.len() != read.phases.len() {
        return false;
    }
    let mut more = false;
    for ((meant, read), care) in meant.phases.iter().zip(&read.phases).zip(&mut cares.phases) {
        if meant != read {
            more |= care.more();
        }
    }
    let head = |plan: &Plan| Plan {
        phases: Vec::new(),
        ..plan.clone()
    };
    if head(meant) != head(read) {
        more |= cares.head.more();
    }
    more
}

/// A plan as if it had not been read from a text.
fn without_lines(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    for section in &mut plan.other {
        section.line = 0;
    }
    for phase in &mut plan.phases {
        phase.line = 0;
        phase.other.iter_mut().for_each(|section| section.line = 0);
        phase.tasks.iter_mut().for_each(|task| task.line = 0);
    }
    plan
}

impl Care {
    /// Takes more care; false when there is no more.
    fn more(&mut self) -> bool {
        let (next, more) = match self {
            Care::Plain => (Care::Careful, true),
            Care::Careful => (Care::Exact, true),
            Care::Exact => (Care::Exact, false),
        };
        *self = next;
        more
    }
}
