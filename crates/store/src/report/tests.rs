use super::*;

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("temp dir");
    let store = Store::open(&folder.path().join("segue.db")).expect("open");
    (folder, store)
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("time")
}

fn draft(revision: u32, markdown: &str, file_wanted: bool) -> ReportDraft<'_> {
    ReportDraft {
        session_id: "s",
        revision,
        finished_at: at("2026-11-21T10:00:00Z"),
        made_at: at("2026-11-21T10:20:00Z"),
        task_type: "debugging",
        fresh: 23_000,
        estimated: Some(StoredRange {
            low: 15_000,
            mid: 20_000,
            high: 30_000,
        }),
        factor: Some(1.15),
        inside: Some(true),
        shown: "{}",
        markdown,
        file_wanted,
    }
}

#[test]
fn a_session_has_one_report_of_its_latest_revision() {
    let (_folder, mut store) = store();
    store.keep_report(&draft(2, "two", false)).expect("keep");
    store.keep_report(&draft(1, "one", true)).expect("keep");
    let row = store.report("s").expect("read").expect("row");
    assert_eq!(
        (row.revision, row.markdown.as_str(), row.file_wanted),
        (2, "two", false)
    );
    assert_eq!(row.estimated.map(|range| range.mid), Some(20_000));
    assert_eq!(store.reports(10).expect("reports").len(), 1);
}

#[test]
fn a_wanted_file_stays_wanted_until_it_is_written() {
    let (_folder, mut store) = store();
    store.keep_report(&draft(1, "one", true)).expect("keep");
    store.keep_report(&draft(2, "two", false)).expect("keep");
    // What was written was the earlier revision: the later one is still to be written.
    store
        .report_written("s", 1, "/r.md", Some("f1"))
        .expect("written");
    assert_eq!(store.reports_to_write().expect("wanted").len(), 1);
    store
        .report_written("s", 2, "/r.md", Some("f2"))
        .expect("written");
    assert_eq!(store.reports_to_write().expect("wanted"), []);
    let row = store.report("s").expect("read").expect("row");
    assert_eq!(
        (row.path.as_deref(), row.mirrored.as_deref()),
        (Some("/r.md"), Some("f2"))
    );
    // A person changed the file: what we wrote last stays known.
    assert!(store.want_report_file("s").expect("want"));
    store.report_written("s", 2, "/r.md", None).expect("written");
    assert_eq!(
        store.report("s").expect("read").expect("row").mirrored.as_deref(),
        Some("f2")
    );
    assert!(!store.want_report_file("none").expect("want"));
}
