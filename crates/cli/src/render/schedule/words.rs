//! Words about schedules and starts, for people and for shells.

use jiff::Timestamp;
use segue_engine::view::{Schedule, Start};
use segue_meter::advice::Level;
use segue_meter::words::{clock, duration, grouped};
use segue_plan::schedule::{
    Budget, Conditions, Late, Launch, Mcp, Place, ScheduleState, StartAction, StartState, When,
};

use crate::render::Look;
use crate::render::plain::plain;

/// How a schedule stands, in a word, and how much that matters.
pub(super) fn state(one: &Schedule) -> (&'static str, Level) {
    match (one.state, &one.next) {
        (ScheduleState::Paused, _) => ("paused", Level::Notice),
        (ScheduleState::Done, _) => ("done", Level::Ok),
        (ScheduleState::Cancelled, _) => ("cancelled", Level::Ok),
        (ScheduleState::Active, Some(start)) => start_state(start.state),
        (ScheduleState::Active, None) if one.spec.when == When::Manual => ("ready", Level::Ok),
        (ScheduleState::Active, None) => ("waits", Level::Ok),
    }
}

/// How far a start is, in a word.
pub(super) fn start_state(state: StartState) -> (&'static str, Level) {
    match state {
        StartState::Waiting => ("waits", Level::Ok),
        StartState::Held => ("held", Level::Notice),
        StartState::Launching | StartState::Begun => ("starting", Level::Ok),
        StartState::Confirmed => ("running", Level::Ok),
        StartState::Ended => ("ended", Level::Ok),
        StartState::Asking => ("asks you", Level::Warning),
        StartState::Skipped => ("skipped", Level::Ok),
        StartState::Dropped => ("dropped", Level::Ok),
        StartState::Failed => ("failed", Level::Danger),
    }
}

/// An action as it is typed: `start-now`.
pub(crate) fn typed(action: StartAction) -> String {
    action.as_str().replace('_', "-")
}

/// "18:05, in 1 h 54 m".
pub(crate) fn at(at: Timestamp, look: &Look) -> String {
    let seconds = at.duration_since(look.now).as_secs();
    let distance = if seconds >= 0 {
        format!("in {}", duration(seconds))
    } else {
        format!("{} ago", duration(-seconds))
    };
    format!("{}, {distance}", clock(at, look.now, &look.tz))
}

/// "18:05 Europe/Paris, in 1 h 54 m".
pub(super) fn at_in_zone(time: Timestamp, look: &Look) -> String {
    at(time, look).replacen(',', &format!(" {},", zone(look)), 1)
}

/// "18:05:09": what runs is read by the second.
pub(super) fn second(at: Timestamp, look: &Look) -> String {
    at.to_zoned(look.tz.clone()).strftime("%H:%M:%S").to_string()
}

/// "18:05 api-server · Fix the login flow, in 1 h 54 m".
pub(super) fn coming(start: &Start, look: &Look) -> String {
    let due = start.held_until.unwrap_or(start.due);
    let seconds = due.duration_since(look.now).as_secs();
    format!(
        "{} {}, in {}",
        clock(due, look.now, &look.tz),
        name(&start.project_name, &start.title),
        duration(seconds)
    )
}

/// "api-server · Fix the login flow"; the project once where the title is nothing else.
pub(super) fn name(project: &str, title: &str) -> String {
    let (project, title) = (plain(project), plain(title));
    if title.is_empty() || title == project {
        project
    } else if title.contains(&project) {
        title
    } else {
        format!("{project} · {title}")
    }
}

/// When, without the time that stands beside it: "5 minutes after the reset"; nothing for a time alone.
pub(super) fn rule(one: &Schedule, look: &Look) -> Option<String> {
    let words = plain(&one.when_words);
    let Some(start) = &one.next else {
        return Some(words);
    };
    let time = clock(start.due, look.now, &look.tz);
    let rule = words
        .strip_suffix(&time)
        .unwrap_or(&words)
        .trim_end_matches([',', ' ']);
    (!rule.is_empty()).then(|| rule.to_owned())
}

/// A sentence as a part of one: without its full stop.
pub(super) fn clause(text: &str) -> String {
    plain(text).trim_end_matches('.').to_owned()
}

/// The zone in which times are shown.
pub(super) fn zone(look: &Look) -> String {
    look.tz.iana_name().unwrap_or("UTC").to_owned()
}

