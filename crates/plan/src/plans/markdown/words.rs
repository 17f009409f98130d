//! The words people use: what a heading or a label announces, in English, German, French and Spanish.
//!
//! Pure tables. A word that is missing costs nothing but comfort: what it announces is kept as it was written.

/// A list that plans and phases have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Objectives,
    Deliverables,
    Success,
    Prerequisites,
    Complexity,
}

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Field(Field),
    Status,
    Done,
    Tokens,
    Time,
    /// Tokens, time, or both.
    Estimate,
    After,
    Parallel,
    Tasks,
    Prompt,
    Check,
    Agent,
    Budget,
    Priority,
    Key,
}

/// What a heading announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Label(Label),
    /// The phases stand below it.
    Phases,
    /// Says things about the whole.
    Overview,
    /// Never a phase, whatever stands below it.
    Aside,
    Unknown,
}

/// Words that say nothing about what is announced.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "estimated", "est", "expected", "approx", "approximate", "total", "overall", "planned", "rough", "the",
    "for", "this", "phase", "session", "step", "usage", "count", "needed", "required", "of", "work", "primary",
    "main", "key", "core", "project", "plan", "our", "your", "specific", "current", "target", "max", "maximum",
    "limit", "range", "in", "geschätzte", "geschätzter", "geschätzt", "geplante", "geplanter",
    "voraussichtliche", "gesamt", "estimée", "estimé", "estimada", "estimado", "totale", "typical", "and",
    "task",
];

#[rustfmt::skip]
const TOKENS: &[&str] = &[
    "token", "tokens", "jetons", "tokenbedarf", "tokenschätzung", "tokenverbrauch",
];

#[rustfmt::skip]
const TIME: &[&str] = &[
    "duration", "time", "effort", "minutes", "hours", "timebox", "time-box", "eta", "dauer", "zeit",
    "zeitaufwand", "zeitbedarf", "aufwand", "durée", "temps", "duración", "tiempo", "stunden", "minuten",
    "gesamtdauer", "gesamtaufwand",
];

#[rustfmt::skip]
const ESTIMATE: &[&str] = &[
    "estimate", "estimates", "estimation", "schätzung", "aufwandsschätzung", "estimación", "cost",
];

