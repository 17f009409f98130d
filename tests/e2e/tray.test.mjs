// The real tray item, read over D-Bus as a panel reads it: numbers, picture, menu, clicks, and a life without a window.
import assert from 'node:assert/strict';
import test from 'node:test';
import { waitFor } from '../wait.mjs';
import { USABLE, openScene, startDesktop } from './scene.mjs';
import { startTrayHost } from './tray.mjs';

test('the tray tells the numbers and follows an appended line', async (t) => {
  const scene = await openScene(t);
  startDesktop(scene, '--hidden');
  await scene.tray.item();
  const before = await settledTip(scene, /Context 55 % in api-server/);
  assert.match(before, /62 %/);
  const iconBefore = await scene.tray.icon();
  assert.ok(iconBefore.width >= 22 && iconBefore.width === iconBefore.height);
  assert.ok(iconBefore.bytes.some((byte) => byte !== 0), 'the icon is not empty');

  scene.api.response({ cacheRead: 0.93 * USABLE });
  await settledTip(scene, /Context 93 % in api-server/);
  const iconAfter = await scene.tray.icon();
  assert.notDeepEqual(iconAfter.bytes, iconBefore.bytes, 'the picture changed with the number');
  assert.notDeepEqual(alpha(iconAfter), alpha(iconBefore), 'its shape changed, not only its colour');

  await scene.limits(91);
  await settledTip(scene, /91 %/);
});

test('the menu says it all, and its entries do what they say', async (t) => {
  const scene = await openScene(t, { alerts: 'false' });
  const app = startDesktop(scene, '--hidden');
  await scene.tray.item();
  await settledTip(scene, /Context 55 %/);
  const labels = await scene.tray.labels();
  for (const expected of [/5-hour.*62 %/, /Week.*31 %/, /api-server.*55 %/, /docs.*20 %/, /^Open Segue/, /^Pause alerts/, /^Settings/, /^Quit/]) {
    assert.ok(labels.some((label) => expected.test(label)), `${expected} is not in the menu: ${labels.join(' | ')}`);
  }
  await scene.tray.click(/^Open Segue/);
  await scene.desk.waitForWindow('Segue');
  await scene.desk.closeWindow('Segue');
  assert.equal((await scene.tray.items()).length, 1, 'the tray stays when the window closes');

  await scene.tray.activate();
  await scene.desk.waitForWindow('Segue glance');
  await scene.desk.waitForPaint('Segue glance');
  await scene.desk.screenshot('glance');

  await scene.tray.click(/^Quit/);
  assert.deepEqual(await app.exit, { code: 0, signal: null });
  await waitFor(async () => (await scene.tray.items()).length === 0, { what: 'the item to leave the tray' });
});

test('a second start shows the first one’s window', async (t) => {
  const scene = await openScene(t);
  const first = startDesktop(scene, '--hidden');
  await scene.tray.item();
  const second = await scene.world.run(first.child.spawnfile, [], { env: scene.desk.env });
  assert.equal(second.code, 0, second.stderr);
  await scene.desk.waitForWindow('Segue');
  assert.equal((await scene.tray.items()).length, 1, 'there is one app');
});

test('without a tray the window opens, and the icon comes when a tray does', async (t) => {
  const scene = await openScene(t, { tray: false });
  startDesktop(scene, '--hidden');
  await scene.desk.waitForWindow('Segue');
  const tray = await startTrayHost(scene.desk);
  await tray.item(30_000);
  assert.match((await tray.properties()).toolTip.title, /62 %/);
});

/** Waits until title and text of the tooltip together match; returns them. */
function settledTip({ tray }, pattern) {
  let tip = '';
  return waitFor(async () => {
    const { toolTip } = await tray.properties();
    tip = `${toolTip.title}\n${toolTip.text}`;
    return pattern.test(tip) && tip;
  }, { what: `the tooltip to say ${pattern}` }).catch((error) => {
    throw new Error(`${error.message}; it says: ${tip}`, { cause: error });
  });
}

function alpha({ bytes }) {
  return bytes.filter((_, index) => index % 4 === 0);
}
