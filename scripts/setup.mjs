// Installs what is missing, and nothing else: `node scripts/setup.mjs terminal|run|test`.
// Promises: when nothing is missing it only looks (well under a second); it never touches anything outside the
// package managers (apt; rustup for rustfmt and clippy) and this folder; when it cannot help it says what a person has to type.
// Never does: install a toolchain (Rust, Node) behind a person's back, or anything system-wide on macOS and Windows.
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { ensureClaude } from './claude.mjs';
import { DESKTOP_PACKAGES, TERMINAL_PACKAGES, TEST_PACKAGES } from './packages.mjs';

const NODE_AT_LEAST = [20, 19];
const RUST_AT_LEAST = [1, 95];

/** What the tests call of cargo, and the part of Rust it comes with: rustup's minimal profile leaves these out. */
const RUST_TEST_COMPONENTS = { fmt: 'rustfmt', clippy: 'clippy' };

/** Seconds to wait for another package manager: a machine that just booted updates itself first. */
const APT_LOCK_SECONDS = 300;

/** What each mode installs: the terminal view alone, the app, the app and its tests. */
const MODES = {
  terminal: TERMINAL_PACKAGES,
  run: [...TERMINAL_PACKAGES, ...DESKTOP_PACKAGES],
  test: [...TERMINAL_PACKAGES, ...DESKTOP_PACKAGES, ...TEST_PACKAGES],
};

/** A reason to stop that a person can act on. */
export class SetupError extends Error {}

/** Makes the machine ready for `mode`, a key of MODES. Throws SetupError with what to type when it cannot. */
export function setup(mode, say = (line) => console.error(line)) {
  checkNode();
  checkRust();
  if (process.platform === 'linux') installDebian(MODES[mode], say);
  else say(otherSystemHint(process.platform));
  if (mode !== 'test') return;
  installRustComponents(say);
  ensureClaude(say);
}

function checkNode() {
  if (!atLeast(process.versions.node, NODE_AT_LEAST)) {
    throw new SetupError(`Node ${NODE_AT_LEAST.join('.')} or newer is needed, this is ${process.versions.node}. See https://nodejs.org`);
  }
}

function checkRust() {
  const hint = 'Install it with: curl --proto =https --tlsv1.2 -sSf https://sh.rustup.rs | sh';
  const answer = spawnSync('rustc', ['--version'], { encoding: 'utf8' });
  if (answer.error || answer.status !== 0) throw new SetupError(`Rust ${RUST_AT_LEAST.join('.')} is needed and rustc was not found. ${hint}`);
  const version = answer.stdout.split(' ')[1] ?? '0';
  if (!atLeast(version, RUST_AT_LEAST)) {
    throw new SetupError(`Rust ${RUST_AT_LEAST.join('.')} or newer is needed, this is ${version}. Run: rustup update stable`);
  }
}

function installRustComponents(say) {
  const verbs = Object.keys(RUST_TEST_COMPONENTS).filter((verb) => spawnSync('cargo', [verb, '--version']).status !== 0);
  const missing = verbs.map((verb) => RUST_TEST_COMPONENTS[verb]);
  if (missing.length === 0) return;
  say(`Adding to Rust: ${missing.join(' ')}`);
  const added = spawnSync('rustup', ['component', 'add', ...missing], { stdio: ['ignore', 2, 2] });
  if (added.status !== 0) throw new SetupError(`The tests need ${missing.join(' and ')}. With rustup: rustup component add ${missing.join(' ')}`);
}

/** Whether the dotted `version` is not older than `wanted` (major, minor). */
export function atLeast(version, [major, minor]) {
  const [a = 0, b = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return a > major || (a === major && b >= minor);
}

function installDebian(packages, say) {
  if (!has('dpkg-query')) {
    say(`This is not a Debian-like system; please install the equivalents of: ${packages.join(' ')}`);
    return;
  }
  const missing = missingPackages(packages);
  if (missing.length === 0) return;
  if (process.getuid() !== 0 && !has('sudo')) {
    throw new SetupError(`System packages are missing and there is no sudo. As root, run: apt-get install ${missing.join(' ')}`);
  }
  say(`Installing ${missing.length} system packages: ${missing.join(' ')}`);
  const apt = (verb, ...args) => runAsRoot(['apt-get', verb, '-qq', '-o', `DPkg::Lock::Timeout=${APT_LOCK_SECONDS}`, ...args]);
  // A broken source of somebody else's fails the update while Debian's own lists are fine; only the install decides.
  if (!apt('update')) say('Some package sources could not be read (see above); trying with those that could');
  if (!apt('install', '-y', '--no-install-recommends', ...missing)) {
    throw new SetupError(`apt-get failed (its words are above). Repair that, or install by hand: ${missing.join(' ')}`);
  }
}

/** Which of `packages` dpkg does not know as installed. */
export function missingPackages(packages) {
  const answer = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...packages], { encoding: 'utf8' });
  const installed = new Set();
  for (const line of answer.stdout.split('\n')) {
    const [name, status] = line.split(' ');
    if (status === 'installed') installed.add(name);
  }
  return packages.filter((name) => !installed.has(name));
}

/** Runs `command` as root; returns whether it succeeded. */
function runAsRoot(command) {
  const quietly = ['env', 'DEBIAN_FRONTEND=noninteractive', ...command]; // named here, because sudo clears the environment
  const [program, ...args] = process.getuid() === 0 ? quietly : ['sudo', ...quietly];
  // apt's chatter belongs to stderr: stdout is for the caller's own results.
  return spawnSync(program, args, { stdio: ['inherit', 2, 2] }).status === 0;
}

function has(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

function otherSystemHint(platform) {
  if (platform === 'darwin') return 'macOS: the Xcode command line tools are needed (xcode-select --install). Nothing was installed.';
  return 'Windows: the Visual Studio C++ build tools and WebView2 are needed (see https://tauri.app/start/prerequisites). Nothing was installed.';
}

/** Runs `setup` and turns a SetupError into one sentence and exit code 1. */
export function setupOrExit(mode) {
  try {
    setup(mode);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const mode = process.argv[2] ?? 'run';
  if (!Object.hasOwn(MODES, mode)) {
    console.error(`usage: node scripts/setup.mjs ${Object.keys(MODES).join('|')}`);
    process.exit(2);
  }
  setupOrExit(mode);
  console.error(`Everything for mode \`${mode}\` is here.`);
}
