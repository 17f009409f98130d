//! Whether what is still to come of a running session fits into the quota that is left.

use jiff::Timestamp;
use segue_meter::estimate::{Estimate, Range};
use segue_plan::plans::PhaseState;

use super::course::Course;
use super::project::to_come;
use crate::estimates::room::{self, Cut, Need};
use crate::estimates::sums;
use crate::problem::Problem;
use crate::segue::Segue;
use crate::settings;
use crate::view::{self, Fit};

/// Holds the rest of a projection against the windows of the session's login.
pub(super) fn fit(
    segue: &Segue,
    course: &Course,
    projected: &Estimate,
    shown: &view::Estimate,
    now: Timestamp,
) -> Result<Fit, Problem> {
    let places = &segue.world.places;
    let home = course.session.home.as_deref();
    let home = places
        .claude
        .iter()
        .find(|place| Some(place.key().as_str()) == home)
        .or(places.claude.first());
    let family = course.session.model.as_deref().and_then(sums::family);
    let rooms = match home {
        Some(home) => room::rooms(&segue.store, home, family.as_deref(), now)?,
        None => Vec::new(),
    };
    let weighted = to_come(&projected.weighted, course.whole.weighted);
    let need = Need {
        weighted: &weighted,
        millis: &to_come(&projected.millis, course.whole.millis),
        cuts: &cuts(course, shown, &weighted),
    };
    let zone = settings::time_zone(&segue.store, &segue.world)?;
    Ok(room::fit(&rooms, &need, now, &zone))
}

/// Where what is to come can be split: after each phase that is not done, by its share of the estimate.
fn cuts(course: &Course, shown: &view::Estimate, weighted: &Range) -> Vec<Cut> {
    let Some(on) = &course.on else {
        return Vec::new();
    };
    let open: Vec<(&str, u64)> = shown
        .lines
        .iter()
        .filter(|line| on.state(&line.key) != PhaseState::Done)
        .map(|line| {
            let spent = course.phases.get(&line.key).map_or(0, |spent| spent.weighted);
            (line.key.as_str(), line.weighted.mid.saturating_sub(spent))
        })
        .collect();
    let all: u64 = open.iter().map(|(_, left)| left).sum();
    let mut up_to = 0;
    let mut cuts = Vec::new();
    for (key, left) in open {
        up_to += left;
        let share = up_to as f64 / all.max(1) as f64;
        let part = |value: u64| (value as f64 * share).round() as u64;
        cuts.push(Cut {
            key: key.to_owned(),
            weighted: Range {
                low: part(weighted.low),
                mid: part(weighted.mid),
                high: part(weighted.high),
            },
        });
    }
    cuts
}
