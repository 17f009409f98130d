//! What simple signals say of a project: in what state its code is, and how well it is known.
//!
//! Pure: who counts files and sessions is elsewhere. Promises words with every answer, so that a person can see why and say
//! otherwise.

use serde::{Deserialize, Serialize};

use super::{Familiarity, Quality};

/// So few lines are too few to tell.
const FEW_LINES: u64 = 300;
/// So many sessions in a project make it familiar.
const FAMILIAR_SESSIONS: u32 = 5;
/// So many elsewhere with the same stack do, too.
const FAMILIAR_ELSEWHERE: u32 = 8;

/// What was counted in a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signals {
    /// Lines of code, tests included.
    pub lines: u64,
    /// Files of code, tests included.
    pub files: u32,
    /// Files of tests.
    pub test_files: u32,
    /// A linter or formatter is set up.
    pub lint: bool,
    /// Something builds or tests it at every change.
    pub ci: bool,
    /// It has a README.
    pub readme: bool,
    /// Notes of things left undone: TODO, FIXME, HACK.
    pub todos: u32,
}

/// In what state a project's code seems to be, and why. `None` when there is too little to tell.
pub fn quality(signals: &Signals) -> Option<(Quality, String)> {
    if signals.lines < FEW_LINES || signals.files == 0 {
        return None;
    }
    let tests = f64::from(signals.test_files) / f64::from(signals.files);
    let todos = f64::from(signals.todos) * 1_000.0 / signals.lines as f64;
    let long = signals.lines / u64::from(signals.files);
    let mut points = 0;
    let mut why = Vec::new();
    let mut say = |worth: i32, words: &str| {
        points += worth;
        why.push(words.to_owned());
    };
    match tests {
        share if share >= 0.15 => say(2, "many tests"),
        share if share > 0.0 => say(1, "some tests"),
        _ => say(-1, "no tests"),
    }
    match signals.lint {
        true => say(1, "a linter"),
        false => say(-1, "no linter"),
    }
    if signals.ci {
        say(1, "checked at every change");
    }
    if !signals.readme {
        say(-1, "no README");
    }
    if todos > 8.0 {
        say(-2, "very many TODOs");
    } else if todos > 3.0 {
        say(-1, "many TODOs");
    }
    if long > 800 {
        say(-1, "long files");
    }
    let quality = match points {
        3.. => Quality::Clean,
        0..=2 => Quality::Mixed,
        _ => Quality::Legacy,
    };
    Some((quality, why.join(", ")))
}

/// How well a project is known: by sessions in it before, and by sessions elsewhere with the same stack (`None` when the
/// stack is not known).
pub fn familiarity(here: u32, elsewhere: Option<u32>) -> (Familiarity, String) {
    let counted = |count: u32| match count {
        0 => "no session".to_owned(),
        1 => "1 session".to_owned(),
        count => format!("{count} sessions"),
    };
    let known = match elsewhere {
        Some(count) if count > 0 => format!(", {} elsewhere with its stack", counted(count)),
        Some(_) | None => String::new(),
    };
    let words = format!("{} here before{known}", counted(here));
    let stack = elsewhere.unwrap_or(0);
    let familiarity = match here {
        FAMILIAR_SESSIONS.. => Familiarity::Familiar,
        _ if stack >= FAMILIAR_ELSEWHERE => Familiarity::Familiar,
        0 if stack == 0 => Familiarity::New,
        _ => Familiarity::Learning,
    };
    (familiarity, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIDY: Signals = Signals {
        lines: 10_000,
        files: 100,
        test_files: 30,
        lint: true,
        ci: true,
        readme: true,
        todos: 4,
    };

    #[test]
    fn a_tidy_project_is_clean_and_an_untested_one_is_not() {
        assert_eq!(quality(&TIDY).map(|found| found.0), Some(Quality::Clean));
        let some = Signals {
            test_files: 3,
            ci: false,
            ..TIDY
        };
        assert_eq!(quality(&some).map(|found| found.0), Some(Quality::Mixed));
        let old = Signals {
            test_files: 0,
            lint: false,
            ci: false,
            readme: false,
            todos: 200,
            ..TIDY
        };
        let (found, why) = quality(&old).expect("enough to tell");
        assert_eq!(found, Quality::Legacy);
        assert_eq!(why, "no tests, no linter, no README, very many TODOs");
        let tiny = Signals { lines: 20, ..TIDY };
        assert_eq!(quality(&tiny), None);
        assert_eq!(quality(&Signals::default()), None);
    }

    #[test]
    fn sessions_make_a_project_familiar() {
        for (here, elsewhere, expected) in [
            (0, None, Familiarity::New),
            (0, Some(0), Familiarity::New),
            (0, Some(3), Familiarity::Learning),
            (0, Some(8), Familiarity::Familiar),
            (1, None, Familiarity::Learning),
            (5, None, Familiarity::Familiar),
        ] {
            assert_eq!(familiarity(here, elsewhere).0, expected, "{here} {elsewhere:?}");
        }
        assert_eq!(
            familiarity(1, Some(3)).1,
            "1 session here before, 3 sessions elsewhere with its stack"
        );
    }
}
