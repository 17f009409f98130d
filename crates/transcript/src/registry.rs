//! Claude Code's registry of live sessions: one `sessions/<pid>.json` per running program, removed when it exits.
//!
//! A file can outlive a killed program; whether the pid still runs is for the caller to find out.

use jiff::Timestamp;
use serde::Deserialize;

use crate::loose::{Count, Text};

/// A session that a program holds open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSession {
    /// The program's process id.
    pub pid: u32,
    /// The session, which changes on `/clear`.
    pub session_id: String,
    /// The working folder, absolute.
    pub cwd: Option<String>,
    /// When the program started.
    pub started_at: Option<Timestamp>,
    /// The start time that the system reports for the pid (on Linux clock ticks since boot): tells a reused pid.
    pub proc_start: Option<String>,
    /// Claude Code's version.
    pub version: Option<String>,
    /// What it is doing.
    pub status: Status,
    /// The name shown for it.
    pub name: Option<String>,
    /// When this was last true.
    pub updated_at: Option<Timestamp>,
}

/// What a live session is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The turn is over; it waits for the next prompt.
    Idle,
    /// Claude is working.
    Busy,
    /// Claude waits for the person.
    Waiting {
        /// "permission prompt", …
        for_what: Option<String>,
    },
    /// A word we do not know, or none.
    Unknown(String),
}

/// Reads one file of the registry.
///
/// # Errors
/// When it is no JSON, or has no pid or session id.
pub fn parse(bytes: &[u8]) -> Result<LiveSession, serde_json::Error> {
    use serde::de::Error;
    let text = String::from_utf8_lossy(bytes);
    let wire: Wire<'_> = serde_json::from_str(&text)?;
    let pid = wire
        .pid
        .0
        .and_then(|pid| u32::try_from(pid).ok())
        .filter(|pid| *pid > 0);
    Ok(LiveSession {
        pid: pid.ok_or_else(|| Error::custom("no process id"))?,
        session_id: wire
            .session_id
            .into_string()
            .ok_or_else(|| Error::custom("no session id"))?,
        cwd: wire.cwd.into_string(),
        started_at: milliseconds(wire.started_at),
        proc_start: wire.proc_start.into_string(),
        version: wire.version.into_string(),
        status: match wire.status.as_str() {
            "idle" => Status::Idle,
            "busy" => Status::Busy,
            "waiting" => Status::Waiting {
                for_what: wire.waiting_for.into_string(),
            },
            other => Status::Unknown(other.to_owned()),
        },
        name: wire.name.into_string(),
        updated_at: milliseconds(wire.updated_at),
    })
}

pub(crate) fn milliseconds(since_epoch: Count) -> Option<Timestamp> {
    Timestamp::from_millisecond(i64::try_from(since_epoch.0?).ok()?).ok()
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Wire<'a> {
    pid: Count,
    #[serde(borrow)]
    session_id: Text<'a>,
    #[serde(borrow)]
    cwd: Text<'a>,
    started_at: Count,
    #[serde(borrow)]
    proc_start: Text<'a>,
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    status: Text<'a>,
    #[serde(borrow)]
    waiting_for: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
    updated_at: Count,
}
