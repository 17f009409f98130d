//! Search in what is remembered.

use std::collections::HashMap;
use std::path::Path;

use segue_store::{FoundRow, FoundWhere, ProjectRow};

use crate::decisions::shortened;
use crate::problem::{Code, Problem};
use crate::project;
use crate::segue::Segue;
use crate::view::{MemoryHit, MemoryHitKind, MemoryQuery};

/// Hits when nobody says how many.
const USUAL: u32 = 20;
/// Hits at most.
const MOST: u32 = 500;

pub(super) fn search(segue: &mut Segue, query: &MemoryQuery) -> Result<Vec<MemoryHit>, Problem> {
    let project = query
        .project
        .as_deref()
        .map(|name| named(segue, name))
        .transpose()?;
    let limit = query.limit.unwrap_or(USUAL).min(MOST);
    let found = segue
        .store
        .search_memory(&query.text, project.map(|row| row.num), limit)?;
    let names: HashMap<i64, String> = segue
        .store
        .projects()?
        .into_iter()
        .map(|row| (row.num, row.name))
        .collect();
    Ok(found
        .into_iter()
        .map(|row| {
            let name = names.get(&row.project).cloned().unwrap_or_default();
            hit(row, name)
        })
        .collect())
}

/// A project by its id or a path.
fn named(segue: &Segue, name: &str) -> Result<ProjectRow, Problem> {
    if let Some(row) = segue.store.project_by_id(name)? {
        return Ok(row);
    }
    project::known(&segue.store, Path::new(name))?.ok_or_else(|| {
        Problem::new(Code::NotFound, format!("nothing is remembered of {name}"))
            .hint("`segue memory projects` lists what is known.")
    })
}

fn hit(row: FoundRow, project: String) -> MemoryHit {
    let (kind, item, title) = match &row.place {
        FoundWhere::Item(num, kind) if kind == "decision" => {
            (MemoryHitKind::Decision, Some(*num), "decision")
        }
        FoundWhere::Item(num, kind) => (MemoryHitKind::Note, Some(*num), kind.as_str()),
        FoundWhere::Session => (MemoryHitKind::Session, None, "session"),
        FoundWhere::Handoff(_) => (MemoryHitKind::Handoff, None, "handoff"),
    };
    MemoryHit {
        kind,
        project,
        title: row.title.clone().unwrap_or_else(|| title.to_owned()),
        excerpt: readable(&row.excerpt),
        session_id: row.session_id,
        item,
        at: row.at,
    }
}

/// Lists are kept as JSON; a person reads words.
fn readable(excerpt: &str) -> String {
    let text = excerpt
        .replace("\",\"", "; ")
        .replace("[]", "")
        .replace(['[', ']', '"', '#', '*'], " ")
        .replace("\\n", " ");
    shortened(&text, 300)
}
