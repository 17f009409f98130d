//! What a running session has spent: read from its transcript by the index, so that every answer counts once and best.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use segue_meter::calibration::{tier, weight};
use segue_meter::provenance::Source;
use segue_meter::window::{WindowKind, WindowState};
use segue_store::{SessionRow, Store};
use segue_transcript::project_dir;

use super::budget::Spent;
use crate::index::Pass;
use crate::problem::Problem;
use crate::quota;
use crate::segue::Segue;
use crate::world::ClaudeHome;

/// Whoever reads transcripts at the moment is done with this one after so long.
const LONGEST_READ: Duration = Duration::from_secs(10);
/// How often that is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Where a session of this folder is written down.
pub(super) fn transcript(home: &ClaudeHome, project: &Path, session_id: &str) -> PathBuf {
    let real = project.canonicalize().unwrap_or_else(|_| project.to_owned());
    home.projects()
        .join(project_dir::encode(&real.to_string_lossy()))
        .join(format!("{session_id}.jsonl"))
}

/// Whose spending is watched.
pub(super) struct Watched {
    pub(super) session_id: String,
    pub(super) home: ClaudeHome,
    pub(super) transcript: PathBuf,
    /// Percent used of the 5-hour window when the session began, as far as it was known.
    pub(super) at_first: Option<f64>,
}

impl Watched {
    /// What it has spent. Where an app runs, its index has read the transcript already.
    pub(super) fn spent(&self, segue: &mut Segue) -> Result<Spent, Problem> {
        if let Some(_lease) = segue.store.try_own()? {
            let stop = AtomicBool::new(false);
            let mut progress = |_: &mut Store, _, _| {};
            Pass {
                store: &mut segue.store,
                places: &segue.world.places,
                prices: &segue.prices,
                stop: &stop,
                progress: &mut progress,
            }
            .only(&self.files())?;
        }
        let Some(row) = segue.store.session(&self.session_id)? else {
            return Ok(Spent::default());
        };
        Ok(Spent {
            tokens: row.sums.tokens.total(),
            percent: self.percent(segue, &row)?,
        })
    }

    /// What it has spent when it is over: waits until the transcript was read to its end, here or by who is just at it.
    pub(super) fn spent_at_last(&self, segue: &mut Segue) -> Result<Spent, Problem> {
        let deadline = Instant::now() + LONGEST_READ;
        loop {
            let spent = self.spent(segue)?;
            if self.is_read(segue)? || Instant::now() >= deadline {
                return Ok(spent);
            }
            std::thread::park_timeout(LOOK);
        }
    }

    fn is_read(&self, segue: &Segue) -> Result<bool, Problem> {
        for file in self.files() {
            let on_disk = std::fs::metadata(&file).map_or(0, |data| data.len());
            let known = segue.store.source_file(&file.to_string_lossy())?;
            if known.map_or(0, |known| known.size) < on_disk {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Its own transcript and those of its sub-agents.
    fn files(&self) -> Vec<PathBuf> {
        let beside = self.transcript.with_extension("").join("subagents");
        let entries = std::fs::read_dir(beside).into_iter().flatten().flatten();
        std::iter::once(self.transcript.clone())
            .chain(entries.map(|entry| entry.path()))
            .collect()
    }

    /// By the calibration of tokens to percent; without one, by how far the window has moved since, whoever moved it.
    fn percent(&self, segue: &Segue, row: &SessionRow) -> Result<Option<f64>, Problem> {
        let calibrations = segue.store.calibrations(&self.home.key())?;
        let five_hour = WindowKind::FiveHour.key();
        let calibration = calibrations.iter().find(|row| row.kind == five_hour);
        if let Some(calibration) = calibration.filter(|row| row.weighted_per_percent > 0.0) {
            let model = row.model.as_deref().unwrap_or_default();
            let weighted = weight(&row.sums.tokens, tier(model)) as f64;
            return Ok(Some(weighted / calibration.weighted_per_percent));
        }
        let used = observed(segue)?;
        Ok(self.at_first.zip(used).map(|(first, now)| (now - first).max(0.0)))
    }
}

/// Percent used of the 5-hour window, where it was observed.
pub(super) fn observed(segue: &Segue) -> Result<Option<f64>, Problem> {
    let windows = quota::windows(&segue.store, &segue.world, segue.world.clock.now())?;
    let five_hour = WindowKind::FiveHour.key();
    let window = windows.iter().find(|window| window.kind == five_hour);
    Ok(window.and_then(|window| match &window.state {
        WindowState::Known {
            used_percent,
            provenance,
            ..
        } => (provenance.source != Source::Estimate).then_some(*used_percent),
        WindowState::NotStarted { .. } => Some(0.0),
        WindowState::TokensOnly { .. } => None,
    }))
}
