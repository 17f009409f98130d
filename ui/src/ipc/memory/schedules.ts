/** Made-up schedules: what is planned in a scene, and what becomes of it when it is moved, paused, answered. */
import { Problem } from '../backend';
import type { NextSession } from '../types/NextSession';
import type { Schedule } from '../types/Schedule';
import type { ScheduleDetail } from '../types/ScheduleDetail';
import type { Schedules as ScheduleList } from '../types/Schedules';
import type { Session } from '../types/Session';
import type { Spec } from '../types/Spec';
import type { Start } from '../types/Start';
import type { StartAction } from '../types/StartAction';
import type { StartAnswer } from '../types/StartAnswer';
import type { StartOutput } from '../types/StartOutput';
import type { Timeline } from '../types/Timeline';
import type { When } from '../types/When';
import { whenPhrase } from '../../words/schedule';
import { clock } from '../../words/time';
import { minutesAgo, SCENE_NOW, SCENE_ZONE, type Scene } from './scene';
import { makePlans } from './plans';
import { iso, makeOutput, makeStart } from './starts';
import { makeTimeline, nextReset } from './timeline';

const MINUTE_MS = 60_000;

export class Schedules {
  #scene: Scene;
  #sessions: Session[];
  #all: Schedule[];
  #past: Start[];
  #lines = 6;

  constructor(scene: Scene, sessions: Session[]) {
    this.#scene = scene;
    this.#sessions = sessions;
    const { schedules, past } = makePlans(scene);
    this.#all = schedules;
    this.#past = past;
  }

