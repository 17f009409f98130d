//! The model in use, and how it comes to be another one: each is a row, made from all that was learned until then.
//!
//! Promises: of two programs that learn at the same time one wins and the other looks again; a model that would say the
//! same is no new row.

use jiff::Timestamp;
use segue_meter::estimate::{Case, Lesson, Model, Observed, TaskType};
use segue_store::{ModelDraft, ModelRow, OutcomeRow, ProjectRow, Store};

use super::outcome::Seen;
use super::{phases, sums};
use crate::problem::{Code, Problem};

/// Models that are kept.
const KEPT: u32 = 50;
/// Outcomes that a model learns from: beyond these, the latest.
const MOST: u32 = 20_000;
/// Another program may have kept a model first; so often it is tried again.
const TRIES: u32 = 5;

/// The model in use with its version; version 0 is the one that has learned nothing.
pub(crate) struct InUse {
    /// Its version.
    pub version: u32,
    /// The model.
    pub model: Model,
    /// Its row, when it has one.
    pub row: Option<ModelRow>,
}

/// Reads the model in use. One that cannot be read (of a newer Segue) is told, not replaced.
pub(crate) fn in_use(store: &Store) -> Result<InUse, Problem> {
    let Some(row) = store.model()? else {
        return Ok(InUse {
            version: 0,
            model: Model::cold(),
            row: None,
        });
    };
    let model = Model::from_json(&row.model).map_err(|error| {
        Problem::new(Code::Store, format!("model {} cannot be read", row.version))
            .hint("`segue model reset` begins anew; nothing else is lost.")
            .because(error)
    })?;
    Ok(InUse {
        version: row.version,
        model,
        row: Some(row),
    })
}

/// Why a model is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Learned,
    Corrected,
    Imported,
}

impl Why {
    fn as_str(self) -> &'static str {
        match self {
            Why::Learned => "learned",
            Why::Corrected => "corrected",
            Why::Imported => "imported",
        }
    }
}

/// What a fit changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Fitted {
    /// The version in use.
    pub version: u32,
    /// What it says otherwise than the one before.
    pub lessons: Vec<Lesson>,
}

/// Learns from everything that is known, and keeps the model unless it says what the last one said.
pub(crate) fn fit(store: &mut Store, now: Timestamp, why: Why, by: &str) -> Result<Fitted, Problem> {
    for _ in 0..TRIES {
        let before = in_use(store)?;
        let learn_after = before.row.as_ref().and_then(|row| row.learn_after);
        let mut outcomes = store.outcomes(None, MOST)?;
        // What finished before the model was begun anew waits no longer, though nothing is learned from it.
        let waiting: Vec<(String, u32)> = outcomes
            .iter()
            .filter(|row| row.learned_version.is_none())
            .map(|row| (row.session_id.clone(), row.revision))
            .collect();
        outcomes.retain(|row| learn_after.is_none_or(|after| row.finished_at > after));
        let history = history(store, outcomes, learn_after)?;
        let model = Model::fit(&history, now);
        let same = before.version > 0 && says_the_same(&before.model, &model);
        let (version, lessons) = if same {
            (Some(before.version), Vec::new())
        } else {
            let lessons = Model::difference(&before.model, &model);
            let version = store.add_model(
                before.version,
                &ModelDraft {
                    made_at: now,
                    made_by: by,
                    why: why.as_str(),
                    sessions: model.sessions(),
                    learn_after,
                    usual_error: model.usual_error(),
                    coverage: model.coverage_percent(),
                    model: &model.to_json(),
                    lessons: &serde_json::to_string(&lessons).unwrap_or_else(|_| "[]".to_owned()),
                },
            )?;
            (version, lessons)
        };
        // Another program learned meanwhile: what it knew and what we know goes into the next one.
        let Some(version) = version else { continue };
        store.outcomes_learned(&waiting, version)?;
        store.forget_old_models(KEPT)?;
        return Ok(Fitted { version, lessons });
    }
    Err(
        Problem::new(Code::Busy, "another Segue is learning at the same time")
            .hint("Nothing is lost. Try again in a moment."),
    )
}

