//! Native notifications: shown with the gauge as their picture; a click opens the view they speak of, a button does what
//! it says.
//!
//! Each waits for its click in a task of its own, which ends with the click, when the system closes the notification,
//! after half a day, or with the app.

use std::path::{Path, PathBuf};
use std::time::Duration;

use segue_engine::view::Topic;
use segue_engine::{Does, Notice, Notifier};
use segue_meter::advice::Level;
use tauri::AppHandle;
use tokio::sync::watch;

use crate::gauge::{self, GaugeInput};
use crate::route::Route;
use crate::shell::{Shell, beside};
use crate::{events, window};

/// Who an answer is attributed to in the database.
const BY: &str = "notification";
/// The longest that a notification is listened to.
const LISTENING: Duration = Duration::from_secs(12 * 60 * 60);
/// The longest that the notification service may take to accept one.
const ACCEPTING: Duration = Duration::from_secs(5);
/// The picture's width in pixels.
const SIDE: u32 = 64;

/// The notifications on the screen; dropping them all ends every waiting task.
pub(crate) struct Notices {
    over: watch::Sender<bool>,
}

impl Default for Notices {
    fn default() -> Notices {
        Notices {
            over: watch::Sender::new(false),
        }
    }
}

impl Notices {
    /// The app ends: nobody waits for clicks any more.
    pub(crate) fn drop_all(&self) {
        self.over.send_replace(true);
    }
}

/// Shows the engine's notices on the desktop.
pub(crate) struct DesktopNotifier {
    app: AppHandle,
}

impl DesktopNotifier {
    /// Notices of this app.
    pub(crate) fn new(app: AppHandle) -> DesktopNotifier {
        DesktopNotifier { app }
    }
}

impl Notifier for DesktopNotifier {
    fn show(&self, notice: &Notice) -> Result<(), String> {
        let folder = Shell::of(&self.app).world.places.segue.join("pictures");
        show(
            &self.app,
            described(notice, picture(&folder, notice.level)),
            Meaning::of(notice),
        )
    }
}

/// What clicks on a notification mean.
struct Meaning {
    view: String,
    buttons: Vec<Does>,
}

impl Meaning {
    fn of(notice: &Notice) -> Meaning {
        Meaning {
            view: notice.view.clone(),
            buttons: notice.actions.iter().map(|action| action.does.clone()).collect(),
        }
    }

    /// The button of this key; everything else is a click on the notification itself.
    fn of_key(&self, key: &str) -> Does {
        let button = key.parse().ok().and_then(|place: usize| self.buttons.get(place));
        button.cloned().unwrap_or_else(|| Does::Open(self.view.clone()))
    }
}

/// Key and label of each button, in the order in which systems show them. The first is the click on the notification
/// itself, which some systems draw and some do not, and which macOS falls back to: it must never answer anything.
fn buttons(notice: &Notice) -> Vec<(String, &str)> {
    let mut buttons = vec![("default".to_owned(), "Open Segue")];
    if notice.actions.is_empty() {
        buttons.push(("open".to_owned(), "Open"));
    }
    let own = notice.actions.iter().enumerate();
    buttons.extend(own.map(|(place, action)| (place.to_string(), action.label.as_str())));
    buttons
}

/// Does it beside the main thread; what was answered too late, or cannot be, is shown where it belongs.
fn act(app: &AppHandle, does: Does, view: &str) {
    let fallback = Route::parse(view).unwrap_or_default();
    if let Does::Open(view) = &does {
        window::open_main(app, Route::parse(view).unwrap_or(fallback));
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let done = beside(app.clone(), move |shell| {
            shell.ask_apart(|segue| segue.do_action(&does, BY))
        })
        .await;
        let taken = matches!(&done, Ok(Some(answer)) if answer.taken);
        if let Err(problem) = done {
            eprintln!("segue-desktop: the answer was not taken: {}", problem.message);
        }
        if !taken {
            window::open_main(&app, fallback);
        }
        events::changed(&app, &[Topic::Schedule]);
        Shell::of(&app).tray.changed();
    });
}

fn described(notice: &Notice, picture: Option<PathBuf>) -> notify_rust::Notification {
    let mut described = notify_rust::Notification::new();
    described
        .appname("Segue")
        .summary(&notice.title)
        .body(&notice.body)
        .icon("segue-desktop");
    for (key, label) in buttons(notice) {
        described.action(&key, label);
    }
    #[cfg(target_os = "linux")]
    {
        if let Some(path) = picture {
            described.image_path(&path.to_string_lossy());
        }
        described.hint(notify_rust::Hint::DesktopEntry("segue-desktop".to_owned()));
        described.urgency(match notice.level {
            Level::Ok | Level::Notice => notify_rust::Urgency::Low,
            Level::Warning => notify_rust::Urgency::Normal,
            Level::Danger => notify_rust::Urgency::Critical,
        });
    }
    described
}

