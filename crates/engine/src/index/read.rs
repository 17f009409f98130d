//! Reads what is new in one transcript into a [`FileBatch`].

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::path::Path;

use segue_meter::price::{Billed, PriceTable};
use segue_meter::tokens::Tokens;
use segue_store::{
    CompactionRow, ContextState, FileBatch, LimitHitRow, OddityRow, ResponseRow, SessionFacts, SourceFile,
    TitleRank,
};
use segue_transcript::reader::{LineReader, RawLine};
use segue_transcript::record::{self, Body, Record, Response, TitleSource};

use super::Found;
use super::fingerprint;

/// Lines that could not be read are kept with their reason, but no more than this many per batch; all are counted.
const KEPT_ODDITIES: usize = 50;
/// Longest title kept, in characters.
const TITLE_CHARS: usize = 120;

/// What a reader needs besides the file.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// Key of the config folder.
    pub home: &'a str,
    /// Prices responses as they are read.
    pub prices: &'a PriceTable,
}

/// Reads a file from where it was left, or from the beginning when it is not the file it was. The buffer is lent from
/// file to file.
///
/// # Errors
/// When the file cannot be opened or read; it is then left for the next look.
pub(super) fn read(
    found: &Found,
    known: Option<&SourceFile>,
    context: Context<'_>,
    buffer: &mut Vec<u8>,
) -> io::Result<FileBatch> {
    let mut file = File::open(&found.path)?;
    let from = match known {
        Some(known) if fingerprint::still_same(&mut file, known, found.size)? => known.clone(),
        Some(_) | None => blank(&found.path),
    };
    file.seek(SeekFrom::Start(from.offset))?;
    let mut gather = Gather::new(&found.path, context, from);
    let mut lines = LineReader::with_buffer(&mut file, gather.file.offset, std::mem::take(buffer));
    while let Some(line) = lines.next_line()? {
        match line {
            RawLine::Whole { offset, bytes, end } => gather.line(offset, bytes, end),
            RawLine::TooLong { offset, end, len } => {
                gather.odd(offset, format!("a line of {len} bytes is too long"));
                gather.passed(end);
            }
            // Being written, or cut off for ever: read again when it has ended.
            RawLine::Torn { .. } => break,
        }
    }
    *buffer = lines.into_buffer();
    let mut batch = gather.finish();
    (batch.file.head_hash, batch.file.anchor_hash) = fingerprint::of(&mut file, batch.file.offset)?;
    batch.file.inode = found.inode;
    batch.file.size = found.size;
    batch.file.mtime_ns = found.mtime_ns;
    Ok(batch)
}

fn blank(path: &Path) -> SourceFile {
    SourceFile {
        path: path.to_string_lossy().into_owned(),
        inode: 0,
        size: 0,
        mtime_ns: 0,
        offset: 0,
        head_hash: 0,
        anchor_hash: 0,
        lines: 0,
        oddities: 0,
    }
}

/// Collects rows while lines go by.
struct Gather<'a> {
    context: Context<'a>,
    file: SourceFile,
    /// The session this file is the transcript of; `None` for a sub-agent's file.
    own_session: Option<String>,
    /// Session of records that do not say.
    default_session: String,
    responses: Vec<ResponseRow>,
    /// Where in `responses` an answer stands, by message id and request id.
    places: HashMap<(String, String), usize>,
    sessions: BTreeMap<String, SessionFacts>,
    hits: Vec<LimitHitRow>,
    oddities: Vec<OddityRow>,
    unknown_kinds: BTreeMap<String, u64>,
}

impl<'a> Gather<'a> {
    fn new(path: &Path, context: Context<'a>, file: SourceFile) -> Self {
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let parent_session = path
            .ancestors()
            .skip(1)
            .find(|folder| folder.file_name().is_some_and(|name| name == "subagents"))
            .and_then(Path::parent)
            .and_then(Path::file_name)
            .map(|name| name.to_string_lossy().into_owned());
        let own_session = parent_session.is_none().then(|| stem.clone());
        Gather {
            context,
            file,
            own_session,
            default_session: parent_session.unwrap_or(stem),
            responses: Vec::new(),
            places: HashMap::new(),
            sessions: BTreeMap::new(),
            hits: Vec::new(),
            oddities: Vec::new(),
            unknown_kinds: BTreeMap::new(),
        }
    }

    fn passed(&mut self, end: u64) {
        self.file.offset = end;
        self.file.lines += 1;
    }

    fn odd(&mut self, offset: u64, reason: String) {
        self.file.oddities += 1;
        if self.oddities.len() < KEPT_ODDITIES {
            self.oddities.push(OddityRow { offset, reason });
        }
    }

