/**
 * Who must ask again when something changed. Views watch topics while they are on screen; the engine's events, and the
 * window coming to the front, call them. A missed event is therefore harmless.
 */
import type { Topic } from '../ipc/types/Topic';

const ALL: Topic[] = ['usage', 'quota', 'sessions', 'settings', 'index', 'handoffs', 'memory', 'schedule', 'plans', 'estimates'];

interface Watcher {
  topics: Topic[];
  act: () => void;
}

export class Topics {
  #watchers = new Set<Watcher>();

  /** Calls `act` when one of these changed; returns the end of it. */
  watch(topics: Topic[], act: () => void): () => void {
    const watcher = { topics, act };
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Something changed. Each watcher is called once, however many of its topics are named. */
  tell(topics: Topic[]): void {
    for (const { topics: wanted, act } of [...this.#watchers]) {
      if (wanted.some((topic) => topics.includes(topic))) act();
    }
  }

  /** Anything may have changed: the window was away. */
  tellAll(): void {
    this.tell(ALL);
  }
}
