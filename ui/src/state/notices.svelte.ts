/** Short messages about what was just done, at the bottom of the window. One at a time; read out politely. */
import type { Problem } from '../ipc';

export interface Notice {
  text: string;
  kind: 'done' | 'failed';
  /** Takes back what was done. */
  undo?: () => void;
}

const SHOWN_MS = 6_000;
// Long enough to read it, think, and reach the button.
const UNDO_MS = 12_000;

export class Notices {
  current = $state.raw<Notice | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Something was done; `undo` takes it back while the notice stands. */
  done(text: string, undo?: () => void): void {
    this.#show({ text, kind: 'done', ...(undo && { undo }) });
  }

  /** Something was tried and failed. */
  failed(problem: Problem): void {
    this.#show({ text: [problem.message, problem.hint].filter(Boolean).join(' '), kind: 'failed' });
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.current = null;
  }

  #show(notice: Notice): void {
    clearTimeout(this.#timer);
    this.current = notice;
    // A failure stays until it is read.
    if (notice.kind === 'done') this.#timer = setTimeout(() => this.dismiss(), notice.undo ? UNDO_MS : SHOWN_MS);
  }
}
