//! Meters as bars.

use anstyle::Style;
use segue_meter::advice::Level;

use super::ink::{self, DIM, paint};

/// A meter: how full, and where its time mark stands.
pub(crate) struct Bar {
    /// Used percent; may pass 100.
    pub(crate) percent: f64,
    /// How much of the time has passed, in percent; a mark on the bar.
    pub(crate) time_percent: Option<f64>,
    /// Its hue.
    pub(crate) level: Level,
    /// Computed by Segue, not measured: another filling.
    pub(crate) estimate: bool,
    /// Older than it should be: dimmed.
    pub(crate) stale: bool,
}

impl Bar {
    /// The bar in `cells` columns. A little use fills one cell, and only all of it fills the last one.
    pub(crate) fn draw(&self, cells: usize) -> String {
        let full = filled(self.percent, cells);
        let mark = self.time_percent.map(|time| cell_of(time, cells));
        let filling = if self.estimate { '▓' } else { '█' };
        let (mut used, mut rest) = (String::new(), String::new());
        for cell in 0..cells {
            let part = if cell < full { &mut used } else { &mut rest };
            part.push(match cell {
                cell if mark == Some(cell) => '│',
                cell if cell < full => filling,
                _ => '░',
            });
        }
        format!("{}{}", paint(self.style(), used), paint(DIM, rest))
    }

    fn style(&self) -> Style {
        if self.stale { DIM } else { ink::style(self.level) }
    }
}

fn filled(percent: f64, cells: usize) -> usize {
    let share = (percent / 100.0).clamp(0.0, 1.0) * cells as f64;
    match share.round() as usize {
        0 if percent > 0.0 => 1,
        full if full == cells && percent < 100.0 => cells - 1,
        full => full,
    }
}

fn cell_of(percent: f64, cells: usize) -> usize {
    let cell = (percent / 100.0).clamp(0.0, 1.0) * cells as f64;
    (cell as usize).min(cells.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use segue_meter::advice::Level;

    use super::Bar;

    fn drawn(percent: f64, time_percent: Option<f64>) -> String {
        let bar = Bar {
            percent,
            time_percent,
            level: Level::Ok,
            estimate: false,
            stale: false,
        };
        anstream::adapter::strip_str(&bar.draw(10)).to_string()
    }

    #[test]
    fn fills_in_proportion_but_never_hides_the_ends() {
        for (percent, bar) in [
            (0.0, "░░░░░░░░░░"),
            (0.5, "█░░░░░░░░░"),
            (50.0, "█████░░░░░"),
            (99.9, "█████████░"),
            (100.0, "██████████"),
            (105.0, "██████████"),
        ] {
            assert_eq!(drawn(percent, None), bar, "{percent}");
        }
    }

    #[test]
    fn the_time_mark_stands_in_its_cell() {
        assert_eq!(drawn(30.0, Some(50.0)), "███░░│░░░░");
        assert_eq!(drawn(60.0, Some(0.0)), "│█████░░░░");
        assert_eq!(drawn(60.0, Some(100.0)), "██████░░░│");
    }

    #[test]
    fn an_estimate_is_filled_differently() {
        let bar = Bar {
            percent: 50.0,
            time_percent: None,
            level: Level::Ok,
            estimate: true,
            stale: false,
        };
        assert_eq!(anstream::adapter::strip_str(&bar.draw(4)).to_string(), "▓▓░░");
    }
}
