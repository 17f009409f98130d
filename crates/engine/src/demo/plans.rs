//! Plans in the made-up history: one that a live session works on, with an estimate that was kept; one that is open.

use std::path::Path;

use segue_plan::plans::Format;

use super::{Live, folder_of};
use crate::estimates::LearnLimit;
use crate::problem::Problem;
use crate::segue::Segue;
use crate::view::EstimateQuery;
use crate::world::World;

/// Who made them.
const BY: &str = "window";

const RUNNING: &str = "\
# Login that works on Fridays

Status: in progress

## Objectives

- The login test passes on every day of the week
- Retries wait, and give up

## Phase 1: Find why the test fails

- Duration: 20-30 min
- Tokens: 8-12k

## Phase 2: Implement retries with a delay

- Duration: 45 min
- Tokens: 15-20k

### Deliverables

- `src/retry.rs`

## Phase 3: Write tests for both

- Duration: 30 min
- Tokens: 10-14k

Can run in parallel with phase 2.
";

const OPEN: &str = "\
# Move the import to the queue

## Phase 1: Plan how it is cut in two

- Duration: 30 min

## Phase 2: Refactor the importer

- Duration: 1-1.5h
- Tokens: 25-32k

Complexity: touches the old importer, which has no tests.

## Phase 3: Polish the progress bar

- Duration: 20 min
";

/// Writes them, after the history was read and learned from.
pub(super) fn write(world: &World, live: &Live) -> Result<(), Problem> {
    let mut segue = Segue::open(world)?;
    segue.catch_up()?;
    segue.learn(LearnLimit::All, &mut |_, _| {})?;
    let import = |segue: &mut Segue, text, project| {
        let folder = folder_of(project);
        segue.import_plan(text, Format::Markdown, None, Some(Path::new(&folder)), BY)
    };
    import(&mut segue, OPEN, "data-pipeline")?;
    let running = import(&mut segue, RUNNING, "api-server")?;
    let kept = segue.estimate(
        &EstimateQuery {
            plan: Some(running.summary.id),
            session: Some(live.id.clone()),
            save: true,
            ..EstimateQuery::default()
        },
        BY,
    )?;
    segue.link_session(running.summary.id, &live.id, kept.id, BY)?;
    Ok(())
}
