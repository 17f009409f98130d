//! The thread that owns the icon: builds it, keeps it current, builds it again while there is no panel.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use segue_engine::{Problem, Segue};
use tauri::AppHandle;

use super::Word;
use super::icon::Icon;
use super::model::TrayModel;
use crate::shell::Shell;
use crate::window;

/// Ages, reset times and the time mark move by themselves: at least this often the tray is looked at anew.
const MINUTE: Duration = Duration::from_secs(60);
/// The setting for text beside the icon, which only macOS shows.
const BESIDE: &str = "app.tray_title";
/// First and longest pause between two tries to find a panel.
const SHORTEST_RETRY: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = MINUTE;

/// Said once the icon stands on the panel, or there is no panel to stand on.
pub(crate) struct Tried;

/// Keeps the tray until [`Word::Stop`]. `tried` hears when the first try is over, well or not.
pub(crate) fn keep(app: &AppHandle, words: &Receiver<Word>, tried: &Sender<Tried>) {
    let mut keeper = Keeper {
        app,
        segue: None,
        icon: None,
        retry: Retry::default(),
    };
    keeper.show(&TrayModel::starting());
    // Whoever waited may have gone on without us.
    let _ = tried.send(Tried);
    loop {
        let model = keeper.look();
        keeper.show(&model);
        match words.recv_timeout(keeper.pause()) {
            Ok(Word::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Ok(Word::Changed) | Err(RecvTimeoutError::Timeout) => {}
        }
        // Many changes at once are one look.
        if words.try_iter().any(|word| word == Word::Stop) {
            return;
        }
    }
}

struct Keeper<'a> {
    app: &'a AppHandle,
    segue: Option<Segue>,
    icon: Option<Icon>,
    retry: Retry,
}

impl Keeper<'_> {
    /// Asks the engine, with a handle of its own.
    fn look(&mut self) -> TrayModel {
        match self.status() {
            Ok(model) => model,
            Err(problem) => {
                self.segue = None;
                TrayModel::broken(&problem.view().message)
            }
        }
    }

    fn status(&mut self) -> Result<TrayModel, Problem> {
        let segue = match self.segue.take() {
            Some(segue) => segue,
            None => Segue::open(&Shell::of(self.app).world)?,
        };
        let segue = self.segue.insert(segue);
        let mut model = TrayModel::of(&segue.status()?);
        if cfg!(target_os = "macos") && segue.setting(BESIDE)? != "true" {
            model.beside = None;
        }
        Ok(model)
    }

    /// Brings `model` to the panel: a new icon, or the differences to the last one.
    fn show(&mut self, model: &TrayModel) {
        let marks = Shell::of(self.app).marks;
        let Some(icon) = &mut self.icon else {
            if self.retry.is_due() {
                self.build(model);
            }
            return;
        };
        if icon.update(model) {
            marks.set("tray_updated");
        }
    }

    fn build(&mut self, model: &TrayModel) {
        match Icon::build(self.app, model) {
            Ok(icon) => {
                Shell::of(self.app).marks.set("tray_ready");
                self.icon = Some(icon);
            }
            Err(failure) => self.no_panel(&failure),
        }
    }

    fn no_panel(&mut self, failure: &tauri::Error) {
        if self.retry.failed() {
            eprintln!(
                "segue-desktop: there is no tray to show the icon in, it will be tried again: {failure}"
            );
            window::open_if_absent(self.app);
        }
    }

    fn pause(&self) -> Duration {
        match self.icon {
            Some(_) => MINUTE,
            None => self.retry.wait(),
        }
    }
}

/// When to look for a panel again: after 1, 2, 4 … 60 seconds.
#[derive(Debug, Default)]
struct Retry {
    next: Option<(Instant, Duration)>,
}

impl Retry {
    fn is_due(&self) -> bool {
        self.next.is_none_or(|(at, _)| at <= Instant::now())
    }

    /// Plans the next try; true the first time.
    fn failed(&mut self) -> bool {
        let pause = self
            .next
            .map_or(SHORTEST_RETRY, |(_, last)| (last * 2).min(LONGEST_RETRY));
        self.next.replace((Instant::now() + pause, pause)).is_none()
    }

    fn wait(&self) -> Duration {
        self.next.map_or(Duration::ZERO, |(at, _)| {
            at.saturating_duration_since(Instant::now())
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{LONGEST_RETRY, Retry};

    #[test]
    fn tries_become_rarer_up_to_a_minute() {
        let mut retry = Retry::default();
        assert!(retry.is_due());
        assert!(retry.failed(), "the first failure is told");
        assert!(!retry.is_due());
        assert!(retry.wait() <= Duration::from_secs(1));
        let told_again = (0..8).any(|_| retry.failed());
        assert!(!told_again, "later ones are not");
        assert_eq!(retry.next.map(|(_, pause)| pause), Some(LONGEST_RETRY));
    }
}
