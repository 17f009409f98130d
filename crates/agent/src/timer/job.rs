//! A job: what runs, when. The same for every kind of timer.

use std::path::PathBuf;

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};

use super::TimerError;

/// Jobs of ours have names that begin so.
pub(super) const PREFIX: &str = "segue-wake-";
/// How often a weekly rule is written out for a timer that cannot be told of one: until the job is made anew.
const WRITTEN_OUT: usize = 4;

/// What is to run, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its name: `segue-wake-`, then letters, digits and dashes.
    pub name: String,
    /// One line for a person who comes across it.
    pub title: String,
    /// When it runs (UTC).
    pub moments: Vec<Timestamp>,
    /// And again, every week.
    pub repeat: Option<Weekly>,
    /// The program, absolute.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The variables it gets.
    pub environment: Vec<(String, String)>,
    /// The database for whose sake it is there: tells ours from those of a Segue that is gone.
    pub database: PathBuf,
}

/// Every week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weekly {
    /// On which days.
    pub days: Vec<Weekday>,
    /// At what time.
    pub time: Time,
    /// In which zone, by its IANA name.
    pub zone: String,
}

/// A job of ours that a timer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFound {
    /// Its name.
    pub name: String,
    /// For whose sake it is there, as far as it says.
    pub database: Option<PathBuf>,
    /// When it runs next, where the timer tells.
    pub next: Option<Timestamp>,
    /// The timer will really run it: it is switched on.
    pub active: bool,
}

impl Job {
    /// The moments from `now` on, with the next few of the weekly rule: for timers that know no such rule, or not with a
    /// zone.
    pub(super) fn written_out(&self, now: Timestamp) -> Vec<Timestamp> {
        let weekly = self.repeat.iter().flat_map(|rule| rule.next(now, WRITTEN_OUT));
        let mut all: Vec<Timestamp> = self
            .moments
            .iter()
            .copied()
            .filter(|moment| *moment > now)
            .chain(weekly)
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The program and its arguments, as text.
    pub(super) fn words(&self) -> Result<Vec<&str>, TimerError> {
        let program = self.program.to_str().ok_or_else(|| {
            TimerError::Untakeable(format!(
                "the path of {} is not valid Unicode, which no timer takes",
                self.program.display()
            ))
        })?;
        Ok(std::iter::once(program)
            .chain(self.arguments.iter().map(String::as_str))
            .collect())
    }

    /// The database's path, as text.
    pub(super) fn database(&self) -> String {
        self.database.to_string_lossy().into_owned()
    }

    /// Refuses what no timer takes.
    pub(super) fn check(&self) -> Result<(), TimerError> {
        check_name(&self.name)?;
        let plain = |what: &str, text: &str| {
            if text.chars().any(char::is_control) {
                Err(TimerError::Control(what.to_owned()))
            } else {
                Ok(())
            }
        };
        for word in self.words()? {
            plain("what is to be run", word)?;
        }
        plain("the job's title", &self.title)?;
        plain("the path of Segue's database", &self.database())?;
        for (name, value) in &self.environment {
            if name.is_empty()
                || !name
                    .chars()
                    .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
            {
                return Err(TimerError::Untakeable(format!(
                    "{name:?} is no name of a variable"
                )));
            }
            plain(&format!("the variable {name}"), value)?;
        }
        Ok(())
    }
}

/// A name that is a file name, a unit name and a shell word as it stands.
pub(super) fn check_name(name: &str) -> Result<(), TimerError> {
    let rest = name.strip_prefix(PREFIX).unwrap_or_default();
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if rest.is_empty() || !rest.chars().all(plain) {
        return Err(TimerError::Untakeable(format!(
            "{name:?} is no name of a job of ours"
        )));
    }
    Ok(())
}

impl Weekly {
    /// The next so many moments after `now`. A time that a day does not have (the clocks go forward) is an hour later.
    fn next(&self, now: Timestamp, count: usize) -> Vec<Timestamp> {
        let zone = TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC);
        let mut day = now.to_zoned(zone.clone()).date();
        let mut found = Vec::new();
        // Eight days hold every weekday, today's later time and next week's earlier one.
        for _ in 0..(7 * count + 1) {
            if found.len() == count {
                break;
            }
            if self.days.contains(&day.weekday()) {
                let at: Option<Zoned> = day.to_datetime(self.time).to_zoned(zone.clone()).ok();
                found.extend(at.map(|at| at.timestamp()).filter(|at| *at > now));
            }
            match day.checked_add(Span::new().days(1)) {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        found
    }
}

/// A job for the tests of every kind: a program, variables and a database with every letter that is special somewhere.
#[cfg(test)]
pub(super) fn awkward() -> Job {
    let at = |text: &str| text.parse().expect("time");
    Job {
        name: "segue-wake-1a2b3c4d-3".to_owned(),
        title: "Segue starts what is scheduled (schedule 3)".to_owned(),
        moments: vec![
            at("2026-11-21T17:55:00Z"),
            at("2026-11-21T18:00:00.250Z"),
            at("2026-11-21T18:05:00Z"),
        ],
        repeat: Some(Weekly {
            days: vec![Weekday::Monday, Weekday::Wednesday],
            time: jiff::civil::time(8, 55, 0, 0),
            zone: "Europe/Paris".to_owned(),
        }),
        program: PathBuf::from(AWKWARD_PROGRAM),
        arguments: vec!["wake".to_owned()],
        environment: vec![
            (
                "PATH".to_owned(),
                r#"/home/you/a b:/opt/$HOME/%h/"c"'d'\e"#.to_owned(),
            ),
            ("LANG".to_owned(), "C.UTF-8".to_owned()),
        ],
        database: PathBuf::from(AWKWARD_DATABASE),
    }
}

#[cfg(test)]
pub(super) const AWKWARD_PROGRAM: &str = r#"/home/you/my "apps" & <co>/$x %h it's/segue"#;
#[cfg(test)]
pub(super) const AWKWARD_DATABASE: &str = r#"/home/you/data & "more" %h/it's\$1/segue.db"#;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("time")
    }

