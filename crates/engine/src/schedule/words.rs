//! Schedules and starts in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use segue_meter::words;
use segue_plan::schedule::{Spec, StartAction, Weekday, When};

/// Characters of a title that was made.
const TITLE: usize = 60;

/// What a person calls it: as they said, else what it is about.
pub(super) fn title(spec: &Spec) -> String {
    let given = spec
        .title
        .as_deref()
        .map(str::trim)
        .filter(|title| !title.is_empty());
    if let Some(title) = given {
        return title.to_owned();
    }
    let objective = spec.prompt.lines().map(bare).find(|line| !line.is_empty());
    match objective {
        Some(line) if line.chars().count() > TITLE => {
            let short: String = line.chars().take(TITLE - 1).collect();
            format!("{}…", short.trim_end())
        }
        Some(line) => line.to_owned(),
        None => format!("Go on in {}", project_name(&spec.project)),
    }
}

/// A line without what makes it a list item or a heading.
fn bare(line: &str) -> &str {
    let line = line.trim().trim_start_matches(['#', '-', '*']).trim_start();
    let boxes = ["[ ]", "[~]", "[x]"];
    boxes
        .iter()
        .find_map(|sign| line.strip_prefix(sign))
        .unwrap_or(line)
        .trim()
}

/// The last part of a project's path.
pub(super) fn project_name(path: &str) -> String {
    let name = path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next();
    name.filter(|name| !name.is_empty()).unwrap_or(path).to_owned()
}

/// When: "at the reset, 18:00", "5 minutes after the reset, 18:05", "weekdays 09:00 (Europe/Paris)".
pub(super) fn when(when: &When, due: Option<Timestamp>, now: Timestamp, zone: &TimeZone) -> String {
    let at = |words: String| match due {
        Some(due) => format!("{words}, {}", words::clock(due, now, zone)),
        None => words,
    };
    match when {
        When::AtReset { after_minutes } => at(after(*after_minutes, "the reset")),
        When::EveryReset { after_minutes } => at(after(*after_minutes, "every reset")),
        When::At { at, .. } => words::clock(due.unwrap_or(*at), now, zone),
        When::Weekly {
            days,
            time,
            zone: own,
        } => {
            let here = zone.iana_name() == Some(own.as_str());
            let place = if here { String::new() } else { format!(" ({own})") };
            format!("{} {time}{place}", day_words(days))
        }
        When::Manual => match due {
            Some(due) => words::clock(due, now, zone),
            None => "when you say so".to_owned(),
        },
    }
}

fn after(minutes: u32, what: &str) -> String {
    match minutes {
        0 => format!("at {what}"),
        1 => format!("1 minute after {what}"),
        minutes => format!("{minutes} minutes after {what}"),
    }
}

fn day_words(days: &[Weekday]) -> String {
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    if days == Weekday::ALL {
        return "every day".to_owned();
    }
    if days == Weekday::ALL[..5] {
        return "weekdays".to_owned();
    }
    let names = days.iter().map(|day| match day {
        Weekday::Mon => "Mon",
        Weekday::Tue => "Tue",
        Weekday::Wed => "Wed",
        Weekday::Thu => "Thu",
        Weekday::Fri => "Fri",
        Weekday::Sat => "Sat",
        Weekday::Sun => "Sun",
    });
    names.collect::<Vec<_>>().join(", ")
}

/// An answer as it is told to somebody who came second: "In 15 minutes, from the notification, 18:01".
pub(super) fn answered(
    action: StartAction,
    by: &str,
    at: Timestamp,
    now: Timestamp,
    zone: &TimeZone,
) -> String {
    let face = match by {
        "cli" => "from a terminal",
        "window" => "from the window",
        "tray" => "from the tray",
        "notification" => "from the notification",
        "plugin" => "from Claude Code",
        _ => "by Segue",
    };
    format!("{}, {face}, {}", action.label(), words::clock(at, now, zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_given_or_made_from_the_first_objective() {
        let mut spec = Spec::new("/home/you/code/api-server", When::Manual);
        assert_eq!(title(&spec), "Go on in api-server");
        spec.prompt = "\n- [ ] Fix the login flow\n- [ ] Test it".to_owned();
        assert_eq!(title(&spec), "Fix the login flow");
        spec.prompt = "word ".repeat(40);
        assert!(title(&spec).chars().count() <= TITLE && title(&spec).ends_with('…'));
        spec.title = Some(" Login ".to_owned());
        assert_eq!(title(&spec), "Login");
    }

    #[test]
    fn times_are_said_as_people_say_them() {
        let now: Timestamp = "2026-11-21T16:00:00Z".parse().expect("time");
        let due: Timestamp = "2026-11-21T18:05:00Z".parse().expect("time");
        let say = |time: When, due| when(&time, due, now, &TimeZone::UTC);
        let reset = |after_minutes| When::AtReset { after_minutes };
        assert_eq!(say(reset(0), None), "at the reset");
        assert_eq!(say(reset(5), Some(due)), "5 minutes after the reset, 18:05");
        let weekly = |days: &[Weekday], zone: &str| When::Weekly {
            days: days.to_vec(),
            time: "09:00".to_owned(),
            zone: zone.to_owned(),
        };
        assert_eq!(
            say(weekly(&Weekday::ALL[..5], "UTC"), Some(due)),
            "weekdays 09:00"
        );
        let two = [Weekday::Wed, Weekday::Mon];
        assert_eq!(
            say(weekly(&two, "Europe/Paris"), None),
            "Mon, Wed 09:00 (Europe/Paris)"
        );
        assert_eq!(say(When::Manual, None), "when you say so");
    }
}
