//! `segue estimate list`: the estimates that were saved, and what came of them.

use segue_engine::view::EstimateHead;
use segue_meter::words;

use crate::render::ink::DIM;
use crate::render::plain::plain;
use crate::render::table::{Cell, Side, Table};
use crate::render::{Look, heading, range, remark, session};

/// The latest first.
pub(crate) fn list(estimates: &[EstimateHead], look: &Look) -> String {
    if estimates.is_empty() {
        return remark(
            "No estimate was saved yet: `segue estimate PLAN --save` keeps one.",
            look,
        );
    }
    let mut table = Table::new(&[
        ("", Side::Right),
        ("Of", Side::Left),
        ("Made", Side::Left),
        ("Tokens", Side::Right),
        ("80 % range", Side::Left),
        ("Took", Side::Right),
        ("Session", Side::Left),
    ]);
    for one in estimates {
        let took = one.actual.map_or_else(String::new, words::tokens);
        let session = one.linked_session.as_deref().map(session::short_id);
        table.row(vec![
            Cell::styled(one.id.to_string(), DIM),
            plain(&one.title).into(),
            words::clock(one.made_at, look.now, &look.tz).into(),
            range::middle(&one.fresh).into(),
            range::ends(&one.fresh).into(),
            took.into(),
            Cell::styled(session.unwrap_or_default(), DIM),
        ]);
    }
    format!("{}{}", heading("Estimates"), table.draw_in(look.width, 1))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::{plain, samples};

    #[test]
    fn with_and_without_an_outcome() {
        let text = super::list(&samples::estimate_heads(), &samples::look());
        let text = anstream::adapter::strip_str(&text).to_string();
        for line in text.lines() {
            assert!(plain::width(line) <= 80, "{line}");
        }
        assert_snapshot!(text);
    }
}
