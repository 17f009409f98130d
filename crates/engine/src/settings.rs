//! Settings: typed, defaulted, validated. The rows hold only what differs from the default.

use jiff::SignedDuration;
use segue_meter::alerts::{AlertRules, QuietHours};
use segue_meter::context::ContextThresholds;
use segue_plan::schedule::Rules;
use segue_store::Store;

use crate::problem::{Code, Problem};
use crate::view::{Setting, SettingKind};
use crate::world::World;

/// A setting's declaration.
struct Spec {
    key: &'static str,
    group: &'static str,
    help: &'static str,
    default: &'static str,
    kind: Kind,
}

enum Kind {
    Switch,
    Percent,
    Choice(&'static [&'static str]),
    Hours,
    TimeZone,
    Program,
    Size,
    Count { min: u64, max: u64, unit: &'static str },
}

const SPECS: &[Spec] = &[
    Spec {
        key: "alerts.enabled",
        group: "Alerts",
        help: "Notify at 50, 80 and 90 % of quota and context",
        default: "true",
        kind: Kind::Switch,
    },
    Spec {
        key: "alerts.predictive",
        group: "Alerts",
        help: "Notify once when a window will run out before its reset",
        default: "true",
        kind: Kind::Switch,
    },
    Spec {
        key: "alerts.reset",
        group: "Alerts",
        help: "Notify when a window that had passed 80 % is free again",
        default: "true",
        kind: Kind::Switch,
    },
    Spec {
        key: "alerts.quiet_hours",
        group: "Alerts",
        help: "No notifications in these hours (22:00-07:00); empty for none",
        default: "",
        kind: Kind::Hours,
    },
    Spec {
        key: "context.healthy",
        group: "Context",
        help: "Fresh ends at this share of the usable window",
        default: "28",
        kind: Kind::Percent,
    },
    Spec {
        key: "context.moderate",
        group: "Context",
        help: "Healthy ends here",
        default: "50",
        kind: Kind::Percent,
    },
    Spec {
        key: "context.warning",
        group: "Context",
        help: "Moderate ends here",
        default: "67",
        kind: Kind::Percent,
    },
    Spec {
        key: "context.danger",
        group: "Context",
        help: "Warning ends here",
        default: "80",
        kind: Kind::Percent,
    },
    Spec {
        key: "context.critical",
        group: "Context",
        help: "Danger ends here",
        default: "90",
        kind: Kind::Percent,
    },
    Spec {
        key: "estimates.quiet_minutes",
        group: "Estimates",
        help: "A session that nobody has open is finished, and learned from, after so many minutes without a word",
        default: "15",
        kind: Kind::Count {
            min: 1,
            max: 240,
            unit: "min",
        },
    },
    Spec {
        key: "estimates.alerts",
        group: "Estimates",
        help: "Notify when a phase is done, and when a running session leaves its estimate or the quota",
        default: "true",
        kind: Kind::Switch,
    },
    Spec {
        key: "reports.write",
        group: "Estimates",
        help: "Write a report beside Claude Code's files when a session has finished",
        default: "true",
        kind: Kind::Switch,
    },
    Spec {
        key: "handoff.automatic",
        group: "Handoff",
        help: "Save a session's handoff by itself at 90 % context and when a limit is hit",
        default: "true",
        kind: Kind::Switch,
    },
    Spec {
        key: "launch.place",
        group: "Launch",
        help: "Where a planned session runs unless its plan says otherwise: terminal, or headless (without one)",
        default: "terminal",
        kind: Kind::Choice(&["terminal", "headless"]),
    },
    Spec {
        key: "launch.terminal",
        group: "Launch",
        help: "The terminal that opens: a program or an application's name; empty to find yours",
        default: "",
        kind: Kind::Program,
    },
    Spec {
        key: "quota.ask_claude",
        group: "Quota",
        help: "Ask Claude Code for the quota (a short claude process, no model turn) when nothing fresher is known",
        default: "true",
        kind: Kind::Switch,
    },
    Spec {
        key: "memory.inject",
        group: "Memory",
        help: "Tell new sessions what their project remembers",
        default: "true",
        kind: Kind::Switch,
    },
    Spec {
        key: "memory.budget_tokens",
        group: "Memory",
        help: "The most a new session is told, in tokens",
        default: "2000",
        kind: Kind::Count {
            min: 200,
            max: 3000,
            unit: "tokens",
        },
    },
    Spec {
        key: "schedule.notice_minutes",
        group: "Schedule",
        help: "Announce a start so many minutes before; 0 for not at all",
        default: "5",
        kind: Kind::Count {
            min: 0,
            max: 60,
            unit: "min",
        },
    },
    Spec {
        key: "schedule.start_below",
        group: "Schedule",
        help: "Start only while less than this share of every window is used",
        default: "95",
        kind: Kind::Percent,
    },
    Spec {
        key: "schedule.stagger_seconds",
        group: "Schedule",
        help: "When several starts wait, one begins every so many seconds",
        default: "30",
        kind: Kind::Count {
            min: 1,
            max: 600,
            unit: "s",
        },
    },
    Spec {
        key: "schedule.quiet_hours",
        group: "Schedule",
        help: "Nothing starts by itself in these hours (22:00-07:00); empty for none",
        default: "",
        kind: Kind::Hours,
    },
    Spec {
        key: "schedule.late_minutes",
        group: "Schedule",
        help: "A start that is later than this asks first",
        default: "5",
        kind: Kind::Count {
            min: 1,
            max: 120,
            unit: "min",
        },
    },
    Spec {
        key: "schedule.wake",
        group: "Schedule",
        help: "With the app closed, let the operating system start what is scheduled",
        default: "true",
        kind: Kind::Switch,
    },
    Spec {
        key: "ui.theme",
        group: "Look",
        help: "Light or dark",
        default: "system",
        kind: Kind::Choice(&["system", "light", "dark"]),
    },
    Spec {
        key: "ui.time_zone",
        group: "Look",
        help: "Time zone in which days are counted: system, or a name such as Europe/Paris",
        default: "system",
        kind: Kind::TimeZone,
    },
    Spec {
        key: "app.autostart",
        group: "App",
        help: "Start Segue in the menu bar when you log in",
        default: "false",
        kind: Kind::Switch,
    },
    Spec {
        key: "app.tray_title",
        group: "App",
        help: "Show the percentage beside the icon (macOS)",
        default: "true",
        kind: Kind::Switch,
    },
    Spec {
        key: "app.window_size",
        group: "App",
        help: "Size of the window when it was closed",
        default: "1100x720",
        kind: Kind::Size,
    },
];

