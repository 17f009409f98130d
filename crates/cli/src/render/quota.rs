//! `segue quota`: the windows in depth.

use segue_engine::view::{Calibration, LimitHit, Quota};
use segue_meter::window::WindowKind;
use segue_meter::words;

use super::ink::DIM;
use super::plain::{fit, plain};
use super::table::{Cell, Side, Table};
use super::window::{Forecasts, meters};
use super::{Look, heading, next_step, remark, session, source};

/// Windows with their forecasts, refusals, and how far estimates can be trusted.
pub(crate) fn quota(quota: &Quota, look: &Look) -> String {
    let mut text = meters(&quota.windows, Forecasts::All, look);
    text.push_str(&source::of_windows(&quota.windows, look));
    text.push_str(&limit_hits(&quota.limit_hits, look));
    text.push_str(&calibrations(&quota.calibrations, look));
    if let Some(hint) = &quota.hint {
        text.push('\n');
        text.push_str(&next_step(hint, look));
    }
    text
}

fn limit_hits(hits: &[LimitHit], look: &Look) -> String {
    if hits.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&[
        ("", Side::Left),
        ("", Side::Left),
        ("", Side::Left),
        ("", Side::Left),
    ]);
    for hit in hits {
        let window = hit.window.as_deref().map(label).unwrap_or_default();
        table.row(vec![
            words::clock(hit.at, look.now, &look.tz).into(),
            window.into(),
            Cell::styled(session::short_id(&hit.session_id), DIM),
            fit(&hit.text, look.width.saturating_sub(42)).into(),
        ]);
    }
    format!(
        "\n{}{}",
        heading("Limit reached in the last seven days"),
        table.draw()
    )
}

fn calibrations(calibrations: &[Calibration], look: &Look) -> String {
    if calibrations.is_empty() {
        return String::new();
    }
    let lines = calibrations.iter().map(|one| {
        let words = format!(
            "{}: give or take {:.0} points, learned from {} observations",
            label(&one.window),
            one.error_points,
            one.observations
        );
        remark(&words, look)
    });
    format!(
        "\n{}{}",
        heading("When nothing fresher is known, Segue estimates"),
        lines.collect::<String>()
    )
}

/// What a person calls the window with this key.
fn label(key: &str) -> String {
    match WindowKind::parse(key) {
        Some(kind) => plain(&kind.label()),
        None => plain(key),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::samples;

    #[test]
    fn windows_refusals_and_estimates() {
        let text = super::quota(&samples::quota(), &samples::look());
        let text = anstream::adapter::strip_str(&text).to_string();
        for line in text.lines() {
            assert!(crate::render::plain::width(line) <= 80, "{line}");
        }
        assert_snapshot!(text);
    }
}
