// The plugin's hooks in the real Claude Code: memory reaches the request when a session starts, is cleared or was compacted,
// never when it is resumed; a limit leaves a handoff; and whatever is wrong with Segue, the session notices nothing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { apiKeyEnv, claudeWorld, interactive, logIn, onboard, printTurn, subscriptionEnv } from '../claude-code.mjs';
import { storedHandoffs } from '../database.mjs';
import { limitHeaders } from '../fakes/messages-api.mjs';
import { waitFor } from '../wait.mjs';
import { program } from '../world.mjs';

const DECISION = 'We decided to keep tokens in the keychain.';
const TOLD = /keep tokens in the keychain/;

/** A world with the plugin set up, in whose project a decision was made in an earlier session. */
async function begin(t, options = {}) {
  const { world, api, cwd } = await claudeWorld(t, { script: [{ text: DECISION }, { text: 'Done.' }], ...options });
  const env = { ...apiKeyEnv(api.url), ...options.env };
  await world.segue('setup', '--yes', { env });
  await printTurn(world, { cwd, prompt: 'Where should the tokens be kept?', env });
  await world.segue('hook', 'read-after', 'the session that has ended', { env }); // what SessionEnd lets happen, waited for
  return { world, api, cwd, env };
}

/** Has a session's handoff made, as a compaction does, and answers with its file. */
async function handoffOf(world, { sessionId, cwd, env }) {
  const file = path.join(world.claudeDir, 'session-handoffs', `handoff-${sessionId}.md`);
  await world.run(program('segue'), ['hook', 'pre-compact'], { env, input: JSON.stringify({ session_id: sessionId, cwd }) });
  await waitFor(() => existsSync(file), { limit: 30_000, what: 'the handoff' });
  return file;
}

/** What a request told the model besides what the person typed, as one text. */
function told(request) {
  return JSON.stringify(request.body.messages);
}

const last = (api) => api.turns().at(-1);

async function ask(world, options) {
  const turn = await printTurn(world, options);
  assert.equal(turn.result.is_error, false, turn.stdout);
  return turn;
}

test('a new session is told what the project remembers; a resumed one is not told again', async (t) => {
  const { world, api, cwd, env } = await begin(t);
  const { sessionId } = await ask(world, { cwd, prompt: 'Hello', env });
  assert.match(told(last(api)), TOLD);
  const before = told(last(api)).match(new RegExp(TOLD, 'g')).length;
  const resumed = await world.run('claude', ['-p', 'And now?', '--resume', sessionId], { cwd, env, limit: 60_000 });
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.match(told(last(api)), /And now\?/);
  assert.equal(told(last(api)).match(new RegExp(TOLD, 'g')).length, before, 'it is in the conversation once');
});

test('in a terminal: told at the start, after /clear and after /compact', async (t) => {
  const { world, api, cwd, env } = await begin(t);
  onboard(world, [cwd]);
  const terminal = await interactive(world, { cwd, env });
  const say = async (text) => {
    const seen = api.turns().length;
    await terminal.type(text);
    return waitFor(() => api.turns().slice(seen).find((request) => told(request).includes(text)), { limit: 30_000, what: `a request with "${text}"` });
  };
  assert.match(told(await say('first question')), TOLD);
  const session = () => JSON.parse(readFileSync(path.join(world.claudeDir, 'sessions', `${terminal.pid}.json`), 'utf8')).sessionId;
  const cleared = session();
  await terminal.type('/clear');
  await waitFor(() => session() !== cleared, { limit: 30_000, what: 'a new session after /clear' });
  assert.match(told(await say('second question')), TOLD);
  await say('a question more'); // an older Claude Code compacts no shorter conversation
  await terminal.type('/compact');
  await waitFor(async () => /Compacted|compacted/.test(await terminal.screen()), { limit: 30_000, what: 'the compaction' });
  assert.match(told(await say('third question')), TOLD);
});

test('a handoff that waits is told once to who works on; a print run does not use it up', async (t) => {
  const { world, api, cwd, env } = await begin(t);
  const { sessionId } = await ask(world, { cwd, prompt: 'Fix the login flow', env });
  const file = await handoffOf(world, { sessionId, cwd, env });
  await ask(world, { cwd, prompt: 'Write a commit message', env });
  assert.ok(told(last(api)).includes(file), 'the whole of it can be read');
  onboard(world, [cwd]);
  const terminal = await interactive(world, { cwd, env });
  await terminal.type('go on please');
  await waitFor(() => told(last(api)).includes('go on please'), { limit: 30_000, what: 'the request' });
  assert.ok(told(last(api)).includes(file));
  const [{ session, used_by: usedBy }] = await waitFor(async () => {
    const handoffs = await storedHandoffs(world);
    return handoffs[0].used_by && handoffs;
  }, { what: 'the handoff to be used' });
  assert.equal(session, sessionId);
  assert.notEqual(usedBy, sessionId);
});

test('a limit leaves a handoff, and the session does not wait for it', async (t) => {
  const resetsAt = new Date(Math.ceil(Date.now() / 600_000) * 600_000 + 7_200_000);
  const week = { used: 0.62, resetsAt: new Date(resetsAt.getTime() + 86_400_000) };
  const refused = {
    status: 429, error: { type: 'rate_limit_error', message: 'limit' },
    headers: { ...limitHeaders({ fiveHour: { used: 1, resetsAt }, sevenDay: week, status: 'rejected' }), 'retry-after': '3600' },
  };
  const { world, api, cwd } = await claudeWorld(t, { script: [{ text: 'I fixed the login flow.' }, refused] });
  logIn(world);
  const env = subscriptionEnv(api.url);
  await world.segue('setup', '--yes', { env });
  const { sessionId } = await ask(world, { cwd, prompt: 'Fix the login flow', env });
  await world.segue('status', { env });
  await world.run('claude', ['-p', 'And the tests', '--resume', sessionId], { cwd, env, limit: 60_000 });
  const file = path.join(world.claudeDir, 'session-handoffs', `handoff-${sessionId}.md`);
  await waitFor(() => existsSync(file), { limit: 30_000, what: 'the handoff' });
  assert.match(readFileSync(file, 'utf8'), /login flow/);
});

test('a database that is locked, broken or newer is nothing a session notices', async (t) => {
  const { world, api, cwd, env } = await begin(t);
  const database = path.join(world.segueHome, 'segue.db');
  const hold = spawn('/usr/bin/python3', ['-c', `
import sqlite3, sys
db = sqlite3.connect(${JSON.stringify(database)}, isolation_level=None)
db.execute("PRAGMA locking_mode=EXCLUSIVE"); db.execute("BEGIN EXCLUSIVE"); print("held", flush=True); sys.stdin.read()
`], { stdio: ['pipe', 'pipe', 'inherit'] });
  world.onClose(() => hold.kill());
  await new Promise((resolve) => hold.stdout.once('data', resolve));
  const input = JSON.stringify({ session_id: 'x', cwd, source: 'startup', error: 'rate_limit' });
  for (const event of ['session-start', 'stop-failure', 'pre-compact', 'session-end']) {
    const done = await world.run(program('segue'), ['hook', event], { input, env });
    assert.deepEqual([done.code, done.stderr], [0, ''], event);
    assert.ok(done.ms < 2_000, `${event} took ${done.ms} ms`);
  }
  hold.stdin.end();
  await new Promise((resolve) => hold.once('close', resolve));
  writeFileSync(database, 'no database');
  await ask(world, { cwd, prompt: 'Hello', env });
  assert.doesNotMatch(told(last(api)), /hook error|Traceback|panicked/);
});
