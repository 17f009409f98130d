// The made-up transcript history that faults and bench run on, generated once per set of parameters and kept under the
// system's temp folder. Its truth.json holds the exact totals; gen_corpus.py says by which rule.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * The corpus of these parameters: { folder, truth }. `folder` holds projects/ as a Claude config folder does; treat it
 * as read-only and give it to a world by `CLAUDE_CONFIG_DIR`. `size` is like '10m' or '1g' (bytes).
 */
export function corpus({ size, days = 60, projects = 20, seed = 7 }) {
  const folder = path.join(tmpdir(), 'segue-corpus', `${size}-${days}d-${projects}p-${seed}`);
  if (!existsSync(path.join(folder, 'truth.json'))) generate(folder, { size, days, projects, seed });
  return { folder, truth: JSON.parse(readFileSync(path.join(folder, 'truth.json'), 'utf8')) };
}

// Made beside its place and renamed, so that an interrupted run leaves nothing that looks finished.
function generate(folder, { size, days, projects, seed }) {
  const making = `${folder}.${process.pid}`;
  mkdirSync(path.dirname(folder), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  const script = path.join(import.meta.dirname, 'gen_corpus.py');
  const args = [script, making, '--size', size, '--days', String(days), '--projects', String(projects), '--seed', String(seed)];
  execFileSync('python3', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  renameSync(making, folder);
}

/** truth.json's totals under the names of `segue usage --json`. */
export function truthTotals({ total: [input, output, write5m, write1h, read] }) {
  return { input_tokens: input, output_tokens: output, cache_creation_tokens: write5m + write1h, cache_read_tokens: read };
}
