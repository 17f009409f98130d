// Many processes on one database at once: statuslines that write, terminals that index and read, on a file that does not
// exist yet. Nobody fails, nobody waits for long, and nothing that was sent is lost.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import test from 'node:test';
import { corpus, truthTotals } from '../corpus/corpus.mjs';
import { storedObservations } from '../database.mjs';
import { openWorld, program } from '../world.mjs';

const STATUSLINES = 24;
const READERS = 6;
const { folder, truth } = corpus({ size: '10m', days: 30, projects: 8 });

test('statuslines and indexes at once on a new database', async (t) => {
  const world = openWorld(t);
  // Each statusline reports for a login of its own: of one login only the latest word counts, and a late one may be dropped.
  const logins = Array.from({ length: STATUSLINES }, (_, index) => world.folder(`logins/${index}`));
  world.env.CLAUDE_CONFIG_DIR = [folder, ...logins].join(',');
  const resetsAt = Math.ceil(Date.now() / 600_000) * 600 + 7200;
  const runs = [
    ...logins.map((login, index) => world.run(program('segue'), ['statusline'], { input: statusline(login, index + 1, resetsAt) })),
    ...Array.from({ length: READERS }, () => world.run(program('segue'), ['usage', '--json'])),
  ];
  for (const run of await Promise.all(runs)) {
    assert.equal(run.code, 0, `${run.stdout}\n${run.stderr}`);
    assert.equal(run.stderr, '');
    assert.doesNotMatch(run.stdout, /^Segue:/, 'a statusline that could not keep its numbers says so after "Segue:"');
  }
  const stored = (await storedObservations(world)).filter((one) => one.kind === 'five_hour');
  assert.deepEqual(stored.map((one) => one.used_percent), logins.map((_, index) => index + 1));
  const { totals } = await world.segueJson('usage');
  assert.deepEqual(pick(totals), truthTotals(truth));
});

function statusline(login, percent, resetsAt) {
  const session_id = randomUUID();
  return JSON.stringify({
    session_id, transcript_path: path.join(login, 'projects', '-home-dev-work-api-server', `${session_id}.jsonl`), cwd: '/home/dev/work/api-server', model: { id: 'claude-opus-4-8', display_name: 'Opus 4.8' },
    workspace: { current_dir: '/home/dev/work/api-server', project_dir: '/home/dev/work/api-server' }, version: '2.1.329', cost: { total_cost_usd: 0 },
    context_window: { context_window_size: 200_000, current_usage: null, used_percentage: null },
    rate_limits: { five_hour: { used_percentage: percent, resets_at: resetsAt }, seven_day: { used_percentage: 50, resets_at: resetsAt + 86_400 } },
  });
}

function pick(totals) {
  return Object.fromEntries(Object.keys(truthTotals(truth)).map((key) => [key, totals[key]]));
}
