/** Made-up reports: what sessions took against what was estimated, and what the model learned of them. */
import { Problem } from '../backend';
import type { Accuracy } from '../types/Accuracy';
import type { AccuracyPoint } from '../types/AccuracyPoint';
import type { ModelView } from '../types/ModelView';
import type { Report } from '../types/Report';
import type { ReportHead } from '../types/ReportHead';
import type { Session } from '../types/Session';
import type { TaskType } from '../types/TaskType';
import type { Term } from '../types/Term';
import { TASK_TYPES } from '../../words/plans';
import { Chance } from './chance';
import { around, kindOf } from './estimates';
import { minutesAgo, type Scene } from './scene';

export class Reports {
  #sessions: Session[];
  #heads: ReportHead[];
  #types = new Map<string, TaskType>();
  #waiting: number;

  constructor(scene: Scene, sessions: Session[]) {
    this.#sessions = sessions;
    const chance = new Chance(11);
    this.#waiting = scene === 'stale' ? 23 : 0;
    this.#heads = sessions
      .filter(({ activity }) => activity.state === 'past')
      .map((session, index) => {
        // Better the longer it learns: the newest come first.
        const age = index / Math.max(1, sessions.length);
        const factor = Math.exp((chance.next() + chance.next() + chance.next() - 1.5) * (0.5 + age * 1.1));
        const estimated = index % 8 === 5 ? null : around(14_000 + chance.between(0, 60) * 1_000, 1.5 + age * 0.5);
        const fresh = Math.round((estimated?.mid ?? 31_000) * factor);
        return {
          session: session.id,
          title: session.title ?? '',
          project_name: session.project,
          finished_at: session.last_seen ?? minutesAgo(9_000),
          fresh,
          estimated,
          factor: estimated && fresh / estimated.mid,
          inside: estimated && fresh >= estimated.low && fresh <= estimated.high,
          task_type: kindOf(session.title ?? ''),
        };
      });
  }

  list(limit: number): ReportHead[] {
    return this.#heads.slice(0, limit).map((head) => ({ ...head, task_type: this.#types.get(head.session) ?? head.task_type }));
  }

