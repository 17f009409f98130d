/** Schedules and starts in words: states, times, conditions. Pure. */
import type { Budget } from '../ipc/types/Budget';
import type { Conditions } from '../ipc/types/Conditions';
import type { Late } from '../ipc/types/Late';
import type { Launch } from '../ipc/types/Launch';
import type { Schedule } from '../ipc/types/Schedule';
import type { ScheduleState } from '../ipc/types/ScheduleState';
import type { Start } from '../ipc/types/Start';
import type { StartState } from '../ipc/types/StartState';
import type { Weekday } from '../ipc/types/Weekday';
import type { When } from '../ipc/types/When';
import { counted, percent, tokens } from './numbers';
import { clock, clockAndWait, typedMoment } from './time';

/** What a start is doing, or what became of it. */
export const START_STATE: Record<StartState, string> = {
  waiting: 'waits',
  held: 'held',
  launching: 'starting',
  begun: 'starting',
  confirmed: 'running',
  ended: 'ended',
  asking: 'asks you',
  skipped: 'skipped',
  dropped: 'dropped',
  failed: 'failed',
};

/** How a schedule stands. */
export const SCHEDULE_STATE: Record<ScheduleState, string> = {
  active: 'active',
  paused: 'paused',
  done: 'done',
  cancelled: 'cancelled',
};

/** What becomes of a late start. */
export const LATE: Record<Late, string> = { ask: 'Ask me', start: 'Start at once', drop: 'Drop it' };

