/** The settings, and which one is being saved. */
import { Problem, type Backend } from '../ipc';
import type { Setting } from '../ipc/types/Setting';
import { Loaded } from './loaded.svelte';

export class Settings {
  readonly list: Loaded<Setting[]>;
  /** What could not be saved, by key. */
  problems = $state.raw<Record<string, Problem>>({});

  /** In groups, in the order in which groups first appear. */
  readonly groups: { name: string; settings: Setting[] }[] = $derived.by(() => {
    const groups = new Map<string, Setting[]>();
    for (const setting of this.list.value ?? []) {
      groups.set(setting.group, [...(groups.get(setting.group) ?? []), setting]);
    }
    return [...groups].map(([name, settings]) => ({ name, settings }));
  });

  #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.list = new Loaded(() => backend.settings());
  }

  /** A setting's value; `fallback` before the settings are known. */
  value(key: string, fallback: string): string {
    return this.list.value?.find((setting) => setting.key === key)?.value ?? fallback;
  }

  /** Saves one value. A refusal stays beside the setting until it is changed again. */
  async set(key: string, value: string): Promise<void> {
    const { [key]: _, ...others } = this.problems;
    this.problems = others;
    try {
      this.list.set(await this.#backend.setSetting(key, value));
    } catch (thrown) {
      this.problems = { ...this.problems, [key]: Problem.from(thrown) };
    }
  }
}
