use super::*;

#[test]
fn numbers_and_titles() {
    let table: &[(&str, Option<&str>, &str)] = &[
        ("Phase 1: Setup", Some("1"), "Setup"),
        ("PHASE 2 — Token store", Some("2"), "Token store"),
        ("Phase 3 - API", Some("3"), "API"),
        ("Phase 3–API", Some("3"), "API"),
        ("Phase 4 Clean up", Some("4"), "Clean up"),
        ("Phase 5", Some("5"), ""),
        ("Phase 1/4: Setup", Some("1"), "Setup"),
        ("Phase 1 of 4: Setup", Some("1"), "Setup"),
        ("Phase II: Growth", Some("II"), "Growth"),
        ("Phase Two: Growth", Some("2"), "Growth"),
        ("Phase 1a: Setup", Some("1a"), "Setup"),
        ("Part A", Some("A"), ""),
        ("Part A: Server", Some("A"), "Server"),
        ("Part of the plan", None, "Part of the plan"),
        ("Step 2.1. Write it", Some("2.1"), "Write it"),
        ("Days 1-2: Spike", Some("1-2"), "Spike"),
        ("Schritt 3: Prüfen", Some("3"), "Prüfen"),
        ("Étape 2 : Tests", Some("2"), "Tests"),
        ("1. Setup", Some("1"), "Setup"),
        ("2) Setup", Some("2"), "Setup"),
        ("2.1 Setup", Some("2.1"), "Setup"),
        ("3D engine", None, "3D engine"),
        ("1.5h research", None, "1.5h research"),
        ("2026 roadmap", None, "2026 roadmap"),
        ("M1: First light", Some("M1"), "First light"),
        ("T014 [P] Write the model", Some("T014"), "Write the model"),
        ("S3 bucket upload", None, "S3 bucket upload"),
        ("v0.2 – Faster", Some("v0.2"), "Faster"),
        ("**Phase 1: Setup**", Some("1"), "Setup"),
        ("**Phase 1:** Setup", Some("1"), "Setup"),
        ("**2.1** Setup", Some("2.1"), "Setup"),
        ("[Phase 1] Setup", Some("1"), "Setup"),
        ("🚀 Phase 1: Launch", Some("1"), "Launch"),
        ("**Login** page", None, "**Login** page"),
        ("**Login page**", None, "Login page"),
        ("Phase 1: &#40;30m&#41;", Some("1"), "&#40;30m&#41;"),
    ];
    for &(line, key, title) in table {
        let head = read(line);
        assert_eq!((head.key.as_deref(), head.title.as_str()), (key, title), "{line}");
    }
}

#[test]
fn amounts_marks_and_statuses_are_taken_off() {
    let minutes = |head: &Head| head.stated.minutes.map(|amount| (amount.low, amount.high));
    let tokens = |head: &Head| head.stated.tokens.map(|amount| (amount.low, amount.high));
    for line in [
        "Phase 2: API (1-1.5h, 25-32k tokens) ✅",
        "✅ Phase 2: API (1-1.5h / 25-32k)",
        "Phase 2 (1-1.5h): API [25-32k] ✅",
        "Phase 2: API — 1-1.5h — 25-32k tokens (done)",
        "Phase 2: API (1-1.5 hours) · 25,000-32,000 tokens ✔",
    ] {
        let head = read(line);
        assert_eq!(head.title, "API", "{line}");
        assert_eq!(
            (minutes(&head), tokens(&head), head.done),
            (Some((60, 90)), Some((25_000, 32_000)), Some(true)),
            "{line}"
        );
    }
    let head = read("Phase 3: Docs 🚧 (after phases 1, 2; can run in parallel with phase 4)");
    assert_eq!(
        (head.title.as_str(), head.parallel, head.after.as_deref()),
        ("Docs", true, Some("phases 1, 2"))
    );
    assert_eq!(head.status.as_deref(), Some("🚧"));
    assert_eq!(head.remark.as_deref(), Some("can run in parallel with phase 4"));
    assert_eq!(read("~~Phase 1: Setup~~").done, Some(true));
    assert_eq!(read("[x] 1. Setup").done, Some(true));
}

#[test]
fn an_item_is_numbered_only_with_a_colon() {
    assert_eq!(item("tag 1.4").title, "tag 1.4");
    assert_eq!(item("[P] PR 12 again (30m)").title, "PR 12 again");
    assert_eq!(item("Step 2: build").key.as_deref(), Some("2"));
    assert_eq!(read("Store (4h, ~40K tokens) — DONE").title, "Store");
    assert_eq!(read("**Store** (50 min, 35k) - after step 2").title, "Store");
}

#[test]
fn what_is_not_understood_stays_in_the_title() {
    for line in [
        "Import (CSV)",
        "Support Rust 2024 (edition)",
        "Phase (out)",
        "Move 10k lines",
        "Ends (",
        "] odd [",
        "",
        "()",
        "a: b",
    ] {
        assert_eq!(read(line).title, line);
    }
}
