//! Where the glance panel goes: at the tray icon when we know where that is, else in a corner. Pure.

/// A rectangle on the desktop, in physical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Air between the panel and the edges, in physical pixels at scale 1.
const MARGIN: f64 = 8.0;

/// The panel's top left corner.
///
/// `screen` is the whole screen, `free` what bars leave of it. With `click`, the panel stands centred below a bar at
/// the top and above one at the bottom; without, at the top right.
pub(super) fn corner(
    screen: Area,
    free: Area,
    panel: (f64, f64),
    click: Option<(f64, f64)>,
    scale: f64,
) -> (f64, f64) {
    let margin = MARGIN * scale;
    let (left, top) = (free.x + margin, free.y + margin);
    let right = (free.x + free.width - panel.0 - margin).max(left);
    let bottom = (free.y + free.height - panel.1 - margin).max(top);
    match click {
        None => (right, top),
        Some((x, y)) => {
            let in_upper_half = y < screen.y + screen.height / 2.0;
            let wanted_y = if in_upper_half {
                y + margin
            } else {
                y - panel.1 - margin
            };
            (
                (x - panel.0 / 2.0).clamp(left, right),
                wanted_y.clamp(top, bottom),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, corner};

    const SCREEN: Area = Area {
        x: 0.0,
        y: 0.0,
        width: 1280.0,
        height: 800.0,
    };
    const PANEL: (f64, f64) = (360.0, 520.0);

    #[test]
    fn unknown_click_is_top_right_of_what_is_free() {
        let free = Area {
            y: 32.0,
            height: 768.0,
            ..SCREEN
        };
        assert_eq!(corner(SCREEN, free, PANEL, None, 1.0), (912.0, 40.0));
    }

    #[test]
    fn a_bar_at_the_bottom_puts_it_above() {
        let free = Area {
            height: 768.0,
            ..SCREEN
        };
        assert_eq!(
            corner(SCREEN, free, PANEL, Some((1200.0, 784.0)), 1.0),
            (912.0, 240.0)
        );
    }

    #[test]
    fn a_bar_at_the_top_puts_it_below_and_centred() {
        let free = Area {
            y: 28.0,
            height: 772.0,
            ..SCREEN
        };
        assert_eq!(
            corner(SCREEN, free, PANEL, Some((640.0, 14.0)), 1.0),
            (460.0, 36.0)
        );
    }

    #[test]
    fn a_screen_smaller_than_the_panel_shows_its_beginning() {
        let tiny = Area {
            x: 100.0,
            y: 50.0,
            width: 300.0,
            height: 300.0,
        };
        assert_eq!(
            corner(tiny, tiny, PANEL, Some((390.0, 340.0)), 1.0),
            (108.0, 58.0)
        );
    }

    #[test]
    fn a_second_screen_keeps_it() {
        let second = Area {
            x: 1280.0,
            y: 0.0,
            width: 2560.0,
            height: 1440.0,
        };
        assert_eq!(
            corner(second, second, (720.0, 1040.0), Some((3800.0, 1430.0)), 2.0),
            (3104.0, 374.0)
        );
    }
}
