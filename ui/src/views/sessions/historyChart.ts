/** How uPlot draws a context over time: an area, the compaction point as a line, compactions as marks. */
import type uPlot from 'uplot';
import type { ContextPoint } from '../../ipc/types/ContextPoint';
import { tokens } from '../../words/numbers';
import { date, timeOfDay } from '../../words/time';

/** Colours of the present theme; canvas cannot read CSS variables itself. */
export interface ChartColours {
  line: string;
  area: string;
  grid: string;
  text: string;
  limit: string;
  mark: string;
  font: string;
}

interface Chart {
  /** The library. */
  lib: typeof uPlot;
  width: number;
  height: number;
  zone: string;
  usable: () => number | null;
  history: () => ContextPoint[];
  colours: ChartColours;
}

/** Reads the tokens where the chart stands. */
export function readColours(place: HTMLElement): ChartColours {
  const style = getComputedStyle(place);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    line: token('--kind-1'),
    area: `${token('--kind-1')}2e`,
    grid: token('--line'),
    text: token('--text-3'),
    limit: token('--danger-fill'),
    mark: token('--text-2'),
    font: `10.5px ${token('--font')}`,
  };
}

/** Seconds and tokens, as uPlot wants them. */
export function seriesOf(history: ContextPoint[]): uPlot.AlignedData {
  return [history.map(({ at }) => Date.parse(at) / 1000), history.map((point) => point.tokens)];
}

/** The options of the chart. */
export function chartOptions(chart: Chart): uPlot.Options {
  const { colours, width, height } = chart;
  const axis = { stroke: colours.text, font: colours.font, ticks: { show: false } };
  return {
    width,
    height,
    padding: [12, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    tzDate: (seconds) => chart.lib.tzDate(new Date(seconds * 1000), chart.zone),
    scales: { y: { range: (_, __, max) => [0, Math.max(max, chart.usable() ?? 0) * 1.04] } },
    axes: [
      { ...axis, size: 24, grid: { show: false }, values: (plot, ticks) => timeLabels(plot, ticks, chart.zone) },
      { ...axis, size: 40, grid: { stroke: colours.grid, width: 1 }, values: (_, ticks) => ticks.map((tick) => (tick ? tokens(tick) : '0')) },
    ],
    series: [{}, { stroke: colours.line, fill: colours.area, width: 1.75, points: { show: false }, paths: chart.lib.paths.stepped?.({ align: 1 }) }],
    hooks: { draw: [(plot) => drawMarks(plot, chart)] },
  };
}

const LONG_SECONDS = 36 * 3600;

// Times of day; days once the span is long.
function timeLabels(plot: uPlot, ticks: number[], zone: string): string[] {
  const { min = 0, max = 0 } = plot.scales.x ?? {};
  const long = (max ?? 0) - (min ?? 0) > LONG_SECONDS;
  const now = (max ?? 0) * 1000;
  return ticks.map((tick) => (long ? date(tick * 1000, now, zone) : timeOfDay(tick * 1000, zone)));
}

function drawMarks(plot: uPlot, { usable, history, colours }: Chart): void {
  const { ctx, bbox } = plot;
  ctx.save();
  const limit = usable();
  if (limit !== null) line(ctx, colours.limit, [bbox.left, plot.valToPos(limit, 'y', true)], [bbox.left + bbox.width, plot.valToPos(limit, 'y', true)]);
  for (const point of history()) {
    if (!point.after_compaction) continue;
    const x = plot.valToPos(Date.parse(point.at) / 1000, 'x', true);
    line(ctx, colours.mark, [x, bbox.top], [x, bbox.top + bbox.height]);
  }
  ctx.restore();
}

function line(ctx: CanvasRenderingContext2D, colour: string, from: [number, number], to: [number, number]): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(...from);
  ctx.lineTo(...to);
  ctx.stroke();
}
