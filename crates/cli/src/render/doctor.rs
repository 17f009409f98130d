//! `segue doctor`: what is found, what is missing, how to fix it.

use segue_engine::view::{Check, Doctor, Verdict};
use segue_meter::advice::Level;

use super::Look;
use super::ink::{self, BOLD, paint};
use super::plain::{plain, wrapped};

/// Every check with its finding and its fix, then one sentence.
pub(crate) fn doctor(doctor: &Doctor, look: &Look) -> String {
    let checks = doctor
        .checks
        .iter()
        .map(|one| check(one, look))
        .collect::<String>();
    format!("{checks}\n{}\n", paint(BOLD, verdict(&doctor.checks)))
}

fn check(check: &Check, look: &Look) -> String {
    let (level, shape, word) = match check.verdict {
        Verdict::Good => (Level::Ok, "✓", ""),
        Verdict::Hint => (Level::Notice, "◆", " (could be better)"),
        Verdict::Bad => (Level::Danger, "■", " (does not work)"),
    };
    let shape = paint(ink::style(level), shape);
    let title = format!("{}{word}", paint(BOLD, plain(&check.title)));
    let detail = wrapped(&plain(&check.detail), 2, look.width);
    let fix = match &check.fix {
        Some(fix) => format!("  → {}\n", wrapped(&plain(fix), 4, look.width).trim_start()),
        None => String::new(),
    };
    format!("{shape} {title}\n{detail}\n{fix}")
}

fn verdict(checks: &[Check]) -> String {
    let count = |verdict| checks.iter().filter(|check| check.verdict == verdict).count();
    match (count(Verdict::Bad), count(Verdict::Hint)) {
        (0, 0) => "Everything is as it should be.".to_owned(),
        (0, 1) => "Everything works; one thing could be better.".to_owned(),
        (0, hints) => format!("Everything works; {hints} things could be better."),
        (1, _) => "One thing does not work.".to_owned(),
        (bad, _) => format!("{bad} things do not work."),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use segue_engine::view::Doctor;

    use crate::render::samples;

    fn shown(doctor: &Doctor) -> String {
        anstream::adapter::strip_str(&super::doctor(doctor, &samples::look())).to_string()
    }

    #[test]
    fn good_hint_and_bad() {
        assert_snapshot!(shown(&samples::doctor()));
    }

    #[test]
    fn the_last_sentence_counts() {
        let [good, hint, bad] = <[_; 3]>::try_from(samples::doctor().checks).expect("three sample checks");
        for (checks, sentence) in [
            (vec![good.clone()], "Everything is as it should be.\n"),
            (
                vec![good.clone(), hint.clone()],
                "Everything works; one thing could be better.\n",
            ),
            (
                vec![hint.clone(), hint.clone()],
                "Everything works; 2 things could be better.\n",
            ),
            (vec![hint, bad.clone()], "One thing does not work.\n"),
            (vec![bad.clone(), bad], "2 things do not work.\n"),
        ] {
            assert!(shown(&Doctor { checks }).ends_with(sentence));
        }
    }
}
