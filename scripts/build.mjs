// The steps that lead from a checkout to something that runs, each skipped when it has nothing to do.
// Paths are absolute, so that every script may be called from anywhere.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const REPO = path.join(import.meta.dirname, '..');

/** Where a built program is; CARGO_TARGET_DIR is honoured as cargo does it. */
export function builtProgram(name, profile) {
  const target = path.resolve(REPO, process.env.CARGO_TARGET_DIR ?? 'target');
  return path.join(target, profile, process.platform === 'win32' ? `${name}.exe` : name);
}

/** Whether node_modules is what package-lock.json asks for. */
export function packagesAreFresh() {
  return readStamp('lock') === lockHash();
}

/** Remembers that node_modules was installed from the present package-lock.json. */
export function markPackagesFresh() {
  writeStamp('lock', lockHash());
}

/** Whether ui/dist was built from the present sources. A rebuilt page costs a relink of the shell, so this pays. */
export function pageIsFresh() {
  return existsSync(path.join(REPO, 'ui', 'dist', 'index.html')) && readStamp('page') === pageHash();
}

export function markPageFresh() {
  writeStamp('page', pageHash());
}

/** Runs one step with its output on the terminal; returns whether it succeeded. */
export function step(command, args, options = {}) {
  return spawnSync(command, args, { cwd: REPO, stdio: 'inherit', shell: process.platform === 'win32', ...options }).status === 0;
}

function lockHash() {
  return hashOf([path.join(REPO, 'package-lock.json')]);
}

function pageHash() {
  const ui = path.join(REPO, 'ui');
  const made = new Set(['dist', 'shots', 'node_modules']);
  const files = readdirSync(ui, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !made.has(path.relative(ui, file).split(path.sep)[0]));
  return hashOf([path.join(REPO, 'package-lock.json'), ...files.sort()]);
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(path.relative(REPO, file)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

// Stamps live in node_modules: they vanish with what they speak of.
function stampFile(name) {
  return path.join(REPO, 'node_modules', `.segue-${name}`);
}

function readStamp(name) {
  return existsSync(stampFile(name)) ? readFileSync(stampFile(name), 'utf8') : undefined;
}

function writeStamp(name, value) {
  writeFileSync(stampFile(name), value);
}
