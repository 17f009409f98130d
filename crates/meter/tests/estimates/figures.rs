//! The figures of the issue, measured on generated histories.

use std::collections::BTreeMap;

use segue_meter::estimate::{Case, Estimate, Model, Observed, Range, SoFar, TaskType};

use super::baselines::{Guess, at, guesses, sorted};
use super::world::{Drift, MARKS, Session, World};

/// The factor of a median error.
pub(crate) fn median_factor(errors: &[f64]) -> f64 {
    at(&sorted(errors.to_vec()), 0.5).exp()
}

pub(crate) fn percent(inside: &[bool]) -> f64 {
    100.0 * inside.iter().filter(|it| **it).count() as f64 / inside.len().max(1) as f64
}

pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn history(sessions: &[Session]) -> Vec<Observed> {
    sessions.iter().map(|it| it.seen.clone()).collect()
}

fn fit(history: &[Observed]) -> Model {
    let now = history.last().map_or(super::world::START, |it| it.at);
    Model::fit(history, now)
}

fn actual(session: &Session) -> f64 {
    (session.seen.fresh as f64).ln()
}

/// Errors of the model and of the oracle, and whether the model's range held.
#[derive(Default)]
pub(crate) struct Against {
    pub(crate) model: Vec<f64>,
    pub(crate) oracle: Vec<f64>,
    pub(crate) inside: Vec<bool>,
}

impl Against {
    fn add(&mut self, model: &Model, session: &Session) {
        let guess = Guess::of_model(model, &session.seen.case);
        self.model.push(guess.error(actual(session)));
        self.oracle.push((actual(session) - session.law.middle).abs());
        self.inside.push(guess.holds(actual(session)));
    }

    /// How many times worse than the oracle, on median error factors.
    pub(crate) fn ratio(&self) -> f64 {
        median_factor(&self.model) / median_factor(&self.oracle)
    }
}

/// After `before` sessions of one kind (and a change of level, then `after` more): the next ones.
pub(crate) fn one_kind(seeds: &[u64], before: usize, change: Option<f64>, after: usize) -> Against {
    let mut against = Against::default();
    for seed in seeds {
        for task_type in TaskType::ALL {
            let mut world = World::new(*seed * 7 + *task_type as u64);
            let by = if world.chance.share() < 0.5 { 1.0 } else { -1.0 };
            if let Some(change) = change {
                world.drift = Drift::Jump(before, by * change);
            }
            let case = world.case_of(*task_type, 0);
            let sessions = (0..before + after)
                .map(|_| world.session_of(case.clone()))
                .collect::<Vec<_>>();
            let model = fit(&history(&sessions));
            (0..20).for_each(|_| against.add(&model, &world.session_of(case.clone())));
        }
    }
    against
}

/// A mixed life with a drift: the sessions after `before + after`.
pub(crate) fn mixed(seeds: &[u64], before: usize, drift: impl Fn(f64) -> Drift, after: usize) -> Against {
    let mut against = Against::default();
    for seed in seeds {
        let mut world = World::new(*seed * 11 + 3);
        let sign = if world.chance.share() < 0.5 { 1.0 } else { -1.0 };
        world.drift = drift(sign);
        let sessions = (0..before + after).map(|_| world.session()).collect::<Vec<_>>();
        let model = fit(&history(&sessions));
        for _ in 0..10 {
            let next = world.session();
            world.sessions -= 1; // the same day
            against.add(&model, &next);
        }
    }
    against
}

/// A mixed life: coverage, errors and scores after histories of several lengths, against the baselines.
#[derive(Default)]
pub(crate) struct Life {
    pub(crate) by_length: BTreeMap<usize, Against>,
    pub(crate) by_type: BTreeMap<TaskType, Vec<bool>>,
    pub(crate) score: BTreeMap<usize, Vec<f64>>,
    pub(crate) base_errors: BTreeMap<usize, [Vec<f64>; 3]>,
    pub(crate) base_scores: BTreeMap<usize, [Vec<f64>; 3]>,
    /// Weighted tokens, time, calls.
    pub(crate) others: [Vec<bool>; 3],
}

pub(crate) fn life(seeds: &[u64], lengths: &[usize]) -> Life {
    let mut life = Life::default();
    for seed in seeds {
        let mut world = World::new(*seed * 13 + 5);
        let mut past = Vec::new();
        for length in lengths.iter().copied() {
            while past.len() < length {
                past.push(world.session().seen);
            }
            let model = fit(&past);
            for _ in 0..5 {
                let next = world.session();
                life.add(length, &model, &past, &next);
            }
        }
    }
    life
}

impl Life {
    fn add(&mut self, length: usize, model: &Model, past: &[Observed], next: &Session) {
        let case = &next.seen.case;
        let (guess, truth) = (Guess::of_model(model, case), actual(next));
        self.by_length.entry(length).or_default().add(model, next);
        self.by_type
            .entry(case.task_type)
            .or_default()
            .push(guess.holds(truth));
        self.score.entry(length).or_default().push(guess.score(truth));
        for (index, base) in guesses(past, case).iter().enumerate() {
            self.base_errors.entry(length).or_default()[index].push(base.error(truth));
            self.base_scores.entry(length).or_default()[index].push(base.score(truth));
        }
        let estimate = model.estimate(case);
        let others = [
            (estimate.weighted, next.seen.weighted),
            (estimate.millis, next.seen.millis),
            (estimate.calls, u64::from(next.seen.calls)),
        ];
        for (inside, (range, value)) in self.others.iter_mut().zip(others) {
            inside.push(range.holds(value));
        }
    }

