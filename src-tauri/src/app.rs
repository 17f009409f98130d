//! Puts the parts together and runs them until the end.
//!
//! Order of the start: Tauri; the icon, which needs no database; the window if it is wanted; the engine's loops; start at
//! login. All but the first beside the main thread.

use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use segue_engine::view::Topic;
use segue_engine::{Faces, Loops, Problem, World};
use tauri::{App, AppHandle, Manager};
use thiserror::Error;

use crate::arguments::{Arguments, Asked};
use crate::marks::Marks;
use crate::notices::DesktopNotifier;
use crate::shell::Shell;
use crate::tray::{self, TrayLine, Word};
use crate::{autostart, commands, events, lifecycle, window};

/// How long the window waits for the icon, should the session bus not answer.
const TRAY_FIRST: Duration = Duration::from_millis(500);

/// Why the app could not run.
#[derive(Debug, Error)]
pub enum Failure {
    /// The engine found no place to work.
    #[error("{0}")]
    World(#[from] Problem),
    /// Neither X nor Wayland is there.
    #[error("no display was found. In a terminal, `segue status` shows the same numbers")]
    NoDisplay,
    /// Tauri could not start.
    #[error("the desktop shell could not start: {0}")]
    Tauri(#[from] tauri::Error),
}

/// Runs the app until Quit or a signal; the exit code. When Segue runs already, that one shows its window and this
/// process exits with 0 right here.
pub fn run(arguments: Arguments, marks: Marks) -> Result<u8, Failure> {
    need_display()?;
    let app = built(arguments.demo)?;
    // Only now, when it is certain that no other instance works in the same place.
    let world = if arguments.demo {
        World::demo()?
    } else {
        World::from_env()?
    };
    let (line, words) = TrayLine::new();
    app.manage(Shell::new(world, marks, line));
    start(&app, arguments, words);
    let code = app.run_return(|app, event| lifecycle::on_run_event(app, &event));
    Ok(u8::try_from(code).unwrap_or(1))
}

#[expect(
    clippy::disallowed_methods,
    reason = "inside the code that Tauri's generate_context! writes"
)]
fn built(demo: bool) -> tauri::Result<App> {
    let mut context = tauri::generate_context!();
    if demo {
        // A demo and the real thing may run side by side: the name is what a second start looks for.
        context.config_mut().identifier.push_str(".demo");
    }
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, words, _folder| {
            second_start(app, words)
        }))
        .plugin(
            tauri_plugin_autostart::Builder::new()
                .arg(autostart::ARGUMENT)
                .app_name("Segue")
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(commands::handler())
        .on_menu_event(tray::on_menu_event)
        .on_tray_icon_event(tray::on_icon_event)
        .on_window_event(window::on_event)
        .build(context)
}

fn start(app: &App, arguments: Arguments, words: Receiver<Word>) {
    let (tried, first_try) = mpsc::channel();
    let handle = app.handle().clone();
    thread::spawn(move || tray::keep(&handle, &words, &tried));
    let handle = app.handle().clone();
    thread::spawn(move || {
        // Making a window keeps the main thread busy for a while: the icon, which needs it too, goes first.
        let _ = first_try.recv_timeout(TRAY_FIRST);
        if !arguments.hidden {
            window::open_main(&handle, arguments.route.unwrap_or_default());
        }
        start_loops(&handle);
        autostart::follow_present(&handle);
    });
    lifecycle::listen_for_signals(app.handle());
}

/// Starts the engine's loops; without them the numbers stand still, so failing is told.
fn start_loops(app: &AppHandle) {
    let shell = Shell::of(app);
    let told = app.clone();
    let faces = Faces {
        changed: Box::new(move |topics| changed(&told, topics)),
        notifier: Some(Box::new(DesktopNotifier::new(app.clone()))),
    };
    match Loops::start(&shell.world, faces) {
        Ok(loops) => shell.keep(loops),
        Err(problem) => eprintln!("segue-desktop: numbers will not be refreshed: {problem}"),
    }
}

fn changed(app: &AppHandle, topics: &[Topic]) {
    Shell::of(app).tray.changed();
    events::changed(app, topics);
    if topics.contains(&Topic::Settings) {
        let app = app.clone();
        tauri::async_runtime::spawn_blocking(move || {
            autostart::follow_present(&app);
            window::follow_theme(&app);
        });
    }
}

/// Somebody started Segue again: do here what they asked for there.
fn second_start(app: &AppHandle, words: Vec<String>) {
    if app.try_state::<Shell>().is_none() {
        // Still starting: the window, if wanted, is about to come by itself.
        return;
    }
    // The first word is the program.
    match Arguments::parse(words.into_iter().skip(1)) {
        Ok(Asked::Run(Arguments {
            hidden: false, route, ..
        })) => {
            window::open_main(app, route.unwrap_or_default());
        }
        Ok(Asked::Run(Arguments { hidden: true, .. }) | Asked::Help) | Err(_) => {}
    }
}

#[cfg(target_os = "linux")]
#[expect(
    clippy::disallowed_methods,
    reason = "GTK reads the same two variables and ends the process without a word"
)]
fn need_display() -> Result<(), Failure> {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if named("DISPLAY") || named("WAYLAND_DISPLAY") {
        Ok(())
    } else {
        Err(Failure::NoDisplay)
    }
}

#[cfg(not(target_os = "linux"))]
fn need_display() -> Result<(), Failure> {
    Ok(())
}
