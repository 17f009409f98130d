//! Learning: from finished sessions to a model.
//!
//! Everything is fitted anew from the kept history each time: no state drifts away, and what a correction taught can be
//! taken back. Two rounds: the first tells where a level changed, the second gives what was before it less weight.

use std::collections::HashMap;

use jiff::Timestamp;

use super::case::Observed;
use super::drift;
use super::kind::TaskType;
use super::model::{HeldOut, Model, Reaches};
use super::part::{Noise, Part, Quantity, Weight};
use super::predict::Measure;
use super::reach::{Held, reach};
use super::ridge::{self, Fit, Prior, Row};
use super::term::TermGroup;

/// Sessions of each type that are kept.
const KEPT: usize = 400;
/// Projects and model families that have a factor of their own: the latest.
const NAMED: usize = 24;
/// Fewer sessions of a type say nothing about the usual error.
const LEAST_FOR_ERROR: usize = 4;

/// A session that is learned from.
struct Lesson<'a> {
    seen: &'a Observed,
    /// Share of a session: a phase counts as a part of its session.
    share: f64,
}

/// Learns a model from a history, oldest first.
pub(super) fn fit(history: &[Observed], now: Timestamp) -> Model {
    let lessons = kept(history);
    let fitted = Quantity::ALL.map(|quantity| Fitted::of(quantity, &lessons));
    let [fresh, weight, rate, call] = &fitted;
    let sessions = lessons.iter().map(|it| it.share).sum::<f64>().round() as u32;
    let fresh_held = fresh.held(None, &lessons);
    let reaches = Measure::ALL
        .into_iter()
        .map(|measure| {
            let ratio = measure
                .ratio()
                .map(|(quantity, sign)| (&fitted[quantity as usize], sign));
            let held = fresh.held(ratio, &lessons);
            Reaches {
                measure,
                reaches: TaskType::ALL.iter().map(|it| reach(*it, &held)).collect(),
            }
        })
        .collect::<Vec<_>>();
    let model = Model {
        fitted_at: Some(now),
        sessions,
        held_out: TaskType::ALL
            .iter()
            .filter_map(|it| held_out(*it, fresh, &lessons))
            .collect(),
        coverage_percent: coverage(&fresh_held, &reaches[0]),
        usual_error: usual_error(fresh.errors(&lessons, None)),
        fresh: fresh.part.clone(),
        weight: weight.part.clone(),
        rate: rate.part.clone(),
        call: call.part.clone(),
        ..Model::cold()
    };
    Model { reaches, ..model }
}

/// The latest sessions of each type, oldest first.
fn kept(history: &[Observed]) -> Vec<Lesson<'_>> {
    let mut parts = HashMap::<&str, f64>::new();
    for key in history.iter().filter_map(|it| it.session.as_deref()) {
        *parts.entry(key).or_default() += 1.0;
    }
    let mut room = [KEPT; TaskType::ALL.len()];
    let mut lessons = Vec::new();
    for seen in history.iter().rev().filter(|it| it.fresh > 0) {
        let room = &mut room[seen.case.task_type as usize];
        if *room > 0 {
            *room -= 1;
            let share = seen
                .session
                .as_deref()
                .and_then(|key| parts.get(key))
                .map_or(1.0, |parts| 1.0 / parts);
            lessons.push(Lesson { seen, share });
        }
    }
    lessons.reverse();
    lessons
}

/// One quantity, fitted.
struct Fitted {
    part: Part,
    /// The lessons that tell this quantity: index of the lesson for each row.
    of_row: Vec<usize>,
    rows: Vec<Row>,
    fit: Fit,
}

