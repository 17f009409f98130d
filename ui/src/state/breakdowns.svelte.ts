/** What the contexts of the live sessions are made of. Asks for one session at a time, and only for what moved. */
import type { Backend } from '../ipc';
import type { Breakdown } from '../ipc/types/Breakdown';
import type { Session } from '../ipc/types/Session';

// More live sessions than this show their total only.
const AT_MOST = 8;

export class Breakdowns {
  /** By session id. */
  known = $state.raw<Record<string, Breakdown>>({});

  #backend: Backend;
  #seen = new Map<string, string | null>();
  #wanted: Session[] = [];
  #running = false;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** These are live now. */
  follow(live: Session[]): void {
    this.#wanted = live.filter(({ context }) => context !== null).slice(0, AT_MOST);
    if (!this.#running) void this.#work();
  }

  /** Nobody looks any more. */
  stop(): void {
    this.#wanted = [];
  }

  async #work(): Promise<void> {
    this.#running = true;
    for (let next = this.#next(); next; next = this.#next()) await this.#ask(next);
    this.#running = false;
  }

  #next(): Session | undefined {
    return this.#wanted.find(({ id, last_seen }) => this.#seen.get(id) !== last_seen || !this.#seen.has(id));
  }

  // A breakdown that cannot be had is not missed: the total is shown without it.
  async #ask({ id, last_seen }: Session): Promise<void> {
    this.#seen.set(id, last_seen);
    try {
      const { breakdown } = await this.#backend.session(id, false);
      if (breakdown) this.known = { ...this.known, [id]: breakdown };
    } catch {
      return;
    }
  }
}
