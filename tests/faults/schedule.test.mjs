// A start is made once, whoever is killed when: wakers, `run-now`, the gate, the terminal, Claude Code itself are killed at
// random points between due and confirmed; then one last waker runs to the end. Claude Code is a script that refuses a
// session id it has seen, as the real one does, and says so. The seed stands in every message; SEGUE_SEED=N plays it again.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { projectFolder } from '../transcripts.mjs';
import { waitFor } from '../wait.mjs';
import { KEEP_OPEN, openWorld, program } from '../world.mjs';
import { generator } from './random.mjs';

const WORLDS = 8;
const KILLS = 200;
/** After this much, a terminal whose gate stays silent is tried again. */
const GATE = 21_000;

/** Writes the transcript of its session, once: a second one is told in the log. */
const claude = (log, projects, cwd) => `#!/bin/sh
[ "$1" = auth ] && { echo '{"loggedIn":true}'; exit 0; }
for word; do
  [ "$before" = --session-id ] && id=$word
  [ "$word" = -p ] && headless=1
  before=$word
done
[ -n "$headless" ] && read -r prompt
sleep 0.05
if ! (set -C; : > "${projects}/$id.jsonl") 2>/dev/null; then echo "double $id" >> "${log}"; exit 1; fi
printf '{"type":"user","uuid":"u","sessionId":"%s","cwd":"${cwd}","timestamp":"2026-11-21T10:00:00Z","message":{"role":"user","content":"Go on"}}\\n' "$id" >> "${projects}/$id.jsonl"
echo "begun $id" >> "${log}"
[ -n "$headless" ] && printf '{"type":"result","subtype":"success","is_error":false,"result":"Done","session_id":"%s","num_turns":1,"usage":{}}\\n' "$id" && cat >/dev/null
sleep 0.05
`;

/** Reads rows past Segue, in one process for many questions. */
const READER = `
import json, sqlite3, sys
for line in sys.stdin:
    path, sql = json.loads(line)
    database = sqlite3.connect(path, timeout=10)
    database.row_factory = sqlite3.Row
    print(json.dumps([dict(row) for row in database.execute(sql)]), flush=True)
    database.close()
`;

/** A world whose clock can be put forward, in which nothing but the tests starts anything. */
async function plannedWorld(t, bus) {
  const world = openWorld(t);
  const cwd = world.project('api-server');
  const projects = world.folder(path.join('home/.claude/projects', projectFolder(cwd)));
  const log = world.write('starts.log', '');
  world.write('bin/claude', claude(log, projects, cwd), 0o755);
  world.env.TERMINAL = world.write('bin/a-terminal', '#!/bin/sh\nshift\nexec "$@"\n', 0o755);
  Object.assign(world.env, { DISPLAY: ':none', DBUS_SESSION_BUS_ADDRESS: bus });
  const planned = { world, cwd, projects, log, ahead: 0 };
  planned.now = () => new Date(Date.now() + planned.ahead).toISOString();
  planned.options = () => ({ env: { SEGUE_NOW: planned.now() }, limit: 60_000 });
  for (const [key, value] of [['schedule.wake', 'false'], ['quota.ask_claude', 'false'], ['schedule.stagger_seconds', '1']]) await world.segue('config', 'set', key, value);
  const reader = world.start('/usr/bin/python3', ['-c', READER], { input: KEEP_OPEN });
  planned.rows = async (sql) => {
    const before = reader.stdout().length;
    reader.child.stdin.write(`${JSON.stringify([path.join(world.segueHome, 'segue.db'), sql])}\n`);
    await waitFor(() => reader.stdout().slice(before).includes('\n'), { limit: 20_000, every: 5, what: `rows: ${reader.stderr()}` });
    return JSON.parse(reader.stdout().slice(before));
  };
  return planned;
}

