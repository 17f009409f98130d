// The benchmark's arithmetic: a limit that is missed must show, and a percentile must not flatter.
import assert from 'node:assert/strict';
import test from 'node:test';
import { figure, median, percentile, table } from '../bench/figures.mjs';

test('the 95th percentile is a value that was measured, rounded towards the worse', () => {
  const values = Array.from({ length: 60 }, (_, index) => index + 1);
  assert.equal(percentile(values, 0.95), 57);
  assert.equal(percentile([9, 1], 0.95), 9);
  assert.equal(median([3, 1, 2]), 2);
});

test('the table says which limits are missed', () => {
  const lines = table([figure('start', 250, 200, 'ms'), figure('memory', 40.04, 75, 'MB'), figure('wall', 1.5, undefined, 's')], { judged: true });
  assert.match(lines[0], /^start +250 ms +≤ 200 ms +MISSED$/);
  assert.match(lines[1], /^memory +40\.0 MB +≤ 75\.0 MB +kept$/);
  assert.match(lines[2], /^wall +1\.50 s$/);
  assert.match(table([figure('start', 250, 200, 'ms')], { judged: false })[0], /^start +250 ms +≤ 200 ms$/);
});
