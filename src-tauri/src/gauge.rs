//! The double gauge: two percentages as one small picture.
//!
//! One drawing serves the tray, notifications and the documents. Outer ring: the 5-hour window, with a notch where its
//! time stands. Inner ring: the fullest live context. Each level has its own *shape* as well as its own colour, and
//! every colour reads on light and on dark panels alike, because nobody tells us which one the panel is.
//! Pure: values in, pixels out.

mod paint;
mod palette;
mod ring;

/// What the picture shows. Percentages are 0 to 100; more is drawn as 100.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GaugeInput {
    /// Used percent of the 5-hour window; `None` when unknown or not started.
    pub quota: Option<f64>,
    /// How much of the window's time has passed, in percent.
    pub time: Option<f64>,
    /// Used percent of the fullest live context; `None` when no session is live.
    pub context: Option<f64>,
    /// A session waits for the person.
    pub waiting: bool,
    /// The quota figure is older than its source normally delivers.
    pub stale: bool,
}

impl GaugeInput {
    /// The same picture, coarse enough that two equal values look equal: whole percents.
    ///
    /// The tray compares this to decide whether to draw at all.
    pub fn rounded(self) -> GaugeInput {
        GaugeInput {
            quota: self.quota.map(f64::round),
            time: self.time.map(f64::round),
            context: self.context.map(f64::round),
            ..self
        }
    }
}

/// A square picture: straight (not premultiplied) RGBA, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width and height in pixels.
    pub side: u32,
    /// `side * side * 4` bytes.
    pub rgba: Vec<u8>,
}

/// Draws the gauge `side` pixels wide; made for 22 to 64, sharp at any size.
pub fn draw(input: &GaugeInput, side: u32) -> Picture {
    let side = side.max(1);
    let rgba = match painted(input, side) {
        Some(canvas) => straight(canvas.pixels()),
        None => vec![0; (side * side * 4) as usize],
    };
    Picture { side, rgba }
}

/// The same drawing as a PNG file; `None` when `side` is no size for a picture.
pub fn png(input: &GaugeInput, side: u32) -> Option<Vec<u8>> {
    painted(input, side)?.encode_png().ok()
}

fn painted(input: &GaugeInput, side: u32) -> Option<tiny_skia::Pixmap> {
    let mut canvas = tiny_skia::Pixmap::new(side, side)?;
    paint::gauge(&mut canvas, input);
    Some(canvas)
}

fn straight(pixels: &[tiny_skia::PremultipliedColorU8]) -> Vec<u8> {
    pixels
        .iter()
        .flat_map(|pixel| {
            let colour = pixel.demultiply();
            [colour.red(), colour.green(), colour.blue(), colour.alpha()]
        })
        .collect()
}

#[cfg(test)]
mod tests;
