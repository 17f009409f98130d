//! A record that outlives its line.

use std::borrow::Cow;

use super::{ApiError, Body, Record, Response};

fn own(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

impl Record<'_> {
    /// Copies what is borrowed from the line.
    #[must_use]
    pub fn into_owned(self) -> Record<'static> {
        Record {
            kind: own(self.kind),
            subtype: self.subtype.map(own),
            uuid: self.uuid.map(own),
            parent_uuid: self.parent_uuid.map(own),
            session_id: self.session_id.map(own),
            cwd: self.cwd.map(own),
            version: self.version.map(own),
            git_branch: self.git_branch.map(own),
            agent_id: self.agent_id.map(own),
            entrypoint: self.entrypoint.map(own),
            timestamp: self.timestamp,
            sidechain: self.sidechain,
            meta: self.meta,
            forked_from_session: self.forked_from_session.map(own),
            body: self.body.into_owned(),
        }
    }
}

impl Body<'_> {
    fn into_owned(self) -> Body<'static> {
        match self {
            Body::Response(response) => Body::Response(response.into_owned()),
            Body::ApiError(ApiError {
                error,
                status,
                text,
                limit,
            }) => Body::ApiError(ApiError {
                error: error.map(own),
                status,
                text: own(text),
                limit,
            }),
            Body::CompactBoundary {
                trigger,
                pre_tokens,
                post_tokens,
            } => Body::CompactBoundary {
                trigger: trigger.map(own),
                pre_tokens,
                post_tokens,
            },
            Body::Title { source, text } => Body::Title {
                source,
                text: own(text),
            },
            Body::AgentProgress(inner) => Body::AgentProgress(Box::new(inner.into_owned())),
            Body::CostState { total_micro_usd } => Body::CostState { total_micro_usd },
            Body::Prompt => Body::Prompt,
            Body::CompactSummary => Body::CompactSummary,
            Body::ToolResult => Body::ToolResult,
            Body::Interrupted => Body::Interrupted,
            Body::Other => Body::Other,
        }
    }
}

impl Response<'_> {
    /// Copies what is borrowed from the line.
    #[must_use]
    pub fn into_owned(self) -> Response<'static> {
        Response {
            message_id: own(self.message_id),
            request_id: self.request_id.map(own),
            model: own(self.model),
            usage: self.usage,
            finished: self.finished,
            requested_model: self.requested_model.map(own),
            estimated: self.estimated,
        }
    }
}