impl Fitted {
    fn of(quantity: Quantity, lessons: &[Lesson<'_>]) -> Fitted {
        let columns = Columns::of(quantity, lessons);
        let prior = Prior {
            deviations: columns
                .names
                .iter()
                .map(|(group, name)| quantity.prior(*group, name))
                .collect(),
            noise: quantity.cold_noise(),
            kinds: TaskType::ALL.len(),
        };
        let (of_row, mut rows): (Vec<_>, Vec<_>) = lessons
            .iter()
            .enumerate()
            .filter_map(|(index, lesson)| Some((index, columns.row(quantity, lesson)?)))
            .unzip();
        forget(&mut rows);
        let mut fit = ridge::fit(&rows, &prior);
        for _ in 0..2 {
            if !adapt(&mut rows, &fit) {
                break;
            }
            fit = ridge::fit(&rows, &prior);
        }
        Fitted {
            part: columns.part(&fit, &rows),
            of_row,
            rows,
            fit,
        }
    }

    /// Held-out residuals of a measure: of fresh tokens, or of them together with a ratio.
    fn held(&self, ratio: Option<(&Fitted, f64)>, lessons: &[Lesson<'_>]) -> Vec<Held> {
        let mut ratios = vec![None; lessons.len()];
        if let Some((fitted, sign)) = ratio {
            for ((index, without), row) in fitted.of_row.iter().zip(&fitted.fit.without).zip(&fitted.rows) {
                ratios[*index] = Some((sign * without.residual, without.spread, row.counts));
            }
        }
        let rows = self.of_row.iter().zip(&self.rows).zip(&self.fit.without);
        rows.filter_map(|((index, row), without)| {
            let (more, spread, counts) = match ratio {
                None => (0.0, 0.0, row.counts),
                Some(_) => ratios[*index]?,
            };
            let off = (without.residual + more) / without.spread.hypot(spread);
            Some(Held {
                kind: lessons[*index].seen.case.task_type,
                off,
                counts: row.counts.min(counts) * believable(off),
            })
        })
        .collect()
    }

    /// How far held-out sessions were off, as logarithms, with what each counts.
    fn errors(&self, lessons: &[Lesson<'_>], task_type: Option<TaskType>) -> Vec<(f64, f64)> {
        let rows = self.of_row.iter().zip(&self.rows).zip(&self.fit.without);
        rows.filter(|((index, _), _)| task_type.is_none_or(|it| lessons[**index].seen.case.task_type == it))
            .map(|((_, row), without)| (without.residual.abs(), row.counts))
            .collect()
    }
}

/// How much a held-out residual counts for the reach of ranges: an absurd one does not.
fn believable(off: f64) -> f64 {
    (4.0 - off.abs()).clamp(0.0, 1.0)
}

/// Gives each session less weight the more sessions of its kind came after it.
fn forget(rows: &mut [Row]) {
    let mut newer = [0.0; TaskType::ALL.len()];
    for row in rows.iter_mut().rev() {
        let share = row.counts;
        row.counts = share * drift::recency(newer[row.kind]);
        newer[row.kind] += share;
    }
}

/// Gives sessions before a change of level less weight; whether there was one.
fn adapt(rows: &mut [Row], fit: &Fit) -> bool {
    let residuals = rows
        .iter()
        .zip(&fit.without)
        .map(|(row, it)| (it.residual / it.spread, row.counts * it.trust));
    let Some(change) = drift::change(&residuals.collect::<Vec<_>>()) else {
        return false;
    };
    for row in &mut rows[..change.start] {
        row.counts *= change.keeps;
    }
    true
}

/// The properties that have a factor of their own.
struct Columns {
    names: Vec<(TermGroup, String)>,
    index: HashMap<(TermGroup, String), usize>,
}

impl Columns {
    fn of(quantity: Quantity, lessons: &[Lesson<'_>]) -> Columns {
        let mut columns = Columns {
            names: Vec::new(),
            index: HashMap::new(),
        };
        let mut named = HashMap::<TermGroup, usize>::new();
        for lesson in lessons.iter().rev() {
            for feature in quantity.features(&lesson.seen.case) {
                let key = (feature.group, feature.name.to_owned());
                let taken = named.entry(feature.group).or_default();
                if *taken < NAMED && !columns.index.contains_key(&key) {
                    *taken += 1;
                    columns.index.insert(key.clone(), columns.names.len());
                    columns.names.push(key);
                }
            }
        }
        columns
    }

    fn row(&self, quantity: Quantity, lesson: &Lesson<'_>) -> Option<Row> {
        let seen = quantity.seen(lesson.seen)? - quantity.cold(&lesson.seen.case);
        let features = quantity.features(&lesson.seen.case);
        let column = |group, name: &str| self.index.get(&(group, name.to_owned())).copied();
        Some(Row {
            seen,
            features: features
                .iter()
                .filter_map(|it| Some((column(it.group, it.name)?, it.strength)))
                .collect(),
            kind: lesson.seen.case.task_type as usize,
            counts: lesson.share,
        })
    }

    fn part(self, fit: &Fit, rows: &[Row]) -> Part {
        let mut taught = vec![0.0; self.names.len()];
        for (row, without) in rows.iter().zip(&fit.without) {
            for (column, _) in &row.features {
                taught[*column] += without.trust.ceil();
            }
        }
        let weights = self.names.into_iter().zip(&fit.found).zip(taught);
        Part {
            weights: weights
                .map(|(((group, name), ln), taught)| Weight {
                    group,
                    name,
                    ln: rounded(*ln),
                    sessions: taught as u32,
                })
                .collect(),
            noise: TaskType::ALL
                .iter()
                .zip(&fit.noise)
                .map(|(task_type, deviation)| Noise {
                    task_type: *task_type,
                    deviation: rounded(*deviation),
                })
                .collect(),
            covariance: fit.covariance.iter().map(|it| rounded(*it)).collect(),
        }
    }
}

impl Quantity {
    /// What a session says of this quantity, as a logarithm.
    fn seen(self, seen: &Observed) -> Option<f64> {
        let fresh = seen.fresh as f64;
        let ratio = match self {
            Quantity::Fresh => fresh,
            Quantity::Weight => seen.weighted as f64 / fresh,
            Quantity::Rate => fresh / (seen.millis as f64 / 3_600_000.0),
            Quantity::Call => fresh / f64::from(seen.calls),
        };
        (ratio > 0.0 && ratio.is_finite()).then(|| ratio.ln())
    }
}

/// Six digits after the point are enough, and the same on every machine that reads the file.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn held_out(task_type: TaskType, fresh: &Fitted, lessons: &[Lesson<'_>]) -> Option<HeldOut> {
    let similar = lessons.iter().filter(|it| it.seen.case.task_type == task_type);
    let sessions = similar.map(|it| it.share).sum::<f64>().round() as u32;
    (sessions > 0).then(|| HeldOut {
        task_type,
        sessions,
        usual_error: usual_error(fresh.errors(lessons, Some(task_type))),
    })
}

/// The median factor, the newer sessions counting more.
fn usual_error(mut errors: Vec<(f64, f64)>) -> Option<f64> {
    if errors.len() < LEAST_FOR_ERROR {
        return None;
    }
    errors.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = errors.iter().map(|(_, counts)| counts).sum::<f64>() / 2.0;
    let mut sum = 0.0;
    let middle = errors.iter().find(|(_, counts)| {
        sum += counts;
        sum >= half
    });
    middle.map(|(error, _)| rounded(error.min(9.0).exp()))
}

fn coverage(held: &[Held], reaches: &Reaches) -> Option<f64> {
    if held.len() < 2 * LEAST_FOR_ERROR {
        return None;
    }
    let inside = held.iter().filter(|it| {
        let reach = reaches.reaches.iter().find(|reach| reach.task_type == it.kind);
        reach.is_some_and(|reach| it.off >= -reach.down && it.off <= reach.up)
    });
    let (inside, all) = (
        inside.map(|it| it.counts).sum::<f64>(),
        held.iter().map(|it| it.counts).sum::<f64>(),
    );
    (all > 0.0).then(|| rounded(100.0 * inside / all))
}
