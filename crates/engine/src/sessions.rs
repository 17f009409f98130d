//! Sessions: rows, the live registry and what Claude Code said about windows, joined.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use segue_meter::context::{self, CompactionRules, ContextReading, ContextThresholds, WindowSource};
use segue_meter::model;
use segue_meter::provenance::{Provenance, Source};
use segue_store::{ContextState, SessionRow, Store};
use segue_transcript::registry::LiveSession;
use segue_transcript::settings::{self as claude_settings, Settings};

use crate::live;
use crate::problem::{Code, Problem};
use crate::segue::{Exact, Segue};
use crate::view::{Activity, ContextPoint, Session, SessionDetail, SessionQuery, Totals};
use crate::world::{ClaudeHome, Environment, Places, World};
use crate::{analysis, ask, settings};

/// How the context of any session is judged; read once per call.
struct Judge<'a> {
    store: &'a Store,
    thresholds: ContextThresholds,
    rules: HashMap<String, CompactionRules>,
    default_rules: CompactionRules,
}

impl<'a> Judge<'a> {
    fn new(store: &'a Store, world: &World) -> Result<Judge<'a>, Problem> {
        let environment = &world.places.environment;
        let per_home = world.places.claude.iter().map(|home| {
            let file = std::fs::read(home.settings()).ok();
            let settings = file
                .and_then(|bytes| claude_settings::parse(&bytes).ok())
                .unwrap_or_default();
            (home.key(), rules(&settings, environment))
        });
        Ok(Judge {
            store,
            thresholds: settings::context_thresholds(store)?,
            rules: per_home.collect(),
            default_rules: rules(&Settings::default(), environment),
        })
    }

    fn reading(&self, row: &SessionRow, state: ContextState) -> Result<ContextReading, Problem> {
        let model = model::canonical(row.model.as_deref().unwrap_or(""));
        let version = row.version.as_deref();
        let own = self
            .store
            .context_window(&row.id)?
            .filter(|said| said.model == model || model.is_empty());
        let (window, source) = match own {
            Some(said) => (said.window_tokens, WindowSource::Session),
            None => match self.store.context_window_of_model(&model, version)? {
                Some(said) => (said.window_tokens, WindowSource::SameModel),
                None => (context::assumed_window(&model, version), WindowSource::Assumed),
            },
        };
        // More in the context than the window holds: the window is larger than assumed.
        let window = if state.tokens > window {
            window.max(1_000_000)
        } else {
            window
        };
        let rules = row
            .home
            .as_ref()
            .and_then(|home| self.rules.get(home))
            .unwrap_or(&self.default_rules);
        let provenance = Provenance {
            source: if state.measured {
                Source::Transcript
            } else {
                Source::Estimate
            },
            seen_at: state.at,
            stale: false,
            error_points: None,
        };
        Ok(context::reading(
            state.tokens,
            window,
            source,
            rules,
            &self.thresholds,
            provenance,
        ))
    }

    fn session(&self, row: SessionRow, activity: Activity) -> Result<Session, Problem> {
        let context = row.context.map(|state| self.reading(&row, state)).transpose()?;
        Ok(Session {
            context,
            totals: Totals {
                tokens: row.sums.tokens,
                cost_micros: row.sums.cost_micros,
                responses: row.sums.responses,
            },
            id: row.id,
            title: row.title,
            project: row.project,
            project_path: row.project_path,
            model: row.model,
            git_branch: row.git_branch,
            version: row.version,
            first_seen: row.first_seen,
            last_seen: row.last_seen,
            activity,
            forked_from: row.forked_from,
            compactions: row.compactions,
            transcript_gone: row.gone,
        })
    }
}

/// What decides when Claude Code compacts: its environment first, then its settings, then its defaults.
///
/// The environment is ours, not the session's: a variable that was set for one terminal only is not seen.
fn rules(settings: &Settings, environment: &Environment) -> CompactionRules {
    let number = |own: &Option<String>, theirs: &Option<String>| -> Option<f64> {
        own.as_ref()
            .or(theirs.as_ref())
            .and_then(|text| text.trim().parse().ok())
    };
    let disabled = environment
        .disable_auto_compact
        .as_ref()
        .or(settings.disable_auto_compact_env.as_ref());
    let truthy = |text: &String| !matches!(text.as_str(), "" | "0" | "false" | "no");
    let defaults = CompactionRules::default();
    CompactionRules {
        auto_compact: settings.auto_compact_enabled.unwrap_or(true) && !disabled.is_some_and(truthy),
        window_override: number(
            &environment.auto_compact_window,
            &settings.auto_compact_window_env,
        )
        .map(|tokens| tokens as u64)
        .or(settings.auto_compact_window),
        pct_override: number(
            &environment.auto_compact_percent,
            &settings.auto_compact_percent_env,
        ),
        max_output: number(&environment.max_output_tokens, &settings.max_output_tokens_env)
            .map_or(defaults.max_output, |tokens| tokens as u64),
    }
}

/// Live sessions, fullest context first.
pub(crate) fn live(segue: &Segue, now: Timestamp) -> Result<Vec<Session>, Problem> {
    let judge = Judge::new(&segue.store, &segue.world)?;
    let mut sessions = Vec::new();
    for live in live::live_sessions(&segue.world.places) {
        let row = segue
            .store
            .session(&live.session_id)?
            .unwrap_or_else(|| blank(&live, now));
        sessions.push(judge.session(row, live::activity(&live))?);
    }
    let percent = |session: &Session| session.context.as_ref().map_or(-1.0, |context| context.percent);
    sessions.sort_by(|a, b| percent(b).total_cmp(&percent(a)).then_with(|| a.id.cmp(&b.id)));
    sessions.dedup_by(|a, b| a.id == b.id);
    Ok(sessions)
}

/// A session that was opened and has written nothing yet.
fn blank(live: &LiveSession, now: Timestamp) -> SessionRow {
    let path = live.cwd.clone().unwrap_or_default();
    SessionRow {
        id: live.session_id.clone(),
        home: None,
        project: path.rsplit(['/', '\\']).next().unwrap_or("").to_owned(),
        project_path: path,
        title: live.name.clone(),
        model: None,
        git_branch: None,
        version: live.version.clone(),
        forked_from: None,
        first_seen: live.started_at,
        last_seen: live.updated_at.or(Some(now)),
        context: None,
        compactions: 0,
        transcript_path: None,
        gone: false,
        sums: segue_store::Sums::default(),
    }
}

/// The Sessions list: live ones first, then latest first.
pub(crate) fn list(segue: &Segue, query: &SessionQuery) -> Result<Vec<Session>, Problem> {
    let now = segue.world.clock.now();
    let mut all = live(segue, now)?;
    let live_ids: Vec<String> = all.iter().map(|session| session.id.clone()).collect();
    if !query.live_only {
        let judge = Judge::new(&segue.store, &segue.world)?;
        for row in segue.store.sessions()? {
            if !live_ids.contains(&row.id) {
                all.push(judge.session(row, Activity::Past)?);
            }
        }
    }
    let words: Vec<String> = query
        .search
        .iter()
        .flat_map(|text| text.split_whitespace())
        .map(str::to_lowercase)
        .collect();
    all.retain(|session| {
        let in_project = query
            .project_path
            .as_ref()
            .is_none_or(|path| *path == session.project_path);
        in_project && words.iter().all(|word| matches(session, word))
    });
    all.truncate(query.limit.map_or(usize::MAX, |limit| limit as usize));
    Ok(all)
}

fn matches(session: &Session, word: &str) -> bool {
    let fields = [
        session.title.as_deref(),
        Some(session.project_path.as_str()),
        session.model.as_deref(),
    ];
    session.id.starts_with(word)
        || fields
            .into_iter()
            .flatten()
            .any(|field| field.to_lowercase().contains(word))
}

/// The session a person means, and its row where it has one.
pub(crate) fn one(segue: &Segue, id: Option<&str>) -> Result<(Session, Option<SessionRow>), Problem> {
    let live = live(segue, segue.world.clock.now())?;
    let id = resolve(&segue.store, &live, id)?;
    let row = segue.store.session(&id)?;
    let session = match live.into_iter().find(|session| session.id == id) {
        Some(session) => session,
        None => {
            let row = row.clone().ok_or_else(|| not_found(&id))?;
            Judge::new(&segue.store, &segue.world)?.session(row, Activity::Past)?
        }
    };
    Ok((session, row))
}

/// One session in depth.
pub(crate) fn detail(segue: &mut Segue, id: Option<&str>, exact: Exact) -> Result<SessionDetail, Problem> {
    let now = segue.world.clock.now();
    let (session, row) = one(segue, id)?;
    let transcript_path = row
        .as_ref()
        .filter(|row| !row.gone)
        .and_then(|row| row.transcript_path.clone());
    let analysed = match &transcript_path {
        Some(path) => analysis::analyse(&mut segue.store, &session, Path::new(path), now)?,
        None => None,
    };
    let exact = match exact {
        Exact::No => None,
        Exact::AskClaude => Some(ask_claude(segue, &session, row.as_ref())?),
    };
    let (breakdown, outline) =
        analysed.map_or((None, Vec::new()), |found| (Some(found.breakdown), found.outline));
    Ok(SessionDetail {
        history: history(&segue.store, &session.id)?,
        recommendation: recommendation(&session, breakdown.as_ref()),
        breakdown,
        exact,
        outline,
        transcript_path,
        session,
    })
}

/// The config folder a session lives in.
pub(crate) fn home<'s>(
    segue: &'s Segue,
    session: &Session,
    row: Option<&SessionRow>,
) -> Result<&'s ClaudeHome, Problem> {
    let places = &segue.world.places;
    let key = row.and_then(|row| row.home.as_deref());
    places
        .claude
        .iter()
        .find(|home| Some(home.key().as_str()) == key)
        .or(places.claude.first())
        .ok_or_else(|| not_found(&session.id))
}

