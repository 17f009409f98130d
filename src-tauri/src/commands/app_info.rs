//! What the window says about the app itself.

use segue_engine::view::ProblemView;
use serde::Serialize;
use tauri::AppHandle;
use ts_rs::TS;

use crate::shell::beside;

/// The app itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub(crate) struct AppInfo {
    /// `0.1.0`.
    pub(crate) version: String,
    /// A made-up history is shown.
    pub(crate) demo: bool,
    /// The database's path.
    pub(crate) data_path: String,
    /// `linux`, `macos`, `windows`.
    pub(crate) platform: String,
}

pub(super) async fn app_info(app: AppHandle) -> Result<AppInfo, ProblemView> {
    let version = app.package_info().version.to_string();
    beside(app, move |shell| {
        Ok(AppInfo {
            version,
            demo: shell.world.demo,
            data_path: shell.world.places.database().display().to_string(),
            platform: std::env::consts::OS.to_owned(),
        })
    })
    .await
}
