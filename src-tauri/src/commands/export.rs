//! Saving usage as CSV where the person says.

use std::io;
use std::path::Path;

use segue_engine::view::{ProblemView, Usage, UsageQuery};
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder};

use crate::shell::beside;
use crate::window::MAIN;

/// Asks for a file with the system's own dialog, then writes it.
pub(super) async fn export_usage(app: AppHandle, query: UsageQuery) -> Result<Option<String>, ProblemView> {
    let usage = beside(app.clone(), move |shell| shell.ask(|segue| segue.usage(&query))).await?;
    let saved = tauri::async_runtime::spawn_blocking(move || {
        let chosen = question(&app).blocking_save_file();
        let Some(path) = chosen.and_then(|file| file.into_path().ok()) else {
            return Ok(None);
        };
        write_csv(&path, &usage)?;
        Ok(Some(path.display().to_string()))
    });
    match saved.await {
        Ok(answer) => answer.map_err(|failure: io::Error| not_saved(&failure.to_string())),
        Err(broken) => Err(not_saved(&broken.to_string())),
    }
}

/// The system's dialog, above our window, in the folder where people look for such files.
fn question(app: &AppHandle) -> FileDialogBuilder<Wry> {
    let mut dialog = app
        .dialog()
        .file()
        .set_title("Export usage")
        .set_file_name("segue-usage.csv")
        .add_filter("CSV", &["csv"]);
    let folders = app.path();
    if let Ok(folder) = folders.document_dir().or_else(|_| folders.home_dir()) {
        dialog = dialog.set_directory(folder);
    }
    match app.get_webview_window(MAIN) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

fn not_saved(reason: &str) -> ProblemView {
    ProblemView {
        code: "io".to_owned(),
        message: format!("Usage was not exported: {reason}."),
        hint: Some("Choose another folder, or print it with: segue usage --csv".to_owned()),
    }
}

/// The same file as `segue usage --csv`.
fn write_csv(path: &Path, usage: &Usage) -> io::Result<()> {
    std::fs::write(path, segue_engine::usage_csv(usage)?)
}

#[cfg(test)]
mod tests {
    use segue_engine::view::{Usage, UsageBy, UsageRow, UsageTotals};

    #[test]
    fn quotes_and_commas_survive() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("usage.csv");
        let sums = UsageTotals {
            input_tokens: 7,
            output_tokens: 5,
            total_tokens: 12,
            cost_usd: 0.25,
            responses: 2,
            ..UsageTotals::default()
        };
        let row = UsageRow {
            key: "/src/a,b".into(),
            label: "say \"hi\"".into(),
            split: None,
            sums,
        };
        let usage = Usage {
            by: UsageBy::Project,
            time_zone: "UTC".into(),
            rows: vec![row],
            totals: sums,
            guessed_prices: vec![],
        };
        super::write_csv(&path, &usage).unwrap();
        let written = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            written.lines().nth(1),
            Some("\"/src/a,b\",\"say \"\"hi\"\"\",,7,5,0,0,12,0.250000,2")
        );
    }
}
