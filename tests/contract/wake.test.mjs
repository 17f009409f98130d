// `segue wake`, what the operating system's timer runs: it shows the notices itself, takes their answers, gives way to
// whoever sees to the starts already, and gets by without a desktop.
import assert from 'node:assert/strict';
import test from 'node:test';
import path from 'node:path';
import { waitFor } from '../wait.mjs';
import { KEEP_OPEN, openWorld, program } from '../world.mjs';

/** A world in which something starts in three minutes: its notice is due, its start is not. */
async function planned(t) {
  const world = openWorld(t);
  world.write('bin/claude', '#!/bin/sh\ncase "$*" in "auth status"*) echo \'{"loggedIn": true}\';; *) exit 1;; esac\n', 0o755);
  const cwd = world.project('api-server');
  const { id } = await world.segueJson('schedule', 'add', '--project', cwd, '--headless', '--prompt', 'Go on', '--at', 'in 3m');
  return { world, id, show: () => world.segueJson('schedule', 'show', String(id)) };
}

/** A session bus with a notification service on it. Returns { shown(), choose(id, label) }; the world's environment names it. */
async function notices(world) {
  const config = world.write('bus.conf', `<busconfig><type>session</type><listen>unix:path=${path.join(world.root, 'bus')}</listen>
    <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`);
  const bus = world.start('dbus-daemon', ['--nofork', '--print-address=1', `--config-file=${config}`]);
  await waitFor(() => bus.stdout().includes('\n'), { what: `the bus: ${bus.stderr()}` });
  world.env.DBUS_SESSION_BUS_ADDRESS = bus.stdout().trim();
  world.env.DISPLAY = ':99'; // nobody looks at it; without one, nobody is asked to show anything
  const service = world.start('/usr/bin/python3', [path.join(import.meta.dirname, '../fakes/notices.py')], { input: KEEP_OPEN });
  const events = () => service.stdout().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  await waitFor(() => events().length > 0, { what: `the notification service: ${service.stderr()}` });
  return {
    shown: () => events().filter(({ event }) => event === 'shown'),
    choose: (id, label) => service.child.stdin.write(`${JSON.stringify({ id, choose: label })}\n`),
  };
}

test('an answer to its notification is taken at once, and the wake ends when nothing is near', async (t) => {
  const { world, id, show } = await planned(t);
  const { shown, choose } = await notices(world);
  const wake = world.start(program('segue'), ['wake']);
  const [notice] = await waitFor(() => shown().length > 0 && shown(), { limit: 20_000, what: 'the notice' });
  assert.match(notice.summary, /^api-server starts at /);
  assert.deepEqual(notice.actions.map(([, label]) => label), ['Open Segue', 'Start now', 'In 15 minutes', 'Skip']);
  const before = (await show()).starts[0];

  choose(notice.id, 'In 15 minutes');
  const begun = Date.now();
  const { code } = await wake.exit;
  assert.equal(code, 0, wake.stderr());
  assert.ok(Date.now() - begun < 15_000, 'it did not wait for the old time');
  assert.match(wake.stdout(), /^[^\n]+\n$/, 'one line for the log');
  const after = (await show()).starts[0];
  assert.ok(Date.parse(after.due) - Date.parse(before.due) > 600_000, `${before.due} became ${after.due}`);
  assert.equal(shown().length, 1, 'told once');
  assert.equal((await show()).schedule.id, id);
});

test('a second wake gives way, and without a desktop there are no notices', async (t) => {
  const { world, show } = await planned(t);
  delete world.env.XDG_RUNTIME_DIR;
  const wakes = [1, 2].map(() => world.start(program('segue'), ['wake', '--json']));
  const { code, loser } = await Promise.race(wakes.map(async (wake) => ({ ...(await wake.exit), loser: wake })));
  assert.equal(code, 0, loser.stderr());
  assert.equal(JSON.parse(loser.stdout()).elsewhere, true);
  const { starts: [{ id, state, ask }] } = await show();
  assert.equal(state, 'waiting');
  await world.segue('schedule', 'answer', String(id), 'skip', '--ask', String(ask.number));
  const [winner] = wakes.filter((wake) => wake !== loser);
  assert.equal((await winner.exit).code, 0, winner.stderr());
  assert.equal(JSON.parse(winner.stdout()).elsewhere, false);
});
