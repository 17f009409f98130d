//! Doctor: what is found, what is missing, how to fix it.

use segue_transcript::settings as claude_settings;

use crate::estimates::mirror;
use crate::problem::Problem;
use crate::segue::Segue;
use crate::view::{Check, Doctor, IndexMode, Verdict};
use crate::world::{ClaudeHome, World};
use crate::{ask, jobs, prices, setup, status};

/// Claude Code deletes transcripts after this many days unless told otherwise.
const DEFAULT_CLEANUP_DAYS: u64 = 30;

pub(crate) fn doctor(segue: &Segue) -> Result<Doctor, Problem> {
    let world = &segue.world;
    let mut checks: Vec<Check> = world.places.claude.iter().map(claude_data).collect();
    checks.push(claude_program(world));
    checks.extend(world.places.claude.iter().map(statusline));
    for home in &world.places.claude {
        checks.extend(setup::checks(segue, home)?);
    }
    checks.extend(world.places.claude.iter().filter_map(cleanup));
    checks.push(database(segue)?);
    checks.push(index(segue)?);
    checks.extend(oddities(segue)?);
    checks.extend(unknown_kinds(segue)?);
    checks.extend(price_table(world));
    checks.extend(jobs::checks(segue)?);
    checks.extend(model_copy(segue)?);
    Ok(Doctor { checks })
}

fn check(id: &str, title: &str, verdict: Verdict, detail: String, fix: Option<&str>) -> Check {
    Check {
        id: id.to_owned(),
        title: title.to_owned(),
        verdict,
        detail,
        fix: fix.map(str::to_owned),
    }
}

fn claude_data(home: &ClaudeHome) -> Check {
    let title = "Claude Code's data";
    let folder = home.projects();
    match std::fs::read_dir(&folder) {
        Ok(_) => check(
            "claude_data",
            title,
            Verdict::Good,
            format!("found in {}", home.root.display()),
            None,
        ),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => check(
            "claude_data",
            title,
            Verdict::Hint,
            format!("{} is not there yet", folder.display()),
            Some(
                "Start `claude` once in a project; Segue notices by itself. If your data is elsewhere, set CLAUDE_CONFIG_DIR.",
            ),
        ),
        Err(error) => check(
            "claude_data",
            title,
            Verdict::Bad,
            format!("{} cannot be read: {error}", folder.display()),
            Some("Check the folder's owner and permissions."),
        ),
    }
}

fn claude_program(world: &World) -> Check {
    let title = "The claude command";
    match ask::claude_program(world) {
        Some(path) => check(
            "claude_program",
            title,
            Verdict::Good,
            path.display().to_string(),
            None,
        ),
        None => check(
            "claude_program",
            title,
            Verdict::Hint,
            "not found on PATH".to_owned(),
            Some(
                "Install Claude Code, or add its folder to PATH. Without it, quota can be read from the statusline only.",
            ),
        ),
    }
}

fn statusline(home: &ClaudeHome) -> Check {
    let title = "Live quota from the statusline";
    let file = home.settings();
    let settings = match std::fs::read(&file) {
        Ok(bytes) => claude_settings::parse(&bytes),
        Err(_) => Ok(claude_settings::Settings::default()),
    };
    let feed = "`segue setup` sets it; or add to your Claude Code settings: \"statusLine\": {\"type\": \"command\", \"command\": \"segue statusline\"}";
    match settings {
        Err(error) => check(
            "statusline",
            title,
            Verdict::Bad,
            format!("{} is not valid JSON: {error}", file.display()),
            Some("Claude Code ignores a broken settings file; correct it."),
        ),
        Ok(settings) => match settings.statusline_command {
            Some(command) if setup::program_gone(&command).is_some() => check(
                "statusline",
                title,
                Verdict::Bad,
                format!("`{command}` calls a segue that is not there"),
                Some("`segue setup` makes it call this Segue, and keeps your own command inside it."),
            ),
            Some(command) if command.contains("segue") => check(
                "statusline",
                title,
                Verdict::Good,
                format!("fed by `{command}`"),
                None,
            ),
            Some(command) => check(
                "statusline",
                title,
                Verdict::Hint,
                format!("your own statusline runs: {command}"),
                Some(
                    "`segue setup` puts `segue statusline --wrap '<your command>'` in its place: its output stays as it is, and Segue sees the limits.",
                ),
            ),
            None => check(
                "statusline",
                title,
                Verdict::Hint,
                "no statusline is set".to_owned(),
                Some(feed),
            ),
        },
    }
}

