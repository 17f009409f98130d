// A person's finished sessions for the figures about estimates: transcripts as Claude Code writes them, read and learned from
// by `segue` itself, so that every row is one that the program has written. The same sessions come out for the same number.
import { spawnSync } from 'node:child_process';
import { Transcript } from '../transcripts.mjs';

const PROJECTS = ['api-server', 'web-app', 'infra', 'docs', 'data-pipeline', 'mobile', 'billing', 'search'];
const KINDS = [
  { prompt: 'Plan how the importer is split up and write it down', tools: ['Read', 'Read', 'Grep'], tokens: 15_000 },
  { prompt: 'Implement the export of invoices as CSV', tools: ['Read', 'Write', 'Edit', 'Bash'], tokens: 25_000 },
  { prompt: 'Refactor the session store into smaller modules', tools: ['Read', 'Edit', 'Edit', 'Edit'], tokens: 30_000 },
  { prompt: 'Write tests for the retry queue', tools: ['Read', 'Write', 'Bash', 'Bash'], tokens: 18_000 },
  { prompt: 'Debug why the login test fails on Fridays', tools: ['Grep', 'Read', 'Bash', 'Edit'], tokens: 20_000 },
  { prompt: 'Polish the wording of the error messages', tools: ['Read', 'Edit'], tokens: 12_000 },
];
const DAY = 86_400_000;
const ANSWERS = 6;

/** Writes `count` finished sessions into the world's Claude folder, then has `segue` read and learn from them. */
export function seedSessions(world, segue, count) {
  const dice = generator(count);
  const folders = PROJECTS.map((name) => world.project(name));
  const now = Date.now();
  for (let number = 0; number < count; number += 1) {
    // Spread over a year, the latest a day ago: all are finished.
    const begun = now - DAY - Math.floor(((count - number) / count) * 365 * DAY);
    writeSession(world, { cwd: folders[number % folders.length], kind: KINDS[Math.floor(dice() * KINDS.length)], begun, dice });
  }
  run(segue, world, 'index');
  run(segue, world, 'model', 'learn');
  const { sessions } = JSON.parse(run(segue, world, 'model', '--json'));
  if (sessions < count) throw new Error(`the model has learned from ${sessions} sessions, not from ${count}`);
}

function writeSession(world, { cwd, kind, begun, dice }) {
  const transcript = new Transcript(world, { cwd });
  let at = begun;
  const later = (seconds) => new Date((at += seconds * 1000));
  transcript.prompt(kind.prompt, new Date(at));
  const spread = Math.exp(normal(dice) * 0.6);
  for (let answer = 0; answer < ANSWERS; answer += 1) {
    const tokens = (kind.tokens * spread) / ANSWERS;
    const name = kind.tools[answer % kind.tools.length];
    const last = answer === ANSWERS - 1;
    const { toolIds } = transcript.response({
      at: later(20 + dice() * 60), text: 'Next step.', tools: last ? [] : [{ name, input: inputOf(name, cwd) }],
      input: 4, output: Math.round(tokens * 0.2), cacheWrite5m: Math.round(tokens * 0.8), cacheRead: 20_000 + answer * 5_000,
    });
    for (const id of toolIds) transcript.toolResult(id, 'ok', later(5));
  }
}

function inputOf(name, cwd) {
  if (name === 'Bash') return { command: 'npm test', description: 'Run the tests' };
  if (name === 'Grep') return { pattern: 'retry', path: cwd };
  const file_path = `${cwd}/src/main.ts`;
  if (name === 'Write') return { file_path, content: 'export const retries = 3;\n' };
  if (name === 'Edit') return { file_path, old_string: '3', new_string: '4' };
  return { file_path };
}

/** A plan with so many phases, as Markdown; every second one says what it should take. */
export function planOf(phases) {
  const lines = ['# The whole quarter', '', 'Status: ready', ''];
  for (let number = 1; number <= phases; number += 1) {
    const { prompt } = KINDS[number % KINDS.length];
    lines.push(`## Phase ${number}: ${prompt}`, '');
    if (number % 2 === 0) lines.push('- Duration: 45 min', '- Tokens: 25-32k', '');
    lines.push('### Objectives', `- ${prompt} in part ${number}`, '', '### Deliverables', `- \`src/part${number}.ts\``, '');
  }
  return lines.join('\n');
}

function run(segue, world, ...args) {
  const done = spawnSync(segue, args, { env: world.env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (done.status !== 0) throw new Error(`segue ${args.join(' ')} ended with ${done.status}\n${done.stderr}`);
  return done.stdout;
}

/** Evenly spread numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function normal(dice) {
  return Math.sqrt(-2 * Math.log(1 - dice())) * Math.cos(2 * Math.PI * dice());
}
