//! An error for a person: what happened, what to try.

use segue_engine::view::ProblemView;

use super::ink::{DIM, RED, paint};
use super::plain::plain;

/// "error: …" and, apart from it, the hint.
pub(crate) fn problem(problem: &ProblemView) -> String {
    let hint = match &problem.hint {
        Some(hint) => format!("{} {}\n", paint(DIM, "hint:"), plain(hint)),
        None => String::new(),
    };
    format!("{} {}\n{hint}", paint(RED, "error:"), plain(&problem.message))
}

#[cfg(test)]
mod tests {
    use segue_engine::view::ProblemView;

    #[test]
    fn the_hint_stands_apart() {
        let problem = ProblemView {
            code: "not_found".to_owned(),
            message: "there is no session beginning with 9f".to_owned(),
            hint: Some("`segue sessions` lists them.".to_owned()),
        };
        let text = anstream::adapter::strip_str(&super::problem(&problem)).to_string();
        assert_eq!(
            text,
            "error: there is no session beginning with 9f\nhint: `segue sessions` lists them.\n"
        );
    }
}
