import { describe, expect, it } from 'vitest';
import { makeUsage } from '../../ipc/memory/usage';
import type { UsageQuery } from '../../ipc/types/UsageQuery';
import { labelOf, linesOf, roundUp, stacksOf } from './stacks';

const QUERY: UsageQuery = { by: 'day', split: 'project', since: '2026-11-01', until: null, tz: null };

describe('stacks and lines', () => {
  const usage = makeUsage('full', QUERY);

  it('add up to the totals, both', () => {
    const columns = stacksOf(usage, 'tokens').columns.reduce((sum, column) => sum + column.sum, 0);
    const lines = linesOf(usage).reduce((sum, line) => sum + line.total_tokens, 0);
    expect([columns, lines]).toEqual([usage.totals.total_tokens, usage.totals.total_tokens]);
  });

  it('keep the parts of a column equal to its sum', () => {
    for (const { parts, sum } of stacksOf(usage, 'tokens').columns) {
      expect(parts.reduce((total, part) => total + part, 0)).toBe(sum);
    }
  });

  it('give few kinds a colour and the rest one', () => {
    const { kinds } = stacksOf(usage, 'cost');
    expect(kinds).toHaveLength(6);
    expect(kinds.at(-1)?.label).toBe('Others');
  });

  it('leave a place for days without usage', () => {
    const rows = usage.rows.filter(({ key }) => key !== '2026-11-10');
    const column = stacksOf({ ...usage, rows }, 'tokens').columns.find(({ key }) => key === '2026-11-10');
    expect(column).toMatchObject({ sum: 0, label: 'Tue 10 Nov' });
  });

  it('show the newest day first, and the largest project first', () => {
    expect(linesOf(usage)[0]?.key).toBe('2026-11-21');
    const sums = linesOf(makeUsage('full', { ...QUERY, by: 'project' })).map((line) => line.total_tokens);
    expect(sums).toEqual([...sums].sort((a, b) => b - a));
  });
});

describe('labels', () => {
  it.each([
    ['2026-11-20', 'day', 'Fri 20 Nov'],
    ['2026-W07', 'week', 'Week 7, 2026'],
    ['2026-11', 'month', 'Nov 2026'],
  ] as const)('%s by %s reads %s', (key, by, words) => expect(labelOf(key, by)).toBe(words));

  it.each([
    [0, 1],
    [57_400_000, 60_000_000],
    [101, 150],
    [1_000, 1_000],
  ])('%d fits under %d', (value, top) => expect(roundUp(value)).toBe(top));
});
