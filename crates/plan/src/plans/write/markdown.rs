//! The form of a plan in Markdown.

use crate::plans::markdown::{BLOCK, EMPTY, encode, has_key, says_done};
use crate::plans::{Phase, Plan, Section, Stated, Task, quantity};

/// How carefully texts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// As they are.
    Plain,
    /// Letters as they are, everything else as `&#…;`; texts of several lines in a block.
    Careful,
    /// Every character as `&#…;`.
    Exact,
}

/// How carefully each part of a plan is written.
pub(super) struct Cares {
    pub(super) head: Care,
    pub(super) phases: Vec<Care>,
}

impl Cares {
    pub(super) fn plain(plan: &Plan) -> Cares {
        Cares {
            head: Care::Plain,
            phases: vec![Care::Plain; plan.phases.len()],
        }
    }

    pub(super) fn more_everywhere(&mut self) -> bool {
        let mut more = self.head.more();
        for care in &mut self.phases {
            more |= care.more();
        }
        more
    }
}

/// The plan, written as carefully as said.
pub(super) fn write(plan: &Plan, cares: &Cares) -> String {
    // Sections of a phase are deeper than its heading.
    let shallow = plan
        .phases
        .iter()
        .flat_map(|phase| &phase.other)
        .any(|section| section.level <= 2);
    let level = if shallow { 1 } else { 2 };
    let mut page = Page {
        text: String::new(),
        care: cares.head,
    };
    page.heading(1, &page.line(&plan.title));
    let mut labels = Vec::new();
    labels.extend(plan.status.as_ref().map(|status| ("Status", page.line(status))));
    expected(&mut labels, plan.stated);
    page.labels(&labels);
    page.block(&plan.summary);
    page.lists(
        2,
        [
            &plan.objectives,
            &plan.deliverables,
            &plan.success,
            &plan.prerequisites,
            &plan.complexity,
        ],
    );
    page.sections(&plan.other);
    for (index, (phase, care)) in plan.phases.iter().zip(&cares.phases).enumerate() {
        page.care = *care;
        page.phase(phase, index + 1, level);
    }
    page.text
}

struct Page {
    text: String,
    care: Care,
}

impl Page {
    fn phase(&mut self, phase: &Phase, number: usize, level: u8) {
        let natural = self.care == Care::Plain && has_key(&format!("Phase {}: x", phase.key), &phase.key);
        let key = if natural {
            phase.key.clone()
        } else {
            number.to_string()
        };
        let named = natural && phase.title == format!("Phase {key}");
        let tasks_done = !phase.tasks.is_empty() && phase.tasks.iter().all(|task| task.done);
        let implied = tasks_done || phase.status.as_deref().is_some_and(says_done);
        let mark = if phase.done && !implied { " ✅" } else { "" };
        let title = if named {
            String::new()
        } else {
            format!(": {}", self.line(&phase.title))
        };
        self.heading(level, &format!("Phase {key}{title}{mark}"));
        let mut labels = Vec::new();
        if !natural {
            labels.push(("Key", code(&phase.key)));
        }
        labels.extend(phase.status.as_ref().map(|status| ("Status", self.line(status))));
        if implied && !phase.done {
            labels.push(("Done", "no".to_owned()));
        }
        expected(&mut labels, phase.stated);
        if !phase.after.is_empty() {
            let plain = self.care == Care::Plain
                && phase
                    .after
                    .iter()
                    .all(|key| has_key(&format!("Phase {key}: x"), key));
            let keys: Vec<String> = phase
                .after
                .iter()
                .map(|key| if plain { format!("Phase {key}") } else { code(key) })
                .collect();
            labels.push(("After", keys.join(", ")));
        }
        if phase.parallel {
            labels.push(("Parallel", "yes".to_owned()));
        }
        self.labels(&labels);
        self.block(&phase.prose);
        self.lists(
            level + 1,
            [
                &phase.objectives,
                &phase.deliverables,
                &phase.success,
                &phase.prerequisites,
                &phase.complexity,
            ],
        );
        if !phase.tasks.is_empty() {
            self.heading(level + 1, "Tasks");
            for task in &phase.tasks {
                self.task(task);
            }
            self.text.push('\n');
        }
        self.sections(&phase.other);
    }

