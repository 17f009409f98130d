//! `npm run bench:estimates`: every figure of the estimates beside its limit, on generated histories whose law is known.
//!
//! The model was tuned on worlds 1000 to 1359; these figures are of worlds 3001 to 3200, which it has never seen.

#[path = "../tests/estimates/baselines.rs"]
mod baselines;
#[path = "../tests/estimates/chance.rs"]
mod chance;
#[path = "../tests/estimates/figures.rs"]
mod figures;
#[path = "../tests/estimates/samples.rs"]
mod samples;
#[path = "../tests/estimates/world.rs"]
mod world;

use std::time::Instant;

use figures::{mean, median_factor, percent};
use segue_meter::estimate::{Case, Model, TaskType};
use world::{Drift, World};

/// How many sessions there were before.
const LENGTHS: [usize; 6] = [0, 1, 3, 10, 30, 100];

/// One line: what was measured, its limit, and whether it keeps it.
struct Line {
    name: String,
    measured: String,
    limit: String,
    kept: Option<bool>,
}

/// The table as it grows.
#[derive(Default)]
struct Table(Vec<Line>);

impl Table {
    fn about(&mut self, name: &str) {
        self.told(name, String::new());
    }

    fn told(&mut self, name: &str, measured: String) {
        self.0.push(Line {
            name: name.to_owned(),
            measured,
            limit: String::new(),
            kept: None,
        });
    }

    fn at_most(&mut self, name: &str, measured: f64, limit: f64, unit: &str) {
        self.0.push(Line {
            name: name.to_owned(),
            measured: format!("{measured:.2} {unit}"),
            limit: format!("≤ {limit:.2} {unit}"),
            kept: Some(measured <= limit),
        });
    }

    fn covers(&mut self, name: &str, inside: &[bool]) {
        let measured = percent(inside);
        self.0.push(Line {
            name: name.to_owned(),
            measured: format!("{measured:.1} % of {}", inside.len()),
            limit: "76 to 84 %".to_owned(),
            kept: Some((76.0..=84.0).contains(&measured)),
        });
    }

    fn print(&self) {
        let width = |of: fn(&Line) -> &String| {
            self.0
                .iter()
                .filter(|line| !line.measured.is_empty()) // headings may be longer
                .map(|line| of(line).chars().count())
                .max()
                .unwrap_or(0)
        };
        let (name, measured, limit) = (
            width(|it| &it.name),
            width(|it| &it.measured),
            width(|it| &it.limit),
        );
        for line in &self.0 {
            let verdict = line.kept.map_or("", |kept| if kept { "kept" } else { "MISSED" });
            let text = format!(
                "{:<name$}   {:>measured$}   {:>limit$}   {verdict}",
                line.name, line.measured, line.limit
            );
            println!("{}", text.trim_end());
        }
    }
}

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|it| it.parse::<u64>().ok());
    let first = numbers.next().unwrap_or(3001);
    let count = numbers.next().unwrap_or(200);
    let seeds = (first..first + count).collect::<Vec<_>>();
    println!(
        "worlds {first} to {}; scores are interval scores (Winkler) of 80 % ranges in logarithms\n",
        first + count - 1
    );
    let mut table = Table::default();
    learning(&mut table, &seeds);
    life(&mut table, &seeds);
    changes(&mut table, &seeds);
    absurd(&mut table, &seeds[..seeds.len().div_ceil(2)]);
    live(&mut table, &seeds);
    plans(&mut table, &seeds);
    speed(&mut table);
    table.print();
    println!("\n{}", samples::told());
}

fn learning(table: &mut Table, seeds: &[u64]) {
    table.about("sessions of one kind: median error factor against the oracle that knows the law");
    for before in [1, 3, 30] {
        let after = figures::one_kind(seeds, before, None, 0);
        table.told(
            &format!("  after {before}: ratio, coverage"),
            format!("{:.3} x, {:.1} %", after.ratio(), percent(&after.inside)),
        );
    }
    let ten = figures::one_kind(seeds, 10, None, 0);
    table.told(
        "  after 10: the model's factor, the oracle's",
        format!(
            "{:.2} x, {:.2} x",
            median_factor(&ten.model),
            median_factor(&ten.oracle)
        ),
    );
    table.at_most("  after 10: ratio", ten.ratio(), 1.15, "x");
    table.covers("  after 10: ranges hold", &ten.inside);
}

