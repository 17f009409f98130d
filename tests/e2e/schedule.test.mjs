// A session is planned by a click in the timeline of the real window, stands in the real tray menu, and is cancelled from
// there; a button of a real notification moves another one.
import assert from 'node:assert/strict';
import test from 'node:test';
import { waitFor } from '../wait.mjs';
import { program } from '../world.mjs';
import { openScene } from './scene.mjs';
import { startApp } from './webdriver.mjs';

test('a click in the timeline plans a session; the tray shows it, and cancels it', async (t) => {
  const scene = await openScene(t, { alerts: 'false' });
  const app = await startApp(scene.desk, program('segue-desktop'));
  await app.waitForText(/api-server/, 30_000);
  await go(app, 'schedule');
  await waitFor(() => app.run("return document.querySelector('.head .now') !== null"), { limit: 30_000, what: 'the timeline' });
  const spot = await app.run(`
    const now = document.querySelector('.head .now').getBoundingClientRect();
    const field = document.querySelector('.field').getBoundingClientRect();
    return { x: now.left + 160, y: Math.min(field.bottom, innerHeight) - 24 };`);
  await app.clickAt(spot.x, spot.y);
  await app.waitForText(/What is sent[^]*Starts .*in api-server\./, 60_000);
  const time = await app.run("return document.querySelector('input[aria-label=Time]').value");
  const clock = /(\d\d:\d\d)$/.exec(time)?.[1];
  assert.ok(clock, `the time that was clicked stands in the dialog: ${time}`);
  await picture(scene.desk, 'schedule-plan');
  await app.click(/^Schedule$/);
  await app.waitForText(new RegExp(`Starts .*${clock}, in api-server\\.`), 30_000);

  const next = await menuLine(scene, new RegExp(`^Next: .*${clock} api-server`));
  assert.match((await scene.tray.properties()).toolTip.text, /Next: .*api-server/);
  await picture(scene.desk, 'schedule-planned');
  assert.ok(next);
  await scene.tray.click(/^Cancel$/);
  await waitFor(async () => !(await scene.tray.labels()).some((label) => label.startsWith('Next:')), { what: 'the tray to forget it' });
  await app.waitForText(/Nothing is planned/, 20_000);
  await app.close();
});

test('a button of a notification moves the start', async (t) => {
  const scene = await openScene(t);
  const app = await startApp(scene.desk, program('segue-desktop'));
  await app.waitForText(/api-server/, 30_000);
  await go(app, `schedule/new/${scene.api.sessionId}`);
  await app.waitForText(/What is sent/, 60_000);
  await app.type('Time', 'in 4m');
  await app.waitForText(/in [34] (m|min)/, 20_000);
  await app.click(/^Schedule$/);
  // Five minutes before is now.
  const notice = await scene.desk.waitForNotice(/api-server starts/);
  assert.equal(notice.app, 'Segue');
  const before = await menuLine(scene, /^Next: .*api-server/);
  await scene.desk.screenshot('schedule-notice');

  await scene.desk.pressNotice('In 15 minutes');
  const after = await waitFor(async () => (await scene.tray.labels()).find((label) => /^Next: .*api-server/.test(label) && label !== before), { limit: 20_000, what: `the start to move on from ${before}` });
  const moved = (minutes(after) - minutes(before) + 1_440) % 1_440;
  assert.ok(moved >= 9 && moved <= 16, `${before} became ${after}`);
  await go(app, 'schedule');
  await app.waitForText(new RegExp(`starts .*${/\d\d:\d\d/.exec(after)[0]}`), 20_000);
  await app.close();
});

/** Waits until a line of the menu matches; returns it. */
function menuLine({ tray }, pattern) {
  return waitFor(async () => (await tray.labels()).find((label) => pattern.test(label)), { limit: 30_000, what: `a line ${pattern} in the tray menu` }).catch(async (error) => {
    throw new Error(`${error.message}; there are: ${(await tray.labels()).join(' | ')}`, { cause: error });
  });
}

function minutes(label) {
  const [, hour, minute] = /(\d\d):(\d\d)/.exec(label);
  return Number(hour) * 60 + Number(minute);
}

function go(app, view) {
  return app.run('location.hash = arguments[0]', `#/${view}`);
}

async function picture(desk, name) {
  await desk.waitForPaint('Segue');
  await desk.screenshot(name);
}
