// A plan is dropped on the real window, its phases are seen, its estimate is made anew with what the person knows better
// and saved, a phase is done by a click: all of it stands in the rows that the terminal shows.
import assert from 'node:assert/strict';
import test from 'node:test';
import { waitFor } from '../wait.mjs';
import { program } from '../world.mjs';
import { openScene } from './scene.mjs';
import { startApp } from './webdriver.mjs';

const PLAN = `# Rate limits on the public API

**Status:** ready

## Phase 1: Token bucket

**Estimate:** 25-32k tokens, 45 min

- [ ] The bucket as a pure value
- [ ] Tests with a clock that is passed in

## Phase 2: Middleware

**Estimate:** 30-38k tokens, 1h

- [ ] Refuse with 429 and Retry-After
`;

test('a plan from its file to its estimate and its first phase, in the window', async (t) => {
  const scene = await openScene(t, { tray: false, alerts: 'false' });
  const app = await startApp(scene.desk, program('segue-desktop'));
  await app.waitForText(/api-server/, 30_000);

  await t.test('a dropped file becomes a plan with its phases', async () => {
    await go(app, 'plans');
    await app.waitForText(/No plans yet/, 30_000);
    await app.run(drop, 'SESSION_3_PLAN.md', PLAN);
    await app.waitForText(/Rate limits on the public API[^]*Token bucket[^]*Middleware/, 30_000);
    const text = await app.waitForText(/0 of 2 phases done/, 30_000);
    assert.match(text, /says 25k–32k tokens, 45 min/);
    await picture(scene.desk, 'plans-imported');
  });

  await t.test('what the person knows better changes the estimate at once, and it is kept', async () => {
    await app.click(/^Estimate$/);
    await app.waitForText(/Fits before the reset/, 30_000);
    const before = await middle(app);
    await app.run(choose, 'State of its code', 'legacy');
    const after = await waitFor(async () => {
      const now = await middle(app);
      return now !== before && now;
    }, { limit: 30_000, what: `the estimate to move on from ${before}` });
    assert.ok(after > before, `legacy code costs more: ${before} became ${after}`);
    await picture(scene.desk, 'plans-estimate');
    await app.click(/^Save estimate$/);
    await app.waitForText(/What happens is held against it/, 30_000);
    const [kept] = await scene.world.segueJson('estimate', 'list');
    assert.equal(kept.fresh.mid, after);
    assert.equal(kept.plan, 1);
  });

  await t.test('an edit that breaks the plan leads to its line; a whole one is a new version', async () => {
    await app.click(/^Edit$/);
    await app.type("The plan's text", '\n## Phase 3: Limits of a tenant\n\nAfter: phase 9\n');
    await app.click(/^Line \d+, column \d+$/);
    assert.equal(await app.run('return document.activeElement.tagName'), 'TEXTAREA');
    await app.click(/^Discard edit$/);
    await app.type("The plan's text", '\nAsk operations first.\n');
    await app.click(/^Save$/);
    await app.waitForText(/Saved as version 2/, 30_000);
  });

  await t.test('a phase is done by a click', async () => {
    await app.click(/^Plan$/);
    await app.click(/^Phase 1 is done$/);
    await app.waitForText(/1 of 2 phases done/, 30_000);
    await picture(scene.desk, 'plans-phase-done');
    const [plan] = await scene.world.segueJson('plan', 'list');
    assert.deepEqual([plan.title, plan.done, plan.phases, plan.version], ['Rate limits on the public API', 1, 2, 2]);
  });
  await app.close();
});

/** Runs in the page: a file let go over the list of plans. */
const drop = `
  const file = new File([arguments[1]], arguments[0], { type: 'text/markdown' });
  const carried = new DataTransfer();
  carried.items.add(file);
  const place = document.querySelector('[role=region][aria-label^="Plans; drop"]');
  for (const kind of ['dragenter', 'dragover', 'drop']) place.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));`;

/** Runs in the page: another choice in a menu of the form. */
const choose = `
  const field = document.querySelector('select[aria-label="' + arguments[0] + '"]');
  field.value = arguments[1];
  field.dispatchEvent(new Event('change', { bubbles: true }));`;

/** The middle of the estimate that is shown, exactly: from what its headline says on hover. */
async function middle(app) {
  const title = await app.run(`return document.querySelector('[aria-label="The answer"] [title*="8 times of 10"]').title`);
  return Number(/^([\d,]+) tokens/.exec(title)[1].replaceAll(',', ''));
}

function go(app, view) {
  return app.run('location.hash = arguments[0]', `#/${view}`);
}

async function picture(desk, name) {
  await desk.waitForPaint('Segue');
  await desk.screenshot(name);
}
