// The figures of the running app: how soon it is there, how soon it tells news, what it costs while nobody looks.
// Runs on a desk of its own (Xvfb, session bus, tray host); times come from CLOCK_MONOTONIC on both sides.
import { readFileSync, readdirSync } from 'node:fs';
import { setDesk } from '../e2e/desk.mjs';
import { startTrayHost } from '../e2e/tray.mjs';
import { Transcript, liveSession } from '../transcripts.mjs';
import { waitFor } from '../wait.mjs';
import { figure, median, percentile } from './figures.mjs';
import { punctuality, terminalOf } from './starts.mjs';

/** All desktop figures. `counts`: { starts, appends, idleSeconds, scheduled }. */
export async function desktopFigures({ world, app, segue, counts }) {
  const desk = await setDesk(world);
  const tray = await startTrayHost(desk);
  const place = { world, desk, tray, app, segue };
  const figures = await startFigures(place, counts.starts);
  figures.push(...(await hiddenFigures(place, counts)));
  figures.push(...(await closedWindowFigures(place, counts)));
  figures.push(...(await scheduleFigures(place, counts)));
  return figures;
}

async function scheduleFigures(place, { scheduled }) {
  place.world.env.TERMINAL = terminalOf(place.world);
  const run = await launch(place, ['--hidden']);
  await settled(run);
  const figures = await punctuality({ ...place, count: scheduled });
  await quit(place, run);
  return figures;
}

async function startFigures(place, starts) {
  const toTray = [];
  const toPaint = [];
  for (let start = 0; start <= starts; start += 1) {
    const run = await launch(place, []);
    const paint = await mark(run, 'first_paint');
    if (start > 0) { // the first start warms the page cache
      toTray.push(run.registeredAt - run.begunAt);
      toPaint.push(paint);
    }
    await quit(place, run);
  }
  return [figure('start to tray icon', median(toTray), 200, 'ms'), figure('start to first paint', median(toPaint), 1200, 'ms')];
}

/** Memory with only the tray, and the way of an appended line to the tray. */
async function hiddenFigures(place, { appends }) {
  const run = await launch(place, ['--hidden']);
  await settled(run);
  const figures = [figure('memory (PSS), tray only', pssOf(run), 75, 'MB')];
  const latencies = await appendLatencies(place, appends);
  figures.push(figure('appended line to new tray, median', median(latencies), undefined, 'ms'));
  figures.push(figure('appended line to new tray, p95', percentile(latencies, 0.95), 300, 'ms'));
  await quit(place, run);
  return figures;
}

async function closedWindowFigures(place, { idleSeconds }) {
  const run = await launch(place, []);
  await mark(run, 'first_paint');
  await place.desk.closeWindow('Segue');
  // Two seconds after the last window the app gives memory back: there is nothing else to see of it.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await settled(run);
  const memory = pssOf(run);
  const before = cpuNanos(run);
  // Idling is what is measured: there is no fact to wait for but the time itself.
  await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000));
  const share = (cpuNanos(run) - before) / (idleSeconds * 1e9) * 100;
  await quit(place, run);
  return [figure('memory (PSS), window closed again', memory, 140, 'MB'), figure(`idle for ${idleSeconds} s, window closed`, share, 0.1, '% of a core')];
}

async function launch({ world, desk, tray, app }, args) {
  const seen = tray.events.length;
  const begunAt = monotonic();
  // The tests' desk spares WebKit the compositing; people's desks do not, so it is measured with it.
  const env = { ...desk.env, WEBKIT_DISABLE_COMPOSITING_MODE: undefined, SEGUE_MARKS: '1' };
  const started = world.start(app, args, { env });
  const registered = await waitFor(() => tray.events.slice(seen).find((event) => event.event === 'registered'), { limit: 60_000, every: 5, what: `the tray icon: ${started.stderr()}` });
  return { ...started, begunAt, registeredAt: registered.at };
}

/** The milliseconds after the start at which the app says it reached `name`. */
function mark(run, name) {
  return waitFor(() => Number(new RegExp(`^mark ${name} ([\\d.]+)`, 'm').exec(run.stderr())?.[1]), { limit: 60_000, what: `the mark ${name}: ${run.stderr()}` });
}

async function quit({ tray }, run) {
  await run.stop();
  await waitFor(async () => (await tray.items()).length === 0, { what: 'the tray icon to go' });
}

/** Appends responses of changing size to a live session, one at a time; returns the milliseconds until the tray said so. */
async function appendLatencies({ world, tray }, appends) {
  const cwd = world.project('latency');
  const transcript = new Transcript(world, { cwd });
  const holder = world.start('sleep', ['3600']);
  const at = () => new Date();
  transcript.prompt('Go on', at());
  transcript.response({ output: 10, cacheRead: 150_000, at: at() });
  liveSession(world, { pid: holder.child.pid, sessionId: transcript.sessionId, cwd });
  await waitFor(async () => (await tray.labels()).some((label) => label.includes('latency')), { limit: 20_000, what: 'the live session in the menu' });
  const latencies = [];
  for (let index = 0; index < appends; index += 1) {
    await quiet(tray);
    const seen = tray.events.length;
    const begun = monotonic();
    // Steps of at least ten percentage points within one window size: the tray shows whole ones, and rightly says nothing
    // when none changes.
    transcript.response({ output: 10, cacheRead: 5_000 + ((index * 37) % 80) * 2_000, at: at() });
    const told = await waitFor(() => tray.events.slice(seen).find((event) => /^New(Icon|ToolTip)$/.test(event.name ?? '')), { every: 2, what: 'the tray to tell the new number' });
    latencies.push(told.at - begun);
  }
  return latencies;
}

/** Waits until the tray has said nothing for a while, so that the next signal belongs to the next line. */
function quiet(tray) {
  let seen = -1;
  return waitFor(() => {
    const before = seen;
    seen = tray.events.length;
    return before === seen;
  }, { every: 400, what: 'the tray to be quiet' });
}

/** Waits until the processes have used (almost) no CPU for half a second. */
function settled(run) {
  let last = Number.NEGATIVE_INFINITY;
  return waitFor(() => {
    const now = cpuNanos(run);
    const idle = now - last < 5e6;
    last = now;
    return idle;
  }, { limit: 30_000, every: 500, what: 'the app to come to rest' });
}

/** The app's process and everything under it. */
function tree(run) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) && readOr(`/proc/${name}/stat`, '');
    if (stat) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const pids = [run.child.pid];
  for (const pid of pids) for (const [child, parent] of parents) if (parent === pid) pids.push(child);
  return pids;
}

/** Proportional set size of the whole tree in MB. */
function pssOf(run) {
  const kb = tree(run).map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readOr(`/proc/${pid}/smaps_rollup`, ''))?.[1] ?? 0));
  return kb.reduce((sum, one) => sum + one, 0) / 1024;
}

/** Time on a CPU so far, of the whole tree with its ended threads, in nanoseconds; the kernel counts in ticks of 10 ms. */
function cpuNanos(run) {
  let ticks = 0;
  for (const pid of tree(run)) {
    const stat = readOr(`/proc/${pid}/stat`, '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return ticks * 1e7;
}

function monotonic() {
  return Number(process.hrtime.bigint()) / 1e6;
}

// Processes and threads may end between the listing and the reading.
function readOr(file, otherwise) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}
