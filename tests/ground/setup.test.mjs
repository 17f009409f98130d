// Setup decides by looking, and acts through other people's programs; here these are stand-ins that write down what they were asked.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { claudeProgram } from '../../scripts/claude.mjs';
import { atLeast, missingPackages } from '../../scripts/setup.mjs';
import { REPO, openWorld } from '../world.mjs';

test('versions compare by number, not by text', () => {
  assert.equal(atLeast('20.9.0', [20, 19]), false);
  assert.equal(atLeast('20.19.1', [20, 19]), true);
  assert.equal(atLeast('1.100.0-nightly', [1, 95]), true);
});

test('only what dpkg does not know is missing', { skip: !existsSync('/usr/bin/dpkg-query') && 'needs dpkg' }, () => {
  assert.deepEqual(missingPackages(['dpkg', 'segue-no-such-package']), ['segue-no-such-package']);
});

test('the Claude Code program is found without its install script', () => {
  assert.ok(existsSync(claudeProgram()));
});

const onDebian = { skip: process.platform !== 'linux' && 'apt is Debian’s' };

test('a broken package source does not stop an install that works', onDebian, async (t) => {
  const done = await setupWithApt(t, 'case "$*" in *update*) exit 100;; esac');
  assert.equal(done.code, 0, done.stderr);
  assert.match(done.stderr, /Some package sources could not be read/);
  assert.match(done.asked, /^noninteractive install .*DPkg::Lock::Timeout=\d+ .*build-essential/m);
});

test('an install that fails says what to type', onDebian, async (t) => {
  const done = await setupWithApt(t, 'case "$*" in *install*) exit 100;; esac');
  assert.equal(done.code, 1);
  assert.match(done.stderr, /install by hand: build-essential/);
});

/** Runs `setup terminal` where nothing is installed and `apt-get` is the shell line `apt`. `asked` is what it was called with. */
async function setupWithApt(t, apt) {
  const world = openWorld(t);
  const log = world.write('asked', '');
  const fake = (name, script) => world.write(`bin/${name}`, `#!/bin/sh\n${script}\n`, 0o755);
  fake('rustc', 'echo rustc 1.95.0');
  fake('dpkg-query', 'exit 1');
  fake('sudo', 'exec env -u DEBIAN_FRONTEND "$@"');
  fake('apt-get', `echo "$DEBIAN_FRONTEND $*" >> "${log}"\n${apt}`);
  const done = await world.run(process.execPath, [path.join(REPO, 'scripts', 'setup.mjs'), 'terminal']);
  return { ...done, asked: readFileSync(log, 'utf8') };
}