/** A session bus with a service on it that shows nothing and tells what it was to show. */
async function notificationService(t) {
  const world = openWorld(t);
  const config = world.write('bus.conf', `<busconfig><type>session</type><listen>unix:path=${path.join(world.root, 'bus')}</listen>
    <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`);
  const daemon = world.start('dbus-daemon', ['--nofork', '--print-address=1', `--config-file=${config}`]);
  await waitFor(() => daemon.stdout().includes('\n'), { what: `the bus: ${daemon.stderr()}` });
  const bus = daemon.stdout().trim();
  const service = world.start('/usr/bin/python3', [path.join(import.meta.dirname, '../fakes/notices.py')], { input: KEEP_OPEN, env: { DBUS_SESSION_BUS_ADDRESS: bus } });
  const events = () => service.stdout().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  await waitFor(() => events().length > 0, { what: `the notification service: ${service.stderr()}` });
  return { bus, shown: () => events().filter(({ event }) => event === 'shown') };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function kill(started) {
  try {
    process.kill(-started.child.pid, 'SIGKILL');
    return 1;
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
    return 0;
  }
}

/** Processes of one session: its terminal, its gate, Claude Code in it. */
function processesOf(session) {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(session);
    } catch {
      return false;
    }
  }).map(Number);
}

/** Kills one process of the session, whichever it meets. */
function killOneOf(session, random) {
  const pids = processesOf(session);
  if (pids.length === 0) return 0;
  try {
    process.kill(pids[Math.floor(random() * pids.length)], 'SIGKILL');
    return 1;
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
    return 0;
  }
}

/** Plans one start a moment ahead, lets several processes see to it at once, and kills at random points. */
async function startUnderFire(planned, random, number) {
  const { world } = planned;
  const place = random() < 0.4 ? ['--headless'] : [];
  const { id, next } = await world.segueJson('schedule', 'add', '--at', 'in 1m', '--project', planned.cwd, '--title', `Round ${number}`, '--prompt', 'Go on', ...place, planned.options());
  const lead = random() * 600;
  planned.ahead += Date.parse(next.due) - Date.parse(planned.now()) - lead;
  const wakers = Array.from({ length: 2 }, () => world.start(program('segue'), ['wake'], planned.options()));
  if (random() < 0.3) wakers.push(world.start(program('segue'), ['schedule', 'run-now', String(id)], planned.options()));
  let killed = 0;
  const shots = wakers.map(async (waker) => {
    await pause(random() * (lead + 900));
    killed += kill(waker);
  });
  if (random() < 0.5) {
    shots.push(pause(lead + random() * 700).then(() => { killed += killOneOf(next.session_id, random); }));
  }
  await Promise.all(shots);
  await Promise.all(wakers.map((waker) => waker.exit));
  return { id, start: next.id, session: next.session_id, killed };
}

/** One waker after the other until the start is confirmed; the person answers when asked. */
async function toTheEnd(planned, { start }, message) {
  const { world } = planned;
  for (let round = 0; round < 12; round += 1) {
    const [row] = await planned.rows(`SELECT state, ask, due FROM start WHERE num = ${start}`);
    if (row.state === 'confirmed' || row.state === 'ended') return;
    if (row.state === 'asking') {
      await world.segue('schedule', 'answer', String(start), 'start-now', '--ask', String(row.ask), planned.options());
    } else if (row.state !== 'waiting' || round > 0) {
      planned.ahead += GATE;
    }
    const waker = world.start(program('segue'), ['wake'], planned.options());
    const ended = await Promise.race([waker.exit, pause(5_000)]);
    // It waits for a gate that was killed: time is put forward instead.
    if (!ended) kill(waker);
    await waker.exit;
  }
  assert.fail(`${message}: ${JSON.stringify(await planned.rows(`SELECT * FROM start WHERE num = ${start}`))}`);
}

function assertOnce({ log, projects }, { session }, message) {
  const lines = readFileSync(log, 'utf8').split('\n').filter((line) => line.endsWith(session));
  assert.ok(lines.every((line) => line.startsWith('begun')), `${message}: ${lines}`);
  const transcripts = readdirSync(projects).filter((name) => name === `${session}.jsonl`);
  assert.equal(transcripts.length, 1, `${message}: one session`);
}

const STAGES = { soon: / starts at /, launched: / has started$/ };

/** Each stage of each start was shown as often at most as it was claimed, which is once per question. */
async function assertToldOnce(planned, shown, message) {
  const claims = await planned.rows(`SELECT json_extract(schedule.spec, '$.title') AS title, stage, count(*) AS times FROM start_notice
    JOIN start ON start.num = start_notice.start JOIN schedule ON schedule.num = start.schedule WHERE stage IN ('soon', 'launched') GROUP BY title, stage`);
  for (const { title, stage, times } of claims) {
    const seen = shown.filter(({ summary, body }) => body.startsWith(`${title}.`) && STAGES[stage].test(summary));
    assert.ok(seen.length <= times, `${message}: ${stage} of ${title} was claimed ${times} times and shown ${seen.length} times`);
  }
  return claims.reduce((sum, { times }) => sum + times, 0);
}

