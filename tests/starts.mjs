// Starts under fire: a world whose clock can be put forward, a Claude Code that tells how often it began, and processes that
// are killed at random points between due and confirmed. What holds afterwards is asserted here; which processes are
// killed is for the tests to say. Claude Code is a script that refuses a session id it has seen, as the real one does.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from './transcripts.mjs';
import { waitFor } from './wait.mjs';
import { KEEP_OPEN, openWorld, program } from './world.mjs';

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
export async function plannedWorld(t, bus, world = openWorld(t)) {
  const cwd = world.project('api-server');
  const projects = world.folder(path.join('home/.claude/projects', projectFolder(cwd)));
  const log = world.write('starts.log', '');
  world.write('bin/claude', claude(log, projects, cwd), 0o755);
  world.env.TERMINAL = world.write('bin/a-terminal', '#!/bin/sh\nshift\nexec "$@"\n', 0o755);
  Object.assign(world.env, { DISPLAY: world.env.DISPLAY ?? ':none', DBUS_SESSION_BUS_ADDRESS: bus });
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
export async function notificationService(t) {
  const world = openWorld(t);
  const config = world.write('bus.conf', `<busconfig><type>session</type><listen>unix:path=${path.join(world.root, 'bus')}</listen>
    <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`);
  const daemon = world.start('dbus-daemon', ['--nofork', '--print-address=1', `--config-file=${config}`]);
  await waitFor(() => daemon.stdout().includes('\n'), { what: `the bus: ${daemon.stderr()}` });
  const bus = daemon.stdout().trim();
  const service = world.start('/usr/bin/python3', [path.join(import.meta.dirname, 'fakes/notices.py')], { input: KEEP_OPEN, env: { DBUS_SESSION_BUS_ADDRESS: bus } });
  const events = () => service.stdout().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  await waitFor(() => events().length > 0, { what: `the notification service: ${service.stderr()}` });
  return { bus, shown: () => events().filter(({ event }) => event === 'shown') };
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function kill(started) {
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

/**
 * Plans one start a moment ahead, lets several processes see to it at once, and kills at random points. `begin(id, options)`
 * starts those processes; one that does not end by itself is killed.
 */
export async function startUnderFire(planned, random, number, begin) {
  const { world } = planned;
  const place = random() < 0.4 ? ['--headless'] : [];
  const { id, next } = await world.segueJson('schedule', 'add', '--at', 'in 1m', '--project', planned.cwd, '--title', `Round ${number}`, '--prompt', 'Go on', ...place, planned.options());
  const lead = random() * 600;
  planned.ahead += Date.parse(next.due) - Date.parse(planned.now()) - lead;
  const begun = begin(id, planned.options());
  let killed = 0;
  const shots = begun.map(async (one) => {
    await pause(random() * (lead + 900));
    killed += kill(one);
  });
  if (random() < 0.5) {
    shots.push(pause(lead + random() * 700).then(() => { killed += killOneOf(next.session_id, random); }));
  }
  await Promise.all(shots);
  await Promise.all(begun.map((one) => one.exit));
  return { id, start: next.id, session: next.session_id, killed };
}

/** One waker after the other until the start is confirmed; the person answers when asked. */
export async function toTheEnd(planned, { start }, message) {
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

export function assertOnce({ log, projects }, { session }, message) {
  const lines = readFileSync(log, 'utf8').split('\n').filter((line) => line.endsWith(session));
  assert.ok(lines.every((line) => line.startsWith('begun')), `${message}: ${lines}`);
  const transcripts = readdirSync(projects).filter((name) => name === `${session}.jsonl`);
  assert.equal(transcripts.length, 1, `${message}: one session`);
}

const STAGES = { soon: / starts at /, launched: / has started$/ };

/** Each stage of each start was shown as often at most as it was claimed, which is once per question. */
export async function assertToldOnce(planned, shown, message) {
  const claims = await planned.rows(`SELECT json_extract(schedule.spec, '$.title') AS title, stage, count(*) AS times FROM start_notice
    JOIN start ON start.num = start_notice.start JOIN schedule ON schedule.num = start.schedule WHERE stage IN ('soon', 'launched') GROUP BY title, stage`);
  for (const { title, stage, times } of claims) {
    const seen = shown.filter(({ summary, body }) => body.startsWith(`${title}.`) && STAGES[stage].test(summary));
    assert.ok(seen.length <= times, `${message}: ${stage} of ${title} was claimed ${times} times and shown ${seen.length} times`);
  }
  return claims.reduce((sum, { times }) => sum + times, 0);
}
