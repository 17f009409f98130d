/**
 * A start being moved, by pointer or by keys: where it would come to rest, until the person lets go, confirms or gives
 * up. Knows no page: pixels come in, a rest comes out.
 */
import type { Start } from '../../ipc/types/Start';
import { momentOf, pixelOf, restOf, steppedBy, type Rest, type Scale } from './calendar';

/** A pointer that moves less than this only clicks. */
const STILL_PX = 4;

/** What the calendar looks like now. */
export interface Here {
  scale: Scale;
  resets: number[];
  now: number;
  zone: string;
}

export class Moving {
  start = $state.raw<Start | null>(null);
  rest = $state.raw<Rest | null>(null);

  #here: () => Here;
  #grabbed = 0;
  #from = 0;

  constructor(here: () => Here) {
    this.#here = here;
  }

  /** The pointer took hold of a start. */
  grab(start: Start, pixel: number): void {
    this.start = start;
    this.rest = null;
    this.#from = pixel;
    this.#grabbed = pixel - pixelOf(start.due, this.#here().scale);
  }

  /** The pointer moved; true once this is more than a click. */
  drag(pixel: number): boolean {
    if (!this.start) return false;
    if (!this.rest && Math.abs(pixel - this.#from) < STILL_PX) return false;
    const { scale, resets, now, zone } = this.#here();
    this.rest = restOf(momentOf(pixel - this.#grabbed, scale), resets, now, zone, scale.perHour);
    return true;
  }

  /** A key moves it by so many minutes. */
  step(start: Start, minutes: number): void {
    const { resets, now, zone } = this.#here();
    const at = this.start?.id === start.id && this.rest ? this.rest.at : Date.parse(start.due);
    this.start = start;
    this.rest = steppedBy(at, minutes, resets, now, zone);
  }

  /** Takes the result, and is at rest again. */
  take(): { start: Start; rest: Rest } | null {
    const taken = this.start && this.rest ? { start: this.start, rest: this.rest } : null;
    this.giveUp();
    return taken;
  }

  giveUp(): void {
    this.start = null;
    this.rest = null;
  }
}
