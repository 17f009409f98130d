import { describe, expect, it } from 'vitest';
import { makeStart } from '../../ipc/memory/starts';
import { SCENE_NOW, SCENE_ZONE } from '../../ipc/memory/scene';
import { daysBetween, HOUR_MS, hoursBetween, lanesOf, momentOf, pixelOf, restOf, steppedBy } from './calendar';

const at = (text: string) => Date.parse(text);
const RESET = at('2026-11-21T17:50:00Z');

describe('the axis', () => {
  it('goes there and back', () => {
    const scale = { from: SCENE_NOW, perHour: 36 };
    expect(momentOf(pixelOf(SCENE_NOW + 7_000_000, scale), scale)).toBe(SCENE_NOW + 7_000_000);
  });

  it('begins days at midnight of the zone, also when one has 25 hours, or 23', () => {
    const autumn = daysBetween(at('2026-10-24T12:00:00Z'), at('2026-10-26T12:00:00Z'), 'Europe/Berlin');
    expect(autumn.map((day) => new Date(day.at).toISOString())).toEqual(['2026-10-23T22:00:00.000Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
    const spring = daysBetween(at('2026-03-28T12:00:00Z'), at('2026-03-30T12:00:00Z'), 'Europe/Berlin');
    expect((spring[2]?.at ?? 0) - (spring[1]?.at ?? 0)).toBe(23 * HOUR_MS);
    expect(spring.map(({ label }) => label)).toEqual(['Sat 28 Mar', 'Sun 29 Mar', 'Mon 30 Mar']);
  });

  it('marks as many hours as find room, by the clock on the wall', () => {
    const labels = (perHour: number) => hoursBetween(at('2026-11-20T23:00:00Z'), at('2026-11-21T23:00:00Z'), SCENE_ZONE, perHour).map(({ label }) => label);
    expect(labels(36)).toHaveLength(23);
    expect(labels(12)).toEqual(['03:00', '06:00', '09:00', '12:00', '15:00', '18:00', '21:00']);
    expect(labels(5)).toEqual(['12:00']);
    expect(hoursBetween(at('2026-11-21T00:00:00Z'), at('2026-11-21T12:00:00Z'), 'Asia/Kolkata', 36)[0]?.label).toBe('06:00');
  });
});

describe('lanes', () => {
  it('let no start cover another, and use as few as they can', () => {
    const scale = { from: SCENE_NOW, perHour: 36 };
    const starts = [0, 0, 30, 240, 245].map((minutes, index) => makeStart({ id: index + 1, due: SCENE_NOW + minutes * 60_000 }));
    const { lane, count } = lanesOf(starts, scale, () => 128);
    expect(starts.map((start) => lane.get(start))).toEqual([0, 1, 2, 0, 1]);
    expect(count).toBe(3);
  });
});

describe('a place to rest', () => {
  it('is the next reset, and follows it', () => {
    expect(restOf(RESET - 600_000, [RESET], SCENE_NOW, SCENE_ZONE, 36)).toEqual({ at: RESET, when: { kind: 'at_reset', after_minutes: 0 }, words: 'at the reset' });
    expect(restOf(RESET + 400_000, [RESET], SCENE_NOW, SCENE_ZONE, 36).when).toEqual({ kind: 'at_reset', after_minutes: 5 });
  });

  it('is a time where a later reset is expected', () => {
    const later = RESET + 5 * HOUR_MS;
    expect(restOf(later, [RESET, later], SCENE_NOW, SCENE_ZONE, 36).when).toEqual({ kind: 'at', at: new Date(later).toISOString(), zone: SCENE_ZONE });
  });

  it('is whole five minutes elsewhere, and never in the past', () => {
    expect(new Date(restOf(at('2026-11-21T20:02:31Z'), [RESET], SCENE_NOW, SCENE_ZONE, 36).at).toISOString()).toBe('2026-11-21T20:05:00.000Z');
    expect(new Date(restOf(at('2026-11-21T10:00:00Z'), [RESET], SCENE_NOW, SCENE_ZONE, 36).at).toISOString()).toBe('2026-11-21T15:15:00.000Z');
  });

  it('is five minutes on for a key', () => {
    expect(steppedBy(RESET - 300_000, 5, [RESET], SCENE_NOW, SCENE_ZONE).words).toBe('at the reset');
    expect(new Date(steppedBy(RESET, -60, [RESET], SCENE_NOW, SCENE_ZONE).at).toISOString()).toBe('2026-11-21T16:50:00.000Z');
  });
});
