// The closed test world: a home, a Claude config folder, XDG folders and an environment that hold nothing of the machine
// the tests run on. Owns everything it makes: folders, programs it started (each in a process group of its own) and
// whatever was handed to `onClose`; closing ends all of it, in reverse order, and says when something would not end.
// Never does: read $HOME, $CLAUDE_CONFIG_DIR or any other variable of the person, or reach beyond loopback.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { claudeProgram } from '../scripts/claude.mjs';
import { waitFor } from './wait.mjs';

export const REPO = path.join(import.meta.dirname, '..');

/** The tools' folders; a closed world has no ~/.local/bin and no version manager's shims. */
const SYSTEM_PATH = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** Where cargo puts what the tests drive. `SEGUE_PROFILE=release` tests the release build. */
export function program(name) {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(REPO, 'target');
  return path.join(path.resolve(REPO, target), process.env.SEGUE_PROFILE ?? 'debug', name);
}

/** The Claude Code program under test: the pinned one, or what `claude-newest` says. */
export function claude() {
  const found = process.env.SEGUE_TEST_CLAUDE ?? claudeProgram();
  if (!found) throw new Error('Claude Code is not installed for the tests; run `npm run setup:test`');
  return found;
}

/** Makes a world that closes itself when the test `t` (a node:test context) is over. `env` is added to its environment. */
export function openWorld(t, env = {}) {
  const world = new World(env);
  t.after(() => world.close());
  return world;
}

export class World {
  constructor(env = {}) {
    this.root = mkdtempSync(path.join(tmpdir(), 'segue-world-'));
    this.home = this.folder('home');
    this.claudeDir = this.folder('home/.claude');
    this.bin = this.folder('bin');
    this.segueHome = path.join(this.root, 'segue');
    this.env = { ...this.#closedEnvironment(), ...env };
    this.closers = [];
  }

  #closedEnvironment() {
    return {
      PATH: [this.bin, ...SYSTEM_PATH].join(path.delimiter),
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      HOME: this.home,
      TMPDIR: this.folder('tmp'),
      SEGUE_HOME: this.segueHome,
      SEGUE_TIMER: 'none', // at and cron are the machine's, whatever HOME is
      XDG_CONFIG_HOME: this.folder('home/.config'),
      XDG_DATA_HOME: this.folder('home/.local/share'),
      XDG_STATE_HOME: this.folder('home/.local/state'),
      XDG_CACHE_HOME: this.folder('home/.cache'),
      XDG_RUNTIME_DIR: this.folder('run', 0o700),
    };
  }

  /** Makes (if need be) and names a folder inside the world. */
  folder(relative, mode = 0o755) {
    const made = path.join(this.root, relative);
    mkdirSync(made, { recursive: true, mode });
    return made;
  }

  /** A project folder in the world's home, as `cwd` of sessions. */
  project(name) {
    return this.folder(path.join('home', 'work', name));
  }

  /** Writes a file inside the world and returns its path. */
  write(relative, text, mode = 0o644) {
    const file = path.join(this.root, relative);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { mode });
    return file;
  }

  /** Puts a program on the world's PATH under `name`. */
  onPath(name, target) {
    symlinkSync(target, path.join(this.bin, name));
  }

  /** Sets the clock Segue sees (RFC 3339); the real time stands when it is never called. */
  setNow(instant) {
    this.env.SEGUE_NOW = instant;
  }

  /** Registers something to end when the world closes. */
  onClose(closer) {
    this.closers.push(closer);
  }

  /**
   * Starts a program in a process group of its own. Returns { child, stdout(), stderr(), exit, stop() };
   * `exit` resolves to { code, signal } and rejects only when the program could not be started.
   */
  start(command, args = [], { cwd = this.home, env = {}, input } = {}) {
    const child = spawn(command, args, {
      cwd, env: { ...this.env, ...env }, detached: true, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    const started = watch(child, command);
    if (input !== undefined && input !== KEEP_OPEN) child.stdin.end(input);
    this.onClose(() => started.stop());
    return started;
  }

  /** Runs a program to its end: { code, signal, stdout, stderr, ms }. Kills it and throws after `limit` ms. */
  async run(command, args = [], { limit = 30_000, ...options } = {}) {
    const begun = performance.now();
    const started = this.start(command, args, { input: '', ...options });
    const exit = await withLimit(started.exit, limit);
    if (!exit) {
      await started.stop();
      throw new Error(`${command} ${args.join(' ')} was still running after ${limit} ms\n${started.stdout()}\n${started.stderr()}`);
    }
    return { ...exit, stdout: started.stdout(), stderr: started.stderr(), ms: performance.now() - begun };
  }

  /** Runs `segue` and returns what it printed; throws with both streams when it fails. */
  async segue(...args) {
    const options = typeof args.at(-1) === 'object' ? args.pop() : {};
    const done = await this.run(program('segue'), args, options);
    if (done.code !== 0) throw new Error(`segue ${args.join(' ')} ended with ${done.code ?? done.signal}\n${done.stdout}\n${done.stderr}`);
    return done.stdout;
  }

  /** `segue … --json`, parsed. */
  async segueJson(...args) {
    const options = typeof args.at(-1) === 'object' ? [args.pop()] : [];
    return JSON.parse(await this.segue(...args, '--json', ...options));
  }

  async close() {
    const failures = [];
    for (const closer of this.closers.reverse()) {
      try {
        await closer();
      } catch (error) {
        failures.push(error);
      }
    }
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
    if (failures.length > 0) throw new AggregateError(failures, 'the test world did not close cleanly');
  }
}

/**
 * Whether a process still runs. A zombie does not: where nothing reaps orphans (some containers), an ended process
 * keeps its pid for good.
 */
export function isRunning(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch {
    return false;
  }
}

/** As `input`: leave the program's stdin open. */
export const KEEP_OPEN = Symbol('keep stdin open');

function watch(child, command) {
  const chunks = { stdout: [], stderr: [] };
  for (const stream of ['stdout', 'stderr']) child[stream].on('data', (chunk) => chunks[stream].push(chunk));
  child.stdin?.on('error', () => {}); // a program may end before it has read its input
  let gone = false;
  const exit = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  }).then((outcome) => {
    gone = true;
    if (outcome.error) throw new Error(`${command} could not be started: ${outcome.error.message}`);
    return outcome;
  });
  exit.catch(() => {}); // whoever awaits it sees the error
  const read = (stream) => () => Buffer.concat(chunks[stream]).toString();
  const stop = () => stopGroup(child, exit, () => gone);
  return { child, exit, stdout: read('stdout'), stderr: read('stderr'), stop };
}

/** Asks the whole group to end, then insists. The leader may be gone while others in its group still run. */
async function stopGroup(child, exit, gone) {
  if (!child.pid) return;
  signalGroup(child.pid, 'SIGTERM');
  if (!gone()) await withLimit(exit.catch(() => ({})), 2_000);
  signalGroup(child.pid, 'SIGKILL');
  if (!gone()) await waitFor(gone, { limit: 5_000, what: `process ${child.pid} to end after SIGKILL` });
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

async function withLimit(promise, limit) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, limit, undefined);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
