//! Amounts as people write them: "25-32k", "1-1.5h", "90–120 minutes", "half a day".
//!
//! Promises: what is returned is exactly what was written, in tokens and minutes (a day is eight hours, a week five
//! days); what is no amount is left alone, and the caller is told where the amount ended. Never guesses from a float.

mod number;
mod unit;

use self::number::Number;
use self::unit::Unit;
use super::{Amount, Stated};

#[cfg(test)]
mod tests;

/// What an amount counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Fresh tokens.
    Tokens,
    /// Minutes of work.
    Minutes,
}

/// What a number without a unit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
    /// Nothing: it is no amount.
    No,
    /// As many tokens: below "Tokens".
    Tokens(u32),
    /// As many minutes: below "Minutes", "Hours".
    Minutes(u32),
}

/// Words that say nothing about the amount beside them.
const ABOUT: &[&str] = &[
    "~",
    "≈",
    "≃",
    "<=",
    "≤",
    "<",
    "=",
    "ca.",
    "ca",
    "circa",
    "c.",
    "about",
    "around",
    "approximately",
    "approx.",
    "approx",
    "roughly",
    "estimated",
    "estimate:",
    "estimate",
    "est.:",
    "est.",
    "est:",
    "est",
    "up to",
    "at most",
    "max.",
    "max",
    "maximum",
    "etwa",
    "ungefähr",
    "rund",
    "bis zu",
    "geschätzt",
    "environ",
    "env.",
    "unos",
    "unas",
    "aprox.",
    "total:",
    "total",
    "tokens:",
    "time:",
    "duration:",
    "plus",
    "max ",
    "budget:",
    "budget",
    "effort:",
    "⏱️",
    "⏱",
    "🪙",
    "🕐",
    "⏰",
    "⌛",
    "⏳",
    "roughly ",
];

/// The words between two ends of a range.
const TO: &[&str] = &[
    "-", "–", "—", "−", "‐", "‑", "...", "..", "…", "to ", "bis zu ", "bis ", "and ", "à ", "a ", "hasta ",
];

/// Whole `text` is amounts and nothing else: "~2 hours, 25-32k tokens".
pub(super) fn stated(text: &str, bare: Bare) -> Option<Stated> {
    let (stated, rest) = leading(text, bare);
    (rest.is_empty() && stated != Stated::default()).then_some(stated)
}

/// The amounts at the head of `text`, and what follows them.
pub(super) fn leading(text: &str, bare: Bare) -> (Stated, &str) {
    let mut stated = Stated::default();
    let mut rest = text.trim();
    loop {
        let before = rest;
        rest = skip_between(rest);
        let Some((kind, amount, end)) = amount(rest, bare) else {
            let spent = if stated == Stated::default() {
                text.trim()
            } else {
                before
            };
            return (stated, if only_punctuation(spent) { "" } else { spent });
        };
        let place = match kind {
            Kind::Tokens => &mut stated.tokens,
            Kind::Minutes => &mut stated.minutes,
        };
        if place.is_some() {
            return (stated, before);
        }
        *place = Some(amount);
        rest = &rest[end..];
    }
}

/// Tokens below a label or in a column that counts them.
pub(super) fn tokens(text: &str, scale: u32) -> (Option<Amount>, &str) {
    let (found, rest) = leading(text, Bare::Tokens(scale));
    (found.tokens, rest)
}

/// The amount as [`tokens`] reads it: "25,000-32,000".
pub(super) fn write_tokens(amount: Amount) -> String {
    range(amount, grouped)
}

/// The amount as it is read below a label of time: "60-90 min".
pub(super) fn write_minutes(amount: Amount) -> String {
    format!("{} min", range(amount, grouped))
}

fn range(amount: Amount, one: impl Fn(u64) -> String) -> String {
    if amount.low == amount.high {
        one(amount.low)
    } else {
        format!("{}-{}", one(amount.low), one(amount.high))
    }
}

fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

