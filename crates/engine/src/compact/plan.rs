//! Reads a transcript and decides what a compaction of it would take.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use segue_meter::context::{
    CacheState, Counted, Cut, OpportunityKind, Piece, Pruned, breakdown, cache_cost, prune,
};
use segue_meter::words;
use segue_transcript::chain::{self, Chain};
use segue_transcript::story;

use super::piece::{self, Fragment};
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::sessions;
use crate::view::{
    Activity, CacheEffect, CompactLevel, CompactionItem, CompactionPlan, KeptKind, LevelAdvice, LevelSavings,
    Session,
};
use crate::world::ClaudeHome;
use crate::{analysis, decisions, settings};

/// A plan, and what writing it needs.
pub(super) struct Prepared {
    pub(super) plan: CompactionPlan,
    pub(super) home: ClaudeHome,
    pub(super) transcript: PathBuf,
    /// The project's folder.
    pub(super) cwd: PathBuf,
    /// Calls that are answered in the conversation.
    pub(super) answered: HashSet<String>,
}

/// Plans a compaction.
pub(super) fn prepare(
    segue: &mut Segue,
    session: Option<&str>,
    level: CompactLevel,
    keep: &[String],
) -> Result<Prepared, Problem> {
    let now = segue.world.clock.now();
    let (session, row) = sessions::one(segue, session)?;
    let home = sessions::home(segue, &session, row.as_ref())?.clone();
    let path = row.filter(|row| !row.gone).and_then(|row| row.transcript_path);
    let transcript = PathBuf::from(path.ok_or_else(|| gone(&session.id))?);
    let Whole {
        chain,
        decisions,
        bytes,
    } = read(&transcript, &session.id)?;
    let context_tokens = context_tokens(&chain).ok_or_else(|| nothing_sent(&session.id))?;
    let fragments = fragments(&chain, &decisions)?;
    let pieces = fragments
        .iter()
        .map(|fragment| fragment.piece.clone())
        .collect::<Vec<_>>();
    let counted = pieces
        .iter()
        .map(|piece| piece.counted.clone())
        .collect::<Vec<Counted>>();
    let grown = analysis::grown(&chain, &counted);
    let scale = breakdown(&counted, context_tokens, grown, now).scale;
    let decide = |level| prune(&pieces, scale, context_tokens, level);
    let mut pruned = decide(level);
    refuse_unknown(keep, &pruned)?;
    pruned.keep(keep, &pieces, scale);
    let after_tokens = context_tokens.saturating_sub(pruned.saves_tokens);
    let sizes = Sizes {
        before_cut: before_cut(&pieces, &pruned.cuts, scale, context_tokens),
        context: context_tokens,
        after: after_tokens,
    };
    let cache = cache_effect(segue, &session, &chain, sizes);
    let levels = CompactLevel::ALL.map(|level| LevelSavings {
        level,
        saves_tokens: decide(level).saves_tokens,
    });
    let plan = CompactionPlan {
        session_id: session.id.clone(),
        title: session.title.clone(),
        project: Some(session.project.clone()).filter(|name| !name.is_empty()),
        level,
        live: session.activity != Activity::Past,
        context_tokens,
        usable_tokens: session
            .context
            .as_ref()
            .map_or(0, |context| context.usable_tokens),
        items: items(&fragments, &pruned),
        kept: kept(&pruned),
        saves_tokens: pruned.saves_tokens,
        after_tokens,
        cache,
        notes: notes(&session, level, &levels, segue.world.demo),
        levels: levels.to_vec(),
        transcript_bytes: bytes,
    };
    Ok(Prepared {
        plan,
        home,
        transcript,
        cwd: PathBuf::from(&session.project_path),
        answered: answered(&chain),
    })
}

/// Keeping what would not go anyway is most likely a key of another plan.
fn refuse_unknown(keep: &[String], pruned: &Pruned) -> Result<(), Problem> {
    match keep
        .iter()
        .find(|key| !pruned.cuts.iter().any(|cut| cut.key == **key))
    {
        None => Ok(()),
        Some(unknown) => Err(
            Problem::new(Code::BadInput, format!("nothing named {unknown} would go"))
                .hint("`segue compact --plan --json` lists the keys."),
        ),
    }
}

