/**
 * Which rows of a long list exist on the page: those in sight and a few around them. All rows are equally high, so
 * the arithmetic is exact and nothing is measured while scrolling.
 */
export class Rows {
  /** How far the list is scrolled, in pixels. */
  top = $state(0);
  /** How much of it is in sight, in pixels. */
  height = $state(0);

  readonly rowHeight: number;
  readonly first: number = $derived.by(() => Math.max(0, Math.floor(this.top / this.rowHeight) - this.#around));
  readonly last: number = $derived.by(() => {
    return Math.min(this.#count(), Math.ceil((this.top + this.height) / this.rowHeight) + this.#around);
  });

  #count: () => number;
  #around: number;

  /** `around`: rows kept beyond each edge, so that a fast wheel shows no gap. */
  constructor(rowHeight: number, count: () => number, around = 8) {
    this.rowHeight = rowHeight;
    this.#count = count;
    this.#around = around;
  }

  /** Where to scroll so that a row is in sight; `null` when it is already. */
  revealing(index: number, covered = 0): number | null {
    const start = index * this.rowHeight;
    if (start < this.top) return start;
    const end = start + this.rowHeight - (this.height - covered);
    return end > this.top ? end : null;
  }
}
