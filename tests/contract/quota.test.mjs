// What the real Claude Code tells about limits, and how Segue hears it: asked by control request, and by a refusal.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import { apiKeyEnv, claudeWorld, logIn, printTurn, subscriptionEnv } from '../claude-code.mjs';
import { storedObservations } from '../database.mjs';
import { limitHeaders } from '../fakes/messages-api.mjs';
import { startUsageProxy, usageBody } from '../fakes/oauth-usage-proxy.mjs';
import { program } from '../world.mjs';

const HOUR = 3_600_000;
const GET_USAGE = '{"type":"control_request","request_id":"r1","request":{"subtype":"get_usage"}}\n';
const ASK = ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose', '--no-session-persistence'];

test('logged out, get_usage says that there are no limits to know', async (t) => {
  const { world, api } = await claudeWorld(t);
  const asked = await world.run('claude', ASK, { env: apiKeyEnv(api.url), input: GET_USAGE });
  const [{ response }] = asked.stdout.trim().split('\n').map((line) => JSON.parse(line)).filter((event) => event.type === 'control_response');
  assert.equal(response.subtype, 'success');
  assert.deepEqual([response.response.subscription_type, response.response.rate_limits_available, response.response.rate_limits], [null, false, null]);

  const told = await world.run(program('segue'), ['quota', '--ask', '--json'], { env: apiKeyEnv(api.url) });
  assert.equal(JSON.parse(told.stderr).error.code, 'claude', told.stderr);
  assert.notEqual(told.code, 0);
  assert.equal(api.requests.length, 0, 'asking costs no model turn');
});

test('with a subscription, segue quota --ask shows what Claude Code answered', async (t) => {
  const { world, api } = await claudeWorld(t);
  const resets = new Date(Math.ceil(Date.now() / HOUR) * HOUR + HOUR);
  const week = new Date(resets.getTime() + 48 * HOUR);
  const proxy = await startUsageProxy(world, usageBody({ fiveHour: { used: 37, resetsAt: resets }, sevenDay: { used: 62, resetsAt: week }, opus: { used: 11, resetsAt: week } }));
  logIn(world);

  const env = { ...subscriptionEnv(api.url), ...proxy.env };
  await world.segue('quota', '--ask', '--json', { env });
  assert.ok(proxy.requests.some((request) => request.path === '/api/oauth/usage'), 'Claude Code asked the usage endpoint itself');
  const windows = byKind((await world.segueJson('quota')).windows);
  assert.deepEqual(told(windows.five_hour), { used_percent: 37, resets_at: resets.getTime() });
  assert.deepEqual(told(windows.seven_day), { used_percent: 62, resets_at: week.getTime() });
  assert.deepEqual(told(windows.seven_day_opus), { used_percent: 11, resets_at: week.getTime() });
  // Claude Code also leaves the answer in its own cache, which stands higher on the ladder: either may be shown, ours must be kept.
  const answers = (await storedObservations(world)).filter((one) => one.source === 'claude_answer');
  assert.deepEqual(answers.map((one) => [one.kind, one.used_percent]), [['five_hour', 37], ['seven_day', 62], ['seven_day_opus', 11]]);
  assert.deepEqual(transcriptsIn(world), [], 'asking leaves no transcript');
});

test('a refused request is a limit hit with its window and reset', async (t) => {
  const resetsAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 2 * HOUR);
  const limits = { fiveHour: { used: 1, resetsAt }, sevenDay: { used: 0.4, resetsAt: new Date(resetsAt.getTime() + 48 * HOUR) } };
  const refused = { status: 429, error: { type: 'rate_limit_error', message: 'limit reached' }, headers: { ...limitHeaders({ ...limits, status: 'rejected' }), 'retry-after': '7200' } };
  const { world, api, cwd } = await claudeWorld(t, { script: [refused] });
  logIn(world);
  const turn = await printTurn(world, { cwd, prompt: 'Hello', env: { ...subscriptionEnv(api.url), CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' } });
  assert.equal(turn.result.is_error, true);

  const quota = await world.segueJson('quota');
  assert.deepEqual(quota.limit_hits.map((hit) => [hit.window, Date.parse(hit.resets_at), hit.session_id]), [['five_hour', resetsAt.getTime(), turn.sessionId]]);
  const five = byKind(quota.windows).five_hour;
  assert.equal(five.limit_hit, true);
  assert.ok(five.used_percent >= 100, `a refused window is full, not ${five.used_percent} %`);
});

function byKind(windows) {
  return Object.fromEntries(windows.map((window) => [window.kind, window]));
}

function told(window) {
  return { used_percent: window.used_percent, resets_at: Date.parse(window.resets_at) };
}

function transcriptsIn(world) {
  return readdirSync(world.claudeDir, { recursive: true }).filter((name) => name.endsWith('.jsonl') && name.startsWith('projects'));
}
