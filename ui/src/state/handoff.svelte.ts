/** One session's handoff: what is saved, what is being edited, and what happens when both moved. */
import { Problem, type Backend } from '../ipc';
import type { Handoff } from '../ipc/types/Handoff';
import type { Drafts } from './drafts.svelte';
import { Loaded } from './loaded.svelte';

export class HandoffEditor {
  /** What is saved; `stored` is `null` while the session has no handoff. */
  readonly saved: Loaded<{ stored: Handoff | null }>;
  /** It is being made or saved. */
  working = $state(false);
  /** Why it could not be made or saved. */
  problem = $state.raw<Problem | null>(null);

  readonly handoff: Handoff | null = $derived.by(() => this.saved.value?.stored ?? null);
  readonly text: string = $derived.by(() => this.#drafts.of(this.#session)?.text ?? this.handoff?.markdown ?? '');
  /** There is something to save. */
  readonly dirty: boolean = $derived.by(() => {
    const draft = this.#drafts.of(this.#session);
    return draft !== null && draft.text !== this.handoff?.markdown;
  });
  /** The saved text is no longer the one that the edit began with. */
  readonly overtaken: boolean = $derived.by(() => {
    const draft = this.#drafts.of(this.#session);
    return this.dirty && draft !== null && this.handoff !== null && draft.base !== this.handoff.markdown;
  });

  #backend: Backend;
  #drafts: Drafts;
  #session: string;

  constructor(backend: Backend, drafts: Drafts, session: string) {
    this.#backend = backend;
    this.#drafts = drafts;
    this.#session = session;
    this.saved = new Loaded(async () => ({ stored: await backend.storedHandoff(session) }), 1_000);
  }

  /** Takes what was typed. */
  type(text: string): void {
    const base = this.#drafts.of(this.#session)?.base ?? this.handoff?.markdown ?? '';
    this.#drafts.keep(this.#session, { text, base });
  }

  /** Makes it, or brings it up to date. */
  make(): Promise<boolean> {
    return this.#work(() => this.#backend.handoff(this.#session));
  }

  /** Saves the edit; only what was sent is no longer a draft. */
  async save(): Promise<boolean> {
    const sent = this.text;
    const done = await this.#work(() => this.#backend.saveHandoff(this.#session, sent));
    if (done && this.#drafts.of(this.#session)?.text === sent) this.#drafts.drop(this.#session);
    return done;
  }

  /** Goes back to what is saved; returns what takes that back. */
  discard(): () => void {
    const draft = this.#drafts.of(this.#session);
    this.#drafts.drop(this.#session);
    return () => draft && this.#drafts.keep(this.#session, draft);
  }

  async #work(ask: () => Promise<Handoff>): Promise<boolean> {
    if (this.working) return false;
    this.working = true;
    this.problem = null;
    try {
      this.saved.set({ stored: await ask() });
      return true;
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      return false;
    } finally {
      this.working = false;
    }
  }
}
