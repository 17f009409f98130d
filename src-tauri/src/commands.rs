//! Everything the window may ask: one list, from which the commands, their names and their TypeScript are made.
//!
//! Each line is a command: name, arguments, answer, and the function that answers. Errors arrive as `ProblemView`.

mod answers;
mod app_info;
#[cfg(test)]
mod contract;
mod export;

use segue_engine::view::{
    Doctor, ProblemView, Quota, Session, SessionDetail, SessionQuery, Setting, Status, Usage, UsageQuery,
};
use tauri::AppHandle;

use app_info::AppInfo;

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) -> $answer:ty = $body:path;)*) => {
        $(
            $(#[$doc])*
            #[tauri::command]
            pub(crate) async fn $name(app: AppHandle, $($argument: $type),*) -> Result<$answer, ProblemView> {
                $body(app, $($argument),*).await
            }
        )*

        /// Hands the window's calls to the commands.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }

        /// Each command with its arguments and its answer, in TypeScript.
        #[cfg(test)]
        fn described(types: &ts_rs::Config) -> Vec<contract::Described> {
            vec![$(contract::Described {
                name: stringify!($name),
                arguments: vec![$((stringify!($argument), <$type as ts_rs::TS>::name(types))),*],
                answer: <$answer as ts_rs::TS>::name(types),
            }),*]
        }
    };
}

commands! {
    /// The glance.
    status() -> Status = answers::status;
    /// Sessions, live ones first.
    sessions(query: SessionQuery) -> Vec<Session> = answers::sessions;
    /// One session in depth; `exact` asks Claude Code itself as well and takes seconds.
    session(id: Option<String>, exact: bool) -> SessionDetail = answers::session;
    /// Usage, grouped.
    usage(query: UsageQuery) -> Usage = answers::usage;
    /// Quota in depth.
    quota() -> Quota = answers::quota;
    /// Asks Claude Code for the quota now; no model turn.
    ask_quota() -> Quota = answers::ask_quota;
    /// What is found, what is missing.
    doctor() -> Doctor = answers::doctor;
    /// All settings.
    settings() -> Vec<Setting> = answers::settings;
    /// Changes one setting; answers with all of them.
    set_setting(key: String, value: String) -> Vec<Setting> = answers::set_setting;
    /// Pauses alerts for so many minutes; `null` resumes.
    pause_alerts(minutes: Option<u32>) -> Status = answers::pause_alerts;
    /// Asks where to save and writes usage as CSV; the path, or `null` when the person changed their mind.
    export_usage(query: UsageQuery) -> Option<String> = export::export_usage;
    /// Opens the main window at a view.
    open_view(view: String) -> () = answers::open_view;
    /// What this app is.
    app_info() -> AppInfo = app_info::app_info;
    /// A window has painted its first content.
    window_painted() -> () = answers::window_painted;
}
