// Setup decides by looking; these are the two looks that could be wrong.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { claudeProgram } from '../../scripts/claude.mjs';
import { atLeast, missingPackages } from '../../scripts/setup.mjs';

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
