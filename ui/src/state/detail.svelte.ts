/** One session in depth. */
import { Problem, type Backend } from '../ipc';
import type { SessionDetail } from '../ipc/types/SessionDetail';
import { Loaded } from './loaded.svelte';

const REST_MS = 2_000;

export class Detail {
  readonly detail: Loaded<SessionDetail>;
  /** Claude Code is being asked: this takes seconds. */
  askingExactly = $state(false);

  #backend: Backend;
  #id: string;
  #exact: SessionDetail['exact'] = null;

  constructor(backend: Backend, id: string) {
    this.#backend = backend;
    this.#id = id;
    this.detail = new Loaded(() => this.#ask(), REST_MS);
  }

  // An exact answer outlives the refreshes that follow it.
  async #ask(): Promise<SessionDetail> {
    const detail = await this.#backend.session(this.#id, false);
    return { ...detail, exact: detail.exact ?? this.#exact };
  }

  /** Asks Claude Code itself; what went wrong is thrown. */
  async askExactly(): Promise<void> {
    this.askingExactly = true;
    try {
      const detail = await this.#backend.session(this.#id, true);
      this.#exact = detail.exact;
      this.detail.set(detail);
    } catch (thrown) {
      throw Problem.from(thrown);
    } finally {
      this.askingExactly = false;
    }
  }
}
