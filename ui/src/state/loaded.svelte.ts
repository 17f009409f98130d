/**
 * A value asked of the engine. Owns what was last known, and what went wrong since. Promises that an old answer never
 * replaces a newer one and that a failed refresh keeps the old value on screen. Never asks by itself.
 */
import { Problem } from '../ipc';

/** How a loaded value stands: nothing yet, there, or failed before there was anything. */
export type Phase = 'loading' | 'ready' | 'failed';

export class Loaded<T> {
  /** The last answer. */
  value = $state.raw<T | null>(null);
  /** Why the last try failed; `null` after a good one. */
  problem = $state.raw<Problem | null>(null);
  /** A question is on its way. */
  asking = $state(false);

  readonly phase: Phase = $derived.by(() => {
    if (this.value !== null) return 'ready';
    return this.problem && !this.asking ? 'failed' : 'loading';
  });

  #ask: () => Promise<T>;
  #gap: number;
  #turn = 0;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `gap`: milliseconds of rest after an answer before `nudge` asks anew. */
  constructor(ask: () => Promise<T>, gap = 0) {
    this.#ask = ask;
    this.#gap = gap;
  }

  /** Asks now; an answer still on its way no longer counts. */
  async refresh(): Promise<void> {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.asking = true;
    try {
      const value = await this.#ask();
      if (turn === this.#turn) this.set(value);
    } catch (thrown) {
      if (turn === this.#turn) this.problem = Problem.from(thrown);
    }
    if (turn === this.#turn) this.#rest();
  }

  /** Something changed: asks soon. Any number of nudges while a question is on its way or resting make one more. */
  nudge(): void {
    if (this.asking || this.#timer !== undefined) this.#again = true;
    else void this.refresh();
  }

  /** Takes an answer that came another way. */
  set(value: T): void {
    this.value = value;
    this.problem = null;
  }

  /** Forgets everything: another thing is shown now. */
  clear(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
    this.value = null;
    this.problem = null;
    this.asking = false;
  }

  #rest(): void {
    this.asking = false;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#again) return;
      this.#again = false;
      void this.refresh();
    }, this.#gap);
  }
}
