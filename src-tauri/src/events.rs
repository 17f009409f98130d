//! What the window is told, by name and type. The twin for TypeScript is generated with the commands'.
//!
//! An event never carries new values: `changed` says what became stale and the page asks again.

use segue_engine::view::Topic;
use tauri::{AppHandle, Emitter};

use crate::route::Route;
use crate::window::MAIN;

/// `changed`, payload `Topic[]`.
pub(crate) const CHANGED: &str = "changed";
/// `navigate`, payload the route's text.
pub(crate) const NAVIGATE: &str = "navigate";

/// Tells every open page what became stale. Nobody listening is fine.
pub(crate) fn changed(app: &AppHandle, topics: &[Topic]) {
    report(CHANGED, app.emit(CHANGED, topics));
}

/// Sends the main window's page to `route`.
pub(crate) fn navigate(app: &AppHandle, route: &Route) {
    report(NAVIGATE, app.emit_to(MAIN, NAVIGATE, route.to_string()));
}

fn report(event: &str, sent: tauri::Result<()>) {
    if let Err(failure) = sent {
        eprintln!("segue-desktop: the event {event} was not sent: {failure}");
    }
}
