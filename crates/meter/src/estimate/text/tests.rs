use super::*;
use TaskType::{Debugging, Implementation, Planning, Polish, Refactoring, Testing};

/// What people ask for, in their words.
const SENTENCES: &[(&str, TaskType)] = &[
    // Making something.
    ("Add a dark mode toggle to the settings page", Implementation),
    ("Implement OAuth login with Google, with tests", Implementation),
    ("implement phase 2 of the plan", Implementation),
    ("Please build a CLI that converts CSV to JSON", Implementation),
    (
        "Create a REST endpoint for orders and wire it to the database",
        Implementation,
    ),
    (
        "we need support for webhooks in the billing service",
        Implementation,
    ),
    (
        "Let's add pagination so that the page no longer hangs",
        Implementation,
    ),
    (
        "Write a script that imports users from the old CRM",
        Implementation,
    ),
    (
        "Add retry with backoff to the HTTP client because requests sometimes fail",
        Implementation,
    ),
    (
        "Phase 2: Backend API\nImplement the endpoints\nMake sure all tests pass",
        Implementation,
    ),
    ("Scaffold a new Svelte app with a login form", Implementation),
    (
        "Don't refactor anything, just add the export button",
        Implementation,
    ),
    ("introduce a feature flag for the new checkout", Implementation),
    (
        "Baue eine Seite, auf der man Rechnungen herunterladen kann",
        Implementation,
    ),
    ("Bitte einen Export als PDF hinzufügen", Implementation),
    ("Implementiere die Suche mit Tests", Implementation),
    (
        "Generate the OpenAPI client and add it to the build",
        Implementation,
    ),
    ("Execute the plan in docs/PLAN.md", Implementation),
    // Something is broken.
    ("fix the failing tests", Debugging),
    ("Fix the tests", Debugging),
    ("Make the tests pass again", Debugging),
    ("The app crashes when I click save", Debugging),
    ("Find out why the queue stalls after an hour", Debugging),
    (
        "TypeError: Cannot read properties of undefined (reading 'map')",
        Debugging,
    ),
    ("Login doesn't work on Safari", Debugging),
    ("CI is red since yesterday, the build fails on Windows", Debugging),
    ("debug the memory leak in the worker", Debugging),
    ("There's a race condition in the cache, please fix it", Debugging),
    ("why does this return null?", Debugging),
    ("thread 'main' panicked at src/main.rs:12", Debugging),
    ("This test is flaky, get it stable", Debugging),
    (
        "Fix the bug with dates in the report and add a regression test",
        Debugging,
    ),
    ("users can't log in any more, the token is wrong", Debugging),
    (
        "```\nTraceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'id'\n```",
        Debugging,
    ),
    ("Der Login geht nicht mehr, bitte beheben", Debugging),
    ("Warum stürzt die App beim Start ab?", Debugging),
    ("Bitte die Tests reparieren", Debugging),
    ("investigate the deadlock in the job runner", Debugging),
    // The same in a better form.
    ("Refactor the payment module", Refactoring),
    ("refactor the tests to use fixtures", Refactoring),
    (
        "Split utils.ts into one file per idea without changing behaviour",
        Refactoring,
    ),
    ("Rename UserManager to Accounts everywhere", Refactoring),
    ("Extract the parser into its own crate", Refactoring),
    ("Migrate the models from Sequelize to Prisma", Refactoring),
    ("Convert the class components to hooks", Refactoring),
    ("Replace moment with date-fns across the codebase", Refactoring),
    ("clean up the dead code in the importer", Refactoring),
    (
        "Simplify the state handling so that adding tests becomes easier",
        Refactoring,
    ),
    ("Vereinfache die Klasse und benenne sie um", Refactoring),
    ("Pay down tech debt in the sync engine", Refactoring),
    ("Speed up the query for the list of orders", Refactoring),
    ("Upgrade from React 18 to React 19", Refactoring),
    // Tests are what is wanted.
    ("Write tests for the parser", Testing),
    ("add unit tests to the auth service", Testing),
    ("Increase test coverage to 80 %", Testing),
    ("Write end to end tests with Playwright", Testing),
    (
        "we are missing tests for the error paths of the uploader",
        Testing,
    ),
    ("Fuzz the decoder", Testing),
    ("Phase 4: Testing & QA", Testing),
    ("Schreibe Tests für den Importer", Testing),
    ("Cover the scheduler with property tests", Testing),
    // Thinking first.
    ("Make a plan for the new billing system", Planning),
    (
        "Plan the migration to Postgres, don't implement anything yet",
        Planning,
    ),
    ("Write a design doc for offline sync", Planning),
    ("How would you structure the plugin system?", Planning),
    (
        "Research which library to use for charts and compare the options",
        Planning,
    ),
    ("Explain how the scheduler works", Planning),
    ("Review the architecture and propose improvements", Planning),
    ("Analyse the codebase and write a roadmap", Planning),
    ("Think through the trade-offs of event sourcing here", Planning),
    ("Break down the epic into tasks", Planning),
    ("Überlege dir ein Konzept für die Rechteverwaltung", Planning),
    ("Erkläre mir, wie der Build funktioniert", Planning),
    // The last tenth.
    ("Fix typos in the README", Polish),
    ("Polish the settings page: spacing, colours, icons", Polish),
    ("Update the docs and the changelog", Polish),
    ("fix lint warnings", Polish),
    ("Tweak the padding of the buttons", Polish),
    ("Improve the wording of error messages", Polish),
    ("Bump the version and write release notes", Polish),
    ("Add doc comments to the public functions", Polish),
    ("Bitte die Tippfehler in der Anleitung korrigieren", Polish),
    ("Phase 5: Documentation and finishing touches", Polish),
    // Met later.
    ("I'd like users to be able to upload an avatar", Implementation),
    ("make the sidebar collapsible", Implementation),
    (
        "Can you add sorting to the table of invoices? Also by date.",
        Implementation,
    ),
    ("port the python script to rust", Refactoring),
    ("hook up the new search index to the API", Implementation),
    ("The chart shows the wrong month", Debugging),
    (
        "after the last update the menu does not open on Firefox",
        Debugging,
    ),
    ("we get a 500 error from /orders since the deployment", Debugging),
    ("npm run build exits with code 1, see below", Debugging),
    ("the server hangs on shutdown", Debugging),
    ("get rid of the global state in the store", Refactoring),
    ("merge the two date helpers and delete the old one", Refactoring),
    ("turn this class into functions", Refactoring),
    ("restructure the folders by feature", Refactoring),
    ("write a regression test for issue 42", Testing),
    ("bring the coverage of the api package above 90 percent", Testing),
    ("add property tests and a fuzz target for the decoder", Testing),
    (
        "what are the options for caching here? Don't change code",
        Planning,
    ),
    ("read the code and tell me how auth works", Planning),
    ("sketch an approach for multi-tenancy", Planning),
    ("prepare a proposal for the new permissions model", Planning),
    ("make the buttons a bit larger and align the labels", Polish),
    ("fix the indentation in the yaml files", Polish),
    ("correct the grammar in the onboarding texts", Polish),
    ("update the screenshots in the documentation", Polish),
    ("Ersetze die alte Bibliothek durch die neue", Refactoring),
    ("Die Seite lädt nicht, finde den Fehler", Debugging),
    ("Schreib bitte einen Plan für die Umstellung", Planning),
    ("Füge einen Filter für Kunden hinzu", Implementation),
    ("verbessere die Texte der Hilfe", Polish),
];