    fn task(&mut self, task: &Task) {
        let natural = self.care == Care::Plain && has_key(&format!("{} x", task.key), &task.key);
        let key = if natural {
            format!("{} ", task.key)
        } else {
            String::new()
        };
        let mark = if task.done { 'x' } else { ' ' };
        let title = self.line(&task.title);
        self.text.push_str(&format!("- [{mark}] {key}{title}\n"));
        let mut labels = Vec::new();
        if !natural {
            labels.push(("Key", code(&task.key)));
        }
        expected(&mut labels, task.stated);
        if !task.after.is_empty() {
            let keys: Vec<String> = task.after.iter().map(|key| code(key)).collect();
            labels.push(("After", keys.join(", ")));
        }
        if task.parallel {
            labels.push(("Parallel", "yes".to_owned()));
        }
        labels.extend(task.agent.as_ref().map(|agent| ("Agent", self.line(agent))));
        labels.extend(task.budget_tokens.map(|budget| {
            let amount = crate::plans::Amount {
                low: budget,
                high: budget,
            };
            ("Budget", format!("{} tokens", quantity::write_tokens(amount)))
        }));
        labels.extend(task.priority.map(|priority| ("Priority", priority.to_string())));
        labels.extend(task.checks.iter().map(|check| ("Check", code(check))));
        for (name, value) in labels {
            self.text.push_str(&format!("  - **{name}**: {value}\n"));
        }
        if let Some(prompt) = &task.prompt {
            self.text.push_str("  - **Prompt**:\n\n");
            let fenced = self.fenced(prompt, "text");
            self.indented(&fenced, "    ");
            self.text.push('\n');
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        let marks = "#".repeat(usize::from(level.clamp(1, 6)));
        self.text.push_str(&format!(
            "{}{marks} {text}\n\n",
            if self.text.is_empty() || self.text.ends_with("\n\n") {
                ""
            } else {
                "\n"
            }
        ));
    }

    fn labels(&mut self, labels: &[(&str, String)]) {
        for (name, value) in labels {
            self.text.push_str(&format!("- **{name}**: {value}\n"));
        }
        if !labels.is_empty() {
            self.text.push('\n');
        }
    }

    fn lists(&mut self, level: u8, lists: [&Vec<String>; 5]) {
        let names = [
            "Objectives",
            "Deliverables",
            "Success criteria",
            "Prerequisites",
            "Complexity",
        ];
        for (name, items) in names.into_iter().zip(lists) {
            if items.is_empty() {
                continue;
            }
            self.heading(level, name);
            for item in items {
                self.item(item);
            }
            self.text.push('\n');
        }
    }

    /// An item; one of several lines is indented below its bullet.
    fn item(&mut self, item: &str) {
        if self.care != Care::Plain || !item.contains('\n') {
            let line = self.line(item);
            self.text.push_str(&format!("- {line}\n"));
            return;
        }
        let item = encode(item, |c| c.is_control() && !matches!(c, '\n' | '\t'));
        let mut lines = item.split('\n');
        let first = lines.next().unwrap_or_default().to_owned();
        self.text.push_str(&format!("- {first}\n"));
        self.indented(&lines.collect::<Vec<_>>().join("\n"), "  ");
    }

    fn sections(&mut self, sections: &[Section]) {
        for section in sections {
            let heading = self.line(&section.heading);
            self.heading(section.level, &heading);
            self.block(&section.text);
        }
    }

    fn indented(&mut self, text: &str, by: &str) {
        for line in text.split('\n') {
            if !line.is_empty() {
                self.text.push_str(by);
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
    }

    /// A text of several lines.
    fn block(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.care {
            Care::Plain => self.text.push_str(text),
            Care::Careful | Care::Exact => {
                let fenced = self.fenced(text, BLOCK);
                self.text.push_str(&fenced);
            }
        }
        self.text.push_str("\n\n");
    }

    /// A text in a block of code, with the fence that it needs.
    fn fenced(&self, text: &str, info: &str) -> String {
        let plain = self.care == Care::Plain && info != BLOCK;
        let (info, text) = match self.care {
            Care::Plain if plain => (info, text.to_owned()),
            Care::Exact => (BLOCK, encode(text, |c| c != '\n' && !c.is_ascii_alphanumeric())),
            Care::Plain | Care::Careful => (BLOCK, encode(text, |c| c.is_control() && c != '\n')),
        };
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat((longest + 1).max(3));
        let end = if text.is_empty() { "" } else { "\n" };
        format!("{fence}{info}\n{text}{end}{fence}")
    }

    /// A text in one line.
    fn line(&self, text: &str) -> String {
        if text.is_empty() {
            return EMPTY.to_owned();
        }
        let space = |text: &str| {
            text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) || text == EMPTY
        };
        match self.care {
            Care::Plain if space(text) => self.ends(text),
            Care::Plain => encode(text, unprintable),
            Care::Careful if space(text) || text.contains("  ") => encode(text, |_| true),
            Care::Careful => encode(text, |c| !(c.is_alphabetic() || c == ' ')),
            Care::Exact => encode(text, |_| true),
        }
    }

    /// A line with space at its ends.
    fn ends(&self, text: &str) -> String {
        let inner = text.trim();
        if inner.is_empty() || inner == EMPTY {
            return encode(text, |_| true);
        }
        let at = text.len() - text.trim_start().len();
        let (before, after) = (&text[..at], &text[at + inner.len()..]);
        format!(
            "{}{}{}",
            encode(before, |_| true),
            encode(inner, unprintable),
            encode(after, |_| true)
        )
    }
}

fn unprintable(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

/// A text between backticks.
fn code(text: &str) -> String {
    if text.is_empty() {
        return EMPTY.to_owned();
    }
    let edge = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    format!(
        "`{}`",
        encode(text, |c| c == '`'
            || unprintable(c)
            || (edge && c.is_whitespace()))
    )
}

fn expected(labels: &mut Vec<(&str, String)>, stated: Stated) {
    labels.extend(
        stated
            .tokens
            .map(|tokens| ("Tokens", quantity::write_tokens(tokens))),
    );
    labels.extend(
        stated
            .minutes
            .map(|minutes| ("Duration", quantity::write_minutes(minutes))),
    );
}
