// `segue compact` on a long session that the real Claude Code recorded: what `claude --resume` then sends is smaller by what
// was said, is the size that was said, and is whole. The savings of each level are measured and printed.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, readdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { apiKeyEnv, claudeWorld, interactive, onboard } from '../claude-code.mjs';
import { assertPaired, blocksOf, converse, messagesOf, recordsOf, textOf } from '../conversation.mjs';
import { foldLog } from '../database.mjs';
import { requestTokens } from '../fakes/messages-api.mjs';
import { generator } from '../forks.mjs';
import { count, haveLongSession } from '../long-session.mjs';
import { waitFor } from '../wait.mjs';
import { claude, isRunning, program } from '../world.mjs';

const seed = Number(process.env.SEGUE_SEED ?? Date.now() % 1_000_000);
/** At least so many tokens, on a session of about 150,000. */
const LEVELS = { soft: 10_000, strategic: 30_000, emergency: 60_000 };

/** The session, had once; every part of the test compacts it anew, and leaves it as it is. */
async function begin(t) {
  const answers = [];
  const { world, api, cwd } = await claudeWorld(t, { script: [() => answers.shift() ?? { text: 'Going on.' }], count });
  onboard(world, [cwd]);
  const env = apiKeyEnv(api.url);
  const talk = converse(world, { cwd, env, args: ['--allowed-tools', 'Bash Read Edit'] });
  await haveLongSession({ cwd, answers, say: talk.say });
  await talk.end();
  const tokens = requestTokens(api.turns().at(-1).body, count);
  assert.ok(tokens >= 100_000, `${tokens} tokens`);
  return { world, api, cwd, env, source: talk.sessionId, file: talk.file, folder: path.dirname(talk.file) };
}

const run = (ground, args, options = {}) =>
  ground.world.run(program('segue'), args, { env: ground.env, limit: 60_000, ...options });

/** `segue compact`, which must succeed. */
async function compact(ground, level, session = ground.source) {
  const done = await run(ground, ['compact', session, '--level', level, '--yes', '--json']);
  assert.equal(done.code, 0, `${done.stdout}\n${done.stderr}`);
  return JSON.parse(done.stdout);
}

/** Leaves the session as it was. */
const UNSAVED = ['--fork-session', '--no-session-persistence'];

/** What the API got when the session (or the latest) was gone on with: { bytes, tokens, messages }. */
async function resumed({ world, api, cwd, env }, sessionId, extra = []) {
  const before = api.turns().length;
  const which = sessionId ? ['--resume', sessionId] : ['--continue'];
  const done = await world.run(claude(), ['-p', 'Go on', ...which, '--output-format', 'json', ...extra], { cwd, env, limit: 60_000 });
  assert.equal(done.code, 0, `${done.stdout}\n${done.stderr}`);
  const turns = api.turns().slice(before);
  assert.equal(turns.length, 1, 'one request: nothing was compacted by Claude Code');
  const messages = messagesOf(turns[0]);
  assertPaired(messages);
  return { bytes: JSON.stringify(turns[0].body).length, tokens: requestTokens(turns[0].body, count), messages };
}

/** Everything that Claude Code could take for a session. */
const transcripts = ({ folder }) => readdirSync(folder).filter((name) => statSync(path.join(folder, name)).isFile()).sort();

/** Only transcripts stand in the project's folder, and those that are not `known` are whole forks. */
function assertWhole(ground, known) {
  for (const name of transcripts(ground)) {
    assert.match(name, /^[0-9a-f-]{36}\.jsonl$/);
    if (known.includes(name)) continue;
    const file = path.join(ground.folder, name);
    assert.ok(readFileSync(file, 'utf8').endsWith('\n'), `${name} ends in the middle of a line`);
    assert.equal(recordsOf(file).at(-1).type, 'custom-title', `${name} has its last line`);
  }
}

