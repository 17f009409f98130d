// Runs the contract tests on the newest Claude Code there is, beside the pinned one: `npm run claude:newest [-- VERSION]`.
// Installs into a folder of its own under the system's temp folder; the pinned CLI and its lock file stay as they are.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { claudeProgram } from './claude.mjs';
import { setupOrExit } from './setup.mjs';

const REPO = path.join(import.meta.dirname, '..');
const wanted = process.argv[2] ?? 'latest';

setupOrExit('test');
const folder = mkdtempSync(path.join(tmpdir(), 'segue-claude-'));
try {
  process.exitCode = runOn(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function runOn(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { '@anthropic-ai/claude-code': wanted } }));
  copyFileSync(path.join(REPO, '.npmrc'), path.join(folder, '.npmrc'));
  const installed = spawnSync('npm', ['install', '--ignore-scripts', '--no-package-lock'], { cwd: folder, stdio: ['ignore', 2, 2] });
  if (installed.status !== 0) return installed.status ?? 1;
  const program = claudeProgram(folder);
  console.log(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim());
  const contract = path.join(REPO, 'tests', 'contract');
  const files = readdirSync(contract).filter((name) => name.endsWith('.test.mjs')).map((name) => path.join(contract, name));
  const env = { ...process.env, SEGUE_TEST_CLAUDE: program };
  return spawnSync(process.execPath, ['--test', '--test-concurrency=1', ...files], { stdio: 'inherit', env }).status ?? 1;
}
