// Forks of sessions that the real Claude Code recorded are resumed by it: whatever is cut, it sends the conversation it
// would have sent, with the placeholders in it, and nothing of its own. SEGUE_SEED=N plays a failing run again.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { apiKeyEnv, claudeWorld, interactive, onboard } from '../claude-code.mjs';
import { assertPaired, blocksOf, converse, messagesOf, png, recordsOf, textOf, transcriptOf } from '../conversation.mjs';
import { fork, generator, possibleCuts, withCuts } from '../forks.mjs';
import { waitFor } from '../wait.mjs';
import { REPO, claude, isRunning } from '../world.mjs';

const TOOLS = 'Bash Read Edit Agent mcp__dictionary__lookup';
const seed = Number(process.env.SEGUE_SEED ?? Date.now() % 1_000_000);

/** A world whose fake API answers by `answers`, a list of replies per kind of conversation that tests push to. */
async function begin(t, { env = {} } = {}) {
  const answers = { main: [], agent: [] };
  const reply = ({ messages }) => {
    const [first, last] = [messages[0], messages.at(-1)].map((message) => JSON.stringify(message));
    if (last.includes('Respond with TEXT ONLY')) return { text: '<summary>Files were read.</summary>' };
    return answers[first.includes('AGENT:') ? 'agent' : 'main'].shift() ?? { text: 'Done.' };
  };
  const { world, api, cwd } = await claudeWorld(t, { script: [reply] });
  for (const name of ['alpha', 'beta']) {
    const lines = Array.from({ length: 200 }, (_, at) => `fn ${name}_${at}(x: u32) -> u32 { x + ${at} }`);
    writeFileSync(path.join(cwd, `${name}.rs`), `${lines.join('\n')}\n`);
  }
  writeFileSync(path.join(cwd, 'picture.png'), png());
  const dictionary = { command: process.execPath, args: [path.join(REPO, 'tests/fakes/mcp-server.mjs')] };
  const mcp = world.write('mcp.json', JSON.stringify({ mcpServers: { dictionary } }));
  const args = ['--allowed-tools', TOOLS, '--mcp-config', mcp, '--strict-mcp-config'];
  return { world, api, cwd, answers, args, env: { ...apiKeyEnv(api.url), ...env } };
}

const read = (cwd, file) => ({ name: 'Read', input: { file_path: path.join(cwd, file) } });
const bash = (command) => ({ name: 'Bash', input: { command, description: 'Run it' } });

/** A conversation with everything in it: thinking, parallel calls, pictures, a sub-agent, MCP, a failure, an edit. */
async function rich({ world, cwd, env, args, answers }) {
  const talk = converse(world, { cwd, env, args });
  answers.main.push(
    { thinking: 'I look first.', text: 'Looking.', tools: [read(cwd, 'alpha.rs'), bash('seq 1 400'), read(cwd, 'picture.png')] },
    { thinking: 'And the other.', tools: [bash('echo wrong >&2; exit 3')] },
    { text: 'It failed, but I saw both.' },
  );
  await talk.say('Look at alpha and the picture');
  answers.agent.push({ tools: [read(cwd, 'beta.rs')] }, { text: 'beta has 200 functions.' });
  answers.main.push({ thinking: 'Somebody else.', tools: [{ name: 'Agent', input: { description: 'Count', prompt: 'AGENT: count beta', subagent_type: 'Explore', run_in_background: false } }] }, { text: 'The agent counted.' });
  await talk.say('Let an agent count');
  answers.main.push({ tools: [{ name: 'mcp__dictionary__lookup', input: { word: 'zebra', times: 300 } }] }, { text: 'A striped animal.' });
  await talk.say('Look zebra up');
  await talk.say([{ type: 'text', text: 'What is this?' }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png(32).toString('base64') } }]);
  answers.main.push(
    { tools: [{ name: 'Edit', input: { file_path: path.join(cwd, 'alpha.rs'), old_string: 'fn alpha_7(', new_string: 'fn seven(' } }, read(cwd, 'alpha.rs')] },
    { text: 'Renamed.' },
  );
  await talk.say('Rename alpha_7');
  return talk;
}

/** What Claude Code sends when the session is resumed with one more prompt; the session's own file stays as it is. */
async function resumed({ world, api, cwd, env, args }, sessionId, extra = []) {
  const before = api.turns().length;
  const done = await world.run(claude(), ['-p', 'Go on', '--resume', sessionId, '--output-format', 'json', ...args, ...extra], { cwd, env, limit: 60_000 });
  assert.equal(done.code, 0, `${done.stdout}\n${done.stderr}`);
  assert.equal(JSON.parse(done.stdout).is_error, false, done.stdout);
  const turns = api.turns().slice(before);
  assert.equal(turns.length, 1, 'one request: nothing was compacted, nothing else was asked');
  return messagesOf(turns[0]);
}

