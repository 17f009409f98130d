//! What a handoff is made of, gathered without any model: the session's transcript, git, and what Segue keeps.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use segue_agent::{Commit, Git, GitError, GitState};
use segue_store::SessionRow;
use segue_transcript::story::{Happening, Story, read_story};

use crate::decisions::{self, FoundDecision};
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view::Activity;
use crate::{live, settings};

/// How long git may think about one question.
const GIT_LIMIT: Duration = Duration::from_secs(3);

/// A commit is made a moment after it was asked for.
const AFTER: SignedDuration = SignedDuration::from_secs(60);

/// Everything that is known.
#[derive(Debug)]
pub(super) struct Facts {
    pub session_id: String,
    pub title: Option<String>,
    pub transcript: PathBuf,
    /// The folder the work was in.
    pub folder: PathBuf,
    pub story: Story,
    pub decisions: Vec<FoundDecision>,
    pub git: Option<GitFacts>,
    /// Tokens of the session, what came from the cache not counted.
    pub tokens: u64,
    /// What the session waits for, by Claude Code's own registry.
    pub waiting_for: Option<String>,
    /// Paths of the story that are there now.
    pub here: Vec<String>,
    /// What was left out, and why.
    pub left_out: Vec<String>,
    pub now: Timestamp,
    pub zone: TimeZone,
}

/// What git says.
#[derive(Debug, Default)]
pub(super) struct GitFacts {
    pub state: Option<GitState>,
    pub head: Option<Commit>,
    /// Made while the session ran, oldest first.
    pub commits: Vec<Commit>,
}

/// Gathers. The transcript may be written to meanwhile: what is there is read.
pub(super) fn gather(segue: &Segue, row: &SessionRow) -> Result<Facts, Problem> {
    let now = segue.world.clock.now();
    let (transcript, story) = story(row)?;
    let folder = folder(row, &story);
    let mut left_out = Vec::new();
    if story.oddities > 0 {
        left_out.push(format!(
            "{} lines of the transcript could not be read",
            story.oddities
        ));
    }
    let git = git(segue, &folder, &story, now, &mut left_out);
    Ok(Facts {
        session_id: row.id.clone(),
        title: row.title.clone(),
        transcript,
        decisions: decisions::found(&story),
        git,
        tokens: row.sums.tokens.total() - row.sums.tokens.cache_read,
        waiting_for: waiting_for(segue, &row.id),
        here: here(&story, &folder),
        left_out,
        now,
        zone: settings::time_zone(&segue.store, &segue.world)?,
        folder,
        story,
    })
}

fn story(row: &SessionRow) -> Result<(PathBuf, Story), Problem> {
    let path = row.transcript_path.as_ref().map(PathBuf::from).ok_or_else(|| {
        Problem::new(
            Code::NotFound,
            format!("session {} has written nothing yet", row.id),
        )
        .hint("A handoff is made from its transcript; say something to Claude first.")
    })?;
    let file = File::open(&path).map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            return Problem::new(Code::NotFound, format!("the transcript of session {} is gone", row.id)).hint(
                "Claude Code deletes transcripts after 30 days unless its setting cleanupPeriodDays says otherwise.",
            );
        }
        unreadable(&path).because(error)
    })?;
    let story = read_story(file).map_err(|error| unreadable(&path).because(error))?;
    Ok((path, story))
}

fn unreadable(path: &Path) -> Problem {
    Problem::new(Code::Io, format!("{} cannot be read", path.display())).hint("Check that it is yours.")
}

/// Where the work was at last; the project's folder when that one is gone.
fn folder(row: &SessionRow, story: &Story) -> PathBuf {
    let last = story.cwd.as_deref().map(Path::new);
    let first = Path::new(&row.project_path);
    match last {
        Some(last) if last.is_dir() || !first.is_dir() => last.to_owned(),
        _ => first.to_owned(),
    }
}

fn git(
    segue: &Segue,
    folder: &Path,
    story: &Story,
    now: Timestamp,
    left_out: &mut Vec<String>,
) -> Option<GitFacts> {
    if !folder.is_dir() {
        left_out.push(format!(
            "the project folder {} is gone: what git knows is left out",
            folder.display()
        ));
        return None;
    }
    let path = segue.world.places.environment.path.as_deref().unwrap_or("");
    let Some(program) = segue_agent::find_program("git", path) else {
        left_out.push("git was not found: what it knows is left out".to_owned());
        return None;
    };
    let git = Git {
        program: &program,
        folder,
        limit: GIT_LIMIT,
    };
    match ask(&git, story, now) {
        Ok(facts) => facts,
        Err(error) => {
            left_out.push(format!("{error}: what git knows is left out"));
            None
        }
    }
}

/// `None` when the folder is in no repository. After one answer too late nothing more is asked.
fn ask(git: &Git<'_>, story: &Story, now: Timestamp) -> Result<Option<GitFacts>, GitError> {
    if git.place()?.is_none() {
        return Ok(None);
    }
    let head = git.head()?;
    let commits = match story.started {
        Some(since) => git.commits(since, story.ended.unwrap_or(now) + AFTER)?,
        None => Vec::new(),
    };
    Ok(Some(GitFacts {
        state: Some(git.state()?),
        head,
        commits,
    }))
}

fn waiting_for(segue: &Segue, session_id: &str) -> Option<String> {
    let live = live::live_sessions(&segue.world.places);
    let session = live.iter().find(|session| session.session_id == session_id)?;
    match live::activity(session) {
        Activity::Waiting { waiting_for, .. } => Some(waiting_for),
        Activity::Idle { .. } | Activity::Busy { .. } | Activity::Past => None,
    }
}

/// Which of the files that were read or changed are there: a handoff sends nobody to a file that is gone.
fn here(story: &Story, folder: &Path) -> Vec<String> {
    let mut here: Vec<String> = Vec::new();
    for beat in &story.beats {
        if let Happening::Edit { path, .. } | Happening::Read { path } = &beat.what
            && !here.contains(path)
            && folder.join(path).is_file()
        {
            here.push(path.clone());
        }
    }
    here
}
