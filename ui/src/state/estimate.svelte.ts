/** One estimate being looked at: of a plan, of a sentence, or a saved one. What a person overrides is asked anew at once. */
import { Problem, type Backend } from '../ipc';
import type { Estimate } from '../ipc/types/Estimate';
import type { EstimateQuery } from '../ipc/types/EstimateQuery';
import type { Overrides } from '../ipc/types/Overrides';
import { Loaded } from './loaded.svelte';

export const NO_OVERRIDES: Overrides = { task_type: null, size: null, familiarity: null, quality: null, model: null };

/** What is estimated. */
export type Subject = { plan: number } | { text: string; project: string | null } | { saved: number };

export class EstimateState {
  readonly estimate: Loaded<Estimate>;
  overrides = $state.raw<Overrides>(NO_OVERRIDES);
  saving = $state(false);

  readonly changed: boolean = $derived.by(() => Object.values(this.overrides).some((value) => value !== null));

  #backend: Backend;
  #subject: Subject;

  constructor(backend: Backend, subject: Subject) {
    this.#backend = backend;
    this.#subject = subject;
    this.estimate = new Loaded(() => this.#ask(), 1_000);
  }

  /** A person knows better; `null` goes back to what Segue thinks. */
  override<K extends keyof Overrides>(name: K, value: Overrides[K]): void {
    this.overrides = { ...this.overrides, [name]: value };
    void this.estimate.refresh();
  }

  /** Keeps it, so that it can be compared with what happens. Returns its number. */
  async save(): Promise<number | null> {
    this.saving = true;
    try {
      const saved = await this.#backend.estimate(this.#query(true));
      this.estimate.set(saved);
      return saved.id;
    } catch (thrown) {
      throw Problem.from(thrown);
    } finally {
      this.saving = false;
    }
  }

  #ask(): Promise<Estimate> {
    if ('saved' in this.#subject && !this.changed) return this.#backend.savedEstimate(this.#subject.saved);
    return this.#backend.estimate(this.#query(false));
  }

  #query(save: boolean): EstimateQuery {
    const known = this.estimate.value;
    const subject = this.#subject;
    const plan = 'plan' in subject ? subject.plan : 'saved' in subject ? (known?.plan ?? null) : null;
    const text = 'text' in subject ? subject.text : plan === null ? (known?.title ?? null) : null;
    const project = 'text' in subject ? subject.project : (known?.project ?? null);
    return { plan, text, format: null, project, session: null, overrides: this.overrides, save };
  }
}
