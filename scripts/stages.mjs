// What `npm test` runs, cheapest first. A stage is { name, what, needs, count, run }: `run` returns the commands to run in
// order, or does its work itself; `count` reads the runner's numbers from its output. A stage without `count` prepares
// something: it shows up in the sum only when it fails.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { REPO, markPackagesFresh, markPageFresh, packagesAreFresh, pageIsFresh } from './build.mjs';
import { cargoCounts, nodeCounts, vitestCounts } from './counts.mjs';
import { setup } from './setup.mjs';

const TYPES = path.join(REPO, 'ui', 'src', 'ipc', 'types');

/** One check is one test: it passed or it did not. */
const oneCheck = (output, ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });

const npm = (script) => ['npm', 'run', '--silent', script];
const cargo = (...args) => ['cargo', ...args];
// One shape for every cargo call: another one would unify features differently and build Tauri again.
const EVERYTHING = ['--workspace', '--all-targets'];

/** The test files of one folder under tests/; `concurrency` is how many run at once. */
function nodeTests(folder, concurrency) {
  const root = path.join(REPO, 'tests', folder);
  const files = existsSync(root) ? readdirSync(root).filter((name) => name.endsWith('.test.mjs')).sort() : [];
  return [process.execPath, '--test', '--test-reporter=spec', `--test-concurrency=${concurrency}`, ...files.map((name) => path.join(root, name))];
}

// The Rust tests write the window's types; if that changes a file, the committed ones were stale.
let typesBefore;

export const STAGES = [
  { name: 'setup', what: 'what the tests need on this machine', prepare: (say) => setup('test', say) },
  {
    name: 'packages', what: 'node packages', needs: ['setup'],
    run: () => (packagesAreFresh() ? [] : [['npm', 'ci']]), after: markPackagesFresh,
  },
  { name: 'ground', what: 'the test ground itself', needs: ['setup'], count: nodeCounts, run: () => [nodeTests('ground', 2)] },
  { name: 'format', what: 'rustfmt', count: oneCheck, run: () => [cargo('fmt', '--all', '--check')] },
  { name: 'ui-check', what: 'types of the window', needs: ['packages'], count: oneCheck, run: () => [npm('ui:check')] },
  { name: 'ui-test', what: 'the window in vitest', needs: ['packages'], count: vitestCounts, run: () => [npm('ui:test')] },
  {
    name: 'page', what: 'the page the shell embeds', needs: ['packages'],
    run: () => (pageIsFresh() ? [] : [npm('ui:build')]), after: markPageFresh,
  },
  {
    name: 'build', what: 'everything in Rust', needs: ['page'],
    prepare: () => { typesBefore = folderHash(TYPES); }, run: () => [cargo('build', '--quiet', ...EVERYTHING)],
  },
  { name: 'rust', what: 'Rust tests', needs: ['build'], count: cargoCounts, run: () => [cargo('test', '--no-fail-fast', ...EVERYTHING)] },
  { name: 'types', what: 'generated types are the committed ones', needs: ['rust'], count: oneCheck, prepare: typesUnchanged },
  { name: 'clippy', what: 'clippy without warnings', needs: ['page'], count: oneCheck, run: () => [cargo('clippy', '--quiet', ...EVERYTHING, '--', '-D', 'warnings')] },
  { name: 'docs', what: 'examples, links and fields in the documents', needs: ['build'], count: oneCheck, run: () => [[process.execPath, 'scripts/docs.mjs', '--check']] },
  { name: 'contract', what: 'the real Claude Code', needs: ['build'], count: nodeCounts, run: () => [nodeTests('contract', 2)] },
  { name: 'faults', what: 'kills and many processes at once', needs: ['build'], count: nodeCounts, run: () => [nodeTests('faults', 1)] },
  { name: 'e2e', what: 'the real window and tray', needs: ['build'], count: nodeCounts, run: () => [nodeTests('e2e', 1)] },
  {
    name: 'bench', what: 'the benchmark runs (figures not judged)', needs: ['build'], count: oneCheck,
    run: () => [[process.execPath, 'scripts/bench.mjs', '--size', '10m', '--quick', '--profile', 'debug']],
  },
];

/** The stages named in `only` with everything they need, in order; all of them when it is undefined. */
export function select(only) {
  if (!only) return STAGES;
  const wanted = new Set();
  const want = (name) => {
    const stage = STAGES.find((candidate) => candidate.name === name);
    if (!stage) throw new Error(`no stage is called ${name}; there are: ${STAGES.map((one) => one.name).join(', ')}`);
    wanted.add(name);
    (stage.needs ?? []).forEach(want);
  };
  only.forEach(want);
  return STAGES.filter((stage) => wanted.has(stage.name));
}

function typesUnchanged(say) {
  if (folderHash(TYPES) === typesBefore) return;
  say('cargo test changed ui/src/ipc/types: commit the new files');
  throw new Error('the generated types were stale');
}

function folderHash(folder) {
  const hash = createHash('sha256');
  if (!existsSync(folder)) return '';
  for (const name of readdirSync(folder, { recursive: true }).sort()) {
    const file = path.join(folder, name);
    if (name.endsWith('.ts')) hash.update(name).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}
