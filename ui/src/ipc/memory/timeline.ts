/** Made-up windows and resets around the scene's now. */
import type { Start } from '../types/Start';
import type { Timeline } from '../types/Timeline';
import type { TimelineWindow } from '../types/TimelineWindow';
import { startOfDay } from '../../words/time';
import { minutesAgo, SCENE_NOW, SCENE_ZONE, type Scene } from './scene';
import { iso } from './starts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When the 5-hour window resets next. */
export function nextReset(scene: Scene): number {
  return SCENE_NOW + (scene === 'full' ? 44 : 159) * 60_000;
}

/** Windows, resets, quiet hours and the starts between two moments. */
export function makeTimeline(scene: Scene, from: string, to: string, starts: Start[]): Timeline {
  const windows = scene === 'empty' ? [] : [...fiveHours(scene), ...weeks(scene)];
  const known = scene !== 'empty' && scene !== 'stale';
  const reset = nextReset(scene);
  return {
    now: iso(SCENE_NOW),
    from,
    to,
    zone: SCENE_ZONE,
    windows,
    resets: known
      ? [
          ...windows.filter(({ kind }) => kind === 'five_hour').map(({ kind, label, ends_at }) => ({ kind, label, at: ends_at, certain: true })),
          ...[1, 2, 3].map((count) => ({ kind: 'five_hour', label: '5-hour', at: iso(reset + count * 5 * HOUR_MS), certain: false })),
          { kind: 'seven_day', label: 'Week', at: minutesAgo(-5_329), certain: true },
        ]
      : [],
    starts: starts.filter(({ due }) => due >= from && due <= to),
    limit_hits: scene === 'full' ? [minutesAgo(8)] : scene === 'empty' ? [] : [minutesAgo(1_598)],
    quiet: scene === 'empty' ? [] : nights(from, to),
  };
}

// Two or three a day, as work goes; the last one runs.
function fiveHours(scene: Scene): TimelineWindow[] {
  const end = nextReset(scene);
  const used = [scene === 'full' ? 100 : 62.4, 38, 91, 12, 74, 55, 100, 81, 23, 47, 66, 30, 88];
  return used.map((percent, index) => {
    const ends = end - index * 8.4 * HOUR_MS;
    const estimate = index % 5 === 3 || (scene === 'stale' && index === 0);
    return { kind: 'five_hour', label: '5-hour', starts_at: iso(ends - 5 * HOUR_MS), ends_at: iso(ends), used_percent: percent, estimate, running: index === 0 };
  });
}

function weeks(scene: Scene): TimelineWindow[] {
  const ends = SCENE_NOW + 5_329 * 60_000;
  const week = (kind: string, label: string, percent: number, back: number): TimelineWindow => ({
    kind,
    label,
    starts_at: iso(ends - (back + 1) * 7 * DAY_MS),
    ends_at: iso(ends - back * 7 * DAY_MS),
    used_percent: percent,
    estimate: false,
    running: back === 0,
  });
  const full = scene === 'full';
  return [week('seven_day', 'Week', full ? 86.7 : 31.2, 0), week('seven_day', 'Week', 71, 1), week('seven_day_opus', 'Opus week', full ? 93.2 : 12.6, 0), week('seven_day_opus', 'Opus week', 44, 1)];
}

function nights(from: string, to: string) {
  const spans = [];
  for (let day = startOfDay(from, SCENE_ZONE); day < Date.parse(to); day = startOfDay(day + 26 * HOUR_MS, SCENE_ZONE)) {
    spans.push({ from: iso(day + 22 * HOUR_MS), to: iso(day + 31 * HOUR_MS) });
  }
  return spans;
}
