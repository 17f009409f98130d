//! The icon on the panel: built once, then only what differs is sent.

use tauri::image::Image;
use tauri::menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Wry};

use super::model::{Entry, TrayModel};
use crate::gauge;

/// The icon's id on the panel.
pub(super) const ID: &str = "segue";

/// Panels show 22 pixels at scale 1; macOS 18 points.
const SIDE: f64 = 22.0;

/// An icon that a panel shows.
pub(super) struct Icon {
    tray: TrayIcon,
    lines: Vec<MenuItem<Wry>>,
    shown: TrayModel,
    side: u32,
    app: AppHandle,
}

impl Icon {
    /// Puts a new icon on the panel; an error when there is none.
    pub(super) fn build(app: &AppHandle, model: &TrayModel) -> tauri::Result<Icon> {
        let side = side(app);
        let (menu, lines) = built(app, &model.menu)?;
        let mut builder = TrayIconBuilder::with_id(ID)
            .icon(picture(model, side))
            .menu(&menu)
            .show_menu_on_left_click(false)
            .tooltip(hover(model));
        if let Some(text) = beside(model) {
            builder = builder.title(text);
        }
        let tray = builder.build(app)?;
        Ok(Icon {
            tray,
            lines,
            shown: model.clone(),
            side,
            app: app.clone(),
        })
    }

    /// Sends what differs; true when anything did.
    pub(super) fn update(&mut self, model: &TrayModel) -> bool {
        if self.shown == *model {
            return false;
        }
        if let Err(failure) = self.send(model) {
            eprintln!("segue-desktop: the tray was not updated: {failure}");
            return false;
        }
        self.shown = model.clone();
        true
    }

    fn send(&mut self, model: &TrayModel) -> tauri::Result<()> {
        if self.shown.gauge != model.gauge {
            self.tray.set_icon(Some(picture(model, self.side)))?;
        }
        if beside(&self.shown) != beside(model) {
            self.tray.set_title(beside(model))?;
        }
        if hover(&self.shown) != hover(model) {
            self.tray.set_tooltip(Some(hover(model)))?;
        }
        if self.shown.menu != model.menu {
            self.send_menu(&model.menu)?;
        }
        Ok(())
    }

    /// New words on the same lines leave an open menu open; other lines are another menu.
    fn send_menu(&mut self, entries: &[Entry]) -> tauri::Result<()> {
        if shape(&self.shown.menu) != shape(entries) {
            let (menu, lines) = built(&self.app, entries)?;
            self.tray.set_menu(Some(menu))?;
            self.lines = lines;
            return Ok(());
        }
        for ((item, before), after) in self.lines.iter().zip(texts(&self.shown.menu)).zip(texts(entries)) {
            if before != after {
                item.set_text(literal(after))?;
            }
        }
        Ok(())
    }
}

fn picture(model: &TrayModel, side: u32) -> Image<'static> {
    let picture = gauge::draw(&model.gauge, side);
    Image::new_owned(picture.rgba, picture.side, picture.side)
}

/// As many pixels as the sharpest screen shows: a panel scales down well and up badly.
fn side(app: &AppHandle) -> u32 {
    let screens = app.available_monitors().unwrap_or_default();
    let scale = screens
        .iter()
        .map(tauri::Monitor::scale_factor)
        .fold(1.0, f64::max);
    let scale = if cfg!(target_os = "macos") {
        scale.max(2.0)
    } else {
        scale
    };
    (SIDE * scale).round() as u32
}

/// Text beside the icon on macOS. On Linux the "title" is what panels show on hover, and read aloud.
fn beside(model: &TrayModel) -> Option<&str> {
    if cfg!(target_os = "macos") {
        // An empty text takes the last one away; none would leave it.
        Some(model.beside.as_deref().unwrap_or_default())
    } else {
        Some(&model.title)
    }
}

/// The text on hover. Linux panels show it beneath the title and read it as markup; Windows cuts it at 128 units.
fn hover(model: &TrayModel) -> String {
    if cfg!(target_os = "linux") {
        model
            .tooltip
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    } else if cfg!(windows) {
        model.title.clone()
    } else {
        format!("{}\n{}", model.title, model.tooltip)
    }
}

/// Menu texts know mnemonics: a plain `&` is written twice.
fn literal(text: &str) -> String {
    text.replace('&', "&&")
}

/// Everything of a menu but its words.
fn shape(entries: &[Entry]) -> Vec<String> {
    let mut parts = Vec::new();
    for entry in entries {
        match entry {
            Entry::Line { id, enabled, .. } => parts.push(format!("{id} {enabled}")),
            Entry::Separator => parts.push("-".to_owned()),
            Entry::Submenu { text, entries } => {
                parts.push(format!("> {text}"));
                parts.extend(shape(entries));
                parts.push("<".to_owned());
            }
        }
    }
    parts
}

/// The words of a menu's lines, in the order in which [`built`] made them.
fn texts(entries: &[Entry]) -> Vec<&str> {
    entries
        .iter()
        .flat_map(|entry| match entry {
            Entry::Line { text, .. } => vec![text.as_str()],
            Entry::Separator => vec![],
            Entry::Submenu { entries, .. } => texts(entries),
        })
        .collect()
}

/// A system menu and its lines, in order.
fn built(app: &AppHandle, entries: &[Entry]) -> tauri::Result<(Menu<Wry>, Vec<MenuItem<Wry>>)> {
    let mut lines = Vec::new();
    let items = made(app, entries, &mut lines)?;
    let items = items.iter().map(AsRef::as_ref).collect::<Vec<_>>();
    Ok((Menu::with_items(app, &items)?, lines))
}

fn made(
    app: &AppHandle,
    entries: &[Entry],
    lines: &mut Vec<MenuItem<Wry>>,
) -> tauri::Result<Vec<Box<dyn IsMenuItem<Wry>>>> {
    entries
        .iter()
        .map(|entry| -> tauri::Result<Box<dyn IsMenuItem<Wry>>> {
            Ok(match entry {
                Entry::Line { id, text, enabled } => {
                    let item = MenuItem::with_id(app, id.to_string(), literal(text), *enabled, None::<&str>)?;
                    lines.push(item.clone());
                    Box::new(item)
                }
                Entry::Separator => Box::new(PredefinedMenuItem::separator(app)?),
                Entry::Submenu { text, entries } => {
                    let items = made(app, entries, lines)?;
                    let items = items.iter().map(AsRef::as_ref).collect::<Vec<_>>();
                    Box::new(Submenu::with_items(app, literal(text), true, &items)?)
                }
            })
        })
        .collect()
}
