//! Which project a folder belongs to: the same one for every worktree, every subfolder of a repository, and after a
//! rename.
//!
//! Promises: two folders that both exist are never one project unless they are one repository's work trees; a project
//! keeps its id for ever. [`known`] reads rows and a few small files, for hooks; [`of`] may also ask git, and
//! remembers what it found.

mod place;

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use segue_store::{ProjectMarks, ProjectRow, Store};
use xxhash_rust::xxh3::xxh3_64;

use crate::problem::Problem;
use crate::world::World;

/// The marks of a project are looked at again after this long.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// The project of a folder, made when it is new.
pub(crate) fn of(store: &mut Store, world: &World, path: &Path) -> Result<ProjectRow, Problem> {
    let asked = real(path);
    let place = place::of(&asked, world.places.environment.home.as_deref());
    let folder = text(&place.folder);
    let row = match store.project_of(&folder)? {
        // What the rows say is still so.
        Some(row) if row.path == folder => freshen(store, world, row, &place)?,
        Some(row) if !place.folder.exists() => row,
        // It was renamed back.
        Some(row) if !Path::new(&row.path).exists() => moved(store, world, row, &place)?,
        // A renamed project left its old name to another folder.
        Some(_elsewhere) => new(store, world, &place)?,
        None if !place.folder.exists() => new(store, world, &place)?,
        None => match renamed(store, world, &place)? {
            Some(row) => moved(store, world, row, &place)?,
            None => new(store, world, &place)?,
        },
    };
    for alias in [text(&asked), text(path)] {
        if path.is_absolute() && alias != folder && store.project_of(&alias)?.as_ref() != Some(&row) {
            store.lead_to_project(&alias, row.num)?;
        }
    }
    Ok(row)
}

/// The project of a folder, when it was met before. Reads rows only, and of the disk no more than where a repository
/// begins.
pub(crate) fn known(store: &Store, path: &Path) -> Result<Option<ProjectRow>, Problem> {
    let asked = real(path);
    let place = place::of(&asked, None);
    for (folder, row) in [
        (&asked, store.project_of(&text(&asked))?),
        (&place.folder, store.project_of(&text(&place.folder))?),
    ] {
        // A project that is elsewhere today left this name to another folder, unless one of the two is gone.
        if let Some(row) = row
            && (Path::new(&row.path) == place.folder
                || Path::new(&row.path) == asked
                || !folder.exists()
                || !Path::new(&row.path).exists())
        {
            return Ok(Some(row));
        }
    }
    // Renamed a moment ago: the folder itself is known.
    let marks = ProjectMarks {
        folder_mark: place::folder_mark(&place.folder),
        ..ProjectMarks::default()
    };
    gone_with(store, &marks)
}

/// Whether a folder is, or lies in, a repository's work tree.
pub(crate) fn is_in_repository(path: &Path) -> bool {
    place::of(&real(path), None).git_root.is_some()
}

/// Looks at paths of sessions that were never looked at, a few at a time. True when there may be more.
pub(crate) fn look_at_new(store: &mut Store, world: &World, limit: u32) -> Result<bool, Problem> {
    let paths = store.paths_without_project(limit)?;
    for path in &paths {
        let row = of(store, world, Path::new(path))?;
        // The path as the transcript wrote it, whatever it looks like.
        store.lead_to_project(path, row.num)?;
    }
    Ok(paths.len() == limit as usize)
}

/// How long git may think about a project's first commit; without it the folder's own mark must do.
const GIT_LIMIT: Duration = Duration::from_secs(3);

/// Everything by which the folder can be known again. Git is asked for the first commit unless that is known.
fn marks(world: &World, place: &place::Place, root_commit: Option<String>) -> ProjectMarks {
    ProjectMarks {
        git_root: place.git_root.as_deref().map(text),
        root_commit: root_commit.or_else(|| first_commit(world, place)),
        remote: place.git_folder.as_deref().and_then(place::remote),
        folder_mark: place::folder_mark(&place.folder),
    }
}

fn first_commit(world: &World, place: &place::Place) -> Option<String> {
    let folder = place.git_root.as_deref()?;
    let path = world.places.environment.path.as_deref().unwrap_or("");
    let program = segue_agent::find_program("git", path)?;
    let git = segue_agent::Git {
        program: &program,
        folder,
        limit: GIT_LIMIT,
    };
    // No answer is no mark, not a failure.
    git.root_commit().ok().flatten()
}

fn freshen(
    store: &mut Store,
    world: &World,
    row: ProjectRow,
    place: &place::Place,
) -> Result<ProjectRow, Problem> {
    let now = world.clock.now();
    let (_, looked_at) = store.project_marks(row.num)?;
    if looked_at.is_some_and(|at| now.duration_since(at) < LOOK_AGAIN) || !place.folder.exists() {
        return Ok(row);
    }
    moved(store, world, row, place)
}

fn moved(
    store: &mut Store,
    world: &World,
    row: ProjectRow,
    place: &place::Place,
) -> Result<ProjectRow, Problem> {
    let (known, _) = store.project_marks(row.num)?;
    let marks = marks(world, place, known.root_commit);
    store.place_project(row.num, &text(&place.folder), &marks, world.clock.now())?;
    Ok(store.project(row.num)?.unwrap_or(row))
}

fn new(store: &mut Store, world: &World, place: &place::Place) -> Result<ProjectRow, Problem> {
    let folder = text(&place.folder);
    let id = |attempt: u32| match attempt {
        0 => format!("{:016x}", xxh3_64(folder.as_bytes())),
        attempt => format!("{:016x}", xxh3_64(format!("{folder}\n{attempt}").as_bytes())),
    };
    let marks = marks(world, place, None);
    Ok(store.new_project(&folder, &marks, world.clock.now(), id)?)
}

/// A project whose folder is gone and which this folder is.
fn renamed(store: &Store, world: &World, place: &place::Place) -> Result<Option<ProjectRow>, Problem> {
    gone_with(store, &marks(world, place, None))
}

fn gone_with(store: &Store, marks: &ProjectMarks) -> Result<Option<ProjectRow>, Problem> {
    let candidates = store.projects_marked(marks)?;
    Ok(candidates.into_iter().find(|row| !Path::new(&row.path).exists()))
}

/// The path without links; as it is when there is nothing there.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        // The folder is gone, but a folder above it may be reached through a link.
        match (path.parent(), path.file_name()) {
            (Some(above), Some(name)) if above != path => real(above).join(name),
            _ => path.to_owned(),
        }
    })
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