/// Key of the pause; a state rather than a setting, so it is not listed.
pub(crate) const PAUSED_UNTIL: &str = "internal.alerts_paused_until";

fn spec(key: &str) -> Result<&'static Spec, Problem> {
    SPECS.iter().find(|spec| spec.key == key).ok_or_else(|| {
        Problem::new(Code::NotFound, format!("there is no setting {key}"))
            .hint("`segue config list` names them all.")
    })
}

/// A setting's value: what was set, or the default.
pub(crate) fn value(store: &Store, key: &str) -> Result<String, Problem> {
    let spec = spec(key)?;
    Ok(store.setting(key)?.unwrap_or_else(|| spec.default.to_owned()))
}

/// All settings that a person chooses, for the Settings view and `segue config list`.
pub(crate) fn all(store: &Store) -> Result<Vec<Setting>, Problem> {
    SPECS
        .iter()
        .filter_map(|spec| Some((spec, kind(&spec.kind)?)))
        .map(|(spec, kind)| {
            Ok(Setting {
                key: spec.key.to_owned(),
                help: spec.help.to_owned(),
                value: value(store, spec.key)?,
                default: spec.default.to_owned(),
                kind,
                group: spec.group.to_owned(),
            })
        })
        .collect()
}

/// As the faces know it; `None` for what a face keeps for itself.
fn kind(kind: &Kind) -> Option<SettingKind> {
    Some(match kind {
        Kind::Switch => SettingKind::Switch,
        Kind::Percent => SettingKind::Number {
            min: 1.0,
            max: 100.0,
            unit: "%".to_owned(),
        },
        Kind::Count { min, max, unit } => SettingKind::Number {
            min: *min as f64,
            max: *max as f64,
            unit: (*unit).to_owned(),
        },
        Kind::Choice(options) => SettingKind::Choice {
            options: options.iter().map(|&option| option.to_owned()).collect(),
        },
        Kind::Hours => SettingKind::Hours,
        Kind::TimeZone => SettingKind::TimeZone,
        Kind::Program => SettingKind::Text,
        Kind::Size => return None,
    })
}