#[test]
fn sentences_mean_what_people_mean() {
    let wrong: Vec<String> = SENTENCES
        .iter()
        .map(|(text, expected)| (text, expected, infer_type(text)))
        .filter(|(_, expected, found)| found.task_type != **expected)
        .map(|(text, expected, found)| format!("{text:?}: expected {expected:?}, found {found:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(SENTENCES.len() >= 60);
}

/// Sentences that the tables were not made with: most of them have to be right.
const UNSEEN: &[(&str, TaskType)] = &[
    ("give admins a way to export all users", Implementation),
    ("the search should also look into descriptions", Implementation),
    (
        "Create a GitHub action that publishes the package",
        Implementation,
    ),
    ("Introduce caching for the product list", Implementation),
    ("notifications arrive twice, find the cause", Debugging),
    ("the date picker won't close", Debugging),
    ("undefined is not a function in checkout.js:88", Debugging),
    ("tests fail on main since the last merge", Debugging),
    ("decouple the mailer from the models", Refactoring),
    ("move the helpers into a shared package", Refactoring),
    ("reduce duplication in the reducers", Refactoring),
    ("add integration tests for the webhook handler", Testing),
    ("write a test that proves the cache is used", Testing),
    (
        "compare Redis and Postgres for the queue and recommend one",
        Planning,
    ),
    ("draft a plan in plans/auth.md", Planning),
    ("describe how the modules depend on each other", Planning),
    ("fix spelling mistakes in the help texts", Polish),
    ("tidy up the headings in the guide", Polish),
    ("Der Button reagiert nicht", Debugging),
    ("Entwickle eine Schnittstelle für Bestellungen", Implementation),
];

#[test]
fn most_unseen_sentences_are_understood() {
    let wrong: Vec<String> = UNSEEN
        .iter()
        .map(|(text, expected)| (text, expected, infer_type(text)))
        .filter(|(_, expected, found)| found.task_type != **expected)
        .map(|(text, expected, found)| format!("{text:?}: expected {expected:?}, found {found:?}"))
        .collect();
    assert!(wrong.len() * 5 <= UNSEEN.len(), "{}", wrong.join("\n"));
}

#[test]
fn what_says_nothing_is_a_guess() {
    for text in [
        "",
        "ok",
        "continue",
        "1234 !!! ???",
        "\u{0}\u{feff}",
        "hello there",
    ] {
        let found = infer_type(text);
        assert!(found.sure <= 0.2 && found.why.is_empty(), "{text:?}: {found:?}");
    }
}

#[test]
fn it_names_its_words_and_how_sure_it_is() {
    let found = infer_type("Fix the crash in the importer");
    assert_eq!(found.why, ["fix", "crash"]);
    assert!(found.sure > 0.75, "{found:?}");
    let torn = infer_type("Refactor the importer and fix its crash");
    assert!(torn.sure < found.sure, "{torn:?}");
}

#[test]
fn the_length_of_a_text_does_not_make_it_surer() {
    let once = infer_type("Add a button.");
    let often = infer_type(&"Add a button. ".repeat(500));
    assert!(often.sure - once.sure < 0.2, "{once:?} {often:?}");
}

#[test]
fn what_was_done_weighs_more_than_what_was_said() {
    let said = infer_type("Add a button");
    let seen = Inferred {
        task_type: Debugging,
        sure: 0.7,
        why: vec!["9 of 12 test runs failed".to_owned()],
    };
    let both = said.clone().with_behaviour(Some(seen.clone()));
    assert_eq!(both.task_type, Debugging);
    assert!(both.sure < seen.sure, "a contradiction makes less sure: {both:?}");
    assert_eq!(said.clone().with_behaviour(None), said);
    let agreed = infer_type("Fix the crash").with_behaviour(Some(seen.clone()));
    assert!(agreed.sure > 0.9, "{agreed:?}");
}

/// Texts with the factors that are in them.
const COMPLEX: &[(&str, &[&str])] = &[
    ("Add a button", &[]),
    ("Migrate the users table", &["migration"]),
    ("Refactor without a migration", &[]),
    ("Replace JWT with session cookies", &["authentication"]),
    ("There is a race condition in the thread pool", &["concurrency"]),
    (
        "Introduce a new library for charts on the dashboard",
        &["new library", "user interface"],
    ),
    ("Call the Stripe webhook", &["external service"]),
    ("Make the list of orders faster", &["performance"]),
    (
        "Drop the column email from the production database",
        &["data loss"],
    ),
    ("Rename it across the whole codebase", &["many files"]),
    ("Not sure yet, maybe something like a wizard", &["unclear scope"]),
    ("The test fails sometimes", &["hard to reproduce"]),
    ("Keep backward compatibility for old clients", &["old promises"]),
    ("Encrypt the secrets at rest", &["security"]),
    (
        "Die Migration muss gleichzeitig laufen",
        &["migration", "concurrency"],
    ),
    ("It must run on Linux, macOS and Windows", &["several systems"]),
    ("Make it cross-platform", &["several systems"]),
];

#[test]
fn complexity_is_named_with_the_line_that_says_it() {
    for (text, expected) in COMPLEX {
        let found = complexity(text);
        let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, *expected, "{text:?}");
        assert!(found.iter().all(|one| one.line == 1 && !one.risk.is_empty()));
    }
    let text = "# Plan\n\nPhase 1\n- Backfill the old rows\n- Backfill again\n";
    let found = complexity(text);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].line, found[0].words.as_str()), (4, "backfill"));
}
