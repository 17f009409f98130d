//! What a finished session was: its task type, from what was asked for and what was done.

use segue_meter::estimate::behaviour::Behaviour;
use segue_meter::estimate::text::{Inferred, infer_type};
use segue_transcript::story::{Happening, Story};

/// Prompts that are read: what a session is for is said early.
const MOST_PROMPTS: usize = 6;
/// Characters of one prompt that are read.
const OF_ONE: usize = 1_500;

/// What a story tells of its session.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Features {
    /// The type from words and deeds together.
    pub inferred: Inferred,
    /// Test runs, and those that failed.
    pub tests: (u32, u32),
}

/// Reads the features from a session's own story. `title` stands in where nobody asked for anything.
pub(crate) fn features(story: &Story, title: Option<&str>) -> Features {
    let mut prompts = Vec::new();
    let mut behaviour = Behaviour::default();
    for beat in &story.beats {
        match &beat.what {
            Happening::Prompt { text } if prompts.len() < MOST_PROMPTS && says_something(text) => {
                prompts.push(text.chars().take(OF_ONE).collect::<String>());
            }
            Happening::Edit {
                tool,
                path,
                added,
                removed,
            } => {
                let path = within(story.cwd.as_deref(), path);
                behaviour.edit(path, tool == "Write", *added, *removed);
            }
            Happening::Read { path } => behaviour.read(within(story.cwd.as_deref(), path)),
            Happening::Command { command, ok, .. } => behaviour.command(command, *ok),
            Happening::Plan { .. } => behaviour.plan(),
            Happening::Prompt { .. }
            | Happening::Reply { .. }
            | Happening::CompactSummary { .. }
            | Happening::ToolFailed { .. }
            | Happening::Todos { .. }
            | Happening::Answer { .. }
            | Happening::SubAgent { .. }
            | Happening::LimitHit { .. }
            | Happening::ApiError { .. }
            | Happening::Interrupted => {}
        }
    }
    let words = if prompts.is_empty() {
        title.unwrap_or_default().to_owned()
    } else {
        prompts.join("\n")
    };
    Features {
        inferred: infer_type(&words).with_behaviour(behaviour.infer()),
        tests: behaviour.tests(),
    }
}

/// What is known of a session whose transcript is gone: its title.
pub(crate) fn of_title(title: Option<&str>) -> Features {
    Features {
        inferred: infer_type(title.unwrap_or_default()),
        tests: (0, 0),
    }
}

/// Not "yes", not "continue", not a command of Claude Code's.
fn says_something(prompt: &str) -> bool {
    let prompt = prompt.trim_start();
    !prompt.starts_with(['<', '/']) && prompt.split_whitespace().nth(1).is_some()
}

/// A path from the session's folder on.
fn within<'a>(folder: Option<&str>, path: &'a str) -> &'a str {
    folder
        .and_then(|folder| path.strip_prefix(folder))
        .map_or(path, |rest| rest.trim_start_matches(['/', '\\']))
}

#[cfg(test)]
mod tests {
    use segue_meter::estimate::TaskType;
    use segue_transcript::story::Beat;

    use super::*;

    fn told(happenings: Vec<Happening>) -> Story {
        let beats = happenings.into_iter().zip(1..).map(|(what, line)| Beat {
            at: None,
            line,
            uuid: String::new(),
            turn: 1,
            what,
        });
        Story {
            beats: beats.collect(),
            cwd: Some("/home/you/code/tests".to_owned()),
            ..Story::default()
        }
    }

    fn prompt(text: &str) -> Happening {
        Happening::Prompt {
            text: text.to_owned(),
        }
    }

    #[test]
    fn words_and_deeds_make_the_type() {
        let edit = |path: &str, added| Happening::Edit {
            tool: "Write".to_owned(),
            path: format!("/home/you/code/tests/{path}"),
            added,
            removed: 0,
        };
        let story = told(vec![
            prompt("/clear"),
            prompt("Add an export"),
            edit("src/export.rs", 200),
            edit("src/csv.rs", 90),
        ]);
        let found = features(&story, None);
        assert_eq!(found.inferred.task_type, TaskType::Implementation);
        assert!(found.inferred.sure > 0.8, "{found:?}");
    }

    #[test]
    fn without_a_prompt_the_title_speaks() {
        let found = features(&told(vec![prompt("ok")]), Some("Fix the crash on start"));
        assert_eq!(found.inferred.task_type, TaskType::Debugging);
        assert_eq!(
            of_title(Some("Refactor the parser")).inferred.task_type,
            TaskType::Refactoring
        );
        assert!(of_title(None).inferred.sure < 0.2);
    }
}
