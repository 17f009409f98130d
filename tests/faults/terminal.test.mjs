// `segue restart --open` in real terminals: every argument arrives byte for byte, whatever is in the paths, the folder
// and the variables are right, and what cannot be opened is said with the command to type instead.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Transcript } from '../transcripts.mjs';
import { waitFor } from '../wait.mjs';
import { openWorld, program } from '../world.mjs';

const AWKWARD = 'it\'s "$HOME" `x` \\ ; & –é';

/** A world whose folders have awkward names, with a session, and a `claude` that writes down how it was started. */
function awkwardWorld(t) {
  const world = openWorld(t);
  const claudeDir = world.folder(`home/${AWKWARD} config`);
  world.env.CLAUDE_CONFIG_DIR = claudeDir;
  const cwd = world.project(AWKWARD);
  const out = path.join(world.root, 'started');
  world.write('bin/claude', `#!/bin/sh\nprintf '%s\\0' "$PWD" "$CLAUDE_CONFIG_DIR" "$CLAUDECODE" "$@" > '${out}.half' && mv '${out}.half' '${out}'\n`, 0o755);
  world.env.CLAUDECODE = '1';
  const transcript = new Transcript(world, { cwd, claudeDir });
  transcript.prompt('Fix the login flow');
  transcript.response({ text: 'It is fixed.', input: 12, output: 34 });
  const started = async () => {
    await waitFor(() => existsSync(out), { limit: 20_000, what: 'the program in the terminal' });
    const [folder, config, inside, ...args] = readFileSync(out, 'utf8').split('\0');
    return { folder, config, inside, args: args.slice(0, -1) };
  };
  return { world, cwd, claudeDir, session: transcript.sessionId, started };
}

async function opensIn({ world, cwd, claudeDir, session, started }, terminal) {
  const restart = await world.segueJson('restart', session, '--open', { limit: 60_000 });
  assert.equal(restart.opened, true);
  assert.equal(restart.terminal.terminal, terminal);
  const seen = await started();
  assert.deepEqual(seen.args, restart.command.arguments);
  assert.equal(seen.args[1], restart.session_id);
  assert.ok(seen.args.at(-1).includes(AWKWARD), 'the handoff lies in an awkwardly named folder');
  assert.deepEqual([seen.folder, seen.config, seen.inside], [cwd, claudeDir, '']);
  assert.deepEqual(readdirSync(path.join(world.segueHome, 'launch')), [], 'nothing is left of the start');
  const [handoff] = await world.segueJson('handoff', '--list');
  assert.deepEqual([handoff.session_id, handoff.used_by], [session, restart.session_id]);
  return restart;
}

test('xterm gets the words as they are', async (t) => {
  const awkward = awkwardWorld(t);
  const { world } = awkward;
  const screen = world.start('Xvfb', ['-displayfd', '1', '-screen', '0', '800x600x24', '-nolisten', 'tcp', '-noreset']);
  const number = await waitFor(() => screen.stdout().trim(), { what: `Xvfb to choose a display: ${screen.stderr()}` });
  world.env.DISPLAY = `:${number}`;
  world.env.TERMINAL = 'xterm';
  await opensIn(awkward, 'xterm');
});

test('without a display it is a tmux session', async (t) => {
  const awkward = awkwardWorld(t);
  const { world } = awkward;
  world.env.TMUX_TMPDIR = world.folder('tmux', 0o700);
  world.onClose(() => world.run('tmux', ['kill-server']));
  const restart = await opensIn(awkward, 'tmux');
  assert.match(restart.terminal.attach, /^tmux attach -t segue-[0-9a-f]{8}$/);
});

test('a terminal that does not open is told with the command to type instead', async (t) => {
  const { world, session } = awkwardWorld(t);
  world.env.DISPLAY = ':4711';
  world.env.TERMINAL = 'xterm';
  const done = await world.run(program('segue'), ['restart', session, '--open'], { limit: 60_000 });
  assert.equal(done.code, 1, done.stdout);
  assert.match(done.stderr, /the terminal cannot be opened: xterm ended with .*\n.*claude --session-id/s);
});
