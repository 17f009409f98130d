//! How much of a context window can be used before Claude Code compacts or refuses.
//!
//! The rules are Claude Code's own, read from releases 2.1.197 and 2.1.329 and seen in its `get_context_usage`
//! answers: 200,000 becomes 167,000 and 1,000,000 becomes 967,000.

use super::{ContextReading, ContextThresholds, WindowSource};
use crate::model;
use crate::provenance::Provenance;

/// Of the model's longest answer, at most this many tokens are kept free.
const ANSWER_RESERVE: u64 = 20_000;
/// Automatic compaction starts this many tokens before the reserve.
const COMPACT_MARGIN: u64 = 13_000;
/// Without automatic compaction, requests are refused this many tokens before the reserve.
const BLOCK_MARGIN: u64 = 3_000;
/// `CLAUDE_CODE_AUTO_COMPACT_WINDOW` is held between these two, in tokens.
const OVERRIDE_RANGE: (u64, u64) = (100_000, 1_000_000);
/// The last release that gives 200,000 tokens to models without `[1m]` (measured; the first one after it that does
/// not is unknown).
const LAST_SMALL_RELEASE: [u32; 3] = [2, 1, 197];

/// What of Claude Code's environment and settings decides when it compacts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CompactionRules {
    /// Whether Claude Code compacts by itself (`autoCompactEnabled`, `DISABLE_AUTO_COMPACT`).
    pub auto_compact: bool,
    /// `CLAUDE_CODE_AUTO_COMPACT_WINDOW` or the setting of that meaning, in tokens.
    pub window_override: Option<u64>,
    /// `CLAUDE_AUTOCOMPACT_PCT_OVERRIDE`, in percent; it can only lower the point.
    pub pct_override: Option<f64>,
    /// The longest answer that is asked for, in tokens.
    pub max_output: u64,
}

impl Default for CompactionRules {
    fn default() -> Self {
        CompactionRules {
            auto_compact: true,
            window_override: None,
            pct_override: None,
            max_output: 32_000,
        }
    }
}

/// Where the usable part of a window ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usable {
    /// Tokens up to that point.
    pub usable_tokens: u64,
    /// Claude Code compacts there by itself; otherwise it refuses.
    pub auto_compact: bool,
}

/// The usable part of a window of `window_tokens`.
pub fn usable(window_tokens: u64, rules: &CompactionRules) -> Usable {
    let window = match rules.window_override {
        Some(tokens) => window_tokens.min(tokens.clamp(OVERRIDE_RANGE.0, OVERRIDE_RANGE.1)),
        None => window_tokens,
    };
    let effective = window.saturating_sub(rules.max_output.min(ANSWER_RESERVE));
    if !rules.auto_compact {
        return Usable {
            usable_tokens: effective.saturating_sub(BLOCK_MARGIN),
            auto_compact: false,
        };
    }
    let point = effective.saturating_sub(COMPACT_MARGIN);
    let usable_tokens = match rules.pct_override {
        Some(pct) if pct > 0.0 && pct <= 100.0 => point.min((effective as f64 * pct / 100.0) as u64),
        _ => point,
    };
    Usable {
        usable_tokens,
        auto_compact: true,
    }
}

/// The reading of a context of `used_tokens`.
pub fn reading(
    used_tokens: u64,
    window_tokens: u64,
    window_source: WindowSource,
    rules: &CompactionRules,
    thresholds: &ContextThresholds,
    provenance: Provenance,
) -> ContextReading {
    let Usable {
        usable_tokens,
        auto_compact,
    } = usable(window_tokens, rules);
    let percent = used_tokens as f64 * 100.0 / usable_tokens.max(1) as f64;
    ContextReading {
        used_tokens,
        window_tokens,
        window_source,
        usable_tokens,
        auto_compact,
        percent,
        status: thresholds.status(percent),
        provenance,
    }
}

