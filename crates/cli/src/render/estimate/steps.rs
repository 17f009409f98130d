//! `segue model explain`: an estimate as the product of its steps.

use segue_engine::view::{Estimate, EstimateLine};
use segue_meter::estimate::{Step, StepFrom};
use segue_meter::words;

use super::head;
use crate::render::ink::{BOLD, DIM};
use crate::render::plain::{fit, plain, sentence};
use crate::render::table::{Cell, Side, Table};
use crate::render::{Look, heading, range, remark};

/// Each line's steps, from the first number to its tokens.
pub(crate) fn explained(estimate: &Estimate, look: &Look) -> String {
    let mut text = head(estimate, look);
    let lines: Vec<&EstimateLine> = if estimate.lines.is_empty() {
        vec![&estimate.total]
    } else {
        estimate.lines.iter().collect()
    };
    for line in lines {
        let name = if line.key.is_empty() {
            plain(&line.title)
        } else {
            format!("{}  {}", plain(&line.key), plain(&line.title))
        };
        text.push_str(&format!("\n{}", heading(&fit(&name, look.width))));
        text.push_str(&product(line, look));
    }
    if estimate.lines.len() > 1 {
        text.push_str(&format!(
            "\n{}",
            remark(
                &format!(
                    "In all {}: the range of a sum, narrower than the sum of the ranges.",
                    range::tokens(&estimate.total.fresh)
                ),
                look
            )
        ));
    }
    text.push_str(&remark(
        &format!(
            "{} Model version {}.",
            sentence(&estimate.basis_words),
            estimate.model_version
        ),
        look,
    ));
    text
}

fn product(line: &EstimateLine, look: &Look) -> String {
    let mut table = Table::new(&[("", Side::Right), ("", Side::Left), ("", Side::Left)]);
    for (number, step) in line.steps.iter().enumerate() {
        let factor = if number == 0 {
            words::tokens(step.factor.max(0.0).round() as u64)
        } else {
            format!("× {:.2}", step.factor)
        };
        table.row(vec![
            factor.into(),
            plain(&step.name).into(),
            Cell::styled(from(step), DIM),
        ]);
    }
    table.row(vec![
        Cell::styled(format!("= {}", range::middle(&line.fresh)), BOLD),
        range::ends(&line.fresh).into(),
        Cell::styled("80 % range", DIM),
    ]);
    table.draw_in(look.width, 1)
}

fn from(step: &Step) -> String {
    match (step.from, step.sessions) {
        (StepFrom::Table, _) => "from the table".to_owned(),
        (StepFrom::Stated, _) => "from what the plan says".to_owned(),
        (StepFrom::Learned, 1) => "learned from 1 session".to_owned(),
        (StepFrom::Learned, sessions) => format!("learned from {sessions} sessions"),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::samples;

    #[test]
    fn a_product_of_steps() {
        let text = super::explained(&samples::plan_estimate(), &samples::look());
        assert_snapshot!(anstream::adapter::strip_str(&text).to_string());
    }
}