fn life(table: &mut Table, seeds: &[u64]) {
    let life = figures::life(seeds, &LENGTHS);
    table.about("mixed lives: ranges hold");
    table.covers(
        "  all",
        &life
            .by_length
            .values()
            .flat_map(|it| it.inside.clone())
            .collect::<Vec<_>>(),
    );
    for (length, against) in &life.by_length {
        table.covers(&format!("  after {length} sessions"), &against.inside);
    }
    for (task_type, inside) in &life.by_type {
        table.covers(&format!("  {task_type}"), inside);
    }
    for (name, inside) in ["weighted tokens", "time", "calls (whole numbers)"]
        .iter()
        .zip(&life.others)
    {
        table.told(&format!("  {name}"), format!("{:.1} %", percent(inside)));
    }
    table.about("mixed lives: against the baselines, after 1 to 100 sessions (smaller is better)");
    let (factor, score, bases) = life.against_baselines();
    for (name, (base_factor, base_score)) in baselines::NAMES.iter().zip(bases) {
        table.at_most(&format!("  median factor, {name}"), factor, base_factor, "x");
        table.at_most(&format!("  interval score, {name}"), score, base_score, "");
    }
    for (length, against) in life.by_length.iter().filter(|(length, _)| **length > 0) {
        let best = |of: fn(&[f64]) -> f64, lists: &[Vec<f64>; 3]| {
            lists.iter().map(|it| of(it)).fold(f64::MAX, f64::min)
        };
        table.told(
            &format!("  after {length}: factor (best baseline), score (best baseline)"),
            format!(
                "{:.2} x ({:.2}), {:.2} ({:.2})",
                median_factor(&against.model),
                best(median_factor, &life.base_errors[length]),
                mean(&life.score[length]),
                best(mean, &life.base_scores[length]),
            ),
        );
    }
}

fn changes(table: &mut Table, seeds: &[u64]) {
    table.about("after a change of level by 2.5 times: median error factor against the oracle");
    let by = 2.5_f64.ln();
    for after in [0, 5] {
        let one = figures::one_kind(seeds, 30, Some(by), after);
        table.told(
            &format!("  one kind, {after} sessions later"),
            format!("{:.3} x, {:.1} %", one.ratio(), percent(&one.inside)),
        );
    }
    table.at_most(
        "  one kind, 10 sessions later",
        figures::one_kind(seeds, 30, Some(by), 10).ratio(),
        1.15,
        "x",
    );
    let mixed = |after| figures::mixed(seeds, 80, |sign| Drift::Jump(80, sign * by), after);
    table.at_most(
        "  mixed life, 10 sessions of all kinds later",
        mixed(10).ratio(),
        1.15,
        "x",
    );
    table.told(
        "  mixed life, 20 sessions of all kinds later",
        format!("{:.3} x", mixed(20).ratio()),
    );
    let slow = figures::mixed(seeds, 100, |sign| Drift::Slow(sign * 0.01), 0);
    table.told(
        "  slow drift, 2.7 times in 100 sessions",
        format!("{:.3} x, {:.1} %", slow.ratio(), percent(&slow.inside)),
    );
}

fn absurd(table: &mut Table, seeds: &[u64]) {
    table.about(
        "one session of 100 times or a hundredth of what the law expects: the most that anything moves",
    );
    for length in LENGTHS {
        let (one, mixed) = (
            figures::absurd(seeds, length, false),
            figures::absurd(seeds, length, true),
        );
        let most = |a: &[f64], b: &[f64]| a.iter().chain(b).copied().fold(0.0, f64::max);
        table.at_most(
            &format!("  after {length}: a middle"),
            most(&one.middles, &mixed.middles),
            10.0,
            "%",
        );
        table.at_most(
            &format!("  after {length}: an end of a range"),
            most(&one.ends, &mixed.ends),
            10.0,
            "%",
        );
    }
}

fn live(table: &mut Table, seeds: &[u64]) {
    let live = figures::live(seeds, &[0, 10, 60]);
    table.about("while a session runs (after 0, 10 and 60 sessions): ranges hold; middling width");
    let mut before = f64::MAX;
    for (calls, inside) in &live.inside {
        let width = median_factor(&live.widths[calls]);
        table.covers(&format!("  after {calls} calls"), inside);
        table.at_most(
            &format!("  after {calls} calls: width, not more than before"),
            width,
            before.min(99.0),
            "x",
        );
        before = width;
    }
}

fn plans(table: &mut Table, seeds: &[u64]) {
    table.about("plans of 2 to 8 phases: the range of the sum holds");
    for common in [0.3, 0.5, 0.7] {
        let name = format!("  phases share {:.0} % of their variance", 100.0 * common);
        table.covers(&name, &figures::plans(seeds, common));
    }
}

fn speed(table: &mut Table) {
    let mut world = World::new(5);
    let past = (0..2_000).map(|_| world.session().seen).collect::<Vec<_>>();
    let cases = (0..40)
        .map(|phase| Case::of(TaskType::ALL[phase % 6]))
        .collect::<Vec<_>>();
    let millis = |start: Instant| start.elapsed().as_secs_f64() * 1000.0;
    let start = Instant::now();
    let model = Model::fit(&past, world::START);
    table.told(
        "time: learning from 2,000 sessions",
        format!("{:.1} ms", millis(start)),
    );
    let start = Instant::now();
    let total = model.sum(&cases).fresh.mid;
    table.told(
        "time: estimating a plan of 40 phases",
        format!("{:.1} ms", millis(start)),
    );
    assert!(total > 0);
    table.told(
        "size of the model's file",
        format!("{} bytes", model.to_json().len()),
    );
}
