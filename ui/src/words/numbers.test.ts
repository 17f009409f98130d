import { describe, expect, it } from 'vitest';
import { counted, dollars, grouped, money, percent, tokens } from './numbers';

describe('tokens', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1.0k'],
    [1_240, '1.2k'],
    [9_949, '9.9k'],
    [9_950, '10k'],
    [38_123, '38k'],
    [999_499, '999k'],
    [999_500, '1.0M'],
    [1_240_000, '1.2M'],
    [99_949_999, '99.9M'],
    [99_950_000, '100M'],
    [3_400_000_000, '3.4B'],
  ])('%d reads %s', (count, words) => expect(tokens(count)).toBe(words));
});

describe('percent', () => {
  it.each([
    [0, '0 %'],
    [0.2, '1 %'],
    [62.4, '62 %'],
    [99.6, '99 %'],
    [100, '100 %'],
    [105.2, '105 %'],
  ])('%d reads %s', (value, words) => expect(percent(value)).toBe(words));
});

describe('money', () => {
  it.each([
    [0, '$0.00'],
    [4_000, '<$0.01'],
    [5_000, '$0.01'],
    [1_240_000, '$1.24'],
    [1_999_999, '$2.00'],
    [1_234_500_000, '$1,234.50'],
  ])('%d micro-dollars read %s', (micros, words) => expect(money(micros)).toBe(words));

  it('reads dollars in the same words', () => expect(dollars(12.345_6)).toBe('$12.35'));
});

describe('whole numbers', () => {
  it('separates thousands', () => expect([0, 999, 1_000, 1_234_567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567']));
  it('counts one and many', () => expect([counted(1, 'thing'), counted(0, 'thing'), counted(1_712, 'session')]).toEqual(['1 thing', '0 things', '1,712 sessions']));
});
