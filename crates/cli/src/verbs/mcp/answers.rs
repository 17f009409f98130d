//! What each tool answers: the words that a person would read in a terminal, and the values behind them.

use std::path::PathBuf;

use segue_engine::view::{MemoryHit, MemoryHitKind, MemoryQuery};
use segue_engine::{Code, Exact, Occasion, Problem, Segue, World};
use serde::Serialize;
use serde_json::{Value, json};

use crate::render::{self, Look};
use crate::verbs::estimate::{Options, made, what};

/// An answer in both forms.
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) structured: Value,
}

/// Answers one call.
///
/// # Errors
/// When there is no such tool, its arguments are wrong, or Segue cannot tell.
pub(super) fn answer(world: &World, tool: &str, arguments: &Value) -> Result<Answer, Problem> {
    let asked: Asked<'_> = Asked { world, arguments };
    let mut segue = Segue::open(world)?;
    segue.catch_up()?;
    match tool {
        "recall" => recall(&mut segue, &asked),
        "handoff" => handoff(&mut segue, &asked),
        "quota" => {
            let quota = segue.quota()?;
            both(render::quota::quota(&quota, &asked.look(&segue)?), &quota)
        }
        "context" => {
            let session = asked.word("session")?.or(asked.this_session());
            let detail = segue.session(session, Exact::No)?;
            both(render::context::context(&detail, &asked.look(&segue)?), &detail)
        }
        "schedule" => {
            let all = segue.schedules(asked.switch("all")?)?;
            both(render::schedule::list(&all, &asked.look(&segue)?), &all)
        }
        "estimate" => estimate(&mut segue, &asked),
        other => Err(Problem::new(Code::NotFound, format!("there is no tool {other}"))
            .hint("The tools are recall, handoff, quota, context, schedule and estimate.")),
    }
}

/// What is remembered: a search, or the summary that a new session gets.
fn recall(segue: &mut Segue, asked: &Asked<'_>) -> Result<Answer, Problem> {
    let folder = asked.folder()?;
    let (query, everywhere) = (asked.word("query")?, asked.switch("everywhere")?);
    let limit = asked.number("limit", USUAL_HITS, MOST_HITS)?;
    // Takes in what sessions have left since; a folder that was never worked in has nothing to take in.
    let is_known = segue.memory(Some(&folder)).is_ok();
    let Some(query) = query else {
        let digest = segue.digest(&folder, Occasion::Launch)?;
        let text = match digest.text.trim() {
            "" => "Nothing is remembered of this project yet.\n".to_owned(),
            text => format!("{text}\n"),
        };
        return both(text, &digest);
    };
    if !is_known && !everywhere {
        return both(
            "Nothing is remembered of this project yet; with everywhere: true all projects are searched.\n"
                .to_owned(),
            &json!({ "hits": [] }),
        );
    }
    let hits = segue.memory_search(&MemoryQuery {
        text: query.to_owned(),
        project: (!everywhere).then(|| folder.to_string_lossy().into_owned()),
        limit: Some(limit),
    })?;
    let text = if hits.is_empty() {
        let wider = if everywhere {
            ""
        } else {
            "; with everywhere: true all projects are searched"
        };
        format!("Nothing was found for \"{query}\"{wider}.\n")
    } else {
        hits.iter().map(hit).collect()
    };
    both(text, &json!({ "hits": hits }))
}

/// `- decision (api-server, 2026-11-20, session 1a2b3c4d): words`.
fn hit(hit: &MemoryHit) -> String {
    let kind = match hit.kind {
        MemoryHitKind::Session => "session",
        MemoryHitKind::Handoff => "handoff",
        MemoryHitKind::Decision => "decision",
        MemoryHitKind::Note => "note",
    };
    let mut about = vec![hit.project.clone()];
    about.extend(hit.at.map(|at| at.strftime("%Y-%m-%d").to_string()));
    about.extend(
        hit.session_id
            .as_deref()
            .map(|id| format!("session {}", render::session::short_id(id))),
    );
    let title = match hit.kind {
        MemoryHitKind::Session | MemoryHitKind::Handoff => format!(" \"{}\"", hit.title),
        MemoryHitKind::Decision | MemoryHitKind::Note => String::new(),
    };
    format!("- {kind}{title} ({}): {}\n", about.join(", "), hit.excerpt.trim())
}

