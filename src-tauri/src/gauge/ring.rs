//! Strokes along a circle: arcs, radial ticks and discs on a canvas measured in 22nds of its width.

use tiny_skia::{BlendMode, Color, FillRule, LineCap, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

/// The design grid: the picture is 22 units wide.
pub(super) const GRID: f32 = 22.0;
const CENTRE: f32 = GRID / 2.0;

/// A point on the circle of `radius`, `turn` of the way round (0 at the top, clockwise, 1 is a full turn).
fn on_circle(radius: f32, turn: f32) -> (f32, f32) {
    let angle = turn * std::f32::consts::TAU;
    (CENTRE + radius * angle.sin(), CENTRE - radius * angle.cos())
}

/// A canvas with a grid.
pub(super) struct Board<'a> {
    canvas: &'a mut Pixmap,
    scale: Transform,
}

impl<'a> Board<'a> {
    /// Lays the grid over `canvas`.
    pub(super) fn new(canvas: &'a mut Pixmap) -> Board<'a> {
        let factor = canvas.width() as f32 / GRID;
        Board {
            canvas,
            scale: Transform::from_scale(factor, factor),
        }
    }

    /// An arc from `from` to `to`, in turns.
    pub(super) fn arc(&mut self, radius: f32, from: f32, to: f32, width: f32, ink: Ink) {
        let steps = ((to - from).abs() * 96.0).ceil().max(1.0) as u32;
        let points =
            (0..=steps).map(|step| on_circle(radius, from + (to - from) * step as f32 / steps as f32));
        let Some(path) = line_through(points) else { return };
        let stroke = Stroke {
            width,
            line_cap: ink.cap,
            ..Stroke::default()
        };
        self.canvas
            .stroke_path(&path, &ink.paint(), &stroke, self.scale, None);
    }

    /// A radial line at `turn`, from `inner` to `outer`.
    pub(super) fn tick(&mut self, turn: f32, inner: f32, outer: f32, width: f32, ink: Ink) {
        let Some(path) = line_through([on_circle(inner, turn), on_circle(outer, turn)]) else {
            return;
        };
        let stroke = Stroke {
            width,
            line_cap: ink.cap,
            ..Stroke::default()
        };
        self.canvas
            .stroke_path(&path, &ink.paint(), &stroke, self.scale, None);
    }

    /// A filled sector from the top to `turn`.
    pub(super) fn wedge(&mut self, radius: f32, turn: f32, ink: Ink) {
        let steps = (turn * 96.0).ceil().max(1.0) as u32;
        let rim = (0..=steps).map(|step| on_circle(radius, turn * step as f32 / steps as f32));
        let Some(path) = line_through(std::iter::once((CENTRE, CENTRE)).chain(rim)) else {
            return;
        };
        self.canvas
            .fill_path(&path, &ink.paint(), FillRule::Winding, self.scale, None);
    }

    /// A disc anywhere on the grid.
    pub(super) fn disc(&mut self, at: (f32, f32), radius: f32, ink: Ink) {
        let Some(path) = PathBuilder::from_circle(at.0, at.1, radius) else {
            return;
        };
        self.canvas
            .fill_path(&path, &ink.paint(), FillRule::Winding, self.scale, None);
    }
}

fn line_through(points: impl IntoIterator<Item = (f32, f32)>) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for (index, (x, y)) in points.into_iter().enumerate() {
        if index == 0 {
            builder.move_to(x, y);
        } else {
            builder.line_to(x, y);
        }
    }
    builder.finish()
}

/// What a stroke leaves behind.
#[derive(Clone, Copy)]
pub(super) struct Ink {
    colour: Color,
    blend: BlendMode,
    cap: LineCap,
}

impl Ink {
    /// Colour with square ends.
    pub(super) fn flat(colour: Color) -> Ink {
        Ink {
            colour,
            blend: BlendMode::SourceOver,
            cap: LineCap::Butt,
        }
    }

    /// Colour with round ends.
    pub(super) fn round(colour: Color) -> Ink {
        Ink {
            cap: LineCap::Round,
            ..Ink::flat(colour)
        }
    }

    /// Takes away what is there.
    pub(super) fn eraser() -> Ink {
        Ink {
            blend: BlendMode::DestinationOut,
            ..Ink::flat(Color::BLACK)
        }
    }

    fn paint(self) -> Paint<'static> {
        let mut paint = Paint {
            blend_mode: self.blend,
            anti_alias: true,
            ..Paint::default()
        };
        paint.set_color(self.colour);
        paint
    }
}
