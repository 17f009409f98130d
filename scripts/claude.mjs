// The real Claude Code CLI that the contract tests drive: where it is, and how it is installed.
// It lives in tests/claude/node_modules, pinned by tests/claude/package-lock.json, apart from the app's own packages.
// npm does not run the package's install script, so the program is taken from the platform package itself.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const CLAUDE_FOLDER = path.join(import.meta.dirname, '..', 'tests', 'claude');

/** Installs the pinned CLI unless that very version is already there. Returns the program's path. */
export function ensureClaude(say = () => {}, folder = CLAUDE_FOLDER) {
  const wanted = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).dependencies['@anthropic-ai/claude-code'];
  if (installedVersion(folder) !== wanted || !claudeProgram(folder)) {
    say(`Installing Claude Code ${wanted} for the contract tests (about 100 MB)`);
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const program = claudeProgram(folder);
  if (!program) throw new Error(`npm installed Claude Code ${wanted}, but it has no program for ${process.platform}-${process.arch}`);
  return program;
}

/** The program inside `folder`, or undefined when it is not installed. */
export function claudeProgram(folder = CLAUDE_FOLDER) {
  const scope = path.join(folder, 'node_modules', '@anthropic-ai');
  if (!existsSync(scope)) return undefined;
  const prefix = `claude-code-${process.platform}-${process.arch}`;
  const name = process.platform === 'win32' ? 'claude.exe' : 'claude';
  return readdirSync(scope)
    .filter((entry) => entry.startsWith(prefix))
    .sort() // the glibc package sorts before the musl one
    .map((entry) => path.join(scope, entry, name))
    .find((candidate) => existsSync(candidate));
}

function installedVersion(folder) {
  const manifest = path.join(folder, 'node_modules', '@anthropic-ai', 'claude-code', 'package.json');
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined;
}
