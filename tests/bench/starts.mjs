// The figure of scheduled starts: how long after its time a start is made while the app runs. The terminal and Claude Code
// are scripts; the figure ends where the terminal is opened.
import { storedStarts } from '../database.mjs';
import { waitFor } from '../wait.mjs';
import { figure, percentile } from './figures.mjs';

/** Two starts of one login are a second apart at least; these are a little more. */
const APART = 1_300;

/** Plans `count` starts, each a minute ahead, while earlier ones are being made. The app runs already. */
export async function punctuality({ world, segue, count }) {
  const ask = async (...args) => {
    const done = await world.run(segue, args, { limit: 60_000 });
    if (done.code !== 0) throw new Error(`segue ${args.join(' ')} ended with ${done.code}\n${done.stderr}`);
  };
  const cwd = world.project('punctual');
  world.write('bin/claude', '#!/bin/sh\n[ "$1" = auth ] && echo \'{"loggedIn":true}\'\nexit 0\n', 0o755);
  for (const [key, value] of [['schedule.stagger_seconds', '1'], ['schedule.wake', 'false'], ['quota.ask_claude', 'false']]) await ask('config', 'set', key, value);
  for (let number = 0; number < count; number += 1) {
    const next = Date.now() + APART;
    await ask('schedule', 'add', '--at', 'in 1m', '--project', cwd, '--prompt', 'Go on', '--title', `Start ${number}`, '--notice', '0');
    // The pace itself is what is wanted: starts that come one by one.
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - Date.now())));
  }
  const launched = await waitFor(async () => {
    const rows = (await storedStarts(world)).filter((row) => row.launching_at !== null);
    return rows.length === count && rows;
  }, { limit: 120_000, every: 500, what: 'all starts to be made' });
  const late = launched.map((row) => row.launching_at - row.due);
  return [
    figure(`start made after its time, ${count} starts, median`, percentile(late, 0.5), undefined, 'ms'),
    figure(`start made after its time, ${count} starts, p99`, percentile(late, 0.99), 1_000, 'ms'),
  ];
}

/** A terminal that shows nothing. To be set before the app is started. */
export function terminalOf(world) {
  return world.write('bin/a-terminal', '#!/bin/sh\nshift\nexec "$@"\n', 0o755);
}