/// The window that is usual for a model under a release of Claude Code (`2.1.329`; `None`: a current one), in tokens.
///
/// The same name has different windows in different releases, so this is only for sessions where nobody said:
/// always show it as [`WindowSource::Assumed`].
pub fn assumed_window(model: &str, claude_version: Option<&str>) -> u64 {
    const SMALL: u64 = 200_000;
    const LARGE: u64 = 1_000_000;
    if model::asks_for_1m(model) {
        return LARGE;
    }
    let small_release = claude_version
        .and_then(release)
        .is_some_and(|release| release <= LAST_SMALL_RELEASE);
    if small_release || model::is_older_generation(model) {
        SMALL
    } else {
        LARGE
    }
}

/// `2.1.329 (Claude Code)` as three numbers.
fn release(text: &str) -> Option<[u32; 3]> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).map(str::parse);
    Some([parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?])
}

#[cfg(test)]
mod tests {
    use super::{CompactionRules, assumed_window, usable};

    fn rules() -> CompactionRules {
        CompactionRules::default()
    }

    #[test]
    fn the_compaction_point_is_claude_codes_own() {
        for (window, rules, expected) in [
            (200_000, rules(), 167_000),
            (1_000_000, rules(), 967_000),
            (
                200_000,
                CompactionRules {
                    auto_compact: false,
                    ..rules()
                },
                177_000,
            ),
            (
                200_000,
                CompactionRules {
                    max_output: 8_000,
                    ..rules()
                },
                179_000,
            ),
            (
                1_000_000,
                CompactionRules {
                    window_override: Some(200_000),
                    ..rules()
                },
                167_000,
            ),
            (
                1_000_000,
                CompactionRules {
                    window_override: Some(5_000),
                    ..rules()
                },
                67_000,
            ),
            (
                200_000,
                CompactionRules {
                    window_override: Some(9_000_000),
                    ..rules()
                },
                167_000,
            ),
            (
                200_000,
                CompactionRules {
                    pct_override: Some(50.0),
                    ..rules()
                },
                90_000,
            ),
            (
                200_000,
                CompactionRules {
                    pct_override: Some(99.0),
                    ..rules()
                },
                167_000,
            ),
            (
                200_000,
                CompactionRules {
                    pct_override: Some(0.0),
                    ..rules()
                },
                167_000,
            ),
            (
                200_000,
                CompactionRules {
                    pct_override: Some(f64::NAN),
                    ..rules()
                },
                167_000,
            ),
            (10_000, rules(), 0),
        ] {
            let found = usable(window, &rules);
            assert_eq!(found.usable_tokens, expected, "{window} {rules:?}");
            assert_eq!(found.auto_compact, rules.auto_compact);
        }
    }

    #[test]
    fn the_usual_window_depends_on_model_and_release() {
        for (model, release, expected) in [
            ("claude-opus-5-5", Some("2.1.329"), 1_000_000),
            ("claude-opus-5-5", Some("2.1.329 (Claude Code)"), 1_000_000),
            ("claude-opus-5-5", None, 1_000_000),
            ("claude-opus-5", Some("2.1.197"), 200_000),
            ("claude-opus-5[1m]", Some("2.1.197"), 1_000_000),
            ("claude-sonnet-5", Some("2.0.14"), 200_000),
            ("claude-opus-4-8", Some("2.1.329"), 1_000_000),
            ("claude-opus-4-6", Some("2.1.329"), 200_000),
            ("claude-opus-4-5-20251101", None, 200_000),
            ("claude-sonnet-4-6", None, 200_000),
            ("claude-haiku-4-5-20251001", Some("2.1.329"), 200_000),
            ("us.anthropic.claude-haiku-4-5-20251001-v1:0", None, 200_000),
            ("claude-3-5-sonnet-latest", None, 200_000),
            ("claude-haiku-5-5", None, 1_000_000),
            ("unknown-model", Some("2.1.329"), 1_000_000),
        ] {
            assert_eq!(assumed_window(model, release), expected, "{model} {release:?}");
        }
    }
}
