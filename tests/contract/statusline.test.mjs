// An interactive Claude Code in a terminal, with Segue as its statusline: what it sends is stored, what it shows is right,
// and a statusline the person already had is shown unchanged.
import assert from 'node:assert/strict';
import test from 'node:test';
import { claudeWorld, interactive, logIn, onboard, subscriptionEnv } from '../claude-code.mjs';
import { limitHeaders } from '../fakes/messages-api.mjs';
import { waitFor } from '../wait.mjs';
import { program } from '../world.mjs';

const HOUR = 3_600_000;
// Real windows reset on a ten-minute grid.
const resetsAt = new Date(Math.ceil(Date.now() / 600_000) * 600_000 + 2 * HOUR);
const headers = limitHeaders({ fiveHour: { used: 0.37, resetsAt }, sevenDay: { used: 0.62, resetsAt: new Date(resetsAt.getTime() + 48 * HOUR) } });
const script = [{ text: 'All done.', usage: { input: 5, output: 18, cacheRead: 30_000, cacheWrite: 84 } }];

async function begin(t, command) {
  const { world, api, cwd } = await claudeWorld(t, { script, headers });
  logIn(world);
  onboard(world, [cwd]);
  world.write('home/.claude/settings.json', JSON.stringify({ statusLine: { type: 'command', command } }));
  const terminal = await interactive(world, { cwd, env: subscriptionEnv(api.url) });
  return { world, terminal };
}

test('limits and context of an interactive session reach segue quota and segue sessions', async (t) => {
  const { world, terminal } = await begin(t, `${program('segue')} statusline`);
  await terminal.type('hello there');
  await waitFor(async () => (await terminal.screen()).includes('All done.'), { limit: 30_000, what: 'the answer' });

  const five = await waitFor(async () => {
    const window = (await world.segueJson('quota')).windows.find((one) => one.kind === 'five_hour');
    return window?.state === 'known' && window;
  }, { what: 'the five-hour window to be known' });
  assert.equal(five.provenance.source, 'statusline');
  assert.equal(five.used_percent, 37);
  assert.equal(Date.parse(five.resets_at), resetsAt.getTime());

  const session = await waitFor(async () => {
    const { live } = await world.segueJson('status');
    return live[0]?.context?.window_source === 'session' && live[0];
  }, { what: 'the context window size that Claude Code told' });
  assert.equal(session.activity.pid, terminal.pid);
  assert.equal(session.project_path, world.project('api-server'));
  assert.equal(session.context.window_tokens, 1_000_000);
  assert.equal(session.context.used_tokens, 5 + 18 + 30_000 + 84);

  const line = (await terminal.screen()).split('\n').find((text) => text.includes('37 %'));
  assert.ok(line, `Segue's own line stands under the prompt:\n${await terminal.screen()}`);
});

test('a statusline that was there before is shown unchanged', async (t) => {
  const { world, terminal } = await begin(t, `${program('segue')} statusline --wrap 'printf "my own line %s" "$(grep -o five_hour || echo none)"'`);
  await waitFor(async () => (await terminal.screen()).includes('my own line'), { limit: 30_000, what: 'the wrapped statusline' });
  await terminal.type('hello there');
  // The wrapped command gets the same JSON on its stdin as Segue does.
  await waitFor(async () => (await terminal.screen()).includes('my own line five_hour'), { limit: 30_000, what: 'the wrapped statusline to see the limits' });
  const { windows } = await world.segueJson('quota');
  assert.equal(windows.find((window) => window.kind === 'five_hour').provenance.source, 'statusline');
});
