//! The desktop shell: tray, window, notifications, start at login. The only crate that names Tauri.
//!
//! Owns what a person sees of Segue outside a terminal, and nothing of what it knows: every number comes from
//! [`segue_engine::Segue`], every wish goes back to it. Never reads a transcript, never opens the database itself,
//! never decides; it draws, opens and closes.
//!
//! - [`arguments`]: what the command line may say
//! - [`app`]: puts the parts together and runs them
//! - `shell`: the one state that commands, tray and windows share
//! - `commands`, `events`: what the window may ask, and what it is told
//! - `tray`: the icon, its words and its menu; [`gauge`] draws the icon
//! - `window`: the main window and the glance panel, made on demand and destroyed on close
//! - `notices`: native notifications; `autostart`: start at login; `lifecycle`: the way out

pub mod app;
pub mod arguments;
mod autostart;
mod commands;
mod events;
pub mod gauge;
mod lifecycle;
pub mod marks;
mod notices;
mod route;
mod shell;
mod tray;
mod window;
