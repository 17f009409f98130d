// What a person does so that nothing is lost, in the real window: compact a session that the real Claude Code recorded
// and that it can resume, edit a handoff, pin a decision.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { apiKeyEnv, claudeWorld, onboard } from '../claude-code.mjs';
import { converse, transcriptOf } from '../conversation.mjs';
import { count, haveLongSession } from '../long-session.mjs';
import { Transcript } from '../transcripts.mjs';
import { waitFor } from '../wait.mjs';
import { program } from '../world.mjs';
import { setDesk } from './desk.mjs';
import { openScene } from './scene.mjs';
import { startApp } from './webdriver.mjs';

test('a session is compacted in the window, and goes on smaller', async (t) => {
  const answers = [];
  const { world, api, cwd } = await claudeWorld(t, { script: [() => answers.shift() ?? { text: 'Going on.' }], count });
  onboard(world, [cwd]);
  const env = apiKeyEnv(api.url);
  const talk = converse(world, { cwd, env, args: ['--allowed-tools', 'Bash Read Edit'] });
  await haveLongSession({ cwd, answers, say: talk.say });
  await talk.end();
  await world.segue('config', 'set', 'alerts.enabled', 'false');
  const original = readFileSync(talk.file);
  const desk = await setDesk(world);
  const app = await startApp(desk, program('segue-desktop'), { env });

  await app.waitForText(/Watching/, 30_000);
  await go(app, `sessions/${talk.sessionId}/compact`);
  await app.waitForText(/Compact, free ~\d+k/, 30_000);
  await picture(desk, 'steps-compact-plan');
  await app.click(/^Compact, free/);
  const text = await app.waitForText(/After, counted by Claude Code\s+[\d,]+/, 60_000);
  await picture(desk, 'steps-compact-done');

  const said = (pattern) => Number(pattern.exec(text)[1].replaceAll(',', ''));
  const before = said(/Before\s+([\d,]+)/);
  const after = said(/After, counted by Segue\s+~([\d,]+)/);
  const verified = said(/After, counted by Claude Code\s+([\d,]+)/);
  assert.ok(before > 100_000, `${before} tokens before`);
  assert.ok(before - verified > 10_000, `${before} became ${verified}`);
  assert.ok(after < before, `${after} of ${before}`);
  const [, id] = /claude --resume ([0-9a-f-]{36})/.exec(text);
  assert.notEqual(id, talk.sessionId);
  assert.ok(existsSync(transcriptOf(world, cwd, id)), 'the fork is where Claude Code looks');
  assert.deepEqual(readFileSync(talk.file), original, 'the original is as it was');
  await app.close();
});

test('a handoff is made, edited and saved where the next session reads it', async (t) => {
  const scene = await openScene(t, { alerts: 'false' });
  const app = await startApp(scene.desk, program('segue-desktop'));
  const id = scene.api.sessionId;
  await go(app, `sessions/${id}/handoff`);
  await app.click(/^Make the handoff$/);
  await app.waitForText(/made here/i, 30_000);
  await app.click(/^Edit$/);
  await app.type('The handoff, as Markdown', '\nMind the gateway: it strips Retry-After.\n');
  await go(app, 'now');
  await go(app, `sessions/${id}/handoff`);
  await app.waitForText(/Discard edit/);
  await app.click(/^Save$/);
  await app.waitForText(/edited by you/);
  await picture(scene.desk, 'steps-handoff');
  const file = path.join(scene.world.claudeDir, 'session-handoffs', `handoff-${id}.md`);
  await waitFor(() => existsSync(file) && readFileSync(file, 'utf8').includes('Mind the gateway'), { what: `the edit in ${file}` });

  await app.click(/^Restart with it/);
  assert.match(await app.waitForText(/What Segue remembers of api-server/, 30_000), /Same quota, fresh context\.[^]*Mind the gateway/);
  await picture(scene.desk, 'steps-restart');
  await app.click(/^Copy the command$/);
  assert.match(await app.waitForText(/claude --session-id/, 30_000), new RegExp(`handoff-${id}\\.md`));
  await app.close();
});

test('a decision is found, pinned, and told to the next session', async (t) => {
  const scene = await openScene(t, { alerts: 'false' });
  const cwd = scene.world.project('api-server');
  const past = new Transcript(scene.world, { cwd });
  const begun = Date.now() - 3 * 3_600_000;
  past.title('Where do sessions live');
  past.prompt('We decided to keep the sessions in SQLite, not in memory.', new Date(begun));
  past.response({ at: new Date(begun + 60_000), text: 'I will keep the sessions in SQLite.', cacheRead: 20_000 });
  const app = await startApp(scene.desk, program('segue-desktop'));
  await go(app, 'memory');
  await app.waitForText(/keep the sessions in SQLite/, 60_000);
  await app.click(/^Pin: .*SQLite/);
  await waitFor(() => app.run("return document.querySelector('[aria-pressed=true][aria-label^=Pin]') !== null"), { what: 'the pin to stand' });
  await picture(scene.desk, 'steps-memory');
  await app.click(/^Told next$/);
  await app.waitForText(/tokens[^]*keep the sessions in SQLite/);
  await picture(scene.desk, 'steps-told-next');
  const shown = JSON.stringify(await scene.world.segueJson('memory', 'show', { cwd }));
  assert.match(shown, /"pinned":\s*true/);
  await app.close();
});

function go(app, view) {
  return app.run('location.hash = arguments[0]', `#/${view}`);
}

async function picture(desk, name) {
  await desk.waitForPaint('Segue');
  await desk.screenshot(name);
}