#[rustfmt::skip]
const LABELS: &[(Label, &[&str])] = &[
    (
        Label::Status,
        &[
            "status", "state", "stand", "état", "statut", "estado", "fortschritt",
        ],
    ),
    (
        Label::Done,
        &[
            "done", "completed", "finished", "erledigt", "fertig", "fait", "hecho",
        ],
    ),
    (
        Label::Field(Field::Objectives),
        &[
            "objective", "objectives", "goal", "goals", "aim", "aims", "purpose", "learning objectives",
            "mission", "ziel", "ziele", "zielsetzung", "objectif", "objectifs", "but", "objetivo", "objetivos",
            "goals and objectives", "objectives and goals", "outcome", "intent",
        ],
    ),
    (
        Label::Field(Field::Deliverables),
        &[
            "deliverable", "deliverables", "output", "outputs", "artifact", "artifacts", "artefacts",
            "produces", "provides", "ergebnis", "ergebnisse", "liefergegenstände", "livrable", "livrables",
            "entregable", "entregables", "what you get", "what will exist", "outcomes",
        ],
    ),
    (
        Label::Field(Field::Success),
        &[
            "success criteria", "success criterion", "success metrics", "acceptance criteria",
            "acceptance criterion", "acceptance", "exit criteria", "exit criterion", "completion criteria",
            "done criteria", "done when", "it is done when", "definition of done", "dod", "success",
            "success looks like", "checkpoint", "exit gate", "gate", "independent test", "erfolgskriterien",
            "akzeptanzkriterien", "abnahmekriterien", "fertig wenn", "critères de succès",
            "critères de réussite", "critères d'acceptation", "criterios de éxito", "criterios de aceptación",
            "desired end state", "completion criterion", "ac",
        ],
    ),
    (
        Label::Field(Field::Prerequisites),
        &[
            "prerequisite", "prerequisites", "prereqs", "prereq", "pre-requisites", "preconditions",
            "precondition", "dependencies", "dependency", "requires", "needs", "before you start", "assumes",
            "voraussetzung", "voraussetzungen", "abhängigkeiten", "vorbedingungen", "prérequis", "dépendances",
            "requisitos previos", "dependencias", "blocking prerequisites", "dependencies and prerequisites",
            "prerequisites and dependencies",
        ],
    ),
    (
        Label::Field(Field::Complexity),
        &[
            "complexity", "complexity notes", "complexity note", "complexity factors", "risk", "risks",
            "risk factors", "risk level", "risks and mitigations", "risks & mitigations", "risk assessment",
            "risk mitigation", "challenges", "difficulty", "known risks", "risks and complexity",
            "complexity and risks", "complexity & risks", "komplexität", "risiko", "risiken", "schwierigkeit",
            "complexité", "risque", "risques", "difficulté", "complejidad", "riesgo", "riesgos", "dificultad",
            "known challenges", "pitfalls", "common pitfalls", "notes on complexity",
        ],
    ),
    (
        Label::After,
        &[
            "after", "depends on", "depends upon", "depends", "blocked by", "runs after", "start after",
            "starts after", "waits for", "nach", "hängt ab von", "abhängig von", "après", "dépend de",
            "después de", "depende de", "after phases", "runs after phase",
        ],
    ),
    (
        Label::Parallel,
        &[
            "parallel", "parallelizable", "parallelisable", "can run in parallel", "runs in parallel",
            "run in parallel", "parallel with", "concurrent", "parallelisierbar", "en parallèle",
            "en paralelo", "parallel?",
        ],
    ),
    (
        Label::Tasks,
        &[
            "tasks", "steps", "task list", "todo", "todos", "to do", "to-do", "to dos", "to-dos", "checklist",
            "subtasks", "sub-tasks", "action items", "actions", "activities", "tasks / subtasks",
            "tasks/subtasks", "implementation steps", "implementation tasks", "work items", "what to do",
            "aufgaben", "schritte", "arbeitsschritte", "tâches", "étapes", "tareas", "pasos", "plan of action",
            "changes required", "changes",
        ],
    ),
    (
        Label::Prompt,
        &[
            "prompt", "prompts", "prompt for claude", "claude prompt", "claude code prompt", "initial prompt",
            "starting prompt", "start prompt", "opening prompt", "prompt to use", "what claude is told",
            "instructions for claude", "eingabe",
        ],
    ),
    (
        Label::Check,
        &[
            "check", "checks", "verify", "verify with", "verify by", "verification", "verification command",
            "verification commands", "check command", "check commands", "test command", "test commands",
            "validate", "validation", "validation commands", "run to verify", "prüfen", "prüfung",
            "prüfbefehl", "vérifier", "vérification", "comprobar", "verificación", "automated verification",
            "verification steps",
        ],
    ),
    (
        Label::Agent,
        &[
            "agent", "subagent", "sub-agent", "assigned agent", "agent type", "agente",
        ],
    ),
    (
        Label::Budget,
        &[
            "budget", "token budget", "tokens budget", "budget tokens", "token-budget", "tokenbudget",
        ],
    ),
    (
        Label::Priority,
        &["priority", "prio", "priorität", "priorité", "prioridad"],
    ),
    (Label::Key, &["key", "id", "task id"]),
];

#[rustfmt::skip]
const PHASES: &[&str] = &[
    "phases", "implementation plan", "implementation phases", "implementation order", "implementation",
    "implementation strategy", "execution plan", "execution order", "execution", "roadmap", "milestones",
    "stages", "schedule", "timeline", "work plan", "work breakdown", "task breakdown", "phase breakdown",
    "breakdown", "phased plan", "phase overview", "phases overview", "sessions", "session plan",
    "session breakdown", "sprints", "iterations", "order of work", "order", "detailed plan", "detailed phases",
    "development phases", "development plan", "plan", "the plan", "prompts", "prompt order", "queue",
    "implementation blueprint", "backlog", "umsetzung", "umsetzungsplan", "ablauf", "vorgehen", "phasen",
    "zeitplan", "reihenfolge", "plan d'action", "déroulement", "fases", "plan de trabajo", "proposed steps",
    "user stories", "epics", "stories", "run order", "implementation steps", "what we'll do", "approach",
    "plan of attack",
];

#[rustfmt::skip]
const OVERVIEW: &[&str] = &[
    "overview", "summary", "at a glance", "info", "information", "metadata", "meta", "executive summary",
    "plan overview", "session overview", "project overview", "plan summary", "session summary", "details",
    "übersicht", "überblick", "zusammenfassung", "totals", "total", "gesamt", "résumé", "aperçu", "resumen",
    "budget", "token budget", "tl;dr", "summary table", "estimate summary", "session info", "session details",
    "estimates summary", "effort summary", "resource estimates", "gesamtschätzung",
];

