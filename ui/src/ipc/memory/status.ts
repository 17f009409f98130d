/** The made-up glance: windows, health, today. */
import type { Health } from '../types/Health';
import type { Provenance } from '../types/Provenance';
import type { Quota } from '../types/Quota';
import type { Session } from '../types/Session';
import type { Status } from '../types/Status';
import type { Window as QuotaWindow } from '../types/Window';
import { minutesAgo, SCENE_NOW, SCENE_ZONE, type Scene } from './scene';
import { totalsOf } from './sessions';

/** The status of a scene. */
export function makeStatus(scene: Scene, sessions: Session[], pausedUntil: string | null): Status {
  const empty = scene === 'empty';
  const indexing = scene === 'indexing';
  return {
    now: new Date(SCENE_NOW).toISOString(),
    demo: scene === 'demo',
    windows: makeWindows(scene),
    live: sessions
      .filter((session) => session.activity.state !== 'past')
      .sort((a, b) => (b.context?.percent ?? 0) - (a.context?.percent ?? 0)),
    health: makeHealth(scene, sessions),
    today: empty ? totalsOf(0, 0, 0) : totalsOf(41_283_114, 1_080_000, 612),
    last_hour: empty ? totalsOf(0, 0, 0) : totalsOf(9_412_870, 1_140_000, 138),
    alerts_paused_until: pausedUntil,
    index: {
      files: empty ? 0 : indexing ? 9_640 : sessions.length + 311,
      sessions: sessions.length,
      oddities: empty ? 0 : 3,
      mode: scene === 'stale' ? 'polling' : 'watching',
      progress: indexing ? { done: 3_812, total: 9_640 } : null,
      refreshed_at: empty ? null : minutesAgo(scene === 'stale' ? 190 : 0.1),
    },
    time_zone: SCENE_ZONE,
    next: null,
    plan: null,
  };
}

/** The windows of a scene. */
export function makeWindows(scene: Scene): QuotaWindow[] {
  if (scene === 'empty') return [];
  if (scene === 'stale') return staleWindows();
  if (scene === 'full') return fullWindows();
  return [
    known('five_hour', '5-hour', 62.4, 159, 300, { perHour: 17.1, earlySeconds: 1_620 }, live(0.7)),
    known('seven_day', 'Week', 31.2, 5_329, 10_080, { perHour: 0.41 }, live(0.7)),
    known('seven_day_opus', 'Opus week', 12.6, 5_329, 10_080, { perHour: 0.13 }, live(0.7)),
  ];
}

function staleWindows(): QuotaWindow[] {
  const estimate: Provenance = { source: 'estimate', seen_at: minutesAgo(1), stale: false, error_points: 4.2 };
  const old: Provenance = { source: 'cli_cache', seen_at: minutesAgo(191), stale: true, error_points: null };
  return [
    known('five_hour', '5-hour', 71.4, 98, 300, { perHour: 12.2 }, estimate),
    known('seven_day', 'Week', 31.2, 5_329, 10_080, null, old),
    { kind: 'seven_day_opus', label: 'Opus week', state: 'tokens_only', tokens: 18_412_330, weighted: 61_200_400 },
  ];
}

function fullWindows(): QuotaWindow[] {
  return [
    { ...known('five_hour', '5-hour', 100, 44, 300, null, live(0.2)), limit_hit: true },
    known('seven_day', 'Week', 86.7, 1_925, 10_080, { perHour: 0.62, earlySeconds: 41_000 }, live(0.2)),
    known('seven_day_opus', 'Opus week', 93.2, 1_925, 10_080, { perHour: 0.9, earlySeconds: 88_000 }, live(0.2)),
    { kind: 'model:Sonnet', label: 'Sonnet week', state: 'not_started', provenance: live(0.2) },
  ];
}

interface Speed {
  perHour: number;
  earlySeconds?: number;
}

function known(
  kind: string,
  label: string,
  used: number,
  minutesLeft: number,
  length: number,
  speed: Speed | null,
  provenance: Provenance,
): Extract<QuotaWindow, { state: 'known' }> {
  const early = speed?.earlySeconds ?? null;
  return {
    kind,
    label,
    state: 'known',
    used_percent: used,
    resets_at: minutesAgo(-minutesLeft),
    time_percent: ((length - minutesLeft) / length) * 100,
    pace: speed && {
      percent_per_hour: speed.perHour,
      runs_out_at: early === null ? null : minutesAgo(-minutesLeft + early / 60),
      early_seconds: early,
      percent_at_reset: used + (speed.perHour * minutesLeft) / 60,
    },
    zone: used >= 95 ? 'emergency' : used >= 90 ? 'critical' : used >= 80 ? 'danger' : used >= 50 ? 'moderate' : 'good',
    limit_hit: false,
    provenance,
  };
}

function live(minutes: number): Provenance {
  return { source: 'statusline', seen_at: minutesAgo(minutes), stale: false, error_points: null };
}

function makeHealth(scene: Scene, sessions: Session[]): Health {
  const session_id = sessions[0]?.id ?? null;
  if (scene === 'empty') {
    return { level: 'ok', headline: 'Nothing is known yet', action: 'continue', advice: 'Start Claude Code in a project.', session_id: null };
  }
  if (scene === 'full') {
    return {
      level: 'danger',
      headline: '5-hour limit reached; resets 16:55, in 44 min',
      action: 'wait_for_reset',
      advice: 'Wait for the reset at 16:55. Save what the open sessions know meanwhile.',
      session_id,
    };
  }
  if (scene === 'stale') {
    return {
      level: 'notice',
      headline: '~29 % left; resets 17:49',
      action: 'continue_aware',
      advice: 'Work on, with about half of the window used.',
      session_id: null,
    };
  }
  return {
    level: 'warning',
    headline: '2 h 12 m left at this pace; resets 18:50',
    action: 'compact',
    advice: 'Compact api-server now to free about 40k tokens.',
    session_id,
  };
}

/** The quota of a scene. */
export function makeQuota(scene: Scene): Quota {
  const hits = scene === 'full' ? 3 : scene === 'normal' ? 1 : 0;
  return {
    now: new Date(SCENE_NOW).toISOString(),
    windows: makeWindows(scene),
    limit_hits: Array.from({ length: hits }, (_, index) => ({
      at: minutesAgo(8 + index * 1_590),
      window: index === 1 ? null : 'five_hour',
      resets_at: minutesAgo(-44 + index * 1_590),
      session_id: '7c3e9a0f-41d2-4b8e-9a60-5f1c2d7e8800',
      text: "You've hit your session limit · resets 4:55pm (Europe/Berlin)",
    })),
    calibrations: [{ window: 'five_hour', weighted_per_percent: 412_000, error_points: 4.2, observations: 37 }],
    hint: scene === 'stale' ? 'Set up the statusline for live numbers: segue statusline --install' : null,
  };
}
