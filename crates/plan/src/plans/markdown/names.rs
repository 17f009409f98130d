//! What can be waited for, by key, by title, or as "the previous phase".

use super::after::{How, Wanted};
use super::draft::Draft;
use super::words;

/// Keys and titles that can be waited for.
pub(super) struct Names {
    /// Key and plain title of each phase.
    pub(super) phases: Vec<(String, String)>,
    /// Of each phase, those of its tasks.
    tasks: Vec<Vec<(String, String)>>,
}

impl Names {
    pub(super) fn of(phases: &[Draft]) -> Names {
        let name = |draft: &Draft| (draft.key.clone().unwrap_or_default(), words::plain(&draft.title));
        Names {
            phases: phases.iter().map(name).collect(),
            tasks: phases
                .iter()
                .map(|phase| phase.tasks.iter().map(name).collect())
                .collect(),
        }
    }

    /// The keys that are meant; a phase waits for phases, a task for either.
    pub(super) fn find(&self, wanted: &Wanted, phase: usize, task: Option<usize>) -> Option<Vec<String>> {
        let name = wanted.name.as_str();
        let tasks = || {
            self.tasks
                .iter()
                .enumerate()
                .flat_map(|(phase, tasks)| tasks.iter().map(move |task| (phase, task)))
        };
        let phase_key = |key: &str| {
            self.phases
                .iter()
                .find(|known| known.0 == key)
                .map(|known| known.0.clone())
        };
        let task_key = |key: &str| tasks().find(|(_, known)| known.0 == key);
        if wanted.how == How::Exactly {
            return phase_key(name)
                .or_else(|| task_key(name).map(|(_, known)| known.0.clone()))
                .map(|key| vec![key]);
        }
        if task.is_some() && name.bytes().all(|byte| byte.is_ascii_digit()) {
            let beside = format!("{}.{name}", self.phases[phase].0);
            if let Some(found) = self.tasks[phase].iter().find(|known| known.0 == beside) {
                return Some(vec![found.0.clone()]);
            }
        }
        if let Some(key) = phase_key(name) {
            return Some(vec![key]);
        }
        if let Some((of, known)) = task_key(name) {
            return Some(match task {
                Some(_) => vec![known.0.clone()],
                None if of == phase => return None,
                None => vec![self.phases[of].0.clone()],
            });
        }
        let plain = words::plain(name);
        if let Some(known) = self
            .phases
            .iter()
            .find(|known| known.0.eq_ignore_ascii_case(name) || (!plain.is_empty() && known.1 == plain))
        {
            return Some(vec![known.0.clone()]);
        }
        if task.is_some()
            && let Some((_, known)) = tasks().find(|(_, known)| !plain.is_empty() && known.1 == plain)
        {
            return Some(vec![known.0.clone()]);
        }
        let before: Vec<String> = self.phases[..phase].iter().map(|known| known.0.clone()).collect();
        match plain.as_str() {
            "previous" | "previous phase" | "the previous phase" | "prior phase" | "vorige phase"
            | "vorherige phase" => Some(before.last().cloned().into_iter().collect()),
            "all previous phases"
            | "all previous"
            | "all phases"
            | "all prior phases"
            | "all"
            | "everything above"
            | "alle vorherigen phasen" => Some(before),
            _ => None,
        }
    }

    /// Whether words are in the title of what was found, or say that it is done.
    pub(super) fn says(&self, found: &[String], words: &str) -> bool {
        let all = self.phases.iter().chain(self.tasks.iter().flatten());
        let titles: Vec<&str> = all
            .filter(|known| found.contains(&known.0))
            .map(|known| known.1.as_str())
            .collect();
        let plain = words::plain(words);
        words::is_status(words) || titles.iter().any(|title| title.contains(&plain))
    }

    pub(super) fn some(&self) -> String {
        let mut keys: Vec<&str> = self
            .phases
            .iter()
            .take(12)
            .map(|known| known.0.as_str())
            .collect();
        if self.phases.len() > keys.len() {
            keys.push("…");
        }
        keys.join(", ")
    }
}
