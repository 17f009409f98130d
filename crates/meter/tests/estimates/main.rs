//! The figures of the estimates on a few generated worlds, in small: `npm run bench:estimates` measures them in full.

mod baselines;
mod chance;
mod figures;
mod samples;
mod world;

use figures::{life, live, mixed, one_kind, percent, plans};
use segue_meter::estimate::{Model, Observed};
use world::{Drift, START, World};

#[test]
fn ten_sessions_of_a_kind_come_near_the_oracle() {
    let ten = one_kind(&[1, 2, 3, 4, 5, 6], 10, None, 0);
    assert!(ten.ratio() < 1.15, "{}", ten.ratio());
    assert!(
        (70.0..90.0).contains(&percent(&ten.inside)),
        "{}",
        percent(&ten.inside)
    );
}

#[test]
fn ten_sessions_after_a_change_of_level_it_is_learned() {
    let by = 2.5_f64.ln();
    let at_once = one_kind(&[1, 2, 3, 4], 30, Some(by), 0).ratio();
    let later = one_kind(&[1, 2, 3, 4], 30, Some(by), 10).ratio();
    assert!(later < 1.2 && later < at_once - 0.15, "{at_once} then {later}");
}

#[test]
fn a_slow_drift_is_followed() {
    let slow = mixed(&[1, 2, 3, 4], 60, |sign| Drift::Slow(sign * 0.015), 0);
    assert!(slow.ratio() < 1.4, "{}", slow.ratio());
}

#[test]
fn ranges_hold_and_every_baseline_is_beaten() {
    let life = life(&(1..=14).collect::<Vec<_>>(), &[0, 1, 3, 10, 30]);
    let all = life
        .by_length
        .values()
        .flat_map(|it| it.inside.clone())
        .collect::<Vec<_>>();
    assert!((72.0..88.0).contains(&percent(&all)), "{}", percent(&all));
    let (_, score, bases) = life.against_baselines();
    for (name, (_, base)) in baselines::NAMES.iter().zip(bases) {
        assert!(score < base * 1.02, "{name}: {score} against {base}");
    }
}

#[test]
fn an_absurd_session_moves_nothing_by_more_than_a_tenth() {
    for length in [0, 1, 3, 10, 30, 100] {
        for mixed in [false, true] {
            // in world 1083 an absurd session once made others believed that had been left out
            let moved = figures::absurd(&[1, 2, 3, 1083], length, mixed);
            let most = moved
                .middles
                .iter()
                .chain(&moved.ends)
                .copied()
                .fold(0.0, f64::max);
            assert!(most <= 10.0, "after {length} sessions: {most} %");
        }
    }
}

#[test]
fn a_projection_holds_while_it_narrows() {
    let live = live(&(1..=18).collect::<Vec<_>>(), &[0, 5, 20]);
    let mut before = f64::MAX;
    for (calls, inside) in &live.inside {
        let width = figures::median_factor(&live.widths[calls]);
        assert!(
            (68.0..92.0).contains(&percent(inside)),
            "after {calls} calls {} %",
            percent(inside)
        );
        assert!(width <= before, "after {calls} calls {width}, before {before}");
        before = width;
    }
}

#[test]
fn the_range_of_a_plan_holds() {
    let inside = plans(&[1, 2, 3, 4, 5, 6, 7, 8], 0.5);
    assert!((62.0..95.0).contains(&percent(&inside)), "{}", percent(&inside));
}

#[test]
fn the_same_history_gives_the_same_model_and_its_file_the_same_estimates() {
    let mut world = World::new(7);
    world.drift = Drift::Jump(30, 1.2);
    let past = (0..45).map(|_| world.session().seen).collect::<Vec<Observed>>();
    let model = Model::fit(&past, START);
    assert_eq!(model, Model::fit(&past, START));
    let read = Model::from_json(&model.to_json()).expect("its own file");
    assert_eq!(read, model);
    assert_eq!(model.sessions(), 45);
    let lessons = Model::difference(&Model::cold(), &model);
    assert!(
        lessons.iter().any(|it| it.name.contains("since")),
        "the change of level has a name: {lessons:?}"
    );
    for _ in 0..30 {
        let case = world.case();
        let estimate = model.estimate(&case);
        let product = estimate.steps.iter().map(|step| step.factor).product::<f64>();
        assert!(
            (product / estimate.fresh.mid as f64 - 1.0).abs() < 0.001,
            "{product} {estimate:?}"
        );
    }
}

#[test]
fn recorded_sessions_are_told_of() {
    assert!(samples::told().starts_with("recorded samples: "));
}
