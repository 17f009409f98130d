//! A running session against its plan and its estimate: phases advance by what happens in it, what it takes is held
//! against what was estimated, and a person is told when that matters.
//!
//! Owns the look at a session's transcript ([`look`]), what each phase has taken ([`course`]) and the projection
//! ([`show`]). Promises that phases add up to the session's usage rows, that what was inferred never contradicts a click,
//! and that nothing here runs on a timer: a look follows a change of the session's rows. Never changes a plan's text.

mod alert;
pub(crate) mod course;
mod facts;
mod fits;
pub(crate) mod look;
pub(crate) mod project;
mod show;
pub(crate) mod spend;
pub(crate) mod trouble;
pub(crate) mod words;

use std::collections::BTreeMap;

use segue_store::{PlanSessionRow, Store};

use course::Course;

use crate::problem::Problem;
use crate::segue::Segue;
use crate::{sessions, view};

pub(crate) use alert::plan_alerts;
pub(crate) use show::head;

/// What the sessions of a plan have spent on each of its phases, by key.
pub(crate) fn spent_on(
    store: &Store,
    links: &[PlanSessionRow],
) -> Result<BTreeMap<String, view::Spent>, Problem> {
    let mut all: BTreeMap<String, spend::Spent> = BTreeMap::new();
    for link in links {
        let phases = Course::of(store, &link.session_id)?.map(|course| course.phases);
        for (key, spent) in phases.unwrap_or_default() {
            *all.entry(key).or_default() += spent;
        }
    }
    Ok(all.into_iter().map(|(key, spent)| (key, spent.shown())).collect())
}

impl Segue {
    /// A session against its estimate; `None` when it has none. By its id, or the beginning of one.
    ///
    /// # Errors
    /// When there is no such session, or the database cannot be read.
    pub fn live(&mut self, session: &str) -> Result<Option<view::Live>, Problem> {
        let id = sessions::resolve(&self.store, &[], Some(session))?;
        show::live(self, &id)
    }

    /// The sessions that run now and have an estimate, the one that was active last first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn lives(&mut self) -> Result<Vec<view::Live>, Problem> {
        show::lives(self)
    }
}
