/**
 * Texts that were edited and not yet saved: handoffs by their session, plans as `plan/NUMBER`. They outlive the page, the view and the window: nobody has
 * to be asked before leaving, because leaving loses nothing.
 */
const KEY = 'segue.drafts';

export interface Draft {
  text: string;
  /** What it was edited from: when the saved text is another one by now, the person is told. */
  base: string;
}

export class Drafts {
  #all = $state.raw<Record<string, Draft>>({});

  constructor() {
    this.#all = stored();
  }

  of(session: string): Draft | null {
    return this.#all[session] ?? null;
  }

  /** Keeps what was typed. */
  keep(session: string, draft: Draft): void {
    this.#set({ ...this.#all, [session]: draft });
  }

  /** It is saved, or no longer wanted. */
  drop(session: string): void {
    const { [session]: _, ...others } = this.#all;
    this.#set(others);
  }

  #set(all: Record<string, Draft>): void {
    this.#all = all;
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
    } catch {
      // A full or forbidden storage: the draft still lives as long as the window does.
    }
  }
}

function stored(): Record<string, Draft> {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof all === 'object' && all !== null ? (all as Record<string, Draft>) : {};
  } catch {
    return {};
  }
}
