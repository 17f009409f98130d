//! A time to start at, as people write it.
//!
//! Promises: what is refused is refused with what to write instead; a time that has passed and a zone that does not exist
//! are said, never guessed around.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};

use super::clock;
use super::spec::{Weekday, When};

/// Why a text is no time to start at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadWhen {
    /// It is none of the forms.
    #[error("\"{0}\" is no time to start at")]
    Unclear(String),
    /// The clock time does not exist.
    #[error("\"{0}\" is no time of the day")]
    NoTime(String),
    /// The date does not exist.
    #[error("there is no day {0}")]
    NoDay(String),
    /// It has passed.
    #[error("{0} has passed")]
    Past(String),
    /// There is no such zone.
    #[error("there is no time zone \"{0}\"")]
    UnknownZone(String),
    /// It is further away than makes sense.
    #[error("\"{0}\" is too far away")]
    TooFar(String),
}

/// The forms there are, for hints.
const FORMS: &str = "Write \"reset\", \"reset+5m\", \"18:05\", \"tomorrow 09:00\", \"2026-11-22 09:00\", \"in 2h\", \
    \"weekdays 09:00\", \"mon,wed 09:00 Europe/Paris\", \"every reset\", \"every reset+5m\" or \"manual\".";

impl BadWhen {
    /// What to write instead.
    pub fn hint(&self) -> String {
        match self {
            BadWhen::Unclear(_) => FORMS.to_owned(),
            BadWhen::NoTime(_) => "Write hours and minutes, as 09:00 or 18:05.".to_owned(),
            BadWhen::NoDay(_) => "Write year, month and day, as 2026-11-22 09:00.".to_owned(),
            BadWhen::Past(_) => {
                "Write a time that is still to come: \"tomorrow 09:00\", \"in 2h\".".to_owned()
            }
            BadWhen::UnknownZone(_) => {
                "Write it as Europe/Paris or America/New_York, or leave it away for your own.".to_owned()
            }
            BadWhen::TooFar(_) => {
                "Write a time within a year, and minutes after a reset within 24 hours.".to_owned()
            }
        }
    }
}

/// Nothing is planned further ahead.
const FARTHEST: SignedDuration = SignedDuration::from_hours(366 * 24);
/// Nothing waits longer after a reset.
const LONGEST_AFTER_RESET: SignedDuration = SignedDuration::from_hours(24);

/// Reads a time to start at. Clock times count in the zone that is written behind them, else in `zone`.
///
/// # Errors
/// Why it is none, with [`BadWhen::hint`].
pub fn parse_when(text: &str, now: Timestamp, zone: &TimeZone) -> Result<When, BadWhen> {
    let words = tidy(text);
    let unclear = || BadWhen::Unclear(text.trim().to_owned());
    if matches!(words.as_str(), "manual" | "manually" | "by hand") {
        return Ok(When::Manual);
    }
    if let Some(found) = reset(&words, text)? {
        return Ok(found);
    }
    if let Some(length) = words.strip_prefix("in ") {
        let length = duration(length).ok_or_else(unclear)?;
        return one_off(now + length, name(zone), text, now);
    }
    let (words, zone) = split_zone(&words, text, zone)?;
    if let Some(exact) = exact(text.trim()) {
        return one_off(exact, name(&zone), text, now);
    }
    let words = words.strip_prefix("at ").unwrap_or(&words);
    let (day, time) = match split_time(words) {
        Some(("", time)) => ("today", time),
        Some(parts) => parts,
        None => return Err(unclear()),
    };
    let Some(time) = clock::time(time) else {
        let looks_so = time.contains(':') || time.ends_with("am") || time.ends_with("pm");
        return Err(if looks_so {
            BadWhen::NoTime(time.to_owned())
        } else {
            unclear()
        });
    };
    let today = now.to_zoned(zone.clone()).date();
    let date = match day {
        "today" => today,
        "tomorrow" => today.tomorrow().map_err(|_| unclear())?,
        _ if day.starts_with(|first: char| first.is_ascii_digit()) => {
            day.parse::<Date>().map_err(|_| BadWhen::NoDay(day.to_owned()))?
        }
        _ => return weekly(day, time, &zone).ok_or_else(unclear),
    };
    let at = clock::instant(date, time, &zone).ok_or_else(|| BadWhen::TooFar(text.trim().to_owned()))?;
    one_off(at, name(&zone), text, now)
}

/// Lower case, single spaces, none around signs.
fn tidy(text: &str) -> String {
    let words = text.to_lowercase();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words
        .replace(" + ", "+")
        .replace("+ ", "+")
        .replace(" +", "+")
        .replace(", ", ",")
}

fn one_off(at: Timestamp, zone: String, text: &str, now: Timestamp) -> Result<When, BadWhen> {
    let text = text.trim();
    if at <= now {
        return Err(BadWhen::Past(text.to_owned()));
    }
    if at.duration_since(now) > FARTHEST {
        return Err(BadWhen::TooFar(text.to_owned()));
    }
    Ok(When::At { at, zone })
}

fn name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").to_owned()
}

