//! What an answer cost, in tokens, and how Claude Code writes it.

use serde::Deserialize;

use crate::loose::{Count, Nested, Text};

/// What one answer is billed for. Token classes do not overlap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Prompt tokens that were neither read from nor written to the cache.
    pub input: u64,
    /// Output tokens, thinking included.
    pub output: u64,
    /// Tokens written to the five-minute cache.
    pub cache_write_5m: u64,
    /// Tokens written to the one-hour cache.
    pub cache_write_1h: u64,
    /// Tokens read from the cache.
    pub cache_read: u64,
    /// Web searches made by the server.
    pub web_searches: u64,
    /// Whether fast mode answered.
    pub fast: bool,
    /// Whether inference was restricted to the United States.
    pub us_only: bool,
    /// Output tokens that were thinking, where told (2.1.3xx).
    pub thinking: u64,
}

impl Usage {
    /// Tokens that were sent: input, cache writes and cache reads. This is the context that the answer saw.
    #[must_use]
    pub fn prompt(&self) -> u64 {
        self.input
            .saturating_add(self.cache_write_5m)
            .saturating_add(self.cache_write_1h)
            .saturating_add(self.cache_read)
    }

    /// All tokens, sent and received.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.prompt().saturating_add(self.output)
    }
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct WireUsage<'a> {
    input_tokens: Count,
    output_tokens: Count,
    cache_creation_input_tokens: Count,
    cache_read_input_tokens: Count,
    cache_creation: Nested<CacheCreation>,
    server_tool_use: Nested<ServerToolUse>,
    output_tokens_details: Nested<OutputDetails>,
    #[serde(borrow)]
    speed: Text<'a>,
    #[serde(borrow)]
    inference_geo: Text<'a>,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct CacheCreation {
    ephemeral_5m_input_tokens: Count,
    ephemeral_1h_input_tokens: Count,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct ServerToolUse {
    web_search_requests: Count,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct OutputDetails {
    thinking_tokens: Count,
}

impl WireUsage<'_> {
    /// Our own numbers. The sum of cache writes is the truth where it is given: what the split does not cover counts as
    /// five-minute writes, the API's default, and a split of more than the sum (a usage edited by hand) is cut to it.
    pub(crate) fn read(&self) -> Usage {
        let split = self.cache_creation.0.clone().unwrap_or_default();
        let (short, long) = (
            split.ephemeral_5m_input_tokens.or_zero(),
            split.ephemeral_1h_input_tokens.or_zero(),
        );
        let written = self
            .cache_creation_input_tokens
            .0
            .unwrap_or(short.saturating_add(long));
        let long = long.min(written);
        Usage {
            input: self.input_tokens.or_zero(),
            output: self.output_tokens.or_zero(),
            cache_write_5m: written - long,
            cache_write_1h: long,
            cache_read: self.cache_read_input_tokens.or_zero(),
            web_searches: self
                .server_tool_use
                .0
                .as_ref()
                .map_or(0, |s| s.web_search_requests.or_zero()),
            fast: self.speed.as_str() == "fast",
            us_only: matches!(self.inference_geo.as_str(), "us" | "US"),
            thinking: self
                .output_tokens_details
                .0
                .as_ref()
                .map_or(0, |d| d.thinking_tokens.or_zero()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Usage {
        serde_json::from_str::<WireUsage<'_>>(json).unwrap().read()
    }

    #[test]
    fn cache_writes_without_a_split_are_five_minute_writes() {
        let usage = read(r#"{"cache_creation_input_tokens":70}"#);
        assert_eq!((usage.cache_write_5m, usage.cache_write_1h), (70, 0));
        let usage = read(
            r#"{"cache_creation_input_tokens":70,"cache_creation":{"ephemeral_1h_input_tokens":50,"ephemeral_5m_input_tokens":5}}"#,
        );
        assert_eq!((usage.cache_write_5m, usage.cache_write_1h), (20, 50));
    }

    #[test]
    fn the_sum_of_cache_writes_is_the_truth_where_it_is_given() {
        let usage = read(
            r#"{"cache_creation_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":12693}}"#,
        );
        assert_eq!((usage.cache_write_5m, usage.cache_write_1h), (100, 0));
        let usage =
            read(r#"{"cache_creation":{"ephemeral_5m_input_tokens":7,"ephemeral_1h_input_tokens":8}}"#);
        assert_eq!((usage.cache_write_5m, usage.cache_write_1h), (7, 8));
    }

    #[test]
    fn numbers_of_any_kind_are_read_leniently() {
        let usage = read(
            r#"{"input_tokens":3.9,"output_tokens":-4,"cache_read_input_tokens":null,"cache_creation":[1],"server_tool_use":"no","speed":7}"#,
        );
        assert_eq!(
            usage,
            Usage {
                input: 3,
                ..Usage::default()
            }
        );
    }

    #[test]
    fn what_changes_the_price_is_kept() {
        let usage = read(
            r#"{"output_tokens":9,"speed":"fast","inference_geo":"us","server_tool_use":{"web_search_requests":2},"output_tokens_details":{"thinking_tokens":4}}"#,
        );
        assert!(usage.fast && usage.us_only);
        assert_eq!((usage.web_searches, usage.thinking, usage.total()), (2, 4, 9));
    }
}
