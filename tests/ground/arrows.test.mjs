// The arrows between crates, as ARCHITECTURE.md draws them, and as they are.
//
// Reads the table under "Who may use whom"; fails when the code has an arrow that the table has not, when the table
// has one that the code has not, or when a dependency with one home is named elsewhere.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';

const root = new URL('../..', import.meta.url).pathname;

/** Arrows by crate, from ARCHITECTURE.md: rows of the form | `crate` | `a`, `b` | why |. */
function drawn() {
  const text = readFileSync(`${root}ARCHITECTURE.md`, 'utf8');
  const section = text.split('## Who may use whom')[1].split('\n## ')[0];
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return Object.fromEntries(
    rows.map((row) => {
      const [, crate, uses] = row.split('|');
      return [crate.replaceAll('`', '').trim(), [...uses.matchAll(/`([\w-]+)`/g)].map((match) => match[1]).sort()];
    }),
  );
}

/** Arrows by crate, as cargo sees them; dependencies of tests do not count. */
function real() {
  const json = execFileSync('cargo', ['metadata', '--no-deps', '--format-version', '1', '--offline'], { cwd: root });
  const short = (name) => name.replace(/^segue-/, '');
  return JSON.parse(json).packages.map((found) => ({
    name: short(found.name),
    ours: found.dependencies
      .filter((needed) => needed.kind !== 'dev' && needed.name.startsWith('segue-'))
      .map((needed) => short(needed.name))
      .sort(),
    theirs: found.dependencies.filter((needed) => needed.kind !== 'dev').map((needed) => needed.name),
  }));
}

test('the arrows are the ones ARCHITECTURE.md draws', () => {
  const arrows = Object.fromEntries(real().map((found) => [found.name, found.ours]));
  assert.deepEqual(arrows, drawn());
});

test('a dependency with one home is named nowhere else', () => {
  const homes = { rusqlite: 'store', tauri: 'desktop', 'process-wrap': 'agent', 'tiktoken-rs': 'engine', notify: 'engine' };
  for (const { name, theirs } of real()) {
    for (const [dependency, home] of Object.entries(homes)) {
      assert.ok(name === home || !theirs.includes(dependency), `${name} names ${dependency}; its home is ${home}`);
    }
  }
});

test('the pure crates cannot reach a clock, a database, a thread pool or a program', () => {
  const allowed = {
    transcript: ['jiff', 'memchr', 'serde', 'serde_json', 'simdutf8', 'wide', 'xxhash-rust'],
    meter: ['jiff', 'serde', 'serde_json', 'thiserror', 'toml', 'ts-rs'],
    // plans are read from Markdown and TOML: parsers of text, which reach nothing
    plan: ['jiff', 'pulldown-cmark', 'serde', 'thiserror', 'toml', 'ts-rs'],
  };
  for (const { name, theirs } of real().filter((found) => allowed[found.name])) {
    assert.deepEqual(theirs.filter((dependency) => !allowed[name].includes(dependency)), [], name);
  }
});
