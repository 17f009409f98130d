//! Draws the gauge in its typical states: `cargo run -p segue-desktop --example gauge -- OUT_DIR [SIDE]`.
//!
//! Writes one PNG per state, for the documents and for looking at it.

use std::error::Error;
use std::path::PathBuf;

use segue_desktop::gauge::{self, GaugeInput};

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
        let picture = gauge::png(&input, side).ok_or("a side of at least one pixel")?;
        std::fs::write(folder.join(format!("gauge-{name}.png")), picture)?;
    }
    Ok(())
}