/// Which face did something.
pub(super) fn by(face: &str) -> &str {
    match face {
        "cli" => "in a terminal",
        "window" => "in the window",
        "tray" => "from the menu",
        "notification" => "from a notification",
        "plugin" => "inside Claude Code",
        "wake" | "segue" => "by Segue",
        other => other,
    }
}

/// Where and how Claude Code is started.
pub(super) fn launch(launch: &Launch) -> String {
    let mut parts = vec![
        match launch.place {
            Place::Terminal => "in a terminal",
            Place::Headless => "without a terminal",
        }
        .to_owned(),
    ];
    parts.extend(
        launch
            .agent
            .as_deref()
            .map(|agent| format!("agent {}", plain(agent))),
    );
    parts.extend(
        launch
            .model
            .as_deref()
            .map(|model| format!("model {}", plain(model))),
    );
    let mode = launch.permission_mode.as_deref();
    parts.extend(mode.map(|mode| format!("permission mode {}", plain(mode))));
    match &launch.mcp {
        Mcp::AsUsual => {}
        Mcp::None => parts.push("no MCP servers".to_owned()),
        Mcp::Files { files } => {
            let files: Vec<String> = files.iter().map(|file| plain(file)).collect();
            parts.push(format!("MCP servers of {} only", files.join(", ")));
        }
    }
    parts.join(", ")
}

/// Under which conditions a start happens; nothing where there are none.
pub(super) fn conditions(all: &Conditions, look: &Look) -> Vec<String> {
    let mut parts = Vec::new();
    parts.extend(all.quiet_hours.as_deref().map(|hours| {
        let zone = all.zone.as_deref().map(|zone| format!(" ({})", plain(zone)));
        format!("not in {}{}", plain(hours), zone.unwrap_or_default())
    }));
    parts.extend(
        all.latest
            .map(|latest| format!("not after {}", clock(latest, look.now, &look.tz))),
    );
    parts.extend(all.max_starts.map(|count| match count {
        1 => "1 start at most".to_owned(),
        count => format!("{count} starts at most"),
    }));
    parts.extend(
        all.until_done
            .then(|| "until the handoff has no open objective".to_owned()),
    );
    parts.extend(all.budget.map(|budget| match budget {
        Budget::Tokens { tokens } => format!("at most {} tokens", grouped(tokens)),
        Budget::Percent { percent } => format!("at most {percent} % of the 5-hour window"),
    }));
    parts.extend(
        all.only_clean
            .then(|| "only when everything is committed".to_owned()),
    );
    parts.extend(all.only_on_mains.then(|| "only on mains power".to_owned()));
    parts.extend(match all.late {
        Late::Ask => None,
        Late::Start => Some("starts at once when late".to_owned()),
        Late::Drop => Some("dropped when late".to_owned()),
    });
    parts.extend(all.notice_minutes.map(|minutes| match minutes {
        0 => "no notice before it".to_owned(),
        minutes => format!("told {minutes} min before"),
    }));
    parts
}

#[cfg(test)]
mod tests {
    use segue_plan::schedule::{Budget, Conditions, Late};

    use crate::render::samples;

    #[test]
    fn every_condition_has_its_words() {
        let all = Conditions {
            quiet_hours: Some("22:00-07:00".to_owned()),
            zone: Some("Europe/Paris".to_owned()),
            latest: Some(samples::look().now),
            max_starts: Some(1),
            until_done: true,
            budget: Some(Budget::Percent { percent: 12.5 }),
            only_clean: true,
            only_on_mains: true,
            late: Late::Start,
            notice_minutes: Some(0),
        };
        insta::assert_snapshot!(super::conditions(&all, &samples::look()).join("\n"));
        assert!(super::conditions(&Conditions::default(), &samples::look()).is_empty());
    }

    #[test]
    fn a_title_that_names_its_project_stands_alone() {
        assert_eq!(super::name("docs", "Check the links"), "docs · Check the links");
        assert_eq!(super::name("docs", "Go on in docs"), "Go on in docs");
        assert_eq!(super::name("docs", ""), "docs");
    }

    #[test]
    fn a_shell_reads_a_word_back() {
        assert_eq!(segue_engine::shell_word("reset+5m"), "reset+5m");
        assert_eq!(segue_engine::shell_word("tomorrow 09:00"), "'tomorrow 09:00'");
        assert_eq!(segue_engine::shell_word("it's"), r"'it'\''s'");
    }
}
