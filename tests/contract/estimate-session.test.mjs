// `/estimate-session` inside the real Claude Code: what a person types never passes a shell of Segue's, Claude runs the printed
// command with it, and a plan that is saved is the one this session is followed against.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { apiKeyEnv, claudeWorld, printTurn } from '../claude-code.mjs';
import { program } from '../world.mjs';

const PLAN = `# It's the "login" plan

## Phase 1: Read the code

- Duration: 30 min
- Tokens: 12-15k

## Phase 2: Implement the fix

- Tokens: 20-25k
`;
const NAME = `it's a "plan".md`;
const QUOTED = `'it'\\''s a "plan".md'`;

async function begin(t, script) {
  const { world, api, cwd } = await claudeWorld(t, { script });
  world.write(path.join(path.relative(world.root, cwd), NAME), PLAN);
  const folder = (await world.segue('setup', '--print-dir')).trim();
  const run = (prompt, ...args) => printTurn(world, { cwd, prompt, env: apiKeyEnv(api.url), args: ['--plugin-dir', folder, ...args] });
  return { world, api, run };
}

/** What the model was told, request by request, each as one text. */
function told(api) {
  return api.turns().map(({ body }) => body.messages.flatMap(({ content }) => (Array.isArray(content) ? content : [{ text: content }])).map((block) => block.text ?? JSON.stringify(block.content ?? '')).join('\n'));
}

const command = (...args) => ({ tools: [{ name: 'Bash', input: { command: [program('segue'), 'answer', 'estimate-session', ...args].join(' '), description: 'Estimate' } }] });

test('what was typed is estimated by the printed command, word for word, and nothing is kept', async (t) => {
  const { world, api, run } = await begin(t, [command('--', QUOTED), { text: 'Done.' }]);
  const { result, stdout } = await run(`/segue:estimate-session ${NAME}`);
  assert.equal(result.is_error, false, stdout);
  const [first, second] = told(api);
  assert.match(first, /There is no plan yet/);
  assert.ok(first.includes(`What the person wrote after the command: "${NAME}"`), first);
  assert.ok(first.includes(`${program('segue')} answer estimate-session -- WHAT`), first);
  assert.match(second, /fresh tokens/);
  assert.match(second, /Implement the fix/);
  assert.deepEqual(await world.segueJson('plan', 'list'), []);
  assert.deepEqual(await world.segueJson('estimate', 'list'), []);
});

test('saved, the plan is taken in and this session is followed against it', async (t) => {
  const { world, api, run } = await begin(t, [command('--save', '--', QUOTED), { text: 'Done.' }]);
  const { result, stdout, sessionId } = await run(`/segue:estimate-session ${NAME} save`);
  assert.equal(result.is_error, false, stdout);
  assert.match(told(api)[1], /works on it/);
  const [plan] = await world.segueJson('plan', 'list');
  assert.equal(plan.title, `It's the "login" plan`);
  const { sessions, estimates } = await world.segueJson('plan', 'show', '1');
  assert.deepEqual(sessions.map(({ session, linked_by }) => [session, linked_by]), [[sessionId, 'plugin']]);
  assert.deepEqual(estimates.map(({ made_by, linked_session }) => [made_by, linked_session]), [['plugin', sessionId]]);
});

test('Claude can ask what something will take with the tool, which keeps nothing', async (t) => {
  const { world, api, run } = await begin(t, [{ tools: [{ name: 'mcp__plugin_segue_segue__estimate', input: { what: 'fix the flaky login test' } }] }, { text: 'Done.' }]);
  const { result, stdout } = await run('What will it take?', '--allowed-tools', 'mcp__plugin_segue_segue');
  assert.equal(result.is_error, false, stdout);
  const answers = told(api);
  assert.equal(answers.length, 2, stdout);
  assert.match(answers[1], /fresh tokens/);
  assert.deepEqual(await world.segueJson('estimate', 'list'), []);
});
