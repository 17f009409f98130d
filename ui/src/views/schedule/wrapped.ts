/**
 * Output as rows of equal height, so that a long one can be virtualised: each piece is broken where it would not fit,
 * at a space where there is one, as a terminal with good manners does. Pure.
 */
import type { OutputKind } from '../../ipc/types/OutputKind';
import type { OutputLine } from '../../ipc/types/OutputLine';

/** A row of the panel. */
export interface OutputRow {
  kind: OutputKind;
  text: string;
  /** The first row of its piece: it carries the sign and the time. */
  first: boolean;
  at: string | null;
}

/** The rows of these pieces at a width of so many characters. */
export function wrapped(lines: readonly OutputLine[], columns: number): OutputRow[] {
  return lines.flatMap(({ at, kind, text }) =>
    text.split('\n').flatMap((line) => broken(line, Math.max(20, columns))).map((part, index) => ({ kind, text: part, first: index === 0, at: index === 0 ? at : null })),
  );
}

function broken(line: string, columns: number): string[] {
  const rows: string[] = [];
  let rest = line;
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns);
    const end = space > columns / 2 ? space : columns;
    rows.push(rest.slice(0, end));
    rest = rest.slice(end === space ? end + 1 : end);
  }
  return [...rows, rest];
}
