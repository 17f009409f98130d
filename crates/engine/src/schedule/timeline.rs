//! The calendar of windows, resets and starts.

use jiff::{SignedDuration, Timestamp};
use segue_meter::provenance::Source;
use segue_meter::window::{WindowKind, WindowState};
use segue_plan::schedule::{Quiet, StartState};

use super::show::Showing;
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view::{Span, Timeline, TimelineReset, TimelineWindow};
use crate::{quota, settings};

/// Two observed resets within this are the same one.
const SAME: SignedDuration = SignedDuration::from_mins(5);
/// The longest stretch that is drawn.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 92);

impl Segue {
    /// Windows, resets and starts between two moments.
    ///
    /// # Errors
    /// When `to` does not lie after `from`, they are more than three months apart, or the database cannot be read.
    pub fn timeline(&mut self, from: Timestamp, to: Timestamp) -> Result<Timeline, Problem> {
        if to <= from || to.duration_since(from) > LONGEST {
            return Err(
                Problem::new(Code::BadInput, format!("{from} to {to} cannot be drawn"))
                    .hint("Ask for a stretch that ends after it begins, three months at most."),
            );
        }
        let showing = Showing::new(self)?;
        let mut windows = windows(self, from, showing.now)?;
        windows.retain(|window| window.starts_at < to && window.ends_at > from);
        let mut starts = Vec::new();
        for row in self.store.starts_between(from, to)? {
            if let Some(schedule) = self.store.schedule(row.schedule)? {
                starts.push(showing.start(self, &row, &schedule)?);
            }
        }
        let planned: Vec<Timestamp> = starts
            .iter()
            .filter(|start| matches!(start.state, StartState::Waiting | StartState::Held))
            .map(|start| start.held_until.map_or(start.due, |until| until.max(start.due)))
            .collect();
        let mut resets: Vec<TimelineReset> = windows.iter().map(reset_of).collect();
        resets.extend(to_come(&windows, &planned));
        resets.retain(|reset| reset.at >= from && reset.at < to);
        resets.sort_by_key(|reset| reset.at);
        let hits = self.store.limit_hits(from)?;
        let mut limit_hits: Vec<Timestamp> = hits.iter().map(|hit| hit.at).filter(|at| *at < to).collect();
        limit_hits.sort_unstable();
        Ok(Timeline {
            now: showing.now,
            from,
            to,
            zone: showing.zone.iana_name().unwrap_or("UTC").to_owned(),
            quiet: quiet(self, &showing, from, to)?,
            windows,
            resets,
            starts,
            limit_hits,
        })
    }
}

fn reset_of(window: &TimelineWindow) -> TimelineReset {
    TimelineReset {
        kind: window.kind.clone(),
        label: window.label.clone(),
        at: window.ends_at,
        certain: !window.estimate,
    }
}

/// Every window that was observed, with the most that was used of it, and the present ones as they are shown elsewhere.
fn windows(segue: &Segue, from: Timestamp, now: Timestamp) -> Result<Vec<TimelineWindow>, Problem> {
    let mut all = Vec::new();
    for home in &segue.world.places.claude {
        let mut own: Vec<TimelineWindow> = Vec::new();
        for row in segue
            .store
            .observations(&home.key(), from - SignedDuration::from_hours(7 * 24))?
        {
            let (Some(kind), Some(ends_at), Some(used)) =
                (WindowKind::parse(&row.kind), row.resets_at, row.used_percent)
            else {
                continue;
            };
            match own
                .iter_mut()
                .find(|seen| seen.kind == row.kind && seen.ends_at.duration_since(ends_at).abs() <= SAME)
            {
                Some(seen) => seen.used_percent = Some(seen.used_percent.unwrap_or(0.0).max(used)),
                None => own.push(TimelineWindow {
                    label: kind.label(),
                    starts_at: ends_at - kind.length(),
                    ends_at,
                    used_percent: Some(used),
                    estimate: false,
                    running: false,
                    kind: row.kind,
                }),
            }
        }
        for window in quota::windows_of_home(&segue.store, home, now)? {
            let WindowState::Known {
                used_percent,
                resets_at: Some(ends_at),
                provenance,
                ..
            } = &window.state
            else {
                continue;
            };
            let Some(kind) = WindowKind::parse(&window.kind) else {
                continue;
            };
            let present = TimelineWindow {
                starts_at: *ends_at - kind.length(),
                ends_at: *ends_at,
                used_percent: Some(*used_percent),
                estimate: provenance.source == Source::Estimate,
                running: *ends_at > now,
                label: window.label,
                kind: window.kind,
            };
            own.retain(|seen| {
                seen.kind != present.kind || seen.ends_at.duration_since(present.ends_at).abs() > SAME
            });
            own.push(present);
        }
        all.extend(own);
    }
    all.sort_by(|a, b| (a.starts_at, &a.kind).cmp(&(b.starts_at, &b.kind)));
    Ok(all)
}

/// The next reset after a window that runs comes five hours after the first message: with what is planned, that is the
/// first start.
fn to_come(windows: &[TimelineWindow], planned: &[Timestamp]) -> Vec<TimelineReset> {
    let five_hour = WindowKind::FiveHour;
    let running = windows
        .iter()
        .filter(|window| window.kind == five_hour.key() && window.running)
        .map(|window| window.ends_at)
        .max();
    let Some(mut end) = running else {
        return Vec::new();
    };
    let mut planned = planned.to_vec();
    planned.sort_unstable();
    let mut resets = Vec::new();
    for start in planned {
        if start >= end {
            end = start + five_hour.length();
            resets.push(TimelineReset {
                kind: five_hour.key().to_owned(),
                label: five_hour.label(),
                at: end,
                certain: false,
            });
        }
    }
    resets
}

/// Quiet hours of each day, by the person's clock.
fn quiet(segue: &Segue, showing: &Showing, from: Timestamp, to: Timestamp) -> Result<Vec<Span>, Problem> {
    let text = settings::value(&segue.store, "schedule.quiet_hours")?;
    let spans = Quiet::parse(&text).map(|quiet| quiet.spans(from, to, &showing.zone));
    let spans = spans.unwrap_or_default().into_iter();
    Ok(spans.map(|(from, to)| Span { from, to }).collect())
}
