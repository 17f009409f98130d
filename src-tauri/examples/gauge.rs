//! Draws the gauge in its typical states: `cargo run -p segue-desktop --example gauge -- OUT_DIR [SIDE]`.
//!
//! Writes one PNG per state, for the documents and for looking at it.

use std::error::Error;
use std::path::PathBuf;

use segue_desktop::gauge::{GaugeInput, draw};

fn states() -> Vec<(&'static str, GaugeInput)> {
    let calm = GaugeInput {
        quota: Some(34.0),
        time: Some(52.0),
        context: Some(31.0),
        ..GaugeInput::default()
    };
    vec![
        ("ok", calm),
        (
            "notice",
            GaugeInput {
                quota: Some(62.0),
                context: Some(58.0),
                ..calm
            },
        ),
        (
            "warning",
            GaugeInput {
                quota: Some(84.0),
                time: Some(70.0),
                context: Some(85.0),
                ..calm
            },
        ),
        (
            "danger",
            GaugeInput {
                quota: Some(93.0),
                time: Some(80.0),
                context: Some(95.0),
                ..calm
            },
        ),
        (
            "quota-ahead",
            GaugeInput {
                quota: Some(71.0),
                time: Some(40.0),
                context: Some(22.0),
                ..calm
            },
        ),
        (
            "context-full",
            GaugeInput {
                quota: Some(18.0),
                context: Some(92.0),
                ..calm
            },
        ),
        (
            "waiting",
            GaugeInput {
                waiting: true,
                ..calm
            },
        ),
        ("stale", GaugeInput { stale: true, ..calm }),
        (
            "no-session",
            GaugeInput {
                context: None,
                ..calm
            },
        ),
        ("unknown", GaugeInput::default()),
    ]
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("which folder? gauge OUT_DIR [SIDE]")?);
    let side = match arguments.next() {
        Some(text) => text.to_string_lossy().parse()?,
        None => 64,
    };
    std::fs::create_dir_all(&folder)?;
    for (name, input) in states() {
        let picture = draw(&input, side);
        let size = tiny_skia::IntSize::from_wh(side, side).ok_or("a side of at least one pixel")?;
        // tiny-skia encodes premultiplied pixels; the PNG it writes is straight again.
        let pixels = picture.rgba.chunks_exact(4).flat_map(premultiplied).collect();
        let canvas = tiny_skia::Pixmap::from_vec(pixels, size).ok_or("pixels do not fill the picture")?;
        canvas.save_png(folder.join(format!("gauge-{name}.png")))?;
    }
    Ok(())
}

fn premultiplied(pixel: &[u8]) -> [u8; 4] {
    let colour = tiny_skia::ColorU8::from_rgba(pixel[0], pixel[1], pixel[2], pixel[3]).premultiply();
    [colour.red(), colour.green(), colour.blue(), colour.alpha()]
}
