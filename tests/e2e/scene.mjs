// A prepared desk for the app: a history of some days, two live sessions, and limits told the way Claude Code tells them.
import { Transcript, liveSession } from '../transcripts.mjs';
import { openWorld, program } from '../world.mjs';
import { setDesk } from './desk.mjs';
import { startTrayHost } from './tray.mjs';

const HOUR = 3_600_000;
/** What is usable of a 200,000-token window before Claude Code compacts: window − 20,000 − 13,000. */
export const USABLE = 167_000;

/**
 * Opens the scene: `api` and `docs` are live transcripts, `limits(fiveHour, week)` tells new percentages.
 * `alerts: 'false'` keeps notices from covering the pictures; `tray: false` leaves the tray host out.
 */
export async function openScene(t, { tray: wantsTray = true, alerts = 'true' } = {}) {
  const world = openWorld(t);
  const desk = await setDesk(world);
  const tray = wantsTray ? await startTrayHost(desk) : undefined;
  const now = Date.now();
  history(world, now);
  const api = live(world, 'api-server', { now, cacheRead: 0.55 * USABLE, status: 'busy' });
  const docs = live(world, 'docs', { now, cacheRead: 0.2 * USABLE, status: 'idle' });
  const resetsAt = new Date(Math.ceil(now / HOUR) * HOUR + HOUR);
  const limits = (fiveHour, week = 31) => world.segue('statusline', { input: statusline(api, { fiveHour, week, resetsAt }) });
  await world.segue('statusline', { input: statusline(docs, { resetsAt }) });
  await limits(62);
  await world.segue('config', 'set', 'alerts.enabled', alerts);
  return { world, desk, tray, api, docs, limits, resetsAt };
}

/** Past sessions: three days, two projects. */
function history(world, now) {
  for (let day = 1; day <= 3; day += 1) {
    for (const name of ['api-server', 'infra']) {
      const begun = now - day * 24 * HOUR;
      const session = new Transcript(world, { cwd: world.project(name) });
      session.title(`${name} on day ${day}`);
      session.prompt('Please look into it', new Date(begun));
      for (let turn = 1; turn <= 4; turn += 1) session.response({ at: new Date(begun + turn * 60_000), input: 4, output: 900, cacheRead: 20_000 * turn, cacheWrite5m: 3_000 });
    }
  }
}

function live(world, name, { now, cacheRead, status }) {
  const cwd = world.project(name);
  const transcript = new Transcript(world, { cwd });
  transcript.prompt(`Work on ${name}`, new Date(now - 10 * 60_000));
  transcript.response({ at: new Date(now - 60_000), cacheRead: Math.round(cacheRead) });
  // A process that stands for Claude Code: the registry counts only while it lives.
  const holder = world.start('sleep', ['3600']);
  liveSession(world, { pid: holder.child.pid, sessionId: transcript.sessionId, cwd, status, name });
  return transcript;
}

/** A second login's limits, told by a session of its own in the Claude folder `claudeDir`. */
export async function secondLogin({ world, resetsAt }, claudeDir, fiveHour) {
  const session = new Transcript(world, { cwd: world.project('at-work'), claudeDir });
  session.prompt('Work elsewhere');
  await world.segue('statusline', { input: statusline(session, { fiveHour, week: 5, resetsAt }) });
}

/** What Claude Code sends to a statusline; without `fiveHour` it knows no limits yet. */
function statusline(session, { fiveHour, week, resetsAt }) {
  const epoch = Math.floor(resetsAt.getTime() / 1000);
  const limits = fiveHour === undefined ? {} : { rate_limits: { five_hour: { used_percentage: fiveHour, resets_at: epoch }, seven_day: { used_percentage: week, resets_at: epoch + 3 * 86_400 } } };
  return JSON.stringify({
    session_id: session.sessionId, transcript_path: session.file, cwd: session.cwd, model: { id: session.model, display_name: 'Opus 4.8' },
    workspace: { current_dir: session.cwd, project_dir: session.cwd }, version: '2.1.329', cost: { total_cost_usd: 0 },
    context_window: { context_window_size: 200_000, current_usage: null, used_percentage: null }, ...limits,
  });
}

/** Starts the app without WebDriver. */
export function startDesktop({ world, desk }, ...args) {
  return world.start(program('segue-desktop'), args, { env: desk.env });
}
