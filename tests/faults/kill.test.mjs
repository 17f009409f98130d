// The index is killed at random points, again and again on one database, and still ends at the exact totals.
// The seed of a failing round stands in its message; SEGUE_SEED=N plays it again.
import assert from 'node:assert/strict';
import test from 'node:test';
import { corpus, truthTotals } from '../corpus/corpus.mjs';
import { openWorld, program } from '../world.mjs';
import { generator } from './random.mjs';

const ROUNDS = 6;
const KILLS = 3;
const { folder, truth } = corpus({ size: '10m', days: 30, projects: 8 });

test('kill -9 of the indexer at random points, then equal totals', async (t) => {
  const whole = await indexWhole(t);
  const seed = Number(process.env.SEGUE_SEED ?? Date.now() % 1_000_000);
  const random = generator(seed);
  let interrupted = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const world = openWorld(t, { CLAUDE_CONFIG_DIR: folder });
    for (let kill = 0; kill < KILLS; kill += 1) interrupted += await killAfter(world, random() * whole);
    assertTruth((await world.segueJson('usage')).totals, `seed ${seed}, round ${round}`);
    assert.match(await world.segue('db', 'status'), /ok/i, 'the database is sound');
    await world.close();
  }
  assert.ok(interrupted >= ROUNDS, `only ${interrupted} of ${ROUNDS * KILLS} kills hit a running index`);
});

test('reading everything again changes nothing', async (t) => {
  const world = openWorld(t, { CLAUDE_CONFIG_DIR: folder });
  const first = await world.segueJson('usage', '--by', 'model');
  assertTruth(first.totals, 'first');
  await world.segue('index', '--rebuild');
  assert.deepEqual((await world.segueJson('usage', '--by', 'model')).rows, first.rows);
  for (const [model, [input, output]] of Object.entries(truth.byModel)) {
    const row = first.rows.find((candidate) => candidate.key === model);
    assert.deepEqual([row.input_tokens, row.output_tokens], [input, output], model);
  }
});

/** How long an uninterrupted index takes here, in milliseconds. */
async function indexWhole(t) {
  const world = openWorld(t, { CLAUDE_CONFIG_DIR: folder });
  const done = await world.run(program('segue'), ['usage', '--json'], { limit: 60_000 });
  assertTruth(JSON.parse(done.stdout).totals, 'uninterrupted');
  return done.ms;
}

/** Starts an index and kills it after `ms`. Returns 1 if it was still running, else 0. */
async function killAfter(world, ms) {
  const started = world.start(program('segue'), ['usage', '--json']);
  // The moment itself is what is tested: no fact could be waited for.
  await new Promise((resolve) => setTimeout(resolve, ms));
  try {
    process.kill(-started.child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
  const { signal } = await started.exit;
  return signal === 'SIGKILL' ? 1 : 0;
}

function assertTruth(totals, message) {
  const expected = { ...truthTotals(truth), responses: truth.requests };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, totals[key]])), expected, message);
}
