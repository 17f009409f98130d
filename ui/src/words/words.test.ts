import { describe, expect, it } from 'vitest';
import type { Provenance } from '../ipc/types/Provenance';
import { CONTEXT_LEVEL, levelOf } from './levels';
import { activity, model, sessionTitle } from './names';
import { bandWords, burnWords, leftWords, paceShort, paceWords, provenanceWords, resetWords, usedWords, windowSpoken, type KnownWindow } from './windows';

const NOW = Date.parse('2026-11-21T15:11:00Z');
const ZONE = 'Europe/Berlin';
const MEASURED: Provenance = { source: 'statusline', seen_at: '2026-11-21T15:10:20Z', stale: false, error_points: null };
const WINDOW: KnownWindow = {
  kind: 'five_hour',
  label: '5-hour',
  state: 'known',
  used_percent: 62.4,
  resets_at: '2026-11-21T17:50:00Z',
  time_percent: 47,
  pace: { percent_per_hour: 17, runs_out_at: '2026-11-21T17:23:00Z', early_seconds: 1_620, percent_at_reset: 107 },
  zone: 'moderate',
  limit_hit: false,
  provenance: MEASURED,
};
const SLOW = { percent_per_hour: 3, runs_out_at: null, early_seconds: null, percent_at_reset: 71 };

describe('a window in sentences', () => {
  it('says when it runs out', () =>
    expect(paceWords(WINDOW, NOW, ZONE)).toBe('At this pace you run out at 18:23, 27 min before the reset.'));
  it('says that you make it', () =>
    expect(paceWords({ ...WINDOW, pace: SLOW }, NOW, ZONE)).toBe('At this pace you make it, with about 71 % used at the reset.'));
  it('says that the limit is reached, whatever the pace', () =>
    expect(paceWords({ ...WINDOW, limit_hit: true }, NOW, ZONE)).toBe('The limit is reached. Requests are refused until the reset.'));
  it('says nothing of a pace it does not know', () => expect(paceWords({ ...WINDOW, pace: null }, NOW, ZONE)).toBeNull());
  it('is short for the panel', () =>
    expect([paceShort(WINDOW, NOW, ZONE), paceShort({ ...WINDOW, pace: SLOW }, NOW, ZONE)]).toEqual(['pace: runs out 18:23', 'pace: you make it']));
  it('says how fast it burns, by the hour or by the day', () => {
    expect(burnWords(WINDOW)).toBe('17 % an hour');
    expect(burnWords({ ...WINDOW, pace: { ...SLOW, percent_per_hour: 0.4 } })).toBe('10 % a day');
    expect(burnWords({ ...WINDOW, pace: null })).toBeNull();
  });
  it('answers how much is left', () => {
    expect(leftWords(WINDOW, NOW, ZONE)).toBe('2 h 12 m left at this pace; resets 18:50');
    expect(leftWords({ ...WINDOW, pace: SLOW }, NOW, ZONE)).toBe('38 % left; resets 18:50');
  });
  it('says a reset that is due', () =>
    expect(resetWords({ ...WINDOW, resets_at: '2026-11-21T15:00:00Z' }, NOW, ZONE)).toBe('reset was due 16:00'));
});

describe('pedigree', () => {
  it('says source and age', () => expect(provenanceWords(MEASURED, NOW)).toBe("from Claude Code's statusline, 40 s ago"));
  it('gives estimates their ~ and band, measurements neither', () => {
    const guess: Provenance = { ...MEASURED, source: 'estimate', error_points: 4.2 };
    expect([usedWords({ ...WINDOW, provenance: guess }), bandWords(guess)]).toEqual(['~62 %', '± 4 points']);
    expect([usedWords(WINDOW), bandWords(MEASURED)]).toEqual(['62 %', null]);
  });
  it('is heard as well', () =>
    expect(windowSpoken({ ...WINDOW, provenance: { ...MEASURED, source: 'estimate', stale: true } }, NOW, ZONE)).toBe(
      'estimated 62 % used, out of date; resets 18:50, in 2 h 39 m',
    ));
});

describe('levels', () => {
  it.each([
    [49.9, 'ok'],
    [50, 'notice'],
    [79.9, 'notice'],
    [80, 'warning'],
    [89.9, 'warning'],
    [90, 'danger'],
  ])('%d percent is %s', (value, level) => expect(levelOf(value)).toBe(level));
  it('follows the status of a context', () => expect(CONTEXT_LEVEL.danger).toBe('warning'));
});

describe('names', () => {
  it.each([
    ['claude-opus-5', 'Opus 5'],
    ['claude-haiku-4-5-20251001', 'Haiku 4.5'],
    ['us.anthropic.claude-sonnet-5', 'Sonnet 5'],
    ['claude-opus-4-6[1m]', 'Opus 4.6'],
    ['gpt-oss:20b', 'gpt-oss:20b'],
    [null, '–'],
  ])('%s is called %s', (name, words) => expect(model(name)).toBe(words));
  it('says for what a session waits', () =>
    expect(activity({ state: 'waiting', pid: 1, waiting_for: 'permission prompt' })).toBe('waits: permission prompt'));
  it('names a session without a title by its id', () =>
    expect(sessionTitle({ title: null, id: '8e8ac88d-1' })).toBe('Untitled, 8e8ac88d'));
});
