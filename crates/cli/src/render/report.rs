//! `segue report`: what a session took against its estimate, why, and what was learned from it.

use segue_engine::view::{Report, ReportHead, ReportLine, TaskTypeFrom};
use segue_meter::advice::Level;
use segue_meter::estimate::Range;
use segue_meter::words;

use super::estimate::accuracy::factor;
use super::ink::{self, BOLD, DIM, paint};
use super::live_plan::{calls, deviation_words};
use super::plain::{fit, plain, width, wrapped};
use super::table::{Cell, Side, Table};
use super::{Look, heading, model, next_step, range, remark, session};

/// All of it.
pub(crate) fn report(report: &Report, look: &Look) -> String {
    let project = report
        .project_name
        .as_deref()
        .map(|project| format!("  {}", plain(project)))
        .unwrap_or_default();
    let title = fit(&report.title, look.width.saturating_sub(width(&project)));
    let mut text = format!("{}{}\n", paint(DIM, title), paint(DIM, project));
    text.push_str(&glance(report, look));
    text.push_str(&remark(&about(report, look), look));
    // One line without a phase says what was said already.
    if report.lines.iter().any(|line| !line.key.is_empty()) {
        text.push_str(&format!("\n{}", lines(report, look)));
    }
    if !report.drivers.is_empty() {
        text.push_str(&format!("\n{}", heading("What drove it")));
        for driver in &report.drivers {
            let words = wrapped(&deviation_words(driver), 4, look.width);
            text.push_str(&format!("  - {}\n", words.trim_start()));
        }
    }
    if !report.lessons.is_empty() {
        text.push_str(&format!(
            "\n{}{}",
            heading("What was learned from it"),
            model::lessons(&report.lessons, look)
        ));
    }
    text.push_str(&format!("\n{}", kept(report, look)));
    text
}

/// `122k fresh tokens in 2 h 10 m: 1.2× the estimate of ~103k (70k to 150k), inside its range`.
fn glance(report: &Report, look: &Look) -> String {
    let took = format!(
        "{} fresh tokens in {}",
        words::tokens(report.fresh),
        range::minutes(report.minutes)
    );
    let what = match &report.estimate {
        Some(_) => "the estimate of",
        None => "what the model would have said before it:",
    };
    let (against, level) = match (&report.estimated, report.factor) {
        (Some(estimated), Some(by)) => (
            format!(
                "{} {what} {}, {}",
                factor(by),
                range::tokens(estimated),
                inside(report.inside)
            ),
            level(report.inside),
        ),
        (_, _) => ("no estimate was made before it".to_owned(), Level::Ok),
    };
    let mark = match ink::mark(level) {
        " " => String::new(),
        _ => format!("{} ", ink::painted_mark(level)),
    };
    let indent = if mark.is_empty() { 0 } else { 2 };
    let against: String = wrapped(&against, indent, look.width)
        .trim_start()
        .lines()
        .map(|line| format!("{}\n", paint(ink::style(level), line)))
        .collect();
    format!("{}\n{mark}{against}", paint(BOLD, took))
}

fn inside(inside: Option<bool>) -> &'static str {
    match inside {
        Some(true) => "inside its range",
        Some(false) => "outside its range",
        None => "which has no range",
    }
}

fn level(inside: Option<bool>) -> Level {
    match inside {
        Some(false) => Level::Notice,
        Some(true) | None => Level::Ok,
    }
}

fn about(report: &Report, look: &Look) -> String {
    let times = match report.revision {
        0 | 1 => String::new(),
        revision => format!(" (went on, counted anew: {revision})"),
    };
    format!(
        "session {} · finished {}{times} · {} ({}) · {} · {} API-equivalent",
        session::short_id(&report.session),
        words::clock(report.finished_at, look.now, &look.tz),
        report.task_type,
        match report.task_type_from {
            TaskTypeFrom::Inferred => "by how it went",
            TaskTypeFrom::You => "you said so",
        },
        calls(report.calls),
        words::money(report.totals.cost_micros)
    )
}

