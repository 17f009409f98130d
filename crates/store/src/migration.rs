//! The list of schema steps. Steps are only ever added, and only ever add: unused columns stay where they are.
//!
//! `user_version` is the number of steps a file has had. A file with more steps than we know was written by a newer
//! Segue and is refused. Before each step on a file that holds data, `VACUUM INTO` writes a snapshot beside it.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::{StoreError, snapshot};

/// Each step is the SQL of the table families that came with it.
const STEPS: &[&[&str]] = &[
    &[
        crate::source_file::STEP_1,
        crate::session::STEP_1,
        crate::response::STEP_1,
        crate::usage::STEP_1,
        crate::quota::STEP_1,
        crate::context::STEP_1,
        crate::alert::STEP_1,
        crate::lease::STEP_1,
        crate::wish::STEP_1,
        crate::setting::STEP_1,
    ],
    &[
        crate::wish::STEP_2,
        crate::project::STEP_2,
        crate::handoff::STEP_2,
        crate::setup::STEP_2,
        crate::memory::STEP_2,
        crate::compaction::STEP_2,
    ],
    &[crate::schedule::STEP_3, crate::start::STEP_3, crate::job::STEP_3],
    &[
        crate::plan::STEP_4,
        crate::plan::COURSE_STEP_4,
        crate::plan::LINK_STEP_4,
        crate::plan::MARK_STEP_4,
        crate::estimate::STEP_4,
        crate::outcome::STEP_4,
        crate::outcome::MODEL_STEP_4,
        crate::report::STEP_4,
        crate::live_look::STEP_4,
        crate::outcome::LIKE_STEP_4,
        crate::project_measure::STEP_4,
        crate::imported_case::STEP_4,
    ],
];

/// The schema version this program writes.
pub const SCHEMA_VERSION: u32 = STEPS.len() as u32;

/// The version a file has.
pub(crate) fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Stops at a file with more steps than we know.
pub(crate) fn refuse_newer(connection: &Connection) -> Result<(), StoreError> {
    match version(connection)? {
        found if found > SCHEMA_VERSION => Err(StoreError::Newer {
            found,
            known: SCHEMA_VERSION,
        }),
        _ => Ok(()),
    }
}

/// Brings a file up to date; takes no lock when there is nothing to do.
pub(crate) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    migrate_with(connection, path, STEPS)
}

fn migrate_with(connection: &mut Connection, path: &Path, steps: &[&[&str]]) -> Result<(), StoreError> {
    // A file that was empty when we came holds nothing to go back to.
    let new = version(connection)? == 0;
    loop {
        let have = version(connection)? as usize;
        if have > steps.len() {
            return Err(StoreError::Newer {
                found: have as u32,
                known: steps.len() as u32,
            });
        }
        if have == steps.len() {
            return Ok(());
        }
        if have > 0 && !new {
            snapshot::take(connection, path, have as u32)?;
        }
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have taken the step while we waited for the lock.
        if version(&transaction)? as usize == have {
            for sql in steps[have] {
                transaction.execute_batch(sql)?;
            }
            transaction.pragma_update(None, "user_version", have as u32 + 1)?;
        }
        transaction.commit()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().expect("temp dir");
        let path = folder.path().join("segue.db");
        (folder, path)
    }

    #[test]
    fn opening_twice_changes_nothing() {
        let (_folder, path) = file();
        drop(crate::Store::open(&path).expect("first"));
        let store = crate::Store::open(&path).expect("second");
        assert_eq!(store.schema_version().expect("version"), SCHEMA_VERSION);
        assert!(
            snapshot::snapshots(&path).expect("list").is_empty(),
            "no step, no snapshot"
        );
    }

    #[test]
    fn a_newer_file_is_refused_and_left_alone() {
        let (_folder, path) = file();
        drop(crate::Store::open(&path).expect("open"));
        let raw = Connection::open(&path).expect("raw");
        raw.pragma_update(None, "user_version", SCHEMA_VERSION + 1)
            .expect("pragma");
        drop(raw);
        let before = std::fs::read(&path).expect("read");
        let error = crate::Store::open(&path).map(|_| ()).expect_err("must refuse");
        assert!(matches!(error, StoreError::Newer { .. }), "{error}");
        assert!(
            std::fs::read(&path).expect("read") == before,
            "not a byte was changed"
        );
    }

    #[test]
    fn a_step_on_a_file_with_data_leaves_a_snapshot_that_can_be_restored() {
        let (_folder, path) = file();
        let mut connection = crate::connect(&path).expect("connect");
        let first: &[&[&str]] = &[&["CREATE TABLE t(x); INSERT INTO t VALUES (1);"]];
        migrate_with(&mut connection, &path, first).expect("step 1");
        let both: &[&[&str]] = &[first[0], &["ALTER TABLE t ADD COLUMN y; UPDATE t SET x = 2;"]];
        migrate_with(&mut connection, &path, both).expect("step 2");
        drop(connection);
        assert_eq!(snapshot::snapshots(&path).expect("list").len(), 1);
        snapshot::rollback(&path).expect("rollback");
        let connection = crate::connect(&path).expect("connect");
        let x: i64 = connection
            .query_row("SELECT x FROM t", [], |row| row.get(0))
            .expect("row");
        assert_eq!((x, version(&connection).expect("version")), (1, 1));
    }

    #[test]
    fn a_history_from_before_plans_keeps_every_row_and_takes_plans() {
        let (_folder, path) = file();
        let mut connection = crate::connect(&path).expect("connect");
        migrate_with(&mut connection, &path, &STEPS[..3]).expect("as it was");
        connection
            .execute_batch(
                r#"INSERT INTO project (path, name) VALUES ('/home/you/code/api-server', 'api-server');
                   INSERT INTO session (id, project, title, last_seen) VALUES ('s', 1, 'Fix it', 1000);
                   INSERT INTO schedule (project, home, spec, state, priority, made_at, made_by, changed_at, changed_by)
                   VALUES ('/home/you/code/api-server', '/home/you/.claude',
                     '{"project":"/home/you/code/api-server","when":{"kind":"manual"},"prompt":"Fix it"}', 'active', 5, 1, 'cli', 1, 'cli');"#,
            )
            .expect("rows");
        drop(connection);

        let mut store = crate::Store::open(&path).expect("open");
        assert_eq!(store.schema_version().expect("version"), SCHEMA_VERSION);
        let session = store.session("s").expect("read").expect("session");
        assert_eq!(session.title.as_deref(), Some("Fix it"));
        let schedules = store.schedules(false).expect("schedules");
        assert_eq!(
            (schedules[0].spec.prompt.as_str(), schedules[0].spec.plan),
            ("Fix it", None)
        );
        assert_eq!(
            (store.plans(true).expect("plans"), store.model().expect("model")),
            (Vec::new(), None)
        );
        store
            .correct_outcome("s", Some("debugging"), "cli", jiff::Timestamp::UNIX_EPOCH)
            .expect("the new tables are there");
        assert_eq!(
            snapshot::snapshots(&path).expect("list").len(),
            1,
            "what it was can be gone back to"
        );
    }
}
