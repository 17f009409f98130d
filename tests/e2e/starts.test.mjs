// The app is killed at random points between due and confirmed of what it starts by itself, with a waker beside it or not;
// begun again, it leads each start to its one session. The seed stands in every message; SEGUE_SEED=N plays it again.
import test from 'node:test';
import { generator } from '../faults/random.mjs';
import { assertOnce, assertToldOnce, kill, notificationService, plannedWorld, startUnderFire, toTheEnd } from '../starts.mjs';
import { waitFor } from '../wait.mjs';
import { openWorld, program } from '../world.mjs';
import { setDesk } from './desk.mjs';

const KILLS = 25;

test(`the app is killed ${KILLS} times between due and confirmed: one session each, told once`, async (t) => {
  const seed = Number(process.env.SEGUE_SEED ?? Date.now() % 1_000_000);
  const random = generator(seed);
  const { bus, shown } = await notificationService(t);
  const world = openWorld(t);
  const desk = await setDesk(world);
  Object.assign(world.env, desk.env);
  const planned = await plannedWorld(t, bus, world);
  const app = (options) => world.start(program('segue-desktop'), ['--hidden'], options);
  let killed = 0;
  for (let number = 1; killed < KILLS; number += 1) {
    const under = await startUnderFire(planned, random, number, (id, options) => [
      app(options),
      ...(random() < 0.3 ? [world.start(program('segue'), ['wake'], options)] : []),
    ]);
    killed += under.killed;
    const message = `seed ${seed}, start ${under.start}`;
    await toTheEnd(planned, under, message);
    assertOnce(planned, under, message);
  }
  const claimed = await assertToldOnce(planned, shown(), `seed ${seed}`);
  const [{ count }] = await planned.rows('SELECT count(*) AS count FROM start');
  t.diagnostic(`seed ${seed}: ${killed} kills over ${count} starts, ${claimed} notices claimed as announced or started`);

  // Left alone, the app does it all.
  const last = await world.segueJson('schedule', 'add', '--at', 'in 1m', '--project', planned.cwd, '--title', 'Left alone', '--prompt', 'Go on', planned.options());
  planned.ahead += Date.parse(last.next.due) - Date.parse(planned.now()) - 300;
  const running = app(planned.options());
  await waitFor(async () => ['confirmed', 'ended'].includes((await planned.rows(`SELECT state FROM start WHERE num = ${last.next.id}`))[0].state), { limit: 30_000, what: 'the app to start it' });
  kill(running);
  await running.exit;
  assertOnce(planned, { session: last.next.session_id }, `seed ${seed}, left alone`);
});