/// The level that a session's context asks for.
pub(super) fn level(segue: &Segue, session: Option<&str>) -> Result<LevelAdvice, Problem> {
    let (session, _) = sessions::one(segue, session)?;
    let Some(reading) = &session.context else {
        return Err(nothing_sent(&session.id));
    };
    let level = CompactLevel::for_status(reading.status);
    let border = settings::context_thresholds(&segue.store)?;
    let used = reading.percent_words();
    let reason = match level {
        CompactLevel::Soft => format!(
            "the context is {used} used, under {}",
            words::percent(border.danger)
        ),
        CompactLevel::Strategic => format!("the context is {used} used"),
        CompactLevel::Emergency => format!("the context is {used} used, nearly full"),
    };
    Ok(LevelAdvice { level, reason })
}

/// What was read in one go.
struct Whole {
    chain: Chain,
    /// Records in which a decision was found.
    decisions: HashSet<String>,
    bytes: u64,
}

/// Reads the conversation, and the decisions in it; refuses a transcript that grows meanwhile.
fn read(transcript: &Path, session_id: &str) -> Result<Whole, Problem> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => gone(session_id),
        _ => Problem::new(Code::Io, format!("{} cannot be read", transcript.display())).because(error),
    };
    let open = || File::open(transcript).map_err(failed);
    let bytes = size(transcript).map_err(failed)?;
    let chain = chain::read_chain(BufReader::new(open()?.take(bytes))).map_err(failed)?;
    let story = story::read_story(BufReader::new(open()?.take(bytes))).map_err(failed)?;
    let found = decisions::found(&story);
    if size(transcript).map_err(failed)? != bytes {
        return Err(grew());
    }
    Ok(Whole {
        chain,
        decisions: found.into_iter().map(|decision| decision.uuid).collect(),
        bytes,
    })
}

/// Bytes of a file now.
pub(super) fn size(path: &Path) -> std::io::Result<u64> {
    Ok(path.metadata()?.len())
}

/// The exact size of the context: what the last answer was billed for, or what a compaction left.
pub(super) fn context_tokens(chain: &Chain) -> Option<u64> {
    let answered = chain.last_usage.as_ref().map(|(usage, _, _)| usage.total());
    answered.or(chain.compacted_to)
}

/// Calls of the conversation that have a result.
pub(super) fn answered(chain: &Chain) -> HashSet<String> {
    chain
        .items
        .iter()
        .filter(|item| piece::is_result(&item.kind))
        .map(|item| item.call.clone())
        .collect()
}

fn fragments(chain: &Chain, decisions: &HashSet<String>) -> Result<Vec<Fragment>, Problem> {
    let tokenizer = analysis::tokenizer()?;
    let fragments = chain
        .items
        .iter()
        .map(|item| piece::fragment(&tokenizer, item, chain.cwd.as_deref(), decisions))
        .collect();
    drop(tokenizer);
    crate::give_memory_back();
    Ok(fragments)
}

/// Tokens that stay cached: everything before the first cut, with what the transcript does not hold.
fn before_cut(pieces: &[Piece], cuts: &[Cut], scale: f64, context_tokens: u64) -> u64 {
    let first = cuts.iter().flat_map(|cut| &cut.pieces).min().copied();
    let from = first.unwrap_or(pieces.len());
    let behind = pieces[from..]
        .iter()
        .map(|piece| piece.counted.tokens)
        .sum::<u64>();
    context_tokens.saturating_sub((behind as f64 * scale).round() as u64)
}

