// The real Claude Code works on a plan: phases advance by what it does, the numbers are those of the usage rows, and when it
// has ended there is one report; resumed, it is the same report's second revision; forked, nothing counts twice.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { apiKeyEnv, claudeWorld, printTurn } from '../claude-code.mjs';
import { storedOutcomes, storedReports } from '../database.mjs';
import { claude } from '../world.mjs';

const PLAN = `# Greet people

## Phase 1: Greeting module

Estimated tokens: 20-30k

### Deliverables

- \`greet.mjs\`

## Phase 2: Tests for greetings

Estimated tokens: 10-15k

### Deliverables

- \`greet.test.mjs\`
`;

const GREET = 'export const greet = (name) => `Hello ${name}`;\n';
const TESTS = "import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { greet } from './greet.mjs';\ntest('greets', () => assert.equal(greet('you'), 'Hello you'));\n";
const usage = (output, cacheWrite = 0) => ({ input: 5, output, cacheWrite, cacheRead: 9_000 });
const task = (number, subject) => ({ name: 'TaskCreate', input: { subject, description: `Step ${number}`, activeForm: subject } });
const update = (taskId, status) => ({ name: 'TaskUpdate', input: { taskId, status } });

/** What Claude does when it works on the plan in `cwd`; fresh tokens of the two phases stand beside it. */
const work = (cwd) => [
  { text: 'I plan it.', tools: [task(1, 'Phase 1: Greeting module'), task(2, 'Phase 2: Tests for greetings')], usage: usage(100, 2_000) },
  { tools: [update('1', 'in_progress')], usage: usage(20) },
  { tools: [{ name: 'Write', input: { file_path: path.join(cwd, 'greet.mjs'), content: GREET } }], usage: usage(300, 500) },
  { text: 'The module is done.', tools: [update('1', 'completed')], usage: usage(40) },
  // From here on it is the second phase.
  { tools: [{ name: 'Write', input: { file_path: path.join(cwd, 'greet.test.mjs'), content: TESTS } }], usage: usage(200, 700) },
  { tools: [{ name: 'Bash', input: { command: 'node --test greet.test.mjs', description: 'Run the tests' } }], usage: usage(30) },
  { text: 'Both are done.', usage: usage(15) },
];
const READY = { text: 'Ready.', usage: usage(10, 1_000) };
const FIRST = [1_015, 2_105, 25, 805, 45].reduce((sum, fresh) => sum + fresh);
const SECOND = [905, 35, 20].reduce((sum, fresh) => sum + fresh);
const TOOLS = ['--allowed-tools', 'Bash,Write,TaskCreate,TaskUpdate'];

/** A session that Segue watches, linked to the plan before its work begins. */
async function begin(t) {
  const { world, api, cwd } = await claudeWorld(t, { script: [READY] });
  const env = apiKeyEnv(api.url);
  await world.segue('model', 'learn'); // what finishes from now on finishes while Segue watches
  const { sessionId } = await printTurn(world, { cwd, prompt: 'Read PLAN.md', env });
  const file = world.write('home/work/api-server/PLAN.md', PLAN);
  const [{ summary }] = await world.segueJson('plan', 'import', file, '--project', cwd);
  await world.segue('plan', 'start', String(summary.id), '--session', sessionId);
  const resume = async (prompt, replies, ...args) => {
    api.queue.push(...replies);
    const done = await world.run(claude(), ['-p', prompt, '--resume', sessionId, '--output-format', 'json', ...TOOLS, ...args], { cwd, env, limit: 60_000 });
    assert.equal(done.code, 0, `${done.stdout}\n${done.stderr}`);
    return JSON.parse(done.stdout);
  };
  const phases = async () => (await world.segueJson('plan', 'show', String(summary.id))).phases;
  return { world, cwd, sessionId, plan: summary.id, resume, phases };
}

/** Segue as it looks `minutes` from now: then a session that ended is quiet. */
async function learnLater(world, minutes) {
  world.setNow(new Date(Date.now() + minutes * 60_000).toISOString());
  await world.segue('model', 'learn');
}

/** Fresh tokens by session, as `segue usage` counts them. */
async function freshByUsage(world) {
  const { rows } = await world.segueJson('usage', '--by', 'session');
  return Object.fromEntries(rows.map((row) => [row.key, row.input_tokens + row.output_tokens + row.cache_creation_tokens]));
}

function reportFiles(world) {
  return readdirSync(path.join(world.claudeDir, 'session-reports')).sort();
}

