//! Handoffs that Segue makes by itself: planned as rows first, once per episode, then made, then marked.

use segue_store::{DueHandoff, Wish};

use crate::problem::Problem;
use crate::segue::Segue;

/// Turns a hook's wish into a planned handoff.
pub(crate) fn plan_wished(segue: &mut Segue, wish: &Wish) -> Result<(), Problem> {
    let Some(session_id) = wish.about.clone() else {
        return Ok(());
    };
    let due = DueHandoff {
        key: format!("{session_id}/wish/{}", wish.number),
        session_id,
        by: wish.by.clone(),
    };
    segue.store.plan_handoff(&due, segue.world.clock.now())?;
    Ok(())
}
