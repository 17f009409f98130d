// The figures of whole processes: the first index beside ccusage, and the warm commands on its result.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import path from 'node:path';
import { truthTotals } from '../corpus/corpus.mjs';
import { World } from '../world.mjs';
import { MB, figure, median } from './figures.mjs';
import { planOf, seedSessions } from './sessions.mjs';

const HERE = import.meta.dirname;

/** ccusage's program, installed on first use; undefined where its makers publish none for this system. */
export function ccusage() {
  const program = path.join(HERE, 'node_modules', '@ccusage', `ccusage-${process.platform}-${process.arch}`, 'bin', 'ccusage');
  if (!existsSync(program)) spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: HERE, stdio: ['ignore', 2, 2] });
  if (!existsSync(program)) return undefined;
  chmodSync(program, 0o755); // the package ships it without the bit; its Node launcher sets it too
  return program;
}

/** Runs `commands` alternately `rounds` times; see measure.py. Throws when one of them fails. */
export function measure(rounds, commands) {
  const done = spawnSync('python3', [path.join(HERE, 'measure.py')], { input: JSON.stringify({ rounds, commands }), encoding: 'utf8', maxBuffer: 256 * MB });
  if (done.status !== 0) throw new Error(`measure.py failed: ${done.stderr}`);
  const results = JSON.parse(done.stdout);
  for (const [name, runs] of Object.entries(results)) {
    const failed = runs.find((run) => run.code !== 0);
    if (failed) throw new Error(`${name} ended with ${failed.code}\n${failed.stdout}\n${done.stderr}`);
  }
  return results;
}

/** Cold index against ccusage: wall ratio, memory, exactness. Leaves the index in the world's SEGUE_HOME. */
export function coldIndex({ world, segue, history, rounds }) {
  const index = { name: 'segue', argv: [segue, 'usage', '--json'], env: world.env, fresh: world.segueHome, memory: true };
  const rival = ccusage();
  const commands = [index];
  if (rival) commands.push({ name: 'ccusage', argv: [rival, 'claude', 'daily', '--json', '--offline'], env: world.env, memory: true });
  measure(1, commands); // the first round warms the page cache for both
  const results = measure(rounds, commands);
  assertExact(JSON.parse(results.segue.at(-1).stdout).totals, history.truth);
  const wall = (runs) => median(runs.map((run) => run.wall_ms)) / 1000;
  const figures = [figure('first index, wall', wall(results.segue), undefined, 's'), figure('first index, CPU', median(results.segue.map((run) => run.cpu_ms)) / 1000, undefined, 's')];
  if (rival) {
    figures.push(figure('ccusage claude daily, wall', wall(results.ccusage), undefined, 's'));
    figures.push(figure('first index / ccusage', wall(results.segue) / wall(results.ccusage), 0.5, '×'));
  }
  figures.push(figure('first index, peak memory', Math.max(...results.segue.map((run) => run.peak_kb)) / 1024, 150, 'MB'));
  return figures;
}

function assertExact(totals, truth) {
  for (const [key, expected] of Object.entries(truthTotals(truth))) {
    if (totals[key] !== expected) throw new Error(`totals are not exact: ${key} is ${totals[key]}, the truth is ${expected}`);
  }
}

/** The commands that people and Claude Code call all day, on the index that is there. */
export function warmCommands({ world, segue, rounds }) {
  const command = (name, args, stdin) => ({ name, argv: [segue, ...args], env: world.env, stdin });
  const commands = [
    command('segue status', ['status']),
    command('segue usage --by day', ['usage', '--by', 'day']),
    command('segue statusline', ['statusline'], statuslineInput(world)),
    command('segue hook session-start', ['hook', 'session-start'], sessionStartInput(world, segue)),
  ];
  measure(2, commands);
  const timed = measure(rounds, commands);
  const sized = measure(3, commands.map((one) => ({ ...one, memory: true })));
  const limits = {
    'segue status': [30, 20], 'segue usage --by day': [30, 20], 'segue statusline': [10, undefined], 'segue hook session-start': [20, undefined],
  };
  return commands.flatMap(({ name }) => [
    figure(`${name}, median`, median(timed[name].map((run) => run.wall_ms)), limits[name][0], 'ms'),
    figure(`${name}, CPU`, median(timed[name].map((run) => run.cpu_ms)), undefined, 'ms'),
    figure(`${name}, peak memory`, Math.max(...sized[name].map((run) => run.peak_kb)) / 1024, limits[name][1], 'MB'),
  ]);
}