const COPY = ['--fork-session', '--no-session-persistence'];

/** Forks with random cuts are resumed, and send what the source sends, cut. */
async function tryRandomCuts(ground, file, rounds, random) {
  const source = path.basename(file, '.jsonl');
  const bytes = readFileSync(file);
  const original = await resumed(ground, source, COPY);
  const possible = possibleCuts(file);
  for (let round = 0; round < rounds; round += 1) {
    const label = `SEGUE_SEED=${seed}, round ${round}`;
    const share = random();
    // Attachments are cut in every second round: without them the whole request can be told beforehand.
    const cuts = possible.filter((cut) => random() < share && (round % 2 === 1 || !cut.attachment));
    const made = await fork(ground.world, file, { cuts });
    assert.deepEqual([made.cutsMade, made.cutsNotFound, made.skipped], [cuts.length, [], 0], label);
    const sent = await resumed(ground, made.sessionId);
    assertPaired(sent);
    assertSame(sent, withCuts(original, cuts), cuts, label);
    for (const { result, text } of cuts) if (result ?? text) assertNotSent(sent, original, result ?? text, label);
  }
  assert.deepEqual(readFileSync(file), bytes, 'the source is as it was');
}

function assertSame(sent, expected, cuts, label) {
  if (!cuts.some((cut) => cut.attachment)) return assert.deepEqual(sent, expected, label);
  for (const type of ['tool_use', 'tool_result', 'thinking']) assert.deepEqual(blocksOf(sent, type), blocksOf(expected, type), label);
  return undefined;
}

/** A cut that the source sends stands in the fork's request as its placeholder. */
function assertNotSent(sent, original, id, label) {
  const result = blocksOf(original, 'tool_result').find((block) => block.tool_use_id === id);
  if (!result) return;
  const cut = blocksOf(sent, 'tool_result').find((block) => block.tool_use_id === id);
  assert.deepEqual(cut, { ...result, content: `[result ${id} was cut]` }, label);
}

test('any cuts of a session with thinking, pictures, parallel calls, a sub-agent and MCP', async (t) => {
  const ground = await begin(t);
  const talk = await rich(ground);
  await talk.end();
  const original = recordsOf(talk.file);
  assert.ok(original.some((record) => record.message?.content?.[0]?.type === 'thinking'));
  await tryRandomCuts(ground, talk.file, 6, generator(seed));
});

test('any cuts of a session that was compacted before', async (t) => {
  const ground = await begin(t);
  const talk = await rich(ground);
  await talk.say('/compact');
  ground.answers.main.push({ thinking: 'Once more.', tools: [read(ground.cwd, 'beta.rs')] }, { text: 'Read again.' });
  await talk.say('Read beta');
  await talk.end();
  assert.ok(recordsOf(talk.file).some((record) => record.subtype === 'compact_boundary'));
  await tryRandomCuts(ground, talk.file, 4, generator(seed + 1));
});

test('any cuts of a session that was interrupted, went on, and was killed at a call', async (t) => {
  const ground = await begin(t);
  const { answers, cwd } = ground;
  const talk = converse(ground.world, ground);
  answers.main.push({ text: 'First.', tools: [read(cwd, 'alpha.rs')] }, { text: 'Now this.', tools: [bash('touch begun; sleep 60')] });
  const stopped = talk.say('Read and wait');
  await waitFor(() => readFileSync(path.join(cwd, 'begun')), { what: 'the command to run' });
  talk.write({ type: 'control_request', request_id: 'stop', request: { subtype: 'interrupt' } });
  await stopped;
  answers.main.push({ tools: [read(cwd, 'beta.rs')] }, { text: 'Read.' });
  await talk.say('Read beta instead');
  answers.main.push({ tools: [bash('touch again; sleep 60')] });
  talk.tell('Wait');
  await waitFor(() => readFileSync(path.join(cwd, 'again')), { what: 'the command to run again' });
  await talk.running.stop();
  await tryRandomCuts(ground, talk.file, 3, generator(seed + 2));
});

