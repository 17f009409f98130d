/** Made-up sessions. */
import type { Activity } from '../types/Activity';
import type { ContextReading } from '../types/ContextReading';
import type { ContextStatus } from '../types/ContextStatus';
import type { Session } from '../types/Session';
import type { SessionQuery } from '../types/SessionQuery';
import type { Totals } from '../types/Totals';
import { Chance } from './chance';
import { minutesAgo, type Scene } from './scene';

/** The models of the made-up history, and what a million tokens of them cost on average, in micro-dollars. */
export const MODELS = [
  ['claude-opus-5', 1_450_000],
  ['claude-sonnet-5', 610_000],
  ['claude-haiku-4-5-20251001', 190_000],
] as const;

/** The projects of the made-up history. */
export const PROJECTS = [
  'api-server', 'docs', 'infra', 'web-client', 'billing', 'search-index', 'mobile', 'design-system', 'data-pipeline',
  'auth', 'notifications', 'playground', 'release-tools', 'observability-and-long-names-of-projects',
] as const;

const TITLES = [
  'Move the session cache to SQLite', 'Fix the flaky login test', 'Explain the retry policy to new readers',
  'Add rate limits to the public API', 'Upgrade to Svelte 5', 'Find the memory leak in the indexer',
  'Write the migration for invoices', 'Review the error messages', 'Split the settings page',
  'Make the search tolerant to typos', 'Terraform: one state per region', 'Bring the docs up to date',
  'Why does CI take eleven minutes?', 'Rename the queue and keep the old name working', 'Draft the release notes',
  'Replace the date library', 'Add a dark theme', 'Trace slow requests through the gateway',
] as const;

const WINDOW_TOKENS = 200_000;
const USABLE_TOKENS = 167_000;

/** A context reading of so many tokens. */
export function contextOf(used: number, scene: Scene, minutes: number): ContextReading {
  const percent = (used / USABLE_TOKENS) * 100;
  return {
    used_tokens: used,
    window_tokens: WINDOW_TOKENS,
    window_source: scene === 'stale' ? 'assumed' : 'session',
    usable_tokens: USABLE_TOKENS,
    auto_compact: true,
    percent,
    status: statusOf(percent),
    provenance: {
      source: 'transcript',
      seen_at: minutesAgo(minutes),
      stale: scene === 'stale',
      error_points: null,
    },
  };
}

function statusOf(percent: number): ContextStatus {
  const borders: [number, ContextStatus][] = [
    [28, 'fresh'], [50, 'healthy'], [67, 'moderate'], [80, 'warning'], [90, 'danger'],
  ];
  return borders.find(([below]) => percent < below)?.[1] ?? 'critical';
}

/** Sums of so many tokens, divided into classes as a day of coding divides them. */
export function totalsOf(total: number, perMillion: number, responses: number): Totals {
  const cacheRead = Math.round(total * 0.9);
  const write5m = Math.round(total * 0.055);
  const write1h = Math.round(total * 0.015);
  const output = Math.round(total * 0.02);
  const input = total - cacheRead - write5m - write1h - output;
  return {
    tokens: { input, output, cache_write_5m: write5m, cache_write_1h: write1h, cache_read: cacheRead },
    cost_micros: Math.round((total / 1_000_000) * perMillion),
    responses,
  };
}

interface Live {
  project: string;
  title: string;
  activity: Activity;
  used: number;
  minutes: number;
  model: string;
}

const LIVE: Live[] = [
  live('api-server', 'Move the session cache to SQLite', { state: 'busy', pid: 4121 }, 137_400, 0.4, 'claude-opus-5'),
  live('infra', 'Terraform: one state per region', { state: 'waiting', pid: 3987, waiting_for: 'permission prompt' }, 90_300, 6, 'claude-opus-5'),
  live('docs', 'Explain the retry policy to new readers', { state: 'idle', pid: 2210 }, 51_800, 14, 'claude-sonnet-5'),
];

