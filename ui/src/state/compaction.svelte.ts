/**
 * A compaction being chosen: the plan of each level, what the person keeps in spite of it, and what came of it.
 * Nothing happens before `run`.
 */
import { Problem, type Backend } from '../ipc';
import type { Compaction } from '../ipc/types/Compaction';
import type { CompactionItem } from '../ipc/types/CompactionItem';
import type { CompactionPlan } from '../ipc/types/CompactionPlan';
import type { CompactLevel } from '../ipc/types/CompactLevel';
import type { LevelAdvice } from '../ipc/types/LevelAdvice';
import type { OpportunityKind } from '../ipc/types/OpportunityKind';
import { Loaded } from './loaded.svelte';

export const LEVELS: CompactLevel[] = ['soft', 'strategic', 'emergency'];

// A plan reads the whole transcript: a session that is being written to is not asked about more often.
const REST_MS = 5_000;

/** What goes, of one kind. */
export interface ItemGroup {
  kind: OpportunityKind;
  items: CompactionItem[];
  tokens: number;
  /** How many of them stay after all. */
  kept: number;
}

export class CompactionChoice {
  level = $state<CompactLevel>('strategic');
  /** The level that is proposed, and why. */
  advice = $state.raw<LevelAdvice | null>(null);
  /** Keys of what stays after all, whatever the level. */
  kept = $state.raw<ReadonlySet<string>>(new Set());
  working = $state(false);
  problem = $state.raw<Problem | null>(null);
  result = $state.raw<Compaction | null>(null);

  readonly plans: Record<CompactLevel, Loaded<CompactionPlan>>;
  readonly plan: CompactionPlan | null = $derived.by(() => this.plans[this.level].value);
  readonly groups: ItemGroup[] = $derived.by(() => (this.plan ? grouped(this.plan.items, this.kept) : []));
  /** Tokens that stay because the person wants them. */
  readonly keptTokens: number = $derived.by(() => sum((this.plan?.items ?? []).filter(({ key }) => this.kept.has(key))));
  readonly saves: number = $derived.by(() => (this.plan?.saves_tokens ?? 0) - this.keptTokens);
  readonly after: number = $derived.by(() => (this.plan?.after_tokens ?? 0) + this.keptTokens);

  #backend: Backend;
  #session: string;
  #chosen = false;

  constructor(backend: Backend, session: string) {
    this.#backend = backend;
    this.#session = session;
    const plan = (level: CompactLevel) => new Loaded(() => backend.planCompaction(session, level), REST_MS);
    this.plans = { soft: plan('soft'), strategic: plan('strategic'), emergency: plan('emergency') };
  }

  /** Asks which level fits, and for its plan. */
  async load(): Promise<void> {
    try {
      const advice = await this.#backend.compactionLevel(this.#session);
      if (!this.#chosen) this.level = advice.level;
      this.advice = advice;
    } catch {
      // A proposal that cannot be had is not missed: the plan says what is wrong, if something is.
    }
    await this.plans[this.level].refresh();
  }

  /** Chooses a level; its plan is asked for the first time it is looked at. */
  choose(level: CompactLevel): void {
    this.#chosen = true;
    this.level = level;
    if (this.plans[level].value === null) void this.plans[level].refresh();
  }

  /** What a level frees, by whichever plan is known. */
  frees(level: CompactLevel): number | null {
    for (const known of LEVELS) {
      const found = this.plans[known].value?.levels.find((one) => one.level === level);
      if (found) return found.saves_tokens;
    }
    return null;
  }

  /** The session moved. */
  nudge(): void {
    if (!this.working && this.result === null) this.plans[this.level].nudge();
  }

  /** Lets things go, or keeps them. */
  keep(items: CompactionItem[], stay: boolean): void {
    const kept = new Set(this.kept);
    for (const { key } of items) {
      if (stay) kept.add(key);
      else kept.delete(key);
    }
    this.kept = kept;
  }

  /** Does it. */
  async run(): Promise<void> {
    const plan = this.plan;
    if (this.working || !plan) return;
    this.working = true;
    this.problem = null;
    const keep = plan.items.map(({ key }) => key).filter((key) => this.kept.has(key));
    try {
      this.result = await this.#backend.compact(plan, keep);
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      // It may have gone on since: the next try is about what there is now.
      void this.plans[plan.level].refresh();
    } finally {
      this.working = false;
    }
  }
}

/** By kind, the kind that frees most first; within it, the largest first. */
export function grouped(items: CompactionItem[], kept: ReadonlySet<string>): ItemGroup[] {
  const kinds = new Map<OpportunityKind, CompactionItem[]>();
  for (const item of items) kinds.set(item.kind, [...(kinds.get(item.kind) ?? []), item]);
  return [...kinds]
    .map(([kind, own]) => ({
      kind,
      items: own.sort((a, b) => b.tokens - a.tokens),
      tokens: sum(own),
      kept: own.filter(({ key }) => kept.has(key)).length,
    }))
    .sort((a, b) => b.tokens - a.tokens);
}

function sum(items: CompactionItem[]): number {
  return items.reduce((total, { tokens }) => total + tokens, 0);
}
