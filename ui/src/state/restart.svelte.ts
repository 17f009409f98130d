/** A restart being prepared: the handoff, made when there is none, what else the new session is told, and the start. */
import { Problem, type Backend } from '../ipc';
import type { Digest } from '../ipc/types/Digest';
import type { Handoff } from '../ipc/types/Handoff';
import type { Restart } from '../ipc/types/Restart';
import type { Session } from '../ipc/types/Session';

export class RestartChoice {
  handoff = $state.raw<Handoff | null>(null);
  digest = $state.raw<Digest | null>(null);
  /** What is being done, in words; empty at rest. */
  working = $state('');
  problem = $state.raw<Problem | null>(null);
  result = $state.raw<Restart | null>(null);

  readonly ready: boolean = $derived.by(() => this.handoff !== null && this.working === '');

  #backend: Backend;
  #session: Session;

  constructor(backend: Backend, session: Session) {
    this.#backend = backend;
    this.#session = session;
  }

  /** Brings the handoff up to date (one that a person edited stays as it is), then asks what else is told. */
  async load(): Promise<void> {
    await this.#work('Reading the transcript and asking git.', async () => {
      this.handoff = await this.#handoff();
      this.digest = await this.#backend.launchDigest(this.#session.project_path);
    });
  }

  /** Prepares the new session; `open` starts it in a terminal. */
  async run(open: boolean): Promise<void> {
    await this.#work(open ? 'Opening a terminal.' : 'Preparing the command.', async () => {
      this.result = await this.#backend.restart(this.#session.id, open);
    });
  }

  // Without a transcript nothing can be read again: the stored one is what there is.
  async #handoff(): Promise<Handoff> {
    const stored = this.#session.transcript_gone ? await this.#backend.storedHandoff(this.#session.id) : null;
    return stored ?? this.#backend.handoff(this.#session.id);
  }

  async #work(what: string, act: () => Promise<void>): Promise<void> {
    if (this.working) return;
    this.working = what;
    this.problem = null;
    try {
      await act();
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    } finally {
      this.working = '';
    }
  }
}
