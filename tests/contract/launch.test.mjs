// Planned sessions are begun for real: Segue opens each terminal (on a screen of its own), or a supervisor without one, in
// which the real Claude Code begins; what its request holds is compared byte for byte with what was planned.
// A terminal that is not on this machine makes a test fail: `npm run setup:test` installs them all.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { apiKeyEnv, claudeWorld, onboard } from '../claude-code.mjs';
import { waitFor } from '../wait.mjs';
import { claude, isRunning, program } from '../world.mjs';

/** What shells, terminals and JSON trip over. Claude Code takes invisible characters out of a prompt in a terminal, so none is here. */
const AWKWARD = '--help "double" \'single\' $HOME ${x} $(date) `date` \\ \\n %s !! ~ * ? [a] {b,c} <d> | & ; # @nothing\ttab é ß 漢字 العربية 🙂 👩‍💻 ❤️ \u00a0|\n- next\n  \n';
/** What it leaves alone where no terminal is. */
const INVISIBLE = 'cr\r\nlone\rzero\u200bwidth\u200c\ufeff\u202e\u001b[31m\u0007\u2028|\n';

const repeated = (text, bytes) => text.repeat(Math.ceil(bytes / Buffer.byteLength(text)));
/** Leading dashes, trailing newlines. */
const LONG = `${repeated(AWKWARD, 200_000)}\n\n`;

/** A world with Claude Code, an API that plays `script`, and a project that it trusts. */
async function launchWorld(t, script) {
  const made = await claudeWorld(t, { script });
  const { world, api, cwd } = made;
  world.sessions = [];
  onboard(world, [cwd]);
  Object.assign(world.env, apiKeyEnv(api.url), { TERM: 'xterm-256color' });
  world.onClose(() => endSessions(world)); // they belong to terminals, or to nobody: no group of the world's ends them
  return made;
}

/** A screen of its own. Ending it ends the terminals on it, and what runs in them. */
async function onScreen(world) {
  const screen = world.start('Xvfb', ['-displayfd', '1', '-screen', '0', '800x600x24', '-nolisten', 'tcp', '-noreset']);
  const number = await waitFor(() => screen.stdout().trim(), { what: `Xvfb to choose a display: ${screen.stderr()}` });
  Object.assign(world.env, { DISPLAY: `:${number}`, LIBGL_ALWAYS_SOFTWARE: '1' });
}

/** A tmux server of its own. Returns a function that runs tmux there. */
function onTmux(world) {
  world.env.TMUX_TMPDIR = world.folder('tmux', 0o700);
  world.onClose(() => world.run('tmux', ['kill-server']));
  return async (...args) => (await world.run('tmux', args)).stdout;
}

/** Ends what Segue has begun here and nobody else has ended, and waits until it is gone. */
async function endSessions(world) {
  const left = () => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isRunning(pid) && world.sessions.some((session) => commandOf(pid).includes(session)));
  const ended = () => left().length === 0;
  await waitFor(ended, { limit: 3_000 }).catch(() => left().forEach((pid) => process.kill(Number(pid), 'SIGKILL')));
  await waitFor(ended, { limit: 20_000, what: 'the sessions to end' });
}

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // gone meanwhile
  }
}

/** Plans a session and starts it at once. Returns its schedule and its start. */
async function startNow(world, { cwd, prompt, options = [] }) {
  const file = world.write('prompt.md', prompt);
  const schedule = await world.segueJson('schedule', 'add', '--at', 'manual', '--project', cwd, '--prompt-file', file, ...options);
  const start = await world.segueJson('schedule', 'run-now', String(schedule.id), { limit: 60_000 });
  world.sessions.push(start.session_id);
  return { schedule, start };
}

/** The start as it is now. */
async function startOf(world, { schedule, start }) {
  const { starts } = await world.segueJson('schedule', 'show', String(schedule.id));
  return starts.find(({ id }) => id === start.id);
}

/** Waits until the start is in one of `states`. */
async function comesTo(world, planned, states, limit = 30_000) {
  let last;
  return waitFor(async () => {
    last = await startOf(world, planned);
    return states.includes(last.state) && last;
  }, { limit, every: 300, what: `the start to be ${states.join(' or ')}` }).catch((error) => {
    throw new Error(`${error.message}; it is ${last?.state}: ${last?.why}`);
  });
}

