//! `segue usage`: tokens and cost, grouped.

use std::collections::HashMap;

use segue_engine::view::{Usage, UsageBy, UsageRow, UsageTotals};
use segue_meter::words;

use super::ink::{BOLD, DIM};
use super::plain::{fit, fit_path, plain};
use super::table::{Cell, Side, Table};
use super::{Look, remark};

/// Columns that the numbers take, at most.
const NUMBERS: usize = 56;
/// The same without the total, which makes room for the split.
const NUMBERS_OF_SPLIT: usize = 48;
/// Columns of the split's name: `claude-sonnet-4-6` and one more.
const SPLIT: usize = 18;

/// The table, its totals, and what the numbers are.
pub(crate) fn usage(usage: &Usage, look: &Look) -> String {
    if usage.rows.is_empty() {
        return remark("No usage in this time.", look);
    }
    let split = usage.rows.iter().any(|row| row.split.is_some());
    let mut table = Table::new(&columns(usage.by, split));
    let mut above = None;
    for row in together(&usage.rows) {
        let repeated = above.replace(row.key.as_str()) == Some(row.key.as_str());
        let label = if repeated {
            String::new()
        } else {
            label(usage.by, row, split, look)
        };
        let mut cells: Vec<Cell> = vec![label.into()];
        if split {
            cells.push(Cell::styled(fit(row.split.as_deref().unwrap_or(""), SPLIT), DIM));
        }
        cells.extend(numbers(&row.sums, split).into_iter().map(Cell::from));
        table.row(cells);
    }
    table.total(total(&usage.totals, split));
    format!("{}\n{}", table.draw(), remark(&remarks(usage), look))
}

/// The parts of one group stand together, where the group first occurs: rows come largest first.
fn together(rows: &[UsageRow]) -> Vec<&UsageRow> {
    let mut places = HashMap::new();
    for (place, row) in rows.iter().enumerate() {
        places.entry(row.key.as_str()).or_insert(place);
    }
    let mut rows = rows.iter().collect::<Vec<_>>();
    rows.sort_by_key(|row| places.get(row.key.as_str()).copied());
    rows
}

fn columns(by: UsageBy, split: bool) -> Vec<(&'static str, Side)> {
    let group = match by {
        UsageBy::Day => "Day",
        UsageBy::Week => "Week",
        UsageBy::Month => "Month",
        UsageBy::Project => "Project",
        UsageBy::Model => "Model",
        UsageBy::Session => "Session",
        UsageBy::HourOfWeek => "Hour",
    };
    let mut columns = vec![(group, Side::Left)];
    if split {
        columns.push(("", Side::Left));
    }
    let numbers = ["Input", "Output", "Written", "Read", "Total", "Cost"];
    columns.extend(
        numbers
            .into_iter()
            .filter(|name| !split || *name != "Total")
            .map(|name| (name, Side::Right)),
    );
    columns
}

fn label(by: UsageBy, row: &UsageRow, split: bool, look: &Look) -> String {
    let columns = label_columns(split, look);
    match by {
        UsageBy::Project => fit_path(&row.label, columns),
        UsageBy::Day
        | UsageBy::Week
        | UsageBy::Month
        | UsageBy::Model
        | UsageBy::Session
        | UsageBy::HourOfWeek => fit(&row.label, columns),
    }
}

fn label_columns(split: bool, look: &Look) -> usize {
    if split {
        look.width.saturating_sub(NUMBERS_OF_SPLIT + SPLIT)
    } else {
        look.width.saturating_sub(NUMBERS)
    }
}

fn numbers(sums: &UsageTotals, split: bool) -> Vec<String> {
    let mut numbers = [
        sums.input_tokens,
        sums.output_tokens,
        sums.cache_creation_tokens,
        sums.cache_read_tokens,
    ]
    .map(words::tokens)
    .to_vec();
    if !split {
        numbers.push(words::tokens(sums.total_tokens));
    }
    numbers.push(words::money(micros(sums.cost_usd)));
    numbers
}

fn micros(dollars: f64) -> u64 {
    (dollars * 1e6).round() as u64
}

fn total(totals: &UsageTotals, split: bool) -> Vec<Cell> {
    let mut cells = vec![Cell::styled("Total", BOLD)];
    if split {
        cells.push("".into());
    }
    cells.extend(
        numbers(totals, split)
            .into_iter()
            .map(|number| Cell::styled(number, BOLD)),
    );
    cells
}

fn remarks(usage: &Usage) -> String {
    let zone = match usage.by {
        UsageBy::Day | UsageBy::Week | UsageBy::Month | UsageBy::HourOfWeek => {
            format!("Days are of {}. ", plain(&usage.time_zone))
        }
        UsageBy::Project | UsageBy::Model | UsageBy::Session => String::new(),
    };
    let guessed = if usage.guessed_prices.is_empty() {
        String::new()
    } else {
        format!(
            " Priced by their family, for their name is unknown: {}.",
            usage.guessed_prices.join(", ")
        )
    };
    format!(
        "{zone}Written and read are of the prompt cache. Cost is API-equivalent, not what a subscription pays.{guessed}"
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use segue_engine::view::{Usage, UsageBy};

    use crate::render::samples;

    fn shown(usage: &Usage) -> String {
        anstream::adapter::strip_str(&super::usage(usage, &samples::look())).to_string()
    }

    #[test]
    fn by_day() {
        assert_snapshot!(shown(&samples::usage()));
    }

    #[test]
    fn by_project_split_by_model() {
        assert_snapshot!(shown(&samples::split_usage()));
    }

    #[test]
    fn nothing() {
        let usage = Usage {
            rows: Vec::new(),
            by: UsageBy::Week,
            ..samples::usage()
        };
        assert_snapshot!(shown(&usage));
    }

    #[test]
    fn fits_on_80_columns() {
        for usage in [samples::usage(), samples::split_usage()] {
            for line in shown(&usage).lines() {
                assert!(crate::render::plain::width(line) <= 80, "{line}");
            }
        }
    }
}
