/** Made-up estimates: ranges that follow what the plan says, and move with what a person overrides. */
import type { Estimate } from '../types/Estimate';
import type { EstimateHead } from '../types/EstimateHead';
import type { EstimateLine } from '../types/EstimateLine';
import type { Familiarity } from '../types/Familiarity';
import type { Overrides } from '../types/Overrides';
import type { Plan } from '../types/Plan';
import type { ProjectSize } from '../types/ProjectSize';
import type { Quality } from '../types/Quality';
import type { Range } from '../types/Range';
import type { Session } from '../types/Session';
import type { Stated } from '../types/Stated';
import type { TaskType } from '../types/TaskType';
import { minutesAgo, type Scene } from './scene';

const BASE: Record<TaskType, number> = { planning: 15, implementation: 25, refactoring: 30, testing: 18, debugging: 20, polish: 12 };
const SIZE: Record<ProjectSize, number> = { small: 0.8, medium: 1, large: 1.3, huge: 1.6 };
const KNOWN: Record<Familiarity, number> = { familiar: 0.9, learning: 1.2, new: 1.5 };
const CODE: Record<Quality, number> = { clean: 0.9, mixed: 1, legacy: 1.4 };
const NOTHING: Stated = { tokens: null, minutes: null };

/** What a person can say, and what is thought without it. */
const GUESSED = { size: 'medium', familiarity: 'familiar', quality: 'mixed', model: 'opus' } as const;

/** A band around a middle: 8 times of 10. */
export function around(mid: number, spread = 1.55): Range {
  return { low: Math.round(mid / spread), mid: Math.round(mid), high: Math.round(mid * spread) };
}

/** What kind of work some words speak of. */
export function kindOf(text: string): TaskType {
  if (/test|measure/i.test(text)) return 'testing';
  if (/refactor|rename|split|migration/i.test(text)) return 'refactoring';
  if (/fix|flaky|leak|why/i.test(text)) return 'debugging';
  if (/document|polish|theme/i.test(text)) return 'polish';
  if (/plan|design|draft/i.test(text)) return 'planning';
  return 'implementation';
}

function makeLine(key: string, title: string, stated: Stated, overrides: Overrides, parallel = false): EstimateLine {
  const type = overrides.task_type ?? kindOf(title);
  const size = SIZE[overrides.size ?? GUESSED.size];
  const known = KNOWN[overrides.familiarity ?? GUESSED.familiarity];
  const code = CODE[overrides.quality ?? GUESSED.quality];
  const said = stated.tokens ? (stated.tokens.low + stated.tokens.high) / 2 : BASE[type] * 1_000;
  const mid = said * 1.12 * size * (known / 0.9) * code;
  return {
    key,
    title,
    task_type: type,
    task_type_sure: overrides.task_type ? 1 : 0.74,
    fresh: around(mid, key === '' ? 1.32 : 1.5),
    weighted: around(mid * 3.4, 1.6),
    minutes: around(mid / 640, 1.45),
    stated,
    parallel,
    steps: [
      { name: type, from: 'learned', factor: BASE[type] * 1_060, sessions: 12 },
      ...(stated.tokens ? [{ name: 'what the plan says', from: 'stated' as const, factor: said / (BASE[type] * 1_060), sessions: 9 }] : []),
      { name: 'size of the project', from: 'table', factor: size, sessions: 0 },
      { name: 'a stack you know', from: 'learned', factor: known / 0.9, sessions: 31 },
      { name: `${overrides.quality ?? GUESSED.quality} code`, from: 'table', factor: code, sessions: 2 },
      { name: 'api-server', from: 'learned', factor: 1.12, sessions: 14 },
    ],
  };
}

function total(title: string, lines: EstimateLine[], stated: Stated, overrides: Overrides): EstimateLine {
  const sum = (of: (line: EstimateLine) => number) => lines.reduce((all, line) => all + of(line), 0);
  const whole = makeLine('', title, stated, overrides);
  if (lines.length === 0) return whole;
  // A sum's range is narrower than the sum of the ranges.
  const spread = 1 + 0.5 / Math.sqrt(lines.length);
  return { ...whole, fresh: around(sum(({ fresh }) => fresh.mid), spread), weighted: around(sum(({ weighted }) => weighted.mid), spread), minutes: around(sum(({ minutes }) => minutes.mid), spread), steps: [] };
}

