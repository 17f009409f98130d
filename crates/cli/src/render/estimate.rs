//! `segue estimate`: the answer at one glance, then what it is made of and what it stands on.

pub(crate) mod accuracy;
mod lines;
mod list;
mod steps;

use segue_engine::view::{Comparable, Estimate, FitAnswer, Input, InputFrom, WindowShare};
use segue_meter::advice::Level;
use segue_meter::words;

pub(crate) use lines::{minutes, stated, tokens};
pub(crate) use list::list;
pub(crate) use steps::explained;

use super::ink::{self, BOLD, DIM, paint};
use super::plain::{fit, left, plain, sentence as sentence_of, width, wrapped};
use super::table::{Cell, Side, Table};
use super::{Look, heading, next_step, range, remark, session};

/// Where the words beside a name begin.
const BESIDE: usize = 14;
/// Comparable sessions that are named.
const COMPARABLE: usize = 5;

/// All of it. `step` is what can be done with it, in words.
pub(crate) fn estimate(estimate: &Estimate, step: &str, look: &Look) -> String {
    let mut text = head(estimate, look);
    if estimate.lines.len() > 1 {
        text.push_str(&format!("\n{}", lines::table(estimate, look)));
    }
    text.push_str(&format!("\n{}", stands_on(estimate, look)));
    if !estimate.risks.is_empty() {
        text.push_str(&format!("\n{}", listed("Risks", &estimate.risks, look)));
    }
    if !estimate.comparable.is_empty() {
        text.push_str(&format!("\n{}", comparable(&estimate.comparable, look)));
    }
    text.push_str(&format!(
        "\n{}",
        remark(&sentence_of(&estimate.basis_words), look)
    ));
    if !step.is_empty() {
        text.push_str(&format!("\n{}", next_step(step, look)));
    }
    text
}

/// `Session 3: ~78k fresh tokens (52k to 118k), 1 h 40 m; fits before the 18:50 reset: yes, with 20 % buffer`.
pub(crate) fn sentence(estimate: &Estimate) -> String {
    let total = &estimate.total;
    format!(
        "{}: {} fresh tokens ({}), {}; {}",
        plain(&estimate.title),
        range::middle(&total.fresh),
        range::ends(&total.fresh),
        range::minutes(total.minutes.mid),
        plain(&estimate.fit.words)
    )
}

/// What it is of, how much, and whether it fits.
pub(crate) fn head(estimate: &Estimate, look: &Look) -> String {
    let about = [
        estimate.id.map(|id| format!("estimate {id}")),
        estimate.project.as_deref().map(folder_name),
    ];
    let about: Vec<String> = about.into_iter().flatten().collect();
    let about = match about.as_slice() {
        [] => String::new(),
        parts => format!("  {}", parts.join(" · ")),
    };
    let title = fit(&estimate.title, look.width.saturating_sub(width(&about)));
    format!(
        "{}{}\n{}",
        paint(DIM, title),
        paint(DIM, about),
        glance(estimate, look)
    )
}

/// `~78k fresh tokens (52k to 118k), 1 h 40 m; fits before the 18:50 reset: yes, with 20 % buffer`.
fn glance(estimate: &Estimate, look: &Look) -> String {
    let total = &estimate.total;
    let answer = format!(
        "{} fresh tokens ({}), {} ({})",
        range::middle(&total.fresh),
        range::ends(&total.fresh),
        range::minutes(total.minutes.mid),
        range::minutes_ends(&total.minutes),
    );
    let level = match estimate.fit.answer {
        FitAnswer::Yes | FitAnswer::Unknown => Level::Ok,
        FitAnswer::Tight => Level::Notice,
        FitAnswer::Split => Level::Warning,
        FitAnswer::No => Level::Danger,
    };
    let mark = match ink::mark(level) {
        " " => String::new(),
        _ => format!("{} ", ink::painted_mark(level)),
    };
    let indent = width(&anstream::adapter::strip_str(&mark).to_string());
    let words = wrapped(&plain(&estimate.fit.words), indent, look.width);
    let style = match estimate.fit.answer {
        FitAnswer::Unknown => DIM,
        FitAnswer::Yes | FitAnswer::Tight | FitAnswer::Split | FitAnswer::No => ink::style(level),
    };
    let fits: String = words
        .trim_start()
        .lines()
        .map(|line| format!("{}\n", paint(style, line)))
        .collect();
    format!("{}\n{mark}{fits}", paint(BOLD, answer))
}

/// Confidence, windows, speed and what was taken for granted, each beside its name.
fn stands_on(estimate: &Estimate, look: &Look) -> String {
    let mut text = beside("Confidence", &plain(&estimate.confidence_words), look);
    for (number, window) in estimate.windows.iter().enumerate() {
        let name = if number == 0 { "Windows" } else { "" };
        text.push_str(&beside(name, &share(window), look));
    }
    if let Some(speed) = &estimate.tokens_per_hour {
        text.push_str(&beside(
            "Speed",
            &format!("{} tokens an hour ({})", range::middle(speed), range::ends(speed)),
            look,
        ));
    }
    text.push_str(&goes_by(&estimate.inputs, look));
    let complexity: Vec<String> = estimate
        .complexity
        .iter()
        .map(|factor| format!("{} (\"{}\")", plain(&factor.name), plain(&factor.words)))
        .collect();
    if !complexity.is_empty() {
        text.push_str(&beside("Complexity", &complexity.join("; "), look));
    }
    text
}