fn cleanup(home: &ClaudeHome) -> Option<Check> {
    let bytes = std::fs::read(home.settings()).unwrap_or_else(|_| b"{}".to_vec());
    let days = claude_settings::parse(&bytes)
        .ok()?
        .cleanup_period_days
        .unwrap_or(DEFAULT_CLEANUP_DAYS);
    Some(check(
        "cleanup",
        "How long Claude Code keeps transcripts",
        Verdict::Good,
        format!("{days} days; the history in Segue stays"),
        None,
    ))
}

fn database(segue: &Segue) -> Result<Check, Problem> {
    let path = segue.store.path().display().to_string();
    let title = "Segue's database";
    Ok(match segue.store.integrity()? {
        None => {
            let version = segue.store.schema_version()?;
            check(
                "database",
                title,
                Verdict::Good,
                format!("{path}, schema {version}, every page sound"),
                None,
            )
        }
        Some(damage) => check(
            "database",
            title,
            Verdict::Bad,
            format!("{path} is damaged: {damage}"),
            Some("`segue db rollback` goes back to the last snapshot; the damaged file is kept."),
        ),
    })
}

fn index(segue: &Segue) -> Result<Check, Problem> {
    let health = status::index_health(&segue.store)?;
    let counts = format!("{} files, {} sessions", health.files, health.sessions);
    Ok(match health.mode {
        IndexMode::Watching => check(
            "index",
            "The index",
            Verdict::Good,
            format!("{counts}; watched by the app"),
            None,
        ),
        IndexMode::OnDemand => check(
            "index",
            "The index",
            Verdict::Good,
            format!("{counts}; read when a command runs"),
            None,
        ),
        IndexMode::Polling => check(
            "index",
            "The index",
            Verdict::Hint,
            format!("{counts}; the system has no file watches left, so the app looks every few seconds"),
            Some("Raise the limit: sudo sysctl fs.inotify.max_user_watches=524288"),
        ),
    })
}

fn oddities(segue: &Segue) -> Result<Option<Check>, Problem> {
    let (_, count) = segue.store.file_counts()?;
    if count == 0 {
        return Ok(None);
    }
    let first = segue.store.oddities(1)?.into_iter().next();
    let example =
        first.map(|(path, offset, reason)| format!("; the first: {path} at byte {offset}, {reason}"));
    let detail = format!("{count} lines were skipped{}", example.unwrap_or_default());
    let fix = "Totals leave these lines out. A line that was cut off by a crash or a full disk is lost in Claude Code, too.";
    Ok(Some(check(
        "oddities",
        "Lines that cannot be read",
        Verdict::Hint,
        detail,
        Some(fix),
    )))
}

fn unknown_kinds(segue: &Segue) -> Result<Option<Check>, Problem> {
    let kinds = segue.store.unknown_kinds()?;
    if kinds.is_empty() {
        return Ok(None);
    }
    let list: Vec<String> = kinds
        .iter()
        .take(6)
        .map(|(kind, count)| format!("{kind} ({count})"))
        .collect();
    let detail = format!("newer than this Segue: {}", list.join(", "));
    Ok(Some(check(
        "unknown_kinds",
        "Record kinds",
        Verdict::Hint,
        detail,
        Some("Nothing is lost; an update of Segue may show more."),
    )))
}

fn price_table(world: &World) -> Option<Check> {
    let path = world.places.prices();
    match prices::override_problem(world) {
        Some(problem) => {
            let hint = problem.hint.clone();
            Some(check(
                "prices",
                "Your price table",
                Verdict::Bad,
                problem.to_string(),
                hint.as_deref(),
            ))
        }
        None if path.exists() => Some(check(
            "prices",
            "Your price table",
            Verdict::Good,
            format!("{} is used", path.display()),
            None,
        )),
        None => None,
    }
}

/// The model's readable copy, when a person changed it: then it is left alone.
fn model_copy(segue: &Segue) -> Result<Option<Check>, Problem> {
    let changed = match mirror::path(&segue.world) {
        Some(path) => mirror::look(&segue.store, &path)? == mirror::There::Changed,
        None => false,
    };
    if !changed {
        return Ok(None);
    }
    Ok(Some(check(
        "model_copy",
        "The copy of the estimation model",
        Verdict::Hint,
        mirror::in_words(&segue.store, &segue.world)?,
        Some("Segue reads its own database, never this file: `segue model import` takes an export over."),
    )))
}
