/** The session list: what is known, what is searched for, how it is ordered, which row is marked. */
import type { Backend } from '../ipc';
import type { Session } from '../ipc/types/Session';
import { model, sessionTitle } from '../words/names';
import { Loaded } from './loaded.svelte';

export type SortKey = 'recent' | 'project' | 'tokens' | 'cost' | 'context';
export type Which = 'all' | 'live' | 'past';

// Half a megabyte for a long history: once every two seconds is often enough while a session writes.
const REST_MS = 2_000;

export class SessionList {
  readonly list: Loaded<Session[]>;
  search = $state('');
  which = $state<Which>('all');
  project = $state('');
  sort = $state<SortKey>('recent');
  /** Largest or newest first. */
  descending = $state(true);
  /** The marked row's session. */
  marked = $state<string | null>(null);
  /** Where the list was scrolled to when it was left, in pixels. */
  scrolledTo = 0;

  /** Projects by name, for the filter. */
  readonly projects: { path: string; name: string }[] = $derived.by(() => {
    const names = new Map((this.list.value ?? []).map((session) => [session.project_path, session.project]));
    return [...names].map(([path, name]) => ({ path, name })).sort((a, b) => a.name.localeCompare(b.name));
  });

  /** What is shown, in order. */
  readonly shown: Session[] = $derived.by(() => {
    const found = filtered(this.list.value ?? [], this.search, this.which, this.project);
    return sorted(found, this.sort, this.descending);
  });

  /** Something narrows the list. */
  readonly narrowed: boolean = $derived(this.search !== '' || this.which !== 'all' || this.project !== '');

  constructor(backend: Backend) {
    const everything = { search: null, live_only: false, project_path: null, limit: null };
    this.list = new Loaded(() => backend.sessions(everything), REST_MS);
  }

  /** Orders by a column; the same column again turns the order round. */
  orderBy(key: SortKey): void {
    if (this.sort === key) this.descending = !this.descending;
    else {
      this.sort = key;
      this.descending = key !== 'project';
    }
  }

  /** Moves the mark by rows, staying inside the list; returns the row's index. */
  move(rows: number): number {
    if (this.shown.length === 0) return -1;
    const at = this.shown.findIndex((session) => session.id === this.marked);
    const next = Math.max(0, Math.min(this.shown.length - 1, at < 0 ? 0 : at + rows));
    this.marked = this.shown[next]?.id ?? null;
    return next;
  }

  /** Shows everything again. */
  widen(): void {
    this.search = '';
    this.which = 'all';
    this.project = '';
  }
}

/** The engine's rule for words, applied here so that typing is answered at once. */
export function filtered(sessions: Session[], search: string, which: Which, project: string): Session[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return sessions.filter((session) => {
    const past = session.activity.state === 'past';
    if (which === 'live' ? past : which === 'past' && !past) return false;
    if (project && session.project_path !== project) return false;
    return words.every((word) => textOf(session).includes(word));
  });
}

const texts = new WeakMap<Session, string>();

// Put together once per session, not once per key stroke.
function textOf(session: Session): string {
  const known = texts.get(session);
  if (known !== undefined) return known;
  const parts = [sessionTitle(session), session.project, session.model ?? '', model(session.model), session.id];
  const text = parts.join(' ').toLowerCase();
  texts.set(session, text);
  return text;
}

const VALUE: Record<SortKey, (session: Session) => number | string> = {
  recent: (session) => (session.last_seen ? Date.parse(session.last_seen) : 0),
  project: (session) => session.project,
  tokens: (session) => totalTokens(session),
  cost: (session) => session.totals.cost_micros,
  context: (session) => session.context?.percent ?? -1,
};

/** Live ones stay on top when the newest are asked for first. */
export function sorted(sessions: Session[], key: SortKey, descending: boolean): Session[] {
  const keyed = sessions.map((session) => ({ session, value: VALUE[key](session), live: isLive(session) }));
  keyed.sort((a, b) => {
    if (key === 'recent' && descending && a.live !== b.live) return a.live ? -1 : 1;
    const order = a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
    return descending ? -order : order;
  });
  return keyed.map(({ session }) => session);
}

/** Whether a process has it open. */
export function isLive(session: Session): boolean {
  return session.activity.state !== 'past';
}

/** Everything sent and received, in tokens. */
export function totalTokens({ totals: { tokens } }: Pick<Session, 'totals'>): number {
  return tokens.input + tokens.output + tokens.cache_write_5m + tokens.cache_write_1h + tokens.cache_read;
}