/// A file with the gauge at the level that the notice speaks of; without one the notice is shown all the same.
///
/// A file, because the library sends pixels only after asking the notification service something in a way that cannot
/// be done on our runtime.
fn picture(folder: &Path, level: Level) -> Option<PathBuf> {
    let (name, percent) = match level {
        Level::Ok => ("ok", 25.0),
        Level::Notice => ("notice", 60.0),
        Level::Warning => ("warning", 84.0),
        Level::Danger => ("danger", 94.0),
    };
    let path = folder.join(format!("notice-{name}.png"));
    if !path.exists() {
        let input = GaugeInput {
            quota: Some(percent),
            context: Some(percent),
            ..GaugeInput::default()
        };
        std::fs::create_dir_all(folder).ok()?;
        std::fs::write(&path, gauge::png(&input, SIDE)?).ok()?;
    }
    Some(path)
}

#[cfg(target_os = "linux")]
fn show(app: &AppHandle, notice: notify_rust::Notification, meaning: Meaning) -> Result<(), String> {
    let accepted =
        tauri::async_runtime::block_on(async { tokio::time::timeout(ACCEPTING, notice.show_async()).await });
    let handle = match accepted {
        Ok(Ok(handle)) => handle,
        Ok(Err(failure)) => return Err(failure.to_string()),
        Err(_) => {
            return Err(format!(
                "the notification service did not answer within {} s",
                ACCEPTING.as_secs()
            ));
        }
    };
    let app = app.clone();
    let mut over = Shell::of(&app).notices.over.subscribe();
    tauri::async_runtime::spawn(async move {
        let mut clicked = None;
        let click = handle.wait_for_action_async(|response| {
            use notify_rust::NotificationResponse::{Action, Default};
            clicked = match response {
                Default => Some("default".to_owned()),
                Action(key) => Some(key.clone()),
                _ => None,
            };
        });
        tokio::select! {
            () = click => {}
            () = tokio::time::sleep(LISTENING) => {}
            _ = over.wait_for(|over| *over) => {}
        }
        if let Some(key) = clicked {
            act(&app, meaning.of_key(&key), &meaning.view);
        }
    });
    Ok(())
}

/// Elsewhere the library waits on a thread; the thread ends with the notification or with the process.
#[cfg(not(target_os = "linux"))]
fn show(app: &AppHandle, notice: notify_rust::Notification, meaning: Meaning) -> Result<(), String> {
    let handle = notice.show().map_err(|failure| failure.to_string())?;
    let app = app.clone();
    std::thread::spawn(move || {
        handle.wait_for_action(|key| {
            if key != "__closed" {
                act(&app, meaning.of_key(key), &meaning.view);
            }
        });
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use segue_engine::{Does, Notice, NoticeAction};
    use segue_meter::advice::Level;
    use segue_plan::schedule::StartAction;

    use super::{Meaning, buttons};

    fn soon() -> Notice {
        let answer = |action: StartAction| NoticeAction {
            label: action.label().to_owned(),
            does: Does::Answer {
                start: 12,
                ask: 1,
                action,
            },
        };
        Notice {
            key: "start:12:soon:1".to_owned(),
            title: "api-server starts 18:05".to_owned(),
            body: "In 5 minutes".to_owned(),
            level: Level::Notice,
            view: "schedule/3".to_owned(),
            actions: vec![answer(StartAction::StartNow), answer(StartAction::In15Minutes)],
        }
    }

    #[test]
    fn a_button_does_what_it_says_and_a_click_only_opens() {
        let notice = soon();
        let meaning = Meaning::of(&notice);
        let does = buttons(&notice)
            .into_iter()
            .map(|(key, label)| (label.to_owned(), meaning.of_key(&key)))
            .collect::<Vec<_>>();
        assert_eq!(
            does,
            [
                ("Open Segue".to_owned(), Does::Open("schedule/3".to_owned())),
                ("Start now".to_owned(), notice.actions[0].does.clone()),
                ("In 15 minutes".to_owned(), notice.actions[1].does.clone()),
            ]
        );
    }

    #[test]
    fn an_unknown_key_answers_nothing() {
        let meaning = Meaning::of(&soon());
        for key in ["2", "-1", "start_now", ""] {
            assert_eq!(meaning.of_key(key), Does::Open("schedule/3".to_owned()), "{key}");
        }
    }
}
