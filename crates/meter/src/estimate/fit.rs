//! Learning: from finished sessions to a model.
//!
//! Everything is fitted anew from the kept history each time: no state drifts away, and what a correction taught can be
//! taken back. When a level changed, all that came before still teaches the factors, and what came after the new level.

use std::collections::HashMap;

use jiff::Timestamp;

use super::case::Observed;
use super::drift::{self, Change};
use super::kind::TaskType;
use super::model::{HeldOut, Model, Reaches};
use super::part::{EVERYONE, Noise, Part, Quantity, Weight};
use super::predict::Measure;
use super::reach::{Held, reach};
use super::ridge::{self, Fit, Prior, Row};
use super::term::TermGroup;

/// Sessions of each type that are kept.
const KEPT: usize = 400;
/// Projects and model families that have a factor of their own: the latest.
const NAMED: usize = 24;
/// Changes of level that are told apart.
const MOST_CHANGES: usize = 3;
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
    let fresh = Fitted::of(Quantity::Fresh, &lessons, &vec![1.0; lessons.len()]);
    let trusted = fresh.trusted(lessons.len()); // what is absurd in tokens teaches nothing of speed either
    let [weight, rate, call] =
        [Quantity::Weight, Quantity::Rate, Quantity::Call].map(|it| Fitted::of(it, &lessons, &trusted));
    let of_quantity = |quantity| match quantity {
        Quantity::Fresh => &fresh,
        Quantity::Weight => &weight,
        Quantity::Rate => &rate,
        Quantity::Call => &call,
    };
    let sessions = lessons.iter().map(|it| it.share).sum::<f64>().round() as u32;
    let fresh_held = fresh.held(None, &lessons);
    let reaches = Measure::ALL
        .into_iter()
        .map(|measure| {
            let ratio = measure
                .ratio()
                .map(|(quantity, sign)| (of_quantity(quantity), sign));
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
            .filter_map(|it| held_out(*it, &fresh, &lessons))
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
    /// Fits a quantity; `trusted` tells how far each lesson is trusted already.
    fn of(quantity: Quantity, lessons: &[Lesson<'_>], trusted: &[f64]) -> Fitted {
        let mut columns = Columns::of(quantity, lessons);
        let (of_row, mut rows): (Vec<_>, Vec<_>) = lessons
            .iter()
            .enumerate()
            .filter_map(|(index, lesson)| Some((index, columns.row(quantity, lesson, trusted[index])?)))
            .unzip();
        ridge::leave_out_lonely(&mut rows, quantity.cold_noise());
        forget(&mut rows);
        let mut fit = ridge::fit(&rows, &columns.prior(quantity));
        let most = if quantity == Quantity::Fresh {
            MOST_CHANGES
        } else {
            1
        };
        for _ in 0..most {
            let Some((scope, inside, change)) = likeliest_change(&rows, &fit) else {
                break;
            };
            let since = lessons[of_row[inside[change.start]]].seen.at;
            columns.add_change(quantity, scope, since, change.belief);
            let column = columns.names.len() - 1;
            for (row, likely) in inside.iter().zip(&change.new_level) {
                rows[*row]
                    .features
                    .extend((*likely > 0.001).then_some((column, *likely)));
            }
            fit = ridge::refit(&rows, &columns.prior(quantity), &fit);
        }
        Fitted {
            part: columns.part(&fit, &rows),
            of_row,
            rows,
            fit,
        }
    }

    /// How far each of the lessons is trusted: those that do not tell this quantity wholly.
    fn trusted(&self, lessons: usize) -> Vec<f64> {
        let mut trusted = vec![1.0; lessons];
        for (index, without) in self.of_row.iter().zip(&self.fit.without) {
            trusted[*index] = without.trust;
        }
        trusted
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
            .filter(|(_, counts)| *counts > 0.0)
            .collect()
    }
}

/// How much a held-out residual counts for the reach of ranges: wholly up to 2.4 standard deviations, not at all from 3.4
/// on. An absurd session is about that far off for a person whose sessions are spread widely.
fn believable(off: f64) -> f64 {
    (3.4 - off.abs()).clamp(0.0, 1.0)
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

/// The change of level that is believed most: of all sessions (`None`) or of one kind, and the rows it was seen in.
fn likeliest_change(rows: &[Row], fit: &Fit) -> Option<(Option<usize>, Vec<usize>, Change)> {
    let scopes = std::iter::once(None).chain((0..TaskType::ALL.len()).map(Some));
    let found = scopes.filter_map(|scope| {
        let is_inside = |row: &usize| scope.is_none_or(|kind| rows[*row].kind == kind);
        let inside = (0..rows.len()).filter(is_inside).collect::<Vec<_>>();
        let residual = |row: &usize| {
            let (row, without) = (&rows[*row], &fit.without[*row]);
            (without.residual / fit.noise[row.kind], row.counts * without.trust)
        };
        let expected = if scope.is_none() {
            drift::EXPECTED
        } else {
            drift::EXPECTED_OF_KIND
        };
        let change = drift::change(&inside.iter().map(residual).collect::<Vec<_>>(), expected)?;
        Some((scope, inside, change))
    });
    found.reduce(|best, it| if it.2.belief > best.2.belief { it } else { best })
}

/// The properties that have a factor of their own.
struct Columns {
    names: Vec<Name>,
    index: HashMap<(TermGroup, String), usize>,
}

/// A property, and what is believed of it before.
struct Name {
    group: TermGroup,
    name: String,
    since: Option<Timestamp>,
    deviation: f64,
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
                    columns.names.push(Name {
                        group: feature.group,
                        name: feature.name.to_owned(),
                        since: None,
                        deviation: quantity.prior(feature.group, feature.name),
                    });
                    columns.index.insert(key, columns.names.len() - 1);
                }
            }
        }
        columns
    }

    fn add_change(&mut self, quantity: Quantity, scope: Option<usize>, since: Timestamp, belief: f64) {
        let (group, name) = match scope.and_then(|kind| TaskType::ALL.get(kind)) {
            None => (TermGroup::Person, EVERYONE),
            Some(task_type) => (TermGroup::TaskType, task_type.as_str()),
        };
        self.names.push(Name {
            group,
            name: name.to_owned(),
            since: Some(since),
            deviation: quantity.cold_noise() * belief.sqrt(),
        });
    }

    fn prior(&self, quantity: Quantity) -> Prior {
        Prior {
            deviations: self.names.iter().map(|it| it.deviation).collect(),
            noise: quantity.cold_noise(),
            kinds: TaskType::ALL.len(),
        }
    }

    fn row(&self, quantity: Quantity, lesson: &Lesson<'_>, trusted: f64) -> Option<Row> {
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
            counts: lesson.share * trusted,
        })
    }

    fn part(self, fit: &Fit, rows: &[Row]) -> Part {
        let mut taught = vec![0.0; self.names.len()];
        for (row, without) in rows.iter().zip(&fit.without) {
            for (column, _) in &row.features {
                taught[*column] += if row.counts > 0.0 {
                    without.trust.ceil()
                } else {
                    0.0
                };
            }
        }
        let weights = self.names.into_iter().zip(&fit.found).zip(taught);
        Part {
            weights: weights
                .map(|((name, ln), taught)| Weight {
                    group: name.group,
                    name: name.name,
                    since: name.since,
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
            covariance: fit.covariance_as_kept(rounded),
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
pub(super) fn rounded(value: f64) -> f64 {
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