/// Begins anew: what finished before now is not learned from any more. The old model stays as a row.
pub(crate) fn reset(store: &mut Store, now: Timestamp, by: &str) -> Result<u32, Problem> {
    let cold = Model::cold();
    for _ in 0..TRIES {
        let before = store.model()?.map_or(0, |row| row.version);
        let draft = ModelDraft {
            made_at: now,
            made_by: by,
            why: "reset",
            sessions: 0,
            learn_after: Some(now),
            usual_error: None,
            coverage: None,
            model: &cold.to_json(),
            lessons: "[]",
        };
        if let Some(version) = store.add_model(before, &draft)? {
            store.forget_old_models(KEPT)?;
            return Ok(version);
        }
    }
    Err(
        Problem::new(Code::Busy, "another Segue is learning at the same time")
            .hint("Nothing was changed. Try again in a moment."),
    )
}

/// Everything that is learned from, oldest first: the person's own sessions, and what was imported.
pub(crate) fn all_cases(store: &Store) -> Result<Vec<Observed>, Problem> {
    let learn_after = store.model()?.and_then(|row| row.learn_after);
    let outcomes = store.outcomes(learn_after, MOST)?;
    history(store, outcomes, learn_after)
}

fn history(
    store: &Store,
    outcomes: Vec<OutcomeRow>,
    learn_after: Option<Timestamp>,
) -> Result<Vec<Observed>, Problem> {
    let projects = store.projects()?;
    let mut history: Vec<Observed> = outcomes.iter().flat_map(|row| observed(row, &projects)).collect();
    let imported = store.imported_cases(learn_after)?;
    let imported = imported
        .iter()
        .filter_map(|told| serde_json::from_str::<Observed>(told).ok());
    for case in imported {
        // What was exported here and imported again is one session, not two.
        let same = |own: &Observed| (own.at, own.fresh, own.calls) == (case.at, case.fresh, case.calls);
        if !history.iter().any(same) {
            history.push(case);
        }
    }
    history.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.session.cmp(&b.session)));
    Ok(history)
}

/// A session as what is learned from: one case, or one per phase of its plan. Of a session whose type a person said, one.
fn observed(row: &OutcomeRow, projects: &[ProjectRow]) -> Vec<Observed> {
    let seen: Seen = serde_json::from_str(&row.signals).unwrap_or_default();
    let whole = Observed {
        case: case(row, projects),
        fresh: sums::fresh(&row.sums.tokens),
        weighted: row.weighted,
        millis: row.millis,
        calls: u32::try_from(row.sums.responses).unwrap_or(u32::MAX),
        at: row.finished_at,
        session: Some(row.session_id.clone()),
        marks: seen.marks,
    };
    if seen.phases.is_empty() || row.corrected_type.is_some() {
        return vec![whole];
    }
    phases::cases(&whole, &seen.phases)
}

/// What was known of a session before it began, with the type that counts.
pub(crate) fn case(row: &OutcomeRow, projects: &[ProjectRow]) -> Case {
    let project = projects.iter().find(|project| Some(project.num) == row.project);
    Case {
        task_type: task_type(row),
        size: row.size.as_deref().and_then(|text| text.parse().ok()),
        familiarity: row.familiarity.as_deref().and_then(|text| text.parse().ok()),
        quality: row.quality.as_deref().and_then(|text| text.parse().ok()),
        project: project.map(|project| project.id.clone()),
        model: row.model.clone(),
        stated_tokens: row.stated_tokens,
        stated_minutes: row.stated_minutes,
    }
}

/// The type that counts: what a person said, else what was inferred.
pub(crate) fn task_type(row: &OutcomeRow) -> TaskType {
    let said = row.corrected_type.as_deref().unwrap_or(&row.task_type);
    // A type of a newer Segue is none of ours.
    said.parse().unwrap_or(TaskType::Implementation)
}

/// Whether two models are one but for the time of their making.
fn says_the_same(a: &Model, b: &Model) -> bool {
    let without_time = |model: &Model| {
        let mut value: serde_json::Value = serde_json::from_str(&model.to_json()).unwrap_or_default();
        if let Some(fields) = value.as_object_mut() {
            fields.remove("fitted_at");
        }
        value
    };
    without_time(a) == without_time(b)
}
