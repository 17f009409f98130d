//! `segue sessions`: the list.

use jiff::Timestamp;
use segue_engine::view::Session;
use segue_meter::advice::{Level, level};
use segue_meter::words;

use super::ink::{self, DIM};
use super::plain::fit;
use super::table::{Cell, Side, Table};
use super::{Look, remark, session};

const PROJECT: usize = 14;
/// From this width on there is room for the cost.
const WIDE: usize = 100;
/// Columns that everything but the title takes, without and with the cost.
const REST: usize = 58;
const REST_WIDE: usize = 69;

/// One line each: what it is, how full, how much, when. `more`: there are others that are not shown.
pub(crate) fn sessions(sessions: &[Session], more: bool, look: &Look) -> String {
    if sessions.is_empty() {
        return remark("No session found.", look);
    }
    let mut columns = vec![
        ("", Side::Left),
        ("Id", Side::Left),
        ("Project", Side::Left),
        ("Title", Side::Left),
        ("Context", Side::Right),
        ("Tokens", Side::Right),
    ];
    columns.extend((look.width >= WIDE).then_some(("Cost", Side::Right)));
    columns.push(("Last", Side::Left));
    let mut table = Table::new(&columns);
    for one in sessions {
        table.row(row(one, look));
    }
    let others = if more {
        remark(
            "There are more: `--limit` shows them, `--search` finds them.",
            look,
        )
    } else {
        String::new()
    };
    format!("{}{others}", table.draw())
}

fn row(one: &Session, look: &Look) -> Vec<Cell> {
    let (context, level) = match &one.context {
        Some(context) => (context.percent_words(), level(context.percent)),
        None => (String::new(), Level::Ok),
    };
    let context = format!("{context} {}", ink::mark(level));
    let title = one.title.as_deref().unwrap_or("");
    let wide = look.width >= WIDE;
    let rest = if wide { REST_WIDE } else { REST };
    let mut cells = vec![
        session::mark(&one.activity).into(),
        Cell::styled(session::short_id(&one.id), DIM),
        fit(&one.project, PROJECT).into(),
        fit(title, look.width.saturating_sub(rest)).into(),
        Cell::styled(context, ink::style(level)),
        words::tokens(one.totals.tokens.total()).into(),
    ];
    cells.extend(wide.then(|| words::money(one.totals.cost_micros).into()));
    cells.push(Cell::styled(
        one.last_seen.map(|at| last(at, look)).unwrap_or_default(),
        DIM,
    ));
    cells
}

/// The time today, the day this year, else the month: short enough for a column.
fn last(at: Timestamp, look: &Look) -> String {
    let (then, today) = (at.to_zoned(look.tz.clone()), look.now.to_zoned(look.tz.clone()));
    if then.date() == today.date() {
        then.strftime("%H:%M").to_string()
    } else if then.year() == today.year() {
        then.strftime("%-d %b").to_string()
    } else {
        then.strftime("%b %Y").to_string()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::{Look, samples};

    fn shown(look: &Look) -> String {
        anstream::adapter::strip_str(&super::sessions(&samples::sessions(), false, look)).to_string()
    }

    #[test]
    fn live_and_past() {
        let text = shown(&samples::look());
        for line in text.lines() {
            assert!(crate::render::plain::width(line) <= 80, "{line}");
        }
        assert_snapshot!(text);
    }

    #[test]
    fn a_wide_terminal_shows_longer_titles() {
        assert_snapshot!(shown(&Look {
            width: 110,
            ..samples::look()
        }));
    }

    #[test]
    fn none() {
        let text = super::sessions(&[], false, &samples::look());
        assert_eq!(
            anstream::adapter::strip_str(&text).to_string(),
            "  No session found.\n"
        );
    }
}