fn lines(report: &Report, look: &Look) -> String {
    let mut table = Table::new(&[
        ("", Side::Right),
        ("Phase", Side::Left),
        ("Estimated", Side::Right),
        ("80 % range", Side::Left),
        ("Took", Side::Right),
        ("Time", Side::Right),
        ("", Side::Right),
        ("", Side::Left),
    ]);
    for line in &report.lines {
        let mut cells = vec![Cell::styled(fit(&line.key, 6), DIM), plain(&line.title).into()];
        cells.extend(numbers(line));
        table.row(cells);
    }
    let mut total = vec![Cell::from(""), Cell::styled("In all", BOLD)];
    total.extend(numbers(&ReportLine {
        key: String::new(),
        title: String::new(),
        estimated: report.estimated,
        fresh: report.fresh,
        weighted: report.weighted,
        minutes: report.minutes,
        factor: report.factor,
        inside: report.inside,
    }));
    table.total(total);
    table.draw_in(look.width, 1)
}

fn numbers(line: &ReportLine) -> [Cell; 6] {
    let text = |text: &dyn Fn(&Range) -> String| line.estimated.as_ref().map_or_else(String::new, text);
    let level = level(line.inside);
    let by = line.factor.map_or_else(String::new, factor);
    [
        text(&range::middle).into(),
        text(&range::ends).into(),
        Cell::styled(words::tokens(line.fresh), BOLD),
        range::minutes(line.minutes).into(),
        Cell::styled(by, ink::style(level)),
        Cell::styled(ink::mark(level).trim(), ink::style(level)),
    ]
}

/// Where it is written, what was counted, and how to teach.
fn kept(report: &Report, look: &Look) -> String {
    let mut text = remark(
        "Counted: fresh tokens are input, output and cache writes, as the usage rows have them.",
        look,
    );
    if let Some(path) = &report.path {
        // A path is copied: it stands on one line, however long.
        text.push_str(&format!("  {}\n", paint(DIM, plain(path))));
    }
    let step = format!(
        "Was it something else than {}? `segue model correct {} debugging` teaches.",
        report.task_type,
        session::short_id(&report.session)
    );
    text.push_str(&format!("\n{}", next_step(&step, look)));
    text
}

/// The latest first.
pub(crate) fn list(reports: &[ReportHead], look: &Look) -> String {
    if reports.is_empty() {
        return remark(
            "No session has a report yet: one is made when a session finishes, or by `segue report SESSION`.",
            look,
        );
    }
    let mut table = Table::new(&[
        ("Session", Side::Left),
        ("", Side::Left),
        ("Finished", Side::Left),
        ("Took", Side::Right),
        ("Estimated", Side::Left),
        ("", Side::Right),
        ("", Side::Left),
    ]);
    for one in reports {
        let level = level(one.inside);
        let estimated = one.estimated.as_ref().map_or_else(String::new, range::tokens);
        let by = one.factor.map_or_else(String::new, factor);
        table.row(vec![
            Cell::styled(session::short_id(&one.session), DIM),
            plain(&one.title).into(),
            words::clock(one.finished_at, look.now, &look.tz).into(),
            words::tokens(one.fresh).into(),
            estimated.into(),
            Cell::styled(by, ink::style(level)),
            Cell::styled(ink::mark(level).trim(), ink::style(level)),
        ]);
    }
    format!("{}{}", heading("Reports"), table.draw_in(look.width, 1))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::{plain, samples};

    fn fitting(text: &str) -> String {
        let text = anstream::adapter::strip_str(text).to_string();
        for line in text.lines() {
            assert!(plain::width(line) <= 80 || line.contains('/'), "{line}");
        }
        text
    }

    #[test]
    fn with_everything() {
        assert_snapshot!(fitting(&super::report(&samples::report(), &samples::look())));
    }

    #[test]
    fn without_an_estimate() {
        let mut report = samples::report();
        report.estimate = None;
        report.estimated = None;
        report.factor = None;
        report.inside = None;
        report.lines.clear();
        report.lessons.clear();
        report.drivers.clear();
        report.path = None;
        assert_snapshot!(fitting(&super::report(&report, &samples::look())));
    }

    #[test]
    fn held_against_what_would_have_been_said() {
        let mut report = samples::report();
        report.estimate = None;
        let text = fitting(&super::report(&report, &samples::look()));
        assert!(
            text.contains(
                "\n1.2× what the model would have said before it: ~78k (52k to 118k), inside its\nrange\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn in_a_list() {
        assert_snapshot!(fitting(&super::list(&samples::report_heads(), &samples::look())));
    }
}