/// "reset", "every reset", with "+5m" or "+1h".
fn reset(words: &str, text: &str) -> Result<Option<When>, BadWhen> {
    let (every, rest) = match words
        .strip_prefix("every ")
        .or_else(|| words.strip_prefix("each "))
    {
        Some(rest) => (true, rest),
        None => (false, words),
    };
    let rest = rest.strip_prefix("at ").unwrap_or(rest);
    let rest = rest.strip_prefix("the ").unwrap_or(rest);
    let rest = rest.strip_prefix("next ").unwrap_or(rest);
    let Some(rest) = rest.strip_prefix("reset") else {
        return Ok(None);
    };
    let unclear = || BadWhen::Unclear(text.trim().to_owned());
    let after = match rest.strip_prefix('+') {
        None if rest.is_empty() => SignedDuration::ZERO,
        None => return Err(unclear()),
        Some(length) => duration(length).or_else(|| minutes(length)).ok_or_else(unclear)?,
    };
    if after > LONGEST_AFTER_RESET {
        return Err(BadWhen::TooFar(text.trim().to_owned()));
    }
    let after_minutes = u32::try_from(after.as_mins()).map_err(|_| unclear())?;
    Ok(Some(if every {
        When::EveryReset { after_minutes }
    } else {
        When::AtReset { after_minutes }
    }))
}

fn minutes(text: &str) -> Option<SignedDuration> {
    Some(SignedDuration::from_mins(i64::from(text.parse::<u32>().ok()?)))
}

/// "2h", "90m", "1h30m", "1h 30 min", "2 days".
fn duration(text: &str) -> Option<SignedDuration> {
    let mut whole = SignedDuration::ZERO;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let count: u32 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let seconds = match &rest[..letters] {
            "m" | "min" | "mins" | "minute" | "minutes" => 60,
            "h" | "hour" | "hours" => 3_600,
            "d" | "day" | "days" => 86_400,
            _ => return None,
        };
        whole = whole.checked_add(SignedDuration::from_secs(i64::from(count) * seconds))?;
        rest = rest[letters..].trim_start();
    }
    whole.is_positive().then_some(whole)
}

/// A zone at the end: a word with a slash, or UTC.
fn split_zone(words: &str, text: &str, zone: &TimeZone) -> Result<(String, TimeZone), BadWhen> {
    let Some((rest, last)) = words.rsplit_once(' ') else {
        return Ok((words.to_owned(), zone.clone()));
    };
    let is_day = last.starts_with(|first: char| first.is_ascii_digit());
    if is_day || matches!(last, "am" | "pm") {
        return Ok((words.to_owned(), zone.clone()));
    }
    // As it was written: names of zones have capitals.
    let written = text.split_whitespace().next_back().unwrap_or(last);
    if last.starts_with(|first: char| first.is_ascii_alphabetic()) && split_time(rest).is_some() {
        let found = TimeZone::get(last).map_err(|_| BadWhen::UnknownZone(written.to_owned()))?;
        return Ok((rest.to_owned(), found));
    }
    Ok((words.to_owned(), zone.clone()))
}

/// The time at the end, and what stands before it.
fn split_time(words: &str) -> Option<(&str, &str)> {
    let whole = words.trim();
    // "6 pm": the time is two words.
    let head = whole
        .strip_suffix(" am")
        .or_else(|| whole.strip_suffix(" pm"))
        .unwrap_or(whole);
    let at = head.rfind([' ', 't']).filter(|at| {
        let date_before = head[..*at].ends_with(|c: char| c.is_ascii_digit());
        head.as_bytes()[*at] == b' ' || date_before
    });
    let (day, time) = match at {
        Some(at) => (&whole[..at], &whole[at + 1..]),
        None => ("", whole),
    };
    let starts_so = time.starts_with(|first: char| first.is_ascii_digit());
    let looks_so = time.contains(':') || time.ends_with("am") || time.ends_with("pm");
    (starts_so && looks_so).then_some((day.trim_end_matches(" at").trim(), time))
}

/// An instant with its offset: "2026-11-22T09:00Z", "2026-11-22T09:00+01:00", "2026-11-22T09:00[Europe/Paris]".
fn exact(text: &str) -> Option<Timestamp> {
    let zoned = text.parse::<Zoned>().ok().map(|zoned| zoned.timestamp());
    zoned.or_else(|| text.parse::<Timestamp>().ok())
}

fn weekly(days: &str, time: Time, zone: &TimeZone) -> Option<When> {
    let days = days
        .strip_prefix("every ")
        .or_else(|| days.strip_prefix("each "))
        .unwrap_or(days);
    let days = match days {
        "day" | "daily" => Weekday::ALL.to_vec(),
        "weekday" | "weekdays" => Weekday::ALL[..5].to_vec(),
        "weekend" | "weekends" => Weekday::ALL[5..].to_vec(),
        list => {
            let mut found = list
                .split([',', ' '])
                .filter(|word| !word.is_empty() && *word != "and")
                .map(weekday)
                .collect::<Option<Vec<_>>>()?;
            found.sort_unstable();
            found.dedup();
            found
        }
    };
    (!days.is_empty()).then(|| When::Weekly {
        days,
        time: time.strftime("%H:%M").to_string(),
        zone: name(zone),
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    let word = word
        .strip_suffix('s')
        .filter(|word| word.len() > 3)
        .unwrap_or(word);
    Some(match word {
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tues" | "tuesday" => Weekday::Tue,
        "wed" | "wednesday" | "wedne" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