/// Sets a value after checking it.
pub(crate) fn set(store: &mut Store, world: &World, key: &str, text: &str, by: &str) -> Result<(), Problem> {
    let spec = spec(key)?;
    let value = check(spec, text.trim())?;
    if spec.group == "Context" {
        check_order(store, key, &value)?;
    }
    let stored = (value != spec.default).then_some(value.as_str());
    Ok(store.set_setting(key, stored, by, world.clock.now())?)
}

/// Goes back to the default.
pub(crate) fn unset(store: &mut Store, world: &World, key: &str, by: &str) -> Result<(), Problem> {
    let spec = spec(key)?;
    set(store, world, key, spec.default, by)
}

fn check(spec: &Spec, text: &str) -> Result<String, Problem> {
    let bad = |hint: String| {
        Err(Problem::new(Code::BadInput, format!("{} cannot be \"{text}\"", spec.key)).hint(hint))
    };
    match &spec.kind {
        Kind::Switch => match text {
            "true" | "on" | "yes" => Ok("true".to_owned()),
            "false" | "off" | "no" => Ok("false".to_owned()),
            _ => bad("Write true or false.".to_owned()),
        },
        Kind::Percent => match text.parse::<f64>() {
            Ok(number) if (1.0..=100.0).contains(&number) => Ok(number.to_string()),
            Ok(_) | Err(_) => bad("Write a number from 1 to 100.".to_owned()),
        },
        Kind::Count { min, max, .. } => match text.replace([',', '_'], "").parse::<u64>() {
            Ok(number) if (*min..=*max).contains(&number) => Ok(number.to_string()),
            Ok(_) | Err(_) => bad(format!("Write a number from {min} to {max}.")),
        },
        Kind::Choice(options) if options.contains(&text) => Ok(text.to_owned()),
        Kind::Choice(options) => bad(format!("Write one of: {}.", options.join(", "))),
        Kind::Hours if text.is_empty() || hours(text).is_some() => Ok(text.to_owned()),
        Kind::Hours => bad("Write two times, as 22:00-07:00, or nothing.".to_owned()),
        Kind::Program if text.len() <= 500 && !text.chars().any(char::is_control) => Ok(text.to_owned()),
        Kind::Program => bad("Write a program's name or path.".to_owned()),
        Kind::Size if size(text).is_some() => Ok(text.to_owned()),
        Kind::Size => bad("Write width and height in points, as 1100x720.".to_owned()),
        Kind::TimeZone if text == "system" || jiff::tz::TimeZone::get(text).is_ok() => Ok(text.to_owned()),
        Kind::TimeZone => bad("Write system, or a name such as Europe/Paris.".to_owned()),
    }
}

/// The five borders must ascend: a status that can never be reached would be a lie in the window.
fn check_order(store: &Store, key: &str, value: &str) -> Result<(), Problem> {
    let mut last = 0.0;
    for border in [
        "context.healthy",
        "context.moderate",
        "context.warning",
        "context.danger",
        "context.critical",
    ] {
        let text = if border == key {
            value.to_owned()
        } else {
            self::value(store, border)?
        };
        let number: f64 = text.parse().unwrap_or(last);
        if number <= last {
            return Err(Problem::new(Code::BadInput, format!("{key} cannot be {value} %"))
                .hint("The borders must ascend: healthy < moderate < warning < danger < critical."));
        }
        last = number;
    }
    Ok(())
}

fn hours(text: &str) -> Option<QuietHours> {
    let (from, to) = text.split_once('-')?;
    Some(QuietHours {
        from_minute: minute(from)?,
        to_minute: minute(to)?,
    })
}

fn size(text: &str) -> Option<(u32, u32)> {
    let (width, height) = text.split_once('x')?;
    Some((width.parse().ok()?, height.parse().ok()?))
}

fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text
        .trim()
        .split_once(':')
        .filter(|(_, minutes)| minutes.len() == 2)?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// Whether a switch is on.
pub(crate) fn is_on(store: &Store, key: &str) -> Result<bool, Problem> {
    Ok(value(store, key)? == "true")
}

/// The most a new session is told, in tokens.
pub(crate) fn memory_budget(store: &Store) -> Result<u64, Problem> {
    Ok(value(store, "memory.budget_tokens")?.parse().unwrap_or(2_000))
}

/// What a person chose about starts.
pub(crate) fn start_rules(store: &Store) -> Result<Rules, Problem> {
    let usual = Rules::default();
    let minutes = |key: &str| -> Result<Option<SignedDuration>, Problem> {
        Ok(value(store, key)?.parse().ok().map(SignedDuration::from_mins))
    };
    Ok(Rules {
        notice: minutes("schedule.notice_minutes")?.unwrap_or(usual.notice),
        start_below: value(store, "schedule.start_below")?
            .parse()
            .unwrap_or(usual.start_below),
        late: minutes("schedule.late_minutes")?.unwrap_or(usual.late),
        stagger: stagger(store)?,
    })
}

/// The least time between two starts of one login.
pub(crate) fn stagger(store: &Store) -> Result<SignedDuration, Problem> {
    let seconds = value(store, "schedule.stagger_seconds")?;
    Ok(SignedDuration::from_secs(seconds.parse().unwrap_or(30)))
}

/// The borders between context statuses.
pub(crate) fn context_thresholds(store: &Store) -> Result<ContextThresholds, Problem> {
    let number = |key: &str| -> Result<f64, Problem> { Ok(value(store, key)?.parse().unwrap_or(100.0)) };
    Ok(ContextThresholds {
        healthy: number("context.healthy")?,
        moderate: number("context.moderate")?,
        warning: number("context.warning")?,
        danger: number("context.danger")?,
        critical: number("context.critical")?,
    })
}

/// The alert rules in force.
pub(crate) fn alert_rules(store: &Store) -> Result<AlertRules, Problem> {
    Ok(AlertRules {
        enabled: is_on(store, "alerts.enabled")?,
        quiet: hours(&value(store, "alerts.quiet_hours")?),
        predictive: is_on(store, "alerts.predictive")?,
        reset: is_on(store, "alerts.reset")?,
        paused_until: paused_until(store)?,
        ..AlertRules::default()
    })
}

/// Until when alerts are paused.
pub(crate) fn paused_until(store: &Store) -> Result<Option<jiff::Timestamp>, Problem> {
    Ok(store.setting(PAUSED_UNTIL)?.and_then(|text| text.parse().ok()))
}

/// The time zone in which days are counted.
pub(crate) fn time_zone(store: &Store, world: &World) -> Result<jiff::tz::TimeZone, Problem> {
    let name = value(store, "ui.time_zone")?;
    Ok(match name.as_str() {
        "system" => world.time_zone.clone(),
        name => jiff::tz::TimeZone::get(name).unwrap_or_else(|_| world.time_zone.clone()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_a_value_it_accepts() {
        for spec in SPECS {
            assert_eq!(
                check(spec, spec.default).expect(spec.key),
                spec.default,
                "{}",
                spec.key
            );
        }
    }

    #[test]
    fn quiet_hours_are_read_across_midnight() {
        assert_eq!(
            hours("22:00-07:30"),
            Some(QuietHours {
                from_minute: 1320,
                to_minute: 450
            })
        );
        assert_eq!(hours("24:00-07:30"), None);
        assert_eq!(hours("22-7"), None);
    }

    #[test]
    fn nonsense_is_refused_with_a_hint() {
        for (key, text) in [
            ("alerts.enabled", "maybe"),
            ("context.danger", "120"),
            ("ui.theme", "pink"),
            ("ui.time_zone", "Mars/Base"),
        ] {
            let problem = check(spec(key).expect("spec"), text).expect_err(text);
            assert_eq!(problem.code, Code::BadInput);
            assert!(problem.hint.is_some(), "{key}");
        }
        assert_eq!(
            spec("no.such").map(|_| ()).expect_err("unknown").code,
            Code::NotFound
        );
    }
}
