//! Files that the person chooses in the system's own dialog: a plan or a model to read, one to write.

use std::path::{Path, PathBuf};
use std::{fs, io};

use segue_engine::view::{ModelView, ProblemView};
use segue_plan::plans::Format;
use serde::Serialize;
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder};
use ts_rs::TS;

use super::answers::BY;
use super::estimates;
use crate::shell::beside;
use crate::window::MAIN;

/// More than any plan or model: what is larger is something else.
const LARGEST: u64 = 8 * 1024 * 1024;

/// A file with a plan that the person chose.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct PlanFile {
    /// Where it is.
    path: String,
    /// What stands in it.
    text: String,
    /// What it is written in, by its name.
    format: Format,
}

/// Asks for a file with a plan; `None` when the person changed their mind.
pub(super) async fn choose_plan(app: AppHandle) -> Result<Option<PlanFile>, ProblemView> {
    let dialog = dialog(&app)
        .set_title("Import a plan")
        .add_filter("Plans", &["md", "markdown", "toml", "txt"]);
    let Some(path) = chosen(move || dialog.blocking_pick_file()).await else {
        return Ok(None);
    };
    let text = read(&path)?;
    let is_toml = path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("toml"));
    Ok(Some(PlanFile {
        path: path.display().to_string(),
        text,
        format: if is_toml { Format::Toml } else { Format::Markdown },
    }))
}

/// Asks where to write a plan, and writes it; the path, or `None`.
pub(super) async fn export_plan(
    app: AppHandle,
    id: i64,
    format: Format,
) -> Result<Option<String>, ProblemView> {
    let text = beside(app.clone(), move |shell| {
        shell.ask(|segue| segue.export_plan(id, format))
    })
    .await?;
    let (name, kind, end) = match format {
        Format::Markdown => ("plan.md", "Markdown", "md"),
        Format::Toml => ("plan.toml", "TOML", "toml"),
    };
    let dialog = dialog(&app)
        .set_title("Export the plan")
        .set_file_name(name)
        .add_filter(kind, &[end]);
    save(chosen(move || dialog.blocking_save_file()).await, &text)
}

/// Asks where to write the model, and writes it; the path, or `None`.
pub(super) async fn export_model(app: AppHandle) -> Result<Option<String>, ProblemView> {
    let text = beside(app.clone(), |shell| shell.ask(|segue| segue.export_model())).await?;
    let dialog = dialog(&app)
        .set_title("Export the model")
        .set_file_name("estimation-model.json")
        .add_filter("JSON", &["json"]);
    save(chosen(move || dialog.blocking_save_file()).await, &text)
}

/// Asks for a file with a model, and takes it over; `None` when the person changed their mind.
pub(super) async fn import_model(app: AppHandle) -> Result<Option<ModelView>, ProblemView> {
    let dialog = dialog(&app)
        .set_title("Import a model")
        .add_filter("JSON", &["json"]);
    let Some(path) = chosen(move || dialog.blocking_pick_file()).await else {
        return Ok(None);
    };
    let text = read(&path)?;
    estimates::change(app, move |segue| segue.import_model(&text, BY))
        .await
        .map(Some)
}

/// The system's dialog, above our window, in the folder where people look for such files.
fn dialog(app: &AppHandle) -> FileDialogBuilder<Wry> {
    let mut dialog = app.dialog().file();
    let folders = app.path();
    if let Ok(folder) = folders.document_dir().or_else(|_| folders.home_dir()) {
        dialog = dialog.set_directory(folder);
    }
    match app.get_webview_window(MAIN) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

/// Waits for the person beside the main thread.
async fn chosen(
    ask: impl FnOnce() -> Option<tauri_plugin_dialog::FilePath> + Send + 'static,
) -> Option<PathBuf> {
    let answer = tauri::async_runtime::spawn_blocking(ask).await.ok().flatten();
    answer.and_then(|file| file.into_path().ok())
}

fn read(path: &Path) -> Result<String, ProblemView> {
    let large = || io::Error::new(io::ErrorKind::InvalidData, "it is larger than 8 MB");
    let size = fs::metadata(path).map(|data| data.len());
    let text = size.and_then(|size| {
        if size > LARGEST {
            return Err(large());
        }
        fs::read_to_string(path)
    });
    text.map_err(|error| ProblemView {
        code: "io".to_owned(),
        message: format!("{} could not be read: {error}.", path.display()),
        hint: Some("Choose another file; nothing was changed.".to_owned()),
    })
}

fn save(path: Option<PathBuf>, text: &str) -> Result<Option<String>, ProblemView> {
    let Some(path) = path else {
        return Ok(None);
    };
    fs::write(&path, text).map_err(|error| ProblemView {
        code: "io".to_owned(),
        message: format!("{} was not written: {error}.", path.display()),
        hint: Some("Choose another folder.".to_owned()),
    })?;
    Ok(Some(path.display().to_string()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    #[test]
    fn a_text_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        let text = "# Plan\r\n\n## Phase 1: Über\n";
        let saved = super::save(Some(path.clone()), text).unwrap();
        assert_eq!(saved, Some(path.display().to_string()));
        assert_eq!(super::read(&path).unwrap(), text);
    }

    #[test]
    fn what_cannot_be_read_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("picture.md");
        fs::write(&path, [0xff, 0xd8, 0xff]).unwrap();
        let problem = super::read(&path).unwrap_err();
        assert!(problem.message.contains("picture.md"), "{}", problem.message);
        assert!(problem.hint.is_some());
    }
}
