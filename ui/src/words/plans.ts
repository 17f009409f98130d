/** Plans, estimates and reports in words. Pure. An estimate always wears its `~` and its range. */
import type { Amount } from '../ipc/types/Amount';
import type { Confidence } from '../ipc/types/Confidence';
import type { Familiarity } from '../ipc/types/Familiarity';
import type { Fit } from '../ipc/types/Fit';
import type { FitAnswer } from '../ipc/types/FitAnswer';
import type { Format } from '../ipc/types/Format';
import type { Level } from '../ipc/types/Level';
import type { PhaseState } from '../ipc/types/PhaseState';
import type { PlanState } from '../ipc/types/PlanState';
import type { ProjectSize } from '../ipc/types/ProjectSize';
import type { Quality } from '../ipc/types/Quality';
import type { Range } from '../ipc/types/Range';
import type { Stated } from '../ipc/types/Stated';
import type { StepFrom } from '../ipc/types/StepFrom';
import type { TaskType } from '../ipc/types/TaskType';
import type { Term } from '../ipc/types/Term';
import type { TermGroup } from '../ipc/types/TermGroup';
import type { TermUnit } from '../ipc/types/TermUnit';
import { grouped, percent, tokens } from './numbers';
import { sentence } from './sentences';
import { clock, duration } from './time';

/** How a plan stands. */
export const PLAN_STATE: Record<PlanState, string> = { open: 'open', running: 'running', done: 'done', archived: 'archived' };

/** How a phase stands. */
export const PHASE_STATE: Record<PhaseState, string> = { pending: 'to come', running: 'under way', done: 'done' };

/** Kinds of work. */
export const TASK_TYPE: Record<TaskType, string> = {
  planning: 'Planning',
  implementation: 'Implementation',
  refactoring: 'Refactoring',
  testing: 'Testing',
  debugging: 'Debugging',
  polish: 'Polish',
};

/** In this order everywhere. */
export const TASK_TYPES = Object.keys(TASK_TYPE) as TaskType[];

/** How large a project is. */
export const PROJECT_SIZE: Record<ProjectSize, string> = { small: 'Below 5k lines', medium: '5k to 20k lines', large: '20k to 50k lines', huge: 'Above 50k lines' };

/** How well its stack is known. */
export const FAMILIARITY: Record<Familiarity, string> = { familiar: 'Familiar', learning: 'Learning it', new: 'New' };

/** How its code is. */
export const QUALITY: Record<Quality, string> = { clean: 'Clean', mixed: 'Mixed', legacy: 'Legacy' };

/** What a plan is written in. */
export const FORMAT: Record<Format, string> = { markdown: 'Markdown', toml: 'TOML' };

/** How sure an estimate is. */
export const CONFIDENCE: Record<Confidence, string> = { low: 'Low confidence', medium: 'Medium confidence', high: 'High confidence' };

/** How urgent the answer is. */
export const FIT_LEVEL: Record<FitAnswer, Level> = { yes: 'ok', tight: 'notice', split: 'warning', no: 'danger', unknown: 'notice' };

/** Whether it fits, as question and answer: `Fits before the reset at 18:50? Yes, with 20 % buffer.` */
export function fitWords(fit: Fit, now: number, zone: string): { question: string; answer: string } {
  return { question: `Fits before the reset${fit.until ? ` at ${clock(fit.until, now, zone)}` : ''}?`, answer: sentence(fit.words) };
}

/** What a factor of an estimate is from. */
export const STEP_FROM: Record<StepFrom, string> = { table: 'from the table Segue begins with', learned: 'learned from your sessions', stated: 'from what the plan says' };

/** Groups of the model's terms, in the order in which they are shown. */
export const TERM_GROUP: Record<TermGroup, string> = {
  task_type: 'Kind of work',
  size: 'Size of the project',
  familiarity: 'How well you know it',
  quality: 'State of the code',
  person: 'You',
  project: 'Project',
  model: 'Model',
  stated: 'What plans say',
  rate: 'Speed',
  calls: 'Calls',
  weight: 'Quota weight',
};

const HOW: Record<string, string> = {
  todo: 'by its to-dos',
  commit: 'by a commit',
  deliverable: 'by what it delivers',
  tests: 'by its tests',
  click: 'by a click',
  cli: 'in a terminal',
  start: 'as the session began',
  end: 'as the session ended',
};

/** How it was noticed that a phase began or ended. */
export function markHow(how: string): string {
  return HOW[how] ?? how;
}