fn only_punctuation(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

fn skip_between(text: &str) -> &str {
    let rest = text.trim_start_matches([
        ' ', '\u{a0}', ',', ';', '/', '|', '·', '•', '&', '+', '(', ')', '[', ']', ':',
    ]);
    for word in ["and ", "und ", "et ", "y ", "for ", "in "] {
        if starts_with(rest, word) {
            return rest[word.len()..].trim_start();
        }
    }
    rest
}

/// The amount at the head of `text`, and where it ends.
fn amount(text: &str, bare: Bare) -> Option<(Kind, Amount, usize)> {
    let (mut at, between) = prefix(text);
    let of = match bare {
        Bare::Tokens(_) => Some(Kind::Tokens),
        Bare::Minutes(_) => Some(Kind::Minutes),
        Bare::No => None,
    };
    let first = value(&text[at..], of)?;
    at += first.end;
    let second = separator(&text[at..], between).and_then(|width| {
        let skipped = width + prefix(&text[at + width..]).0;
        let second = value(&text[at + skipped..], of)?;
        Some((skipped, second))
    });
    let Some((width, second)) = second else {
        let (kind, value) = first.alone(bare)?;
        let spread = plus_minus(&text[at..], &first, bare);
        let (by, end) = spread.map_or((0, at), |(by, end)| (by, at + end));
        let amount = Amount {
            low: value.saturating_sub(by),
            high: value.checked_add(by)?,
        };
        return whole(text, kind, amount, end);
    };
    let (kind, low, high) = ends(&first, &second, bare)?;
    let amount = Amount {
        low: low.min(high),
        high: low.max(high),
    };
    whole(text, kind, amount, at + width + second.end)
}

/// A number, with its unit when it has one.
struct Value {
    number: Number,
    unit: Option<Unit>,
    /// Minutes behind the hours: "1h30".
    more: u64,
    end: usize,
}

impl Value {
    fn in_unit(&self, unit: Unit) -> Option<u64> {
        self.number
            .times(unit.numerator, unit.denominator)?
            .checked_add(self.more)
    }

    fn alone(&self, bare: Bare) -> Option<(Kind, u64)> {
        let unit = match (self.unit, bare) {
            (Some(unit), _) => unit,
            (None, Bare::No) => return None,
            (None, Bare::Tokens(scale)) => scaled(unit::TOKEN, scale),
            (None, Bare::Minutes(scale)) => scaled(unit::MINUTE, scale),
        };
        Some((unit.kind, self.in_unit(unit)?))
    }
}

fn scaled(unit: Unit, scale: u32) -> Unit {
    Unit {
        numerator: unit.numerator * u128::from(scale),
        ..unit
    }
}

fn value(text: &str, of: Option<Kind>) -> Option<Value> {
    if let Some((number, end)) = number::in_digits(text) {
        if let Some(clock) = clock(text, number, end) {
            return Some(clock);
        }
        let Some((unit, width)) = unit::at(&text[end..], of) else {
            return Some(Value {
                number,
                unit: None,
                more: 0,
                end,
            });
        };
        let end = end + width;
        let (more, width) = if unit.numerator == 60 {
            minutes_behind(&text[end..])
        } else {
            (0, 0)
        };
        return Some(Value {
            number,
            unit: Some(unit),
            more,
            end: end + width,
        });
    }
    let (number, end) = number::in_words(text)?;
    let (unit, width) = unit::at(&text[end..], of)?;
    Some(Value {
        number,
        unit: Some(unit),
        more: 0,
        end: end + width,
    })
}

/// "1:30 h", "1:30h".
fn clock(text: &str, number: Number, end: usize) -> Option<Value> {
    let rest = text[end..].strip_prefix(':')?;
    let minutes: u64 = rest.get(..2)?.parse().ok()?;
    let (unit, width) = unit::at(&rest[2..], None)?;
    (unit.numerator == 60 && minutes < 60).then_some(Value {
        number,
        unit: Some(unit),
        more: minutes,
        end: end + 3 + width,
    })
}

/// "30", "30m", " 30 min", " and 30 minutes" behind hours.
fn minutes_behind(text: &str) -> (u64, usize) {
    let mut rest = text.trim_start_matches(' ');
    for word in ["and ", "und ", "et ", "y "] {
        rest = rest.strip_prefix(word).unwrap_or(rest).trim_start_matches(' ');
    }
    let close = rest.len() == text.len();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let Ok(minutes) = rest[..digits.min(3)].parse::<u64>() else {
        return (0, 0);
    };
    let start = text.len() - rest.len() + digits;
    match unit::at(&text[start..], None) {
        Some((unit, width)) if unit == unit::MINUTE => (minutes, start + width),
        None if close && digits == 2 && minutes < 60 => (minutes, start),
        _ => (0, 0),
    }
}

/// Both ends of a range. The first takes the unit of the second ("25-32k"), the second that of the first ("2h-3").
fn ends(first: &Value, second: &Value, bare: Bare) -> Option<(Kind, u64, u64)> {
    match (first.unit, second.unit) {
        (Some(low), Some(high)) if low.kind != high.kind => None,
        (Some(low), Some(high)) => Some((low.kind, first.in_unit(low)?, second.in_unit(high)?)),
        (None, Some(unit)) => {
            let high = second.in_unit(unit)?;
            let with = first.in_unit(unit)?;
            // "900-1.2k": the first is already in ones.
            let alone = first.in_unit(Unit {
                numerator: 1,
                denominator: 1,
                ..unit
            })?;
            let in_ones = with > high && alone <= high && alone.saturating_mul(10) >= high;
            let low = if in_ones && unit.kind == Kind::Tokens {
                alone
            } else {
                with
            };
            Some((unit.kind, low, high))
        }
        (Some(unit), None) => {
            let low = first.in_unit(unit)?;
            let alone = second.in_unit(Unit {
                numerator: 1,
                denominator: 1,
                ..unit
            })?;
            let high = if alone < low { second.in_unit(unit)? } else { alone };
            Some((unit.kind, low, high))
        }
        (None, None) => {
            let (kind, low) = first.alone(bare)?;
            Some((kind, low, second.alone(bare)?.1))
        }
    }
}

/// "± 5k" behind an amount.
fn plus_minus(text: &str, first: &Value, bare: Bare) -> Option<(u64, usize)> {
    let rest = text
        .trim_start()
        .strip_prefix('±')
        .or_else(|| text.trim_start().strip_prefix("+/-"))?;
    let rest = rest.trim_start();
    let by = value(rest, None)?;
    let amount = match (by.unit, first.unit) {
        (Some(unit), _) | (None, Some(unit)) => by.in_unit(unit)?,
        (None, None) => by.alone(bare)?.1,
    };
    Some((amount, text.len() - rest.len() + by.end))
}

/// The amount ends where a word ends: "10km" is none.
fn whole(text: &str, kind: Kind, amount: Amount, end: usize) -> Option<(Kind, Amount, usize)> {
    let rest = &text[end..];
    let open = rest.strip_prefix('+').unwrap_or(rest);
    let word_goes_on = open.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '%');
    (!word_goes_on).then_some((kind, amount, text.len() - open.len()))
}