/// The folder of the config folder a session lives in, for files about it; Segue's own where there is none.
pub(crate) fn config_folder(places: &Places, session: &SessionRow) -> PathBuf {
    let transcript = session.transcript_path.as_deref().map(Path::new);
    let home = session
        .home
        .as_deref()
        .and_then(|home| places.claude.iter().find(|place| place.key() == home))
        .or_else(|| places.claude_home_of(transcript?))
        .or(places.claude.first());
    home.map_or_else(|| places.segue.clone(), |home| home.root.clone())
}

fn ask_claude(
    segue: &Segue,
    session: &Session,
    row: Option<&SessionRow>,
) -> Result<crate::view::ExactContext, Problem> {
    let home = home(segue, session, row)?;
    let ours = session.context.as_ref().map_or(0, |context| context.used_tokens);
    ask::ask_context(
        &segue.world,
        home,
        &session.id,
        Path::new(&session.project_path),
        ours,
    )
}

fn recommendation(session: &Session, breakdown: Option<&context::Breakdown>) -> String {
    match &session.context {
        None => "Nothing was sent yet: the context is empty.".to_owned(),
        Some(reading) => context::recommendation(
            reading,
            breakdown.map_or(&[], |breakdown| breakdown.opportunities.as_slice()),
        ),
    }
}

