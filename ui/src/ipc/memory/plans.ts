/** What is planned in each scene: a handful of every kind, or two hundred. */
import type { Schedule } from '../types/Schedule';
import type { Spec } from '../types/Spec';
import type { Start } from '../types/Start';
import { whenPhrase } from '../../words/schedule';
import { Chance } from './chance';
import { minutesAgo, SCENE_NOW, SCENE_ZONE, type Scene } from './scene';
import { PROJECTS } from './sessions';
import { iso, makeStart, missed, type StartSketch } from './starts';
import { nextReset } from './timeline';

const MINUTE_MS = 60_000;
const OBJECTIVES = '1. Pass the time into the refill\n2. Measure a cold start before and after\n3. Write down the choice in docs/decisions\n';

/** A spec that is usual in everything but what is said. */
export function makeSpec(sketch: Partial<Spec> & Pick<Spec, 'project' | 'when'>): Spec {
  return {
    title: null,
    from_session: null,
    prompt: OBJECTIVES,
    with_memory: true,
    launch: { place: 'terminal', agent: null, model: null, permission_mode: null, mcp: { kind: 'as_usual' } },
    conditions: { quiet_hours: null, zone: SCENE_ZONE, latest: null, max_starts: null, until_done: false, budget: null, only_clean: false, only_on_mains: false, late: 'ask', notice_minutes: null },
    priority: 5,
    plan: null,
    ...sketch,
  };
}

/** Schedules with what comes next, and starts that are over. */
export function makePlans(scene: Scene): { schedules: Schedule[]; past: Start[] } {
  if (scene === 'empty') return { schedules: [], past: [] };
  if (scene === 'full') return fullDay();
  return { schedules: fewPlans(scene), past: fewPast() };
}

function fewPlans(scene: Scene): Schedule[] {
  const reset = nextReset(scene);
  const slept = scene === 'stale';
  const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
  const headless = { place: 'headless', agent: null, model: 'sonnet', permission_mode: 'acceptEdits', mcp: { kind: 'none' } } as const;
  const budget = { ...makeSpec({ project: '', when: { kind: 'manual' } }).conditions, budget: { kind: 'tokens', tokens: 200_000 }, only_clean: true } as const;
  return [
    plan(1, 'api-server', 'Pass the time into the refill', { kind: 'at_reset', after_minutes: 5 }, { due: reset + 5 * MINUTE_MS }, { from_session: '5b81f6d2-0c3e-4d17-9f2a-6a4d90c2e711' }),
    plan(2, 'infra', 'One state per region, eu-west next', { kind: 'at', at: iso(SCENE_NOW + 374 * MINUTE_MS), zone: SCENE_ZONE }, { due: SCENE_NOW + 374 * MINUTE_MS }),
    plan(3, 'docs', 'Bring the docs up to date', { kind: 'weekly', days: [...weekdays], time: '09:00', zone: SCENE_ZONE }, { due: Date.parse('2026-11-23T08:00:00Z') }, {}, 11),
    plan(4, 'billing', 'Write the migration for invoices', { kind: 'every_reset', after_minutes: 0 }, { due: reset, place: 'headless' }, { launch: headless, conditions: budget }, 3),
    plan(5, 'search-index', 'Measure a cold start', { kind: 'at', at: minutesAgo(21), zone: SCENE_ZONE }, { due: SCENE_NOW - 21 * MINUTE_MS, state: 'confirmed', place: 'headless', launched_at: minutesAgo(21), confirmed_at: minutesAgo(20.8), spent_tokens: 83_400, stoppable: true }, { launch: headless, conditions: budget }, 1),
    ...(slept
      ? [plan(6, 'web-client', 'Upgrade to Svelte 5', { kind: 'at', at: minutesAgo(126), zone: SCENE_ZONE }, { due: SCENE_NOW - 126 * MINUTE_MS, state: 'asking', ask: missed('Upgrade to Svelte 5'), why: 'This computer slept from 13:40 to 16:02' })]
      : []),
    { ...plan(7, 'mobile', 'Add a dark theme', { kind: 'weekly', days: ['sat', 'sun'], time: '10:30', zone: SCENE_ZONE }, null, {}, 4), state: 'paused' },
    { ...plan(8, 'playground', 'Why does CI take eleven minutes?', { kind: 'manual' }, null), problems: ['The folder /home/ada/code/playground is gone. Choose another one, or cancel this.'] },
  ];
}

