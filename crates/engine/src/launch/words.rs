//! What is said of a start that did not go as planned.

use crate::problem::Problem;

/// Why it could not be started, as a sentence: "Claude Code is logged out. Run `claude` in a terminal and log in."
pub(super) fn refused(problem: &Problem) -> String {
    let mut sentence = capital(&problem.to_string()) + ".";
    if let Some(hint) = &problem.hint {
        sentence.push(' ');
        sentence.push_str(hint);
    }
    sentence
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    #[test]
    fn a_problem_becomes_a_sentence() {
        let problem = Problem::new(Code::Claude, "the claude command was not found").hint("Install it.");
        assert_eq!(refused(&problem), "The claude command was not found. Install it.");
    }
}
