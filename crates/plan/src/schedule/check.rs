//! What can be said against a schedule when it is made, without looking at anything but itself and the clock.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::clock;
use super::quiet::Quiet;
use super::spec::{Budget, Conditions, Mcp, Spec, When};

/// Why a schedule cannot be kept as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSpec {
    /// The folder is not given in full.
    #[error("\"{0}\" is not the full path of a folder")]
    Project(String),
    /// There is nothing to say to the session.
    #[error("there is nothing to start with: no words and no session to go on from")]
    Nothing,
    /// Its time has passed.
    #[error("its time has passed")]
    Past,
    /// No day of the week.
    #[error("no day of the week is given")]
    NoDays,
    /// The clock time does not exist.
    #[error("\"{0}\" is no time of the day")]
    NoTime(String),
    /// There is no such zone.
    #[error("there is no time zone \"{0}\"")]
    UnknownZone(String),
    /// Minutes after a reset that make no sense.
    #[error("{0} minutes after a reset are more than a day")]
    TooLongAfterReset(u32),
    /// Quiet hours that cannot be read.
    #[error("\"{0}\" are no quiet hours")]
    QuietHours(String),
    /// The latest start lies before the first.
    #[error("the latest start lies before the first")]
    LatestTooEarly,
    /// No start at all.
    #[error("0 starts are none")]
    NoStarts,
    /// A budget that is none.
    #[error("a budget must be more than nothing, and at most 100 %")]
    Budget,
    /// A priority that there is not.
    #[error("{0} is no priority")]
    Priority(u8),
    /// A list of MCP files without one.
    #[error("no MCP file is given")]
    NoMcpFiles,
}

impl BadSpec {
    /// What to do instead.
    pub fn hint(&self) -> &'static str {
        match self {
            BadSpec::Project(_) => "Give the folder in full, beginning at the root.",
            BadSpec::Nothing => "Write what it is to do, or choose the session whose handoff it reads.",
            BadSpec::Past => "Choose a time that is still to come.",
            BadSpec::NoDays => "Give one day at least: mon, tue, wed, thu, fri, sat, sun.",
            BadSpec::NoTime(_) => "Write hours and minutes, as 09:00 or 18:05.",
            BadSpec::UnknownZone(_) => "Write it as Europe/Paris or America/New_York.",
            BadSpec::TooLongAfterReset(_) => "Give 1440 minutes at most.",
            BadSpec::QuietHours(_) => "Write from when to when: 22:00-07:00.",
            BadSpec::LatestTooEarly => "Choose a latest start after the first, or none.",
            BadSpec::NoStarts => "Give 1 at least, or leave it away.",
            BadSpec::Budget => "Give tokens, or percent of the 5-hour window: 200000 or 20%.",
            BadSpec::Priority(_) => "Give 0 to 9; 9 goes first, 5 is usual.",
            BadSpec::NoMcpFiles => "Give the path of an MCP file, or choose none.",
        }
    }
}

/// Checks what a schedule says.
///
/// # Errors
/// The first thing that is wrong, with [`BadSpec::hint`].
pub fn check_spec(spec: &Spec, now: Timestamp) -> Result<(), BadSpec> {
    let full = spec.project.starts_with('/')
        || spec.project.starts_with("\\\\")
        || spec.project.get(1..2) == Some(":");
    refuse(!full, || BadSpec::Project(spec.project.clone()))?;
    let nothing = spec.prompt.trim().is_empty() && spec.from_session.is_none();
    refuse(nothing, || BadSpec::Nothing)?;
    refuse(spec.priority > 9, || BadSpec::Priority(spec.priority))?;
    let no_files = matches!(&spec.launch.mcp, Mcp::Files { files } if files.is_empty());
    refuse(no_files, || BadSpec::NoMcpFiles)?;
    check_when(&spec.when, now)?;
    check_conditions(&spec.conditions, now)?;
    let first = match &spec.when {
        When::At { at, .. } => *at,
        When::AtReset { .. } | When::Weekly { .. } | When::EveryReset { .. } | When::Manual => now,
    };
    refuse(
        spec.conditions.latest.is_some_and(|latest| latest < first),
        || BadSpec::LatestTooEarly,
    )
}