    #[test]
    fn what_has_passed_is_left_out_and_the_weekly_rule_is_written_out() {
        let moments = awkward().written_out(at("2026-11-21T17:56:00Z"));
        let expected = [
            "2026-11-21T18:00:00.25Z",
            "2026-11-21T18:05:00Z",
            "2026-11-23T07:55:00Z",
            "2026-11-25T07:55:00Z",
            "2026-11-30T07:55:00Z",
            "2026-12-02T07:55:00Z",
        ];
        assert_eq!(moments, expected.map(at));
    }

    #[test]
    fn the_weekly_rule_keeps_to_the_clock_on_the_wall() {
        let mut rule = awkward().repeat.expect("rule");
        rule.days = vec![Weekday::Saturday, Weekday::Sunday, Weekday::Monday];
        rule.time = jiff::civil::time(2, 30, 0, 0);
        // On 29 March 2026 Paris has no 02:30.
        let next = rule.next(at("2026-03-27T12:00:00Z"), 3);
        let expected = [
            "2026-03-28T01:30:00Z",
            "2026-03-29T01:30:00Z",
            "2026-03-30T00:30:00Z",
        ];
        assert_eq!(next, expected.map(at));
        rule.days.clear();
        assert_eq!(rule.next(at("2026-03-27T12:00:00Z"), 3), []);
    }

    #[test]
    fn line_breaks_and_foreign_names_are_refused() {
        assert!(awkward().check().is_ok());
        for broken in [
            Job {
                program: PathBuf::from("/opt/a\nb/segue"),
                ..awkward()
            },
            Job {
                environment: vec![("PATH".to_owned(), "/bin\n[Service]".to_owned())],
                ..awkward()
            },
            Job {
                environment: vec![("A=B".to_owned(), "x".to_owned())],
                ..awkward()
            },
            Job {
                database: PathBuf::from("/a\r/segue.db"),
                ..awkward()
            },
            Job {
                name: "ssh-agent".to_owned(),
                ..awkward()
            },
            Job {
                name: "segue-wake-../x".to_owned(),
                ..awkward()
            },
        ] {
            assert!(broken.check().is_err(), "{broken:?}");
        }
    }
}
