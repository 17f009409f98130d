use proptest::prelude::*;

use super::*;

fn phase(key: &str, after: &[&str], tasks: Vec<Task>) -> Phase {
    Phase {
        key: key.to_owned(),
        after: after.iter().map(|&key| key.to_owned()).collect(),
        tasks,
        ..Phase::default()
    }
}

fn task(key: &str, after: &[&str]) -> Task {
    Task {
        key: key.to_owned(),
        after: after.iter().map(|&key| key.to_owned()).collect(),
        ..Task::default()
    }
}

fn plan(phases: Vec<Phase>) -> Plan {
    Plan {
        phases,
        ..Plan::default()
    }
}

fn refused(phases: Vec<Phase>) -> String {
    check(&plan(phases)).expect_err("must be refused").what
}

#[test]
fn a_plan_in_order_is_taken() {
    let taken = plan(vec![
        phase("1", &[], vec![task("1.1", &[]), task("1.2", &["1.1"])]),
        phase("2", &["1"], vec![task("2.1", &["1", "1.2"])]),
        phase("3", &["1", "2"], vec![]),
    ]);
    assert_eq!(check(&taken), Ok(()));
    assert_eq!(check(&Plan::default()), Ok(()));
}

#[test]
fn a_key_is_there_once() {
    assert_eq!(
        refused(vec![
            phase("1", &[], vec![]),
            phase("2", &[], vec![task("1", &[])])
        ]),
        "the key \"1\" is there twice"
    );
    assert_eq!(
        refused(vec![phase(" ", &[], vec![])]),
        "a phase or task has an empty key"
    );
}

#[test]
fn what_is_waited_for_exists() {
    assert_eq!(
        refused(vec![phase("1", &["4"], vec![])]),
        "phase 1 waits for \"4\", which is not in the plan"
    );
    assert_eq!(
        refused(vec![phase("1", &[], vec![task("1.1", &["x"])])]),
        "task 1.1 waits for \"x\", which is not in the plan"
    );
    assert_eq!(
        refused(vec![
            phase("1", &[], vec![task("1.1", &[])]),
            phase("2", &["1.1"], vec![])
        ]),
        "phase 2 waits for 1.1, which is a task"
    );
}

#[test]
fn a_circle_is_shown() {
    let said = |phases| refused(phases).replace("phases or tasks wait for each other: ", "");
    assert_eq!(said(vec![phase("1", &["1"], vec![])]), "1 → 1");
    assert_eq!(
        said(vec![
            phase("1", &["3"], vec![]),
            phase("2", &["1"], vec![]),
            phase("3", &["2"], vec![])
        ]),
        "1 → 3 → 2 → 1"
    );
    assert_eq!(
        said(vec![phase("1", &[], vec![task("1.1", &["1"])])]),
        "1 → 1.1 → 1"
    );
    // Through a phase that waits: its task wants something of a later one.
    assert_eq!(
        said(vec![
            phase("1", &[], vec![task("1.1", &["2.1"])]),
            phase("2", &["1"], vec![task("2.1", &[])])
        ]),
        "1 → 1.1 → 2.1 → 2 → 1"
    );
}

#[test]
fn a_long_plan_overflows_no_stack() {
    let keys: Vec<String> = (0..50_000).map(|n| n.to_string()).collect();
    let phases = keys
        .iter()
        .enumerate()
        .map(|(n, key)| {
            phase(
                key,
                &keys.get(n + 1).map_or(vec![], |next| vec![next.as_str()]),
                vec![],
            )
        })
        .collect();
    assert_eq!(check(&plan(phases)), Ok(()));
}

proptest! {
    /// What waits only for what stands before it is always taken, in whatever order it is written down.
    #[test]
    fn what_can_be_ordered_is_taken(arrows in prop::collection::vec((0..12_usize, 0..12_usize), 0..40), turn in 0..12_usize) {
        let mut phases: Vec<Phase> = (0..12).map(|n| phase(&n.to_string(), &[], vec![])).collect();
        for (a, b) in arrows.into_iter().filter(|(a, b)| a != b) {
            phases[a.max(b)].after.push(a.min(b).to_string());
        }
        phases.rotate_left(turn);
        prop_assert_eq!(check(&plan(phases)), Ok(()));
    }

    /// A circle anywhere is found, and the path that is shown is really one.
    #[test]
    fn a_circle_is_always_found(length in 1..8_usize, arrows in prop::collection::vec((0..12_usize, 0..12_usize), 0..20)) {
        let mut phases: Vec<Phase> = (0..12).map(|n| phase(&n.to_string(), &[], vec![])).collect();
        for (n, phase) in phases.iter_mut().enumerate().take(length) {
            phase.after.push(((n + 1) % length).to_string());
        }
        for (a, b) in arrows {
            phases[a].after.push(b.to_string());
        }
        let plan = plan(phases);
        let what = check(&plan).expect_err("a circle").what;
        let path: Vec<&str> = what.rsplit_once(": ").expect("path").1.split(" → ").collect();
        prop_assert_eq!(path.first(), path.last());
        for pair in path.windows(2) {
            let from: usize = pair[0].parse().expect("number");
            prop_assert!(plan.phases[from].after.iter().any(|key| key == pair[1]));
        }
    }
}