/** Who or what linked a session to a plan. */
export function linkedBy(by: string): string {
  const WORDS: Record<string, string> = { cli: 'in a terminal', window: 'here', plugin: 'by the plugin', wake: 'as scheduled', segue: 'as scheduled', schedule: 'as scheduled' };
  return WORDS[by] ?? `by ${by}`;
}

/** From and to: `24k–41k`; one number when they read the same. */
export function span(low: number, high: number, word: (value: number) => string = tokens): string {
  const [from, to] = [word(low), word(high)];
  return from === to ? from : `${from}–${to}`;
}

/** `~30k`. */
export function about(range: Range): string {
  return `~${tokens(range.mid)}`;
}

/** The range in 8 of 10 cases: `24k–41k`. */
export function rangeWords(range: Range): string {
  return span(range.low, range.high);
}

/** `~30k (24k–41k)`. */
export function estimateWords(range: Range): string {
  return `${about(range)} (${rangeWords(range)})`;
}

/** Exact, for hovering. */
export function exactRange(range: Range, unit = 'tokens'): string {
  return `${grouped(range.mid)} ${unit}, 8 times of 10 between ${grouped(range.low)} and ${grouped(range.high)}`;
}

/** A length of time from minutes: `45 min`, `1 h 20 m`, `3 h`. */
export function minutes(count: number): string {
  return duration(Math.round(count) * 60).replace(/ h 0 m$/, ' h');
}

/** `~1 h 10 m`. */
export function aboutMinutes(range: Range): string {
  return `~${minutes(range.mid)}`;
}

/** `45 min–2 h 5 m`. */
export function minutesRange(range: Range): string {
  return span(range.low, range.high, minutes);
}

/** What a person wrote: `25k–32k tokens, 1 h–1 h 30 m`; empty when nothing was. */
export function statedWords(stated: Stated): string {
  return [
    ...(stated.tokens ? [`${amountWords(stated.tokens)} tokens`] : []),
    ...(stated.minutes ? [span(stated.minutes.low, stated.minutes.high, minutes)] : []),
  ].join(', ');
}

/** `25k–32k`. */
export function amountWords(amount: Amount): string {
  return span(amount.low, amount.high);
}

/** A share of a window: `~12 % (8–19 %)`. */
export function shareWords(share: Range): string {
  const whole = (value: number) => percent(value).replace(' %', '');
  const [low, high] = [whole(share.low), whole(share.high)];
  return low === high ? `~${high} %` : `~${whole(share.mid)} % (${low}–${high} %)`;
}

/** A factor: `1.4×`, `0.85×`. */
export function factor(value: number): string {
  return `${value >= 10 ? Math.round(value) : value.toFixed(value < 0.995 ? 2 : 1)}×`;
}

/** How far from what was estimated: `+8 %`, `−12 %`, `as estimated`. */
export function variance(value: number): string {
  const whole = Math.round(value);
  if (whole === 0) return 'as estimated';
  return `${whole > 0 ? '+' : '−'}${Math.abs(whole)} %`;
}

/** How far from what was estimated, of a factor. */
export function factorVariance(value: number): string {
  return variance((value - 1) * 100);
}

/** Speed: `~43k tokens an hour (30k–61k)`. */
export function speedWords(rate: Range): string {
  return `${about(rate)} tokens an hour (${rangeWords(rate)})`;
}

/** What an input is from. */
export function inputFrom(from: string): string {
  const WORDS: Record<string, string> = { measured: 'measured', memory: 'from memory', guess: 'a guess', you: 'set by you' };
  return WORDS[from] ?? from;
}

/** The format a file is in, by its name; Markdown when it does not say. */
export function formatOf(name: string): Format {
  return /\.toml$/i.test(name) ? 'toml' : 'markdown';
}

/** A number of the model in its unit: `25k`, `29k an hour`, `1.12×`. */
export function termValue(value: number, unit: TermUnit): string {
  switch (unit) {
    case 'tokens':
      return tokens(value);
    case 'tokens_per_hour':
      return `${tokens(value)} an hour`;
    case 'tokens_per_call':
      return `${tokens(value)} a call`;
    case 'weighted_per_token':
    case 'factor':
      return `${value.toFixed(2)}×`;
  }
}

/** How far a number of the model has moved from what it began as. */
export function termChange(term: Pick<Term, 'factor' | 'cold'>): string {
  const moved = variance((term.factor / (term.cold || 1) - 1) * 100);
  return moved === 'as estimated' ? 'as at first' : moved;
}

/** A kind of work by its key; what is none is shown as it is. */
export function taskTypeName(name: string): string {
  return TASK_TYPE[name as TaskType] ?? name;
}