    fn line(&mut self, offset: u64, bytes: &[u8], end: u64) {
        self.passed(end);
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        match record::read(bytes) {
            Ok(record) => self.record(&record, bytes),
            Err(oddity) => self.odd(offset, oddity.to_string()),
        }
    }

    fn record(&mut self, record: &Record<'_>, bytes: &[u8]) {
        if !record::is_known_kind(&record.kind) {
            *self
                .unknown_kinds
                .entry(record.kind.clone().into_owned())
                .or_default() += 1;
        }
        let session = self.session_of(record);
        self.common_facts(&session, record);
        match &record.body {
            Body::Response(response) => self.response(&session, record, response),
            Body::AgentProgress(inner) => {
                if let Body::Response(response) = &inner.body {
                    self.response(&session, inner, response);
                }
            }
            Body::ApiError(error) => {
                if let (Some(limit), Some(at)) = (&error.limit, record.timestamp) {
                    self.hits.push(LimitHitRow {
                        session_id: session.into_owned(),
                        at,
                        home: Some(self.context.home.to_owned()),
                        window: limit.window.clone(),
                        resets_at: limit.resets_at,
                        text: error.text.clone().into_owned(),
                    });
                }
            }
            Body::CompactBoundary {
                trigger,
                pre_tokens,
                post_tokens,
            } => {
                if let (Some(at), false) = (record.timestamp, record.sidechain) {
                    let row = CompactionRow {
                        at,
                        trigger: trigger.as_deref().map(str::to_owned),
                        pre_tokens: *pre_tokens,
                        post_tokens: *post_tokens,
                    };
                    self.compaction(&session, row);
                }
            }
            Body::Title { source, text } => self.title(&session, rank(*source), text),
            Body::Prompt => self.first_prompt(&session, record, bytes),
            Body::CompactSummary
            | Body::ToolResult
            | Body::Interrupted
            | Body::CostState { .. }
            | Body::Other => {}
        }
    }

    /// The session a record belongs to: copies in a fork keep belonging to the session they were written in.
    fn session_of<'r>(&self, record: &'r Record<'_>) -> Cow<'r, str> {
        let said = record
            .forked_from_session
            .as_deref()
            .or(record.session_id.as_deref());
        said.map_or_else(|| Cow::Owned(self.default_session.clone()), Cow::Borrowed)
    }

    fn facts(&mut self, session: &str) -> &mut SessionFacts {
        if !self.sessions.contains_key(session) {
            let facts = SessionFacts {
                id: session.to_owned(),
                home: Some(self.context.home.to_owned()),
                ..SessionFacts::default()
            };
            self.sessions.insert(session.to_owned(), facts);
        }
        self.sessions.get_mut(session).expect("it was put there")
    }

    fn common_facts(&mut self, session: &str, record: &Record<'_>) {
        if let Some(own) = self.own_session.as_ref().filter(|own| *own != session).cloned() {
            // Somebody else's line in our file: a copy, so this session was forked or resumed from that one.
            let facts = self.facts(&own);
            facts.forked_from.get_or_insert_with(|| session.to_owned());
            // A fork that nobody went on with says nowhere else where it belongs.
            place(facts, record);
        }
        let facts = self.facts(session);
        if let Some(at) = record.timestamp {
            facts.first_seen = Some(facts.first_seen.map_or(at, |seen| seen.min(at)));
            facts.last_seen = Some(facts.last_seen.map_or(at, |seen| seen.max(at)));
        }
        place(facts, record);
    }

    fn response(&mut self, session: &str, record: &Record<'_>, response: &Response<'_>) {
        let Some(at) = record.timestamp else { return };
        let usage = &response.usage;
        let tokens = Tokens {
            input: usage.input,
            output: usage.output,
            cache_write_5m: usage.cache_write_5m,
            cache_write_1h: usage.cache_write_1h,
            cache_read: usage.cache_read,
        };
        if !record.sidechain && self.own_session.is_some() {
            let own = self.default_session.clone();
            let facts = self.facts(&own);
            facts.context = Some(ContextState {
                tokens: tokens.total(),
                at,
                measured: !response.estimated,
            });
            keep(&mut facts.model, Some(&response.model));
        }
        if response.estimated {
            // Segue's own number in a fork; what was billed stands in the session it came from.
            return;
        }
        let row = ResponseRow {
            message_id: response.message_id.clone().into_owned(),
            request_id: response
                .request_id
                .clone()
                .map(|id| id.into_owned())
                .unwrap_or_default(),
            session_id: session.to_owned(),
            model: response.model.clone().into_owned(),
            at,
            tokens,
            web_searches: usage.web_searches,
            fast: usage.fast,
            us_only: usage.us_only,
            finished: response.finished,
            sidechain: record.sidechain,
            cost_micros: 0,
        };
        self.keep_best(row);
    }

