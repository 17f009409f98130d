// `npm run bench`: measures every figure Segue promises, on this machine, in one run, and prints them with their limits.
// Options: --size 1g (of the made-up history), --quick (few rounds, figures not judged), --profile release|debug,
// --skip-desktop (no window system here). Ends with 1 when a limit is missed, and always when totals are not exact.
import { parseArgs } from 'node:util';
import { coldIndex, estimates, warmCommands } from '../tests/bench/commands.mjs';
import { desktopFigures } from '../tests/bench/desktop.mjs';
import { table } from '../tests/bench/figures.mjs';
import { corpus } from '../tests/corpus/corpus.mjs';
import { World } from '../tests/world.mjs';
import { builtProgram, step } from './build.mjs';

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '1g' },
    quick: { type: 'boolean', default: false },
    profile: { type: 'string', default: 'release' },
    'skip-desktop': { type: 'boolean', default: false },
  },
});
const COUNTS = options.quick
  ? { cold: 1, warm: 5, starts: 1, appends: 5, idleSeconds: 3, scheduled: 3, sessions: 40 }
  : { cold: 5, warm: 40, starts: 7, appends: 60, idleSeconds: 60, scheduled: 100, sessions: 2_000 };

if (!options.quick) build();
const world = new World();
try {
  const figures = await measureAll(world);
  console.log(table(figures, { judged: !options.quick }).join('\n'));
  if (!options.quick && figures.some((one) => !one.kept)) process.exitCode = 1;
} finally {
  await world.close();
}

function build() {
  if (options.profile === 'release' && !step('cargo', ['build', '--release', '--quiet', '-p', 'segue-desktop', '-p', 'segue-cli'])) process.exit(1);
}

async function measureAll(world) {
  // 150 days and 60 projects are the shape of the 1 GB history in the figures; smaller ones are spread thinner.
  const history = corpus({ size: options.size, days: 150, projects: 60 });
  console.log(`History of ${(history.truth.bytes / 1e6).toFixed(0)} MB in ${history.truth.files} files; ${options.profile} build.`);
  // The history is shared between runs and stays as it is; the world's own folder, second, takes what the run appends.
  world.env.CLAUDE_CONFIG_DIR = history.folder;
  const segue = builtProgram('segue', options.profile);
  const figures = coldIndex({ world, segue, history, rounds: COUNTS.cold });
  world.env.CLAUDE_CONFIG_DIR = `${history.folder},${world.claudeDir}`;
  figures.push(...warmCommands({ world, segue, rounds: COUNTS.warm }));
  figures.push(...(await estimates({ segue, rounds: COUNTS.warm, sessions: COUNTS.sessions })));
  if (options['skip-desktop']) return figures;
  return [...figures, ...(await desktopFigures({ world, segue, app: builtProgram('segue-desktop', options.profile), counts: COUNTS }))];
}
