//! Claude's list of things to do: written as a whole (`TodoWrite`), or task by task (`TaskCreate`, `TaskUpdate`).

use std::sync::Arc;

use serde_json::Value;

use super::call::{Call, Outcome};
use super::{Todo, TodoState};

/// The list that `TodoWrite` is given; `None` when it is no list.
pub(super) fn of_list(list: &Value) -> Option<Vec<Todo>> {
    let items = list.as_array()?.iter();
    Some(
        items
            .filter_map(|item| {
                Some(Todo {
                    text: item["content"].as_str()?.to_owned(),
                    state: state(&item["status"]).unwrap_or(TodoState::Pending),
                })
            })
            .collect(),
    )
}

fn state(word: &Value) -> Option<TodoState> {
    match word.as_str()? {
        "pending" => Some(TodoState::Pending),
        "in_progress" => Some(TodoState::InProgress),
        "completed" => Some(TodoState::Completed),
        _ => None,
    }
}

/// Tasks that were made one by one, by their number. Copying it is cheap: it is copied after every line.
#[derive(Debug, Default, Clone)]
pub(super) struct TaskList {
    tasks: Arc<Vec<(String, Todo)>>,
}

impl TaskList {
    /// Goes on with what was there.
    pub(super) fn of(tasks: &[(String, Todo)]) -> TaskList {
        TaskList {
            tasks: Arc::new(tasks.to_vec()),
        }
    }

    pub(super) fn all(&self) -> &[(String, Todo)] {
        &self.tasks
    }

    /// The whole list after a call that changed it.
    pub(super) fn changed(&mut self, call: &Call, outcome: &Outcome<'_>) -> Option<Vec<Todo>> {
        if outcome.failed {
            return None;
        }
        match call.tool.as_str() {
            "TaskCreate" => self.create(&call.input, outcome),
            "TaskUpdate" => self.update(&call.input)?,
            _ => return None,
        }
        Some(self.tasks.iter().map(|(_, todo)| todo.clone()).collect())
    }

    fn create(&mut self, input: &Value, outcome: &Outcome<'_>) {
        let text = input["subject"].as_str().unwrap_or_default().to_owned();
        let id = id_of(&outcome.told["task"]["id"])
            .or_else(|| number_in(&outcome.text))
            .unwrap_or_else(|| (self.tasks.len() + 1).to_string());
        let todo = Todo {
            text,
            state: TodoState::Pending,
        };
        Arc::make_mut(&mut self.tasks).push((id, todo));
    }

    fn update(&mut self, input: &Value) -> Option<()> {
        let id = id_of(&input["taskId"])?;
        let at = self.tasks.iter().position(|(own, _)| *own == id)?;
        let tasks = Arc::make_mut(&mut self.tasks);
        if input["status"] == "deleted" {
            tasks.remove(at);
            return Some(());
        }
        let todo = &mut tasks[at].1;
        if let Some(subject) = input["subject"].as_str() {
            subject.clone_into(&mut todo.text);
        }
        todo.state = state(&input["status"]).unwrap_or(todo.state);
        Some(())
    }
}

fn id_of(value: &Value) -> Option<String> {
    match value {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// The number in `Task #3 created successfully: …`.
fn number_in(text: &str) -> Option<String> {
    let (_, after) = text.split_once("Task #")?;
    let end = after
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .unwrap_or(after.len());
    (end > 0).then(|| after[..end].to_owned())
}
