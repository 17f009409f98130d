// `segue handoff` is killed at random points, again and again: its file is whole or not there, and nothing half written
// is taken for what a person wrote. The seed of a failing round stands in its message; SEGUE_SEED=N plays it again.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Transcript } from '../transcripts.mjs';
import { openWorld, program } from '../world.mjs';
import { generator } from './random.mjs';

const KILLS = 25;

test('kill -9 while a handoff is made leaves the old file, the new one or none', async (t) => {
  const world = openWorld(t);
  const cwd = world.project('uploader');
  const transcript = new Transcript(world, { cwd });
  transcript.prompt('Add retry');
  for (let at = 0; at < 400; at += 1) {
    const { toolIds } = transcript.response({ text: '', tools: [{ name: 'Write', input: { file_path: path.join(cwd, `src/${at}.py`), content: 'x\n'.repeat(50) } }], input: 5, output: 5 });
    transcript.toolResult(toolIds[0], 'File created', undefined, { type: 'create', structuredPatch: [] });
  }
  await world.segue('index');
  const whole = (await world.run(program('segue'), ['handoff'])).ms;
  const file = path.join(world.claudeDir, 'session-handoffs', `handoff-${transcript.sessionId}.md`);
  assertWhole(readFileSync(file, 'utf8'), 'uninterrupted');

  const seed = Number(process.env.SEGUE_SEED ?? Date.now() % 1_000_000);
  const random = generator(seed);
  let interrupted = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    transcript.prompt(`Another one, ${kill}`);
    interrupted += await killAfter(world, random() * whole);
    if (existsSync(file)) assertWhole(readFileSync(file, 'utf8'), `seed ${seed}, kill ${kill}`);
  }
  assert.ok(interrupted > 0, `none of ${KILLS} kills hit a running command`);

  const made = await world.segueJson('handoff');
  assert.deepEqual([made.edited, made.problems], [false, []], 'what a kill left was not taken for an edit');
  assert.equal(readFileSync(file, 'utf8'), made.markdown);
});

function assertWhole(text, message) {
  assert.match(text, /^# Handoff: /, message);
  assert.match(text, /read the transcript at the line it names\.\n$/, message);
}

/** Starts `segue handoff` and kills it after `ms`. Returns 1 if it was still running, else 0. */
async function killAfter(world, ms) {
  const started = world.start(program('segue'), ['handoff']);
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