#[rustfmt::skip]
const ASIDES: &[&str] = &[
    "notes", "note", "references", "reference", "resources", "links", "files", "critical files",
    "files to modify", "files to change", "files to create", "files to touch", "changed files", "key files",
    "context", "background", "motivation", "why", "architecture", "design", "technical design",
    "technical approach", "technical context", "tech stack", "technology stack", "open questions", "questions",
    "appendix", "glossary", "faq", "changelog", "change log", "history", "decisions", "assumptions",
    "constraints", "out of scope", "scope", "in scope", "non-goals", "non goals", "nongoals",
    "what we're not doing", "testing", "testing strategy", "test strategy", "test plan", "rollback",
    "rollback plan", "dev notes", "implementation notes", "story", "what", "all needed context",
    "anti-patterns", "confidence score", "notizen", "offene fragen", "hintergrund", "kontext", "team",
    "stakeholders", "dependency graph", "format", "path conventions", "dev agent record", "qa results",
    "problem", "problem statement", "requirements", "not doing", "current state", "current state analysis",
    "desired state", "research", "alternatives", "alternatives considered", "hinweise", "contexte",
    "questions ouvertes", "contexto", "notas", "introduction", "einleitung", "migration notes",
    "performance considerations", "known gotchas", "documentation", "user story", "description",
    "beschreibung", "communication", "parallel opportunities",
];

/// What `text` announces as a label, when it announces anything.
pub(super) fn label(text: &str) -> Option<Label> {
    if text.len() > 60 {
        return None;
    }
    label_of(&plain(text))
}

/// What a heading announces.
pub(super) fn topic(text: &str) -> Topic {
    if text.len() > 80 {
        return Topic::Unknown;
    }
    let plain = plain(text);
    // "Implementation steps" and "Prompts" head phases when there are any below.
    if PHASES.contains(&plain.as_str()) {
        return Topic::Phases;
    }
    if OVERVIEW.contains(&plain.as_str()) {
        return Topic::Overview;
    }
    if ASIDES.contains(&plain.as_str()) {
        return Topic::Aside;
    }
    match label_of(&plain) {
        Some(Label::Key | Label::Done) | None => Topic::Unknown,
        Some(label) => Topic::Label(label),
    }
}

fn label_of(plain: &str) -> Option<Label> {
    let known = |plain: &str| {
        LABELS
            .iter()
            .find(|(_, names)| names.contains(&plain))
            .map(|(label, _)| *label)
    };
    known(plain).or_else(|| amount_label(plain)).or_else(|| {
        let mut rest = plain;
        while let Some((first, behind)) = rest.split_once(' ') {
            if !FILLERS.contains(&first) {
                return None;
            }
            if let Some(label) = known(behind) {
                return Some(label);
            }
            rest = behind;
        }
        None
    })
}

/// Labels of amounts are put together from few words, in any order: "Estimated total tokens", "Time estimate".
fn amount_label(plain: &str) -> Option<Label> {
    let (mut tokens, mut time, mut estimate, mut total) = (false, false, false, false);
    for word in plain
        .split([' ', '-', '/', '+', '&'])
        .filter(|word| !word.is_empty())
    {
        match word {
            _ if TOKENS.contains(&word) => tokens = true,
            _ if TIME.contains(&word) => time = true,
            _ if ESTIMATE.contains(&word) => estimate = true,
            "total" | "totals" | "gesamt" | "summe" | "sum" => total = true,
            "budget" => estimate = true,
            _ if FILLERS.contains(&word) => {}
            _ => return None,
        }
    }
    match (tokens, time) {
        (true, false) => Some(Label::Tokens),
        (false, true) => Some(Label::Time),
        (true, true) => Some(Label::Estimate),
        (false, false) if estimate || total => Some(Label::Estimate),
        (false, false) => None,
    }
}

