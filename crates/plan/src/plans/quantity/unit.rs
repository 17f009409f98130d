//! What a number counts: tokens, or minutes.

use super::Kind;

/// A unit: how much one of it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) kind: Kind,
    pub(super) numerator: u128,
    pub(super) denominator: u128,
}

const fn unit(kind: Kind, numerator: u128) -> Unit {
    Unit {
        kind,
        numerator,
        denominator: 1,
    }
}

/// A single token.
pub(super) const TOKEN: Unit = unit(Kind::Tokens, 1);
/// A single minute.
pub(super) const MINUTE: Unit = unit(Kind::Minutes, 1);
const THOUSAND: Unit = unit(Kind::Tokens, 1_000);
const MILLION: Unit = unit(Kind::Tokens, 1_000_000);
const HOUR: Unit = unit(Kind::Minutes, 60);
/// A working day: eight hours.
const DAY: Unit = unit(Kind::Minutes, 480);
/// A working week: five days.
const WEEK: Unit = unit(Kind::Minutes, 2_400);
const SECOND: Unit = Unit {
    kind: Kind::Minutes,
    numerator: 1,
    denominator: 60,
};

const TOKEN_WORDS: &[&str] = &["tokens", "token", "toks", "tok", "tks", "tk", "jetons", "jeton"];

/// The unit at the head of `text` (spaces before it are skipped), and where it ends.
pub(super) fn at(text: &str, of: Option<Kind>) -> Option<(Unit, usize)> {
    let mut start = text.len() - text.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
    // "2-hour", "30-minute"
    if text[start..].starts_with('-') && text[start + 1..].starts_with(['h', 'm', 'd', 'w', 'H', 'M']) {
        start += 1;
    }
    let word = word(&text[start..]);
    let mut end = start + word.len();
    let unit = match (word, word.to_lowercase().as_str()) {
        ("" | "D" | "W" | "S", _) => return None,
        ("M", _) => MILLION,
        ("m", _) if of == Some(Kind::Tokens) || token_word(&text[end..]).is_some() => MILLION,
        (_, "k" | "ktok" | "ktoks" | "thousand" | "tsd" | "tausend" | "mille" | "mil") => THOUSAND,
        (_, "mio" | "mn" | "million" | "millions" | "millionen" | "mtok") => MILLION,
        (_, "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" | "heure" | "heures") => {
            HOUR
        }
        (_, "hora" | "horas" | "ora" | "ore" | "uur" | "時間") => HOUR,
        (_, "m" | "min" | "mins" | "minute" | "minutes" | "minuten" | "minuto" | "minutos" | "minuti") => {
            MINUTE
        }
        (_, "分" | "mn.") => MINUTE,
        (_, "d" | "day" | "days" | "tag" | "tage" | "tagen" | "jour" | "jours" | "día" | "días") => DAY,
        (_, "dia" | "dias" | "giorno" | "giorni" | "dag" | "dagen") => DAY,
        (_, "w" | "wk" | "wks" | "week" | "weeks" | "woche" | "wochen" | "semaine" | "semaines") => WEEK,
        (_, "semana" | "semanas") => WEEK,
        (_, "s" | "sec" | "secs" | "second" | "seconds" | "sekunden") => SECOND,
        (_, lower) if TOKEN_WORDS.contains(&lower) => TOKEN,
        _ => return None,
    };
    if text[end..].starts_with('.')
        && !text[end + 1..].starts_with(|c: char| c.is_alphanumeric())
        && word.len() > 1
    {
        end += 1;
    }
    if unit.kind == Kind::Tokens {
        end += token_word(&text[end..]).unwrap_or(0);
    }
    Some((unit, end))
}

/// Where "tokens" ends when it is the next word.
fn token_word(text: &str) -> Option<usize> {
    let start = text.len() - text.trim_start_matches([' ', '\u{a0}', '-']).len();
    let word = word(&text[start..]);
    TOKEN_WORDS
        .contains(&word.to_lowercase().as_str())
        .then_some(start + word.len())
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    &text[..end]
}
