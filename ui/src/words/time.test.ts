import { describe, expect, it } from 'vitest';
import { addDays, age, clock, clockAndWait, date, duration, fullMoment, isoDay, shortAge } from './time';

const NOW = Date.parse('2026-11-21T15:11:00Z');
const BERLIN = 'Europe/Berlin';

describe('duration', () => {
  it.each([
    [-5, '0 s'],
    [40, '40 s'],
    [60, '1 min'],
    [3_599, '59 min'],
    [9_540, '2 h 39 m'],
    [172_799, '47 h 59 m'],
    [273_600, '3 d 4 h'],
  ])('%d seconds read %s', (seconds, words) => expect(duration(seconds)).toBe(words));

  it('is just now under two seconds of age', () => expect([age(1.9), age(2)]).toEqual(['just now', '2 s ago']));
});

describe('clock', () => {
  it.each([
    ['2026-11-21T17:50:00Z', '18:50'],
    ['2026-11-21T23:05:00Z', 'Sun 00:05'],
    ['2026-11-15T08:00:00Z', 'Sun 09:00'],
    ['2026-11-28T08:00:00Z', '28 Nov 09:00'],
    ['2026-11-14T08:00:00Z', '14 Nov 09:00'],
    ['2026-11-09T08:00:00Z', '9 Nov 09:00'],
  ])('%s reads %s in Berlin', (at, words) => expect(clock(at, NOW, BERLIN)).toBe(words));

  it('says the wait beside the time', () =>
    expect(clockAndWait('2026-11-21T17:50:00Z', NOW, BERLIN)).toBe('18:50, in 2 h 39 m'));
  it('names the zone in full moments', () =>
    expect(fullMoment(NOW, BERLIN)).toBe('Sat 21 Nov 2026, 16:11:00 (Europe/Berlin)'));
  it('shows UTC for a zone it does not know', () => expect(clock(NOW, NOW, 'Mars/Olympus')).toBe('15:11'));
});

describe('days', () => {
  it('belong to the zone', () => {
    expect(isoDay('2026-11-21T23:30:00Z', BERLIN)).toBe('2026-11-22');
    expect(isoDay('2026-11-21T23:30:00Z', 'UTC')).toBe('2026-11-21');
  });
  it('move over months and the change of clocks', () => {
    expect(addDays('2026-10-25', 1)).toBe('2026-10-26');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });
  it('carry the year when it is another', () =>
    expect([date(NOW, NOW, BERLIN), date('2025-12-24T12:00:00Z', NOW, BERLIN)]).toEqual(['21 Nov', '24 Dec 2025']));
});

describe('short ages', () => {
  it.each([
    [30, 'now'],
    [600, '10 min'],
    [7_300, '2 h'],
    [90_000, '1 d'],
    [700_000, '13 Nov'],
  ])('%d seconds read %s', (seconds, words) =>
    expect(shortAge(new Date(NOW - seconds * 1000).toISOString(), NOW, BERLIN)).toBe(words));
});
