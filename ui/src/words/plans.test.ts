import { describe, expect, it } from 'vitest';
import { amountWords, estimateWords, exactRange, factor, fitWords, formatOf, minutesRange, shareWords, span, statedWords, variance } from './plans';

const RANGE = { low: 24_112, mid: 30_004, high: 41_220 };

describe('an estimate in words', () => {
  it('wears its ~ and its range', () => expect(estimateWords(RANGE)).toBe('~30k (24k–41k)'));
  it('is exact on hover', () => expect(exactRange(RANGE)).toBe('30,004 tokens, 8 times of 10 between 24,112 and 41,220'));
  it('says one number when both ends read the same', () => expect(span(30_100, 30_200)).toBe('30k'));
  it('says time as time', () => expect(minutesRange({ low: 50, mid: 70, high: 125 })).toBe('50 min–2 h 5 m'));
  it.each([
    [{ low: 8.2, mid: 12, high: 19.4 }, '~12 % (8–19 %)'],
    [{ low: 0.1, mid: 0.4, high: 0.9 }, '~1 %'],
  ])('of a window %j is %s', (share, words) => expect(shareWords(share)).toBe(words));
});

describe('whether it fits', () => {
  const NOW = Date.parse('2026-11-21T15:11:00Z');
  it('is a question with its answer', () =>
    expect(fitWords({ answer: 'yes', words: 'yes, with 20 % buffer', split_after: null, until: '2026-11-21T17:50:00Z' }, NOW, 'Europe/Berlin')).toEqual({
      question: 'Fits before the reset at 18:50?',
      answer: 'Yes, with 20 % buffer.',
    }));
  it('names no reset that is not known', () =>
    expect(fitWords({ answer: 'unknown', words: 'src/a.rs', split_after: null, until: null }, NOW, 'UTC')).toEqual({ question: 'Fits before the reset?', answer: 'src/a.rs.' }));
});

describe('what a plan says', () => {
  it('is an amount, or from and to', () => {
    expect(amountWords({ low: 25_000, high: 25_000 })).toBe('25k');
    expect(statedWords({ tokens: { low: 25_000, high: 32_000 }, minutes: { low: 60, high: 90 } })).toBe('25k–32k tokens, 1 h–1 h 30 m');
    expect(statedWords({ tokens: null, minutes: null })).toBe('');
  });
  it('is Markdown or TOML by its name', () => expect([formatOf('SESSION_3_PLAN.md'), formatOf('next.TOML'), formatOf('notes')]).toEqual(['markdown', 'toml', 'markdown']));
});

describe('factors', () => {
  it.each([
    [1, '1.0×'],
    [0.85, '0.85×'],
    [1.44, '1.4×'],
    [29.6, '30×'],
  ])('%d reads %s', (value, words) => expect(factor(value)).toBe(words));
  it.each([
    [8.2, '+8 %'],
    [-12, '−12 %'],
    [0.3, 'as estimated'],
  ])('%d percent away reads %s', (value, words) => expect(variance(value)).toBe(words));
});
