/**
 * A next session being planned, or a schedule being changed: what it is told, when it starts, under which conditions.
 * Made anew for each dialog; objectives that were typed and not yet scheduled outlive it.
 */
import { Problem, type Backend } from '../ipc';
import type { Conditions } from '../ipc/types/Conditions';
import type { Launch } from '../ipc/types/Launch';
import type { NextSession } from '../ipc/types/NextSession';
import type { Schedule } from '../ipc/types/Schedule';
import type { Spec } from '../ipc/types/Spec';
import type { When } from '../ipc/types/When';
import type { WhenChoice } from '../ipc/types/WhenChoice';
import { Loaded } from './loaded.svelte';
import type { ChosenPlan } from './schedule.svelte';

const NO_CONDITIONS: Conditions = {
  quiet_hours: null, zone: null, latest: null, max_starts: null, until_done: false, budget: null,
  only_clean: false, only_on_mains: false, late: 'ask', notice_minutes: null,
};
const USUAL_LAUNCH: Launch = { place: 'terminal', agent: null, model: null, permission_mode: null, mcp: { kind: 'as_usual' } };

/** What is chosen of when: one of the engine's proposals, or a time that is typed. */
export type Chosen = { kind: 'proposal'; index: number } | { kind: 'typed' };

export class PlanChoice {
  readonly next: Loaded<NextSession>;
  readonly preview: Loaded<string>;
  project = $state<string | null>(null);
  objectives = $state('');
  title = $state('');
  chosen = $state.raw<Chosen>({ kind: 'typed' });
  typedText = $state('');
  typedWhen = $state.raw<When | null>(null);
  launch = $state.raw<Launch>(USUAL_LAUNCH);
  conditions = $state.raw<Conditions>(NO_CONDITIONS);
  withMemory = $state(true);
  priority = $state(5);
  /** The plan that the session works on. */
  work = $state.raw<ChosenPlan | null>(null);
  working = $state(false);
  /** Why it was refused. */
  problem = $state.raw<Problem | null>(null);

  /** What the engine proposes, the present plan of a changed schedule left out. */
  readonly proposals: WhenChoice[] = $derived.by(() => (this.next.value?.choices ?? []).filter(({ when }) => when.kind !== 'at'));
  readonly when: When | null = $derived.by(() => {
    if (this.chosen.kind === 'typed') return this.typedWhen;
    return this.proposals[this.chosen.index]?.when ?? null;
  });
  /** The time it comes to, where that is known. */
  readonly due: string | null = $derived.by(() => {
    if (this.chosen.kind === 'proposal') return this.proposals[this.chosen.index]?.at ?? null;
    const typed = this.typedWhen;
    if (typed?.kind === 'at') return typed.at;
    return this.proposals.find(({ when }) => typed?.kind === 'at_reset' && when.kind === 'at_reset' && when.after_minutes === typed.after_minutes)?.at ?? null;
  });
  readonly repeats: boolean = $derived.by(() => this.when?.kind === 'weekly' || this.when?.kind === 'every_reset');
  /** What is scheduled; `null` while something is missing. */
  readonly spec: Spec | null = $derived.by(() => (this.when ? this.#specAt(this.when) : null));

  #from: string | null;
  #editing: Schedule | null;
  #kept: Map<string, string>;

  /** `kept`: objectives by session, which outlive the dialog. */
  constructor(backend: Backend, kept: Map<string, string>, from: string | null, time: string | null, editing: Schedule | null, work: ChosenPlan | null = null) {
    this.#kept = kept;
    this.#from = from ?? editing?.spec.from_session ?? null;
    this.#editing = editing;
    this.project = editing?.spec.project ?? work?.project ?? null;
    this.work = work;
    this.typedText = time ?? '';
    this.next = new Loaded(() => backend.nextSession(this.project, this.#from));
    // Any time does: what is sent does not depend on it.
    this.preview = new Loaded(() => backend.previewPrompt(this.#specAt(this.when ?? { kind: 'manual' })));
    if (editing) this.#take(editing.spec);
  }

  /** Asks what there is to begin with. */
  async load(): Promise<void> {
    await this.next.refresh();
    const next = this.next.value;
    if (!next) return;
    this.project = next.project;
    if (this.#editing) return;
    this.launch = next.launch;
    this.objectives = this.#kept.get(this.#key) ?? (this.work ? workWords(this.work) : next.objectives);
    const index = this.proposals.findIndex(({ recommended, unavailable }) => recommended && unavailable === null);
    if (this.typedText === '' && index >= 0) this.chosen = { kind: 'proposal', index };
  }

  /** Another project: its latest handoff is what it goes on from. */
  async chooseProject(path: string): Promise<void> {
    this.project = path;
    this.#from = null;
    await this.load();
  }

  type(objectives: string): void {
    this.objectives = objectives;
    if (!this.#editing) this.#kept.set(this.#key, objectives);
  }

  set(conditions: Partial<Conditions>): void {
    this.conditions = { ...this.conditions, ...conditions };
  }

  start(launch: Partial<Launch>): void {
    this.launch = { ...this.launch, ...launch };
  }

  /** Sends it; a refusal stays in the dialog, with everything that was typed. */
  async send(act: (spec: Spec) => Promise<Schedule>): Promise<Schedule | null> {
    if (!this.spec || this.working) return null;
    this.working = true;
    this.problem = null;
    try {
      const made = await act(this.spec);
      this.#kept.delete(this.#key);
      return made;
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      return null;
    } finally {
      this.working = false;
    }
  }

  get #key(): string {
    return this.work ? `plan/${this.work.id}` : (this.next.value?.session_id ?? this.project ?? '');
  }

  #take({ prompt, title, launch, conditions, with_memory, priority }: Spec): void {
    this.objectives = prompt;
    this.title = title ?? '';
    this.launch = launch;
    this.conditions = conditions;
    this.withMemory = with_memory;
    this.priority = priority;
  }

  #specAt(when: When): Spec {
    const session = this.#editing ? this.#editing.spec.from_session : (this.next.value?.session_id ?? null);
    return {
      project: this.project ?? '',
      title: this.title.trim() || null,
      when,
      from_session: session,
      prompt: this.objectives,
      with_memory: this.withMemory,
      launch: this.launch,
      conditions: this.conditions,
      priority: this.priority,
      plan: this.work?.id ?? this.#editing?.spec.plan ?? null,
    };
  }
}

// What a session on a plan is asked for, until the person says it better.
function workWords({ title, phase }: ChosenPlan): string {
  return phase ? `1. Phase ${phase}, of the plan "${title}"\n` : `1. Go on with the plan "${title}"\n`;
}
