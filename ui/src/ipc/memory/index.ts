/**
 * The engine made up: a backend without an app, for the browser, tests and screenshots. Deterministic: a scene always
 * looks the same. Never used inside the app; `segue --demo` makes its history in the engine.
 */
import { Problem, type Backend } from '../backend';
import type { Overrides } from '../types/Overrides';
import type { Topic } from '../types/Topic';
import { makeCompaction, makePlan } from './compaction';
import { makeDetail } from './detail';
import { makeDoctor } from './doctor';
import { Handoffs } from './handoffs';
import { PlanBook } from './planBook';
import { RATE_LIMITS, readPlan } from './planText';
import { Projects } from './projects';
import { Reports } from './reports';
import { minutesAgo, type Scene } from './scene';
import { promptOf, Schedules } from './schedules';
import { makeSessions, matching } from './sessions';
import { makeSettings } from './settings';
import { makeQuota, makeStatus } from './status';
import { makeUsage } from './usage';
import { readWhen } from './when';

export { sceneOf, type Scene } from './scene';

/** A made-up engine. `calls` lists what was asked of it, `emit` and `navigate` play its events. */
export interface MemoryBackend extends Backend {
  readonly calls: string[];
  emit(...topics: Topic[]): void;
  navigate(view: string): void;
}

