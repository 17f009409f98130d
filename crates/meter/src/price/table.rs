//! The table of prices: the bundled one, and a person's own over it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::rates::{Above, Rates, Tariff};
use super::{Billed, Cost};
use crate::model;

const BUNDLED: &str = include_str!("prices.toml");

/// What Claude Code calls the author of its own messages: never billed.
const SYNTHETIC: &str = "<synthetic>";

/// Why a price table cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PriceError {
    /// It is not the TOML that is expected.
    #[error("the price table cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// A price is negative, not a number or absurd.
    #[error("the price table gives {model} a price of {dollars} dollars per million tokens; use 0 to 100000")]
    Price {
        /// The model.
        model: String,
        /// The price as written.
        dollars: f64,
    },
    /// `until` is not after `from`.
    #[error("the price of {model} would end on {until}, before it begins on {from}")]
    Dates {
        /// The model.
        model: String,
        /// First day.
        from: Date,
        /// First day no more.
        until: Date,
    },
    /// A family points to a model that has no price.
    #[error("the family {family} is priced like {model}, which has no price")]
    Family {
        /// The family's word.
        family: String,
        /// The missing model.
        model: String,
    },
}

/// Prices by model and day.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceTable {
    /// In order of precedence: a person's own prices first.
    entries: Vec<Entry>,
    families: BTreeMap<String, String>,
    fingerprint: u64,
}

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    model: String,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    tariff: Tariff,
}

impl PriceTable {
    /// The table that comes with Segue.
    pub fn bundled() -> PriceTable {
        match PriceTable::read(&[BUNDLED]) {
            Ok(table) => table,
            Err(error) => unreachable!("the bundled prices are tested: {error}"),
        }
    }

    /// The bundled table with a person's own prices over it, in the same format; theirs win for the days they cover.
    pub fn with_override(toml: &str) -> Result<PriceTable, PriceError> {
        PriceTable::read(&[toml, BUNDLED])
    }

    /// Changes exactly when the text of the prices changes; the same in every run and release.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// What one response of `model` costs.
    pub fn cost(&self, model: &str, billed: &Billed) -> Cost {
        if model == SYNTHETIC {
            return Cost::default();
        }
        let name = model::canonical(model);
        let (tariff, guessed) = match self.exact(&name, billed.at) {
            Some(tariff) => (Some(tariff), false),
            None => (self.like(&name, billed.at), true),
        };
        Cost {
            micros: tariff.map_or(0, |tariff| tariff.micros(billed)),
            guessed,
        }
    }

    fn read(texts: &[&str]) -> Result<PriceTable, PriceError> {
        let mut table = PriceTable {
            entries: Vec::new(),
            families: BTreeMap::new(),
            fingerprint: FNV_START,
        };
        for text in texts {
            let file = toml::from_str::<File>(text)?;
            for entry in file.model {
                table.entries.push(entry.checked()?);
            }
            for (word, model) in file.family {
                table
                    .families
                    .entry(word.to_ascii_lowercase())
                    .or_insert_with(|| model::canonical(&model));
            }
            table.fingerprint = fnv(table.fingerprint, text.as_bytes());
        }
        match table
            .families
            .iter()
            .find(|(_, model)| table.any(model).is_none())
        {
            Some((family, model)) => Err(PriceError::Family {
                family: family.clone(),
                model: model.clone(),
            }),
            None => Ok(table),
        }
    }

    /// The price of exactly this model on that day.
    fn exact(&self, name: &str, at: Timestamp) -> Option<&Tariff> {
        self.entries
            .iter()
            .find(|entry| entry.model == name && entry.is_valid(at))
            .map(|entry| &entry.tariff)
    }

    /// Any price of exactly this model.
    fn any(&self, name: &str) -> Option<&Tariff> {
        self.entries
            .iter()
            .find(|entry| entry.model == name)
            .map(|entry| &entry.tariff)
    }

    /// The same model on another day, or else a model of its family.
    fn like(&self, name: &str, at: Timestamp) -> Option<&Tariff> {
        self.any(name).or_else(|| {
            let word = self.families.keys().find(|word| name.contains(word.as_str()));
            let stand_in = self.families.get(word.map_or("unknown", String::as_str))?;
            self.exact(stand_in, at).or_else(|| self.any(stand_in))
        })
    }
}

impl Entry {
    fn is_valid(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }
}

/// The file as people write it: dollars per million tokens.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    model: Vec<FileEntry>,
    #[serde(default)]
    family: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileEntry {
    name: String,
    from: Option<Date>,
    until: Option<Date>,
    input: f64,
    output: f64,
    write_5m: f64,
    write_1h: f64,
    read: f64,
    above: Option<FileAbove>,
    fast: Option<FileRates>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileAbove {
    prompt_over: u64,
    input: f64,
    output: f64,
    write_5m: f64,
    write_1h: f64,
    read: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRates {
    input: f64,
    output: f64,
    write_5m: f64,
    write_1h: f64,
    read: f64,
}

impl FileEntry {
    fn checked(self) -> Result<Entry, PriceError> {
        if let (Some(from), Some(until)) = (self.from, self.until)
            && until <= from
        {
            return Err(PriceError::Dates {
                model: self.name,
                from,
                until,
            });
        }
        let rates = |classes| rates(&self.name, classes);
        let above = match &self.above {
            Some(a) => Some(Above {
                prompt_over: a.prompt_over,
                rates: rates([a.input, a.output, a.write_5m, a.write_1h, a.read])?,
            }),
            None => None,
        };
        let fast = match &self.fast {
            Some(f) => Some(rates([f.input, f.output, f.write_5m, f.write_1h, f.read])?),
            None => None,
        };
        let normal = rates([self.input, self.output, self.write_5m, self.write_1h, self.read])?;
        Ok(Entry {
            model: model::canonical(&self.name),
            from: self.from.and_then(midnight),
            until: self.until.and_then(midnight),
            tariff: Tariff { normal, above, fast },
        })
    }
}

fn midnight(day: Date) -> Option<Timestamp> {
    day.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

fn rates(model: &str, classes: [f64; 5]) -> Result<Rates, PriceError> {
    let mut micros = [0_u64; 5];
    for (micro, dollars) in micros.iter_mut().zip(classes) {
        if !(0.0..=100_000.0).contains(&dollars) {
            return Err(PriceError::Price {
                model: model.to_owned(),
                dollars,
            });
        }
        *micro = (dollars * 1_000_000.0).round() as u64;
    }
    let [input, output, write_5m, write_1h, read] = micros;
    Ok(Rates {
        input,
        output,
        write_5m,
        write_1h,
        read,
    })
}

/// FNV-1a, 64 bits: the standard library promises no stable hash.
const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests;
