/** The arithmetic of the timeline: moments and pixels, ticks, lanes, and where a dragged start comes to rest. Pure. */
import type { Start } from '../../ipc/types/Start';
import type { TimelineReset } from '../../ipc/types/TimelineReset';
import type { When } from '../../ipc/types/When';
import { afterReset, stateWord } from '../../words/schedule';
import { isoDay, startOfDay, timeOfDay, weekdayDate } from '../../words/time';

export const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const STEP_MS = 5 * MINUTE_MS;
/** A start next to a reset is meant to be at it. */
const SNAP_PX = 9;

/** From moments to pixels. */
export interface Scale {
  /** The moment at pixel 0. */
  from: number;
  perHour: number;
}

export function pixelOf(at: number | string, { from, perHour }: Scale): number {
  return ((new Date(at).getTime() - from) / HOUR_MS) * perHour;
}

export function momentOf(pixel: number, { from, perHour }: Scale): number {
  return from + (pixel / perHour) * HOUR_MS;
}

/** A mark on the axis: a new day, or an hour of it. */
export interface Tick {
  at: number;
  label: string;
}

/** The days that begin between two moments, by the calendar of `zone`; the one that is going on comes first. */
export function daysBetween(from: number, to: number, zone: string): Tick[] {
  const days: Tick[] = [];
  // 26 hours on, then back to the day's beginning: days have 23, 24 or 25.
  for (let at = startOfDay(from, zone); at < to; at = startOfDay(at + 26 * HOUR_MS, zone)) days.push({ at, label: weekdayDate(at, zone) });
  return days;
}

/** The hours that are marked: as many as find room. Midnights are days. */
export function hoursBetween(from: number, to: number, zone: string, perHour: number): Tick[] {
  const step = [1, 2, 3, 6, 12].find((hours) => hours * perHour >= 34) ?? 24;
  const ticks: Tick[] = [];
  for (const { at: day } of daysBetween(from, to, zone)) {
    for (let at = day + HOUR_MS; at < Math.min(to, day + 26 * HOUR_MS) && isoDay(at, zone) === isoDay(day, zone); at += HOUR_MS) {
      const label = timeOfDay(at, zone);
      if (at >= from && Number(label.slice(0, 2)) % step === 0) ticks.push({ at, label });
    }
  }
  return ticks;
}

/** Which lane each start is drawn in, so that none covers another: the highest that is free. */
export function lanesOf(starts: readonly Start[], scale: Scale, width: (start: Start) => number): { lane: Map<Start, number>; count: number } {
  const lane = new Map<Start, number>();
  const ends: number[] = [];
  for (const start of [...starts].sort((a, b) => a.due.localeCompare(b.due) || a.id - b.id)) {
    const left = pixelOf(start.due, scale);
    const free = ends.findIndex((end) => end <= left);
    const chosen = free < 0 ? ends.length : free;
    ends[chosen] = left + width(start) + 4;
    lane.set(start, chosen);
  }
  return { lane, count: ends.length };
}

const WIDEST_NAME = { day: 18, three: 14, week: 11 };

/** How wide the chip of a start is: by its words, so that lanes need no measuring. */
export function chipWidth(start: Start, range: keyof typeof WIDEST_NAME): number {
  const word = chipWord(start);
  return 79 + Math.min(start.project_name.length, WIDEST_NAME[range]) * 7.2 + (word ? 9 + word.length * 6.2 : 0);
}

/** What a chip says of its state; what waits needs no word. */
export function chipWord(start: Start): string {
  return start.state === 'waiting' || start.state === 'held' ? '' : stateWord(start);
}

/** Where something comes to rest. */
export interface Rest {
  at: number;
  when: When;
  /** `at the reset`, `5 minutes after the reset`; `null` for a time of its own. */
  words: string | null;
}

/** The resets of the 5-hour window that are still to come. */
export function resetsAhead(resets: readonly TimelineReset[], now: number): number[] {
  const ahead = resets.filter(({ kind, at }) => kind === 'five_hour' && Date.parse(at) > now).map(({ at }) => Date.parse(at));
  return [...new Set(ahead)].sort((a, b) => a - b);
}

/** The moment near `at` where a start may be: a reset, five minutes after it, else whole five minutes; never in the past. */
export function restOf(at: number, resets: readonly number[], now: number, zone: string, perHour: number): Rest {
  const near = (SNAP_PX / perHour) * HOUR_MS;
  const spots = resets.flatMap((reset, index) => [
    { at: reset, after: 0, next: index === 0 },
    { at: reset + STEP_MS, after: 5, next: index === 0 },
  ]);
  const spot = spots.filter((one) => Math.abs(one.at - at) <= near).sort((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0];
  if (spot) {
    const when: When = spot.next ? { kind: 'at_reset', after_minutes: spot.after } : { kind: 'at', at: iso(spot.at), zone };
    return { at: spot.at, when, words: afterReset(spot.after) };
  }
  return plainRest(Math.round(at / STEP_MS) * STEP_MS, now, zone);
}

/** A start moved by whole five minutes; never into the past. */
export function steppedBy(at: number, minutes: number, resets: readonly number[], now: number, zone: string): Rest {
  const moved = Math.round((at + minutes * MINUTE_MS) / STEP_MS) * STEP_MS;
  const [next] = resets;
  for (const after of [0, 5]) {
    if (next !== undefined && moved === next + after * MINUTE_MS) return { at: moved, when: { kind: 'at_reset', after_minutes: after }, words: afterReset(after) };
  }
  return plainRest(moved, now, zone);
}

function plainRest(at: number, now: number, zone: string): Rest {
  const soonest = Math.ceil((now + MINUTE_MS) / STEP_MS) * STEP_MS;
  const rest = Math.max(at, soonest);
  return { at: rest, when: { kind: 'at', at: iso(rest), zone }, words: null };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
