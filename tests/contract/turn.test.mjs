// A turn of the real Claude Code, answered by the fake API with known usage, stands in Segue with exactly those tokens.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { apiKeyEnv, claudeWorld, printTurn } from '../claude-code.mjs';
import { projectFolder } from '../transcripts.mjs';

const ANSWERS = [
  { thinking: 'I should look.', text: 'Looking.', tools: [{ name: 'Bash', input: { command: 'echo hello', description: 'Say hello' } }], usage: { input: 4, output: 77, cacheWrite: 12_692 } },
  { text: 'All done.', usage: { input: 5, output: 18, cacheRead: 12_692, cacheWrite: 84 } },
];
const EXPECTED = { input_tokens: 9, output_tokens: 95, cache_creation_tokens: 12_776, cache_read_tokens: 12_692, responses: 2 };

test('a streamed turn with a tool call is counted once per response, exactly', async (t) => {
  const { world, api, cwd } = await claudeWorld(t, { script: ANSWERS });
  const turn = await printTurn(world, { cwd, prompt: 'Say hello', env: apiKeyEnv(api.url), args: ['--allowed-tools', 'Bash'] });
  assert.equal(turn.result.is_error, false);
  assert.equal(api.turns().length, 2, 'one request for the tool call, one for the answer');

  const { totals, rows } = await world.segueJson('usage', '--by', 'session');
  assert.deepEqual(pick(totals, EXPECTED), EXPECTED);
  assert.deepEqual(rows.map((row) => row.key), [turn.sessionId]);
  assert.ok(totals.cost_usd > 0, 'the model of the pinned release has a price');

  const status = await world.segueJson('status');
  assert.equal(status.today.responses, 2);
  assert.deepEqual(status.windows.filter((window) => window.state === 'known'), [], 'an API key has no windows');
});

test('the same session resumed adds only its new response', async (t) => {
  const { world, api, cwd } = await claudeWorld(t, { script: [ANSWERS[1]] });
  const env = apiKeyEnv(api.url);
  const first = await printTurn(world, { cwd, prompt: 'One', env });
  assert.equal((await world.segueJson('usage')).totals.responses, 1);
  const second = await world.run('claude', ['-p', 'Two', '--resume', first.sessionId], { cwd, env, limit: 60_000 });
  assert.equal(second.code, 0, second.stderr);
  const { totals } = await world.segueJson('usage');
  assert.equal(totals.responses, 2);
  assert.equal(totals.output_tokens, 36);
});

test('a long and odd project path: the folder rule is Claude Code’s, the path shown is the real one', async (t) => {
  const { world, api } = await claudeWorld(t, { script: [ANSWERS[1]] });
  const cwd = world.project(`${'a.b-c_d ü (x)'.repeat(12)}/${'long'.repeat(20)}`);
  const { sessionId } = await printTurn(world, { cwd, prompt: 'Hello', env: apiKeyEnv(api.url) });
  assert.ok(existsSync(path.join(world.claudeDir, 'projects', projectFolder(cwd), `${sessionId}.jsonl`)), readdirSync(path.join(world.claudeDir, 'projects')).join());
  const [session] = await world.segueJson('sessions');
  assert.equal(session.project_path, cwd);
});

for (const [status, type] of [[400, 'invalid_request_error'], [500, 'api_error'], [529, 'overloaded_error']]) {
  test(`a ${status} is no usage, and no limit hit`, async (t) => {
    const { world, api, cwd } = await claudeWorld(t, { script: [{ status, error: { type, message: 'scripted' } }] });
    const turn = await printTurn(world, { cwd, prompt: 'Hello', env: apiKeyEnv(api.url) });
    assert.equal(turn.result.is_error, true);
    assert.equal((await world.segueJson('usage')).totals.responses, 0);
    assert.deepEqual((await world.segueJson('quota')).limit_hits, []);
  });
}

function pick(object, like) {
  return Object.fromEntries(Object.keys(like).map((key) => [key, object[key]]));
}
