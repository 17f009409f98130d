//! The start that comes next, in the menu and in the tooltip.

use segue_engine::view::{NextStart, Start};
use segue_plan::schedule::{StartAction, StartState};

use super::super::menu_id::{MenuId, NextAct, StartId};
use super::super::words::Here;
use super::Entry;
use crate::route::Route;

/// What the menu offers for a start that nothing is asked about yet.
const USUAL: [StartAction; 3] = [StartAction::StartNow, StartAction::In15Minutes, StartAction::Skip];

/// Whether the person is asked something.
pub(super) fn asks(next: Option<&NextStart>) -> bool {
    next.is_some_and(|next| next.start.state == StartState::Asking)
}

/// `Next: 18:05 api-server`; what is asked, held or under way says so.
pub(super) fn line(start: &Start, here: &Here) -> String {
    let project = &start.project_name;
    let due = here.clock(start.due);
    match start.state {
        StartState::Waiting => format!("Next: {due} {project}"),
        StartState::Held => {
            let until = start.held_until.map_or(due, |until| here.clock(until));
            format!("Next: {until} {project}, held")
        }
        StartState::Asking => format!("Missed: {due} {project}  ◆"),
        StartState::Launching | StartState::Begun => format!("Starting: {project}"),
        StartState::Confirmed => format!("Started: {project}"),
        StartState::Ended | StartState::Skipped | StartState::Dropped | StartState::Failed => {
            format!("{project}: {}", start.state.as_str())
        }
    }
}

/// The submenu: what can be done with it, and where it is shown.
pub(super) fn entries(next: &NextStart, here: &Here) -> Vec<Entry> {
    let start = &next.start;
    let id = StartId {
        schedule: start.schedule,
        start: start.id,
        ask: start.ask.as_ref().map_or(0, |ask| ask.number),
    };
    let offered = match (&start.ask, start.state) {
        (Some(ask), _) => ask
            .actions
            .iter()
            .map(|choice| (choice.action, choice.label.clone()))
            .collect(),
        (None, StartState::Waiting | StartState::Held) => USUAL
            .into_iter()
            .map(|action| (action, action.label().to_owned()))
            .collect::<Vec<_>>(),
        (None, _) => Vec::new(),
    };
    let mut inside = vec![Entry::note(3, start.title.clone())];
    inside.extend(
        start
            .why
            .iter()
            .zip(4u8..)
            .map(|(why, line)| Entry::note(line, why.clone())),
    );
    inside.extend(
        offered
            .into_iter()
            .map(|(action, label)| Entry::act(MenuId::Next(NextAct::Answer(action), id), label)),
    );
    if matches!(
        start.state,
        StartState::Waiting | StartState::Held | StartState::Asking
    ) {
        inside.push(Entry::act(MenuId::Next(NextAct::Cancel, id), "Cancel"));
    }
    inside.push(Entry::Separator);
    inside.push(Entry::act(
        MenuId::Open(Route::ScheduleOf(start.schedule), 0),
        "Open",
    ));
    if next.waits > 0 {
        inside.push(Entry::act(
            MenuId::Open(Route::Schedule, 0),
            format!("and {} more", next.waits),
        ));
    }
    vec![
        Entry::Submenu {
            text: line(start, here),
            entries: inside,
        },
        Entry::Separator,
    ]
}
