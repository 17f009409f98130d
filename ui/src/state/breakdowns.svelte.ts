/**
 * What the contexts of the live sessions are made of. Asks for one session at a time, only for what moved, and rests
 * between rounds: counting a context is work, and a busy session moves several times a second.
 */
import type { Backend } from '../ipc';
import type { Breakdown } from '../ipc/types/Breakdown';
import type { Session } from '../ipc/types/Session';

// More live sessions than this show their total only.
const AT_MOST = 8;
const REST_MS = 3_000;

export class Breakdowns {
  /** By session id. */
  known = $state.raw<Record<string, Breakdown>>({});

  #backend: Backend;
  #seen = new Map<string, string | null>();
  #wanted: Session[] = [];
  #running = false;
  #rest: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, rest = REST_MS) {
    this.#backend = backend;
    this.#rest = rest;
  }

  /** These are live now. */
  follow(live: Session[]): void {
    this.#wanted = live.filter(({ context }) => context !== null).slice(0, AT_MOST);
    if (!this.#running && this.#moved().length > 0) void this.#work();
  }

  /** Nobody looks any more. */
  stop(): void {
    this.#wanted = [];
    clearTimeout(this.#timer);
  }

  async #work(): Promise<void> {
    this.#running = true;
    for (const session of this.#moved()) await this.#ask(session);
    this.#timer = setTimeout(() => {
      this.#running = false;
      if (this.#moved().length > 0) void this.#work();
    }, this.#rest);
  }

  #moved(): Session[] {
    return this.#wanted.filter(({ id, last_seen }) => !this.#seen.has(id) || this.#seen.get(id) !== last_seen);
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
