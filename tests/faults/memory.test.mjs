// The readable copy of a project's memory is old or new, never half, however its writer ends.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { openWorld, program } from '../world.mjs';

const KILLS = 16;

test('kill -9 while the copy of a memory is written', async (t) => {
  const world = openWorld(t);
  const project = path.join(world.home, 'shop');
  mkdirSync(project, { recursive: true });
  await world.segue('memory', '--project', project, 'add', 'The staging server is called blue-heron.');
  const [name] = copies(world);
  const big = JSON.parse(readFileSync(name, 'utf8'));
  const [first] = big.items;
  // Large enough that a kill can hit the write.
  big.items = Array.from({ length: 5_000 }, (_, number) => ({ ...first, text: `Note ${number}`, same_as: `note ${number}` }));
  const file = path.join(world.home, 'big.json');
  writeFileSync(file, JSON.stringify(big));
  await world.segue('memory', '--project', project, 'import', file);
  const done = await world.run(program('segue'), ['memory', '--project', project, 'pin', '2'], { limit: 60_000 });
  for (let kill = 0; kill < KILLS; kill += 1) {
    const verb = kill % 2 === 0 ? 'unpin' : 'pin';
    const started = world.start(program('segue'), ['memory', '--project', project, verb, '2']);
    // The moment itself is what is tested: no fact could be waited for.
    await new Promise((resolve) => setTimeout(resolve, (done.ms * kill) / KILLS));
    try {
      process.kill(-started.child.pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
    await started.exit;
    const read = JSON.parse(readFileSync(name, 'utf8'));
    assert.equal(read.items.length, 5_001, `kill ${kill}: a whole copy`);
  }
  const exported = JSON.parse(await world.segue('memory', '--project', project, 'export'));
  assert.equal(exported.items.length, 5_001, 'the rows are whole');
});

/** The copies in the world's Claude folder. */
function copies(world) {
  const folder = path.join(world.claudeDir, 'project-memory');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => path.join(folder, name));
}
