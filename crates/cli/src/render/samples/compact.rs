//! A compaction: the plan of it, and the fork.

use segue_engine::view::{
    CacheEffect, CompactLevel, Compaction, CompactionItem, CompactionPlan, Handoff, KeptKind, LevelSavings,
    Restart, ResumeCommand,
};
use segue_meter::context::OpportunityKind;

use super::ago;

const FROM: &str = "9f1c2d3e-0000-4000-8000-000000000001";
const FORK: &str = "0b5e77aa-1111-4222-8333-444455556666";

pub(crate) fn compaction_plan() -> CompactionPlan {
    let item = |number: usize, kind, label: &str, tokens| CompactionItem {
        key: format!("result:toolu_{number}"),
        kind,
        label: label.to_owned(),
        why: "the file was read again later".to_owned(),
        tokens,
        turn: 2,
        at: Some(ago(4_000)),
        placeholder: "[Segue removed this read.]".to_owned(),
    };
    let mut items = vec![
        item(1, OpportunityKind::RepeatedFileReads, "src/login.rs", 9_100),
        item(
            2,
            OpportunityKind::RepeatedFileReads,
            "packages/authentication/src/strategies/open-id-connect/session-refresh-token.test.ts",
            2_400,
        ),
        item(
            3,
            OpportunityKind::VerboseOutput,
            "cargo test --workspace --all-features -- --nocapture login::tests::refresh 2>&1",
            12_300,
        ),
    ];
    items.extend((0..9).map(|number| {
        item(
            10 + number,
            OpportunityKind::OldToolResults,
            "Grep",
            900 - number as u64 * 10,
        )
    }));
    let kept = |label: &str, count, tokens| KeptKind {
        label: label.to_owned(),
        count,
        tokens,
    };
    CompactionPlan {
        session_id: FROM.to_owned(),
        title: Some("Fix the login flow".to_owned()),
        project: Some("api-server".to_owned()),
        level: CompactLevel::Strategic,
        live: false,
        context_tokens: 137_000,
        usable_tokens: 167_000,
        saves_tokens: items.iter().map(|item| item.tokens).sum(),
        after_tokens: 137_000 - items.iter().map(|item| item.tokens).sum::<u64>(),
        items,
        kept: vec![
            kept("objectives", 3, 1_200),
            kept("decisions", 4, 2_100),
            kept("errors and their solutions", 9, 7_400),
            kept("current edits", 5, 11_000),
            kept("last exchanges", 21, 27_000),
            kept("instructions and tools", 3, 21_000),
        ],
        cache: CacheEffect {
            rewritten_tokens: 71_000,
            cost_micros: 440_000,
            cold: false,
            pays_after_turns: Some(17),
            sentence: "The prompt cache is warm: the next message writes 71k tokens of it anew, $0.44 at API prices. \
                       It pays after 17 answers (each tool call is one): every answer reads less from then on."
                .to_owned(),
        },
        levels: vec![LevelSavings {
            level: CompactLevel::Strategic,
            saves_tokens: 31_000,
        }],
        notes: vec!["Emergency would save 64k tokens.".to_owned()],
        transcript_bytes: 1_234_567,
    }
}

pub(crate) fn compaction() -> Compaction {
    Compaction {
        session_id: FORK.to_owned(),
        from_session: FROM.to_owned(),
        level: CompactLevel::Strategic,
        before_tokens: 137_000,
        after_tokens: 106_000,
        verified_tokens: Some(104_500),
        saved_tokens: 31_000,
        transcript: format!("/home/dev/.claude/projects/-home-dev-work-api-server/{FORK}.jsonl"),
        resume: ResumeCommand {
            program: "claude".to_owned(),
            arguments: vec!["--resume".to_owned(), FORK.to_owned()],
            cwd: "/home/you/code/api-server".to_owned(),
            config_dir: None,
            line: format!("cd /home/you/code/api-server && claude --resume {FORK}"),
        },
        notes: Vec::new(),
    }
}

pub(crate) fn restart() -> Restart {
    let path = format!("/home/dev/.claude/session-handoffs/handoff-{FROM}.md");
    let prompt = format!(
        "Read {path} first: it is the handoff of the session before this one. Then go on with its next objectives."
    );
    Restart {
        session_id: FORK.to_owned(),
        handoff: Handoff {
            session_id: FROM.to_owned(),
            title: Some("Fix the login flow".to_owned()),
            project: Some("api-server".to_owned()),
            markdown: "# Handoff\n".to_owned(),
            path: Some(path),
            made_at: ago(2),
            made_by: "cli".to_owned(),
            edited: false,
            used_by: None,
            tokens: 1_240,
            problems: Vec::new(),
        },
        command: ResumeCommand {
            program: "claude".to_owned(),
            line: format!("cd /home/you/code/api-server && claude --session-id {FORK} -- '{prompt}'"),
            arguments: vec!["--session-id".to_owned(), FORK.to_owned(), "--".to_owned(), prompt],
            cwd: "/home/you/code/api-server".to_owned(),
            config_dir: None,
        },
        opened: false,
        terminal: None,
        sentence: "Same quota, fresh context: the new session starts empty and reads the handoff, about 1.2k tokens."
            .to_owned(),
    }
}
