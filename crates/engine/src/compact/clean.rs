//! What a compaction that was killed has left: its row says how far it was, its files go.

use std::path::Path;

use segue_store::{ForkRow, ForkState};

use super::{offer, staging};
use crate::problem::Problem;
use crate::world::World;

/// Finishes or ends the forks of processes that are gone.
pub(crate) fn leftovers(store: &mut segue_store::Store, world: &World) -> Result<(), Problem> {
    let dead = |row: &ForkRow| row.pid != std::process::id() && !segue_agent::is_alive(row.pid, None);
    for row in store.unfinished_forks()?.into_iter().filter(dead) {
        let offered = Path::new(&row.path);
        staging::remove(&staging::file(&world.places, &row.id));
        staging::remove(&offer::half(offered));
        let state = match row.state {
            // It had moved already; only the last word was missing.
            ForkState::Verified { tokens } if offered.exists() => ForkState::Offered { tokens },
            ForkState::Planned
            | ForkState::Written
            | ForkState::Verified { .. }
            | ForkState::Offered { .. }
            | ForkState::Failed { .. } => ForkState::Failed {
                reason: "Segue was ended while it wrote".to_owned(),
            },
        };
        store.set_fork_state(&row.id, &state, world.clock.now())?;
    }
    Ok(())
}