fn check_when(when: &When, now: Timestamp) -> Result<(), BadSpec> {
    match when {
        When::At { at, zone } => {
            check_zone(zone)?;
            refuse(*at <= now, || BadSpec::Past)
        }
        When::Weekly { days, time, zone } => {
            check_zone(zone)?;
            refuse(days.is_empty(), || BadSpec::NoDays)?;
            refuse(clock::time(time).is_none(), || BadSpec::NoTime(time.clone()))
        }
        When::AtReset { after_minutes } | When::EveryReset { after_minutes } => {
            refuse(*after_minutes > 24 * 60, || {
                BadSpec::TooLongAfterReset(*after_minutes)
            })
        }
        When::Manual => Ok(()),
    }
}

fn check_conditions(conditions: &Conditions, now: Timestamp) -> Result<(), BadSpec> {
    if let Some(text) = &conditions.quiet_hours {
        refuse(Quiet::parse(text).is_none(), || BadSpec::QuietHours(text.clone()))?;
    }
    if let Some(zone) = &conditions.zone {
        check_zone(zone)?;
    }
    refuse(conditions.max_starts == Some(0), || BadSpec::NoStarts)?;
    refuse(conditions.latest.is_some_and(|latest| latest <= now), || {
        BadSpec::LatestTooEarly
    })?;
    let bad_budget = match conditions.budget {
        Some(Budget::Tokens { tokens }) => tokens == 0,
        Some(Budget::Percent { percent }) => !(percent > 0.0 && percent <= 100.0),
        None => false,
    };
    refuse(bad_budget, || BadSpec::Budget)
}

fn check_zone(zone: &str) -> Result<(), BadSpec> {
    refuse(TimeZone::get(zone).is_err(), || {
        BadSpec::UnknownZone(zone.to_owned())
    })
}

fn refuse(wrong: bool, why: impl FnOnce() -> BadSpec) -> Result<(), BadSpec> {
    if wrong { Err(why()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_when_it_is_planned() {
        let now: Timestamp = "2026-11-21T16:30:00Z".parse().expect("now");
        let earlier: Timestamp = "2026-11-21T16:00:00Z".parse().expect("earlier");
        let good = || {
            let mut spec = Spec::new("/home/you/code/api-server", When::AtReset { after_minutes: 5 });
            spec.prompt = "Go on.".to_owned();
            spec
        };
        assert_eq!(check_spec(&good(), now), Ok(()));
        let weekly = |time: &str, zone: &str| When::Weekly {
            days: super::super::spec::Weekday::ALL.to_vec(),
            time: time.to_owned(),
            zone: zone.to_owned(),
        };
        type Change = fn(&mut Spec);
        let changes: [(Change, BadSpec); 9] = [
            (
                |spec| spec.project = "api-server".to_owned(),
                BadSpec::Project("api-server".to_owned()),
            ),
            (|spec| spec.prompt = " \n".to_owned(), BadSpec::Nothing),
            (|spec| spec.priority = 10, BadSpec::Priority(10)),
            (
                |spec| spec.launch.mcp = Mcp::Files { files: vec![] },
                BadSpec::NoMcpFiles,
            ),
            (
                |spec| spec.when = When::EveryReset { after_minutes: 2_000 },
                BadSpec::TooLongAfterReset(2_000),
            ),
            (
                |spec| spec.conditions.quiet_hours = Some("at night".to_owned()),
                BadSpec::QuietHours("at night".to_owned()),
            ),
            (|spec| spec.conditions.max_starts = Some(0), BadSpec::NoStarts),
            (
                |spec| spec.conditions.budget = Some(Budget::Percent { percent: f64::NAN }),
                BadSpec::Budget,
            ),
            (
                |spec| spec.conditions.zone = Some("Mars/Base".to_owned()),
                BadSpec::UnknownZone("Mars/Base".to_owned()),
            ),
        ];
        for (change, expected) in changes {
            let mut spec = good();
            change(&mut spec);
            assert_eq!(check_spec(&spec, now), Err(expected.clone()));
            assert!(!expected.hint().is_empty());
        }
        for (when, expected) in [
            (
                When::At {
                    at: earlier,
                    zone: "UTC".to_owned(),
                },
                BadSpec::Past,
            ),
            (weekly("24:00", "UTC"), BadSpec::NoTime("24:00".to_owned())),
            (
                weekly("09:00", "Mars/Base"),
                BadSpec::UnknownZone("Mars/Base".to_owned()),
            ),
        ] {
            assert_eq!(check_spec(&Spec { when, ..good() }, now), Err(expected));
        }
        let mut spec = good();
        spec.conditions.latest = Some(earlier);
        assert_eq!(check_spec(&spec, now), Err(BadSpec::LatestTooEarly));
    }
}