    /// After at least one session: median factor and mean score of the model, and those of each baseline.
    pub(crate) fn against_baselines(&self) -> (f64, f64, [(f64, f64); 3]) {
        let lengths = self
            .by_length
            .keys()
            .filter(|length| **length > 0)
            .collect::<Vec<_>>();
        let together =
            |of: &dyn Fn(&usize) -> Vec<f64>| lengths.iter().flat_map(|it| of(it)).collect::<Vec<_>>();
        let base = [0, 1, 2].map(|index| {
            let errors = together(&|it| self.base_errors[it][index].clone());
            let scores = together(&|it| self.base_scores[it][index].clone());
            (median_factor(&errors), mean(&scores))
        });
        let errors = together(&|it| self.by_length[it].model.clone());
        let scores = together(&|it| self.score[it].clone());
        (median_factor(&errors), mean(&scores), base)
    }
}

/// How far one absurd session moves any number of any estimate, in percent: of middles, and of all ends.
pub(crate) struct Moved {
    pub(crate) middles: Vec<f64>,
    pub(crate) ends: Vec<f64>,
}

/// After a history of `length`, one session takes `factor` (as a logarithm) times what the law expects of it.
pub(crate) fn absurd(seeds: &[u64], length: usize, mixed: bool) -> Moved {
    let mut moved = Moved {
        middles: Vec::new(),
        ends: Vec::new(),
    };
    for seed in seeds {
        let mut world = World::new(*seed * 17 + 9);
        let kind = TaskType::ALL[world.chance.below(6)];
        let case = world.case_of(kind, 0);
        let next = |world: &mut World| {
            if mixed {
                world.session()
            } else {
                world.session_of(case.clone())
            }
        };
        let sessions = (0..length).map(|_| next(&mut world)).collect::<Vec<_>>();
        let past = history(&sessions);
        let before = fit(&past);
        for factor in [100_f64.ln(), -100_f64.ln()] {
            let law = world.law(&case);
            let strange = world.session_with(case.clone(), factor / law.spread);
            let mut with = past.clone();
            with.push(strange.seen);
            let after = fit(&with);
            for task_type in TaskType::ALL {
                let asked = Case {
                    task_type: *task_type,
                    ..case.clone()
                };
                moved.add(&before.estimate(&asked), &after.estimate(&asked));
            }
        }
    }
    moved
}

impl Moved {
    fn add(&mut self, before: &Estimate, after: &Estimate) {
        let ranges = |it: &Estimate| [it.fresh, it.weighted, it.millis, it.calls];
        for (old, new) in ranges(before).iter().zip(ranges(after)) {
            let percent = |a: u64, b: u64| {
                // a whole number of calls cannot move by less than one
                if a.abs_diff(b) <= 1 {
                    0.0
                } else {
                    100.0 * ((b.max(1) as f64 / a.max(1) as f64).ln().abs().exp() - 1.0)
                }
            };
            self.middles.push(percent(old.mid, new.mid));
            self.ends
                .extend([percent(old.low, new.low), percent(old.high, new.high)]);
        }
    }
}

/// While a session runs: coverage and middling width (factor) after each number of calls.
pub(crate) struct Live {
    pub(crate) inside: BTreeMap<u32, Vec<bool>>,
    pub(crate) widths: BTreeMap<u32, Vec<f64>>,
}

pub(crate) fn live(seeds: &[u64], lengths: &[usize]) -> Live {
    let mut live = Live {
        inside: BTreeMap::new(),
        widths: BTreeMap::new(),
    };
    for seed in seeds {
        let mut world = World::new(*seed * 19 + 1);
        let length = lengths[*seed as usize % lengths.len()];
        let past = (0..length).map(|_| world.session().seen).collect::<Vec<_>>();
        let model = fit(&past);
        for _ in 0..20 {
            let seen = world.session().seen;
            let estimate = model.estimate(&seen.case);
            live.add(0, estimate.fresh, seen.fresh);
            for mark in MARKS {
                let Some(spent) = seen.marks.iter().find(|it| it.calls == mark) else {
                    break;
                };
                let so_far = SoFar {
                    calls: mark,
                    fresh: spent.fresh,
                    ..SoFar::default()
                };
                let range = model.project(&estimate, &so_far).fresh;
                live.add(mark, range, seen.fresh);
            }
        }
    }
    live
}

impl Live {
    fn add(&mut self, calls: u32, range: Range, truth: u64) {
        self.inside.entry(calls).or_default().push(range.holds(truth));
        self.widths.entry(calls).or_default().push(range.width().ln());
    }
}

/// Whole plans: how often the range of the sum holds, when phases share `common` of their variance.
pub(crate) fn plans(seeds: &[u64], common: f64) -> Vec<bool> {
    let mut inside = Vec::new();
    for seed in seeds {
        let mut world = World::new(*seed * 23 + 2);
        let past = (0..60).map(|_| world.session().seen).collect::<Vec<_>>();
        let model = fit(&past);
        for _ in 0..6 {
            let phases = 2 + world.chance.below(7);
            let shared = world.chance.normal();
            let mut cases = Vec::new();
            for _ in 0..phases {
                let task_type = TaskType::ALL[world.chance.below(6)];
                cases.push(world.case_of(task_type, 0));
            }
            let total = cases.iter().map(|case| {
                let z = common.sqrt() * shared + (1.0 - common).sqrt() * world.chance.normal();
                world.session_with(case.clone(), z / 1.281_55).seen.fresh
            });
            let total = total.sum::<u64>();
            inside.push(model.sum(&cases).fresh.holds(total));
        }
    }
    inside
}
