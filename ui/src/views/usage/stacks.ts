/** Usage rows as columns of a stacked chart and as lines of a table. Pure; both are made from the same rows. */
import type { Usage } from '../../ipc/types/Usage';
import type { UsageBy } from '../../ipc/types/UsageBy';
import type { UsageRow } from '../../ipc/types/UsageRow';
import type { UsageTotals } from '../../ipc/types/UsageTotals';
import type { Measure } from '../../state/usage.svelte';
import { model } from '../../words/names';
import { dollars, tokens } from '../../words/numbers';
import { addDays } from '../../words/time';

/** One kind of thing in the stacks: a model, a project, or the rest. */
export interface Kind {
  name: string;
  label: string;
  colour: string;
  /** Over all columns, in the measure. */
  sum: number;
}

/** One group. */
export interface Column {
  key: string;
  label: string;
  sum: number;
  /** In the order of the kinds. */
  parts: number[];
}

/** Everything the chart draws. */
export interface Stacks {
  kinds: Kind[];
  columns: Column[];
  largest: number;
}

/** One line of the table: a group with all its sums. */
export interface Line extends UsageTotals {
  key: string;
  label: string;
}

const COLOURS = ['var(--kind-1)', 'var(--kind-2)', 'var(--kind-3)', 'var(--kind-6)', 'var(--kind-7)', 'var(--kind-5)'];
const REST = 'Others';
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What a measure takes from a row. */
export function valueOf(row: UsageTotals, measure: Measure): number {
  return measure === 'tokens' ? row.total_tokens : row.cost_usd;
}

/** A value of a measure in words. */
export function measured(value: number, measure: Measure): string {
  return measure === 'tokens' ? `${tokens(value)} tokens` : dollars(value);
}

/** The chart's columns, in time's order or the largest first. */
export function stacksOf(usage: Usage, measure: Measure): Stacks {
  const kinds = kindsOf(usage.rows, measure);
  const place = new Map(kinds.map(({ name }, index) => [name, index]));
  const rest = kinds.length - 1;
  const columns = new Map<string, Column>(
    daysBetween(usage).map((day) => [day, { key: day, label: labelOf(day, usage.by), sum: 0, parts: kinds.map(() => 0) }]),
  );
  for (const row of usage.rows) {
    const column = columns.get(row.key) ?? { key: row.key, label: lineLabel(row, usage.by), sum: 0, parts: kinds.map(() => 0) };
    const at = place.get(row.split ?? '') ?? rest;
    const value = valueOf(row, measure);
    column.parts[at] = (column.parts[at] ?? 0) + value;
    column.sum += value;
    columns.set(row.key, column);
  }
  const list = [...columns.values()];
  if (!isTimed(usage.by)) list.sort((a, b) => b.sum - a.sum);
  return { kinds, columns: list, largest: Math.max(0, ...list.map(({ sum }) => sum)) };
}

// The largest kinds get a colour each; more than those are one grey rest.
function kindsOf(rows: UsageRow[], measure: Measure): Kind[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row.split ?? '', (sums.get(row.split ?? '') ?? 0) + valueOf(row, measure));
  const ranked = [...sums].sort((a, b) => b[1] - a[1]);
  const shown = ranked.length > COLOURS.length ? ranked.slice(0, COLOURS.length - 1) : ranked;
  const kinds = shown.map(([name, sum], index) => ({ name, label: splitLabel(name), colour: COLOURS[index] ?? '', sum }));
  const left = ranked.slice(shown.length).reduce((total, [, sum]) => total + sum, 0);
  return left > 0 ? [...kinds, { name: REST, label: REST, colour: 'var(--kind-rest)', sum: left }] : kinds;
}

function splitLabel(name: string): string {
  if (name === '') return 'All';
  return name.startsWith('/') ? (name.split('/').at(-1) ?? name) : model(name);
}

/** Whether groups follow the calendar. */
export function isTimed(by: UsageBy): boolean {
  return by === 'day' || by === 'week' || by === 'month';
}

// A day without usage has no row, but it has its place on the axis.
function daysBetween({ by, rows }: Usage): string[] {
  const [first, last] = [rows[0]?.key, rows.at(-1)?.key];
  if (by !== 'day' || !first || !last) return [];
  const days: string[] = [];
  for (let day = first; day <= last && days.length < 4_000; day = addDays(day, 1)) days.push(day);
  return days;
}

/** One line per group, the newest or the largest first. */
export function linesOf(usage: Usage): Line[] {
  const lines = new Map<string, Line>();
  for (const { split: _, ...row } of usage.rows) {
    const known = lines.get(row.key);
    lines.set(row.key, known ? plus(known, row) : { ...row, label: lineLabel({ ...row, split: null }, usage.by) });
  }
  const list = [...lines.values()];
  return isTimed(usage.by) ? list.reverse() : list.sort((a, b) => b.total_tokens - a.total_tokens);
}

function plus(line: Line, row: UsageTotals): Line {
  return {
    ...line,
    input_tokens: line.input_tokens + row.input_tokens,
    output_tokens: line.output_tokens + row.output_tokens,
    cache_creation_tokens: line.cache_creation_tokens + row.cache_creation_tokens,
    cache_read_tokens: line.cache_read_tokens + row.cache_read_tokens,
    total_tokens: line.total_tokens + row.total_tokens,
    cost_usd: line.cost_usd + row.cost_usd,
    responses: line.responses + row.responses,
  };
}

function lineLabel(row: UsageRow, by: UsageBy): string {
  if (by === 'model') return model(row.key);
  return isTimed(by) ? labelOf(row.key, by) : row.label;
}

/** `Fri 20 Nov`, `Week 47, 2026`, `November 2026` of a group's key. */
export function labelOf(key: string, by: UsageBy): string {
  if (by === 'week') return key.replace(/^(\d+)-W0?(\d+)$/, 'Week $2, $1');
  const [year, month, day] = key.split('-').map(Number);
  const name = MONTHS[(month ?? 1) - 1] ?? key;
  if (by === 'month') return `${name} ${year}`;
  const weekday = WEEKDAYS[new Date(`${key}T12:00:00Z`).getUTCDay()] ?? '';
  return `${weekday} ${day} ${name}`;
}

/** A round number at or above `value`, for the top of an axis. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * unit >= value) ?? 10;
  return step * unit;
}
