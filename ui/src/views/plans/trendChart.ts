/** How uPlot draws accuracy over sessions: a dot per session on a scale of factors, and the median of the last ones. */
import type uPlot from 'uplot';
import type { AccuracyPoint } from '../../ipc/types/AccuracyPoint';

/** Colours of the present theme; canvas cannot read CSS variables itself. */
export interface TrendColours {
  dot: string;
  line: string;
  grid: string;
  text: string;
  even: string;
  font: string;
}

/** Reads the tokens where the chart stands. */
export function readColours(place: HTMLElement): TrendColours {
  const style = getComputedStyle(place);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return { dot: token('--kind-1'), line: token('--accent-text'), grid: token('--line'), text: token('--text-3'), even: token('--text-2'), font: `10.5px ${token('--font')}` };
}

const FEW = 10;
/** Where the scale has its lines. */
const STEPS = [0.1, 0.25, 0.5, 1, 2, 4, 10];

/** Of how many sessions the line is the median: ten, more when there are hundreds. */
export function widthOf(count: number): number {
  return Math.max(FEW, Math.round(count / 20));
}

/** Where each session stands, its factor, and the median of it and those before. */
export function trendOf(points: AccuracyPoint[]): [number[], number[], (number | null)[]] {
  const factors = points.map(({ factor: value }) => value);
  const width = widthOf(points.length);
  const medians = factors.map((_, index) => (index + 1 < width ? null : median(factors.slice(index + 1 - width, index + 1))));
  return [points.map((_, index) => index + 1), factors, medians];
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 1) + (sorted[Math.floor(middle)] ?? 1)) / 2;
}

/** The options of the chart. */
export function trendOptions(points: () => AccuracyPoint[], colours: TrendColours, width: number, height: number): uPlot.Options {
  const axis = { stroke: colours.text, font: colours.font, ticks: { show: false } };
  return {
    width,
    height,
    padding: [10, 10, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: (_, __, max) => [0.5, Math.max(max, 2) + 0.5] }, y: { distr: 3, log: 2, range: (_, min, max) => [Math.min(0.45, min / 1.1), Math.max(2.2, max * 1.1)] } },
    axes: [
      { ...axis, size: 22, grid: { show: false }, values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? String(tick) : '')) },
      { ...axis, size: 40, grid: { stroke: colours.grid, width: 1 }, splits: () => STEPS, values: (_, ticks) => ticks.map((tick) => `${tick}×`) },
    ],
    series: [{}, { stroke: 'transparent', points: { show: false } }, { stroke: colours.line, width: 2, points: { show: false } }],
    hooks: { draw: [(plot) => drawDots(plot, points(), colours)] },
  };
}

function drawDots(plot: uPlot, points: AccuracyPoint[], colours: TrendColours): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const radius = (points.length > 300 ? 1.6 : points.length > 80 ? 2.4 : 3.2) * ratio;
  ctx.save();
  ctx.strokeStyle = colours.even;
  ctx.lineWidth = ratio;
  ctx.setLineDash([4 * ratio, 4 * ratio]);
  const even = plot.valToPos(1, 'y', true);
  ctx.beginPath();
  ctx.moveTo(bbox.left, even);
  ctx.lineTo(bbox.left + bbox.width, even);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.fillStyle = colours.dot;
  ctx.strokeStyle = colours.dot;
  ctx.lineWidth = 1.3 * ratio;
  for (const [index, point] of points.entries()) {
    ctx.beginPath();
    ctx.arc(plot.valToPos(index + 1, 'x', true), plot.valToPos(point.factor, 'y', true), radius, 0, 2 * Math.PI);
    if (point.inside) ctx.fill();
    else ctx.stroke();
  }
  ctx.restore();
}