test('phases advance by themselves, and the report is written once, with the numbers of the usage rows', async (t) => {
  const { world, cwd, sessionId, resume, phases } = await begin(t);
  assert.deepEqual((await phases()).map((phase) => phase.state), ['running', 'pending']);
  await resume('Work on the plan', work(cwd));

  const shown = await phases();
  assert.deepEqual(shown.map((phase) => phase.state), ['done', 'done']);
  const how = shown.map((phase) => phase.marks.map((mark) => `${mark.kind} ${mark.how}`));
  assert.deepEqual(how, [['started start', 'done todo'], ['started todo', 'done deliverable']], JSON.stringify(shown.map((phase) => phase.marks)));
  const { plan: live } = await world.segueJson('status');
  assert.equal(live.session, sessionId);
  assert.equal(live.fresh, (await freshByUsage(world))[sessionId]);
  assert.equal(live.fresh, FIRST + SECOND);
  assert.ok(live.projected.low >= live.fresh, live.words);

  await learnLater(world, 20);
  const report = await world.segueJson('report', sessionId);
  assert.deepEqual(report.lines.map((line) => [line.key, line.fresh]), [['1', FIRST], ['2', SECOND]]);
  assert.equal(report.fresh, (await freshByUsage(world))[sessionId]);
  assert.deepEqual([report.revision, report.calls, report.lines.every((line) => line.estimated !== null)], [1, 8, true]);
  assert.deepEqual(reportFiles(world), [`${sessionId}-report.md`]);
  const text = readFileSync(report.path, 'utf8');
  assert.match(text, /## Accuracy per phase[^]*\| 1 Greeting module \|[^]*\| 2 Tests for greetings \|/);
  assert.match(text, /## What the model learned/);

  await learnLater(world, 40);
  assert.equal(readFileSync(report.path, 'utf8'), text, 'nothing is written twice');
});

test('resumed it is the second revision of the same report; a fork counts once', async (t) => {
  const { world, cwd, sessionId, resume } = await begin(t);
  await resume('Work on the plan', work(cwd));
  await learnLater(world, 20);
  assert.deepEqual((await storedReports(world)).map((row) => [row.session, row.revision]), [[sessionId, 1]]);

  await resume('One more thing', [{ text: 'Done too.', usage: usage(7) }]);
  // Claude Code's headless forks do not say where their lines were copied from: an answer stands in the session with the smaller id.
  const forked = 'ffffffff-ffff-4fff-bfff-ffffffffffff';
  const fork = await resume('Another way', [{ text: 'Tried.', usage: usage(9, 100) }], '--fork-session', '--session-id', forked);
  assert.equal(fork.session_id, forked);
  await learnLater(world, 40);

  const fresh = await freshByUsage(world);
  assert.deepEqual(fresh, { [sessionId]: FIRST + SECOND + 12, [forked]: 114 }, 'what the fork copied is counted where it happened');
  const outcomes = await storedOutcomes(world);
  assert.deepEqual(
    Object.fromEntries(outcomes.map((row) => [row.session, [row.revision, row.fresh, row.responses]])),
    { [sessionId]: [2, fresh[sessionId], 9], [forked]: [1, 114, 1] },
  );
  const reports = await storedReports(world);
  assert.deepEqual(Object.fromEntries(reports.map((row) => [row.session, [row.revision, row.fresh, row.wanted]])), {
    [sessionId]: [2, fresh[sessionId], 0], [forked]: [1, 114, 0],
  });
  assert.deepEqual(reportFiles(world), [`${forked}-report.md`, `${sessionId}-report.md`].sort());
  assert.match(readFileSync(path.join(world.claudeDir, 'session-reports', `${sessionId}-report.md`), 'utf8'), /revision 2: the session went on/);
  const second = await world.segueJson('report', sessionId);
  assert.equal(second.lines.reduce((sum, line) => sum + line.fresh, 0), second.fresh);
});

test('a click counts over what was seen', async (t) => {
  const { world, cwd, plan, resume, phases } = await begin(t);
  await world.segue('phase', 'done', '2', '--plan', String(plan));
  await resume('Work on the plan', work(cwd).slice(0, 4).concat({ text: 'That was it.', usage: usage(5) }));
  assert.deepEqual((await phases()).map((phase) => phase.state), ['done', 'done']);
  await world.segue('phase', 'reopen', '1', '--plan', String(plan));
  await resume('And?', [{ text: 'Still done, I think.', usage: usage(5) }]);
  assert.deepEqual((await phases()).map((phase) => phase.state), ['running', 'done'], 'what was seen before does not close it again');
});
