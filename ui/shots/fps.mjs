// `npm run ui:fps`: scrolls 1,700 sessions by wheel in a real browser and prints what each frame took. Fails when the
// median frame is slower than 60 per second allows, with the tolerance of a timer.
import { addressOf, withBrowser } from './browser.mjs';

const SECONDS = 4;
const WHEEL = 240;
const FRAME_MS = 1000 / 60;

function frames() {
  const times = [];
  let last = performance.now();
  const tick = (now) => {
    times.push(now - last);
    last = now;
    window.running && requestAnimationFrame(tick);
  };
  window.running = true;
  requestAnimationFrame((now) => {
    last = now;
    requestAnimationFrame(tick);
  });
  return times;
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

const result = await withBrowser(async (browser, origin) => {
  const page = await browser.newPage({ viewport: { width: 1100, height: 720 } });
  await page.goto(addressOf(origin, 'sessions', 'full'));
  const grid = page.getByRole('grid', { name: 'Sessions' });
  await grid.hover();
  await page.evaluate(`window.times = (${frames})()`);
  const end = Date.now() + SECONDS * 1000;
  let turns = 0;
  while (Date.now() < end) {
    await page.mouse.wheel(0, turns < 150 ? WHEEL : -WHEEL);
    turns = (turns + 1) % 300;
  }
  return page.evaluate(() => {
    window.running = false;
    const list = document.querySelector('[role=grid]');
    return { times: window.times.slice(5), scrolled: list.scrollTop, rows: list.getAttribute('aria-rowcount') };
  });
});

const sorted = [...result.times].sort((a, b) => a - b);
const median = quantile(sorted, 0.5);
const slow = sorted.filter((time) => time > FRAME_MS * 1.5).length;
console.log(
  `Scrolling ${result.rows - 1} sessions: ${sorted.length} frames in ${SECONDS} s, median ${median.toFixed(1)} ms, ` +
    `p95 ${quantile(sorted, 0.95).toFixed(1)} ms, longest ${sorted.at(-1).toFixed(1)} ms, ${slow} slower than 1.5 frames`,
);
process.exitCode = median > FRAME_MS * 1.1 ? 1 : 0;
