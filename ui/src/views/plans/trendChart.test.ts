import { expect, it } from 'vitest';
import type { AccuracyPoint } from '../../ipc/types/AccuracyPoint';
import { trendOf } from './trendChart';

const point = (factor: number): AccuracyPoint => ({ session: String(factor), title: '', at: '2026-11-21T15:00:00Z', task_type: 'testing', estimated: { low: 1, mid: 2, high: 3 }, actual: 2, factor, inside: true });

it('a trend begins when ten sessions are there, and no single one moves it far', () => {
  const [places, factors, medians] = trendOf([1, 1, 1, 1, 1, 1, 1, 1, 1, 30, 2].map(point));
  expect(places.at(-1)).toBe(11);
  expect(factors[9]).toBe(30);
  expect(medians.slice(0, 9).every((value) => value === null)).toBe(true);
  expect(medians.slice(9)).toEqual([1, 1]);
});