/** What the first request says, block by block. */
async function firstWords(api) {
  const turn = await waitFor(() => api.turns()[0], { limit: 30_000, what: 'the first request' });
  return turn.body.messages.flatMap(({ content }) => (typeof content === 'string' ? [content] : content.map((block) => block.text)));
}

/** Waits for the first request, and compares. */
async function says(api, prompt) {
  const blocks = await firstWords(api);
  const like = blocks.find((block) => block?.startsWith(prompt.slice(0, 20)));
  assert.equal(like?.length, prompt.length, 'as long');
  assert.ok(like === prompt, 'the very same bytes');
}

// Most of each is waiting for programs to come up: two at a time.
describe('planned sessions', { concurrency: 2 }, () => {
  for (const terminal of ['xterm', 'xfce4-terminal', 'alacritty', 'kitty']) {
    test(`${terminal}: 200 KB of awkward characters arrive byte for byte`, async (t) => {
      const { world, api, cwd } = await launchWorld(t);
      await onScreen(world);
      await world.segue('config', 'set', 'launch.terminal', terminal);
      const planned = await startNow(world, { cwd, prompt: LONG });
      await says(api, LONG);
      const begun = await comesTo(world, planned, ['begun', 'confirmed']);
      assert.equal(begun.session_id, planned.start.session_id);
      assert.equal(api.turns().length, 1);
    });
  }

  test('tmux: a short prompt, the options, and the end of the session are as planned', async (t) => {
    const { world, api, cwd } = await launchWorld(t);
    const tmux = onTmux(world);
    const mcp = world.write('none.json', '{"mcpServers":{}}');
    const options = ['--title', 'The night watch', '--model', 'claude-sonnet-4-5', '--permission-mode', 'plan', '--mcp', mcp];
    const planned = await startNow(world, { cwd, prompt: AWKWARD, options });
    await says(api, AWKWARD);
    assert.match(api.turns()[0].body.model, /sonnet/);
    const session = planned.start.session_id;
    const name = `segue-${session.slice(0, 8)}`;
    const screen = () => tmux('capture-pane', '-p', '-t', name);
    await waitFor(async () => /Done\./.test(await screen()), { limit: 20_000, what: 'the answer on the screen' });
    assert.match(await screen(), /The night watch/);

    const gate = await world.run(program('segue'), ['begin', String(planned.start.id), '--session', session]);
    assert.deepEqual([gate.code, gate.stdout], [0, 'This session was started already, in another terminal.\n']);
    await tmux('send-keys', '-t', name, '-l', '/exit');
    await waitFor(async () => /❯\s*\/exit/.test(await screen()), { what: 'the command on the screen' });
    await tmux('send-keys', '-t', name, 'Enter');
    const ended = await comesTo(world, planned, ['ended']);
    assert.deepEqual([ended.exit_code, ended.why], [0, null]);
    assert.deepEqual(readdirSync(path.join(world.segueHome, 'launch')), [], 'nothing is left of the start');
    assert.equal(api.turns().length, 1);
  });

  test('two gates at once make one session', async (t) => {
    const { world, api, cwd } = await launchWorld(t);
    world.env.DISPLAY = ':none';
    world.write('bin/twice', '#!/bin/sh\nshift\n"$@" & "$@" & "$@" & wait\n', 0o755);
    await world.segue('config', 'set', 'launch.terminal', 'twice');
    const planned = await startNow(world, { cwd, prompt: 'Hello' });
    await comesTo(world, planned, ['ended']);
    assert.equal(api.turns().length, 1);
  });

  test('without a terminal: 1 MB of any characters, its output, its tokens', async (t) => {
    const { world, api, cwd } = await launchWorld(t, [{ text: 'It is done.', usage: { input: 50, output: 20 } }]);
    const prompt = repeated(AWKWARD + INVISIBLE, 1_000_000);
    const planned = await startNow(world, { cwd, prompt, options: ['--headless'] });
    const ended = await comesTo(world, planned, ['ended']);
    await says(api, prompt);
    assert.deepEqual([ended.exit_code, ended.why, ended.spent_tokens], [0, null, 70]);
    const said = await world.segue('schedule', 'output', String(planned.start.id));
    assert.match(said, /It is done\./);
    const record = path.join(world.segueHome, 'runs', `${planned.start.session_id}.jsonl`);
    assert.equal(statSync(record).mode & 0o777, 0o600);
  });

  test('a budget that is used up stops the session, and says so', async (t) => {
    const step = { tools: [{ name: 'Bash', input: { command: 'echo on' } }], usage: { input: 4_000, output: 1_000 }, delayMs: 400 };
    const { world, api, cwd } = await launchWorld(t, [step]); // it would go on for ever
    const options = ['--headless', '--permission-mode', 'bypassPermissions', '--budget', '10k'];
    const planned = await startNow(world, { cwd, prompt: 'Go on and on', options });
    const ended = await comesTo(world, planned, ['ended']);
    assert.match(ended.why, /^The budget of 10k tokens is used up \(\d+k\): stopped\.$/);
    assert.ok(ended.spent_tokens >= 10_000, String(ended.spent_tokens));
    assert.ok(api.turns().length < 20, String(api.turns().length));
  });

  test('a session is stopped from outside within seconds', async (t) => {
    const { world, api, cwd } = await launchWorld(t, [{ text: 'never said', delayMs: 120_000 }]);
    const planned = await startNow(world, { cwd, prompt: 'Take your time', options: ['--headless'] });
    await firstWords(api);
    const asked = performance.now();
    await world.segue('schedule', 'stop', String(planned.start.id));
    const ended = await comesTo(world, planned, ['ended']);
    assert.equal(ended.why, 'You stopped it.');
    assert.ok(performance.now() - asked < 15_000, 'in seconds');
  });

  test('when its supervisor is killed, nothing runs on unwatched', async (t) => {
    const { world, api, cwd } = await launchWorld(t, [{ text: 'never said', delayMs: 120_000 }]);
    const planned = await startNow(world, { cwd, prompt: 'Take your time', options: ['--headless'] });
    await firstWords(api);
    const session = planned.start.session_id;
    const running = () => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isRunning(pid) && commandOf(pid).includes(session));
    const supervisor = running().find((pid) => commandOf(pid).includes('\0begin\0'));
    process.kill(Number(supervisor), 'SIGKILL');
    await waitFor(() => running().length === 0, { limit: 20_000, what: 'Claude Code to end with it' });
  });

  test('an error of the API is told in words', async (t) => {
    const { world, cwd } = await launchWorld(t, [{ status: 400, error: { type: 'invalid_request_error', message: 'the model is asleep' } }]);
    const planned = await startNow(world, { cwd, prompt: 'Hello', options: ['--headless'] });
    const ended = await comesTo(world, planned, ['ended']);
    assert.match(ended.why, /^It failed: API Error: 400 .*the model is asleep/);
    assert.equal(ended.exit_code, 1);
  });

  test('what stands in the way is said when it is planned, asked about at launch, and the schedule stays', async (t) => {
    const { world, api, cwd } = await launchWorld(t);
    onTmux(world);
    const add = () => world.segueJson('schedule', 'add', '--at', 'manual', '--project', cwd, '--prompt', 'Hello');
    const refused = async (schedule, words) => {
      const start = await world.segueJson('schedule', 'run-now', String(schedule.id), { limit: 60_000 });
      const asking = await comesTo(world, { schedule, start }, ['asking', 'failed', 'dropped']);
      assert.equal(asking.state, 'asking');
      assert.match(asking.why, words);
      const { schedules } = await world.segueJson('schedule', 'list');
      assert.ok(schedules.some(({ id }) => id === schedule.id), 'the schedule stays');
    };
    assert.deepEqual((await add()).problems, []);

    rmSync(path.join(world.bin, 'claude'));
    const without = await add();
    assert.match(without.problems.join(' '), /the claude command was not found/i);
    await refused(without, /the claude command was not found/i);

    world.onPath('claude', claude());
    delete world.env.ANTHROPIC_API_KEY;
    world.setNow(new Date(Date.now() + 3_600_000).toISOString()); // what was known of the login is an hour old
    const loggedOut = await add();
    assert.match(loggedOut.problems.join(' '), /logged out/);
    await refused(loggedOut, /logged out/);

    world.env.ANTHROPIC_API_KEY = apiKeyEnv(api.url).ANTHROPIC_API_KEY;
    const gone = await add();
    rmSync(cwd, { recursive: true });
    await refused(gone, /folder .*is gone/);
    assert.equal(api.turns().length, 0);
  });
});
