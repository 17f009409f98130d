/**
 * Schedules and the calendar they stand in: what is planned, what is shown of it, and which start is marked. Questions
 * that were answered somewhere else are told, once.
 */
import type { Backend } from '../ipc';
import type { Schedule } from '../ipc/types/Schedule';
import type { Schedules } from '../ipc/types/Schedules';
import type { Start } from '../ipc/types/Start';
import type { Timeline } from '../ipc/types/Timeline';
import { startLine } from '../words/schedule';
import { startOfDay } from '../words/time';
import type { Clock } from './clock.svelte';
import { Loaded } from './loaded.svelte';
import type { Notices } from './notices.svelte';

const DAY_MS = 86_400_000;
/** How far the timeline reaches from today: back, and ahead. */
const BACK_DAYS = 7;
const AHEAD_DAYS = 15;
const REST_MS = 500;
/** Windows move with every answer of Claude Code; nobody reads a timeline that fast. */
const TIMELINE_REST_MS = 1_500;

/** How much of the timeline is in sight. */
export type Range = 'day' | 'three' | 'week';
export const RANGE_DAYS: Record<Range, number> = { day: 1, three: 3, week: 7 };

/** A plan that a next session is to work on. */
export interface ChosenPlan {
  id: number;
  title: string;
  /** The path of its project. */
  project: string | null;
  /** The first phase that is not done. */
  phase: string | null;
}

export class ScheduleState {
  /** What has something to come. */
  readonly list: Loaded<Schedules>;
  /** The ended ones too; asked only while they are wanted. */
  readonly every: Loaded<Schedules>;
  readonly timeline: Loaded<Timeline>;
  range = $state<Range>('day');
  endedToo = $state(false);
  /** The marked start's number. */
  marked = $state<number | null>(null);
  /** What the dialog begins with, when a time was chosen in the timeline. */
  chosenTime = $state<string | null>(null);
  /** The plan that the session works on, when the dialog was opened from one. */
  chosenPlan = $state.raw<ChosenPlan | null>(null);
  /** Objectives that were typed and not yet scheduled, by session: leaving the dialog loses nothing. */
  readonly objectives = new Map<string, string>();

  /** Starts that wait for the person's word. */
  readonly asking: Start[] = $derived.by(() => startsOf(this.list.value).filter(({ state, ask }) => state === 'asking' && ask !== null));
  readonly shown: Schedule[] = $derived.by(() => (this.endedToo ? this.every : this.list).value?.schedules ?? this.list.value?.schedules ?? []);

  #clock: Clock;
  #notices: Notices;
  #posed = new Map<string, Start>();
  #answered = new Set<string>();

  constructor(backend: Backend, clock: Clock, notices: Notices) {
    this.#clock = clock;
    this.#notices = notices;
    this.list = new Loaded(async () => this.#noteQuestions(await backend.schedules(false)), REST_MS);
    this.every = new Loaded(() => backend.schedules(true), REST_MS);
    this.timeline = new Loaded(() => {
      const today = startOfDay(clock.now, clock.zone);
      return backend.timeline(iso(today - BACK_DAYS * DAY_MS), iso(today + AHEAD_DAYS * DAY_MS));
    }, TIMELINE_REST_MS);
  }

  /** Something of schedules changed; `inView`: the view is on screen. */
  nudge(inView: boolean): void {
    this.list.nudge();
    if (inView) this.timeline.nudge();
    if (inView && this.endedToo) this.every.nudge();
  }

  /** Asks for all that is shown, now. */
  renew(inView: boolean): void {
    void this.list.refresh();
    if (inView) void this.timeline.refresh();
    if (inView && this.endedToo) void this.every.refresh();
  }

  /** The schedule of a start, when it is known. */
  of(start: Start): Schedule | null {
    const known = [...(this.list.value?.schedules ?? []), ...(this.every.value?.schedules ?? [])];
    return known.find(({ id }) => id === start.schedule) ?? null;
  }

  /** This window answers the question itself: nobody has to be told of it. */
  answersHere(start: Start): void {
    this.#answered.add(questionKey(start));
  }

  #noteQuestions(all: Schedules): Schedules {
    const starts = startsOf(all);
    const posed = new Map(starts.filter(({ state, ask }) => state === 'asking' && ask).map((start) => [questionKey(start), start]));
    for (const [key, before] of this.#posed) {
      if (posed.has(key) || this.#answered.has(key)) continue;
      const after = starts.find(({ id }) => id === before.id);
      const now = after ? startLine(after, this.#clock.now, this.#clock.zone) : 'it is no longer asked';
      this.#notices.done(`Answered elsewhere: ${before.title} in ${before.project_name}, ${now}.`);
    }
    this.#posed = posed;
    return all;
  }
}

function startsOf(all: Schedules | null): Start[] {
  return (all?.schedules ?? []).flatMap(({ next }) => (next ? [next] : []));
}

function questionKey({ id, ask }: Start): string {
  return `${id}:${ask?.number ?? 0}`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