/** A session that starts in the project worked in last, after its memory was gathered. */
function sessionStartInput(world, segue) {
  const run = (...args) => spawnSync(segue, args, { env: world.env, encoding: 'utf8' });
  run('hook', 'read-after', 'a session that has ended');
  const [{ project_path: cwd }] = JSON.parse(run('sessions', '--limit', '1', '--json').stdout);
  const sessionId = '0b7ff5a4-0000-4000-8000-000000000002';
  const input = { session_id: sessionId, transcript_path: `${world.claudeDir}/projects/-x/${sessionId}.jsonl`, cwd, hook_event_name: 'SessionStart', source: 'startup' };
  const told = spawnSync(segue, ['hook', 'session-start'], { env: world.env, input: JSON.stringify(input), encoding: 'utf8' });
  if (!told.stdout.includes('additionalContext')) throw new Error(`the hook told nothing of ${cwd}; there is nothing to measure`);
  return JSON.stringify(input);
}

function statuslineInput(world) {
  const now = Math.floor(Date.now() / 1000);
  return JSON.stringify({
    session_id: '0b7ff5a4-0000-4000-8000-000000000001', transcript_path: `${world.claudeDir}/projects/-home/0b7ff5a4-0000-4000-8000-000000000001.jsonl`, cwd: world.home,
    model: { id: 'claude-opus-4-8', display_name: 'Opus 4.8' }, workspace: { current_dir: world.home, project_dir: world.home }, version: '2.1.329', cost: { total_cost_usd: 0.5 },
    context_window: { context_window_size: 200_000, current_usage: { input_tokens: 4, output_tokens: 10, cache_creation_input_tokens: 84, cache_read_input_tokens: 15_908 }, used_percentage: 8 },
    rate_limits: { five_hour: { used_percentage: 37, resets_at: now + 7200 }, seven_day: { used_percentage: 62, resets_at: now + 200_000 } },
  });
}

/** What a plan of 40 phases will take, with so many sessions of history: the whole process, in a world of its own. */
export async function estimates({ segue, rounds, sessions }) {
  const world = new World();
  try {
    seedSessions(world, segue, sessions);
    const plan = world.write('home/QUARTER.md', planOf(40));
    const imported = spawnSync(segue, ['plan', 'import', plan], { env: world.env, cwd: world.home, encoding: 'utf8' });
    if (imported.status !== 0) throw new Error(`the plan was not imported: ${imported.stderr}`);
    const command = { name: 'segue estimate', argv: [segue, 'estimate', '1', '--json'], env: world.env };
    const [warm] = measure(1, [command])['segue estimate'];
    const { lines } = JSON.parse(warm.stdout);
    if (lines.length !== 40) throw new Error(`the estimate has ${lines.length} phases, not 40`);
    const timed = measure(rounds, [command])['segue estimate'];
    const sized = measure(3, [{ ...command, memory: true }])['segue estimate'];
    const name = `segue estimate, 40-phase plan, ${sessions.toLocaleString('en-US')} sessions of history`;
    return [
      figure(`${name}, median`, median(timed.map((run) => run.wall_ms)), 20, 'ms'),
      figure(`${name}, CPU`, median(timed.map((run) => run.cpu_ms)), undefined, 'ms'),
      figure(`${name}, peak memory`, Math.max(...sized.map((run) => run.peak_kb)) / 1024, undefined, 'MB'),
    ];
  } finally {
    await world.close();
  }
}
