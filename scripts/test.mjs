// `npm test`: runs the stages, says what each took, shows the output of what failed, and ends with one line that is
// exactly `N passed, N failed` (or with `, N skipped`). `npm test -- --only e2e,contract` runs these and what they need.
// A stage that fails does not stop the others, except those that need it.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { REPO } from './build.mjs';
import { addUp, lastLine, none } from './counts.mjs';
import { select } from './stages.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const env = { ...process.env, ...(process.env.CI ? { CARGO_INCREMENTAL: '0' } : {}), FORCE_COLOR: '0', CARGO_TERM_COLOR: 'never' };
const artefacts = path.join(REPO, 'tests', 'artefacts');

const done = new Map();
for (const stage of chosen()) done.set(stage.name, await runStage(stage));
const results = [...done.values()];
const total = addUp(results.map((result) => result.counts));
process.exitCode = results.every((result) => result.ok) ? 0 : 1;
console.log(lastLine(total));

function chosen() {
  try {
    return select(values.only?.split(','));
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}

async function runStage(stage) {
  const broken = (stage.needs ?? []).find((need) => !done.get(need).ok);
  if (broken) {
    console.log(`– ${stage.name}: not run, because ${broken} failed`);
    return { ok: false, counts: { ...none(), failed: 1 } };
  }
  const begun = performance.now();
  const { ok, output } = await perform(stage);
  const counts = tally(stage, ok, output);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const good = ok && counts.failed === 0;
  console.log(`${good ? '✔' : '✘'} ${stage.name.padEnd(9)} ${seconds.padStart(6)} s  ${stage.count ? lastLine(counts) : stage.what}`);
  mkdirSync(artefacts, { recursive: true });
  writeFileSync(path.join(artefacts, `${stage.name}.log`), output);
  if (!good) console.log(indent(output));
  return { ok: good, counts };
}

/** What the runner counted, corrected where it says less than its exit code: a failure is never lost, nor is silence a pass. */
function tally(stage, ok, output) {
  if (!stage.count) return { ...none(), failed: ok ? 0 : 1 };
  const counts = stage.count(output, ok);
  const ran = counts.passed + counts.failed + counts.skipped;
  return (!ok && counts.failed === 0) || ran === 0 ? { ...counts, failed: counts.failed + 1 } : counts;
}

async function perform(stage) {
  const lines = [];
  try {
    await stage.prepare?.((line) => lines.push(`${line}\n`));
    for (const command of stage.run?.() ?? []) {
      if (!(await runCommand(command, (chunk) => lines.push(chunk)))) return { ok: false, output: lines.join('') };
    }
    stage.after?.();
    return { ok: true, output: lines.join('') };
  } catch (error) {
    return { ok: false, output: `${lines.join('')}${error.message}\n` };
  }
}

function runCommand([command, ...args], take) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: REPO, env, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    child.stdout.on('data', (chunk) => take(chunk.toString()));
    child.stderr.on('data', (chunk) => take(chunk.toString()));
    child.on('error', (error) => {
      take(`${command}: ${error.message}\n`);
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
}

function indent(output) {
  return output.trimEnd().split('\n').map((line) => `    ${line}`).join('\n');
}
