//! The fields of one TOML table, each with its kind; what is wrong is told with its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::plans::markdown::{Source, error};
use crate::plans::{Amount, PlanError, Stated, quantity};

/// A table whose keys are all known.
pub(super) struct Fields<'a> {
    source: &'a Source<'a>,
    table: &'a DeTable<'a>,
    what: &'static str,
    at: usize,
}

type Value<'a> = Spanned<DeValue<'a>>;

impl<'a> Fields<'a> {
    pub(super) fn new(
        source: &'a Source<'a>,
        what: &'static str,
        table: &'a DeTable<'a>,
        at: usize,
        known: &[&'static str],
    ) -> Result<Fields<'a>, PlanError> {
        let unknown = table
            .keys()
            .filter(|key| !known.contains(&key.get_ref().as_ref()));
        if let Some(key) = unknown.min_by_key(|key| key.span().start) {
            let name = key.get_ref().as_ref();
            let hint = match closest(name, known) {
                Some(meant) => {
                    format!("Did you mean \"{meant}\"? What is to be kept as it is goes below [[other]].")
                }
                None => format!(
                    "It has {}. What is to be kept as it is goes below [[other]].",
                    known.join(", ")
                ),
            };
            return Err(error(
                source,
                key.span().start,
                format!("{what} has no \"{name}\""),
                &hint,
            ));
        }
        Ok(Fields {
            source,
            table,
            what,
            at,
        })
    }

    pub(super) fn line(&self) -> u32 {
        self.source.line(self.at)
    }

    fn get(&self, key: &str) -> Option<&'a Value<'a>> {
        self.table.get(key)
    }

    fn wrong(&self, span: Range<usize>, key: &str, value: &DeValue<'_>, wanted: &str) -> PlanError {
        let what = format!("\"{key}\" is {}, not {wanted}", kind(value));
        error(
            self.source,
            span.start,
            what,
            &format!("Write {key} = {}.", example(wanted)),
        )
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<String>, PlanError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        match value.get_ref() {
            DeValue::String(text) => Ok(Some(text.to_string())),
            other => Err(self.wrong(value.span(), key, other, "text")),
        }
    }

    pub(super) fn required(&self, key: &str) -> Result<String, PlanError> {
        self.text(key)?.ok_or_else(|| {
            let what = format!("{} has no {key}", self.what);
            error(
                self.source,
                self.at,
                what,
                &format!("Write {key} = \"…\" below it."),
            )
        })
    }

    pub(super) fn flag(&self, key: &str) -> Result<bool, PlanError> {
        let Some(value) = self.get(key) else {
            return Ok(false);
        };
        match value.get_ref() {
            DeValue::Boolean(flag) => Ok(*flag),
            other => Err(self.wrong(value.span(), key, other, "yes or no")),
        }
    }

    /// A list of texts; a single text is a list of one.
    pub(super) fn texts(&self, key: &str) -> Result<Vec<String>, PlanError> {
        let Some(value) = self.get(key) else {
            return Ok(Vec::new());
        };
        match value.get_ref() {
            DeValue::String(text) => Ok(vec![text.to_string()]),
            DeValue::Array(items) => items
                .iter()
                .map(|item| match item.get_ref() {
                    DeValue::String(text) => Ok(text.to_string()),
                    other => Err(self.wrong(item.span(), key, other, "a list of texts")),
                })
                .collect(),
            other => Err(self.wrong(value.span(), key, other, "a list of texts")),
        }
    }