/// The session a person means.
pub(crate) fn resolve(store: &Store, live: &[Session], id: Option<&str>) -> Result<String, Problem> {
    let Some(id) = id.map(str::trim).filter(|id| !id.is_empty()) else {
        let fullest = live.first().map(|session| session.id.clone());
        return match fullest {
            Some(id) => Ok(id),
            None => store.latest_session_id()?.ok_or_else(|| {
                Problem::new(Code::NotFound, "there is no session yet")
                    .hint("Start one with `claude` in a project folder.")
            }),
        };
    };
    let mut found = store.session_ids(id, 4)?;
    found.extend(
        live.iter()
            .map(|session| session.id.clone())
            .filter(|live| live.starts_with(id)),
    );
    found.sort();
    found.dedup();
    match found.as_slice() {
        [] => Err(not_found(id)),
        [one] => Ok(one.clone()),
        several if several.iter().any(|other| other == id) => Ok(id.to_owned()),
        several => Err(
            Problem::new(Code::BadInput, format!("several sessions begin with {id}"))
                .hint(format!("Write more of it: {}", several.join(", "))),
        ),
    }
}

fn not_found(id: &str) -> Problem {
    Problem::new(Code::NotFound, format!("there is no session {id}")).hint("`segue sessions` lists them.")
}

/// Context after each response, with compactions marked.
fn history(store: &Store, id: &str) -> Result<Vec<ContextPoint>, Problem> {
    let compactions = store.compactions(id)?;
    let mut next = compactions.iter().map(|compaction| compaction.at).peekable();
    let points = store.context_history(id)?.into_iter().map(|row| {
        let mut after_compaction = false;
        while next.next_if(|at| *at <= row.at).is_some() {
            after_compaction = true;
        }
        ContextPoint {
            at: row.at,
            tokens: row.tokens,
            after_compaction,
        }
    });
    Ok(points.collect())
}
