// The plugin inside the real Claude Code: what its commands print reaches the model, Claude can ask its MCP server, and a
// session goes on as if nothing were when segue is gone.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { apiKeyEnv, claudeWorld, printTurn } from '../claude-code.mjs';
import { program } from '../world.mjs';

async function begin(t, script) {
  const { world, api, cwd } = await claudeWorld(t, script ? { script } : {});
  return { world, api, cwd, env: apiKeyEnv(api.url) };
}

/** Everything the model was told in its last request, as one text. */
function told(api) {
  return JSON.stringify(api.turns().at(-1).body.messages);
}

async function ask(world, options) {
  const turn = await printTurn(world, options);
  assert.equal(turn.result.is_error, false, turn.stdout);
  return turn;
}

test('what a command prints reaches the model, with the plugin’s name in front and without', async (t) => {
  const { world, api, cwd, env } = await begin(t);
  await world.segue('setup', '--yes', { env });
  for (const name of ['/segue:session-status', '/session-status']) {
    await ask(world, { cwd, prompt: name, env });
    assert.match(told(api), /Quota is not known yet|Today \d/, name);
    assert.match(told(api), /measured by Segue a moment ago/, name);
  }
});

test('without installing it, the plugin works for one launch', async (t) => {
  const { world, api, cwd, env } = await begin(t);
  const folder = (await world.segue('setup', '--print-dir')).trim();
  await ask(world, { cwd, prompt: '/segue:session-status', env, args: ['--plugin-dir', folder, '--settings', path.join(folder, '..', 'settings.json')] });
  assert.match(told(api), /Today \d/);
});

test('each command answers, whatever a person types behind it', async (t) => {
  const { world, api, cwd, env } = await begin(t);
  const folder = (await world.segue('setup', '--print-dir')).trim();
  for (const [name, expected] of [
    ['context-status', /Segue could not answer|context/],
    ['compact-context', /Segue could not answer|Level /],
    ['plan-next-session', /Segue could not answer|When, and the command/],
    ['automation-status', /Nothing is scheduled/],
    ['cancel-next-session', /nothing to cancel/],
    ['estimate-session', /There is no plan yet/],
  ]) {
    await ask(world, { cwd, prompt: `/segue:${name} it's "odd"; $(touch oops) \`x\``, env, args: ['--plugin-dir', folder] });
    assert.match(told(api), expected, name);
  }
});

test('save and restart: the handoff is saved, and the command that goes on with it reaches the model', async (t) => {
  const { world, api, cwd, env } = await begin(t);
  const folder = (await world.segue('setup', '--print-dir')).trim();
  const { sessionId } = await ask(world, { cwd, prompt: 'Fix the login flow', env });
  const done = await world.run('claude', ['-p', '/segue:save-and-restart', '--resume', sessionId, '--plugin-dir', folder], { cwd, env, limit: 60_000 });
  assert.equal(done.code, 0, done.stderr);
  const file = path.join(world.claudeDir, 'session-handoffs', `handoff-${sessionId}.md`);
  assert.match(readFileSync(file, 'utf8'), /login flow/);
  assert.ok(told(api).includes(file));
  assert.match(told(api), /claude --session-id [0-9a-f-]{36}/);
  assert.match(told(api), /quota/);
  assert.ok(told(api).includes(`restart ${sessionId} --open`));
});

test('the next session is planned, listed and cancelled from inside, with the commands that the answers name', async (t) => {
  const { world, api, cwd, env } = await begin(t);
  const folder = (await world.segue('setup', '--print-dir')).trim();
  const { sessionId } = await ask(world, { cwd, prompt: 'Fix the login flow', env });
  const inside = async (command) => {
    const done = await world.run('claude', ['-p', command, '--resume', sessionId, '--plugin-dir', folder], { cwd, env, limit: 60_000 });
    assert.equal(done.code, 0, done.stderr);
    const blocks = api.turns().at(-1).body.messages.flatMap(({ content }) => (Array.isArray(content) ? content : [{ text: content }]));
    return blocks.map((block) => block.text ?? '').join('\n');
  };
  const planned = await inside('/segue:plan-next-session');
  assert.match(planned, /Never choose|never choose/);
  const command = planned.split('\n').find((line) => line.includes('--at TIME'));
  assert.ok(command, planned);
  // What Claude would run once the person has said "tomorrow 09:00".
  const added = await world.run('/bin/sh', ['-c', command.replace('TIME', "'tomorrow 09:00'")], { cwd, env: { ...env, CLAUDE_CODE_SESSION_ID: sessionId } });
  assert.equal(added.code, 0, added.stderr);
  const { schedules } = await world.segueJson('schedule');
  assert.deepEqual(schedules.map(({ made_by, spec }) => [made_by, spec.from_session, spec.when.kind]), [['plugin', sessionId, 'at']]);
  assert.match(await inside('/segue:automation-status'), /09:00/);
  const cancel = (await inside('/segue:cancel-next-session')).match(/cancel it: +(.*)/)[1];
  assert.equal((await world.run('/bin/sh', ['-c', cancel], { cwd, env })).code, 0);
  assert.deepEqual((await world.segueJson('schedule')).schedules, []);
});

test('Claude sees the tools, recall at once, and gets answers', async (t) => {
  const { world, api, cwd, env } = await begin(t, [
    { tools: [{ name: 'mcp__plugin_segue_segue__context', input: { session: 'ffffffff' } }] },
    { tools: [{ name: 'mcp__plugin_segue_segue__quota', input: {} }] },
    { text: 'Done.' },
  ]);
  const folder = (await world.segue('setup', '--print-dir')).trim();
  await ask(world, { cwd, prompt: 'How much is left?', env, args: ['--plugin-dir', folder, '--allowed-tools', 'mcp__plugin_segue_segue'] });
  const [first, second, third] = api.turns().map((turn) => turn.body);
  assert.ok(first.tools.some((tool) => tool.name === 'mcp__plugin_segue_segue__recall'), first.tools.map((tool) => tool.name).join());
  assert.match(JSON.stringify(first), /Segue remembers this project/, 'the instructions are sent');
  const result = (body) => body.messages.flatMap((message) => (Array.isArray(message.content) ? message.content : [])).findLast((block) => block.type === 'tool_result');
  assert.equal(result(second).is_error, true);
  assert.match(JSON.stringify(result(second)), /there is no session.*Hint: /);
  assert.ok(!result(third).is_error, JSON.stringify(result(third)));
  assert.match(JSON.stringify(result(third)), /windows|Quota|5-hour/i);
});

test('with segue gone, a session goes on', async (t) => {
  const { world, api, cwd, env } = await begin(t);
  const copy = path.join(world.bin, 'segue');
  await world.run('cp', [program('segue'), copy]);
  await world.run(copy, ['setup', '--yes'], { env });
  rmSync(copy);
  const turn = await ask(world, { cwd, prompt: 'Hello', env });
  assert.ok(!turn.stderr.includes('segue'), turn.stderr);
  assert.ok(!told(api).includes('hook error'), told(api));
});