/// What the cuts do to the prompt cache of a session.
fn cache_effect(segue: &Segue, session: &Session, chain: &Chain, sizes: Sizes) -> CacheEffect {
    if sizes.after == sizes.context {
        return CacheEffect {
            rewritten_tokens: 0,
            cost_micros: 0,
            cold: false,
            pays_after_turns: None,
            sentence: "Nothing goes, so the prompt cache stays as it is.".to_owned(),
        };
    }
    let (model, last_answer) = match &chain.last_usage {
        Some((_, model, at)) => (Some(model.as_str()), *at),
        None => (None, None),
    };
    let state = CacheState {
        model: model.or(session.model.as_deref()).unwrap_or(""),
        hour: chain.hour_cache,
        last_answer,
        before_cut: sizes.before_cut,
        context_tokens: sizes.context,
        after_tokens: sizes.after,
    };
    let cost = cache_cost(&state, &segue.prices, segue.world.clock.now());
    CacheEffect {
        rewritten_tokens: cost.rewritten_tokens,
        cost_micros: cost.cost_micros,
        cold: cost.cold,
        pays_after_turns: cost.pays_after,
        sentence: cost.sentence,
    }
}

/// Sizes of a context, in tokens.
struct Sizes {
    before_cut: u64,
    context: u64,
    after: u64,
}

fn items(fragments: &[Fragment], pruned: &Pruned) -> Vec<CompactionItem> {
    pruned
        .cuts
        .iter()
        .map(|cut| {
            let first = &fragments[cut.pieces[0]];
            CompactionItem {
                key: cut.key.clone(),
                kind: cut.kind,
                label: first.label.clone(),
                why: why(cut.kind).to_owned(),
                tokens: cut.tokens,
                turn: first.piece.counted.turn,
                at: first.at,
                placeholder: first.placeholder.clone(),
            }
        })
        .collect()
}

fn why(kind: OpportunityKind) -> &'static str {
    match kind {
        OpportunityKind::RepeatedFileReads => "the file was read again later",
        OpportunityKind::RepeatedToolResults => "the same result stands further down",
        OpportunityKind::OldFileReads => "ten other reads came after it; the file is on disk",
        OpportunityKind::VerboseOutput => "long output of a command that can be run again",
        OpportunityKind::OldToolResults => "an older result; what came of it stays",
        OpportunityKind::EarlyExchanges => "said early on; its first line stays",
    }
}

fn kept(pruned: &Pruned) -> Vec<KeptKind> {
    pruned
        .kept
        .iter()
        .map(|kept| KeptKind {
            label: kept.keep.label().to_owned(),
            count: kept.count,
            tokens: kept.tokens,
        })
        .collect()
}

fn notes(session: &Session, level: CompactLevel, levels: &[LevelSavings], made_up: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if session.activity != Activity::Past {
        notes.push(
            "The session is open, so this is a plan only. Exit Claude Code there, or type /clear, then compact."
                .to_owned(),
        );
    }
    let saves = |wanted| {
        levels
            .iter()
            .find(|savings| savings.level == wanted)
            .map_or(0, |savings| savings.saves_tokens)
    };
    let stronger = CompactLevel::ALL
        .into_iter()
        .find(|other| *other > level && saves(*other) > saves(level));
    if let Some(stronger) = stronger {
        notes.push(format!(
            "{} would save {} tokens.",
            capital(stronger.as_str()),
            words::tokens(saves(stronger))
        ));
    }
    if !made_up && !Path::new(&session.project_path).is_dir() {
        notes.push(format!(
            "The project folder {} is gone: Claude Code could not go on there, so no fork can be written.",
            session.project_path
        ));
    }
    notes
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The transcript is no longer as it was planned for.
pub(super) fn grew() -> Problem {
    Problem::new(Code::Busy, "the session went on while it was looked at")
        .hint("Its transcript has grown. Let Claude Code finish there, then look at the plan again.")
}

fn gone(session_id: &str) -> Problem {
    Problem::new(
        Code::NotFound,
        format!("the transcript of session {session_id} is gone"),
    )
    .hint("Claude Code deletes transcripts after 30 days (`cleanupPeriodDays` in its settings).")
}

fn nothing_sent(session_id: &str) -> Problem {
    Problem::new(
        Code::BadInput,
        format!("nothing was sent yet in session {session_id}: there is nothing to compact"),
    )
}
