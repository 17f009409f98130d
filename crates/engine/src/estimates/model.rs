//! The model as a person sees it, and what a person does to it: begin anew, take along, take over, correct.

use segue_meter::estimate::{Lesson, Model, Observed, Step, Term};
use segue_store::ProjectRow;
use serde::{Deserialize, Serialize};

use super::mirror::{self, FORMAT};
use super::state::{self, Why};
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::sessions;
use crate::view;
use segue_meter::estimate::TaskType;

/// The newest export this program can read; fields are only added.
const VERSION: u32 = 1;
/// Changes of the model that are shown.
const SHOWN: u32 = 200;

/// An export: the model, and the cases it was learned from, for the next one is learned from those.
#[derive(Serialize, Deserialize)]
struct Export {
    format: String,
    version: u32,
    #[serde(default)]
    model: serde_json::Value,
    cases: Option<Vec<Observed>>,
}

impl Segue {
    /// The model in use.
    ///
    /// # Errors
    /// When the database, or the model in it, cannot be read.
    pub fn model(&mut self) -> Result<view::ModelView, Problem> {
        let in_use = state::in_use(&self.store)?;
        let projects = self.store.projects()?;
        let (_, unlearned) = self.store.outcome_counts()?;
        let waiting = super::learning::waiting(self)?.max(unlearned);
        let sessions = in_use.model.sessions();
        let (usual_error, coverage_percent) = (in_use.model.usual_error(), in_use.model.coverage_percent());
        Ok(view::ModelView {
            version: in_use.version,
            fitted_at: in_use.model.fitted_at(),
            sessions,
            waiting,
            terms: named_terms(in_use.model.terms(), &projects),
            usual_error,
            coverage_percent,
            mirror: mirror::in_words(&self.store, &self.world)?,
            words: in_words(sessions, waiting, usual_error, coverage_percent),
        })
    }

    /// The models there were, latest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn model_history(&self) -> Result<Vec<view::ModelChange>, Problem> {
        let projects = self.store.projects()?;
        let rows = self.store.models(SHOWN)?.into_iter();
        Ok(rows
            .map(|row| view::ModelChange {
                version: row.version,
                at: row.made_at,
                by: row.made_by,
                why: row.why,
                sessions: row.sessions,
                // Lessons of a newer Segue are not shown.
                lessons: named_lessons(serde_json::from_str(&row.lessons).unwrap_or_default(), &projects),
            })
            .collect())
    }

    /// Begins anew: the cold start's figures, and learning from what finishes after now. The old model is kept as a row.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn reset_model(&mut self, by: &str) -> Result<view::ModelView, Problem> {
        state::reset(&mut self.store, self.world.clock.now(), by)?;
        // The rows are the truth; the view says when the copy could not be written.
        drop(mirror::write(&mut self.store, &self.world));
        self.model()
    }

    /// The model with everything it was learned from, as the JSON that [`Segue::import_model`] takes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn export_model(&self) -> Result<String, Problem> {
        let in_use = state::in_use(&self.store)?;
        let failed = |error: serde_json::Error| {
            Problem::new(Code::Io, "the model cannot be written as JSON").because(error)
        };
        let export = Export {
            format: FORMAT.to_owned(),
            version: VERSION,
            model: serde_json::from_str(&in_use.model.to_json()).map_err(failed)?,
            cases: Some(state::all_cases(&self.store)?),
        };
        let mut text = serde_json::to_string_pretty(&export).map_err(failed)?;
        text.push('\n');
        Ok(text)
    }

    /// Takes over what was exported, here or elsewhere: its sessions are learned from beside one's own, each once.
    ///
    /// # Errors
    /// When it is not such an export, a newer Segue wrote it, or the database cannot be written. Then nothing was changed.
    pub fn import_model(&mut self, text: &str, by: &str) -> Result<view::ModelView, Problem> {
        let cases = read_export(text)?;
        let failed = |error: serde_json::Error| {
            Problem::new(Code::Store, "a session cannot be taken over").because(error)
        };
        let told: Vec<String> = cases
            .iter()
            .map(|case| serde_json::to_string(case).map_err(failed))
            .collect::<Result<_, _>>()?;
        let now = self.world.clock.now();
        self.store.add_imported_cases(&told, now)?;
        state::fit(&mut self.store, now, Why::Imported, by)?;
        drop(mirror::write(&mut self.store, &self.world));
        self.model()
    }

    /// A person says what kind of work a session was. The model learns from it at once.
    ///
    /// # Errors
    /// When there is no such session, it has not finished, or the database cannot be written.
    pub fn correct_task_type(&mut self, session: &str, task_type: TaskType, by: &str) -> Result<(), Problem> {
        let (session, _) = sessions::one(self, Some(session))?;
        let now = self.world.clock.now();
        let known = self
            .store
            .correct_outcome(&session.id, Some(task_type.as_str()), by, now)?;
        if !known {
            return Err(
                Problem::new(Code::NotFound, "nothing was learned from this session yet")
                    .hint("It is learned from once it has finished; `segue model learn` does it now."),
            );
        }
        state::fit(&mut self.store, now, Why::Corrected, by)?;
        drop(mirror::write(&mut self.store, &self.world));
        Ok(())
    }
}

