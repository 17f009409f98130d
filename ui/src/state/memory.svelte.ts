/** What is remembered: the projects, one of them in depth, and what is searched for in all. */
import type { Backend } from '../ipc';
import type { Memory } from '../ipc/types/Memory';
import type { MemoryHit } from '../ipc/types/MemoryHit';
import type { MemoryItem } from '../ipc/types/MemoryItem';
import type { Project } from '../ipc/types/Project';
import { Loaded } from './loaded.svelte';

const REST_MS = 2_000;
// So many letters a second are typed; asking for each of them would only be in the way.
const TYPING_MS = 150;
const AT_MOST = 100;

export class MemoryState {
  readonly projects: Loaded<Project[]>;
  readonly hits: Loaded<MemoryHit[]>;
  search = $state('');
  /** Where the project list was scrolled to when it was left, in pixels. */
  scrolledTo = 0;
  /** The remembered thing that a search led to. */
  found = $state<number | null>(null);

  /** The projects that match what is typed. */
  readonly shown: Project[] = $derived.by(() => matching(this.projects.value ?? [], this.search));

  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend) {
    this.projects = new Loaded(() => backend.projects(), REST_MS);
    this.hits = new Loaded(() => backend.memorySearch({ text: this.search.trim(), project: null, limit: AT_MOST }));
  }

  /** Looks for what is typed, once the typing rests. Returns the end of it. */
  follow(): () => void {
    if (this.search.trim() === '') this.hits.clear();
    else this.#timer = setTimeout(() => void this.hits.refresh(), TYPING_MS);
    return () => clearTimeout(this.#timer);
  }

  /** Memory changed. */
  nudge(): void {
    this.projects.nudge();
    if (this.search.trim() !== '') this.hits.nudge();
  }

  /** The project a hit or a handoff names: by id, path or name. */
  named(name: string): Project | null {
    const all = this.projects.value ?? [];
    return all.find(({ id, path }) => id === name || path === name) ?? all.find((project) => project.name === name) ?? null;
  }
}

function matching(projects: Project[], search: string): Project[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = projects.filter(({ name, path }) => words.every((word) => `${name} ${path}`.toLowerCase().includes(word)));
  return found.length > 0 ? found : projects;
}

export type MemoryTab = 'decisions' | 'facts' | 'sessions' | 'next';

/** How decisions stand: told, faded, forgotten. */
export interface Standing {
  /** Pinned ones first, then by relevance. */
  told: MemoryItem[];
  forgotten: MemoryItem[];
}

export class ProjectMemory {
  readonly memory: Loaded<Memory>;
  tab = $state<MemoryTab>('decisions');
  /** What is being edited. */
  editing = $state<number | null>(null);
  forgottenToo = $state(false);

  readonly decisions: Standing = $derived.by(() => standing(this.memory.value?.decisions ?? []));
  readonly facts: Standing = $derived.by(() => standing(this.memory.value?.facts ?? []));

  constructor(backend: Backend, path: string) {
    this.memory = new Loaded(() => backend.memory(path), 500);
  }

  /** The tab that shows a remembered thing. */
  reveal(item: number): void {
    const memory = this.memory.value;
    const inFacts = memory?.facts.find(({ id }) => id === item);
    const one = inFacts ?? memory?.decisions.find(({ id }) => id === item);
    this.tab = inFacts ? 'facts' : 'decisions';
    if (one?.forgotten) this.forgottenToo = true;
  }
}

/** Told ones apart from forgotten ones, each in order. */
export function standing(items: MemoryItem[]): Standing {
  const ordered = [...items].sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.weight - a.weight || b.made_at.localeCompare(a.made_at));
  return { told: ordered.filter(({ forgotten }) => !forgotten), forgotten: ordered.filter(({ forgotten }) => forgotten) };
}