/// Whether a bracket behind a label or heading says something of its own.
pub(super) fn says_more(text: &str) -> bool {
    let Some(open) = text.trim().rfind(['(', '[']).filter(|open| *open > 0) else {
        return false;
    };
    let inner = text[open..].to_lowercase();
    let words = inner
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.into_iter().any(|word| {
        let unit = matches!(
            word,
            "k" | "min" | "h" | "est" | "must" | "optional" | "dod" | "s" | "es" | "n" | "hours" | "fresh"
        );
        !unit && !TOKENS.contains(&word) && !TIME.contains(&word) && !FILLERS.contains(&word)
    })
}

/// Lower case, without emphasis, emoji, numbering and what stands in brackets at the end.
pub(super) fn plain(text: &str) -> String {
    let mut text = text.trim();
    if let Some(open) = text.rfind(['(', '['])
        && open > 0
        && text.ends_with([')', ']', '*', ':'])
    {
        text = text[..open].trim_end();
    }
    let unnumbered =
        text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' ' | '#'));
    let text = if unnumbered.is_empty() { text } else { unnumbered };
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            plain.push(character.to_ascii_lowercase());
        } else if character.is_alphanumeric() || matches!(character, '\'' | '/' | '&' | '-' | '?' | ';' | '+')
        {
            plain.extend(character.to_lowercase());
        } else if character == '’' {
            plain.push('\'');
        } else if !plain.is_empty() && !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    let trimmed = plain.trim_matches([' ', '-', '?', '&', '/']).len();
    if trimmed != plain.len() {
        plain = plain.trim_matches([' ', '-', '?', '&', '/']).to_owned();
    }
    plain
}

/// Words that number a part of a plan: the plural of some is read too ("Days 1-2").
#[rustfmt::skip]
pub(super) const PARTS: &[&str] = &[
    "phase", "step", "part", "milestone", "session", "sprint", "day", "week", "month", "stage", "iteration",
    "epic", "story", "user story", "task", "subtask", "section", "chapter", "module", "wave", "round", "block",
    "prompt", "ticket", "issue", "workstream", "track", "slice", "increment", "release", "etappe", "schritt",
    "teil", "meilenstein", "sitzung", "tag", "woche", "aufgabe", "abschnitt", "étape", "etape", "partie",
    "jalon", "tâche", "fase", "paso", "etapa", "parte", "hito", "sesión", "semana", "día", "tarea", "pr",
    "commit",
];

#[rustfmt::skip]
const DONE: &[&str] = &[
    "done", "complete", "completed", "finished", "shipped", "merged", "closed", "implemented", "delivered",
    "erledigt", "fertig", "abgeschlossen", "umgesetzt", "terminé", "terminée", "fait", "hecho", "hecha",
    "completado", "completada", "terminado",
];

#[rustfmt::skip]
const OPEN: &[&str] = &[
    "in progress", "wip", "todo", "to do", "pending", "blocked", "not started", "planned", "draft", "ready",
    "active", "on hold", "paused", "next", "open", "current", "started", "approved", "proposed", "skipped",
    "deferred", "cancelled", "in review", "review", "ready for review", "in arbeit", "offen", "geplant",
    "begonnen", "blockiert", "en cours", "à faire", "en curso", "pendiente", "in development",
    "ready for development", "deprecated", "superseded", "queued", "up next",
];

/// Marks of what is done, and of what is not.
pub(super) const DONE_MARKS: &[&str] = &["✅", "☑️", "☑", "✔️", "✔", "✓", "🟢", "💯"];
/// Marks of how something stands.
#[rustfmt::skip]
pub(super) const OPEN_MARKS: &[&str] = &[
    "🚧", "⏳", "⌛", "🔄", "🟡", "🔴", "🟠", "🔵", "⚪", "⬜", "🔲", "☐", "❌", "✗", "✘", "⏸️", "⏸", "📋",
    "🏗️", "🏗", "⏭️", "⏭", "🔜", "🚫", "⛔", "🔨", "▶️",
];

/// Whether a status says that it is done.
pub(in crate::plans) fn says_done(status: &str) -> bool {
    if DONE_MARKS
        .iter()
        .any(|mark| status.trim_start().starts_with(mark))
    {
        return true;
    }
    let plain = status_words(status);
    let first = plain.split(" on ").next().unwrap_or_default();
    DONE.contains(&plain.as_str()) || DONE.contains(&first) || plain.starts_with("100 ") || plain == "100%"
}

/// Whether a text is nothing but a status.
pub(super) fn is_status(text: &str) -> bool {
    let plain = status_words(text);
    DONE.contains(&plain.as_str()) || OPEN.contains(&plain.as_str())
}

