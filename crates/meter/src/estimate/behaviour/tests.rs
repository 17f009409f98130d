use super::*;

/// One thing that was done.
enum Did {
    /// Read a file.
    Read(&'static str),
    /// Wrote a file in one piece, so many lines.
    New(&'static str, u32),
    /// Changed a file: lines that came and went.
    Edit(&'static str, u32, u32),
    /// A command that worked.
    Ran(&'static str),
    /// A command that failed.
    Failed(&'static str),
    /// Proposed a plan.
    Proposed,
}
use Did::{Edit, Failed, New, Proposed, Ran, Read};

fn inferred(story: &[Did]) -> Option<Inferred> {
    let mut behaviour = Behaviour::default();
    for did in story {
        match did {
            Read(path) => behaviour.read(path),
            New(path, lines) => behaviour.edit(path, true, *lines, 0),
            Edit(path, added, removed) => behaviour.edit(path, false, *added, *removed),
            Ran(command) => behaviour.command(command, Some(true)),
            Failed(command) => behaviour.command(command, Some(false)),
            Proposed => behaviour.plan(),
        }
    }
    behaviour.infer()
}

fn stories() -> Vec<(&'static str, TaskType, Vec<Did>)> {
    vec![
        (
            "a feature in new files",
            Implementation,
            vec![
                Read("src/app.ts"),
                New("src/export.ts", 180),
                New("src/export/csv.ts", 90),
                Edit("src/app.ts", 12, 2),
                New("src/export.test.ts", 60),
                Ran("npm test"),
            ],
        ),
        (
            "a feature in an old file",
            Implementation,
            vec![
                Read("src/server.rs"),
                Edit("src/server.rs", 120, 4),
                Edit("src/routes.rs", 60, 8),
                Ran("cargo test"),
            ],
        ),
        (
            "a feature that failed once on the way",
            Implementation,
            vec![
                New("src/a.py", 200),
                New("src/b.py", 120),
                Failed("pytest -q"),
                Edit("src/a.py", 6, 3),
                Ran("pytest -q"),
            ],
        ),
        (
            "a plan carried out",
            Implementation,
            vec![
                Read("a.go"),
                Proposed,
                New("b.go", 300),
                Edit("a.go", 30, 5),
                Ran("go test ./..."),
            ],
        ),
        (
            "a hunt",
            Debugging,
            vec![
                Read("src/queue.rs"),
                Failed("cargo test queue"),
                Edit("src/queue.rs", 2, 1),
                Failed("cargo test queue"),
                Edit("src/queue.rs", 3, 2),
                Failed("cargo test queue"),
                Edit("src/queue.rs", 1, 1),
                Ran("cargo test queue"),
            ],
        ),
        (
            "a program that does not start",
            Debugging,
            vec![
                Failed("node server.js"),
                Read("server.js"),
                Edit("server.js", 2, 2),
                Failed("node server.js"),
                Edit("db.js", 1, 1),
                Failed("node server.js"),
                Edit("db.js", 4, 1),
                Ran("node server.js"),
            ],
        ),
        (
            "looking for a fault without finding it",
            Debugging,
            vec![
                Read("a.c"),
                Failed("make"),
                Failed("make run"),
                Failed("gdb -batch a.out"),
                Read("b.c"),
            ],
        ),
        (
            "lines moved between files",
            Refactoring,
            vec![
                Edit("src/a.ts", 5, 120),
                Edit("src/b.ts", 90, 40),
                Edit("src/c.ts", 30, 35),
                Edit("src/d.ts", 4, 4),
                Ran("npm test"),
            ],
        ),
        (
            "a rename in many places",
            Refactoring,
            vec![
                Edit("a.rs", 6, 6),
                Edit("b.rs", 5, 5),
                Edit("c.rs", 7, 7),
                Edit("d.rs", 9, 9),
                Edit("e.rs", 6, 6),
                Edit("f.rs", 8, 8),
                Ran("cargo check"),
            ],
        ),
        (
            "a rewrite",
            Refactoring,
            vec![
                Read("core.py"),
                Edit("core.py", 150, 180),
                Edit("util.py", 60, 75),
                Failed("pytest"),
                Edit("core.py", 4, 4),
                Ran("pytest"),
            ],
        ),
        (
            "tests for what is there",
            Testing,
            vec![
                Read("src/parser.ts"),
                New("src/parser.test.ts", 150),
                Edit("src/parser.test.ts", 20, 5),
                Ran("npx vitest run"),
            ],
        ),
        (
            "tests in a folder of their own",
            Testing,
            vec![
                Read("lib/a.rb"),
                New("spec/a_spec.rb", 80),
                New("spec/b_spec.rb", 90),
                Failed("bundle exec rspec"),
                Edit("spec/a_spec.rb", 4, 2),
                Ran("bundle exec rspec"),
            ],
        ),
        (
            "tests that are run",
            Testing,
            vec![
                Ran("cargo test"),
                Ran("npm run test:e2e"),
                Ran("cargo test --doc"),
            ],
        ),
        (
            "a plan",
            Planning,
            vec![Read("a.rs"), Read("b.rs"), Ran("rg todo"), Proposed],
        ),
        (
            "a plan that was written down",
            Planning,
            vec![Read("a.rs"), New("docs/MIGRATION_PLAN.md", 120)],
        ),
        (
            "a question about the code",
            Planning,
            vec![
                Read("a.rs"),
                Read("b.rs"),
                Failed("grep nothing src"),
                Read("c.rs"),
            ],
        ),
        (
            "a document",
            Polish,
            vec![
                Read("README.md"),
                Edit("README.md", 40, 12),
                Edit("docs/guide.md", 25, 3),
            ],
        ),
        (
            "small touches",
            Polish,
            vec![
                Edit("src/button.svelte", 1, 1),
                Edit("src/app.css", 2, 2),
                Edit("src/menu.svelte", 1, 1),
                Ran("npm run build"),
            ],
        ),
        (
            "many small touches",
            Polish,
            vec![
                Edit("a.tsx", 2, 2),
                Edit("b.tsx", 1, 1),
                Edit("c.tsx", 2, 1),
                Edit("d.tsx", 2, 2),
                Edit("e.tsx", 2, 2),
                Edit("f.tsx", 1, 1),
                Edit("g.tsx", 2, 2),
                Edit("h.css", 2, 2),
                Ran("npm run lint"),
            ],
        ),
    ]
}

#[test]
fn stories_are_what_they_look_like() {
    let mut wrong = Vec::new();
    for (name, expected, story) in stories() {
        let found = inferred(&story).expect("something was done");
        if found.task_type != expected {
            wrong.push(format!("{name}: expected {expected:?}, found {found:?}"));
        }
        assert!(
            !found.why.is_empty() && found.sure > 0.0 && found.sure <= 1.0,
            "{name}: {found:?}"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn where_nothing_was_done_there_is_no_type() {
    assert_eq!(inferred(&[]), None);
    assert_eq!(Behaviour::default().infer(), None);
}

#[test]
fn a_short_story_says_less_than_a_long_one() {
    let short = inferred(&[Edit("a.rs", 2, 1)]).expect("type");
    let long = inferred(&stories()[4].2).expect("type");
    assert!(short.sure < long.sure, "{short:?} {long:?}");
}

#[test]
fn paths_tell_what_a_file_is_for() {
    for (path, expected) in [
        ("src/app.ts", Kind::Code),
        ("src/app.test.ts", Kind::Test),
        ("src/__tests__/app.ts", Kind::Test),
        ("tests/world.mjs", Kind::Test),
        ("pkg/server_test.go", Kind::Test),
        ("test_parser.py", Kind::Test),
        ("src/test/java/org/AppTest.java", Kind::Test),
        ("spec/user_spec.rb", Kind::Test),
        ("C:\\work\\Tests\\a.cs", Kind::Test),
        ("crates/x/src/parse/tests.rs", Kind::Test),
        ("src/latest.ts", Kind::Code),
        ("src/contest.java", Kind::Code),
        ("README.md", Kind::Prose),
        ("app.css", Kind::Prose),
        ("docs/MIGRATION_PLAN.md", Kind::Plan),
        ("plans/one.md", Kind::Plan),
        ("TODO.md", Kind::Plan),
        ("src/planner.rs", Kind::Code),
        ("Makefile", Kind::Code),
        ("", Kind::Code),
    ] {
        assert_eq!(kind_of(path), expected, "{path}");
    }
}

#[test]
fn commands_that_run_tests_are_known() {
    for command in [
        "cargo test",
        "cargo nextest run -p a",
        "cd a && npm test",
        "npm run test:unit -- --watch=false",
        "pnpm test",
        "npx vitest run",
        "go test ./...",
        "pytest -q tests/",
        "python -m pytest",
        "python3 manage.py test",
        "uv run pytest",
        "RUST_LOG=debug cargo test x",
        "timeout 60 make test",
        "./gradlew test",
        "mvn -q test",
        "dotnet test",
        "bundle exec rspec",
        "node --test tests/*.mjs",
        "./scripts/run-tests.sh",
        "npx playwright test",
        "cargo test 2>&1 | tail -20",
        "mix test",
        "swift test",
        "deno test",
    ] {
        assert!(is_test_command(command), "{command}");
    }
    for command in [
        "cargo build",
        "npm install",
        "git commit -m 'add test'",
        "echo test",
        "cat tests/a.rs",
        "ls test",
        "npm run build",
        "docker pull x:latest",
        "python app.py",
        "grep -r test src",
        "",
        "test -f a",
        "vim test.txt",
    ] {
        assert!(!is_test_command(command), "{command}");
    }
}
