/** The rows of the timeline above the starts: one per window and login, the 5-hour one higher. Pure. */
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

/** The rows, from the top; a 5-hour one always, so that nothing jumps when a window becomes known. */
export function rowsOf({ windows }: Pick<Timeline, 'windows'>): Row[] {
  const kinds = new Map(windows.map(({ kind, label }) => [label, kind] as const));
  if (!windows.some(({ kind }) => kind === 'five_hour')) kinds.set('5-hour', 'five_hour');
  const firstFive = ([, kind]: readonly [string, string]) => (kind === 'five_hour' ? 0 : 1);
  let top = AXIS;
  return [...kinds].sort((a, b) => firstFive(a) - firstFive(b)).map(([label, kind]) => {
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
