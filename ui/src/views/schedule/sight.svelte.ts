/** What of the timeline is in sight: how far it is scrolled, how wide it is, and the pixels of an hour that follow. */
import { RANGE_DAYS, type Range } from '../../state/schedule.svelte';
import { HOUR_MS, type Scale } from './calendar';

/** Before the first measurement. */
const USUAL_WIDTH = 860;
/** The labels of the rows, at the left. */
export const GUTTER = 84;
/** Drawn beyond each edge, and moved on in such steps, so that scrolling seldom draws anew. */
const AROUND = 400;

export class Sight {
  left = $state(0);
  measured = $state(0);

  readonly width: number = $derived.by(() => (this.measured || USUAL_WIDTH) - GUTTER);
  readonly scale: Scale = $derived.by(() => ({ from: this.#from(), perHour: this.width / (24 * RANGE_DAYS[this.#range()]) }));
  /** How wide all of it is. */
  readonly whole: number = $derived.by(() => ((this.#to() - this.#from()) / HOUR_MS) * this.scale.perHour);
  /** The first and the last pixel that are drawn. */
  readonly first: number = $derived.by(() => Math.floor(this.left / AROUND) * AROUND - AROUND);
  readonly last: number = $derived.by(() => this.first + this.width + 3 * AROUND);

  #from: () => number;
  #to: () => number;
  #range: () => Range;

  constructor(from: () => number, to: () => number, range: () => Range) {
    this.#from = from;
    this.#to = to;
    this.#range = range;
  }

  /** Whether something between two pixels is drawn. */
  draws(from: number, to: number): boolean {
    return to >= this.first && from <= this.last;
  }
}
