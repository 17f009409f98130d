//! The form of a plan in TOML: each key once, in the same order each time, with a word on what it means.

use std::fmt::Write as _;

use crate::plans::{Amount, Phase, Plan, Section, Stated, Task};

/// The plan in TOML.
pub(in crate::plans) fn write(plan: &Plan) -> String {
    let mut page = Page(String::new());
    page.line("# A plan. Amounts are one number or [from, to]: fresh tokens (input, output, cache writes), and minutes.");
    page.line("# Keys name phases and tasks; `after` says which of them must be done before.");
    page.line("");
    page.text("title", &plan.title);
    page.optional("status", plan.status.as_ref());
    page.stated(plan.stated);
    page.unless_empty("summary", &plan.summary);
    page.lists([
        &plan.objectives,
        &plan.deliverables,
        &plan.success,
        &plan.prerequisites,
        &plan.complexity,
    ]);
    for phase in &plan.phases {
        page.phase(phase);
    }
    if !plan.other.is_empty() {
        page.line("\n# Sections that are kept as they are.");
    }
    for section in &plan.other {
        page.section("other", section);
    }
    page.0
}

struct Page(String);

impl Page {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn set(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.0, "{key} = {value}");
    }

    fn text(&mut self, key: &str, text: &str) {
        self.set(key, &string(text));
    }

    fn unless_empty(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.text(key, text);
        }
    }

    fn optional(&mut self, key: &str, text: Option<&String>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    fn flag(&mut self, key: &str, flag: bool) {
        if flag {
            self.set(key, "true");
        }
    }

    fn stated(&mut self, stated: Stated) {
        for (key, amount) in [("tokens", stated.tokens), ("minutes", stated.minutes)] {
            if let Some(amount) = amount {
                self.set(key, &range(amount));
            }
        }
    }

    fn list(&mut self, key: &str, items: &[String]) {
        if items.is_empty() {
            return;
        }
        let _ = writeln!(self.0, "{key} = [");
        for item in items {
            let _ = writeln!(self.0, "  {},", string(item));
        }
        self.line("]");
    }

    fn keys(&mut self, key: &str, keys: &[String]) {
        if !keys.is_empty() {
            let keys: Vec<String> = keys.iter().map(|key| string(key)).collect();
            self.set(key, &format!("[{}]", keys.join(", ")));
        }
    }

    fn lists(&mut self, lists: [&Vec<String>; 5]) {
        let names = [
            "objectives",
            "deliverables",
            "success",
            "prerequisites",
            "complexity",
        ];
        for (name, items) in names.into_iter().zip(lists) {
            self.list(name, items);
        }
    }

    fn phase(&mut self, phase: &Phase) {
        self.line("\n[[phase]]");
        self.text("key", &phase.key);
        self.text("title", &phase.title);
        self.optional("status", phase.status.as_ref());
        self.flag("done", phase.done);
        self.stated(phase.stated);
        self.keys("after", &phase.after);
        self.flag("parallel", phase.parallel);
        self.unless_empty("prose", &phase.prose);
        self.lists([
            &phase.objectives,
            &phase.deliverables,
            &phase.success,
            &phase.prerequisites,
            &phase.complexity,
        ]);
        for task in &phase.tasks {
            self.task(task);
        }
        for section in &phase.other {
            self.section("phase.other", section);
        }
    }

    fn task(&mut self, task: &Task) {
        self.line("\n[[phase.task]]");
        self.text("key", &task.key);
        self.text("title", &task.title);
        self.flag("done", task.done);
        self.stated(task.stated);
        self.keys("after", &task.after);
        self.flag("parallel", task.parallel);
        self.optional("agent", task.agent.as_ref());
        self.list("checks", &task.checks);
        if let Some(budget) = task.budget_tokens {
            self.set("budget_tokens", &integer(budget));
        }
        if let Some(priority) = task.priority {
            self.set("priority", &priority.to_string());
        }
        self.optional("prompt", task.prompt.as_ref());
    }

    fn section(&mut self, table: &str, section: &Section) {
        let _ = writeln!(self.0, "\n[[{table}]]");
        self.text("heading", &section.heading);
        self.set("level", &section.level.to_string());
        self.text("text", &section.text);
    }
}

fn range(amount: Amount) -> String {
    if amount.low == amount.high {
        integer(amount.low)
    } else {
        format!("[{}, {}]", integer(amount.low), integer(amount.high))
    }
}

/// An integer with its thousands parted; beyond what TOML's integers hold, a string.
fn integer(value: u64) -> String {
    if i64::try_from(value).is_err() {
        return format!("\"{value}\"");
    }
    let digits = value.to_string();
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push('_');
        }
        written.push(digit);
    }
    written
}

/// A string: of several lines between three quotes.
fn string(text: &str) -> String {
    let lines = text.contains('\n');
    let mut written = String::with_capacity(text.len() + 8);
    written.push_str(if lines { "\"\"\"\n" } else { "\"" });
    let mut quotes = 0;
    for (at, character) in text.char_indices() {
        let last = at + character.len_utf8() == text.len();
        match character {
            '\\' => written.push_str("\\\\"),
            '"' if !lines || quotes == 2 || last => written.push_str("\\\""),
            '\n' | '\t' if lines => written.push(character),
            '\t' => written.push_str("\\t"),
            '\r' => written.push_str("\\r"),
            _ if character.is_control() => {
                let _ = write!(written, "\\u{:04X}", u32::from(character));
            }
            _ => written.push(character),
        }
        quotes = if character == '"' && quotes < 2 {
            quotes + 1
        } else {
            0
        };
    }
    written.push_str(if lines { "\"\"\"" } else { "\"" });
    written
}
