//! Sessions and their usage.

use jiff::Timestamp;
use segue_engine::view::{
    Activity, ExactCategory, ExactContext, Session, SessionDetail, Totals, Usage, UsageBy, UsageRow,
    UsageTotals,
};
use segue_meter::context::{
    BigItem, Breakdown, Category, CategoryTokens, ContextReading, ContextThresholds, Opportunity,
    OpportunityKind, WindowSource,
};
use segue_meter::provenance::Source;
use segue_meter::tokens::Tokens;

use super::{NOW, ago, from};

fn session(number: u8, project: &str, title: Option<&str>, activity: Activity, used: Option<u64>) -> Session {
    Session {
        id: format!("9f1c2d3e-0000-4000-8000-00000000000{number}"),
        title: title.map(str::to_owned),
        project: project.to_owned(),
        project_path: format!("/home/dev/work/{project}"),
        model: Some("claude-opus-4-8".to_owned()),
        git_branch: Some("main".to_owned()),
        version: Some("2.1.329".to_owned()),
        first_seen: Some(ago(9_000)),
        last_seen: Some(last_seen(&activity)),
        activity,
        forked_from: None,
        totals: Totals {
            tokens: Tokens {
                input: 900,
                output: 41_000,
                cache_write_5m: 120_000,
                cache_write_1h: 0,
                cache_read: 2_000_000,
            },
            cost_micros: 4_321_000,
            responses: 48,
        },
        context: used.map(reading),
        compactions: 2,
        transcript_gone: false,
    }
}

fn last_seen(activity: &Activity) -> Timestamp {
    match activity {
        Activity::Past => ago(400_000),
        Activity::Busy { .. } | Activity::Idle { .. } | Activity::Waiting { .. } => ago(40),
    }
}

fn reading(used_tokens: u64) -> ContextReading {
    let percent = used_tokens as f64 / 1_800.0;
    ContextReading {
        used_tokens,
        window_tokens: 200_000,
        window_source: if used_tokens > 100_000 {
            WindowSource::Session
        } else {
            WindowSource::Assumed
        },
        usable_tokens: 180_000,
        auto_compact: true,
        percent,
        status: ContextThresholds::default().status(percent),
        provenance: from(Source::Transcript, 40),
    }
}

/// Live sessions, fullest first.
pub(super) fn live() -> Vec<Session> {
    let waiting = Activity::Waiting {
        pid: 12,
        waiting_for: "permission prompt".to_owned(),
    };
    vec![
        session(
            1,
            "api-server",
            Some("Fix the login flow"),
            Activity::Busy { pid: 11 },
            Some(147_600),
        ),
        session(2, "infra", None, waiting, Some(97_200)),
        session(3, "docs", Some("README"), Activity::Idle { pid: 13 }, None),
    ]
}

/// Live and past ones.
pub(crate) fn sessions() -> Vec<Session> {
    let mut all = live();
    let title = "Port the 修复 parser\u{1b}[31m to the new grammar, then delete the old one and its tests";
    all.push(session(
        4,
        "a-project-with-a-long-name",
        Some(title),
        Activity::Past,
        Some(55_800),
    ));
    all
}

/// One session in depth.
pub(crate) fn detail() -> SessionDetail {
    SessionDetail {
        session: live().swap_remove(0),
        history: Vec::new(),
        breakdown: Some(breakdown()),
        recommendation: "Compact now to free about 40k tokens.".to_owned(),
        exact: Some(ExactContext {
            total_tokens: 148_020,
            max_tokens: 200_000,
            auto_compact_at: Some(167_000),
            categories: vec![
                ExactCategory {
                    name: "System prompt".to_owned(),
                    tokens: 3_200,
                },
                ExactCategory {
                    name: "Messages".to_owned(),
                    tokens: 131_000,
                },
            ],
            difference_tokens: -420,
        }),
        outline: Vec::new(),
        transcript_path: Some(
            "/home/dev/.claude/projects/-home-dev-work-api-server/9f1c2d3e.jsonl".to_owned(),
        ),
    }
}

fn breakdown() -> Breakdown {
    let part = |category, tokens: u64| CategoryTokens {
        category,
        tokens,
        percent: tokens as f64 / 1_476.0,
    };
    let item = |label: &str, category, count, tokens| BigItem {
        label: label.to_owned(),
        category,
        count,
        tokens,
    };
    let could_go = |kind, label: &str, count, tokens, safe| Opportunity {
        kind,
        label: label.to_owned(),
        count,
        tokens,
        safe,
    };
    Breakdown {
        categories: vec![
            part(Category::FileReads, 68_000),
            part(Category::ToolResults, 31_000),
            part(Category::System, 21_600),
            part(Category::Conversation, 15_000),
            part(Category::GeneratedCode, 8_000),
            part(Category::Thinking, 3_500),
            part(Category::MemoryFiles, 500),
        ],
        scale: 1.083,
        counted_tokens: 136_288,
        biggest: vec![
            item(
                "/home/dev/work/api-server/src/very/deep/folder/with/a/long/path/mod0.py",
                Category::FileReads,
                4,
                38_000,
            ),
            item("git log --stat", Category::ToolResults, 1, 9_100),
        ],
        opportunities: vec![
            could_go(
                OpportunityKind::RepeatedFileReads,
                "3 files read again",
                3,
                28_500,
                true,
            ),
            could_go(
                OpportunityKind::EarlyExchanges,
                "6 early exchanges",
                6,
                9_000,
                false,
            ),
        ],
        computed_at: NOW,
    }
}

fn sums(scale: u64) -> UsageTotals {
    let totals = UsageTotals {
        input_tokens: 1_234 * scale,
        output_tokens: 45_678 * scale,
        cache_creation_tokens: 912_345 * scale,
        cache_read_tokens: 98_765_432 * scale,
        total_tokens: 0,
        cost_usd: 812.345 * scale as f64,
        responses: 612 * scale,
    };
    UsageTotals {
        total_tokens: totals.input_tokens
            + totals.output_tokens
            + totals.cache_creation_tokens
            + totals.cache_read_tokens,
        ..totals
    }
}

fn row(key: &str, split: Option<&str>, scale: u64) -> UsageRow {
    UsageRow {
        key: key.to_owned(),
        label: key.to_owned(),
        split: split.map(str::to_owned),
        sums: sums(scale),
    }
}

/// Two days.
pub(crate) fn usage() -> Usage {
    Usage {
        by: UsageBy::Day,
        time_zone: "Europe/Paris".to_owned(),
        rows: vec![row("2026-11-23", None, 1), row("2026-11-24", None, 2)],
        totals: sums(3),
        guessed_prices: vec!["claude-nova-9".to_owned()],
    }
}

/// Two projects by model, largest rows first; keys that need quoting in CSV.
pub(crate) fn split_usage() -> Usage {
    Usage {
        by: UsageBy::Project,
        rows: vec![
            row(
                "/home/dev/work/a, \"quoted\" and rather long project path",
                Some("claude-opus-4-8"),
                1,
            ),
            row("/home/dev/docs", Some("claude-sonnet-4-6"), 1),
            row(
                "/home/dev/work/a, \"quoted\" and rather long project path",
                Some("claude-haiku-4-5"),
                2,
            ),
        ],
        totals: sums(4),
        guessed_prices: Vec::new(),
        ..usage()
    }
}
