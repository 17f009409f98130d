//! `segue estimate accuracy`: how well estimates have held, over sessions.

use segue_engine::view::{Accuracy, AccuracyGroup, AccuracyPoint};
use segue_meter::advice::Level;
use segue_meter::words;

use crate::render::ink::{self, BOLD, DIM, paint};
use crate::render::plain::{plain, sentence};
use crate::render::table::{Cell, Side, Table};
use crate::render::{Look, heading, range, remark};

/// Sessions that are listed; the rest is in the JSON.
const SHOWN: usize = 20;

/// The answer in words, then by kind of work, then session by session.
pub(crate) fn accuracy(accuracy: &Accuracy, look: &Look) -> String {
    let mut text = format!("{}\n", paint(BOLD, sentence(&accuracy.words)));
    if accuracy.points.is_empty() {
        text.push_str(&remark(
            "A session counts once it has finished and an estimate was saved for it: `segue plan start PLAN` does both.",
            look,
        ));
        return text;
    }
    if !accuracy.by_type.is_empty() {
        text.push_str(&format!("\n{}", groups(accuracy)));
    }
    text.push_str(&format!(
        "\n{}{}",
        heading("Session by session"),
        points(&accuracy.points, look)
    ));
    text.push_str(&remark(
        "The factor is what it took by what was estimated: 1.0× is exact.",
        look,
    ));
    text
}

fn groups(accuracy: &Accuracy) -> String {
    let mut table = Table::new(&[
        ("Kind of work", Side::Left),
        ("Sessions", Side::Right),
        ("Usual error", Side::Right),
        ("Inside the range", Side::Right),
    ]);
    for group in &accuracy.by_type {
        table.row(row(group));
    }
    table.total(row(&AccuracyGroup {
        name: "all".to_owned(),
        sessions: u32::try_from(accuracy.points.len()).unwrap_or(u32::MAX),
        median_factor: accuracy.median_factor,
        coverage_percent: accuracy.coverage_percent,
    }));
    table.draw()
}

fn row(group: &AccuracyGroup) -> Vec<Cell> {
    let unknown = || "–".to_owned();
    vec![
        plain(&group.name).into(),
        group.sessions.to_string().into(),
        group.median_factor.map_or_else(unknown, factor).into(),
        group.coverage_percent.map_or_else(unknown, words::percent).into(),
    ]
}

/// `1.4×`; beyond ten without a fraction.
pub(crate) fn factor(factor: f64) -> String {
    if factor >= 9.95 {
        format!("{factor:.0}×")
    } else {
        format!("{factor:.1}×")
    }
}

fn points(points: &[AccuracyPoint], look: &Look) -> String {
    let mut table = Table::new(&[
        ("", Side::Left),
        ("", Side::Left),
        ("Estimated", Side::Right),
        ("80 % range", Side::Left),
        ("Took", Side::Right),
        ("Factor", Side::Right),
        ("", Side::Left),
    ]);
    for point in points.iter().take(SHOWN) {
        let level = if point.inside { Level::Ok } else { Level::Notice };
        table.row(vec![
            Cell::styled(words::clock(point.at, look.now, &look.tz), DIM),
            plain(&point.title).into(),
            range::middle(&point.estimated).into(),
            range::ends(&point.estimated).into(),
            words::tokens(point.actual).into(),
            Cell::styled(factor(point.factor), ink::style(level)),
            Cell::styled(ink::mark(level).trim(), ink::style(level)),
        ]);
    }
    let mut text = table.draw_in(look.width, 1);
    if points.len() > SHOWN {
        text.push_str(&remark(
            &format!("{} earlier ones are in --json.", points.len() - SHOWN),
            look,
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::{plain, samples};

    #[test]
    fn some_sessions() {
        let text = super::accuracy(&samples::accuracy(), &samples::look());
        let text = anstream::adapter::strip_str(&text).to_string();
        for line in text.lines() {
            assert!(plain::width(line) <= 80, "{line}");
        }
        assert_snapshot!(text);
    }

    #[test]
    fn none_yet() {
        let mut none = samples::accuracy();
        none.points.clear();
        none.by_type.clear();
        none.words = "No session with an estimate has finished yet.".to_owned();
        let text = super::accuracy(&none, &samples::look());
        assert_snapshot!(anstream::adapter::strip_str(&text).to_string());
    }
}