/// `5-hour ~14 % (9 to 21 %), 38 % left`.
fn share(window: &WindowShare) -> String {
    let share = &window.share;
    let ends = range::between(percent(share.low), percent(share.high));
    let left = window
        .left_percent
        .map(|left| format!(", {} left", words::percent(left)));
    format!(
        "{} ~{} ({ends}){}",
        plain(&window.label),
        words::percent(share.mid),
        left.unwrap_or_default()
    )
}

fn percent(value: f64) -> String {
    words::percent(value)
}

/// What was taken for granted, each with where it comes from; then what is not known.
fn goes_by(inputs: &[Input], look: &Look) -> String {
    let (unknown, known): (Vec<&Input>, Vec<&Input>) =
        inputs.iter().partition(|input| input.value == NOT_KNOWN);
    let mut parts: Vec<String> = known.into_iter().map(input).collect();
    if !unknown.is_empty() {
        let names: Vec<String> = unknown.iter().map(|input| plain(&input.name)).collect();
        parts.push(format!("not known: {}", names.join(", ")));
    }
    if parts.is_empty() {
        return String::new();
    }
    beside("Goes by", &parts.join("; "), look)
}

/// What the engine says of an input that it could not find out; with more behind it where that can be changed.
const NOT_KNOWN: &str = "not known";
const NOT_YET: &str = "not measured yet";

/// `size medium (measured)`.
fn input(input: &Input) -> String {
    let (name, value) = (plain(&input.name), plain(&input.value));
    if value.starts_with(NOT_YET) {
        return format!("{name} {value}");
    }
    let from = match input.from {
        InputFrom::Measured => "measured",
        InputFrom::Memory => "from memory",
        InputFrom::Guess => "a guess",
        InputFrom::You => "you said so",
    };
    match value.strip_suffix(')') {
        Some(value) => format!("{name} {value}; {from})"),
        None => format!("{name} {value} ({from})"),
    }
}

pub(super) fn beside(name: &str, words: &str, look: &Look) -> String {
    let lines = wrapped(words, BESIDE, look.width);
    format!("  {}{}\n", paint(DIM, left(name, BESIDE - 2)), lines.trim_start())
}

fn listed(title: &str, items: &[String], look: &Look) -> String {
    let mut text = heading(title);
    for item in items {
        let lines = wrapped(&plain(item), 4, look.width);
        text.push_str(&format!("  - {}\n", lines.trim_start()));
    }
    text
}

fn comparable(sessions: &[Comparable], look: &Look) -> String {
    let mut table = Table::new(&[
        ("", Side::Left),
        ("", Side::Right),
        ("", Side::Right),
        ("", Side::Left),
        ("", Side::Left),
    ]);
    for one in sessions.iter().take(COMPARABLE) {
        let mut cells = vec![
            plain(&one.title).into(),
            words::tokens(one.fresh).into(),
            range::minutes(one.minutes).into(),
            Cell::styled(about(one, look), DIM),
        ];
        if look.width >= lines::WIDE {
            cells.push(Cell::styled(one.task_type.to_string(), DIM));
        }
        table.row(cells);
    }
    format!("{}{}", heading("Sessions like it"), table.draw_in(look.width, 0))
}

fn about(one: &Comparable, look: &Look) -> String {
    let at = words::clock(one.at, look.now, &look.tz);
    let session = session::short_id(&one.session);
    format!("{session} {at}")
}

/// The last part of a folder's path.
fn folder_name(path: &str) -> String {
    let name = path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next();
    plain(name.unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use segue_engine::view::Estimate;

    use crate::render::{Look, plain, samples};

    const STEP: &str = "`segue plan start 3` begins it in the session that runs.";

    fn bare(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    fn shown(estimate: &Estimate, look: &Look) -> String {
        let text = bare(&super::estimate(estimate, STEP, look));
        for line in text.lines() {
            assert!(plain::width(line) <= look.width, "{line}");
        }
        text
    }

    #[test]
    fn of_a_plan() {
        assert_snapshot!(shown(&samples::plan_estimate(), &samples::look()));
    }

    #[test]
    fn of_a_plan_in_a_wide_terminal() {
        let look = Look {
            width: 120,
            ..samples::look()
        };
        assert_snapshot!(shown(&samples::plan_estimate(), &look));
    }

    #[test]
    fn of_a_sentence_with_little_to_go_on() {
        assert_snapshot!(shown(&samples::sentence_estimate(), &samples::look()));
    }

    #[test]
    fn colours_and_shapes() {
        let text = super::estimate(&samples::plan_estimate(), "", &samples::look());
        assert_snapshot!(text.replace('\u{1b}', "␛"));
    }
}
