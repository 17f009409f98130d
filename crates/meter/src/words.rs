//! Numbers in the words of the window, the tray, the notifications and the terminal.
//!
//! Owns every short form; promises that the same value reads the same on every face. Never guesses a time zone: it
//! is an argument.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Tokens: `999`, `1.2k`, `38k`, `1.2M`, `3.4B`.
pub fn tokens(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        1_000..9_950 => tenths(count, 1_000, "k"),
        9_950..999_500 => format!("{}k", rounded(count, 1_000)),
        999_500..99_950_000 => tenths(count, 1_000_000, "M"),
        99_950_000..999_500_000 => format!("{}M", rounded(count, 1_000_000)),
        _ => tenths(count, 1_000_000_000, "B"),
    }
}

fn rounded(count: u64, unit: u64) -> u64 {
    count.saturating_add(unit / 2) / unit
}

fn tenths(count: u64, unit: u64, sign: &str) -> String {
    let tenths = rounded(count, unit / 10);
    format!("{}.{}{sign}", tenths / 10, tenths % 10)
}

/// A length of time from seconds, never negative: `40 s`, `35 min`, `2 h 39 m`, `3 d 4 h`.
pub fn duration(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{minutes} min"),
        3600..172_800 => format!("{hours} h {} m", minutes % 60),
        _ => format!("{} d {} h", hours / 24, hours % 24),
    }
}

/// How old something is, from seconds: `just now`, `40 s ago`, `2 h 39 m ago`.
pub fn age(seconds: i64) -> String {
    if seconds < 2 {
        "just now".to_owned()
    } else {
        format!("{} ago", duration(seconds))
    }
}

/// A percentage, rounded: `62 %`. A little use is never 0, and nearly all of it is never 100.
pub fn percent(value: f64) -> String {
    let shown = match value {
        v if v > 0.0 && v < 1.0 => 1.0,
        v if v > 99.0 && v < 100.0 => 99.0,
        v => v.round(),
    };
    format!("{shown:.0} %")
}

/// Micro-dollars: `$0.00`, `<$0.01`, `$1.24`, `$1,234.50`.
pub fn money(micros: u64) -> String {
    let cents = micros.saturating_add(5_000) / 10_000;
    if micros > 0 && cents == 0 {
        return "<$0.01".to_owned();
    }
    format!("${}.{:02}", grouped(cents / 100), cents % 100)
}

/// A whole number with thousands separated: `1,234,567`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A moment on the clock of `tz`: `18:50` today, `Tue 18:50` within a week, else `24 Nov 18:50`.
pub fn clock(at: Timestamp, now: Timestamp, tz: &TimeZone) -> String {
    let (then, today) = (at.to_zoned(tz.clone()), now.to_zoned(tz.clone()));
    let days = (then.date() - today.date()).get_days();
    match days {
        0 => then.strftime("%H:%M").to_string(),
        -6..=6 => then.strftime("%a %H:%M").to_string(),
        _ => then.strftime("%-d %b %H:%M").to_string(),
    }
}

#[cfg(test)]
mod tests;