/// Skips words like "about"; whether "between" was one of them.
fn prefix(text: &str) -> (usize, bool) {
    let mut rest = text.trim_start();
    let mut between = false;
    loop {
        let before = rest;
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            return (text.len() - rest.len(), between);
        }
        for word in ["between ", "zwischen ", "entre "] {
            if starts_with(rest, word) {
                between = true;
                rest = rest[word.len()..].trim_start();
            }
        }
        for word in ABOUT {
            let ends_in_letter = word.ends_with(char::is_alphabetic);
            if starts_with(rest, word)
                && !(ends_in_letter && rest[word.len()..].starts_with(char::is_alphanumeric))
            {
                rest = rest[word.len()..].trim_start();
            }
        }
        if rest.len() == before.len() {
            return (text.len() - rest.len(), between);
        }
    }
}

/// How wide the word between two ends of a range is, spaces included.
fn separator(text: &str, between: bool) -> Option<usize> {
    let rest = text.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let word = TO.iter().find(|word| starts_with(rest, word))?;
    if word.starts_with("and") && !between {
        return None;
    }
    let behind = rest[word.len()..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    Some(text.len() - behind.len())
}

/// Whether `text` begins with `word`, whatever the case of its ASCII letters.
pub(super) fn starts_with(text: &str, word: &str) -> bool {
    text.len() >= word.len()
        && text.is_char_boundary(word.len())
        && text[..word.len()].eq_ignore_ascii_case(word)
}
