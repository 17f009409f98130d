// Learning and reporting are killed at random points, again and again: every session has one outcome and one report, each
// with the sums of the usage rows, and no report is half written.
// The seed of a failing round stands in its message; SEGUE_SEED=N plays it again.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { storedOutcomes, storedReports } from '../database.mjs';
import { Transcript } from '../transcripts.mjs';
import { openWorld, program } from '../world.mjs';
import { generator } from './random.mjs';

const KILLS = 30;
const BEGIN = Date.parse('2026-11-21T08:00:00Z');
const HOUR = 3_600_000;
const PLAN = '# Work\n\n## Phase 1: First half\n\n### Deliverables\n\n- `src/first.rs`\n\n## Phase 2: Second half\n\n### Deliverables\n\n- `src/second.rs`\n';

test('kill -9 while sessions are learned from and reported: one outcome, one report, equal sums', async (t) => {
  const world = openWorld(t);
  const cwd = world.project('shop');
  const at = (round, minute) => new Date(BEGIN + round * HOUR + minute * 60_000);
  world.setNow(at(0, 0).toISOString());
  await world.segue('model', 'learn');
  await world.segue('plan', 'import', world.write('home/work/shop/PLAN.md', PLAN), '--project', cwd);

  const seed = Number(process.env.SEGUE_SEED ?? Date.now() % 1_000_000);
  const random = generator(seed);
  const transcripts = [];
  // A round of the session's work: an answer with a file, and one that says so.
  const goOn = (transcript, round) => {
    transcript.prompt(`Round ${round}`, at(round, 1));
    const { toolIds } = transcript.response({ at: at(round, 2), text: '', tools: [{ name: 'Write', input: { file_path: path.join(cwd, 'src/first.rs'), content: 'x\n'.repeat(20) } }], input: 7, output: 100 + round, cacheWrite5m: 1_000 });
    transcript.toolResult(toolIds[0], 'File created', at(round, 3), { type: 'create', structuredPatch: [] });
    transcript.response({ at: at(round, 4), text: 'Done.', input: 5, output: 50 });
  };
  const beginSession = async (round) => {
    const transcript = new Transcript(world, { cwd });
    goOn(transcript, round);
    transcripts.push(transcript);
    world.setNow(at(round, 5).toISOString());
    if (transcripts.length % 3 === 1) await world.segue('plan', 'start', '1', '--session', transcript.sessionId);
  };

  await beginSession(1);
  world.setNow(at(1, 30).toISOString());
  const whole = (await world.run(program('segue'), ['model', 'learn'], { limit: 60_000 })).ms;
  let interrupted = 0;
  for (let round = 2; round < KILLS + 2; round += 1) {
    await beginSession(round);
    if (random() < 0.4) goOn(transcripts[Math.floor(random() * (transcripts.length - 1))], round);
    world.setNow(at(round, 30).toISOString());
    interrupted += await killAfter(world, random() * whole * 1.2);
  }
  assert.ok(interrupted >= 10, `only ${interrupted} of ${KILLS} kills hit a running command (seed ${seed})`);
  world.setNow(at(KILLS + 3, 0).toISOString());
  await world.segue('model', 'learn');

  const message = `seed ${seed}`;
  const { rows } = await world.segueJson('usage', '--by', 'session');
  const used = Object.fromEntries(rows.map((row) => [row.key, [row.input_tokens + row.output_tokens + row.cache_creation_tokens, row.responses]]));
  assert.equal(rows.length, transcripts.length, message);
  const outcomes = await storedOutcomes(world);
  assert.deepEqual(Object.fromEntries(outcomes.map((row) => [row.session, [row.fresh, row.responses]])), used, message);
  assert.ok(outcomes.every((row) => row.learned === 1), `${message}: learned from all`);
  const reports = await storedReports(world);
  assert.deepEqual(reports.map((row) => [row.session, row.revision, row.fresh]), outcomes.map((row) => [row.session, row.revision, row.fresh]), message);
  assert.ok(reports.every((row) => row.wanted === 0), `${message}: every file is written`);

  const folder = path.join(world.claudeDir, 'session-reports');
  assert.deepEqual(readdirSync(folder).sort(), reports.map((row) => `${row.session}-report.md`).sort(), `${message}: one file each, nothing left over`);
  for (const { session, revision } of reports) {
    const text = readFileSync(path.join(folder, `${session}-report.md`), 'utf8');
    assert.match(text, /^# Session report: [^]*## Where the numbers come from\n/, message);
    assert.match(text, new RegExp(`<!-- Written by Segue, revision ${revision}, [0-9a-f]{16}\\. [^\\n]* -->\\n$`), message);
    const report = await world.segueJson('report', session);
    assert.equal(report.lines.reduce((sum, line) => sum + line.fresh, 0), report.fresh, `${message}: ${session}`);
  }
  assert.match(await world.segue('db', 'status'), /ok/i, message);
});

/** Starts learning and kills it after `ms`. Returns 1 if it was still running, else 0. */
async function killAfter(world, ms) {
  const started = world.start(program('segue'), ['model', 'learn']);
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
