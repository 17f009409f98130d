// Keeps the documents true: `node scripts/docs.mjs` writes what `segue` prints today under every ```console block that
// begins with `$ segue … --demo`; `--check` changes nothing and ends with 1 when an example differs, a link leads
// nowhere, or a field of the JSON is not named in docs/json.md.
// Examples run on the made-up history, at a fixed time, in a folder of their own; nothing of the person is read.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { REPO, builtProgram } from './build.mjs';

const { values: options } = parseArgs({
  options: { check: { type: 'boolean', default: false }, profile: { type: 'string', default: 'debug' } },
});
const EXAMPLE = /^```console\n\$ (segue .*--demo.*)\n([^]*?)^```$/gm;
const JSON_VERBS = ['status', 'quota', 'context', 'compact --plan', 'usage', 'sessions', 'handoff', 'memory', 'memory next', 'memory projects', 'schedule', 'schedule show 1', 'plan-next', 'estimate fix the login test', 'estimate accuracy', 'estimate list', 'model', 'model history', 'plan list', 'report --list', 'setup --plan', 'doctor', 'config', 'db status', 'index'];

const program = builtProgram('segue', options.profile);
if (!existsSync(program)) {
  console.error('segue is not built; run: cargo build -p segue-cli');
  process.exit(1);
}
const folder = mkdtempSync(path.join(tmpdir(), 'segue-docs-'));
const printed = new Map();
const wrong = [];
try {
  for (const file of documents()) {
    keepExamples(file);
    checkLinks(file);
  }
  if (options.check) checkFields();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const line of wrong) console.error(line);
process.exitCode = wrong.length > 0 ? 1 : 0;

/** The documents beside the code and everything under docs/, relative to the repository. */
function documents() {
  const beside = ['.', 'tests', 'ui'].flatMap((where) => readdirSync(path.join(REPO, where)).map((name) => path.join(where, name)));
  const guide = readdirSync(path.join(REPO, 'docs'), { recursive: true }).map((name) => path.join('docs', name));
  return [...beside, ...guide].filter((name) => name.endsWith('.md'));
}

function keepExamples(file) {
  const text = readFileSync(path.join(REPO, file), 'utf8');
  const now = text.replace(EXAMPLE, (block, command, old) => {
    const output = run(command);
    if (settled(output) === settled(old)) return block;
    if (options.check) wrong.push(`${file}: \`${command}\` prints something else now; run \`npm run docs\``);
    return `\`\`\`console\n$ ${command}\n${output}\`\`\``;
  });
  if (!options.check && now !== text) writeFileSync(path.join(REPO, file), now);
}

/** What a second more or less changes is no difference. */
function settled(output) {
  return output.replace(/\d+ s ago/g, '… s ago').replace(/last hour \S+ tokens, \S+/g, 'last hour …');
}

function checkLinks(file) {
  const text = readFileSync(path.join(REPO, file), 'utf8');
  for (const [, target] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    if (!existsSync(path.join(REPO, path.dirname(file), target))) wrong.push(`${file}: the link ${target} leads nowhere`);
  }
}

function checkFields() {
  const named = readFileSync(path.join(REPO, 'docs', 'json.md'), 'utf8');
  for (const verb of JSON_VERBS) {
    for (const field of fields(JSON.parse(run(`segue ${verb} --demo --json`)))) {
      if (!named.includes(`\`${field}\``)) wrong.push(`docs/json.md: \`${field}\` of \`segue ${verb} --json\` is not named`);
    }
  }
}

function fields(value) {
  if (value === null || typeof value !== 'object') return [];
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return new Set([...own, ...Object.values(value).flatMap((inner) => [...fields(inner)])]);
}

function run(command) {
  if (!printed.has(command)) printed.set(command, start(command));
  return printed.get(command);
}

function start(command) {
  const home = path.join(folder, 'home');
  const env = { PATH: '', HOME: home, SEGUE_HOME: path.join(folder, 'segue'), SEGUE_NOW: '2026-11-21T16:11:00Z', TZ: 'UTC' };
  const done = spawnSync(program, command.split(' ').slice(1), { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (done.error) throw done.error;
  return (done.stdout + done.stderr).replaceAll(path.join(folder, 'segue'), '~/.local/share/segue');
}