test(`${KILLS} kills between due and confirmed: one session each, told once`, async (t) => {
  const seed = Number(process.env.SEGUE_SEED ?? Date.now() % 1_000_000);
  const { bus, shown } = await notificationService(t);
  let killed = 0;
  let claimed = 0;
  const worlds = await Promise.all(Array.from({ length: WORLDS }, () => plannedWorld(t, bus)));
  await Promise.all(worlds.map(async (planned, index) => {
    const random = generator(seed * 100 + index);
    let number = 0;
    while (killed < KILLS) {
      number += 1;
      const under = await startUnderFire(planned, random, `${index}-${number}`);
      killed += under.killed;
      const message = `seed ${seed}, world ${index}, start ${under.start}`;
      await toTheEnd(planned, under, message);
      assertOnce(planned, under, message);
    }
    claimed += await assertToldOnce(planned, shown(), `seed ${seed}, world ${index}`);
  }));
  const starts = (await Promise.all(worlds.map((planned) => planned.rows('SELECT count(*) AS count FROM start')))).reduce((sum, [{ count }]) => sum + count, 0);
  t.diagnostic(`seed ${seed}: ${killed} kills over ${starts} starts, ${shown().length} notifications, ${claimed} of them claimed as announced or started`);
  assert.ok(shown().length > starts / 2, 'most of it was told');
});

test('twenty starts at one reset go one by one, in their order, whoever is killed', async (t) => {
  const seed = Number(process.env.SEGUE_SEED ?? Date.now() % 1_000_000);
  const random = generator(seed);
  const planned = await plannedWorld(t, '');
  const { world } = planned;
  const reset = Math.ceil(Date.now() / 600_000) * 600 + 1_200;
  const statusline = (percent, resetsAt) => world.segue('statusline', { ...planned.options(), input: JSON.stringify({
    session_id: 'a', transcript_path: path.join(planned.projects, 'a.jsonl'), cwd: planned.cwd, model: { id: 'claude-opus-4-8', display_name: 'Opus' },
    workspace: { current_dir: planned.cwd, project_dir: planned.cwd }, rate_limits: { five_hour: { used_percentage: percent, resets_at: resetsAt } },
  }) });
  await statusline(100, reset);
  const added = [];
  for (let number = 0; number < 20; number += 1) {
    const priority = String(Math.floor(random() * 10));
    added.push(await world.segueJson('schedule', 'add', '--at', 'reset', '--project', planned.cwd, '--title', `Number ${number}`, '--prompt', 'Go on', '--priority', priority, planned.options()));
  }
  planned.ahead += reset * 1000 + 500 - Date.parse(planned.now());
  await statusline(1, reset + 18_000);
  const order = () => planned.rows(`SELECT start.num, launching_at, start.state, schedule.priority, start.attempts FROM start JOIN schedule ON schedule.num = start.schedule
    WHERE launching_at IS NOT NULL ORDER BY launching_at`);
  await waitFor(async () => {
    const wakers = Array.from({ length: 3 }, () => world.start(program('segue'), ['wake'], planned.options()));
    await pause(1_000 + random() * 5_000);
    for (const waker of wakers) kill(waker);
    await Promise.all(wakers.map((waker) => waker.exit));
    const rows = await order();
    return rows.length === added.length;
  }, { limit: 120_000, every: 1, what: 'all to be launched' });
  for (const { next } of added) await toTheEnd(planned, { start: next.id }, `seed ${seed}`);
  const rows = await order();
  const first = rows.filter((row) => row.attempts === 1);
  const expected = [...first].sort((a, b) => b.priority - a.priority || a.num - b.num);
  assert.deepEqual(first.map((row) => row.num), expected.map((row) => row.num), `seed ${seed}: high priority first, then as planned`);
  for (let index = 1; index < rows.length; index += 1) {
    const apart = rows[index].launching_at - rows[index - 1].launching_at;
    assert.ok(apart >= 1_000, `seed ${seed}: ${apart} ms between ${JSON.stringify(rows.slice(index - 1, index + 1))}`);
  }
  for (const { next } of added) assertOnce(planned, { session: next.session_id }, `seed ${seed}`);
});