function fewPast(): Start[] {
  const over = (id: number, schedule: number, minutes: number, project_name: string, title: string, sketch: Partial<StartSketch>) =>
    makeStart({ id, schedule, due: SCENE_NOW - minutes * MINUTE_MS, project_name, title, launched_at: minutesAgo(minutes), confirmed_at: minutesAgo(minutes - 0.1), ...sketch });
  return [
    over(101, 4, 141, 'billing', 'Write the migration for invoices', { state: 'ended', place: 'headless', ended_at: minutesAgo(90), spent_tokens: 171_200, exit_code: 0 }),
    over(102, 4, 441, 'billing', 'Write the migration for invoices', { state: 'failed', place: 'headless', why: 'The project has uncommitted changes', confirmed_at: null, launched_at: null }),
    over(103, 3, 1_871, 'docs', 'Bring the docs up to date', { state: 'ended', ended_at: minutesAgo(1_700) }),
    over(104, 9, 300, 'auth', 'Rename the queue', { state: 'skipped', why: 'Skipped in the tray, 11:05', confirmed_at: null, launched_at: null }),
    over(105, 10, 60, 'design-system', 'Split the settings page', { state: 'confirmed', attach: 'tmux attach -t segue-10' }),
  ];
}

// Twenty at the same reset, forty more that day, the others over two weeks.
function fullDay(): { schedules: Schedule[]; past: Start[] } {
  const chance = new Chance(4);
  const reset = nextReset('full');
  const name = (index: number) => PROJECTS[index % PROJECTS.length] ?? 'api-server';
  const held = Array.from({ length: 20 }, (_, index) =>
    plan(index + 1, name(index), `Go on with part ${index + 1} of the plan`, { kind: 'at_reset', after_minutes: 5 }, { due: reset + 5 * MINUTE_MS, state: 'held', held_until: iso(reset), why: 'The 5-hour limit is reached' }),
  );
  const today = Array.from({ length: 40 }, (_, index) => {
    const due = SCENE_NOW + chance.between(50, 470) * MINUTE_MS;
    return plan(index + 21, name(index * 3), `Look after the queue, round ${index + 1}`, { kind: 'at', at: iso(due), zone: SCENE_ZONE }, { due });
  });
  const later = Array.from({ length: 60 }, (_, index) => {
    const due = SCENE_NOW + chance.between(500, 14 * 1_440) * MINUTE_MS;
    return plan(index + 61, name(index * 5), `Nightly review ${index + 1}`, { kind: 'at', at: iso(due), zone: SCENE_ZONE }, { due });
  });
  const asking = plan(121, 'web-client', 'Upgrade to Svelte 5', { kind: 'at', at: minutesAgo(126), zone: SCENE_ZONE }, { due: SCENE_NOW - 126 * MINUTE_MS, state: 'asking', ask: missed('Upgrade to Svelte 5') });
  const running = plan(122, 'search-index', 'Measure a cold start', { kind: 'manual' }, { due: SCENE_NOW - 21 * MINUTE_MS, state: 'confirmed', place: 'headless', launched_at: minutesAgo(21), confirmed_at: minutesAgo(20.8), spent_tokens: 183_400, stoppable: true });
  const past = Array.from({ length: 78 }, (_, index) => {
    const minutes = chance.between(10, 7 * 1_440);
    const state = chance.pick(['ended', 'ended', 'ended', 'confirmed', 'failed', 'skipped', 'dropped'] as const);
    return makeStart({ id: 1_000 + index, schedule: 200 + index, due: SCENE_NOW - minutes * MINUTE_MS, project_name: name(index * 7), title: `Round ${index}`, state, ended_at: minutesAgo(minutes - 9) });
  });
  return { schedules: [...held, ...today, ...later, asking, running], past };
}

function plan(id: number, project_name: string, title: string, when: Spec['when'], next: Omit<StartSketch, 'id'> | null, spec: Partial<Spec> = {}, starts = 0): Schedule {
  const project = `/home/ada/code/${project_name}`;
  return {
    id,
    spec: makeSpec({ project, when, ...spec }),
    title,
    project_name,
    state: 'active',
    when_words: whenPhrase(when, SCENE_NOW, SCENE_ZONE),
    made_at: minutesAgo(190 + id),
    made_by: id % 3 === 0 ? 'cli' : 'window',
    starts,
    next: next && makeStart({ id: id + 500, schedule: id, project_name, project, title, ...next }),
    problems: [],
  };
}
