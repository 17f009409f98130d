// The real window, driven by WebDriver: it shows the numbers of the prepared world, and news without being asked.
import assert from 'node:assert/strict';
import test from 'node:test';
import { program } from '../world.mjs';
import { USABLE, openScene, secondLogin } from './scene.mjs';
import { startApp } from './webdriver.mjs';

test('the window shows where the person stands, and follows', async (t) => {
  const scene = await openScene(t, { alerts: 'false' });
  const app = await startApp(scene.desk, program('segue-desktop'));
  await t.test('Now: limits, reset and live sessions', async () => {
    const text = await app.waitForText(/api-server/);
    assert.match(text, /62\s*%/, 'the 5-hour window');
    assert.match(text, /31\s*%/, 'the week');
    assert.match(text, /55\s*%/, 'the fullest context');
    assert.match(text, /docs/, 'the second live session');
    await picture(scene, 'window-now');
  });
  await t.test('an appended line changes the shown context', async () => {
    scene.api.response({ cacheRead: 0.82 * USABLE });
    await app.waitForText(/82\s*%/);
  });
  await t.test('Usage: the same totals as in the terminal', async () => {
    await go(app, 'usage');
    const { totals } = await scene.world.segueJson('usage');
    // The page asks anew at most every three seconds: the line appended above may not be in its first answer.
    const total = totals.total_tokens.toLocaleString('en-US');
    const shown = digits(await app.waitForText(new RegExp(total)));
    for (const key of ['input_tokens', 'output_tokens', 'cache_creation_tokens', 'cache_read_tokens', 'total_tokens']) {
      assert.ok(shown.includes(String(totals[key])), `${key} ${totals[key]} is not on the page:\n${shown}`);
    }
    await picture(scene, 'window-usage');
  });
  for (const [view, words] of [['sessions', /infra on day 1/], ['settings', /alerts.quiet_hours/], ['doctor', /statusline/i]]) {
    await t.test(`${view} opens`, async () => {
      await go(app, view);
      await app.waitForText(words);
      await picture(scene, `window-${view}`);
    });
  }
  await app.close();
});

test('two Claude folders stand side by side', async (t) => {
  const scene = await openScene(t, { alerts: 'false' });
  const other = scene.world.folder('home/work-login');
  scene.world.env.CLAUDE_CONFIG_DIR = `${scene.world.claudeDir},${other}`;
  await secondLogin(scene, other, 17);
  const app = await startApp(scene.desk, program('segue-desktop'));
  const text = await app.waitForText(/work-login/);
  assert.match(text, /62\s*%/);
  assert.match(text, /17\s*%/);
  await app.close();
});

function go(app, view) {
  return app.run('location.hash = arguments[0]', `#/${view}`);
}

async function picture({ desk }, name) {
  await desk.waitForPaint('Segue');
  await desk.screenshot(name);
}

/** The text without what separates thousands. */
function digits(text) {
  return text.replace(/(?<=\d)[\s,.'’\u00a0\u202f](?=\d{3})/g, '');
}
