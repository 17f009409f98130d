//! The picture's rules: levels differ in shape, not only in colour; it reads on light and on dark.

use super::{GaugeInput, Picture, draw};

/// One percentage per level.
const LEVELS: [f64; 4] = [45.0, 72.0, 85.0, 94.0];

fn quota(percent: f64) -> GaugeInput {
    GaugeInput {
        quota: Some(percent),
        ..GaugeInput::default()
    }
}

fn context(percent: f64) -> GaugeInput {
    GaugeInput {
        context: Some(percent),
        ..GaugeInput::default()
    }
}

/// How much of the picture is covered, in full pixels: shape without colour.
fn ink(picture: &Picture) -> f64 {
    picture
        .rgba
        .chunks_exact(4)
        .map(|pixel| f64::from(pixel[3]) / 255.0)
        .sum()
}

/// Covered pixels that differ between two pictures, colour left aside.
fn shape_difference(one: &Picture, other: &Picture) -> usize {
    let alphas = |picture: &Picture| {
        picture
            .rgba
            .iter()
            .skip(3)
            .step_by(4)
            .copied()
            .collect::<Vec<u8>>()
    };
    alphas(one)
        .iter()
        .zip(alphas(other))
        .filter(|(a, b)| a.abs_diff(*b) > 96)
        .count()
}

/// The pixel at a place on the 22-unit grid.
fn pixel(picture: &Picture, x: f64, y: f64) -> [u8; 4] {
    let place = |at: f64| (at / 22.0 * f64::from(picture.side)) as usize;
    let start = (place(y) * picture.side as usize + place(x)) * 4;
    [0, 1, 2, 3].map(|channel| picture.rgba[start + channel])
}

#[test]
fn every_side_is_filled_with_straight_rgba() {
    for side in [16, 22, 32, 44, 64] {
        let picture = draw(&quota(62.0), side);
        assert_eq!(picture.rgba.len(), (side * side * 4) as usize);
        assert!(ink(&picture) > 0.0);
    }
}

/// A step of a level changes more than the few pixels by which the arc grows.
#[test]
fn a_new_level_is_a_new_shape_at_22_pixels() {
    for step in [quota, context] {
        for border in [50.0, 80.0, 90.0] {
            let grown = shape_difference(&draw(&step(border - 2.0), 22), &draw(&step(border - 1.0), 22));
            let stepped = shape_difference(&draw(&step(border - 1.0), 22), &draw(&step(border), 22));
            assert!(
                stepped >= grown + 8,
                "at {border}: {stepped} pixels against {grown} of growing"
            );
        }
    }
}

#[test]
fn more_used_is_more_ink_between_levels() {
    for step in [quota, context] {
        let inks = LEVELS.map(|percent| ink(&draw(&step(percent), 44)));
        assert!(inks[0] < inks[1] && inks[2] < inks[3], "{inks:?}");
    }
}

/// WCAG relative luminance.
fn luminance(rgb: [u8; 3]) -> f64 {
    let linear = rgb.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

#[test]
fn every_level_reads_on_white_and_on_black() {
    for percent in LEVELS {
        // At one eighth of the way round, inside every arc.
        let [red, green, blue, alpha] = pixel(&draw(&quota(percent), 64), 17.0, 4.6);
        assert_eq!(alpha, 255, "at {percent}");
        let light = luminance([red, green, blue]);
        let (on_white, on_black) = (1.05 / (light + 0.05), (light + 0.05) / 0.05);
        assert!(
            on_white >= 3.0 && on_black >= 3.0,
            "at {percent}: {on_white:.1} on white, {on_black:.1} on black"
        );
    }
}

#[test]
fn the_notch_stands_at_the_time() {
    let without = draw(&quota(30.0), 44);
    let with = draw(
        &GaugeInput {
            time: Some(75.0),
            ..quota(30.0)
        },
        44,
    );
    assert_ne!(pixel(&without, 2.2, 11.0), pixel(&with, 2.2, 11.0));
    assert_eq!(pixel(&without, 19.8, 11.0), pixel(&with, 19.8, 11.0));
}

#[test]
fn waiting_and_stale_show() {
    let calm = draw(&quota(62.0), 44);
    let waiting = draw(
        &GaugeInput {
            waiting: true,
            ..quota(62.0)
        },
        44,
    );
    let [red, _, blue, alpha] = pixel(&waiting, 18.3, 3.7);
    assert!(alpha == 255 && blue > red, "the dot is blue");
    let stale = draw(
        &GaugeInput {
            stale: true,
            ..quota(62.0)
        },
        44,
    );
    assert!(ink(&stale) < ink(&calm), "old data is an outline");
    assert!(
        stale
            .rgba
            .chunks_exact(4)
            .all(|pixel| pixel[0].abs_diff(pixel[2]) < 24),
        "and grey"
    );
}

#[test]
fn nonsense_is_drawn_as_its_nearest_sense() {
    assert_eq!(draw(&quota(140.0), 22), draw(&quota(100.0), 22));
    assert_eq!(draw(&quota(-5.0), 22), draw(&quota(0.0), 22));
    assert_eq!(draw(&GaugeInput::default(), 0).side, 1);
}
