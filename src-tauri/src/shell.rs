//! The one state of the shell, shared by commands, tray and windows.
//!
//! Owns the engine handle that commands use, the loops, and the switchboard to the tray. Nothing here blocks the main
//! thread: what asks the engine runs on the runtime's blocking threads.

use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use segue_engine::view::{ProblemView, ResumeCommand};
use segue_engine::{Loops, Problem, Segue, World};
use tauri::{AppHandle, Manager};

use crate::lifecycle::Ending;
use crate::marks::Marks;
use crate::notices::Notices;
use crate::tray::TrayLine;
use crate::window::Windows;

/// What everything in the shell may reach through the app handle.
pub(crate) struct Shell {
    /// Where the engine works: folders, clock, demo or not.
    pub(crate) world: World,
    /// The stopwatch.
    pub(crate) marks: Marks,
    /// Told once: the first content that a person could see.
    pub(crate) first_paint: Once,
    /// The line to the thread that owns the tray.
    pub(crate) tray: TrayLine,
    /// Which windows are there.
    pub(crate) windows: Windows,
    /// Notifications on the screen.
    pub(crate) notices: Notices,
    /// Whether the app is ending.
    pub(crate) ending: Ending,
    segue: Mutex<Option<Segue>>,
    loops: Mutex<Option<Loops>>,
    offered: Mutex<Vec<ResumeCommand>>,
}

impl Shell {
    /// A shell that has opened nothing yet.
    pub(crate) fn new(world: World, marks: Marks, tray: TrayLine) -> Shell {
        Shell {
            world,
            marks,
            first_paint: Once::new(),
            tray,
            windows: Windows::default(),
            notices: Notices::default(),
            ending: Ending::default(),
            segue: Mutex::new(None),
            loops: Mutex::new(None),
            offered: Mutex::new(Vec::new()),
        }
    }

    /// The shell of this app.
    pub(crate) fn of(app: &AppHandle) -> tauri::State<'_, Shell> {
        app.state::<Shell>()
    }

    /// Asks the shared engine handle, opening it the first time. Blocks: never call it on the main thread.
    pub(crate) fn ask<T>(
        &self,
        question: impl FnOnce(&mut Segue) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut slot = held(&self.segue);
        if slot.is_none() {
            *slot = Some(Segue::open(&self.world)?);
        }
        match slot.as_mut() {
            Some(segue) => question(segue),
            None => unreachable!("opened just above"),
        }
    }

    /// Lets go of the shared handle and of what it keeps in memory; the next question opens it again.
    pub(crate) fn let_go(&self) {
        drop(held(&self.segue).take());
    }

    /// Asks with a handle of its own: for questions that take seconds and must not hold up the others.
    pub(crate) fn ask_apart<T>(
        &self,
        question: impl FnOnce(&mut Segue) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        question(&mut Segue::open(&self.world)?)
    }

    /// Remembers a command that the person was offered: only such commands are run for the window.
    pub(crate) fn offer(&self, command: &ResumeCommand) {
        let mut offered = held(&self.offered);
        if !offered.contains(command) {
            offered.push(command.clone());
        }
    }

    /// Whether a command was offered since the app started.
    pub(crate) fn was_offered(&self, command: &ResumeCommand) -> bool {
        held(&self.offered).contains(command)
    }

    /// Keeps the loops until the end.
    pub(crate) fn keep(&self, loops: Loops) {
        *held(&self.loops) = Some(loops);
    }

    /// Stops the loops and waits for their end (the engine bounds it).
    pub(crate) fn stop_loops(&self) {
        let loops = held(&self.loops).take();
        drop(loops);
    }
}

/// Runs a question to the engine beside the main thread and answers as commands do.
pub(crate) async fn beside<T: Send + 'static>(
    app: AppHandle,
    question: impl FnOnce(&Shell) -> Result<T, Problem> + Send + 'static,
) -> Result<T, ProblemView> {
    let asked = tauri::async_runtime::spawn_blocking(move || question(&Shell::of(&app)));
    match asked.await {
        Ok(answer) => answer.map_err(|problem| problem.view()),
        Err(broken) => Err(ProblemView {
            code: "internal".to_owned(),
            message: format!("Segue broke while answering: {broken}"),
            hint: Some("This is a bug in Segue. Try again; if it stays, tell us what you did.".to_owned()),
        }),
    }
}

/// Locks; a holder that panicked has left nothing half done here.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