  list(all: boolean): ScheduleList {
    const open = this.#all.filter(({ state }) => all || state === 'active' || state === 'paused');
    const due = ({ next }: Schedule) => next?.due ?? '9999';
    const held = this.#all.filter(({ next }) => next?.state === 'held').length;
    return {
      schedules: open.sort((a, b) => due(a).localeCompare(due(b)) || a.id - b.id),
      held: held > 0 ? [{ home: '/home/ada/.claude', until: iso(nextReset(this.#scene)), why: 'The 5-hour limit is reached', waiting: held }] : [],
      app_running: true,
      wake_words: 'With Segue closed, a systemd timer wakes it at the time.',
    };
  }

  detail(id: number): ScheduleDetail {
    const schedule = this.#find(id);
    const starts = [...this.#past.filter((start) => start.schedule === id), ...(schedule.next ? [schedule.next] : [])];
    return {
      schedule,
      starts: starts.sort((a, b) => b.due.localeCompare(a.due)),
      prompt: promptOf(schedule.spec),
      command: `cd ${schedule.spec.project} && claude --session-id ${schedule.next?.session_id ?? starts[0]?.session_id} < prompt`,
      wake: schedule.next ? `systemd timer segue-wake-4f0c91aa-${id}, next ${clock(schedule.next.due, SCENE_NOW, SCENE_ZONE)}` : null,
    };
  }

  timeline(from: string, to: string): Timeline {
    const starts = [...this.#past, ...this.#all.flatMap(({ next }) => (next ? [next] : []))];
    return makeTimeline(this.#scene, from, to, starts);
  }

  /** The start that the glance shows, and how many wait after it. */
  next(): { start: Start; waits: number } | null {
    const ahead = this.list(false).schedules.flatMap(({ next, state }) => (next && state === 'active' && ['waiting', 'held', 'asking'].includes(next.state) ? [next] : []));
    const start = ahead.find(({ state }) => state === 'asking') ?? ahead[0];
    return start ? { start, waits: ahead.length - 1 } : null;
  }

  add(spec: Spec): Schedule {
    const id = Math.max(0, ...this.#all.map((one) => one.id)) + 1;
    const made = this.#made(id, spec);
    this.#all.push(made);
    return made;
  }

  change(id: number, spec: Spec): Schedule {
    return this.#replace({ ...this.#made(id, spec), starts: this.#find(id).starts });
  }

  move(id: number, when: When): Schedule {
    const schedule = this.#find(id);
    const due = this.#due(when);
    const next = schedule.next && due !== null ? { ...schedule.next, due: iso(due), state: 'waiting' as const, why: null, ask: null } : schedule.next;
    const repeats = ['weekly', 'every_reset'].includes(schedule.spec.when.kind);
    return this.#replace({ ...schedule, next, ...(repeats ? {} : { spec: { ...schedule.spec, when }, when_words: this.#words(when) }) });
  }

  pause(id: number, paused: boolean): Schedule {
    return this.#replace({ ...this.#find(id), state: paused ? 'paused' : 'active' });
  }

  cancel(id: number): Schedule {
    return this.#replace({ ...this.#find(id), state: 'cancelled', next: null });
  }

  skip(id: number): Schedule {
    const schedule = this.#find(id);
    if (schedule.next) this.#past.push({ ...schedule.next, state: 'skipped', why: 'Skipped in the window' });
    return this.#replace({ ...schedule, state: 'done', next: null });
  }

  runNow(id: number): Start {
    const schedule = this.#find(id);
    const start: Start = { ...(schedule.next ?? makeStart({ id: id + 9_000, schedule: id, due: SCENE_NOW })), due: iso(SCENE_NOW), state: 'launching', ask: null };
    this.#replace({ ...schedule, next: start });
    return start;
  }

  answer(id: number, ask: number, action: StartAction): StartAnswer {
    const schedule = this.#all.find(({ next }) => next?.id === id);
    const start = schedule?.next;
    if (!schedule || !start || start.ask?.number !== ask) {
      const known = start ?? makeStart({ id, due: SCENE_NOW });
      return { taken: false, sentence: 'Already answered: In 15 minutes, from the notification, 16:09.', start: known };
    }
    if (action === 'start_now') return { taken: true, sentence: `Starting in ${start.project_name}.`, start: this.runNow(schedule.id) };
    if (action === 'skip' || action === 'drop') {
      this.skip(schedule.id);
      return { taken: true, sentence: `Dropped: nothing starts in ${start.project_name}.`, start: { ...start, state: 'dropped' } };
    }
    const due = action === 'at_next_reset' ? nextReset(this.#scene) : SCENE_NOW + 15 * MINUTE_MS;
    const moved: Start = { ...start, due: iso(due), state: 'waiting', ask: null, why: null };
    this.#replace({ ...schedule, next: moved });
    return { taken: true, sentence: `Starts ${clock(moved.due, SCENE_NOW, SCENE_ZONE)}, in ${start.project_name}.`, start: moved };
  }

  stop(id: number): Start {
    const schedule = this.#all.find(({ next }) => next?.id === id);
    if (!schedule?.next) throw notFound('start', id);
    const stopped: Start = { ...schedule.next, state: 'ended', stoppable: false, ended_at: minutesAgo(0), exit_code: 143, why: 'Stopped in the window' };
    this.#replace({ ...schedule, next: stopped });
    return stopped;
  }

  output(id: number, from: number): StartOutput {
    const start = [...this.#all.flatMap(({ next }) => (next ? [next] : [])), ...this.#past].find((one) => one.id === id);
    if (!start) throw notFound('start', id);
    if (this.#scene === 'full') this.#lines = 4_000;
    const all = makeOutput(this.#lines);
    return { start, text: all.slice(from), next: all.length, finished: start.state === 'ended' };
  }

  nextSession(project: string | null, session: string | null): NextSession {
    const from = this.#sessions.find(({ id }) => id === session) ?? this.#sessions.find((one) => project === null || one.project_path === project);
    if (!from) throw new Problem({ code: 'not_found', message: 'No project is known yet.', hint: 'Start Claude Code in a project once, or choose a folder with: segue schedule add --project' });
    const reset = nextReset(this.#scene);
    return {
      project: from.project_path,
      project_name: from.project,
      session_id: from.id,
      done: ['Token bucket in src/limits/bucket.rs, one per API key', 'Middleware answers 429 with Retry-After', 'Migration 0007_limits.sql, additive'],
      state: ['Branch rate-limits, 3 commits ahead of main', 'Tests: 214 passed, 2 failed: limits::refill, limits::burst', 'Not committed: src/limits/bucket.rs, src/http/middleware.rs'],
      objectives: '1. Pass the time into the refill; the two tests fail because it reads the clock\n2. Measure a cold start before and after\n3. Write down the choice of bucket over window in docs/decisions\n',
      handoff_path: `/home/ada/.claude/session-handoffs/handoff-${from.id}.md`,
      estimate: this.#scene === 'full' ? 'About 340k to 520k tokens, 20 to 31 % of a 5-hour window' : null,
      choices: [
        choice({ kind: 'at_reset', after_minutes: 0 }, 'At the reset', reset, false, this.#scene),
        choice({ kind: 'at_reset', after_minutes: 5 }, '5 minutes after the reset', reset + 5 * MINUTE_MS, this.#scene !== 'stale', this.#scene),
        { when: { kind: 'manual' }, label: 'When I start it', at: null, recommended: this.#scene === 'stale', unavailable: null },
      ],
      problems: this.#scene === 'stale' ? ['Claude Code is not logged in: the session would wait at its login. Log in with: claude auth login'] : [],
      launch: { place: 'terminal', agent: null, model: null, permission_mode: null, mcp: { kind: 'as_usual' } },
    };
  }

  #made(id: number, spec: Spec): Schedule {
    const due = this.#due(spec.when);
    const project_name = spec.project.split('/').at(-1) ?? spec.project;
    const title = spec.title ?? firstLine(spec.prompt) ?? `Go on in ${project_name}`;
    const next = due === null ? null : makeStart({ id: id + 500, schedule: id, due, title, project_name, project: spec.project, place: spec.launch.place });
    return { id, spec, title, project_name, state: 'active', when_words: this.#words(spec.when), made_at: minutesAgo(0), made_by: 'window', starts: 0, next, problems: [] };
  }

  #words(when: When): string {
    return whenPhrase(when, SCENE_NOW, SCENE_ZONE);
  }

  #due(when: When): number | null {
    switch (when.kind) {
      case 'at_reset':
      case 'every_reset':
        return nextReset(this.#scene) + when.after_minutes * MINUTE_MS;
      case 'at':
        if (Date.parse(when.at) <= SCENE_NOW) throw new Problem({ code: 'bad_input', message: `${clock(when.at, SCENE_NOW, SCENE_ZONE)} is in the past.`, hint: 'Choose a later time, or start it now.' });
        return Date.parse(when.at);
      case 'weekly':
        return Date.parse(`2026-11-23T${when.time}:00Z`) - 60 * MINUTE_MS;
      case 'manual':
        return null;
    }
  }

  #find(id: number): Schedule {
    const found = this.#all.find((one) => one.id === id);
    if (found) return found;
    throw notFound('schedule', id);
  }

  #replace(schedule: Schedule): Schedule {
    this.#all = this.#all.map((one) => (one.id === schedule.id ? schedule : one));
    return schedule;
  }
}

function choice(when: When, label: string, at: number, recommended: boolean, scene: Scene) {
  const unavailable = scene === 'stale' ? 'When the window resets is not known.' : null;
  return { when, label, at: unavailable ? null : iso(at), recommended, unavailable };
}

function notFound(what: string, id: number): Problem {
  return new Problem({ code: 'not_found', message: `No ${what} ${id} is known.`, hint: 'segue schedule list --all shows those there are.' });
}

function firstLine(text: string): string | null {
  const line = text.split('\n').find((one) => one.trim() !== '');
  return line?.replace(/^\s*(?:\d+\.|[-*])\s*/, '').trim() || null;
}

/** What a session of this spec is told. */
export function promptOf(spec: Spec): string {
  const handoff = spec.from_session ? `Read /home/ada/.claude/session-handoffs/handoff-${spec.from_session}.md first.\n\n` : '';
  const memory = spec.with_memory ? `\n# What Segue remembers of ${spec.project.split('/').at(-1)}\n\n- A token bucket per API key, not a sliding window: bursts are wanted.\n` : '';
  return `${handoff}${spec.prompt.trim()}\n${memory}`;
}

