//! Aligned columns.

use anstyle::Style;

use super::ink::{DIM, paint};
use super::plain::{fit, left, right, width};

/// On which side a column's texts meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// One text of a row; already plain and short enough.
pub(crate) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    /// A cell in a style.
    pub(crate) fn styled(text: impl Into<String>, style: Style) -> Cell {
        Cell {
            text: text.into(),
            style,
        }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Cell {
        Cell::styled(text, Style::new())
    }
}

/// The cells of a row, and lines that stand under it.
struct Row {
    cells: Vec<Cell>,
    under: Vec<String>,
}

/// Rows under a heading; every column as wide as its widest text.
pub(crate) struct Table {
    sides: Vec<Side>,
    head: Vec<&'static str>,
    rows: Vec<Row>,
    total: Option<Vec<Cell>>,
}

const GAP: &str = "  ";
/// What a shortened text takes at least.
const SHORTEST: usize = 12;

impl Table {
    /// A table with these columns.
    pub(crate) fn new(columns: &[(&'static str, Side)]) -> Table {
        Table {
            sides: columns.iter().map(|(_, side)| *side).collect(),
            head: columns.iter().map(|(name, _)| *name).collect(),
            rows: Vec::new(),
            total: None,
        }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row {
            cells,
            under: Vec::new(),
        });
    }

    /// A quiet line under the last row, as it stands.
    pub(crate) fn under(&mut self, line: &str) {
        if let Some(row) = self.rows.last_mut() {
            row.under.push(line.to_owned());
        }
    }

    /// The last row, set apart by a rule.
    pub(crate) fn total(&mut self, cells: Vec<Cell>) {
        self.total = Some(cells);
    }

    /// The lines in at most so many `columns`: the texts of one column are shortened to what the others leave of them.
    pub(crate) fn draw_in(&mut self, columns: usize, shortened: usize) -> String {
        let widths = self.widths();
        let others: usize = widths.iter().sum::<usize>() - widths[shortened];
        let room = columns
            .saturating_sub(others + GAP.len() * widths.len())
            .max(SHORTEST);
        let rows = self.rows.iter_mut().map(|row| &mut row.cells);
        for row in rows.chain(&mut self.total) {
            if let Some(cell) = row.get_mut(shortened) {
                cell.text = fit(&cell.text, room);
            }
        }
        self.draw()
    }

    /// The lines, each after two spaces, without trailing blanks.
    pub(crate) fn draw(&self) -> String {
        let widths = self.widths();
        let mut lines = String::new();
        if self.head.iter().any(|name| !name.is_empty()) {
            let head = self
                .head
                .iter()
                .map(|name| Cell::styled(*name, DIM))
                .collect::<Vec<_>>();
            lines.push_str(&self.line(&head, &widths));
        }
        for row in &self.rows {
            lines.push_str(&self.line(&row.cells, &widths));
            for line in &row.under {
                lines.push_str(&format!("{}\n", paint(DIM, line)));
            }
        }
        if let Some(total) = &self.total {
            let rule = widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
            lines.push_str(&format!("  {}\n", paint(DIM, "─".repeat(rule))));
            lines.push_str(&self.line(total, &widths));
        }
        lines
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths = self.head.iter().map(|name| width(name)).collect::<Vec<_>>();
        let cells = self.rows.iter().map(|row| &row.cells);
        for row in cells.chain(&self.total) {
            for (wide, cell) in widths.iter_mut().zip(row) {
                *wide = (*wide).max(width(&cell.text));
            }
        }
        widths
    }

    fn line(&self, cells: &[Cell], widths: &[usize]) -> String {
        let last = cells
            .iter()
            .rposition(|cell| !cell.text.is_empty())
            .map_or(0, |index| index + 1);
        let mut line = String::new();
        for (index, cell) in cells[..last].iter().enumerate() {
            line.push_str(GAP);
            let text = match self.sides[index] {
                Side::Left if index + 1 == last => cell.text.clone(),
                Side::Left => left(&cell.text, widths[index]),
                Side::Right => right(&cell.text, widths[index]),
            };
            line.push_str(&paint(cell.style, text));
        }
        line.push('\n');
        line
    }
}

#[cfg(test)]
mod tests {
    use super::{Side, Table};

    #[test]
    fn columns_line_up_and_lines_have_no_trailing_blanks() {
        let mut table = Table::new(&[("Day", Side::Left), ("Input", Side::Right), ("Note", Side::Left)]);
        table.row(vec!["2026-11-20".into(), "1.2k".into(), "new".into()]);
        table.row(vec!["修复".into(), "38M".into(), "".into()]);
        table.total(vec!["Total".into(), "38M".into(), "".into()]);
        let text = anstream::adapter::strip_str(&table.draw()).to_string();
        assert_eq!(
            text,
            "  Day         Input  Note\n  2026-11-20   1.2k  new\n  修复          38M\n  ───────────────────────\n  Total         38M\n"
        );
    }

    #[test]
    fn one_column_gives_way_to_the_others() {
        let mut table = Table::new(&[("", Side::Right), ("Title", Side::Left), ("Took", Side::Right)]);
        table.row(vec![
            "1".into(),
            "A title that is far too long".into(),
            "1.2k".into(),
        ]);
        table.row(vec!["12".into(), "Short".into(), "999".into()]);
        let text = anstream::adapter::strip_str(&table.draw_in(30, 1)).to_string();
        assert_eq!(
            text,
            "      Title               Took\n   1  A title that is f…  1.2k\n  12  Short                999\n"
        );
    }
}
