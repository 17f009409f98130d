// Reads how many tests passed, failed and were skipped from what test runners print. Pure.

const ANSI = /\u001b\[[0-9;]*m/g;

/** Sums the `test result:` lines of `cargo test` (unit, integration and documentation tests). */
export function cargoCounts(output) {
  const counts = none();
  for (const [, passed, failed, ignored] of clean(output).matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm)) {
    add(counts, Number(passed), Number(failed), Number(ignored));
  }
  return counts;
}

/** The closing lines of `node --test` in the spec or TAP form. */
export function nodeCounts(output) {
  const total = (name) => sum(clean(output).matchAll(new RegExp(`^(?:ℹ|#) ${name} (\\d+)$`, 'gm')));
  return { passed: total('pass'), failed: total('fail') + total('cancelled'), skipped: total('skipped') + total('todo') };
}

/** The `Tests  3 passed | 1 failed (4)` line of vitest. */
export function vitestCounts(output) {
  const line = /^\s*Tests\s+(.*)$/m.exec(clean(output))?.[1] ?? '';
  const total = (name) => sum(line.matchAll(new RegExp(`(\\d+) ${name}`, 'g')));
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') + total('todo') };
}

export function none() {
  return { passed: 0, failed: 0, skipped: 0 };
}

/** Adds up the counts of several stages. */
export function addUp(all) {
  const counts = none();
  for (const one of all) add(counts, one.passed, one.failed, one.skipped);
  return counts;
}

/** The very last line of a test run. */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function add(counts, passed, failed, skipped) {
  counts.passed += passed;
  counts.failed += failed;
  counts.skipped += skipped;
}

function sum(matches) {
  let total = 0;
  for (const [, number] of matches) total += Number(number);
  return total;
}

function clean(output) {
  return output.replace(ANSI, '');
}
