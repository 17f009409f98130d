import { flushSync } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import { Problem } from '../ipc';
import { memoryBackend } from '../ipc/memory';
import { makeSessions } from '../ipc/memory/sessions';
import { Breakdowns } from './breakdowns.svelte';
import { Clock } from './clock.svelte';
import { Loaded } from './loaded.svelte';
import { placeOf } from './route.svelte';
import { filtered, SessionList, sorted } from './sessions.svelte';
import { Settings } from './settings.svelte';
import { Topics } from './topics';
import { UsageState } from './usage.svelte';

/** Answers that a test gives when it wants to. */
function heldAnswers() {
  const held: { give: (value: string) => void; fail: (problem: Problem) => void }[] = [];
  const ask = () => new Promise<string>((give, fail) => held.push({ give, fail }));
  return { held, ask };
}

const DISK_FULL = new Problem({ code: 'store', message: 'The disk is full.', hint: null });

describe('a loaded value', () => {
  it('never lets an old answer replace a newer one', async () => {
    const { held, ask } = heldAnswers();
    const loaded = new Loaded(ask);
    const first = loaded.refresh();
    const second = loaded.refresh();
    held[1]?.give('new');
    await second;
    held[0]?.give('old');
    await first;
    expect(loaded.value).toBe('new');
  });

  it('keeps the value on screen when a refresh fails', async () => {
    const { held, ask } = heldAnswers();
    const loaded = new Loaded(ask);
    const first = loaded.refresh();
    held[0]?.give('known');
    await first;
    const second = loaded.refresh();
    held[1]?.fail(DISK_FULL);
    await second;
    expect([loaded.value, loaded.phase, loaded.problem?.message]).toEqual(['known', 'ready', 'The disk is full.']);
  });

  it('is failed only when nothing is known', async () => {
    const loaded = new Loaded(() => Promise.reject(DISK_FULL));
    expect(loaded.phase).toBe('loading');
    await loaded.refresh();
    expect(loaded.phase).toBe('failed');
  });

  it('answers a storm of nudges with one more question', async () => {
    vi.useFakeTimers();
    const ask = vi.fn(() => Promise.resolve('x'));
    const loaded = new Loaded(ask, 1_000);
    loaded.nudge();
    for (let count = 0; count < 50; count += 1) loaded.nudge();
    await vi.advanceTimersByTimeAsync(999);
    expect(ask).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(ask).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(ask).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
  });
});

describe('topics', () => {
  it('call each watcher once, and not after its end', () => {
    const topics = new Topics();
    const act = vi.fn();
    const end = topics.watch(['usage', 'quota'], act);
    topics.tell(['usage', 'quota', 'index']);
    topics.tell(['settings']);
    expect(act).toHaveBeenCalledTimes(1);
    end();
    topics.tellAll();
    expect(act).toHaveBeenCalledTimes(1);
  });
});

describe('the clock', () => {
  it("follows the engine's now, not the machine's", () => {
    const clock = new Clock(0);
    clock.follow('2026-11-21T15:11:00Z', 'Europe/Berlin');
    expect([clock.now, clock.zone]).toEqual([Date.parse('2026-11-21T15:11:00Z'), 'Europe/Berlin']);
  });
});

describe('places', () => {
  it.each([
    ['', { view: 'now' }],
    ['#/usage', { view: 'usage' }],
    ['sessions/abc', { view: 'sessions', session: 'abc' }],
    ['#/sessions/a%2Fb/compact', { view: 'sessions', session: 'a/b', step: 'compact' }],
    ['#/sessions/abc/nothing', { view: 'sessions', session: 'abc' }],
    ['#/sessions/', { view: 'sessions' }],
    ['#/sessions/%', { view: 'sessions', session: '%' }],
    ['#/memory/00ff', { view: 'memory', project: '00ff' }],
    ['#/schedule', { view: 'schedule' }],
    ['schedule/12', { view: 'schedule', schedule: 12 }],
    ['schedule/new', { view: 'schedule', planning: { from: null } }],
    ['#/schedule/new/00ff', { view: 'schedule', planning: { from: '00ff' } }],
    ['schedule/soon', { view: 'schedule' }],
    ['plans', { view: 'plans', plans: { page: 'plans' } }],
    ['plans/12', { view: 'plans', plans: { page: 'plan', id: 12 } }],
    ['plans/new', { view: 'plans', plans: { page: 'new' } }],
    ['plans/soon', { view: 'plans', plans: { page: 'plans' } }],
    ['#/estimates/3', { view: 'plans', plans: { page: 'estimate', id: 3 } }],
    ['estimates/accuracy', { view: 'plans', plans: { page: 'accuracy' } }],
    ['reports/00ff', { view: 'plans', plans: { page: 'report', session: '00ff' } }],
    ['#/nowhere', { view: 'now' }],
    ['#/glance', { view: 'glance' }],
  ])('%s is %j', (address, place) => expect(placeOf(address)).toEqual({ session: null, step: null, project: null, schedule: null, planning: null, plans: null, ...place }));
});

