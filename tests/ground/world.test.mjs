// The closed world keeps its two promises: nothing of the person's comes in, nothing that was started stays.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { waitFor } from '../wait.mjs';
import { World, isRunning, openWorld } from '../world.mjs';

test('a program sees only the world', async (t) => {
  process.env.SEGUE_TEST_LEAK = 'secret';
  t.after(() => delete process.env.SEGUE_TEST_LEAK);
  const world = openWorld(t);
  const { stdout } = await world.run('env');
  assert.doesNotMatch(stdout, /SEGUE_TEST_LEAK/);
  assert.match(stdout, new RegExp(`^HOME=${world.home}$`, 'm'));
});

test('closing ends grandchildren too, and removes the folder', async () => {
  const world = new World();
  // The shell ends at once; its child stays in the group and would outlive a kill of the shell alone.
  const started = world.start('sh', ['-c', 'sleep 600 & echo $!']);
  const pid = Number(await waitFor(() => started.stdout().trim(), { what: 'the pid of the grandchild' }));
  assert.ok(isRunning(pid));
  await world.close();
  await waitFor(() => !isRunning(pid), { what: 'the grandchild to be gone' });
  assert.equal(existsSync(world.root), false);
});

test('a program that never ends is killed at its limit', async (t) => {
  const world = openWorld(t);
  await assert.rejects(world.run('sleep', ['600'], { limit: 50 }), /still running after 50 ms/);
});
