// With the app closed, the operating system starts what is scheduled: a real systemd, atd and cron, each of the test's own,
// run `segue wake`, which starts a session once. Measured: how late (start - due).
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { noSpool, noSystemd, startSpool, startSystemd } from '../timers.mjs';
import { projectFolder } from '../transcripts.mjs';
import { waitFor } from '../wait.mjs';
import { openWorld, program } from '../world.mjs';

/** The promise: no start by the operating system's timer is later than this. */
const LATEST_SECONDS = 60;
const PERSONS_CRONTAB = '# mine\nMAILTO=me\n\n17 3 * * *   echo "50\\%"\t# nightly\n';

/** A world with a project, and a `claude` that notes each session it is started for and writes its transcript. */
function timerWorld(t, timer) {
  const world = openWorld(t, { SEGUE_TIMER: timer });
  const cwd = world.project('api-server');
  const transcripts = world.folder(path.join('home/.claude/projects', projectFolder(cwd)));
  const log = path.join(world.root, 'sessions');
  writeFileSync(log, '');
  world.write('bin/claude', `#!/bin/sh
case "$*" in "auth status"*) echo '{"loggedIn": true}'; exit 0;; esac
while [ $# -gt 0 ]; do [ "$1" = --session-id ] && id=$2; shift; done
[ -n "$id" ] || exit 1
echo "$id" >>'${log}'
printf '{"type":"user","sessionId":"%s","cwd":"${cwd}","uuid":"u","timestamp":"%s","message":{"role":"user","content":"Go"}}\\n' "$id" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >'${transcripts}'/"$id".jsonl
sleep 3 # the wake is over before the session is
echo '{"type":"result","subtype":"success","is_error":false,"result":"Done.","session_id":"'"$id"'"}'
`, 0o755);
  const started = () => readFileSync(log, 'utf8').split('\n').filter(Boolean);
  return { world, cwd, started };
}

/** The next full minute that leaves time to make the job: `at` and cron know no seconds. */
function soon() {
  const at = new Date(Date.now() + 10_000);
  at.setUTCSeconds(60, 0);
  return at;
}

const clock = (at) => `${at.toISOString().slice(0, 10)} ${at.toISOString().slice(11, 16)} UTC`;

/** Schedules a session without a terminal, by `segue` wherever `run` runs it. Returns its number. */
async function schedule(segue, cwd, at) {
  const added = JSON.parse(await segue('schedule', 'add', '--json', '--project', cwd, '--headless', '--prompt', 'Go on', '--at', clock(at)));
  return added.id;
}

/** Waits for the one session, and says how late it was. */
async function startedOnce(t, { segue, started, id, at, timer }) {
  await waitFor(() => started().length > 0, { limit: at.getTime() - Date.now() + LATEST_SECONDS * 1_000, every: 100, what: `${timer} to start the session` });
  const shown = await waitFor(async () => {
    const detail = JSON.parse(await segue('schedule', 'show', String(id), '--json'));
    return detail.starts[0]?.state === 'ended' && detail;
  }, { limit: 30_000, every: 250, what: 'the session to go on after the wake, to its own end' });
  assert.equal(shown.starts[0].exit_code, 0);
  assert.deepEqual(started(), [shown.starts[0].session_id], 'one session, the planned one');
  const late = (Date.parse(shown.starts[0].launched_at) - at.getTime()) / 1_000;
  t.diagnostic(`${timer}: start - due = ${late.toFixed(2)} s`);
  assert.ok(late >= 0 && late <= LATEST_SECONDS, `${late} s late`);
}

