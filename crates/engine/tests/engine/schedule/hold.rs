//! Quota: the check before a start, and the hold over everything that waits for a reset.

use segue_plan::schedule::When;

use super::world::{Planned, at};

#[test]
fn at_the_reset_it_starts_when_the_quota_is_back() {
    let mut planned = Planned::new();
    planned.five_hour(97.0, "2026-11-21T12:00:00Z");
    let spec = planned.plan(When::AtReset { after_minutes: 5 });
    let start = planned.add(&spec);
    assert_eq!(planned.row(start).start.due, at("2026-11-21T12:05:00Z"));
    planned.go_to("2026-11-21T12:00:00Z");
    assert_eq!(planned.shown.titles(), ["api-server starts at 12:05"]);
    // A reading after the reset: the window is not started.
    planned.hand.set(at("2026-11-21T12:04:30Z"));
    planned.five_hour(1.0, "2026-11-21T17:00:00Z");
    planned.go_to("2026-11-21T12:05:00Z");
    assert_eq!((planned.state(start), planned.gates()), ("launching", 1));
}

#[test]
fn a_quota_that_is_not_free_moves_the_start_and_is_told_once() {
    let mut planned = Planned::new();
    planned.five_hour(50.0, "2026-11-21T12:00:00Z");
    let spec = planned.plan(planned.at("2026-11-21T10:30:00Z"));
    let start = planned.add(&spec);
    planned.hand.set(at("2026-11-21T10:20:00Z"));
    planned.five_hour(96.0, "2026-11-21T12:00:00Z");
    planned.go_to("2026-11-21T10:30:00Z");
    let row = planned.row(start);
    assert_eq!(
        (planned.gates(), row.start.due),
        (0, at("2026-11-21T12:00:00Z")),
        "{row:?}"
    );
    let told = planned.shown.take();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].title.contains("12:00") && told[0].body.contains("96 %"),
        "{told:?}"
    );
    planned.go_on(60);
    assert_eq!(planned.shown.take(), []);
}

#[test]
fn claude_code_is_asked_when_nothing_fresh_is_known_and_no_start_waits_for_ever() {
    let mut planned = Planned::new();
    planned.five_hour(97.0, "2026-11-21T10:20:00Z");
    let spec = planned.plan(planned.at("2026-11-21T10:30:00Z"));
    let start = planned.add(&spec);
    planned
        .segue
        .set_setting("quota.ask_claude", "true", "cli")
        .expect("setting");
    planned.write("usage", &answer(99.0, "2026-11-21T15:20:00Z"));
    planned.hand.set(at("2026-11-21T10:30:00Z"));
    // The answer comes beside the turns.
    let woken = planned
        .segue
        .wake(Some(&planned.shown), segue_engine::WakeUntil::Settled);
    let row = planned.row(start);
    assert_eq!(row.start.due, at("2026-11-21T15:20:00Z"), "{woken:?} {row:?}");
    assert_eq!(planned.gates(), 0);
}

fn answer(percent: f64, resets_at: &str) -> String {
    format!(
        "{{\"type\":\"control_response\",\"response\":{{\"subtype\":\"success\",\"request_id\":\"segue\",\"response\":{{\
         \"subscription_type\":\"max\",\"rate_limits_available\":true,\"rate_limits\":{{\"five_hour\":\
         {{\"utilization\":{percent},\"resets_at\":\"{resets_at}\"}}}}}}}}}}\n"
    )
}

#[test]
fn a_limit_that_is_hit_holds_everything_and_lets_it_go_in_order() {
    let mut planned = Planned::new();
    planned.five_hour(100.0, "2026-11-21T12:00:00Z");
    let mut starts = Vec::new();
    for (time, priority) in [("10:10", 5), ("10:20", 5), ("10:15", 9)] {
        let mut spec = planned.plan(planned.at(&format!("2026-11-21T{time}:00Z")));
        spec.priority = priority;
        starts.push(planned.add(&spec));
    }
    for minute in [10, 15, 20, 30] {
        planned.go_to(&format!("2026-11-21T10:{minute}:00Z"));
    }
    assert_eq!(planned.gates(), 0);
    let held = planned.segue.schedules(false).expect("list").held;
    assert_eq!(
        (held.len(), held[0].waiting, held[0].until),
        (1, 3, at("2026-11-21T12:00:00Z"))
    );
    assert_eq!(
        starts
            .iter()
            .map(|start| planned.state(*start))
            .collect::<Vec<_>>(),
        ["held"; 3]
    );
    // A reading after the reset, and everything goes: high priority first, then first due, thirty seconds apart.
    planned.hand.set(at("2026-11-21T12:00:00Z"));
    planned.five_hour(0.0, "2026-11-21T17:00:00Z");
    let mut order = Vec::new();
    for second in 0..100 {
        planned.go_to(&format!("2026-11-21T12:{:02}:{:02}Z", second / 60, second % 60));
        for start in &starts {
            if planned.state(*start) == "launching" && !order.iter().any(|(begun, _)| begun == start) {
                order.push((*start, second));
                assert!(planned.gate(*start));
            }
        }
    }
    assert_eq!(order, [(starts[2], 0), (starts[0], 30), (starts[1], 60)]);
    assert_eq!(planned.gates(), 3);
}
