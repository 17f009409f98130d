/** The rows of the timeline above the starts: one per kind of window, the 5-hour one higher. Pure. */
import type { Timeline } from '../../ipc/types/Timeline';

/** Room for days, hours and the words of resets. */
export const AXIS = 56;
/** The height of a lane of starts. */
export const LANE = 28;
const GAP = 6;

/** A row of bands. */
export interface Row {
  kind: string;
  label: string;
  top: number;
  height: number;
}

/** The rows, from the top; the 5-hour one always, so that nothing jumps when a window becomes known. */
export function rowsOf(timeline: Timeline): Row[] {
  const labels = new Map([['five_hour', '5-hour'], ...timeline.windows.map(({ kind, label }) => [kind, label] as const)]);
  let top = AXIS;
  return [...labels].map(([kind, label]) => {
    const height = kind === 'five_hour' ? 34 : 15;
    const row = { kind, label, top, height };
    top += height + GAP;
    return row;
  });
}

/** Where the starts begin. */
export function startsTop(rows: readonly Row[]): number {
  const last = rows.at(-1);
  return (last ? last.top + last.height : AXIS) + 12;
}