  report(id: string): Report {
    const head = this.list(this.#heads.length).find(({ session }) => session === id);
    const session = this.#sessions.find((one) => one.id === id);
    if (!head || !session) throw new Problem({ code: 'not_found', message: `No report on session ${id} is known.`, hint: 'It is made when the session has finished.' });
    const shares = [0.31, 0.42, 0.15, 0.12];
    const names = ['Token bucket', 'Middleware', 'Migration', 'Measure and document'];
    const lines = head.estimated
      ? shares.map((share, index) => {
          const estimated = around((head.estimated?.mid ?? 0) * share, 1.5);
          const fresh = Math.round(head.fresh * share * (index === 1 ? 1.14 : 0.9));
          return { key: String(index + 1), title: names[index] ?? '', estimated, fresh, weighted: fresh * 3, minutes: Math.round(140 * share), factor: fresh / estimated.mid, inside: fresh >= estimated.low && fresh <= estimated.high };
        })
      : [];
    return {
      ...head,
      revision: 1,
      plan: head.estimated ? 1 : null,
      estimate: head.estimated && { id: 1, title: 'Session 3: rate limits on the public API', plan: 1, made_at: minutesAgo(9_000), made_by: 'window', fresh: head.estimated, minutes: around(140, 1.4), model_version: 6, linked_session: id, actual: head.fresh },
      task_type_from: this.#types.has(id) ? 'you' : 'inferred',
      totals: session.totals,
      weighted: head.fresh * 3,
      minutes: 143,
      calls: session.totals.responses,
      lines,
      drivers: head.estimated
        ? [
            { kind: 'failing_tests', words: 'Tests of phase 2 failed 6 times with the same message.', tokens: 7_300 },
            { kind: 'rereads', words: 'src/http/middleware.rs was read 5 times.', tokens: 4_100 },
            { kind: 'new_library', words: 'tower-governor was new: 3 documents were read.', tokens: 3_600 },
          ]
        : [],
      lessons: head.estimated
        ? [
            { group: 'project', name: head.project_name ?? '', unit: 'factor', before: 1.07, after: 1.12, sessions: 14 },
            { group: 'task_type', name: head.task_type, unit: 'tokens', before: 25_400, after: 26_100, sessions: 33 },
            { group: 'stated', name: 'what plans say', unit: 'factor', before: 1.19, after: 1.17, sessions: 21 },
          ]
        : [],
      path: `/home/ada/.claude/session-reports/${id}-report.md`,
      markdown: `# Report: ${head.title || 'Untitled'}\n\n${head.estimated ? 'Inside the range.' : 'There was no estimate.'}\n`,
    };
  }

  correct(id: string, type: TaskType): void {
    this.#types.set(id, type);
  }

  accuracy(): Accuracy {
    const points = this.list(this.#heads.length).flatMap((head): AccuracyPoint[] =>
      head.estimated && head.factor !== null
        ? [{ session: head.session, title: head.title, at: head.finished_at, task_type: head.task_type, estimated: head.estimated, actual: head.fresh, factor: head.factor, inside: head.inside ?? false }]
        : [],
    );
    const sorted = points.reverse();
    const groups = TASK_TYPES.map((type) => ({ type, own: sorted.filter((point) => point.task_type === type) })).filter(({ own }) => own.length > 0);
    return {
      points: sorted,
      median_factor: sorted.length > 2 ? median(sorted.map(spread)) : null,
      coverage_percent: sorted.length > 2 ? coverage(sorted) : null,
      by_type: groups.map(({ type, own }) => ({ name: type, sessions: own.length, median_factor: own.length > 2 ? median(own.map(spread)) : null, coverage_percent: own.length > 2 ? coverage(own) : null })),
      words: sorted.length > 2 ? `Half of your sessions took between ${(1 / median(sorted.map(spread))).toFixed(1)}× and ${median(sorted.map(spread)).toFixed(1)}× of what was estimated.` : 'Too few sessions had an estimate to say.',
    };
  }

  model(): ModelView {
    const learned = this.#heads.length;
    const few = learned < 3;
    return {
      version: few ? 0 : 7,
      fitted_at: few ? null : minutesAgo(41),
      sessions: learned - this.#waiting > 0 ? learned - this.#waiting : 0,
      waiting: this.#waiting,
      terms: few ? COLD.map((term) => ({ ...term, factor: term.cold, sessions: 0 })) : COLD,
      usual_error: few ? null : 1.42,
      coverage_percent: few ? null : 79.4,
      mirror: '/home/ada/.claude/ml-model/estimation-model.json',
      words: few ? 'Nothing is learned yet: estimates come from the table that Segue begins with.' : `Learned from ${learned} sessions; half of the estimates are within 1.4×.`,
    };
  }

  learnAll(): number {
    const before = this.#waiting;
    this.#waiting = 0;
    return before;
  }
}

const COLD: Term[] = [
  term('task_type', 'planning', 15_000, 13_900, 9),
  term('task_type', 'implementation', 25_000, 26_100, 33),
  term('task_type', 'refactoring', 30_000, 34_700, 12),
  term('task_type', 'testing', 18_000, 16_200, 14),
  term('task_type', 'debugging', 20_000, 28_800, 21),
  term('task_type', 'polish', 12_000, 11_600, 7),
  term('size', 'below 5k lines', 0.8, 0.83, 6),
  term('size', 'above 50k lines', 1.6, 1.48, 11),
  term('familiarity', 'familiar', 0.9, 0.87, 54),
  term('familiarity', 'new', 1.5, 1.5, 0),
  term('quality', 'legacy', 1.4, 1.55, 8),
  term('person', 'you', 1, 1.09, 96),
  term('project', 'api-server', 1, 1.12, 14),
  term('project', 'observability-and-long-names-of-projects', 1, 0.78, 5),
  term('model', 'opus', 1, 1.04, 61),
  term('model', 'sonnet', 1, 0.93, 30),
  term('stated', 'what plans say', 1, 1.17, 21),
  term('rate', 'debugging', 35_000, 29_400, 21),
];

function term(group: Term['group'], name: string, cold: number, factor: number, sessions: number): Term {
  return { group, name, unit: group === 'task_type' ? 'tokens' : group === 'rate' ? 'tokens_per_hour' : 'factor', factor, cold, sessions };
}

function spread({ factor }: AccuracyPoint): number {
  return Math.max(factor, 1 / factor);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 1;
}

function coverage(points: AccuracyPoint[]): number {
  return (points.filter(({ inside }) => inside).length / Math.max(1, points.length)) * 100;
}
