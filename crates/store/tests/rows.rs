//! Observations, alerts, the lease: what their rows promise.

use jiff::{SignedDuration, Timestamp};
use segue_store::{AlertRow, ObservationRow, Store, WishKind};

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("temp dir");
    let store = Store::open(&folder.path().join("segue.db")).expect("open");
    (folder, store)
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + minute * 60).expect("time")
}

fn observation(minute: i64, percent: f64, reset_jitter: SignedDuration) -> ObservationRow {
    ObservationRow {
        home: "/home/dev/.claude".to_owned(),
        kind: "five_hour".to_owned(),
        source: "statusline".to_owned(),
        first_seen_at: at(minute),
        last_seen_at: at(minute),
        used_percent: Some(percent),
        resets_at: Some(at(200) + reset_jitter),
    }
}

#[test]
fn a_repeated_observation_lengthens_its_row_despite_jitter() {
    let (_folder, mut store) = store();
    for minute in 0..10 {
        let jitter = SignedDuration::from_millis(400 * (minute % 3));
        assert!(
            store
                .note_observations(&[observation(minute, 37.0, jitter)])
                .expect("note")
        );
    }
    store
        .note_observations(&[observation(10, 38.0, SignedDuration::ZERO)])
        .expect("note");
    let rows = store.observations("/home/dev/.claude", at(-1000)).expect("read");
    let spans: Vec<_> = rows
        .iter()
        .map(|row| (row.used_percent, row.first_seen_at, row.last_seen_at))
        .collect();
    assert_eq!(spans, [(Some(37.0), at(0), at(9)), (Some(38.0), at(10), at(10))]);
}

#[test]
fn an_older_observation_changes_nothing() {
    let (_folder, mut store) = store();
    store
        .note_observations(&[observation(10, 38.0, SignedDuration::ZERO)])
        .expect("note");
    assert!(
        !store
            .note_observations(&[observation(5, 20.0, SignedDuration::ZERO)])
            .expect("note")
    );
    assert_eq!(
        store
            .observations("/home/dev/.claude", at(-1000))
            .expect("read")
            .len(),
        1
    );
}

#[test]
fn an_alert_is_planned_once_however_often_it_is_decided() {
    let (_folder, mut store) = store();
    let row = AlertRow {
        key: "quota/five_hour/80".to_owned(),
        title: "t".to_owned(),
        body: "b".to_owned(),
        level: "warning".to_owned(),
        view: "now".to_owned(),
        planned_at: at(0),
        shown_at: None,
    };
    assert_eq!(
        store
            .plan_alerts(std::slice::from_ref(&row), &[])
            .expect("plan")
            .len(),
        1
    );
    assert_eq!(store.plan_alerts(&[row], &[]).expect("plan").len(), 0);
    store
        .alert_shown("quota/five_hour/80", at(1), None)
        .expect("shown");
    let rows = store.alerts(at(-1)).expect("read");
    assert_eq!((rows.len(), rows[0].shown_at), (1, Some(at(1))));
}

#[test]
fn one_owner_at_a_time_and_a_dropped_lease_is_free_at_once() {
    let (folder, mut first) = store();
    let mut second = Store::open(&folder.path().join("segue.db")).expect("open");
    let lease = first.try_own().expect("own").expect("free");
    let epoch = first.announce(&lease, 1, "watching", at(0)).expect("announce");
    assert!(second.try_own().expect("try").is_none());
    assert!(second.is_owned().expect("look"));
    drop(lease);
    let lease = second.try_own().expect("own").expect("free now");
    assert_eq!(
        second.announce(&lease, 2, "watching", at(1)).expect("announce"),
        epoch + 1
    );
    assert_eq!(first.owner().expect("owner").map(|owner| owner.pid), Some(2));
}

#[test]
fn what_another_process_commits_is_noticed_and_a_wish_is_granted_once() {
    let (folder, mut owner) = store();
    let mut guest = Store::open(&folder.path().join("segue.db")).expect("open");
    let before = owner.data_version().expect("version");
    guest.wish(WishKind::Rebuild, "cli", at(0)).expect("wish");
    assert_ne!(owner.data_version().expect("version"), before);
    let wishes = owner.open_wishes().expect("wishes");
    assert_eq!(wishes.len(), 1);
    owner.wish_done(wishes[0].number, at(1)).expect("done");
    assert!(owner.open_wishes().expect("wishes").is_empty());
}