/** The backend of a scene. */
export function memoryBackend(scene: Scene = 'normal'): MemoryBackend {
  const sessions = makeSessions(scene);
  const changed = new Set<(topics: Topic[]) => void>();
  const navigated = new Set<(view: string) => void>();
  const calls: string[] = [];
  const handoffs = new Handoffs(scene, sessions);
  const projects = new Projects(scene, sessions);
  const schedules = new Schedules(scene, sessions);
  const book = new PlanBook(scene, sessions);
  const reports = new Reports(scene, sessions);
  let settings = makeSettings();
  let pausedUntil = scene === 'stale' ? minutesAgo(-49) : null;

  async function answer<T>(call: string, make: () => T): Promise<T> {
    calls.push(call);
    if (scene === 'loading') return new Promise<T>(() => {});
    if (scene === 'error') throw new Problem(BROKEN);
    return make();
  }

  function change<T>(call: string, topic: Topic, make: () => T): Promise<T> {
    return answer(call, () => {
      const made = make();
      changed.forEach((tell) => tell([topic]));
      return made;
    });
  }

  const status = () => ({ ...makeStatus(scene, sessions, pausedUntil), next: schedules.next(), plan: book.head() });
  return {
    calls,
    emit: (...topics) => changed.forEach((tell) => tell(topics)),
    navigate: (view) => navigated.forEach((tell) => tell(view)),
    status: () => answer('status', status),
    sessions: (query) => answer('sessions', () => matching(sessions, query)),
    session: (id, exact) => answer(exact ? 'session exact' : 'session', () => makeDetail(find(sessions, id), exact)),
    planCompaction: (id, level) => answer(`plan_compaction ${level}`, () => makePlan(scene, find(sessions, id), level)),
    compactionLevel: () => answer('compaction_level', () => ({ level: 'strategic', reason: 'the context is 89 % used, from 80 %' })),
    compact: (plan, keep) => change(`compact ${plan.level} keep ${keep.join(' ')}`.trim(), 'sessions', () => makeCompaction(plan, keep)),
    handoff: (id) => change('handoff', 'handoffs', () => handoffs.make(find(sessions, id))),
    storedHandoff: (id) => answer('stored_handoff', () => handoffs.stored(id)),
    saveHandoff: (id, markdown) => change('save_handoff', 'handoffs', () => handoffs.save(find(sessions, id), markdown)),
    handoffs: (project) => answer('handoffs', () => handoffs.entries(project)),
    restart: (id, open) => change(`restart ${open ? 'open' : 'print'}`, 'handoffs', () => handoffs.restart(find(sessions, id), open)),
    openInTerminal: (command) => answer(`open_in_terminal ${command.line}`, () => ({ terminal: 'konsole', attach: null })),
    projects: () => answer('projects', () => projects.list()),
    memory: (path) => answer('memory', () => projects.memory(path)),
    memorySearch: (query) => answer(`memory_search ${query.text}`, () => projects.search(query)),
    addMemory: (path, kind, text) => change(`memory_add ${kind} ${text}`, 'memory', () => projects.add(path, kind, text)),
    editMemory: (item, text) => change(`memory_edit ${item}`, 'memory', () => projects.edit(item, { text, edited: true })),
    pinMemory: (item, pinned) => change(`memory_pin ${item} ${pinned}`, 'memory', () => projects.edit(item, { pinned })),
    forgetMemory: (item) => change(`memory_forget ${item}`, 'memory', () => projects.edit(item, { forgotten: true })),
    restoreMemory: (item) => change(`memory_restore ${item}`, 'memory', () => projects.edit(item, { forgotten: false })),
    launchDigest: (path) => answer('launch_digest', () => projects.memory(path).next),
    nextSession: (project, session) => answer('next_session', () => schedules.nextSession(project, session)),
    previewPrompt: (spec) => answer('preview_prompt', () => promptOf(spec)),
    addSchedule: (spec) => change('add_schedule', 'schedule', () => schedules.add(spec)),
    changeSchedule: (id, spec) => change(`change_schedule ${id}`, 'schedule', () => schedules.change(id, spec)),
    schedules: (all) => answer('schedules', () => schedules.list(all)),
    schedule: (id) => answer(`schedule ${id}`, () => schedules.detail(id)),
    moveSchedule: (id, when) => change(`move_schedule ${id} ${JSON.stringify(when)}`, 'schedule', () => schedules.move(id, when)),
    pauseSchedule: (id, paused) => change(`pause_schedule ${id} ${paused}`, 'schedule', () => schedules.pause(id, paused)),
    cancelSchedule: (id) => change(`cancel_schedule ${id}`, 'schedule', () => schedules.cancel(id)),
    skipNext: (id) => change(`skip_next ${id}`, 'schedule', () => schedules.skip(id)),
    runNow: (id) => change(`run_now ${id}`, 'schedule', () => schedules.runNow(id)),
    answerStart: (start, ask, action) => change(`answer_start ${start} ${ask} ${action}`, 'schedule', () => schedules.answer(start, ask, action)),
    stopStart: (start) => change(`stop_start ${start}`, 'schedule', () => schedules.stop(start)),
    startOutput: (start, from) => answer('start_output', () => schedules.output(start, from)),
    timeline: (from, to) => answer('timeline', () => schedules.timeline(from, to)),
    readWhen: (text) => answer(`read_when ${text}`, () => readWhen(text)),
    importPlan: (text, format, source, project) => change(`import_plan ${source ?? ''}`.trim(), 'plans', () => book.import(text, format, source, project)),
    checkPlan: (text) => answer('check_plan', () => readPlan(text)),
    choosePlanFile: () => answer('choose_plan_file', () => ({ path: '/home/ada/code/api-server/SESSION_4_PLAN.md', text: RATE_LIMITS.replace('Session 3', 'Session 4'), format: 'markdown' as const })),
    plans: (all) => answer('plans', () => book.list(all)),
    plan: (id) => answer(`plan ${id}`, () => book.detail(id)),
    editPlan: (id, text, version) => change(`edit_plan ${id} ${version}`, 'plans', () => book.edit(id, text, version)),
    exportPlan: (id, format) => answer(`export_plan ${id} ${format}`, () => `/home/ada/plan-${id}.${format === 'toml' ? 'toml' : 'md'}`),
    archivePlan: (id, archived) => change(`archive_plan ${id} ${archived}`, 'plans', () => book.archive(id, archived)),
    linkSession: (plan, session) => change(`link_session ${plan} ${session}`, 'plans', () => book.link(plan, session)),
    unlinkSession: (session) => change(`unlink_session ${session}`, 'plans', () => book.unlink(session)),
    markPhase: (plan, key, kind) => change(`mark_phase ${plan} ${key} ${kind}`, 'plans', () => book.mark(plan, key, kind)),
    estimate: (query) => (query.save ? change('estimate save', 'estimates', () => book.estimate(query)) : answer(`estimate ${overridden(query.overrides)}`.trim(), () => book.estimate(query))),
    savedEstimate: (id) => answer(`saved_estimate ${id}`, () => book.savedEstimate(id)),
    estimates: () => answer('estimates', () => book.estimates()),
    learn: () => change('learn', 'estimates', () => ({ sessions: reports.learnAll(), left: 0, model_version: 8, lessons: [] })),
    correctTaskType: (session, kind) => change(`correct_task_type ${session} ${kind}`, 'estimates', () => reports.correct(session, kind)),
    model: () => answer('model', () => reports.model()),
    modelHistory: () => answer('model_history', () => []),
    resetModel: () => change('reset_model', 'estimates', () => reports.model()),
    exportModel: () => answer('export_model', () => '/home/ada/estimation-model.json'),
    importModel: () => change('import_model', 'estimates', () => reports.model()),
    live: (session) => answer('live', () => book.lives().find((one) => one.session === session) ?? null),
    lives: () => answer('lives', () => book.lives()),
    report: (session) => answer('report', () => reports.report(session)),
    reports: (limit) => answer('reports', () => reports.list(limit)),
    openReport: (session) => answer(`open_report ${session}`, () => undefined),
    accuracy: () => answer('accuracy', () => reports.accuracy()),
    usage: (query) => answer('usage', () => makeUsage(scene, query)),
    quota: () => answer('quota', () => makeQuota(scene)),
    askQuota: () => answer('ask_quota', () => makeQuota('normal')),
    doctor: () => answer('doctor', () => makeDoctor(scene)),
    settings: () => answer('settings', () => settings),
    setSetting: (key, value) =>
      answer(`set_setting ${key}=${value}`, () => {
        settings = settings.map((setting) => (setting.key === key ? { ...setting, value } : setting));
        return settings;
      }),
    pauseAlerts: (minutes) =>
      answer(`pause_alerts ${minutes}`, () => {
        pausedUntil = minutes === null ? null : minutesAgo(-minutes);
        return status();
      }),
    exportUsage: () => answer('export_usage', () => '/home/ada/usage.csv'),
    openView: (view) => answer(`open_view ${view}`, () => undefined),
    appInfo: () =>
      answer('app_info', () => ({
        version: '0.1.0',
        demo: scene === 'demo',
        data_path: '/home/ada/.local/share/segue',
        platform: 'linux',
      })),
    windowPainted: () => answer('window_painted', () => undefined),
    onChanged: (listener) => subscribe(changed, listener),
    onNavigate: (listener) => subscribe(navigated, listener),
  };
}

const BROKEN = {
  code: 'store',
  message: 'Could not read the database: the disk is full.',
  hint: 'Free some space, then try again. Nothing was lost.',
};

/** What a person set in an estimate, for tests to read. */
function overridden(overrides: Overrides): string {
  return Object.entries(overrides).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`])).join(' ');
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function find<T extends { id: string }>(sessions: T[], id: string): T {
  const found = sessions.find((session) => session.id === id);
  if (found) return found;
  throw new Problem({ code: 'not_found', message: `No session ${id} is known.`, hint: 'It may be of another machine.' });
}
