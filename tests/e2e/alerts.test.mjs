// A real notification daemon shows a real alert: once per threshold, with what to do, and a click opens the window.
import assert from 'node:assert/strict';
import test from 'node:test';
import { waitFor } from '../wait.mjs';
import { USABLE, openScene, startDesktop } from './scene.mjs';

test('passing 80 % of the five-hour window is told once, and a click opens Segue', async (t) => {
  const scene = await openScene(t);
  startDesktop(scene, '--hidden');
  await scene.tray.item();
  // The scene begins at 62 %, past the first threshold: that may be told; wait until the tray has it, then start counting.
  await waitFor(async () => /62 %/.test((await scene.tray.properties()).toolTip.title), { what: 'the first reading' });

  await scene.limits(83);
  const alert = await scene.desk.waitForNotice(/83 %/);
  assert.equal(alert.app, 'Segue');
  assert.ok((await scene.desk.noticesShown()) > 0, 'it stands on the screen');
  await scene.desk.screenshot('alert');

  // Told once: 84 % alone says nothing more. The alert about both, which comes later, shows that the app had the time to.
  await scene.limits(84);
  scene.api.response({ cacheRead: 0.91 * USABLE });
  await scene.desk.waitForNotice(/84 % used, context 91 % in api-server/);
  const quota = scene.desk.notices().filter((notice) => /^5-hour window 8[34] % used$/.test(notice.summary));
  assert.equal(quota.length, 1, JSON.stringify(scene.desk.notices()));

  await scene.desk.clickNotice();
  await scene.desk.waitForWindow('Segue');
});
