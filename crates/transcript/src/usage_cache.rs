//! The quota that 2.1.3xx caches in `~/.claude.json`, and nothing else of that file.
//!
//! The file also holds the account and the history of projects. Only one member is turned into values; all others are
//! skipped as bytes.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::limits::{self, LimitReading};
use crate::loose::{Count, Nested, Text};
use crate::registry::milliseconds;

/// What Claude Code learned about the account's quota, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct CachedUsage {
    /// When Claude Code asked.
    pub fetched_at: Timestamp,
    /// The account's id, to tell accounts apart.
    pub account: Option<String>,
    /// The windows.
    pub limits: Vec<LimitReading>,
}

/// Reads `cachedUsageUtilization` of the file's bytes; `None` when there is none (older versions, API keys).
#[must_use]
pub fn parse(bytes: &[u8]) -> Option<CachedUsage> {
    let file: File<'_> = serde_json::from_slice(bytes).ok()?;
    let cached = file.cached_usage_utilization.0?;
    Some(CachedUsage {
        fetched_at: milliseconds(cached.fetched_at_ms)?,
        account: cached.account_uuid.into_string(),
        limits: limits::from_usage_endpoint(&cached.utilization),
    })
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct File<'a> {
    #[serde(borrow)]
    cached_usage_utilization: Nested<Cached<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Cached<'a> {
    fetched_at_ms: Count,
    #[serde(borrow)]
    account_uuid: Text<'a>,
    utilization: Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_quota_is_read_and_the_rest_may_be_anything() {
        let file = br#"{"oauthAccount":{"emailAddress":"\ud83d"},"projects":{"/x":[1e999]},
            "cachedUsageUtilization":{"fetchedAtMs":1795225867509,"utilization":{"five_hour":{"utilization":37}}}}"#;
        let cached = parse(file).unwrap();
        assert_eq!(cached.fetched_at, "2026-11-21T01:51:07.509Z".parse().unwrap());
        assert_eq!(cached.limits[0].used_percent, Some(37.0));
        assert_eq!(parse(b"{}"), None);
        assert_eq!(parse(b"{\"cachedUsageUtilization\":null}"), None);
        assert_eq!(parse(b"not json"), None);
    }
}
