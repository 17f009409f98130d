// The sum that `npm test` ends with is read from other programs' output; these are their real words.
import assert from 'node:assert/strict';
import test from 'node:test';
import { addUp, cargoCounts, lastLine, nodeCounts, vitestCounts } from '../../scripts/counts.mjs';

test('cargo test prints one result line per binary', () => {
  const output = [
    'test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s',
    'test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.50s',
  ].join('\n');
  assert.deepEqual(cargoCounts(output), { passed: 15, failed: 2, skipped: 1 });
});

test('node --test counts a cancelled test as failed', () => {
  const output = 'ℹ tests 6\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0\n';
  assert.deepEqual(nodeCounts(output), { passed: 3, failed: 2, skipped: 1 });
});

test('vitest colours its line', () => {
  const output = '\u001b[2m Test Files \u001b[22m 1 failed | 4 passed (5)\n      Tests  1 failed | 30 passed | 2 skipped (33)\n';
  assert.deepEqual(vitestCounts(output), { passed: 30, failed: 1, skipped: 2 });
});

test('the last line names skipped tests only when there are some', () => {
  assert.equal(lastLine(addUp([{ passed: 2, failed: 0, skipped: 0 }, { passed: 1, failed: 1, skipped: 0 }])), '3 passed, 1 failed');
  assert.equal(lastLine({ passed: 3, failed: 0, skipped: 2 }), '3 passed, 0 failed, 2 skipped');
});