/** An estimate of a plan, or of one sentence. */
export function makeEstimate(scene: Scene, subject: { id: number | null; plan: Plan | null; number: number | null; title: string; project: string | null; overrides: Overrides }, sessions: Session[]): Estimate {
  const { plan, overrides } = subject;
  const lines = (plan?.phases ?? []).map((phase) => makeLine(phase.key, phase.title, phase.stated, overrides, phase.parallel));
  const whole = total(subject.title, lines, plan?.stated ?? NOTHING, overrides);
  const unknown = scene === 'stale';
  const share = (of: number, range: Range) => ({ low: range.low / of, mid: range.mid / of, high: range.high / of });
  const left = 100 - (scene === 'full' ? 100 : 62.4);
  const five = share(9_600, whole.weighted);
  const fits = unknown ? 'unknown' : five.high < left * 0.8 ? 'yes' : five.mid < left ? (lines.length > 2 ? 'split' : 'tight') : lines.length > 1 ? 'split' : 'no';
  const FIT_WORDS = {
    yes: `yes, with 20 % buffer: ~${Math.round(five.low)}-${Math.round(five.high)} % of the 5-hour window, ${Math.round(left)} % left`,
    tight: `likely, but tight: ~${Math.round(five.low)}-${Math.round(five.high)} % of the 5-hour window, ${Math.round(left)} % left`,
    split: `probably not: split after phase 2 (~${Math.round(five.low)}-${Math.round(five.high)} % of the 5-hour window, ${Math.round(left)} % left)`,
    no: `no: ~${Math.round(five.low)}-${Math.round(five.high)} % of the 5-hour window, ${Math.round(left)} % left`,
    unknown: 'tokens only, limit unknown: what a percent costs is learned from your statusline',
  };
  return {
    id: subject.id,
    title: subject.title,
    plan: subject.number,
    project: subject.project,
    made_at: minutesAgo(subject.id === null ? 0 : 42),
    total: whole,
    lines,
    confidence: scene === 'full' ? 'high' : 'medium',
    confidence_words: 'medium: 12 similar sessions, usual error 1.4×.',
    windows: [
      { kind: 'five_hour', label: '5-hour', share: five, left_percent: unknown ? null : left, words: unknown ? 'limit not known' : `${Math.round(left)} % left until 18:50` },
      { kind: 'seven_day', label: 'Week', share: share(96_000, whole.weighted), left_percent: unknown ? null : 68.8, words: unknown ? 'limit not known' : '69 % left until Wed 09:00' },
    ],
    fit: { answer: fits, words: FIT_WORDS[fits], split_after: fits === 'split' ? '2' : null, until: unknown ? null : minutesAgo(-159) },
    tokens_per_hour: { low: 31_000, mid: 41_000, high: 55_000 },
    risks: plan ? ['Phase 2 waits for phase 1; a delay there moves everything.', 'The plan names no check for phase 4.'] : ['No phases: what it takes can only be said as a whole.'],
    complexity: plan ? [{ name: 'Migration', words: 'additive, with a second process on the file', line: 33, key: '3' }, { name: 'Concurrency', words: '"burst", "refill", "gateway"', line: 6, key: null }] : [],
    inputs: [
      { name: 'task type', value: whole.task_type, from: overrides.task_type ? 'you' : 'guess' },
      { name: 'size', value: overrides.size ?? `${GUESSED.size} (12,400 lines)`, from: overrides.size ? 'you' : 'measured' },
      { name: 'familiarity', value: overrides.familiarity ?? `${GUESSED.familiarity} (14 sessions here)`, from: overrides.familiarity ? 'you' : 'memory' },
      { name: 'quality', value: overrides.quality ?? `${GUESSED.quality} (tests, few long files)`, from: overrides.quality ? 'you' : 'measured' },
      { name: 'model', value: overrides.model ?? `${GUESSED.model} (as in the last session here)`, from: overrides.model ? 'you' : 'memory' },
    ],
    comparable: sessions.slice(3, 8).map((session, index) => ({ session: session.id, title: session.title ?? '', project_name: session.project, task_type: kindOf(session.title ?? ''), fresh: 21_400 + index * 9_300, minutes: 34 + index * 17, at: session.last_seen ?? minutesAgo(900) })),
    basis_words: 'Fresh tokens: input, output and cache writes. The windows count weighted tokens, cache reads included.',
    model_version: 7,
  };
}

/** What is remembered of a saved one. */
export function headOf(estimate: Estimate, actual: number | null = null): EstimateHead {
  return {
    id: estimate.id ?? 0,
    title: estimate.title,
    plan: estimate.plan,
    made_at: estimate.made_at,
    made_by: 'window',
    fresh: estimate.total.fresh,
    minutes: estimate.total.minutes,
    model_version: estimate.model_version,
    linked_session: null,
    actual,
  };
}
