// Many processes on one database at once: statuslines that write, terminals that index and read, on a file that does not
// exist yet. Nobody fails, nobody waits for long, and nothing that was sent is lost.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import test from 'node:test';
import { corpus, truthTotals } from '../corpus/corpus.mjs';
import { openWorld, program } from '../world.mjs';

const STATUSLINES = 24;
const READERS = 6;
const { folder, truth } = corpus({ size: '10m', days: 30, projects: 8 });

test('statuslines and indexes at once on a new database', async (t) => {
  const world = openWorld(t, { CLAUDE_CONFIG_DIR: folder });
  const resetsAt = Math.floor(Date.now() / 1000) + 7200;
  const percents = Array.from({ length: STATUSLINES }, (_, index) => index + 1);
  const runs = [
    ...percents.map((percent) => world.run(program('segue'), ['statusline'], { input: statusline(percent, resetsAt) })),
    ...Array.from({ length: READERS }, () => world.run(program('segue'), ['usage', '--json'])),
  ];
  for (const run of await Promise.all(runs)) {
    assert.equal(run.code, 0, `${run.stdout}\n${run.stderr}`);
    assert.equal(run.stderr, '');
  }
  assert.deepEqual(await storedPercents(world), percents);
  const { totals } = await world.segueJson('usage');
  assert.deepEqual(pick(totals), truthTotals(truth));
});

function statusline(percent, resetsAt) {
  const session_id = randomUUID();
  return JSON.stringify({
    session_id, transcript_path: path.join(folder, 'projects', '-home-dev-work-api-server', `${session_id}.jsonl`), cwd: '/home/dev/work/api-server', model: { id: 'claude-opus-4-8', display_name: 'Opus 4.8' },
    workspace: { current_dir: '/home/dev/work/api-server', project_dir: '/home/dev/work/api-server' }, version: '2.1.329', cost: { total_cost_usd: 0 },
    context_window: { context_window_size: 200_000, current_usage: null, used_percentage: null },
    rate_limits: { five_hour: { used_percentage: percent, resets_at: resetsAt }, seven_day: { used_percentage: 50, resets_at: resetsAt + 86_400 } },
  });
}

/** The five-hour percentages that are stored, read past Segue: what was sent must be in the file itself. */
async function storedPercents(world) {
  const script = 'import json, sqlite3, sys\nrows = sqlite3.connect(sys.argv[1]).execute("SELECT used_percent FROM observation WHERE kind = \'five_hour\' AND source = \'statusline\' ORDER BY used_percent")\nprint(json.dumps([row[0] for row in rows]))';
  const done = await world.run('/usr/bin/python3', ['-c', script, path.join(world.segueHome, 'segue.db')]);
  assert.equal(done.code, 0, done.stderr);
  return JSON.parse(done.stdout);
}

function pick(totals) {
  return Object.fromEntries(Object.keys(truthTotals(truth)).map((key) => [key, totals[key]]));
}
