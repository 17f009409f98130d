/** What Usage shows: the range, the grouping, the division, the measure; and the answers to them. */
import type { Backend } from '../ipc';
import type { Usage } from '../ipc/types/Usage';
import type { UsageBy } from '../ipc/types/UsageBy';
import type { UsageQuery } from '../ipc/types/UsageQuery';
import type { UsageSplit } from '../ipc/types/UsageSplit';
import { addDays, isoDay } from '../words/time';
import type { Clock } from './clock.svelte';
import { Loaded } from './loaded.svelte';

export type Measure = 'tokens' | 'cost';
export type Range = '7' | '30' | '90' | 'all' | 'own';

const REST_MS = 3_000;

export class UsageState {
  by = $state<Exclude<UsageBy, 'hour_of_week'>>('day');
  split = $state<UsageSplit>('model');
  measure = $state<Measure>('tokens');
  range = $state<Range>('30');
  /** First and last day of an own range. */
  since = $state('');
  until = $state('');

  readonly usage: Loaded<Usage>;
  readonly hours: Loaded<Usage>;

  /** The question as it stands. */
  readonly query: UsageQuery = $derived.by(() => ({ ...this.#days(), by: this.by, split: this.split, tz: this.#clock.zone }));

  #clock: Clock;

  constructor(backend: Backend, clock: Clock) {
    this.#clock = clock;
    this.usage = new Loaded(() => backend.usage(this.query), REST_MS);
    this.hours = new Loaded(() => backend.usage({ ...this.query, by: 'hour_of_week', split: null }), REST_MS);
  }

  /** Chooses an own range, starting from what is shown. */
  ownRange(): void {
    const { since, until } = this.#days();
    this.since ||= since ?? '';
    this.until ||= until ?? this.#today();
    this.range = 'own';
  }

  #days(): { since: string | null; until: string | null } {
    if (this.range === 'all') return { since: null, until: null };
    if (this.range === 'own') return { since: this.since || null, until: this.until || null };
    return { since: addDays(this.#today(), 1 - Number(this.range)), until: null };
  }

  #today(): string {
    return isoDay(this.#clock.now, this.#clock.zone);
  }
}
