//! From a line to what it says: the rules of metering, in one place.

use std::borrow::Cow;

use jiff::Timestamp;

use super::line::{Data, Line, Message};
use super::{ApiError, Body, LimitHit, Oddity, Record, Response, TitleSource};
use crate::limit_text;
use crate::loose::Text;

/// The model name of answers that Claude Code wrote itself.
const SYNTHETIC: &str = "<synthetic>";

/// Turns a parsed line into a record.
pub(super) fn record(mut line: Line<'_>) -> Result<Record<'_>, Oddity> {
    let Some(kind) = line.kind.0.take() else {
        return Err(Oddity::NoType);
    };
    let timestamp = line.timestamp.as_str().parse().ok();
    let mut record = Record {
        kind,
        subtype: line.subtype.0.take(),
        uuid: line.uuid.0.take(),
        parent_uuid: line.parent_uuid.0.take(),
        session_id: line.session_id.0.take(),
        cwd: line.cwd.0.take(),
        version: line.version.0.take(),
        git_branch: line.git_branch.0.take(),
        agent_id: line.agent_id.0.take(),
        entrypoint: line.entrypoint.0.take(),
        timestamp,
        sidechain: line.is_sidechain.0,
        meta: line.is_meta.0,
        forked_from_session: line.forked_from.0.take().and_then(|from| from.session_id.0),
        body: Body::Other,
    };
    record.body = body(&mut line, &record);
    Ok(record)
}

fn body<'a>(line: &mut Line<'a>, record: &Record<'a>) -> Body<'a> {
    match (&*record.kind, record.subtype.as_deref()) {
        ("assistant", _) => assistant(line, record),
        ("user", _) => user(line),
        ("system", Some("compact_boundary")) => boundary(line),
        ("progress", _) => progress(line.data.0.take(), record),
        ("summary", _) => title(TitleSource::Summary, &mut line.summary),
        ("ai-title", _) => title(TitleSource::Ai, &mut line.ai_title),
        ("custom-title", _) => title(TitleSource::Custom, &mut line.custom_title),
        ("cost-state", _) => Body::CostState {
            total_micro_usd: line
                .total_cost_usd
                .0
                .filter(|usd| *usd >= 0.0)
                .map(|usd| (usd * 1e6).round() as u64),
        },
        _ => Body::Other,
    }
}

fn title<'a>(source: TitleSource, text: &mut Text<'a>) -> Body<'a> {
    match text.0.take() {
        Some(text) if !text.trim().is_empty() => Body::Title { source, text },
        _ => Body::Other,
    }
}

fn boundary<'a>(line: &mut Line<'a>) -> Body<'a> {
    let metadata = line.compact_metadata.0.take().unwrap_or_default();
    Body::CompactBoundary {
        trigger: metadata.trigger.0,
        pre_tokens: metadata.pre_tokens.0,
        post_tokens: metadata.post_tokens.0,
    }
}

fn user<'a>(line: &Line<'a>) -> Body<'a> {
    let Some(message) = &line.message.0 else {
        return Body::Other;
    };
    let text = message.content.text.as_deref().unwrap_or_default();
    if line.is_compact_summary.0 {
        Body::CompactSummary
    } else if line.interrupted_message_id.0 || text.starts_with(super::prompt::INTERRUPTED) {
        Body::Interrupted
    } else if message.content.tool_result {
        Body::ToolResult
    } else if message.content.typed && !line.is_meta.0 && !line.is_visible_in_transcript_only.0 {
        Body::Prompt
    } else {
        Body::Other
    }
}

fn assistant<'a>(line: &mut Line<'a>, record: &Record<'a>) -> Body<'a> {
    let Some(message) = line.message.0.take() else {
        return Body::Other;
    };
    let synthetic = message.model.as_str() == SYNTHETIC;
    if line.is_api_error_message.0 || (synthetic && line.error.0.is_some()) {
        return api_error(line, message, record.timestamp);
    }
    let usage = message
        .usage
        .0
        .as_ref()
        .map(super::WireUsage::read)
        .unwrap_or_default();
    if synthetic || usage.total() == 0 {
        return Body::Other;
    }
    // Without any id two copies of an answer cannot be told apart; the record's own id is the best there is.
    let Some(message_id) = message.id.0.or_else(|| record.uuid.clone()) else {
        return Body::Other;
    };
    Body::Response(Response {
        message_id,
        request_id: line.request_id.0.take(),
        model: message.model.0.unwrap_or(Cow::Borrowed("unknown")),
        usage,
        finished: message.stop_reason.0,
        requested_model: line.requested_model.0.take(),
        estimated: line.segue_estimate.0,
    })
}

fn api_error<'a>(line: &mut Line<'a>, message: Message<'a>, at: Option<Timestamp>) -> Body<'a> {
    let text = message.content.text.unwrap_or_default();
    let told = line.quota_limits.0.take().and_then(|quota| {
        let resets_at = quota.resets_at.0.and_then(limit_text::from_epoch_seconds);
        quota.rate_limit_type.into_string().map(|window| LimitHit {
            window: Some(window),
            resets_at,
        })
    });
    let limit = match line.error.0.as_deref() {
        Some("rate_limit") => Some(told.or_else(|| limit_text::read(&text, at)).unwrap_or(LimitHit {
            window: None,
            resets_at: None,
        })),
        // Versions before 2.1 wrote no class; then the text is all there is.
        None => limit_text::read(&text, at),
        Some(_) => None,
    };
    Body::ApiError(ApiError {
        error: line.error.0.take(),
        status: line
            .api_error_status
            .0
            .and_then(|status| u16::try_from(status).ok()),
        text,
        limit,
    })
}

/// Finds the sub-agent's record inside a progress record; it inherits from the outer one what it does not say itself.
fn progress<'a>(data: Option<Data<'a>>, outer: &Record<'a>) -> Body<'a> {
    let Some(data) = data.filter(|data| data.kind.as_str() == "agent_progress") else {
        return Body::Other;
    };
    let Some(Ok(mut inner)) = data.message.0.map(|line| record(*line)) else {
        return Body::Other;
    };
    let inherit = |own: &mut Option<Cow<'a, str>>, from: &Option<Cow<'a, str>>| {
        if own.is_none() {
            own.clone_from(from);
        }
    };
    inherit(&mut inner.agent_id, &data.agent_id.0);
    inherit(&mut inner.agent_id, &outer.agent_id);
    inherit(&mut inner.session_id, &outer.session_id);
    inherit(&mut inner.cwd, &outer.cwd);
    inherit(&mut inner.version, &outer.version);
    inherit(&mut inner.git_branch, &outer.git_branch);
    inherit(&mut inner.entrypoint, &outer.entrypoint);
    inner.timestamp = inner.timestamp.or(outer.timestamp);
    inner.sidechain = true;
    Body::AgentProgress(Box::new(inner))
}
