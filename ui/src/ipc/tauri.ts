/** The backend inside the app. The only file that imports `@tauri-apps`; its commands and events are typed by Rust. */
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { Problem, type Backend, type Unsubscribe } from './backend';
import type { Commands, Events } from './types/Commands';

async function call<C extends keyof Commands>(
  command: C,
  args: Commands[C]['arguments'],
): Promise<Commands[C]['answer']> {
  try {
    return await invoke<Commands[C]['answer']>(command, args);
  } catch (thrown) {
    throw Problem.from(thrown);
  }
}

// `listen` answers later; an end that comes before the answer must still end it.
function subscribe<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): Unsubscribe {
  const registered = listen<Events[E]>(event, ({ payload }) => listener(payload));
  return () => void registered.then((end) => end());
}

/** Speaks to the app's commands and events. */
export function tauriBackend(): Backend {
  return {
    status: () => call('status', {}),
    sessions: (query) => call('sessions', { query }),
    session: (id, exact) => call('session', { id, exact }),
    planCompaction: (session, level) => call('plan_compaction', { session, level }),
    compactionLevel: (session) => call('compaction_level', { session }),
    compact: (plan, keep) => call('compact', { plan, keep }),
    handoff: (session) => call('handoff', { session }),
    storedHandoff: (session) => call('stored_handoff', { session }),
    saveHandoff: (session, markdown) => call('save_handoff', { session, markdown }),
    handoffs: (project) => call('handoffs', { project }),
    restart: (session, open) => call('restart', { session, open }),
    openInTerminal: (command) => call('open_in_terminal', { command }),
    projects: () => call('projects', {}),
    memory: (project) => call('memory', { project }),
    memorySearch: (query) => call('memory_search', { query }),
    addMemory: (project, kind, text) => call('memory_add', { project, kind, text }),
    editMemory: (item, text) => call('memory_edit', { item, text }),
    pinMemory: (item, pinned) => call('memory_pin', { item, pinned }),
    forgetMemory: (item) => call('memory_forget', { item }),
    restoreMemory: (item) => call('memory_restore', { item }),
    launchDigest: (project) => call('launch_digest', { project }),
    nextSession: (project, session) => call('next_session', { project, session }),
    previewPrompt: (spec) => call('preview_prompt', { spec }),
    addSchedule: (spec) => call('add_schedule', { spec }),
    changeSchedule: (id, spec) => call('change_schedule', { id, spec }),
    schedules: (all) => call('schedules', { all }),
    schedule: (id) => call('schedule', { id }),
    moveSchedule: (id, when) => call('move_schedule', { id, when }),
    pauseSchedule: (id, paused) => call('pause_schedule', { id, paused }),
    cancelSchedule: (id) => call('cancel_schedule', { id }),
    skipNext: (id) => call('skip_next', { id }),
    runNow: (id) => call('run_now', { id }),
    answerStart: (start, ask, action) => call('answer_start', { start, ask, action }),
    stopStart: (start) => call('stop_start', { start }),
    startOutput: (start, from) => call('start_output', { start, from }),
    timeline: (from, to) => call('timeline', { from, to }),
    readWhen: (text) => call('read_when', { text }),
    importPlan: (text, format, source, project) => call('import_plan', { text, format, source, project }),
    checkPlan: (text, format) => call('check_plan', { text, format }),
    choosePlanFile: () => call('choose_plan_file', {}),
    plans: (all) => call('plans', { all }),
    plan: (id) => call('plan', { id }),
    editPlan: (id, text, version) => call('edit_plan', { id, text, version }),
    exportPlan: (id, format) => call('export_plan', { id, format }),
    archivePlan: (id, archived) => call('archive_plan', { id, archived }),
    linkSession: (plan, session, estimate) => call('link_session', { plan, session, estimate }),
    unlinkSession: (session) => call('unlink_session', { session }),
    markPhase: (plan, key, kind) => call('mark_phase', { plan, key, kind }),
    estimate: (query) => call('estimate', { query }),
    savedEstimate: (id) => call('saved_estimate', { id }),
    estimates: (limit) => call('estimates', { limit }),
    learn: () => call('learn', {}),
    correctTaskType: (session, kind) => call('correct_task_type', { session, kind }),
    model: () => call('model', {}),
    modelHistory: () => call('model_history', {}),
    resetModel: () => call('reset_model', {}),
    exportModel: () => call('export_model', {}),
    importModel: () => call('import_model', {}),
    live: (session) => call('live', { session }),
    lives: () => call('lives', {}),
    report: (session) => call('report', { session }),
    reports: (limit) => call('reports', { limit }),
    openReport: (session) => call('open_report', { session }),
    accuracy: () => call('accuracy', {}),
    usage: (query) => call('usage', { query }),
    quota: () => call('quota', {}),
    askQuota: () => call('ask_quota', {}),
    doctor: () => call('doctor', {}),
    settings: () => call('settings', {}),
    setSetting: (key, value) => call('set_setting', { key, value }),
    pauseAlerts: (minutes) => call('pause_alerts', { minutes }),
    exportUsage: (query) => call('export_usage', { query }),
    openView: (view) => call('open_view', { view }),
    appInfo: () => call('app_info', {}),
    windowPainted: () => call('window_painted', {}),
    onChanged: (listener) => subscribe('changed', listener),
    onNavigate: (listener) => subscribe('navigate', listener),
  };
}