const LIVE_WHEN_FULL: Live[] = [
  live('observability-and-long-names-of-projects', 'Trace slow requests through the gateway, across every region and both kinds of queue, and write down what was found', { state: 'busy', pid: 511 }, 163_900, 0.2, 'claude-opus-5'),
  ...LIVE,
  live('billing', 'Write the migration for invoices', { state: 'busy', pid: 733 }, 81_200, 1, 'claude-sonnet-5'),
  live('mobile', 'Add a dark theme', { state: 'idle', pid: 811 }, 44_100, 32, 'claude-sonnet-5'),
  live('auth', 'Rename the queue and keep the old name working', { state: 'waiting', pid: 912, waiting_for: 'an answer' }, 38_000, 48, 'claude-haiku-4-5-20251001'),
  live('playground', 'Why does CI take eleven minutes?', { state: 'idle', pid: 1000 }, 9_900, 95, 'claude-haiku-4-5-20251001'),
];

function live(project: string, title: string, activity: Activity, used: number, minutes: number, model: string): Live {
  return { project, title, activity, used, minutes, model };
}

/** All sessions of a scene, newest first. */
export function makeSessions(scene: Scene): Session[] {
  if (scene === 'empty') return [];
  const chance = new Chance(7);
  const open = (scene === 'full' ? LIVE_WHEN_FULL : LIVE).map((entry, index) => liveSession(entry, index, scene));
  const past = Array.from({ length: (scene === 'full' ? 1_712 : 64) - open.length }, (_, index) =>
    pastSession(chance, index, scene),
  );
  const [first, ...others] = past;
  return first ? [...open, nearlyFull(first, scene), ...others] : open;
}

/** The newest past session of every scene that has any. */
export const PAST_SESSION = '5b81f6d2-0c3e-4d17-9f2a-6a4d90c2e711';

// One that can be compacted, with an address that tests and pictures know.
function nearlyFull(session: Session, scene: Scene): Session {
  return {
    ...session,
    ...base(PAST_SESSION, 'api-server'),
    title: 'Add rate limits to the public API',
    model: 'claude-opus-5',
    context: contextOf(148_600, scene, 130),
  };
}

function liveSession(entry: Live, index: number, scene: Scene): Session {
  return {
    ...base(`7c3e9a${index}f-41d2-4b8e-9a60-5f1c2d7e88${index}0`, entry.project),
    title: entry.title,
    model: entry.model,
    first_seen: minutesAgo(entry.minutes + 95 + index * 20),
    last_seen: minutesAgo(entry.minutes),
    activity: entry.activity,
    totals: totalsOf(entry.used * Math.max(3, 58 - index * 9), priceOf(entry.model), Math.max(6, 140 - index * 17)),
    context: contextOf(entry.used, scene, entry.minutes),
    compactions: index === 0 ? 1 : 0,
  };
}

function pastSession(chance: Chance, index: number, scene: Scene): Session {
  const model = chance.pick(MODELS)[0];
  const minutes = 130 + index * (scene === 'full' ? 124 : 330) + chance.between(0, 80);
  const responses = chance.skewed(60) + 2;
  const hex = (digits: number) => chance.between(16 ** (digits - 1), 16 ** digits - 1).toString(16);
  const untitled = index % 17 === 9;
  return {
    ...base(`${hex(8)}-${hex(4)}-4${hex(3)}-9${hex(3)}-${hex(6)}${hex(6)}`, chance.pick(PROJECTS)),
    title: untitled ? null : chance.pick(TITLES),
    model,
    first_seen: minutesAgo(minutes + chance.between(4, 180)),
    last_seen: minutesAgo(minutes),
    activity: { state: 'past' },
    totals: totalsOf(responses * chance.between(30_000, 90_000), priceOf(model), responses),
    context: untitled ? null : contextOf(chance.between(12_000, 160_000), scene, minutes),
    compactions: chance.next() < 0.15 ? chance.between(1, 3) : 0,
    transcript_gone: index % 11 === 7,
  };
}

function base(id: string, project: string) {
  return {
    id,
    project,
    project_path: `/home/ada/code/${project}`,
    git_branch: 'main',
    version: '2.1.329',
    forked_from: null,
    transcript_gone: false,
  };
}

function priceOf(model: string): number {
  return MODELS.find(([name]) => name === model)?.[1] ?? 600_000;
}

/** The engine's own rule: every word must occur in title, project, model or id. */
export function matching(sessions: Session[], query: SessionQuery): Session[] {
  const words = (query.search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const found = sessions.filter((session) => {
    if (query.live_only && session.activity.state === 'past') return false;
    if (query.project_path && session.project_path !== query.project_path) return false;
    const text = `${session.title ?? ''} ${session.project} ${session.model ?? ''} ${session.id}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return query.limit === null ? found : found.slice(0, query.limit);
}