    /// The content blocks of an answer mostly follow one another: the last answer is looked at first.
    fn keep_best(&mut self, row: ResponseRow) {
        let same =
            |last: &&mut ResponseRow| last.message_id == row.message_id && last.request_id == row.request_id;
        if let Some(last) = self.responses.last_mut().filter(same) {
            return last.absorb(row);
        }
        let next = self.responses.len();
        let place = self
            .places
            .entry((row.message_id.clone(), row.request_id.clone()));
        match self.responses.get_mut(*place.or_insert(next)) {
            Some(known) => known.absorb(row),
            None => self.responses.push(row),
        }
    }

    fn compaction(&mut self, session: &str, row: CompactionRow) {
        let own = self.default_session.clone();
        if self.own_session.is_some() {
            let after = ContextState {
                tokens: row.post_tokens.unwrap_or(0),
                at: row.at,
                measured: false,
            };
            self.facts(&own).context = Some(after);
        }
        self.facts(session).compactions.push(row);
    }

    fn title(&mut self, session: &str, rank: TitleRank, text: &str) {
        let title = shorten(text);
        let facts = self.facts(session);
        // A later title of the same kind is the newer one; a worse kind never replaces a better one.
        if !title.is_empty() && facts.title.as_ref().is_none_or(|(have, _)| *have <= rank) {
            facts.title = Some((rank, title));
        }
    }

    fn first_prompt(&mut self, session: &str, record: &Record<'_>, bytes: &[u8]) {
        if record.sidechain || record.meta || self.facts(session).title.is_some() {
            return;
        }
        let title = record::prompt_text(bytes)
            .map(|text| shorten(&text))
            .filter(|title| !title.is_empty());
        if let Some(title) = title {
            self.facts(session).title = Some((TitleRank::FirstPrompt, title));
        }
    }

    fn finish(mut self) -> FileBatch {
        if let Some(own) = self.own_session.clone() {
            let path = self.file.path.clone();
            self.facts(&own).transcript_path = Some(path);
        }
        for row in &mut self.responses {
            row.cost_micros = price(row, self.context.prices);
        }
        FileBatch {
            file: self.file,
            responses: self.responses,
            sessions: self.sessions.into_values().collect(),
            hits: self.hits,
            oddities: self.oddities,
            unknown_kinds: self.unknown_kinds,
        }
    }
}

/// Takes over the project, branch and version in which the main conversation stands.
fn place(facts: &mut SessionFacts, record: &Record<'_>) {
    if record.sidechain {
        return;
    }
    keep(&mut facts.version, record.version.as_deref());
    keep(
        &mut facts.git_branch,
        record.git_branch.as_deref().filter(|branch| !branch.is_empty()),
    );
    if facts.project_path.is_none() {
        facts.project_path = record.cwd.as_deref().map(project_of);
    }
}

/// What the best record of an answer costs at the time of the first.
fn price(row: &ResponseRow, prices: &PriceTable) -> u64 {
    let billed = Billed {
        tokens: row.tokens,
        web_searches: row.web_searches,
        fast: row.fast,
        us_only: row.us_only,
        at: row.at,
    };
    prices.cost(&row.model, &billed).micros
}

/// Takes over a text that differs, without copying one that does not.
fn keep(field: &mut Option<String>, seen: Option<&str>) {
    if let Some(seen) = seen.filter(|seen| field.as_deref() != Some(seen)) {
        *field = Some(seen.to_owned());
    }
}

fn rank(source: TitleSource) -> TitleRank {
    match source {
        TitleSource::Summary => TitleRank::Summary,
        TitleSource::Ai => TitleRank::Ai,
        TitleSource::Custom => TitleRank::Custom,
    }
}

/// One line of at most [`TITLE_CHARS`] characters.
fn shorten(text: &str) -> String {
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or("");
    if line.chars().count() <= TITLE_CHARS {
        return line.to_owned();
    }
    let cut: String = line.chars().take(TITLE_CHARS - 1).collect();
    format!("{}…", cut.trim_end())
}

/// Claude Code's own worktrees (`<repo>/.claude/worktrees/<name>`) belong to their repository.
fn project_of(cwd: &str) -> String {
    match cwd.find("/.claude/worktrees/") {
        Some(at) => cwd[..at].to_owned(),
        None => cwd.to_owned(),
    }
}
