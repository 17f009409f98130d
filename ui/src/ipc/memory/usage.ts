/** Made-up usage: a table of days, projects and models, grouped as the engine groups real ones. */
import { addDays, isoDay } from '../../words/time';
import type { Usage } from '../types/Usage';
import type { UsageQuery } from '../types/UsageQuery';
import type { UsageRow } from '../types/UsageRow';
import type { UsageTotals } from '../types/UsageTotals';
import { Chance } from './chance';
import { SCENE_NOW, SCENE_ZONE, type Scene } from './scene';
import { MODELS, PROJECTS, totalsOf } from './sessions';

interface Cell {
  day: string;
  project: string;
  model: string;
  sums: UsageTotals;
}

const ZERO: UsageTotals = {
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_tokens: 0,
  cache_read_tokens: 0,
  total_tokens: 0,
  cost_usd: 0,
  responses: 0,
};

function makeCells(scene: Scene): Cell[] {
  if (scene === 'empty') return [];
  const chance = new Chance(11);
  const today = isoDay(SCENE_NOW, SCENE_ZONE);
  const cells: Cell[] = [];
  for (let back = scene === 'full' ? 149 : 89; back >= 0; back -= 1) {
    const day = addDays(today, -back);
    const weekend = [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());
    for (const [model, price] of MODELS) {
      for (const project of PROJECTS.slice(0, scene === 'full' ? 14 : 6)) {
        if (chance.next() > (weekend ? 0.18 : 0.55)) continue;
        const total = chance.skewed(model === 'claude-opus-5' ? 3_600_000 : 1_900_000);
        cells.push({ day, project, model, sums: sumsOf(total, price, Math.ceil(total / 64_000)) });
      }
    }
  }
  return cells;
}

function sumsOf(total: number, price: number, responses: number): UsageTotals {
  const { tokens, cost_micros } = totalsOf(total, price, responses);
  return {
    input_tokens: tokens.input,
    output_tokens: tokens.output,
    cache_creation_tokens: tokens.cache_write_5m + tokens.cache_write_1h,
    cache_read_tokens: tokens.cache_read,
    total_tokens: total,
    cost_usd: cost_micros / 1_000_000,
    responses,
  };
}

function add(into: UsageTotals, from: UsageTotals): void {
  for (const key of Object.keys(ZERO) as (keyof UsageTotals)[]) into[key] += from[key];
}

/** Usage of a scene, grouped as asked. */
export function makeUsage(scene: Scene, query: UsageQuery): Usage {
  const zone = query.tz ?? SCENE_ZONE;
  const cells = makeCells(scene).filter(
    ({ day }) => (!query.since || day >= query.since) && (!query.until || day <= query.until),
  );
  const totals = { ...ZERO };
  for (const cell of cells) add(totals, cell.sums);
  const rows = query.by === 'hour_of_week' ? hoursOfWeek(totals) : grouped(cells, query);
  return { by: query.by, time_zone: zone, rows, totals, guessed_prices: scene === 'full' ? ['claude-nova-1'] : [] };
}

function grouped(cells: Cell[], query: UsageQuery): UsageRow[] {
  const rows = new Map<string, UsageRow>();
  for (const cell of cells) {
    const { key, label } = keyOf(cell, query.by);
    const split = query.split && cell[query.split];
    const id = JSON.stringify([key, split]);
    const row = rows.get(id) ?? { key, label, split, ...ZERO };
    add(row, cell.sums);
    rows.set(id, row);
  }
  const timed = ['day', 'week', 'month'].includes(query.by);
  return [...rows.values()].sort((a, b) => (timed ? a.key.localeCompare(b.key) : b.total_tokens - a.total_tokens));
}

function keyOf(cell: Cell, by: UsageQuery['by']): { key: string; label: string } {
  switch (by) {
    case 'week':
      return same(isoWeek(cell.day));
    case 'month':
      return same(cell.day.slice(0, 7));
    case 'project':
      return { key: `/home/ada/code/${cell.project}`, label: cell.project };
    case 'model':
      return same(cell.model);
    case 'session':
      return { key: `${cell.day}-${cell.project}`, label: `${cell.project}, ${cell.day}` };
    default:
      return same(cell.day);
  }
}

function same(key: string): { key: string; label: string } {
  return { key, label: key };
}

/** `2026-W47`, by ISO 8601. */
export function isoWeek(day: string): string {
  const thursday = new Date(`${day}T12:00:00Z`);
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const week = Math.ceil(((thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000 + 1) / 7);
  return `${year}-W${String(week).padStart(2, '0')}`;
}

function hoursOfWeek(totals: UsageTotals): UsageRow[] {
  const chance = new Chance(5);
  const weights = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].flatMap((weekday, index) =>
    Array.from({ length: 24 }, (_, hour) => ({
      key: `${weekday} ${String(hour).padStart(2, '0')}`,
      weight: hourWeight(index, hour) * (0.5 + chance.next()),
    })),
  );
  const all = weights.reduce((sum, { weight }) => sum + weight, 0);
  return weights
    .filter(({ weight }) => weight > 0 && totals.total_tokens > 0)
    .map(({ key, weight }) => {
      const total = Math.round((totals.total_tokens * weight) / all);
      const cost = (totals.cost_usd * weight) / all;
      return { key, label: key, split: null, ...sumsOf(total, 1, Math.ceil(total / 64_000)), cost_usd: cost };
    });
}

// Two humps a day, fewer at the weekend, none at night.
function hourWeight(weekday: number, hour: number): number {
  const hump = (middle: number, width: number) => Math.exp(-(((hour - middle) / width) ** 2));
  const awake = hump(10.5, 2.4) + hump(15.5, 2.8) + 0.35 * hump(21.5, 1.6);
  return awake < 0.05 ? 0 : awake * (weekday >= 5 ? 0.25 : 1);
}
