/**
 * What a session without a terminal says, followed while it is looked at: asked anew when something changed and every
 * second besides, until it has ended. Only what is new is asked for.
 */
import { Problem, type Backend } from '../ipc';
import type { OutputLine } from '../ipc/types/OutputLine';
import type { Start } from '../ipc/types/Start';

const EVERY_MS = 1_000;

export class Output {
  lines = $state.raw<OutputLine[]>([]);
  start = $state.raw<Start | null>(null);
  finished = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** The first answer has come. */
  known = $state(false);

  #backend: Backend;
  #id: number;
  #next = 0;
  #asking = false;

  constructor(backend: Backend, id: number) {
    this.#backend = backend;
    this.#id = id;
  }

  /** Follows it; returns the end of it. */
  follow(): () => void {
    void this.ask();
    const timer = setInterval(() => {
      if (!this.finished && document.visibilityState === 'visible') void this.ask();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }

  /** Asks for what is new. */
  async ask(): Promise<void> {
    if (this.#asking || this.finished) return;
    this.#asking = true;
    try {
      const { start, text, next, finished } = await this.#backend.startOutput(this.#id, this.#next);
      if (text.length > 0) this.lines = [...this.lines, ...text];
      this.#next = next;
      this.start = start;
      this.finished = finished;
      this.problem = null;
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    } finally {
      this.#asking = false;
      this.known = true;
    }
  }
}