test('a session of more than 100,000 tokens', async (t) => {
  const ground = await begin(t);
  const bytes = readFileSync(ground.file);
  const before = await resumed(ground, ground.source, UNSAVED);
  const untouched = () => assert.deepEqual(readFileSync(ground.file), bytes, 'the original is as it was');

  await t.test('a full disk is said, and nothing is left', async () => {
    const names = transcripts(ground);
    await ground.world.segue('index');
    await foldLog(ground.world); // else it is the log that meets the limit
    // No file may grow beyond this, which is less than the fork; a write that would is refused as on a full disk.
    const limited = ['-c', `trap '' XFSZ; ulimit -f 500; exec "$@"`, 'sh', program('segue'), 'compact', ground.source, '--level', 'soft', '--yes'];
    const done = await ground.world.run('bash', limited, { env: ground.env, limit: 60_000 });
    assert.notEqual(done.code, 0, done.stdout);
    assert.match(done.stderr, /the fork cannot be written[^]*disk is not full/);
    assert.deepEqual(transcripts(ground), names, 'nothing where Claude Code looks');
    assert.deepEqual(readdirSync(path.join(ground.world.segueHome, 'forks')), [], 'nothing half');
    untouched();
  });

  await t.test('--continue goes on with the original, not with a fork that nobody has used', async () => {
    const fork = await compact(ground, 'soft');
    assert.ok(statSync(fork.transcript).mtimeMs < statSync(ground.file).mtimeMs, 'the fork is older');
    assert.equal(statSync(fork.transcript).mode & 0o777, 0o600);
    const { messages } = await resumed(ground, undefined, UNSAVED);
    assert.deepEqual(blocksOf(messages, 'tool_result'), blocksOf(before.messages, 'tool_result'));
  });

  const made = {};
  let least = 0;
  for (const [level, atLeast] of Object.entries(LEVELS)) {
    await t.test(`${level}: the fork is resumed, smaller by what was said`, async (t) => {
      made[level] = await compact(ground, level);
      const { session_id: id, after_tokens: said, verified_tokens: verified, saved_tokens: saved } = made[level];
      const after = await resumed(ground, id);
      const really = before.tokens - after.tokens;
      t.diagnostic(`${level}: ${before.tokens} → ${after.tokens} tokens, ${before.bytes} → ${after.bytes} bytes; ${really} saved, ${saved} said; ${said} estimated, ${verified} by Claude Code`);
      assert.ok(really > least && really >= atLeast, `${really} tokens were saved`);
      assert.ok(after.bytes < before.bytes - 2 * atLeast, 'bytes of the request');
      assert.ok(Math.abs(said - after.tokens) / after.tokens < 0.05, `${said} tokens were estimated, ${after.tokens} were sent`);
      assert.ok(verified > 0, 'Claude Code counted the fork before it was offered');
      assert.deepEqual(blocksOf(after.messages, 'tool_use').map((block) => block.id), blocksOf(before.messages, 'tool_use').map((block) => block.id));
      assert.match(textOf(after.messages), /212 tests pass[^]*Mended\. Next would be part_11\./, 'the last exchanges stay');
      assert.match(textOf(after.messages), /use integers for all amounts/, 'a decision stays');
      least = really;
      untouched();
    });
  }

  await t.test('the fork goes on in a terminal; while it is open it is not compacted; afterwards a fork of the fork is', async () => {
    const { session_id: id, resume } = made.strategic;
    assert.deepEqual([resume.cwd, resume.arguments], [ground.cwd, ['--resume', id]]);
    const terminal = await interactive(ground.world, { cwd: resume.cwd, env: ground.env, args: resume.arguments });
    await terminal.type('are you there');
    await waitFor(async () => (await terminal.screen()).includes('Going on.'), { limit: 30_000, what: 'the answer' });
    assertPaired(messagesOf(ground.api.turns().at(-1)));

    const names = transcripts(ground);
    // Until Claude Code has written its last record of the turn, the refusal is that the transcript grows.
    await waitFor(async () => {
      const refused = await run(ground, ['compact', id, '--level', 'soft', '--yes']);
      assert.notEqual(refused.code, 0);
      return refused.stderr.includes(`is open in process ${terminal.pid}`);
    }, { what: 'the refusal of an open session' });
    assert.deepEqual(transcripts(ground), names, 'nothing was written');

    await terminal.type('/exit');
    await waitFor(() => !isRunning(terminal.pid), { what: 'Claude Code to end' });
    const again = await compact(ground, 'emergency', id);
    assert.equal(again.from_session, id);
    const after = await resumed(ground, again.session_id);
    assert.ok(Math.abs(again.after_tokens - after.tokens) / after.tokens < 0.05, `${again.after_tokens} tokens were estimated, ${after.tokens} were sent`);
  });

  await t.test('killed at any moment, it leaves no half file where Claude Code looks', async (t) => {
    const random = generator(seed);
    const known = transcripts(ground);
    const whole = (await run(ground, ['compact', ground.source, '--level', 'strategic', '--yes'])).ms;
    let killed = 0;
    for (let round = 0; round < 6; round += 1) {
      const started = ground.world.start(program('segue'), ['compact', ground.source, '--level', 'strategic', '--yes'], { env: ground.env });
      // Time itself is the point: any moment of it will do.
      await Promise.race([started.exit, new Promise((resolve) => setTimeout(resolve, random() * whole))]);
      try {
        process.kill(-started.child.pid, 'SIGKILL');
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
      killed += (await started.exit).signal === 'SIGKILL' ? 1 : 0;
      assertWhole(ground, known);
    }
    t.diagnostic(`SEGUE_SEED=${seed}: ${killed} of 6 runs were killed, each of about ${Math.round(whole)} ms`);
    assert.ok(killed > 0);
    await compact(ground, 'strategic');
    assertWhole(ground, known);
    assert.deepEqual(readdirSync(path.join(ground.world.segueHome, 'forks')), [], 'what was killed is cleared away');
    untouched();
  });

  await t.test('what cannot be done is said, and nothing is written', async () => {
    const names = transcripts(ground);
    const refused = async (what, { session = ground.source, before = [] }) => {
      const [command, ...args] = [...before, program('segue'), 'compact', session, '--level', 'soft', '--yes'];
      const done = await ground.world.run(command, args, { env: ground.env, limit: 60_000 });
      assert.notEqual(done.code, 0, done.stdout);
      assert.match(done.stderr, what);
      assert.deepEqual(transcripts(ground), names, 'nothing was written');
      return done.code;
    };
    assert.equal(await refused(/no session 0+/, { session: '00000000-0000-4000-8000-000000000000' }), 3);

    chmodSync(ground.folder, 0o555);
    try {
      // Root may write everywhere; without its capabilities it may not.
      const before = process.getuid() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : [];
      await refused(/cannot be put to[^]*folder can be written/, { before });
    } finally {
      chmodSync(ground.folder, 0o755);
    }

    renameSync(ground.cwd, `${ground.cwd}-gone`);
    try {
      await refused(/project folder .* is gone/, {});
    } finally {
      renameSync(`${ground.cwd}-gone`, ground.cwd);
    }
    untouched();
  });
});