    pub(super) fn digit(&self, key: &str, least: u8, most: u8) -> Result<Option<u8>, PlanError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        let number = integer(value.get_ref()).and_then(|number| u8::try_from(number).ok());
        match number.filter(|number| (least..=most).contains(number)) {
            Some(number) => Ok(Some(number)),
            None => {
                let what = format!("\"{key}\" is not a number from {least} to {most}");
                Err(error(
                    self.source,
                    value.span().start,
                    what,
                    &format!("Write {key} = {least}, or another one up to {most}."),
                ))
            }
        }
    }

    pub(super) fn stated(&self) -> Result<Stated, PlanError> {
        Ok(Stated {
            tokens: self.amount("tokens", quantity::Bare::Tokens(1))?,
            minutes: self.amount("minutes", quantity::Bare::Minutes(1))?,
        })
    }

    pub(super) fn tokens(&self, key: &str) -> Result<Option<u64>, PlanError> {
        Ok(self
            .amount(key, quantity::Bare::Tokens(1))?
            .map(|amount| amount.high))
    }

    /// A number, `[from, to]`, or an amount as people write it: "25-32k".
    fn amount(&self, key: &str, bare: quantity::Bare) -> Result<Option<Amount>, PlanError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        let one = |value: &DeValue<'_>| match value {
            DeValue::String(text) => written(text, bare).map(|amount| amount.high),
            other => integer(other),
        };
        let amount = match value.get_ref() {
            DeValue::String(text) => written(text, bare),
            DeValue::Array(ends) if ends.len() == 2 => {
                let ends: Option<Vec<u64>> = ends.iter().map(|end| one(end.get_ref())).collect();
                ends.map(|ends| Amount {
                    low: ends[0],
                    high: ends[1],
                })
            }
            other => integer(other).map(|value| Amount {
                low: value,
                high: value,
            }),
        };
        let Some(amount) = amount else {
            return Err(self.wrong(value.span(), key, value.get_ref(), "an amount"));
        };
        if amount.low > amount.high {
            let what = format!("\"{key}\" goes from {} down to {}", amount.low, amount.high);
            return Err(error(
                self.source,
                value.span().start,
                what,
                "Write the smaller number first.",
            ));
        }
        Ok(Some(amount))
    }

    /// The tables below `[[key]]`.
    pub(super) fn tables(
        &self,
        key: &str,
        what: &'static str,
        known: &[&'static str],
    ) -> Result<Vec<Fields<'a>>, PlanError> {
        let Some(value) = self.get(key) else {
            return Ok(Vec::new());
        };
        let DeValue::Array(items) = value.get_ref() else {
            return Err(self.wrong(value.span(), key, value.get_ref(), "a list of tables"));
        };
        items
            .iter()
            .map(|item| match item.get_ref() {
                DeValue::Table(table) => Fields::new(self.source, what, table, item.span().start, known),
                other => Err(self.wrong(item.span(), key, other, "a list of tables")),
            })
            .collect()
    }
}

fn written(text: &str, bare: quantity::Bare) -> Option<Amount> {
    let stated = quantity::stated(text, bare)?;
    match bare {
        quantity::Bare::Tokens(_) => stated.tokens.filter(|_| stated.minutes.is_none()),
        _ => stated.minutes.filter(|_| stated.tokens.is_none()),
    }
}

fn integer(value: &DeValue<'_>) -> Option<u64> {
    match value {
        DeValue::Integer(number) => {
            let digits = number.as_str().trim_start_matches('+').replace('_', "");
            u64::from_str_radix(&digits, number.radix()).ok()
        }
        _ => None,
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "yes or no",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn example(wanted: &str) -> &'static str {
    match wanted {
        "text" => "\"…\"",
        "yes or no" => "true or false",
        "a list of texts" => "[\"…\", \"…\"]",
        "an amount" => "25_000, [25_000, 32_000] or \"25-32k\"",
        _ => "a table of its own: [[phase]], [[phase.task]], [[other]]",
    }
}

/// The known key that is closest to what was written.
fn closest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let close = known
        .iter()
        .map(|known| (distance(&name.to_lowercase(), known), *known))
        .min()?;
    (close.0 <= 1 + name.len() / 4).then_some(close.1)
}

/// How many letters must be changed to get from one word to the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().take(64).enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for (index, wanted) in other.iter().enumerate() {
            let change = before + usize::from(letter != *wanted);
            before = row[index + 1];
            row[index + 1] = change.min(before + 1).min(row[index] + 1);
        }
    }
    row[other.len()]
}
