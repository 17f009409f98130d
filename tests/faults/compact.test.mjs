// A compaction that is killed, that finds the disk full, or whose folders cannot be used leaves the session as it was and
// nothing half where Claude Code looks; the next one goes through. Claude Code is a script that answers as it would.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Transcript } from '../transcripts.mjs';
import { waitFor } from '../wait.mjs';
import { openWorld, program } from '../world.mjs';
import { generator } from './random.mjs';

const ROUNDS = 6;
const ANSWER = '{"type":"control_response","response":{"subtype":"success","request_id":"segue","response":{"totalTokens":90000,"maxTokens":200000}}}';

/** A world with a session of some megabytes, and a `claude` that says that it has read what it was asked about. */
function fullWorld(t) {
  const world = openWorld(t);
  const cwd = world.project('api-server');
  world.write('bin/claude', `#!/bin/sh\nread -r question\nprintf '%s\\n' '${ANSWER}'\ncat >/dev/null\n`, 0o755);
  const transcript = new Transcript(world, { cwd });
  const at = (minute) => new Date(Date.UTC(2026, 10, 20, 8, minute));
  for (let turn = 0; turn < 24; turn += 1) {
    transcript.prompt(`Look at file ${turn % 6} once more`, at(turn));
    const call = transcript.response({ at: at(turn), text: '', tools: [{ name: 'Read', input: { file_path: `${cwd}/file${turn % 6}.rs` } }], input: 4, output: 60, cacheRead: 20_000 + turn * 5_000 });
    const text = Array.from({ length: 400 }, (_, line) => `${line}\tlet value_${turn}_${line} = compute(${line * turn});`).join('\n');
    // What the tool showed the person stands in the record a second time, and is much longer here: the file is large.
    transcript.toolResult(call.toolIds[0], text, at(turn), { type: 'text', file: { filePath: `file${turn}.rs`, content: text.repeat(6) } });
    transcript.response({ at: at(turn), text: 'I see.', input: 4, output: 10, cacheRead: 24_000 + turn * 5_000 });
  }
  const folder = path.dirname(transcript.file);
  return { world, folder, session: transcript.sessionId, original: readFileSync(transcript.file), file: transcript.file };
}

function assertWhole({ folder, file, original }, context) {
  assert.ok(readFileSync(file).equals(original), `${context}: the original is untouched`);
  for (const name of readdirSync(folder)) {
    assert.match(name, /^[0-9a-f-]{36}\.jsonl$/, `${context}: nothing half is beside the transcripts`);
    const text = readFileSync(path.join(folder, name), 'utf8');
    assert.ok(text.endsWith('\n'), `${context}: ${name} is whole`);
    for (const line of text.trimEnd().split('\n')) JSON.parse(line);
  }
}

const staged = (world) => {
  try {
    return readdirSync(path.join(world.segueHome, 'forks'));
  } catch {
    return [];
  }
};

test('kill -9 at random points leaves whole transcripts only, and the next command clears up', async (t) => {
  const full = fullWorld(t);
  const { world, session, folder } = full;
  await world.segue('index');
  const begun = performance.now();
  await world.segue('compact', session, '--yes', { limit: 60_000 });
  const whole = performance.now() - begun;
  const seed = Number(process.env.SEGUE_SEED ?? Date.now() % 1_000_000);
  const random = generator(seed);
  let interrupted = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = world.start(program('segue'), ['compact', session, '--yes']);
    // The moment itself is what is tested: no fact could be waited for. Claude Code's stand-in goes on, as it would.
    const timer = setTimeout(() => started.child.kill('SIGKILL'), random() * whole);
    const { signal } = await started.exit;
    clearTimeout(timer);
    interrupted += signal === 'SIGKILL' ? 1 : 0;
    assertWhole(full, `seed ${seed}, round ${round}`);
  }
  assert.ok(interrupted >= ROUNDS / 3, `only ${interrupted} of ${ROUNDS} were killed in time`);
  await world.segue('sessions');
  assert.deepEqual(staged(world), []);
  const before = readdirSync(folder).length;
  await world.segue('compact', session, '--yes', { limit: 60_000 });
  assertWhole(full, 'afterwards');
  assert.equal(readdirSync(folder).length, before + 1);
});

test('a full disk is said plainly, and leaves nothing', async (t) => {
  const full = fullWorld(t);
  const { world, session } = full;
  await world.segue('index');
  // Files may grow to two megabytes and no further, as on a disk that is full then; the fork would be larger.
  const command = `trap '' XFSZ; ulimit -f 2048; exec '${program('segue')}' compact ${session} --level soft --yes`;
  const done = await world.run('/bin/bash', ['-c', command], { limit: 60_000 });
  assert.equal(done.code, 1, done.stdout);
  assert.match(done.stderr, /the fork cannot be written to .*\nhint: .*disk is not full.*untouched/s);
  assertWhole(full, 'full disk');
  assert.deepEqual(staged(world), []);
});

test('a folder of Segue\'s that cannot be used is said plainly', async (t) => {
  const full = fullWorld(t);
  const { world, session } = full;
  await world.segue('index');
  writeFileSync(path.join(world.segueHome, 'forks'), 'in the way');
  const done = await world.run(program('segue'), ['compact', session, '--yes'], { limit: 60_000 });
  assert.equal(done.code, 1, done.stdout);
  assert.match(done.stderr, /the fork cannot be written to/);
  assertWhole(full, 'no folder');
  rmSync(path.join(world.segueHome, 'forks'));
  await world.segue('compact', session, '--yes', { limit: 60_000 });
});

test('in a terminal it asks, and a plain Enter writes nothing', async (t) => {
  const full = fullWorld(t);
  const { world, session, folder } = full;
  const socket = path.join(world.folder('tmux', 0o700), 'server');
  const tmux = (...args) => world.run('tmux', ['-S', socket, '-f', '/dev/null', ...args], { env: { TERM: 'xterm-256color' } });
  world.onClose(() => tmux('kill-server'));
  const ask = async (answer) => {
    const command = `'${program('segue')}' compact ${session} --level soft; echo ended with $?; exec cat`;
    await tmux('new-session', '-d', '-x', '120', '-y', '60', '-s', answer || 'enter', '/bin/sh', '-c', command);
    const screen = async () => (await tmux('capture-pane', '-p', '-t', answer || 'enter')).stdout;
    await waitFor(async () => (await screen()).includes('Write the fork? [y/N]'), { limit: 30_000, what: 'the question' });
    assert.match(await screen(), /What goes\n.*older copies of files read again/s);
    await tmux('send-keys', '-t', answer || 'enter', ...(answer ? [answer] : []), 'Enter');
    await waitFor(async () => (await screen()).includes('ended with 0'), { limit: 30_000, what: 'the end' });
    return screen();
  };
  assert.match(await ask(''), /Nothing was written\./);
  assert.deepEqual(readdirSync(folder), [path.basename(full.file)]);
  assert.match(await ask('y'), /Compacted: .* saved/);
  assert.equal(readdirSync(folder).length, 2);
});
