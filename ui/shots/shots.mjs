// `npm run ui:shots [-- filter]`: pictures of every view in every state, theme and size, for a person to look at; and
// what no person has to look for: axe's findings with real colours, errors in the console, things wider than the window.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { addressOf, withBrowser } from './browser.mjs';

const OUT = fileURLToPath(new URL('../../tests/artefacts/shots/', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SESSION = 'sessions/7c3e9a0f-41d2-4b8e-9a60-5f1c2d7e8800';
const PAST = 'sessions/5b81f6d2-0c3e-4d17-9f2a-6a4d90c2e711';
const STEPS = { compact: `${PAST}/compact`, 'compact-live': `${SESSION}/compact`, restart: `${PAST}/restart`, handoff: `${PAST}/handoff` };
const VIEWS = { now: 'now', sessions: 'sessions', session: SESSION, ...STEPS, schedule: 'schedule', 'schedule-page': 'schedule/5', plan: `schedule/new/${PAST.slice(9)}`, plans: 'plans', 'plan-page': 'plans/1', 'plan-new': 'plans/new', estimates: 'estimates', estimate: 'estimates/1', accuracy: 'estimates/accuracy', reports: 'reports', report: `reports/${PAST.slice(9)}`, memory: 'memory', usage: 'usage', settings: 'settings', doctor: 'doctor', glance: 'glance' };
/** What a person gets to see by clicking there: the names of what is clicked in turn, or `/words` to search. */
const CLICKED = {
  'compact-done': [`${PAST}/compact`, /^Compact, free/],
  'handoff-edit': [`${PAST}/handoff`, /^Edit$/],
  'memory-facts': ['memory', /^Facts/],
  'memory-sessions': ['memory', /^Sessions\s\d/],
  'memory-told': ['memory', /^Told next$/],
  'memory-edit': ['memory', /^Edit: A token/],
  'memory-search': ['memory', '/bucket'],
  'schedule-three': ['schedule', /^3 days$/],
  'schedule-week': ['schedule', /^Week$/],
  'schedule-marked': ['schedule', /^18:55 api-server/],
  'schedule-move': ['schedule', /^18:55 api-server/, /^Move …$/],
  'plan-edit': ['plans/1', /^Edit$/],
  'plan-estimate': ['plans/2', /^Estimate$/],
  'plan-next': ['plans/1', /^Plan next session/],
  'model-anew': ['estimates/accuracy', /^Actions: the model/, /^Begin anew/],
  restarted: [`${PAST}/restart`, /^Copy the command$/],
};
const SCENES = ['normal', 'empty', 'stale', 'error', 'full'];
const SIZES = {
  '1100x720': { width: 1100, height: 720, scale: 1 },
  '720x480': { width: 720, height: 480, scale: 1 },
  '125%': { width: 1100, height: 720, scale: 1.25 },
  '200%': { width: 1100, height: 720, scale: 2 },
};
const GLANCE = { width: 360, height: 520 };

function shots() {
  const list = [];
  for (const [view, path] of Object.entries(VIEWS)) {
    for (const scene of SCENES) {
      for (const theme of ['light', 'dark']) list.push({ view, path, scene, theme, size: '1100x720' });
      list.push({ view, path, scene, theme: 'light', size: '720x480' });
    }
    for (const size of ['125%', '200%']) list.push({ view, path, scene: 'normal', theme: 'dark', size });
    list.push({ view, path, scene: 'normal', theme: 'light', size: '1100x720', grey: true });
  }
  for (const [view, [path, ...clicks]] of Object.entries(CLICKED)) {
    for (const theme of ['light', 'dark']) list.push({ view, path, clicks, scene: 'normal', theme, size: '1100x720' });
    list.push({ view, path, clicks, scene: 'normal', theme: 'light', size: '720x480' });
  }
  for (const scene of ['indexing', 'demo', 'loading']) list.push({ view: 'now', path: 'now', scene, theme: 'light', size: '1100x720' });
  const filter = process.argv[2];
  return list.filter((shot) => !filter || nameOf(shot).includes(filter));
}

function nameOf({ view, scene, theme, size, grey }) {
  return `${view}-${scene}-${theme}-${size}${grey ? '-grey' : ''}`;
}

async function take(browser, origin, shot) {
  const size = SIZES[shot.size];
  const viewport = shot.view === 'glance' ? GLANCE : { width: size.width, height: size.height };
  const context = await browser.newContext({ viewport, deviceScaleFactor: size.scale, colorScheme: shot.theme, reducedMotion: 'reduce', timezoneId: 'UTC' });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(addressOf(origin, shot.path, shot.scene));
  // Views are fetched when they are wanted; each has its heading at once, or is an error.
  await page.waitForFunction(() => document.querySelector('h1'));
  // A state that waits says so after 300 ms; everything else is there in the next frames.
  await page.waitForTimeout(shot.scene === 'loading' ? 500 : 120);
  for (const click of shot.clicks ?? []) await act(page, click);
  if (shot.grey) await page.evaluate(() => (document.documentElement.style.filter = 'grayscale(1)'));
  await page.screenshot({ path: `${OUT}${nameOf(shot)}.png` });
  complaints.push(...(await overflowing(page)));
  if (shot.size === '1100x720' && !shot.grey) complaints.push(...(await axeFindings(page)));
  await context.close();
  return complaints;
}

async function act(page, click) {
  if (typeof click === 'string') {
    await page.keyboard.press('/');
    await page.waitForFunction(() => document.activeElement?.matches('[data-search]'));
    await page.keyboard.type(click.slice(1));
  } else {
    const named = (role) => page.getByRole(role, { name: click });
    await named('radio').or(named('button')).or(named('menuitem')).first().click({ force: true });
  }
  await page.waitForTimeout(350);
}

async function overflowing(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    return wide > 0 ? [`the page is ${wide} px wider than the window`] : [];
  });
}

async function axeFindings(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => (await window.axe.run(document)).violations);
  return found.flatMap(({ id, help, nodes }) => nodes.slice(0, 4).map((node) => `axe ${id}: ${help}: ${node.html.slice(0, 140)} ${node.any[0]?.message ?? ''}`));
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const list = shots();
let bad = 0;
await withBrowser(async (browser, origin) => {
  for (const shot of list) {
    const complaints = await take(browser, origin, shot);
    for (const complaint of new Set(complaints)) console.log(`${nameOf(shot)}: ${complaint}`);
    bad += complaints.length;
  }
});
console.log(`${list.length} pictures in tests/artefacts/shots, ${bad} complaints`);
process.exitCode = bad > 0 ? 1 : 0;
