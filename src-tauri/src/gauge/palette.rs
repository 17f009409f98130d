//! The colours of the gauge. Each has a contrast of at least 3:1 against black and against white.

use segue_meter::advice::Level;
use tiny_skia::Color;

/// The dark half of tracks and of the notch.
pub(super) const DARK: [u8; 3] = [0x1c, 0x1f, 0x24];
/// Their light half: on any panel, one of the two shows.
pub(super) const LIGHT: [u8; 3] = [0xf4, 0xf5, 0xf7];
/// Old data.
pub(super) const NEUTRAL: [u8; 3] = [0x80, 0x86, 0x8f];
/// The dot that says: someone waits for you.
pub(super) const WAITING: [u8; 3] = [0x3b, 0x82, 0xf6];

/// The colour of a level.
pub(super) fn of(level: Level) -> [u8; 3] {
    match level {
        Level::Ok => [0x1f, 0x9d, 0x72],
        Level::Notice => [0xb8, 0x8a, 0x0b],
        Level::Warning => [0xe0, 0x70, 0x12],
        Level::Danger => [0xe0, 0x31, 0x31],
    }
}

/// `rgb` with an opacity of 0 to 1.
pub(super) fn shade(rgb: [u8; 3], opacity: f32) -> Color {
    let [red, green, blue] = rgb;
    let mut colour = Color::from_rgba8(red, green, blue, 255);
    colour.set_alpha(opacity);
    colour
}
