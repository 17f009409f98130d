//! A running session against its estimate: one line in `segue status`, all of it where it is asked for.

use segue_engine::view::{Deviation, Live, LiveHead, LivePhase};
use segue_meter::advice::Level;
use segue_meter::words;
use segue_plan::plans::PhaseState;

use super::ink::{self, BOLD, DIM, paint};
use super::plain::{fit, plain, wrapped};
use super::table::{Cell, Side, Table};
use super::{Look, heading, range, remark, session};

/// `Plan: Session 3 · Parser`, and below it `34k of ~111k (98k to 130k) · new projection 111k, +8 %, still fits`.
pub(crate) fn glance(live: &LiveHead, look: &Look) -> String {
    let phase = live.phase.as_deref().map(|phase| format!(" · {}", plain(phase)));
    let name = format!("Plan: {}{}", plain(&live.plan_title), phase.unwrap_or_default());
    let sums = format!(
        "{} of {} · {}",
        words::tokens(live.fresh),
        range::tokens(&live.projected),
        plain(&live.words)
    );
    let lines = wrapped(&sums, 2, look.width);
    format!(
        "  {}\n{}\n",
        fit(&name, look.width.saturating_sub(2)),
        paint(DIM, lines)
    )
}

/// Where it stands, phase by phase.
pub(crate) fn live(live: &Live, look: &Look) -> String {
    format!("{}\n{}", whole(live, look), phases(&live.phases, look))
}

/// Where it stands in all.
pub(crate) fn whole(live: &Live, look: &Look) -> String {
    let level = if live.inside { Level::Ok } else { Level::Warning };
    let mut text = heading(&format!(
        "Running: {} fresh tokens so far, {} in all",
        words::tokens(live.fresh),
        range::tokens(&live.projected)
    ));
    let change = words_of_change(live.change_percent);
    text.push_str(&remark(
        &format!(
            "session {} · {} · {} · {} tokens an hour",
            session::short_id(&live.session),
            range::minutes(live.minutes),
            calls(live.calls),
            words::tokens(live.tokens_per_hour)
        ),
        look,
    ));
    let sentence = format!(
        "estimated {}; {change}{}",
        range::tokens(&live.estimated),
        if live.inside { "" } else { ", outside its range" }
    );
    for line in wrapped(&sentence, 2, look.width).lines() {
        text.push_str(&format!("{}\n", paint(ink::style(level), line)));
    }
    text.push_str(&remark(&live.fits.words, look));
    text
}

/// `1 call`, `31 calls`.
pub(crate) fn calls(count: u32) -> String {
    match count {
        1 => "1 call".to_owned(),
        count => format!("{count} calls"),
    }
}

/// `8 % more than estimated`.
fn words_of_change(percent: f64) -> String {
    if percent.abs() < 1.0 {
        "as estimated".to_owned()
    } else {
        let than = if percent > 0.0 { "more" } else { "less" };
        format!("{} {than} than estimated", words::percent(percent.abs()))
    }
}

fn phases(phases: &[LivePhase], look: &Look) -> String {
    let mut table = Table::new(&[
        ("", Side::Left),
        ("", Side::Right),
        ("Phase", Side::Left),
        ("Estimated", Side::Right),
        ("80 % range", Side::Left),
        ("So far", Side::Right),
        ("", Side::Right),
    ]);
    for phase in phases {
        table.row(vec![
            mark(phase.state),
            Cell::styled(fit(&phase.key, 6), DIM),
            plain(&phase.title).into(),
            range::middle(&phase.estimated).into(),
            range::ends(&phase.estimated).into(),
            spent(phase),
            Cell::styled(phase.variance_percent.map_or_else(String::new, signed), DIM),
        ]);
        for deviation in &phase.deviations {
            wrapped(&deviation_words(deviation), 8, look.width)
                .lines()
                .for_each(|line| table.under(line));
        }
    }
    table.draw_in(look.width, 2)
}

fn spent(phase: &LivePhase) -> Cell {
    match (phase.state, phase.spent) {
        (PhaseState::Pending, 0) => Cell::from(""),
        (PhaseState::Pending | PhaseState::Running | PhaseState::Done, spent) => {
            Cell::styled(words::tokens(spent), BOLD)
        }
    }
}

/// `+8 %`, `−12 %`.
pub(crate) fn signed(percent: f64) -> String {
    let sign = if percent < 0.0 { "−" } else { "+" };
    format!("{sign}{}", words::percent(percent.abs()))
}

/// A phase's state by its shape.
pub(crate) fn mark(state: PhaseState) -> Cell {
    match state {
        PhaseState::Pending => Cell::styled("○", DIM),
        PhaseState::Running => Cell::styled("●", ink::style(Level::Notice)),
        PhaseState::Done => Cell::styled("✓", ink::style(Level::Ok)),
    }
}

/// `3 test runs failed (about 12k tokens)`.
pub(crate) fn deviation_words(deviation: &Deviation) -> String {
    let tokens = deviation
        .tokens
        .map(|tokens| format!(" (about {} tokens)", words::tokens(tokens)));
    format!("{}{}", plain(&deviation.words), tokens.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::{plain, samples};

    fn fitting(text: &str) -> String {
        let text = anstream::adapter::strip_str(text).to_string();
        for line in text.lines() {
            assert!(plain::width(line) <= 80, "{line}");
        }
        text
    }

    #[test]
    fn in_the_status() {
        assert_snapshot!(fitting(&super::glance(&samples::live_head(), &samples::look())));
    }

    #[test]
    fn phase_by_phase() {
        assert_snapshot!(fitting(&super::live(&samples::live_plan(), &samples::look())));
    }
}
