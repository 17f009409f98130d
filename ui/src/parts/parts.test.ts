import { render, screen } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { Problem } from '../ipc';
import ErrorNote from './ErrorNote.svelte';
import Meter from './Meter.svelte';
import { Rows } from './rows.svelte';
import Segmented from './Segmented.svelte';
import StackedBar from './StackedBar.svelte';
import Waiting from './Waiting.svelte';

describe('Meter', () => {
  const props = { label: '5-hour window', percent: 62.4, level: 'notice', spoken: '62 % used; resets 18:50' } as const;

  it('says its value and state', () => {
    render(Meter, props);
    const meter = screen.getByRole('meter', { name: '5-hour window' });
    expect(meter.getAttribute('aria-valuenow')).toBe('62');
    expect(meter.getAttribute('aria-valuetext')).toBe('62 % used; resets 18:50');
  });

  it('never leaves its track, however much is used', () => {
    const { container } = render(Meter, { ...props, percent: 105, level: 'danger', forecast: 130, timePercent: 50 });
    expect(container.querySelector<HTMLElement>('.fill')?.style.width).toBe('100%');
    expect(container.querySelector('.ghost')).toBeNull();
    expect(screen.getByRole('meter').getAttribute('aria-valuenow')).toBe('100');
  });

  it('marks the time and where the pace leads', () => {
    const { container } = render(Meter, { ...props, timePercent: 47, forecast: 90 });
    expect(container.querySelector<HTMLElement>('.mark')?.style.left).toBe('47%');
    expect(container.querySelector<HTMLElement>('.ghost')?.style.width).toMatch(/^27\.6/);
  });
});

describe('StackedBar', () => {
  it('fills only its share of the whole', () => {
    const parts = [
      { key: 'a', label: 'A', value: 25, colour: 'red' },
      { key: 'b', label: 'B', value: 0, colour: 'green' },
      { key: 'c', label: 'C', value: 25, colour: 'blue' },
    ];
    const { container } = render(StackedBar, { parts, whole: 100, label: 'Context' });
    const widths = [...container.querySelectorAll<HTMLElement>('.bar > span')].map(({ style }) => style.width);
    expect(widths).toEqual(['25%', '25%']);
  });
});

describe('Rows', () => {
  it('keeps only the rows around what is in sight', () => {
    const rows = new Rows(36, () => 1_712);
    rows.height = 640;
    rows.top = 36 * 800;
    expect([rows.first, rows.last]).toEqual([792, 826]);
    rows.top = 36 * 1_700;
    expect(rows.last).toBe(1_712);
  });

  it('scrolls no further than needed to show a row', () => {
    const rows = new Rows(36, () => 100);
    rows.height = 360;
    expect([rows.revealing(3), rows.revealing(10), rows.revealing(10, 30)]).toEqual([null, 36, 66]);
    rows.top = 720;
    expect(rows.revealing(5)).toBe(180);
  });
});

describe('Waiting', () => {
  it('is silent for 300 ms', async () => {
    vi.useFakeTimers();
    render(Waiting, { what: 'Reading …' });
    await vi.advanceTimersByTimeAsync(299);
    expect(screen.getByRole('status').textContent?.trim()).toBe('');
    await vi.advanceTimersByTimeAsync(2);
    expect(screen.getByRole('status').textContent).toContain('Reading …');
    vi.useRealTimers();
  });
});

describe('ErrorNote', () => {
  it('says what was done, what happened, what to try', () => {
    const problem = new Problem({ code: 'store', message: 'The disk is full.', hint: 'Free some space.' });
    const retry = vi.fn();
    render(ErrorNote, { doing: 'Sessions could not be read.', problem, retry });
    const words = screen.getByRole('alert').textContent;
    for (const part of ['Sessions could not be read.', 'The disk is full.', 'Free some space.']) expect(words).toContain(part);
    screen.getByRole('button', { name: 'Try again' }).click();
    expect(retry).toHaveBeenCalledOnce();
  });
});

describe('Segmented', () => {
  it('tells which one was chosen', () => {
    const onchange = vi.fn();
    const options = [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }];
    render(Segmented, { label: 'Which', options, value: 'a', onchange });
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'A' }).checked).toBe(true);
    screen.getByRole('radio', { name: 'B' }).click();
    expect(onchange).toHaveBeenCalledWith('b');
  });
});
