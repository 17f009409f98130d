//! What stands around the numbers: checks, settings, the database.

use segue_engine::view::{Check, DatabaseStatus, Doctor, Setting, SettingKind, SnapshotView, Verdict};

use super::ago;

/// One check of each verdict.
pub(crate) fn doctor() -> Doctor {
    let check = |id: &str, title: &str, verdict, detail: &str, fix: Option<&str>| Check {
        id: id.to_owned(),
        title: title.to_owned(),
        verdict,
        detail: detail.to_owned(),
        fix: fix.map(str::to_owned),
    };
    Doctor {
        checks: vec![
            check(
                "claude_data",
                "Claude Code's data",
                Verdict::Good,
                "1,204 transcripts in /home/dev/.claude",
                None,
            ),
            check(
                "statusline",
                "Statusline",
                Verdict::Hint,
                "Claude Code does not tell Segue its limits, so percentages are estimates until it is asked.",
                Some(
                    "Add \"statusLine\": {\"type\": \"command\", \"command\": \"segue statusline\"} to settings.json.",
                ),
            ),
            check(
                "database",
                "Database",
                Verdict::Bad,
                "row 3 missing from index",
                Some("Run `segue db rollback`."),
            ),
        ],
    }
}

/// One setting of each kind.
pub(crate) fn settings() -> Vec<Setting> {
    let setting = |key: &str, help: &str, value: &str, default: &str, kind, group: &str| Setting {
        key: key.to_owned(),
        help: help.to_owned(),
        value: value.to_owned(),
        default: default.to_owned(),
        kind,
        group: group.to_owned(),
    };
    let percent = SettingKind::Number {
        min: 1.0,
        max: 99.0,
        unit: "%".to_owned(),
    };
    let themes = ["system", "light", "dark"].map(str::to_owned).to_vec();
    vec![
        setting(
            "alerts.enabled",
            "Show notifications.",
            "true",
            "true",
            SettingKind::Switch,
            "Alerts",
        ),
        setting(
            "alerts.quiet_hours",
            "No notifications then.",
            "",
            "",
            SettingKind::Hours,
            "Alerts",
        ),
        setting(
            "context.warning",
            "Where a context becomes a warning.",
            "70",
            "67",
            percent,
            "Context",
        ),
        setting(
            "ui.theme",
            "Colours of the window.",
            "dark",
            "system",
            SettingKind::Choice { options: themes },
            "Window",
        ),
    ]
}

/// A sound database with one copy.
pub(crate) fn database() -> DatabaseStatus {
    DatabaseStatus {
        path: "/home/dev/.local/share/segue/segue.db".to_owned(),
        size_bytes: 4_194_304,
        schema_version: Some(2),
        known_version: 2,
        damage: None,
        snapshots: vec![SnapshotView {
            path: "/home/dev/.local/share/segue/snapshots/1.db".to_owned(),
            taken_at: ago(90_000),
            schema_version: 1,
            size_bytes: 4_000_000,
        }],
    }
}