const DAYS: Record<Weekday, string> = { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' };
export const WEEK = Object.keys(DAYS) as Weekday[];

/** Not decided yet: it can be moved, skipped, started at once. */
export function isAhead(start: Start): boolean {
  return start.state === 'waiting' || start.state === 'held' || start.state === 'asking';
}

/** A session runs, or is about to. */
export function isUnderWay(start: Start): boolean {
  return start.state === 'launching' || start.state === 'begun' || start.state === 'confirmed';
}

/** A start's state in a word; a program that failed says so. */
export function stateWord(start: Start): string {
  if (start.state === 'ended' && start.exit_code) return `ended with ${start.exit_code}`;
  if (start.state === 'confirmed' && start.place === 'terminal') return 'started';
  return START_STATE[start.state];
}

/** `5 minutes after the reset`. */
export function afterReset(minutes: number): string {
  return minutes === 0 ? 'at the reset' : `${counted(minutes, 'minute')} after the reset`;
}

/** When, as it was planned: `5 minutes after the reset`, `weekdays 09:00 (Europe/Berlin)`. */
export function whenPhrase(when: When, now: number, zone: string): string {
  switch (when.kind) {
    case 'at_reset':
      return afterReset(when.after_minutes);
    case 'every_reset':
      return when.after_minutes === 0 ? 'at every reset' : `${counted(when.after_minutes, 'minute')} after every reset`;
    case 'at':
      return clock(when.at, now, zone);
    case 'weekly':
      return `${daysWords(when.days)} ${when.time}${when.zone === zone ? '' : ` (${when.zone})`}`;
    case 'manual':
      return 'when you start it';
  }
}

function daysWords(days: Weekday[]): string {
  const sorted = WEEK.filter((day) => days.includes(day));
  if (sorted.length === 7) return 'every day';
  if (sorted.join() === 'mon,tue,wed,thu,fri') return 'weekdays';
  return sorted.map((day) => DAYS[day]).join(', ');
}

/** The promise, in one sentence: `Starts 18:05, 5 minutes after the reset, in api-server.` */
export function startsSentence(when: When, due: string | null, project: string, now: number, zone: string): string {
  if (when.kind === 'manual') return `Waits until you start it, in ${project}.`;
  const phrase = when.kind === 'at' ? '' : `, ${whenPhrase(when, now, zone)}`;
  if (due === null) return `Starts${phrase.replace(',', '')}, in ${project}.`;
  return `Starts ${clock(due, now, zone)}${phrase}, in ${project}.`;
}

/** The sentence of a schedule that is there. */
export function scheduleSentence(schedule: Schedule, now: number, zone: string): string {
  return startsSentence(schedule.spec.when, schedule.next?.due ?? null, schedule.project_name, now, zone);
}

/** How a schedule stands, and what comes next, in a line. */
export function standing(schedule: Schedule, now: number, zone: string): string {
  const { next } = schedule;
  if (schedule.state !== 'active') return SCHEDULE_STATE[schedule.state];
  if (!next) return schedule.spec.when.kind === 'manual' ? 'waits until you start it' : 'nothing is due';
  return startLine(next, now, zone);
}

/** One start: `starts 18:05, in 1 h 54 m`; `held until 18:00`; `running since 17:40`. */
export function startLine(start: Start, now: number, zone: string): string {
  switch (start.state) {
    case 'waiting':
      return `starts ${Date.parse(start.due) > now ? clockAndWait(start.due, now, zone) : 'now'}`;
    case 'held':
      return start.held_until ? `held until ${clockAndWait(start.held_until, now, zone)}` : 'held';
    case 'launching':
    case 'begun':
      return 'starting';
    case 'confirmed':
      return `${stateWord(start)}, since ${clock(start.confirmed_at ?? start.due, now, zone)}`;
    case 'ended':
      return `${stateWord(start)} ${clock(start.ended_at ?? start.due, now, zone)}`;
    case 'asking':
      return `was due ${clock(start.due, now, zone)}, asks you`;
    case 'skipped':
    case 'dropped':
    case 'failed':
      return `${stateWord(start)}, was due ${clock(start.due, now, zone)}`;
  }
}

/** What a start in the timeline is about, beside its time and project: for hovering, and for a screen reader. */
export function startSpoken(start: Start, now: number, zone: string): string {
  const why = start.why ? `. ${start.why}` : '';
  return `${start.title}, ${startLine(start, now, zone)}${why}`;
}

/** A budget: `200k tokens`, `20 % of the 5-hour window`. */
export function budgetWords(budget: Budget): string {
  return budget.kind === 'tokens' ? `${tokens(budget.tokens)} tokens` : `${percent(budget.percent)} of the 5-hour window`;
}

/** Where it runs and how: a word for each thing that is not as usual. */
export function launchWords(launch: Launch): string[] {
  return [
    launch.place === 'headless' ? 'Without a terminal' : 'In a terminal',
    ...(launch.agent ? [`agent ${launch.agent}`] : []),
    ...(launch.model ? [`model ${launch.model}`] : []),
    ...(launch.permission_mode ? [`permission mode ${launch.permission_mode}`] : []),
    ...(launch.mcp.kind === 'none' ? ['no MCP servers'] : []),
    ...(launch.mcp.kind === 'files' ? [`MCP servers of ${launch.mcp.files.join(', ')}`] : []),
  ];
}

/** Under which conditions, as sentences' ends; empty when there are none. */
export function conditionWords(conditions: Conditions, now: number, zone: string): string[] {
  const { quiet_hours, latest, max_starts, budget, late, notice_minutes } = conditions;
  return [
    ...(quiet_hours ? [`Not between ${quiet_hours.replace('-', ' and ')}`] : []),
    ...(latest ? [`Not after ${clock(latest, now, zone)}`] : []),
    ...(max_starts !== null ? [`At most ${counted(max_starts, 'start')}`] : []),
    ...(conditions.until_done ? ['Until no objective is open'] : []),
    ...(budget ? [`May spend ${budgetWords(budget)}`] : []),
    ...(conditions.only_clean ? ['Only when nothing is uncommitted'] : []),
    ...(conditions.only_on_mains ? ['Only on mains power'] : []),
    ...(late === 'ask' ? [] : [`When late: ${LATE[late].toLowerCase()}`]),
    ...(notice_minutes !== null ? [`Told ${counted(notice_minutes, 'minute')} before`] : []),
  ];
}

/** When, in the form in which it can be typed. */
export function typedWhen(when: When, now: number, zone: string): string {
  const after = (minutes: number) => (minutes ? `+${minutes}m` : '');
  switch (when.kind) {
    case 'at_reset':
      return `reset${after(when.after_minutes)}`;
    case 'every_reset':
      return `every reset${after(when.after_minutes)}`;
    case 'at':
      return typedMoment(when.at, now, zone);
    case 'weekly':
      return `${WEEK.filter((day) => when.days.includes(day)).join(',')} ${when.time}${when.zone === zone ? '' : ` ${when.zone}`}`;
    case 'manual':
      return 'manual';
  }
}
