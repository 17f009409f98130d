/**
 * A plan's text being written: checked while it is typed, kept as a draft until it is saved, and never lost to somebody
 * else's change. The text is the plan's truth; what is understood of it is only shown.
 */
import { Problem, type Backend } from '../ipc';
import type { Format } from '../ipc/types/Format';
import type { PlanDetail } from '../ipc/types/PlanDetail';
import type { PlanReading } from '../ipc/types/PlanReading';
import type { Drafts } from './drafts.svelte';
import { Loaded } from './loaded.svelte';

// So many letters a second are typed; checking each of them would only be in the way.
const TYPING_MS = 200;

/** A plan that is not imported yet. */
export const NEW = 'new';

export class PlanEditor {
  /** What is understood of the text as it stands. */
  readonly reading: Loaded<PlanReading>;
  working = $state(false);
  /** Why it could not be saved. */
  problem = $state.raw<Problem | null>(null);
  /** The saved plan; `null` while it is a new one. */
  saved = $state.raw<PlanDetail | null>(null);
  format = $state<Format>('markdown');

  readonly text: string = $derived.by(() => this.#drafts.of(this.#key)?.text ?? this.saved?.text ?? '');
  /** There is something to save. */
  readonly dirty: boolean = $derived.by(() => {
    const draft = this.#drafts.of(this.#key);
    return draft !== null && draft.text !== (this.saved?.text ?? '');
  });
  /** The plan was changed elsewhere since this edit began. */
  readonly overtaken: boolean = $derived.by(() => {
    const draft = this.#drafts.of(this.#key);
    return this.dirty && draft !== null && this.saved !== null && draft.base !== this.saved.text;
  });

  #backend: Backend;
  #drafts: Drafts;
  #key: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, drafts: Drafts, plan: number | typeof NEW) {
    this.#backend = backend;
    this.#drafts = drafts;
    this.#key = draftKey(plan);
    this.reading = new Loaded(() => backend.checkPlan(this.text, this.format));
  }

  /** The plan as it is saved now. */
  take(detail: PlanDetail): void {
    this.saved = detail;
    this.format = detail.summary.format;
  }

  type(text: string): void {
    const base = this.#drafts.of(this.#key)?.base ?? this.saved?.text ?? '';
    this.#drafts.keep(this.#key, { text, base });
    this.check();
  }

  /** Reads the text again, once the typing rests. */
  check(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.reading.refresh(), TYPING_MS);
  }

  /** Nobody looks any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Saves the edit. `over`: although it was changed elsewhere meanwhile; the engine keeps the other text. */
  async save(over = false): Promise<boolean> {
    const saved = this.saved;
    if (!saved || (this.overtaken && !over)) return false;
    const sent = this.text;
    return this.#work(sent, () => this.#backend.editPlan(saved.summary.id, sent, saved.summary.version));
  }

  /** Imports the new plan; `source` is the file it came from. */
  async import(source: string | null, project: string | null): Promise<boolean> {
    const sent = this.text;
    return this.#work(sent, () => this.#backend.importPlan(sent, this.format, source, project));
  }

  /** Goes back to what is saved; returns what takes that back. */
  discard(): () => void {
    const draft = this.#drafts.of(this.#key);
    this.#drafts.drop(this.#key);
    this.problem = null;
    this.check();
    return () => {
      if (draft) this.#drafts.keep(this.#key, draft);
      this.check();
    };
  }

  async #work(sent: string, ask: () => Promise<PlanDetail>): Promise<boolean> {
    if (this.working) return false;
    this.working = true;
    this.problem = null;
    try {
      this.take(await ask());
      // Only what was sent is no longer a draft.
      if (this.#drafts.of(this.#key)?.text === sent) this.#drafts.drop(this.#key);
      return true;
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      return false;
    } finally {
      this.working = false;
    }
  }
}

/** Under which name a plan's draft is kept, beside those of handoffs. */
export function draftKey(plan: number | typeof NEW): string {
  return `plan/${plan}`;
}

/** Where a line and a column (from 1) are in a text. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  const before = lines.slice(0, Math.max(0, line - 1)).reduce((sum, one) => sum + one.length + 1, 0);
  const within = Math.min(Math.max(0, column - 1), lines[line - 1]?.length ?? 0);
  return Math.min(text.length, before + within);
}
