// A figure of the benchmark: what was measured, its limit, and whether it keeps it. Pure.

export const MB = 1024 * 1024;

/** The middle of a list of numbers. */
export function median(values) {
  return percentile(values, 0.5);
}

/** The value that the share `p` (0..1) of the list does not exceed. */
export function percentile(values, p) {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)];
}

/** One line of the table. `measured` and `limit` are numbers in `unit`; smaller is better; no `limit` is information. */
export function figure(name, measured, limit, unit) {
  return { name, measured, limit, unit, kept: limit === undefined || measured <= limit };
}

/** The table as lines of text; without `judged` the last column stays empty (a quick run says nothing about limits). */
export function table(figures, { judged }) {
  const rows = figures.map(({ name, measured, limit, unit, kept }) => [
    name, `${plain(measured)} ${unit}`, limit === undefined ? '' : `≤ ${plain(limit)} ${unit}`, judged && limit !== undefined ? (kept ? 'kept' : 'MISSED') : '',
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('   ').trimEnd());
}

function plain(value) {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}
