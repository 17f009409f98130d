//! A text becomes a plan, or the next text of the plan that its file is already.

use std::path::{Path, PathBuf};

use segue_plan::plans::Format;
use segue_store::{PlanDraft, PlanRow, Store};

use super::read;
use crate::problem::{Code, Problem};
use crate::project;
use crate::segue::Segue;
use crate::view::{ImportedAs, PlanImported};

/// How often an import is tried again when another process changes the same plan.
const ATTEMPTS: usize = 5;

pub(super) fn keep(
    segue: &mut Segue,
    text: &str,
    format: Format,
    source: Option<&Path>,
    project: Option<&Path>,
    by: &str,
) -> Result<(PlanRow, PlanImported), Problem> {
    let plan = read::titled(read::checked(text, format, source)?, source);
    let source = source.map(real);
    let project = project_of(segue, project, source.as_deref())?;
    let source = source.map(|path| path.to_string_lossy().into_owned());
    let draft = PlanDraft {
        project,
        format,
        text,
        plan: &plan,
        source: source.as_deref(),
        by,
        at: segue.world.clock.now(),
    };
    for _ in 0..ATTEMPTS {
        let there = match &source {
            Some(source) => segue.store.plan_of_source(source)?,
            None => None,
        };
        let done = match there {
            Some(there) => again(&mut segue.store, there, &draft)?,
            None => segue.store.add_plan(&draft)?.map(|row| (row, new())),
        };
        if let Some(done) = done {
            return Ok(done);
        }
    }
    Err(
        Problem::new(Code::Busy, "another Segue changes this plan at the same time")
            .hint("Nothing was changed here. Try again in a moment."),
    )
}

fn new() -> PlanImported {
    PlanImported {
        how: ImportedAs::New,
        words: "This plan is new.".to_owned(),
    }
}

/// A file that was imported before. What a person edited in Segue since then is kept when the file is as it was; when both
/// changed, the file was imported last and counts, and what it replaces is kept as an older text.
fn again(
    store: &mut Store,
    there: PlanRow,
    draft: &PlanDraft<'_>,
) -> Result<Option<(PlanRow, PlanImported)>, Problem> {
    let num = there.num;
    let edited = there.imported != Some(there.version);
    let (row, how, mut words) = if there.text == draft.text && there.format == draft.format {
        let words = format!("This file was imported before, as plan {num}: its text is the same.");
        (there, ImportedAs::Same, words)
    } else if edited && is_as_imported(store, &there, draft)? {
        let words = format!(
            "This file was imported before, as plan {num}, and has not changed since. What was edited in Segue is kept: version {}.",
            there.version
        );
        (there, ImportedAs::Same, words)
    } else {
        let Some(row) = store.set_plan_text(num, there.version, draft)? else {
            return Ok(None);
        };
        let before = there.version;
        let words = if edited {
            format!(
                "This file was imported before, as plan {num}. Both it and the plan have changed: the file's text counts now, and what was edited in Segue is kept as version {before}."
            )
        } else {
            format!(
                "This file was imported before, as plan {num}: it has the file's new text now, and the old one is kept as version {before}."
            )
        };
        (row, ImportedAs::Updated, words)
    };
    if row.archived {
        store.archive_plan(num, false, draft.by)?;
        words.push_str(" It was put away, and is in the list again.");
    }
    let row = store.plan(num)?.unwrap_or(row);
    Ok(Some((row, PlanImported { how, words })))
}

/// Whether a file still says what it said when it was imported last.
fn is_as_imported(store: &Store, there: &PlanRow, draft: &PlanDraft<'_>) -> Result<bool, Problem> {
    let texts = store.plan_texts(there.num)?;
    let imported = texts.iter().find(|old| Some(old.version) == there.imported);
    Ok(imported.is_some_and(|old| old.text == draft.text && old.format == draft.format))
}

/// The same file by whatever path it was named.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The project that was named, else the one that the file lies in: a repository, or a folder that is known.
fn project_of(
    segue: &mut Segue,
    project: Option<&Path>,
    source: Option<&Path>,
) -> Result<Option<i64>, Problem> {
    if let Some(project) = project {
        return Ok(Some(project::of(&mut segue.store, &segue.world, project)?.num));
    }
    let Some(folder) = source.and_then(Path::parent) else {
        return Ok(None);
    };
    if let Some(known) = project::known(&segue.store, folder)? {
        return Ok(Some(known.num));
    }
    if !project::is_in_repository(folder) {
        return Ok(None);
    }
    Ok(Some(project::of(&mut segue.store, &segue.world, folder)?.num))
}
