//! Which strokes make the picture, level by level.
//!
//! | level | outer ring | inner ring |
//! |---|---|---|
//! | ok | thin arc | thin arc |
//! | notice (50 %) | thick arc | thick arc |
//! | warning (80 %) | thick arc cut into tenths | filled sector |
//! | danger (90 %) | heavy closed ring | filled disc |

use segue_meter::advice::{Level, level};
use tiny_skia::Pixmap;

use super::ring::{Board, Ink};
use super::{GaugeInput, palette};

const OUTER: f32 = 8.9;
const INNER: f32 = 4.1;

/// Draws everything.
pub(super) fn gauge(canvas: &mut Pixmap, input: &GaugeInput) {
    let mut board = Board::new(canvas);
    match (input.quota, input.stale) {
        (Some(percent), false) => outer(&mut board, percent),
        (Some(percent), true) => hollow(&mut board, percent),
        (None, _) => track(&mut board, OUTER, 1.6),
    }
    match input.context {
        Some(percent) => inner(&mut board, percent),
        None => track(&mut board, INNER, 1.2),
    }
    if let (Some(time), Some(_)) = (input.time, input.quota) {
        notch(&mut board, turn(time));
    }
    if input.waiting {
        waiting_dot(&mut board);
    }
}

fn turn(percent: f64) -> f32 {
    (percent.clamp(0.0, 100.0) / 100.0) as f32
}

/// The empty part of a ring. A light line on a darker one: one of the two shows on any panel, a mid-grey one included.
fn track(board: &mut Board, radius: f32, width: f32) {
    board.arc(
        radius,
        0.0,
        1.0,
        width + 0.6,
        Ink::flat(palette::shade(palette::DARK, 0.22)),
    );
    board.arc(
        radius,
        0.0,
        1.0,
        width * 0.5,
        Ink::flat(palette::shade(palette::LIGHT, 0.45)),
    );
}

fn outer(board: &mut Board, percent: f64) {
    let level = level(percent);
    let colour = palette::shade(palette::of(level), 1.0);
    match level {
        Level::Ok => {
            track(board, OUTER, 1.6);
            board.arc(OUTER, 0.0, turn(percent), 2.2, Ink::round(colour));
        }
        Level::Notice => {
            track(board, OUTER, 1.6);
            board.arc(OUTER, 0.0, turn(percent), 3.6, Ink::flat(colour));
        }
        Level::Warning => {
            track(board, OUTER, 1.6);
            board.arc(OUTER, 0.0, turn(percent), 3.8, Ink::flat(colour));
            for tenth in 0..10 {
                board.tick(tenth as f32 / 10.0, 5.8, 11.5, 1.3, Ink::eraser());
            }
        }
        Level::Danger => {
            board.arc(
                OUTER,
                0.0,
                1.0,
                4.2,
                Ink::flat(palette::shade(palette::of(level), 0.5)),
            );
            board.arc(OUTER, 0.0, turn(percent), 4.2, Ink::flat(colour));
        }
    }
}

/// Old data: a grey outline of the arc, empty inside.
fn hollow(board: &mut Board, percent: f64) {
    track(board, OUTER, 1.0);
    let grey = palette::shade(palette::NEUTRAL, 1.0);
    let end = turn(percent);
    board.arc(OUTER, 0.0, end, 3.8, Ink::flat(grey));
    let inset = 0.02;
    if end > 3.0 * inset {
        board.arc(OUTER, inset, end - inset, 1.6, Ink::eraser());
    }
}

fn inner(board: &mut Board, percent: f64) {
    let level = level(percent);
    let colour = palette::shade(palette::of(level), 1.0);
    match level {
        Level::Ok => {
            track(board, INNER, 1.2);
            board.arc(INNER, 0.0, turn(percent), 1.8, Ink::round(colour));
        }
        Level::Notice => {
            track(board, INNER, 1.2);
            board.arc(INNER, 0.0, turn(percent), 2.8, Ink::flat(colour));
        }
        Level::Warning => {
            track(board, INNER + 0.5, 1.0);
            board.wedge(INNER + 1.0, turn(percent), Ink::flat(colour));
        }
        Level::Danger => board.disc((11.0, 11.0), INNER + 1.3, Ink::flat(colour)),
    }
}

/// Where the window's time stands: a tick across the outer ring, with air around it.
fn notch(board: &mut Board, turn: f32) {
    board.tick(turn, 6.0, 11.8, 4.0, Ink::eraser());
    board.tick(
        turn,
        6.3,
        11.0,
        2.4,
        Ink::flat(palette::shade(palette::DARK, 0.75)),
    );
    board.tick(
        turn,
        6.8,
        10.6,
        1.1,
        Ink::flat(palette::shade(palette::LIGHT, 1.0)),
    );
}

fn waiting_dot(board: &mut Board) {
    let corner = (18.3, 3.7);
    board.disc(corner, 4.9, Ink::eraser());
    board.disc(corner, 3.5, Ink::flat(palette::shade(palette::WAITING, 1.0)));
}