fn read_export(text: &str) -> Result<Vec<Observed>, Problem> {
    let hint = "Give a file that `segue model export` wrote. Nothing was changed.";
    let not_one = || Problem::new(Code::BadInput, "this is not an export of Segue's model").hint(hint);
    let export: Export = serde_json::from_str(text).map_err(|error| not_one().because(error))?;
    if export.format != FORMAT {
        return Err(not_one());
    }
    if export.version > VERSION {
        return Err(Problem::new(
            Code::BadInput,
            format!("a newer Segue wrote this export (version {})", export.version),
        )
        .hint("Install the newer Segue. Nothing was changed."));
    }
    // A damaged model is a damaged file, though the sessions alone are taken over.
    if !export.model.is_null() {
        Model::from_json(&export.model.to_string()).map_err(|error| not_one().because(error))?;
    }
    export.cases.ok_or_else(|| {
        Problem::new(
            Code::BadInput,
            "this copy of the model does not hold the sessions it was learned from",
        )
        .hint(hint)
    })
}

fn in_words(sessions: u32, waiting: u32, usual_error: Option<f64>, coverage: Option<f64>) -> String {
    let stands = match sessions {
        0 => "nothing learned yet: the figures of a cold start".to_owned(),
        1 => "learned from 1 session".to_owned(),
        count => format!("learned from {count} sessions"),
    };
    let error = usual_error
        .map(|error| format!(", usual error {error:.1}×"))
        .unwrap_or_default();
    let inside = coverage
        .map(|percent| format!(", {percent:.0} % inside their range"))
        .unwrap_or_default();
    let waits = match waiting {
        0 => String::new(),
        1 => "; 1 session waits".to_owned(),
        count => format!("; {count} sessions wait"),
    };
    format!("{stands}{error}{inside}{waits}")
}

/// A project has a key in the model, and a name for people.
fn name_of<'a>(projects: &'a [ProjectRow], key: &str) -> Option<&'a str> {
    let project = projects.iter().find(|project| project.id == key)?;
    Some(&project.name)
}

fn named_terms(mut terms: Vec<Term>, projects: &[ProjectRow]) -> Vec<Term> {
    // A project has terms in other groups, too: how fast work goes there, what a call takes.
    for term in &mut terms {
        if let Some(name) = name_of(projects, &term.name) {
            term.name = name.to_owned();
        }
    }
    terms
}

/// Lessons as a person reads them.
pub(crate) fn named_lessons(mut lessons: Vec<Lesson>, projects: &[ProjectRow]) -> Vec<Lesson> {
    for lesson in &mut lessons {
        if let Some(name) = name_of(projects, &lesson.name) {
            lesson.name = name.to_owned();
        }
    }
    lessons
}

/// The steps of an estimate as a person reads them.
pub(super) fn named_steps(steps: &[Step], project: Option<&ProjectRow>) -> Vec<Step> {
    let named = |step: &Step| match project {
        Some(project) => Step {
            name: step.name.replace(&project.id, &project.name),
            ..step.clone()
        },
        None => step.clone(),
    };
    steps.iter().map(named).collect()
}