describe('the session list', () => {
  const sessions = makeSessions('full');

  it('finds words in title, project, model and id, in any order', () => {
    const found = filtered(sessions, 'OPUS cache api', 'all', '');
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ project, title }) => project.includes('api') && title?.includes('cache'))).toBe(true);
    expect(filtered(sessions, sessions[40]?.id ?? '', 'all', '')).toEqual([sessions[40]]);
  });

  it('tells live from past', () => {
    expect(filtered(sessions, '', 'live', '')).toHaveLength(8);
    expect(filtered(sessions, '', 'past', '')).toHaveLength(1_704);
  });

  it('orders by any column, live ones on top of the newest', () => {
    expect(sorted(sessions, 'recent', true).slice(0, 8).every(({ activity }) => activity.state !== 'past')).toBe(true);
    const costs = sorted(sessions, 'cost', true).map(({ totals }) => totals.cost_micros);
    expect(costs).toEqual([...costs].sort((a, b) => b - a));
  });

  it('moves the mark inside the list', async () => {
    const list = new SessionList(memoryBackend('normal'));
    await list.list.refresh();
    expect([list.move(1), list.move(1), list.move(-5), list.move(1_000)]).toEqual([0, 1, 0, 63]);
    expect(list.marked).toBe(list.shown.at(-1)?.id);
  });

  it('turns round when the same column is chosen again', () => {
    const list = new SessionList(memoryBackend('normal'));
    list.orderBy('tokens');
    list.orderBy('tokens');
    expect([list.sort, list.descending]).toEqual(['tokens', false]);
  });
});

describe('breakdowns', () => {
  it('are asked once per session and moment', async () => {
    const backend = memoryBackend('normal');
    const live = (await backend.status()).live;
    const breakdowns = new Breakdowns(backend, 0);
    breakdowns.follow(live);
    await vi.waitFor(() => expect(Object.keys(breakdowns.known)).toHaveLength(3));
    breakdowns.follow(live);
    expect(backend.calls.filter((call) => call === 'session')).toHaveLength(3);
    breakdowns.follow(live.map((session) => ({ ...session, last_seen: '2026-11-21T15:11:30Z' })));
    await vi.waitFor(() => expect(backend.calls.filter((call) => call === 'session')).toHaveLength(6));
  });
});

describe('settings', () => {
  it('come in groups, in the order of the engine', async () => {
    const settings = new Settings(memoryBackend());
    await settings.list.refresh();
    expect(settings.groups.map(({ name }) => name)).toEqual(['Look', 'Start', 'Alerts', 'Quota', 'Context', 'Schedule', 'Usage', 'Launch']);
  });

  it('keep a refusal beside the setting', async () => {
    const backend = memoryBackend();
    backend.setSetting = () => Promise.reject(DISK_FULL);
    const settings = new Settings(backend);
    await settings.set('ui.theme', 'dark');
    expect(settings.problems['ui.theme']?.message).toBe('The disk is full.');
  });
});

describe('usage', () => {
  it('asks for whole days of the zone, today included', () => {
    const clock = new Clock();
    clock.follow('2026-11-21T23:30:00Z', 'Europe/Berlin');
    const usage = new UsageState(memoryBackend(), clock);
    expect(usage.query).toMatchObject({ since: '2026-10-24', until: null, tz: 'Europe/Berlin' });
    usage.range = '7';
    flushSync();
    expect(usage.query.since).toBe('2026-11-16');
    usage.ownRange();
    expect(usage.query).toMatchObject({ since: '2026-11-16', until: '2026-11-22' });
  });
});