fn status_words(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-' || *c == '%');
    let lower: String = kept.flat_map(char::to_lowercase).collect();
    lower
        .replace('-', " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// "yes" and "no" in several languages.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    let plain = status_words(text);
    let mark = text.trim();
    match plain.as_str() {
        "yes" | "y" | "true" | "x" | "ja" | "oui" | "sí" | "si" | "done" => Some(true),
        "no" | "n" | "false" | "nein" | "non" => Some(false),
        "" if DONE_MARKS.contains(&mark) => Some(true),
        "" if matches!(mark, "❌" | "✗" | "✘" | "-" | "–" | "—") => Some(false),
        _ => None,
    }
}

/// Whether a text says that something can run beside something else.
pub(super) fn says_parallel(text: &str) -> bool {
    if !text
        .as_bytes()
        .windows(5)
        .any(|piece| piece.eq_ignore_ascii_case(b"paral"))
    {
        return false;
    }
    let plain = plain(text);
    let says = ["parallel", "en parallèle", "en paralelo"]
        .iter()
        .any(|start| plain.starts_with(start))
        || plain.starts_with("in parallel");
    let verb = [
        "run", "runs", "done", "be", "start", "worked", "executed", "laufen", "werden", "kann", "können",
        "peut", "puede",
    ];
    says || {
        let found = plain.find("parallel").or_else(|| plain.find("paralel"));
        found.is_some_and(|at| {
            let before = &plain[..at];
            let denied = before.split(' ').any(|word| {
                matches!(
                    word,
                    "not" | "cannot" | "can't" | "never" | "nicht" | "kein" | "no" | "don't"
                )
            });
            !denied
                && (before.contains("can ")
                    || before.contains("may ")
                    || before.contains("kann ")
                    || before.contains("können ")
                    || before.contains("peut ")
                    || before.contains("puede "))
                && before.split(' ').any(|word| verb.contains(&word))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_many_hands() {
        let table = [
            ("Estimated Duration", Label::Time),
            ("Token Estimate", Label::Tokens),
            ("Est. tokens", Label::Tokens),
            ("Time / Tokens", Label::Estimate),
            ("Total", Label::Estimate),
            ("⏱️ Effort", Label::Time),
            ("Session Objectives", Label::Field(Field::Objectives)),
            ("Definition of Done", Label::Field(Field::Success)),
            ("Acceptance Criteria (must)", Label::Field(Field::Success)),
            ("Risks & Mitigations", Label::Field(Field::Complexity)),
            ("Blocked by", Label::After),
            ("Voraussetzungen", Label::Field(Field::Prerequisites)),
            ("Prompt", Label::Prompt),
            ("Verify", Label::Check),
            ("Token budget", Label::Budget),
            ("Geschätzte Dauer", Label::Time),
        ];
        for (text, label_of) in table {
            assert_eq!(label(text), Some(label_of), "{text}");
        }
        for text in [
            "Refresh token",
            "Notes",
            "Files",
            "",
            "Real time sync",
            "Time complexity",
            "Phase",
            "This",
        ] {
            assert_eq!(label(text), None, "{text}");
        }
    }

    #[test]
    fn headings_announce() {
        assert_eq!(topic("3. Implementation Plan"), Topic::Phases);
        assert_eq!(topic("📋 Overview"), Topic::Overview);
        assert_eq!(topic("Files to modify"), Topic::Aside);
        assert_eq!(
            topic("Success Criteria:"),
            Topic::Label(Label::Field(Field::Success))
        );
        assert_eq!(topic("Build the parser"), Topic::Unknown);
    }

    #[test]
    fn statuses() {
        for done in [
            "✅ Complete",
            "Done",
            "COMPLETED",
            "done on 2026-10-01",
            "erledigt",
        ] {
            assert!(says_done(done), "{done}");
        }
        for open in ["In progress", "not done", "🚧", "", "Done with the first half"] {
            assert!(!says_done(open), "{open}");
        }
    }

    #[test]
    fn beside_others() {
        for yes in [
            "can run in parallel",
            "Can be done in parallel with Phase 2.",
            "parallel with 1",
            "Kann parallel laufen",
        ] {
            assert!(says_parallel(yes), "{yes}");
        }
        for no in [
            "cannot run in parallel",
            "Compare the parallel importer",
            "run the tests",
        ] {
            assert!(!says_parallel(no), "{no}");
        }
    }
}
