//! The shape of a line on disk. Every field is optional and of any type; what is not listed is skipped unread.

use serde::Deserialize;

use super::content::Content;
use super::usage::WireUsage;
use crate::loose::{Count, Flag, Nested, Number, Present, Text};

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Line<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Text<'a>,
    #[serde(borrow)]
    pub subtype: Text<'a>,
    #[serde(borrow)]
    pub uuid: Text<'a>,
    #[serde(borrow)]
    pub parent_uuid: Text<'a>,
    #[serde(borrow)]
    pub session_id: Text<'a>,
    #[serde(borrow)]
    pub cwd: Text<'a>,
    #[serde(borrow)]
    pub version: Text<'a>,
    #[serde(borrow)]
    pub git_branch: Text<'a>,
    #[serde(borrow)]
    pub agent_id: Text<'a>,
    #[serde(borrow)]
    pub entrypoint: Text<'a>,
    #[serde(borrow)]
    pub timestamp: Text<'a>,
    pub is_sidechain: Flag,
    pub is_meta: Flag,
    pub is_compact_summary: Flag,
    pub is_visible_in_transcript_only: Flag,
    pub is_api_error_message: Flag,
    pub segue_estimate: Flag,
    pub api_error_status: Count,
    #[serde(borrow)]
    pub error: Text<'a>,
    #[serde(borrow)]
    pub request_id: Text<'a>,
    #[serde(borrow)]
    pub requested_model: Text<'a>,
    pub interrupted_message_id: Present,
    #[serde(borrow)]
    pub summary: Text<'a>,
    #[serde(borrow)]
    pub ai_title: Text<'a>,
    #[serde(borrow)]
    pub custom_title: Text<'a>,
    #[serde(rename = "totalCostUSD")]
    pub total_cost_usd: Number,
    #[serde(borrow)]
    pub forked_from: Nested<ForkedFrom<'a>>,
    #[serde(borrow)]
    pub compact_metadata: Nested<CompactMetadata<'a>>,
    #[serde(borrow)]
    pub quota_limits: Nested<QuotaLimits<'a>>,
    #[serde(borrow)]
    pub message: Nested<Message<'a>>,
    #[serde(borrow)]
    pub data: Nested<Data<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Message<'a> {
    #[serde(borrow)]
    pub id: Text<'a>,
    #[serde(borrow)]
    pub model: Text<'a>,
    pub stop_reason: Present,
    #[serde(borrow)]
    pub usage: Nested<WireUsage<'a>>,
    #[serde(borrow)]
    pub content: Content<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ForkedFrom<'a> {
    #[serde(borrow)]
    pub session_id: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct CompactMetadata<'a> {
    #[serde(borrow)]
    pub trigger: Text<'a>,
    pub pre_tokens: Count,
    pub post_tokens: Count,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct QuotaLimits<'a> {
    #[serde(borrow)]
    pub rate_limit_type: Text<'a>,
    /// Seconds since 1970.
    pub resets_at: Count,
}

/// `data` of a progress record; for `agent_progress` it holds the sub-agent's whole record.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Data<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Text<'a>,
    #[serde(borrow)]
    pub agent_id: Text<'a>,
    #[serde(borrow)]
    pub message: Nested<Box<Line<'a>>>,
}