describe('the operating system wakes Segue', { concurrency: true }, () => {
  test('systemd starts a scheduled session once, and its units go with the schedule', async (t) => {
    const missing = noSystemd();
    if (missing) return verifiedUnits(t, missing);
    const { world, cwd, started } = timerWorld(t, 'systemd');
    const { systemctl } = await startSystemd(world);
    const segue = (...args) => world.segue(...args);
    const at = soon();
    const id = await schedule(segue, cwd, at);
    const units = path.join(world.home, '.config/systemd/user');
    const timers = () => readdirSync(units).filter((file) => file.endsWith('.timer'));
    assert.equal(timers().length, 1);
    const listed = JSON.parse((await systemctl('list-timers', '--all', '--output=json', 'segue-wake-*')).stdout);
    assert.equal(listed.length, 1);
    assert.match((await world.segueJson('schedule', 'show', String(id))).wake, /^systemd timer segue-wake-[0-9a-f]{8}-\d+\.timer, next /);
    const checks = await world.segueJson('doctor');
    assert.equal(checks.checks.find((check) => check.id === 'timer').verdict, 'good');

    await startedOnce(t, { segue, started, id, at, timer: 'systemd' });
    await waitFor(() => timers().length === 0, { limit: 30_000, what: 'the units to go when there is nothing left to start' });
    const left = async () => (await world.run('find', [world.home, '-name', '*segue-wake*'])).stdout;
    await waitFor(async () => (await left()) === '', { what: 'nothing to be left behind' });

    await strays(world, units, systemctl);
  });

  test('at starts a scheduled session once', async (t) => {
    const missing = noSpool();
    assert.equal(missing, undefined);
    const { world, cwd, started } = timerWorld(t, 'at');
    const { run } = await startSpool(world, 'atd');
    const segue = within(run);
    const at = soon();
    const id = await schedule(segue, cwd, at);
    const jobs = async () => (await run('atq')).stdout.split('\n').filter(Boolean);
    assert.ok((await jobs()).length >= 1);
    await startedOnce(t, { segue, started, id, at, timer: 'at' });
    await waitFor(async () => (await jobs()).length === 0, { limit: 30_000, every: 250, what: 'the jobs that are not needed any more to go' });
  });

  test('cron starts a scheduled session once, and the person’s crontab stays byte for byte', async (t) => {
    const missing = noSpool();
    assert.equal(missing, undefined);
    const { world, cwd, started } = timerWorld(t, 'cron');
    const { run } = await startSpool(world, 'cron');
    const segue = within(run);
    const crontab = async () => (await run('crontab', '-l')).stdout;
    const own = world.write('crontab', PERSONS_CRONTAB);
    assert.equal((await run('crontab', own)).code, 0);
    assert.equal(await crontab(), PERSONS_CRONTAB);
    const at = soon();
    const id = await schedule(segue, cwd, at);
    assert.match(await crontab(), /^# mine\n[^]*\n# BEGIN segue-wake-[^]*@reboot [^]*# END segue-wake-\S+\n$/);
    await startedOnce(t, { segue, started, id, at, timer: 'cron' });
    await waitFor(async () => (await crontab()) === PERSONS_CRONTAB, { limit: 30_000, every: 250, what: 'the block to go, and nothing else' });
    assert.ok(!existsSync(path.join(world.segueHome, 'wake')) || readdirSync(path.join(world.segueHome, 'wake')).length === 0);
  });
});

/** `segue` where a private daemon is seen. */
function within(run) {
  return async (...args) => {
    const done = await run(program('segue'), ...args);
    assert.equal(done.code, 0, `segue ${args.join(' ')}\n${done.stdout}\n${done.stderr}`);
    return done.stdout;
  };
}

/** A job of a database that is gone is found and removed; somebody else's stays. */
async function strays(world, units, systemctl) {
  const unit = (name, database) => {
    writeFileSync(path.join(units, `${name}.service`), `[Service]\nType=oneshot\nExecStart=/bin/true\n[X-Segue]\nDatabase="${database}"\n`);
    writeFileSync(path.join(units, `${name}.timer`), '[Timer]\nOnCalendar=2099-01-01 00:00:00 UTC\n[Install]\nWantedBy=timers.target\n');
  };
  unit('segue-wake-00000000-1', path.join(world.root, 'gone/segue.db'));
  unit('backup', path.join(world.root, 'gone/segue.db'));
  await systemctl('daemon-reload');
  await systemctl('enable', '--now', 'segue-wake-00000000-1.timer', 'backup.timer');
  const { checks } = await world.segueJson('doctor');
  assert.match(checks.find((check) => check.id === 'timer_strays').detail, /segue-wake-00000000-1\.timer$/);
  await world.segue('schedule', 'repair');
  assert.ok(!readdirSync(units).some((file) => file.startsWith('segue-wake-')));
  const left = JSON.parse((await systemctl('list-timers', '--all', '--output=json')).stdout).map((timer) => timer.unit);
  assert.ok(left.includes('backup.timer') && !left.some((name) => name.startsWith('segue-wake-')), left.join());
}

/** Where no systemd of our own can run, its own word on the units; `at` is the real timer then. */
async function verifiedUnits(t, missing) {
  t.diagnostic(`no systemd of the test's own: ${missing}`);
  assert.equal(noSpool(), undefined, `neither systemd (${missing}) nor at can be run here`);
  const { world, cwd } = timerWorld(t, 'systemd');
  world.write('bin/systemctl', '#!/bin/sh\n', 0o755);
  await schedule((...args) => world.segue(...args), cwd, soon());
  const units = path.join(world.home, '.config/systemd/user');
  const files = readdirSync(units).filter((file) => file.startsWith('segue-wake-')).map((file) => path.join(units, file));
  const said = await world.run('systemd-analyze', ['--user', 'verify', ...files]);
  assert.equal(said.code, 0, said.stderr);
}
