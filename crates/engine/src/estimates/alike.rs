//! Past sessions that are like what is estimated, by name.

use segue_meter::estimate::{ProjectSize, TaskType};
use segue_store::{LikeRow, ProjectRow, Store};

use super::inputs::Inputs;
use crate::handoff::words::without_secrets;
use crate::problem::Problem;
use crate::view::Comparable;

/// Sessions that are shown.
const SHOWN: usize = 5;
/// Sessions among which they are looked for.
const LOOKED_AT: u32 = 200;

/// The nearest by type, project, model and size; among equals the latest.
pub(super) fn comparable(
    store: &Store,
    task_type: TaskType,
    project: Option<&ProjectRow>,
    inputs: &Inputs,
) -> Result<Vec<Comparable>, Problem> {
    let here = project.map(|project| project.num);
    let mut rows = store.outcomes_like(task_type.as_str(), None, LOOKED_AT)?;
    if here.is_some() {
        let own = store.outcomes_like(task_type.as_str(), here, LOOKED_AT)?;
        rows.retain(|row| row.project != here);
        rows.extend(own);
    }
    // Stable: what is equally near stays in the order of time.
    rows.sort_by_key(|row| std::cmp::Reverse(row.finished_at));
    rows.sort_by_key(|row| distance(row, here, inputs));
    rows.truncate(SHOWN);
    let projects = if rows.is_empty() {
        Vec::new()
    } else {
        store.projects()?
    };
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let name = projects.iter().find(|project| Some(project.num) == row.project);
        let title = store.session_title(&row.session_id)?;
        let title = title.as_deref().map(without_secrets);
        shown.push(Comparable {
            title: title.unwrap_or_else(|| row.session_id.chars().take(8).collect()),
            session: row.session_id,
            project_name: name.map(|project| project.name.clone()),
            task_type: row.task_type.parse().unwrap_or(task_type),
            fresh: row.fresh,
            minutes: row.millis.div_ceil(60_000),
            at: row.finished_at,
        });
    }
    Ok(shown)
}

fn distance(row: &LikeRow, project: Option<i64>, inputs: &Inputs) -> u32 {
    let elsewhere = u32::from(project.is_none() || row.project != project) * 4;
    let other_model = u32::from(inputs.model.is_some() && row.model != inputs.model) * 2;
    let size = row
        .size
        .as_deref()
        .and_then(|text| text.parse::<ProjectSize>().ok());
    let sizes = match (size, inputs.size) {
        (Some(a), Some(b)) => (a as u32).abs_diff(b as u32),
        _ => 1,
    };
    elsewhere + other_model + sizes
}
