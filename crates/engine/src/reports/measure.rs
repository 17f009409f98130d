//! What a session is held against: the estimate that was kept for it, or what the model would have said before it began.

use segue_meter::estimate::{Estimate, Model, Range};
use segue_store::{EstimateRow, OutcomeRow, Store, StoredRange};

use crate::estimates;
use crate::live_plan::course::Course;
use crate::live_plan::project;
use crate::problem::Problem;
use crate::view::{EstimateHead, EstimateLine};

/// What was expected.
pub(super) struct Measure {
    /// Of the whole session.
    pub whole: Estimate,
    /// By phase; none of a sentence or of a guess afterwards.
    pub lines: Vec<EstimateLine>,
    /// The estimate, when one was kept.
    pub head: Option<EstimateHead>,
}

impl Measure {
    pub(super) fn of(store: &Store, outcome: &OutcomeRow, course: &Course) -> Result<Measure, Problem> {
        let model = before(store, outcome)?;
        if let Some((row, shown)) = &course.estimate {
            return Ok(Measure {
                whole: project::of_session(shown, &model, |key| course.done_before(key)),
                lines: shown.lines.clone(),
                head: Some(head(row, course.whole.fresh)),
            });
        }
        let case = estimates::state::case(outcome, &store.projects()?);
        Ok(Measure {
            whole: model.estimate(&case),
            lines: Vec::new(),
            head: None,
        })
    }

    pub(super) fn line(&self, key: &str) -> Option<&EstimateLine> {
        self.lines.iter().find(|line| line.key == key)
    }
}

/// The model as it stood when the session began: it has learned nothing of it.
fn before(store: &Store, outcome: &OutcomeRow) -> Result<Model, Problem> {
    let rows = store.models(u32::MAX)?;
    let row = rows.iter().find(|row| row.made_at <= outcome.started_at);
    // One that cannot be read any more says nothing: then the table speaks.
    let model = row.and_then(|row| Model::from_json(&row.model).ok());
    Ok(model.unwrap_or_else(Model::cold))
}

fn head(row: &EstimateRow, actual: u64) -> EstimateHead {
    EstimateHead {
        id: row.num,
        title: row.title.clone(),
        plan: row.plan,
        made_at: row.made_at,
        made_by: row.made_by.clone(),
        fresh: range(row.fresh),
        minutes: range(row.minutes),
        model_version: row.model_version,
        linked_session: row.session_id.clone(),
        actual: Some(actual),
    }
}

fn range(stored: StoredRange) -> Range {
    Range {
        low: stored.low,
        mid: stored.mid,
        high: stored.high,
    }
}
