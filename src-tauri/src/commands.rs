//! Everything the window may ask: one list, from which the commands, their names and their TypeScript are made.
//!
//! Each line is a command: name, arguments, answer, and the function that answers. Errors arrive as `ProblemView`.

mod answers;
mod app_info;
#[cfg(test)]
mod contract;
mod estimates;
mod export;
mod files;
mod memory;
mod plans;
mod schedule;
mod steps;

use segue_engine::view::{
    Accuracy, CompactLevel, Compaction, CompactionPlan, Digest, Doctor, Estimate, EstimateHead,
    EstimateQuery, Handoff, HandoffEntry, Learned, LevelAdvice, Live, Memory, MemoryHit, MemoryItem,
    MemoryKind, MemoryQuery, ModelChange, ModelView, NextSession, OpenedTerminal, PlanDetail, PlanReading,
    PlanSummary, ProblemView, Project, Quota, Report, ReportHead, Restart, ResumeCommand, Schedule,
    ScheduleDetail, Schedules, Session, SessionDetail, SessionQuery, Setting, Start, StartAnswer,
    StartOutput, Status, Timeline, Usage, UsageQuery,
};
use segue_meter::estimate::TaskType;
use segue_plan::plans::{Format, MarkKind};
use segue_plan::schedule::{Spec, StartAction, When};
use tauri::AppHandle;