/// The handoff of a session, the one that waits in the project, or adding to the one that this session will leave.
fn handoff(segue: &mut Segue, asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (session, notes) = (asked.word("session")?, asked.word("notes")?);
    let found = match (session, notes) {
        (Some(_), Some(_)) => {
            return Err(
                Problem::new(Code::BadInput, "notes are for the handoff of this session")
                    .hint("Leave session out to add notes, or notes out to read."),
            );
        }
        (None, Some(notes)) => {
            let this = asked.this_session().ok_or_else(|| {
                Problem::new(Code::BadInput, "Claude Code did not say which session this is")
                    .hint("The person can add to a handoff with `segue handoff edit`.")
            })?;
            let kept = segue.add_to_handoff(this, notes, "mcp")?;
            let place = kept
                .path
                .as_deref()
                .unwrap_or("Segue's database; its file could not be written");
            let text = format!("The notes are in this session's handoff now: {place}\n");
            return both(text, &json!({ "handoff": kept }));
        }
        (Some(session), None) => segue.stored_handoff(session)?,
        (None, None) => segue.handoff_of_project(&asked.folder()?, asked.this_session())?,
    };
    let text = match &found {
        Some(found) => found.markdown.clone(),
        None => "There is no handoff.\n".to_owned(),
    };
    both(text, &json!({ "handoff": found }))
}

/// What something will take; without words, how this session does against its plan.
fn estimate(segue: &mut Segue, asked: &Asked<'_>) -> Result<Answer, Problem> {
    let look = asked.look(segue)?;
    let Some(words) = asked.word("what")? else {
        let live = match asked.this_session() {
            // A session of which nothing was read yet works on no plan.
            Some(session) => segue.live(session).unwrap_or(None),
            None => None,
        };
        let text = match &live {
            Some(live) => render::live_plan::live(live, &look),
            None => "This session works on no plan. Say in `what` what is to be estimated.\n".to_owned(),
        };
        return both(text, &json!({ "live": live }));
    };
    // Here stdin is the conversation with Claude Code.
    if words == "-" {
        return Err(wrong("what", "a plan, a path or a sentence"));
    }
    let what = what::what(&[words.to_owned()], None, segue)?;
    let made = made(&what, &Options::default(), asked.world, segue)?;
    both(render::estimate::estimate(&made, "", &look), &made)
}

/// Hits when Claude does not say how many, and at most.
const USUAL_HITS: u32 = 10;
const MOST_HITS: u32 = 50;

/// One call.
struct Asked<'a> {
    world: &'a World,
    arguments: &'a Value,
}

impl<'a> Asked<'a> {
    fn look(&self, segue: &Segue) -> Result<Look, Problem> {
        Ok(Look {
            now: self.world.clock.now(),
            tz: segue.time_zone()?,
            width: 100,
        })
    }

    /// The session that asks, when Claude Code says it.
    fn this_session(&self) -> Option<&'a str> {
        self.world.places.environment.inside.session_id.as_deref()
    }

    /// The project's folder: as Claude Code says it, else where it has started us.
    fn folder(&self) -> Result<PathBuf, Problem> {
        if let Some(folder) = &self.world.places.environment.inside.project_dir {
            return Ok(folder.clone());
        }
        std::env::current_dir()
            .map_err(|error| Problem::new(Code::Io, "the project's folder is gone").because(error))
    }

    /// An argument that is a text; an empty one counts as not given.
    fn word(&self, name: &str) -> Result<Option<&'a str>, Problem> {
        match &self.arguments[name] {
            Value::Null => Ok(None),
            Value::String(text) => Ok(Some(text.trim()).filter(|text| !text.is_empty())),
            _ => Err(wrong(name, "a text")),
        }
    }

    fn switch(&self, name: &str) -> Result<bool, Problem> {
        match &self.arguments[name] {
            Value::Null => Ok(false),
            Value::Bool(on) => Ok(*on),
            _ => Err(wrong(name, "true or false")),
        }
    }

    fn number(&self, name: &str, usual: u32, most: u32) -> Result<u32, Problem> {
        match &self.arguments[name] {
            Value::Null => Ok(usual),
            value => value
                .as_u64()
                .and_then(|number| u32::try_from(number).ok())
                .map(|number| number.clamp(1, most))
                .ok_or_else(|| wrong(name, "a number")),
        }
    }
}

fn wrong(name: &str, wanted: &str) -> Problem {
    Problem::new(Code::BadInput, format!("{name} is not {wanted}"))
        .hint("Each argument is described in the tool's schema.")
}

/// Text without colours, and the value as JSON.
fn both(text: String, value: &impl Serialize) -> Result<Answer, Problem> {
    let structured = serde_json::to_value(value)
        .map_err(|error| Problem::new(Code::Io, "the answer has no JSON").because(error))?;
    Ok(Answer {
        text: anstream::adapter::strip_str(&text).to_string(),
        structured: match structured {
            Value::Object(_) => structured,
            other => json!({ "items": other }),
        },
    })
}
