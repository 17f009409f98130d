//! Native notifications of a wake: no app runs, so the command shows them itself, and takes their answers.
//!
//! Promises: without a desktop to show anything on there is none ([`WakeNotifier::here`]); showing never waits for the
//! person. Each notification has a thread that waits for its answer as long as this process lives. An answer is a row
//! before anything comes of it, as from every other face.

use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use notify_rust::Notification;
use segue_engine::{Does, Notice, NoticeAction, Notifier, Segue, World, open_window};
use segue_meter::advice::Level;

/// The longest that the desktop may take to answer.
const ACCEPTING: Duration = Duration::from_secs(5);
/// A click beside the buttons.
const DEFAULT: &str = "default";
/// Who answered, in the rows.
const BY: &str = "notification";

/// Shows notices and has their answers done.
pub(crate) struct WakeNotifier {
    world: World,
}

impl WakeNotifier {
    /// `None` when there is nobody who shows notifications. Without a display nobody is asked: a bus may try for seconds to
    /// start a service that cannot run, and a start would be late for it.
    pub(crate) fn here(world: &World) -> Option<WakeNotifier> {
        let display = cfg!(not(target_os = "linux")) || world.places.environment.display;
        (display && somebody_shows()).then(|| WakeNotifier { world: world.clone() })
    }
}

impl Notifier for WakeNotifier {
    fn show(&self, notice: &Notice) -> Result<(), String> {
        let (send, accepted) = channel();
        let (world, notice) = (self.world.clone(), notice.clone());
        thread::spawn(move || show(&world, &notice, &send));
        accepted.recv_timeout(ACCEPTING).unwrap_or_else(|_| {
            Err(format!(
                "the notification service did not answer within {} s",
                ACCEPTING.as_secs()
            ))
        })
    }
}

/// Asks the service what it can do; over a bus that is not there, that fails at once.
#[cfg(target_os = "linux")]
fn somebody_shows() -> bool {
    let (send, answer) = channel();
    thread::spawn(move || send.send(notify_rust::get_capabilities().is_ok()).ok());
    answer.recv_timeout(ACCEPTING).unwrap_or(false)
}

#[cfg(not(target_os = "linux"))]
fn somebody_shows() -> bool {
    true
}

/// In a thread of its own: shows it, says whether that went well, and waits for the answer.
fn show(world: &World, notice: &Notice, accepted: &Sender<Result<(), String>>) {
    let shown = described(notice).show();
    let failure = shown.as_ref().err().map(ToString::to_string);
    let listened_to = accepted.send(failure.map_or(Ok(()), Err)).is_ok();
    if let (Ok(handle), true) = (shown, listened_to) {
        handle.wait_for_action(|chosen| answer(world, notice, chosen));
    }
}

fn described(notice: &Notice) -> Notification {
    let mut described = Notification::new();
    described
        .appname("Segue")
        .summary(&notice.title)
        .body(&notice.body)
        .icon("segue-desktop")
        .action(DEFAULT, "Open Segue");
    for (number, action) in notice.actions.iter().enumerate() {
        described.action(&number.to_string(), &action.label);
    }
    #[cfg(target_os = "linux")]
    {
        described.hint(notify_rust::Hint::DesktopEntry("segue-desktop".to_owned()));
        described.urgency(match notice.level {
            Level::Ok | Level::Notice => notify_rust::Urgency::Low,
            Level::Warning => notify_rust::Urgency::Normal,
            Level::Danger => notify_rust::Urgency::Critical,
        });
    }
    described
}

/// What a click does. It could not be done: nobody is there to be told, and the question stands in every other face.
fn answer(world: &World, notice: &Notice, chosen: &str) {
    let opens = Does::Open(notice.view.clone());
    let does = match chosen.parse::<usize>() {
        Ok(number) => notice.actions.get(number).map(|NoticeAction { does, .. }| does),
        Err(_) => (chosen == DEFAULT).then_some(&opens),
    };
    match does {
        Some(Does::Open(view)) => drop(open_window(world, view)),
        Some(answer @ Does::Answer { .. }) => {
            drop(Segue::open(world).and_then(|mut segue| segue.do_action(answer, BY)));
        }
        None => {}
    }
}