use app_info::AppInfo;
use files::PlanFile;

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
    /// What compacting a session would take out; reads the whole transcript.
    plan_compaction(session: String, level: CompactLevel) -> CompactionPlan = steps::plan_compaction;
    /// The level that a session's context asks for.
    compaction_level(session: String) -> LevelAdvice = steps::compaction_level;
    /// Writes the fork of a plan, without what `keep` names, and has Claude Code read it: seconds.
    compact(plan: CompactionPlan, keep: Vec<String>) -> Compaction = steps::compact;
    /// A session's handoff, made or brought up to date.
    handoff(session: String) -> Handoff = steps::handoff;
    /// A session's handoff as it was last saved.
    stored_handoff(session: String) -> Option<Handoff> = steps::stored_handoff;
    /// Keeps a text that the person wrote as a session's handoff.
    save_handoff(session: String, markdown: String) -> Handoff = steps::save_handoff;
    /// Handoffs of one project or all, newest first.
    handoffs(project: Option<String>) -> Vec<HandoffEntry> = steps::handoffs;
    /// A new session that is told the handoff; `open` starts it in a terminal.
    restart(session: String, open: bool) -> Restart = steps::restart;
    /// Opens a terminal with a command that was offered.
    open_in_terminal(command: ResumeCommand) -> OpenedTerminal = steps::open_in_terminal;
    /// The projects that something is remembered of.
    projects() -> Vec<Project> = memory::projects;
    /// What is remembered of the project at a path.
    memory(project: String) -> Memory = memory::memory;
    /// Searches what is remembered.
    memory_search(query: MemoryQuery) -> Vec<MemoryHit> = memory::search;
    /// Remembers what the person wrote.
    memory_add(project: String, kind: MemoryKind, text: String) -> MemoryItem = memory::add;
    /// Changes the words of something remembered.
    memory_edit(item: i64, text: String) -> MemoryItem = memory::edit;
    /// Pins something, or no longer.
    memory_pin(item: i64, pinned: bool) -> MemoryItem = memory::pin;
    /// Tells it to no session any more.
    memory_forget(item: i64) -> MemoryItem = memory::forget;
    /// Takes forgetting back.
    memory_restore(item: i64) -> MemoryItem = memory::restore;
    /// What a session that is restarted in the project at a path is told besides the handoff.
    launch_digest(project: String) -> Digest = memory::launch_digest;
    /// What a next session begins with, filled in from the handoff; reads the transcript.
    next_session(project: Option<String>, session: Option<String>) -> NextSession = schedule::next_session;
    /// What a session of this plan would be told, word for word.
    preview_prompt(spec: Spec) -> String = schedule::preview_prompt;
    /// Plans a session.
    add_schedule(spec: Spec) -> Schedule = schedule::add;
    /// Changes a plan.
    change_schedule(id: i64, spec: Spec) -> Schedule = schedule::edit;
    /// What is planned, next due first; `all`: what is over too.
    schedules(all: bool) -> Schedules = schedule::all;
    /// One schedule in depth.
    schedule(id: i64) -> ScheduleDetail = schedule::one;
    /// Moves the next start.
    move_schedule(id: i64, when: When) -> Schedule = schedule::shift;
    /// Pauses a schedule, or no longer.
    pause_schedule(id: i64, paused: bool) -> Schedule = schedule::pause;
    /// Cancels a schedule.
    cancel_schedule(id: i64) -> Schedule = schedule::cancel;
    /// Leaves out the next start.
    skip_next(id: i64) -> Schedule = schedule::skip;
    /// Starts it now, whenever it is due.
    run_now(id: i64) -> Start = schedule::run_now;
    /// Answers a question about a start; the first answer counts.
    answer_start(start: i64, ask: u32, action: StartAction) -> StartAnswer = schedule::answer;
    /// Stops a session without a terminal.
    stop_start(start: i64) -> Start = schedule::stop;
    /// What a session without a terminal has said, from a byte on.
    start_output(start: i64, from: u64) -> StartOutput = schedule::output;
    /// Windows, resets and starts between two instants (RFC 3339).
    timeline(from: String, to: String) -> Timeline = schedule::timeline;
    /// A time as a person types it.
    read_when(text: String) -> When = schedule::read_when;
    /// Keeps a plan; the text is its truth, `source` the file it came from.
    import_plan(text: String, format: Format, source: Option<String>, project: Option<String>) -> PlanDetail = plans::import;
    /// What is understood of a text as a plan; nothing is kept.
    check_plan(text: String, format: Format) -> PlanReading = plans::check;
    /// Asks for a file with a plan; `null` when the person changed their mind.
    choose_plan_file() -> Option<PlanFile> = files::choose_plan;
    /// Every plan; `all`: the archived ones too.
    plans(all: bool) -> Vec<PlanSummary> = plans::all;
    /// One plan in depth.
    plan(id: i64) -> PlanDetail = plans::one;
    /// Changes a plan's text, unless it has another version by now.
    edit_plan(id: i64, text: String, version: i64) -> PlanDetail = plans::edit;
    /// Asks where to save and writes a plan; the path, or `null` when the person changed their mind.
    export_plan(id: i64, format: Format) -> Option<String> = files::export_plan;
    /// Puts a plan away, or takes it back.
    archive_plan(id: i64, archived: bool) -> () = plans::archive;
    /// A session works on a plan.
    link_session(plan: i64, session: String, estimate: Option<i64>) -> PlanDetail = plans::link;
    /// It no longer does.
    unlink_session(session: String) -> () = plans::unlink;
    /// A phase begins, is done, or goes on.
    mark_phase(plan: i64, key: String, kind: MarkKind) -> PlanDetail = plans::mark;
    /// What a plan or a sentence will take.
    estimate(query: EstimateQuery) -> Estimate = estimates::estimate;
    /// An estimate that was kept.
    saved_estimate(id: i64) -> Estimate = estimates::saved;
    /// Estimates that were kept, latest first.
    estimates(limit: u32) -> Vec<EstimateHead> = estimates::all;
    /// Learns from what has finished: seconds.
    learn() -> Learned = estimates::learn;
    /// Says what kind of work a session was.
    correct_task_type(session: String, kind: TaskType) -> () = estimates::correct;
    /// The model that estimates come from.
    model() -> ModelView = estimates::model;
    /// How the model became what it is, latest first.
    model_history() -> Vec<ModelChange> = estimates::history;
    /// Begins the model anew; the one before is kept.
    reset_model() -> ModelView = estimates::reset;
    /// Asks where to save and writes the model; the path, or `null` when the person changed their mind.
    export_model() -> Option<String> = files::export_model;
    /// Asks for a file and takes its model over; `null` when the person changed their mind.
    import_model() -> Option<ModelView> = files::import_model;
    /// How a session stands against its estimate; `null` when it has none.
    live(session: String) -> Option<Live> = plans::live;
    /// Every session that runs against an estimate.
    lives() -> Vec<Live> = plans::lives;
    /// What a finished session took.
    report(session: String) -> Report = estimates::report;
    /// Reports, latest first.
    reports(limit: u32) -> Vec<ReportHead> = estimates::reports;
    /// Opens a report's file in the person's editor.
    open_report(session: String) -> () = estimates::open_report;
    /// How good estimates were.
    accuracy() -> Accuracy = estimates::accuracy;
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
