/**
 * What a person does with schedules and starts. Each says what it did, takes back what can be taken back, and has
 * everything that shows schedules ask anew. What goes wrong is shown, never thrown.
 */
import { Problem, type Backend } from '../ipc';
import type { Schedule } from '../ipc/types/Schedule';
import type { Spec } from '../ipc/types/Spec';
import type { Start } from '../ipc/types/Start';
import type { StartAction } from '../ipc/types/StartAction';
import type { When } from '../ipc/types/When';
import { scheduleSentence, startLine, startsSentence } from '../words/schedule';
import { clock as clockWords } from '../words/time';
import type { Clock } from './clock.svelte';
import type { Notices } from './notices.svelte';
import type { ScheduleState } from './schedule.svelte';

const QUARTER_MS = 15 * 60_000;

export class Starts {
  #backend: Backend;
  #schedule: ScheduleState;
  #notices: Notices;
  #clock: Clock;
  #changed: () => void;

  /** `changed`: everything that shows schedules asks anew. */
  constructor(backend: Backend, schedule: ScheduleState, notices: Notices, clock: Clock, changed: () => void) {
    this.#backend = backend;
    this.#schedule = schedule;
    this.#notices = notices;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Answers the open question; an answer that came first, from elsewhere, is told. */
  answer(start: Start, action: StartAction): Promise<void> {
    return this.#do(async () => {
      const { ask } = start;
      if (!ask) return;
      this.#schedule.answersHere(start);
      const { sentence } = await this.#backend.answerStart(start.id, ask.number, action);
      this.#notices.done(sentence);
    });
  }

  startNow(start: Start): Promise<void> {
    if (offers(start, 'start_now')) return this.answer(start, 'start_now');
    return this.runNow(start.schedule, start.project_name);
  }

  /** Starts a schedule at once, whenever it is due. */
  runNow(schedule: number, project: string): Promise<void> {
    return this.#do(async () => {
      await this.#backend.runNow(schedule);
      this.#notices.done(`Starting in ${project}.`);
    });
  }

  later(start: Start): Promise<void> {
    if (offers(start, 'in_15_minutes')) return this.answer(start, 'in_15_minutes');
    const at = new Date(this.#clock.now + QUARTER_MS).toISOString();
    return this.move(start, { kind: 'at', at, zone: this.#clock.zone });
  }

  skip(start: Start): Promise<void> {
    if (offers(start, 'skip')) return this.answer(start, 'skip');
    return this.#do(async () => {
      const after = await this.#backend.skipNext(start.schedule);
      const next = after.next && after.next.id !== start.id ? `; ${startLine(after.next, this.#clock.now, this.#clock.zone)}` : '';
      this.#notices.done(`Skipped ${clockWords(start.due, this.#clock.now, this.#clock.zone)} in ${start.project_name}${next}.`);
    });
  }

  /** Moves the next start; taking it back leads to where it was. */
  move(start: Start, when: When): Promise<void> {
    const known = this.#schedule.of(start)?.spec.when;
    const before: When = known && (known.kind === 'at_reset' || known.kind === 'manual') ? known : { kind: 'at', at: start.due, zone: this.#clock.zone };
    return this.#do(async () => {
      const moved = await this.#backend.moveSchedule(start.schedule, when);
      const said = startsSentence(when, moved.next?.due ?? null, start.project_name, this.#clock.now, this.#clock.zone);
      const back = () => void this.#do(() => this.#backend.moveSchedule(start.schedule, before));
      this.#notices.done(said, back);
    });
  }

  pause(schedule: Schedule, paused: boolean): Promise<void> {
    return this.#do(async () => {
      const after = await this.#backend.pauseSchedule(schedule.id, paused);
      const said = paused ? `Paused: nothing starts in ${schedule.project_name} until you resume it.` : scheduleSentence(after, this.#clock.now, this.#clock.zone);
      this.#notices.done(said, () => void this.pause(schedule, !paused));
    });
  }

  /** Cancels it; taking it back makes the same one anew. */
  cancel(schedule: Schedule): Promise<void> {
    return this.#do(async () => {
      await this.#backend.cancelSchedule(schedule.id);
      this.#notices.done(`Cancelled: ${schedule.title} in ${schedule.project_name}.`, () => void this.#do(() => this.#backend.addSchedule(schedule.spec)));
    });
  }

  stop(start: Start): Promise<void> {
    return this.#do(async () => {
      await this.#backend.stopStart(start.id);
      this.#notices.done(`Stopping ${start.title} in ${start.project_name}. What it did stays.`);
    });
  }

  /** Schedules it; a refusal is thrown, for the dialog to show. */
  async add(spec: Spec): Promise<Schedule> {
    const made = await this.#backend.addSchedule(spec);
    this.#changed();
    this.#notices.done(scheduleSentence(made, this.#clock.now, this.#clock.zone), () => void this.#do(() => this.#backend.cancelSchedule(made.id)));
    return made;
  }

  /** Changes it; taking it back brings the words it had. A refusal is thrown. */
  async change(before: Schedule, spec: Spec): Promise<Schedule> {
    const made = await this.#backend.changeSchedule(before.id, spec);
    this.#changed();
    this.#notices.done(scheduleSentence(made, this.#clock.now, this.#clock.zone), () => void this.#do(() => this.#backend.changeSchedule(before.id, before.spec)));
    return made;
  }

  async #do(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      this.#notices.failed(Problem.from(thrown));
    }
    this.#changed();
  }
}

/** The open question of a start takes this answer. */
export function offers(start: Start, action: StartAction): boolean {
  return start.ask?.actions.some((choice) => choice.action === action) ?? false;
}