test('a fork of a fork, both used', async (t) => {
  const ground = await begin(t);
  const talk = await rich(ground);
  await talk.end();
  const first = await fork(ground.world, talk.file, { cuts: possibleCuts(talk.file).filter((cut) => cut.result).slice(0, 2) });
  ground.answers.main.push({ tools: [read(ground.cwd, 'beta.rs')] }, { text: 'Read in the fork.' });
  const inFork = converse(ground.world, { ...ground, sessionId: first.sessionId, resume: true });
  await inFork.say('Read beta');
  await inFork.end();
  await tryRandomCuts(ground, first.file, 2, generator(seed + 3));
  const second = await fork(ground.world, first.file, { cuts: possibleCuts(first.file).filter((cut) => cut.result), contextTokens: 20 });
  const origins = new Set(recordsOf(second.file).filter((record) => record.uuid).map((record) => record.forkedFrom.sessionId));
  assert.deepEqual([...origins], [talk.sessionId, first.sessionId], 'each message names the session that paid for it');

  // Segue counts every answer once, for the session that asked, and shows the fork with the size it was given.
  const { totals, rows } = await ground.world.segueJson('usage', '--by', 'session');
  const unsaved = 1; // the request that was looked at without keeping the session
  assert.equal(totals.responses, ground.api.turns().length - unsaved);
  assert.ok(!rows.some((row) => row.key === second.sessionId), 'what was not used has cost nothing');
  const shown = (await ground.world.segueJson('sessions')).find((session) => session.id === second.sessionId);
  assert.deepEqual([shown.title, shown.project_path], ['A fork', ground.cwd]);
  assert.deepEqual([shown.context.used_tokens, shown.context.provenance.source], [20, 'estimate']);
});

test('a full session’s fork is not compacted when it is resumed, and the source would be', async (t) => {
  const ground = await begin(t, { env: { CLAUDE_CODE_AUTO_COMPACT_WINDOW: '100000' } });
  const talk = converse(ground.world, ground);
  ground.answers.main.push({ tools: [read(ground.cwd, 'alpha.rs')] }, { text: 'Read.', usage: { cacheRead: 90_000, output: 10 } });
  await talk.say('Read alpha');
  await talk.end();
  const cuts = possibleCuts(talk.file).filter((cut) => cut.result);
  const made = await fork(ground.world, talk.file, { cuts, contextTokens: 12_000 });
  await resumed(ground, made.sessionId);
  await assert.rejects(resumed(ground, talk.sessionId, COPY), /nothing was compacted/);
});

test('a fork that is older than its source is not what --continue takes; its name stands in the list', async (t) => {
  const ground = await begin(t);
  const { world, api, cwd, env } = ground;
  onboard(world, [cwd]);
  ground.answers.main.push({ text: 'The source answered.' });
  // The list shows sessions that ran in a terminal.
  const sessionId = randomUUID();
  const first = await interactive(world, { cwd, env, args: ['--session-id', sessionId] });
  await first.type('the only prompt');
  await waitFor(async () => (await first.screen()).includes('The source answered.'), { limit: 30_000, what: 'the answer' });
  const source = transcriptOf(world, cwd, sessionId);
  const reply = await waitFor(() => possibleCuts(source).find((cut) => cut.was?.[0] === 'The source answered.'), { what: 'the answer on disk' });
  await first.type('/exit');
  await waitFor(() => !isRunning(first.pid), { what: 'Claude Code to end' });

  const made = await fork(world, source, { cuts: [reply], title: 'Compacted session' });
  utimesSync(made.file, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  await world.run(claude(), ['-p', 'Which one?', '--continue'], { cwd, env, limit: 60_000 });
  assert.match(textOf(messagesOf(api.turns().at(-1))), /The source answered\./);

  const list = await interactive(world, { cwd, env, args: ['--resume'] });
  await waitFor(async () => (await list.screen()).includes('Compacted session'), { limit: 20_000, what: 'the fork in the list of sessions' });
});

test('a fork is resumed in a terminal, shows its placeholders and goes on', async (t) => {
  const ground = await begin(t);
  const { world, api, cwd, env, answers } = ground;
  onboard(world, [cwd]);
  const talk = await rich(ground);
  await talk.end();
  const cuts = possibleCuts(talk.file).filter((cut) => cut.result || cut.was?.[0] === 'Renamed.');
  const made = await fork(world, talk.file, { cuts });
  answers.main.push({ text: 'Here I am again.' });
  const terminal = await interactive(world, { cwd, env, args: ['--resume', made.sessionId] });
  await waitFor(async () => (await terminal.screen()).includes('was cut]'), { limit: 20_000, what: 'the conversation on the screen' });
  await terminal.type('are you there');
  await waitFor(async () => (await terminal.screen()).includes('Here I am again.'), { limit: 30_000, what: 'the answer' });
  const sent = messagesOf(api.turns().at(-1));
  assertPaired(sent);
  assert.equal(blocksOf(sent, 'tool_result').filter((block) => `${block.content}`.includes('was cut]')).length, cuts.length - 1);
  assert.doesNotMatch(textOf(sent), /Continue from where you left off|No response requested/);
});
