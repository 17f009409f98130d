// A start is made once, whoever is killed when: wakers, `run-now`, the gate, the terminal, Claude Code itself are killed at
// random points between due and confirmed; then one last waker runs to the end. The seed stands in every message;
// SEGUE_SEED=N plays it again. The app is killed in ../e2e/starts.test.mjs.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { assertOnce, assertToldOnce, kill, notificationService, pause, plannedWorld, startUnderFire, toTheEnd } from '../starts.mjs';
import { waitFor } from '../wait.mjs';
import { program } from '../world.mjs';
import { generator } from './random.mjs';

const WORLDS = 8;
const KILLS = 200;

/** Two wakers at once, and now and then a person who cannot wait. */
function wakers({ world }, random, id, options) {
  const begun = Array.from({ length: 2 }, () => world.start(program('segue'), ['wake'], options));
  if (random() < 0.3) begun.push(world.start(program('segue'), ['schedule', 'run-now', String(id)], options));
  return begun;
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
      const under = await startUnderFire(planned, random, `${index}-${number}`, (id, options) => wakers(planned, random, id, options));
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
