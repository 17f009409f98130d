/** Made-up plans with what became of them: imported, edited, marked, archived, estimated, run. */
import { Problem } from '../backend';
import type { Estimate } from '../types/Estimate';
import type { EstimateHead } from '../types/EstimateHead';
import type { EstimateQuery } from '../types/EstimateQuery';
import type { Format } from '../types/Format';
import type { Live } from '../types/Live';
import type { LiveHead } from '../types/LiveHead';
import type { MarkKind } from '../types/MarkKind';
import type { PhaseMark } from '../types/PhaseMark';
import type { PhaseState } from '../types/PhaseState';
import type { PlanDetail } from '../types/PlanDetail';
import type { PlanSummary } from '../types/PlanSummary';
import type { Session } from '../types/Session';
import { headOf, makeEstimate } from './estimates';
import { makeLive } from './livePlan';
import { RATE_LIMITS, readPlan } from './planText';
import { minutesAgo, type Scene } from './scene';
import { PROJECTS } from './sessions';
import { NO_OVERRIDES } from '../../state/estimate.svelte';

interface Kept {
  summary: PlanSummary;
  text: string;
  marks: Map<string, PhaseMark[]>;
  sessions: PlanDetail['sessions'];
  before: PlanDetail['before'];
}

const TITLES = ['Session cache in SQLite', 'One state per region', 'Search tolerant to typos', 'Settings page in three parts', 'Invoices by month', 'Dark theme'] as const;

export class PlanBook {
  #scene: Scene;
  #sessions: Session[];
  #all: Kept[] = [];
  #saved: Estimate[] = [];

  constructor(scene: Scene, sessions: Session[]) {
    this.#scene = scene;
    this.#sessions = sessions;
    if (scene === 'empty') return;
    this.#keep(RATE_LIMITS, 'api-server', 'running', '/home/ada/code/api-server/SESSION_3_PLAN.md');
    this.estimate({ plan: 1, text: null, format: null, project: null, session: null, overrides: NO_OVERRIDES, save: true });
    for (let index = 0; index < (scene === 'full' ? 399 : 5); index += 1) this.#other(index);
    const first = this.#all[0];
    if (!first) return;
    const session = sessions[0];
    if (session) first.sessions.push({ session: session.id, title: session.title, linked_at: minutesAgo(96), linked_by: 'window', live: true });
    const past = sessions[4];
    if (past) first.sessions.push({ session: past.id, title: past.title, linked_at: minutesAgo(1_560), linked_by: 'cli', live: false });
    first.marks.set('1', [this.#mark('started', 'start', 96, 'the session began'), this.#mark('done', 'tests', 51, 'cargo test limits::bucket, 14 passed')]);
    first.marks.set('2', [this.#mark('started', 'todo', 50, 'to-do "Refuse with 429" is in progress')]);
  }

  list(all: boolean): PlanSummary[] {
    return this.#all.map((kept) => this.#summary(kept)).filter(({ state }) => all || state !== 'archived');
  }

  detail(id: number): PlanDetail {
    const kept = this.#find(id);
    const { plan, notes } = readPlan(kept.text);
    if (!plan) throw new Problem({ code: 'bad_input', message: 'The plan cannot be read any more.', hint: null });
    const estimate = this.#saved.find((saved) => saved.plan === id);
    const live = this.lives().find((one) => one.plan === id);
    return {
      summary: this.#summary(kept),
      text: kept.text,
      plan,
      notes,
      phases: plan.phases.map(({ key }, index) => {
        const state = this.#stateOf(kept, key);
        const running = live?.phases[index];
        const spent = running && running.spent > 0 ? { fresh: running.spent, weighted: running.spent * 3, minutes: running.minutes, calls: 12 } : null;
        return { key, state, estimate: estimate?.lines.find((line) => line.key === key) ?? null, spent, marks: kept.marks.get(key) ?? [] };
      }),
      estimates: this.#saved.filter((saved) => saved.plan === id).map((saved) => headOf(saved)),
      sessions: kept.sessions,
      before: kept.before,
      imported: null,
    };
  }

  import(text: string, format: Format, source: string | null, project: string | null): PlanDetail {
    this.#check(text);
    const kept = this.#keep(text, project?.split('/').at(-1) ?? null, 'open', source);
    kept.summary = { ...kept.summary, format, changed_at: minutesAgo(0) };
    return this.detail(kept.summary.id);
  }

  edit(id: number, text: string, version: number): PlanDetail {
    const kept = this.#find(id);
    if (kept.summary.version !== version) throw new Problem({ code: 'conflict', message: `The plan was changed meanwhile: it has version ${kept.summary.version}.`, hint: 'Look at the new text, then save again. Both are kept.' });
    this.#check(text);
    kept.before.unshift({ version, at: kept.summary.changed_at, by: 'window', format: kept.summary.format, text: kept.text });
    kept.text = text;
    kept.summary = { ...kept.summary, version: version + 1, changed_at: minutesAgo(0) };
    return this.detail(id);
  }

  archive(id: number, archived: boolean): void {
    const kept = this.#find(id);
    kept.summary = { ...kept.summary, state: archived ? 'archived' : 'open' };
  }

  link(id: number, session: string): PlanDetail {
    const kept = this.#find(id);
    kept.sessions.unshift({ session, title: this.#sessions.find((one) => one.id === session)?.title ?? null, linked_at: minutesAgo(0), linked_by: 'window', live: false });
    return this.detail(id);
  }

  unlink(session: string): void {
    for (const kept of this.#all) kept.sessions = kept.sessions.filter((one) => one.session !== session);
  }

  mark(id: number, key: string, kind: MarkKind): PlanDetail {
    const kept = this.#find(id);
    kept.marks.set(key, [...(kept.marks.get(key) ?? []), this.#mark(kind, 'click', 0, null)]);
    return this.detail(id);
  }

  estimate(query: EstimateQuery): Estimate {
    const kept = query.plan === null ? null : this.#find(query.plan);
    const text = kept?.text ?? query.text ?? '';
    const plan = kept || text.includes('\n') ? readPlan(text).plan : null;
    const title = plan?.title ?? text.trim();
    if (title === '') throw new Problem({ code: 'bad_input', message: 'There is nothing to estimate.', hint: 'Write what you want to do, in one sentence.' });
    const id = query.save ? this.#saved.length + 1 : null;
    const made = makeEstimate(this.#scene, { id, plan, number: query.plan, title, project: query.project ?? kept?.summary.project ?? null, overrides: query.overrides }, this.#sessions);
    if (query.save) this.#saved.unshift(made);
    return made;
  }

  savedEstimate(id: number): Estimate {
    const found = this.#saved.find((saved) => saved.id === id);
    if (found) return found;
    throw new Problem({ code: 'not_found', message: `No estimate ${id} is known.`, hint: 'segue estimate list shows those there are.' });
  }

  estimates(): EstimateHead[] {
    return this.#saved.map((saved) => headOf(saved));
  }

  lives(): Live[] {
    const estimate = this.#saved.find(({ plan }) => plan === 1);
    const first = this.#all[0];
    const session = this.#sessions[0];
    if (!estimate || !session || !first?.sessions.some(({ live }) => live)) return [];
    return [makeLive(this.#scene, session, estimate, (key) => this.#stateOf(first, key))];
  }

  /** The line of the glance. */
  head(): LiveHead | null {
    const live = this.lives()[0];
    if (!live) return null;
    const phase = live.phases.find(({ state }) => state === 'running');
    return { session: live.session, plan_title: live.plan_title ?? '', phase: phase ? `${phase.key} ${phase.title}` : null, fresh: live.fresh, projected: live.projected, words: live.words };
  }

  #check(text: string): void {
    const { error } = readPlan(text);
    if (error) throw new Problem({ code: 'bad_input', message: `line ${error.line}, column ${error.column}: ${error.what}`, hint: error.hint });
  }

  #keep(text: string, project: string | null, state: PlanSummary['state'], source: string | null): Kept {
    const { plan } = readPlan(text);
    const id = this.#all.length + 1;
    const kept: Kept = {
      summary: {
        id, title: plan?.title ?? 'Untitled', project: project && `/home/ada/code/${project}`, project_name: project, state, phases: 0, done: 0, tasks: 0, format: 'markdown',
        source, version: 1, changed_at: minutesAgo(20 + id * 190), stated: plan?.stated ?? { tokens: null, minutes: null }, estimate: null, live_session: null, problems: [],
      },
      text,
      marks: new Map(),
      sessions: [],
      before: [],
    };
    this.#all.push(kept);
    return kept;
  }

  #other(index: number): void {
    const project = PROJECTS[(index + 2) % PROJECTS.length] ?? 'docs';
    const phases = 2 + (index % 5);
    const title = `${TITLES[index % TITLES.length]}${index >= TITLES.length ? `, part ${Math.floor(index / TITLES.length) + 1}` : ''}`;
    const text = `# ${title}\n\n**Status:** draft\n${index % 3 === 0 ? '' : `**Estimate:** ${phases * 14}-${phases * 21}k tokens, ${phases}h\n`}\n${Array.from({ length: phases }, (_, at) => `## Phase ${at + 1}: Part ${at + 1}${index % 3 === 0 ? '' : ` (${14 + at}-${21 + at}k tokens, 40 min)`}\n\n- [ ] The first half\n- [ ] The second half\n`).join('\n')}`;
    const state = index === 2 ? 'done' : index === 4 || index % 9 === 8 ? 'archived' : 'open';
    const kept = this.#keep(text, index % 7 === 5 ? null : project, state, index % 2 ? `/home/ada/code/${project}/PLAN.md` : null);
    if (state === 'done') for (let key = 1; key <= phases; key += 1) kept.marks.set(String(key), [this.#mark('done', 'commit', 3_000, null)]);
    if (index === 1) kept.marks.set('1', [this.#mark('done', 'click', 2_000, null)]);
    if (index === 3) kept.summary = { ...kept.summary, problems: ['Its file was changed since: /home/ada/code/billing/PLAN.md. Import it again to take that text.'] };
    if (index % 3 !== 2) this.estimate({ plan: kept.summary.id, text: null, format: null, project: null, session: null, overrides: NO_OVERRIDES, save: true });
  }

  #summary({ summary, text, marks, sessions }: Kept): PlanSummary {
    const { plan } = readPlan(text);
    const estimate = this.#saved.find((saved) => saved.plan === summary.id);
    const phases = plan?.phases ?? [];
    return {
      ...summary,
      title: plan?.title ?? summary.title,
      phases: phases.length,
      done: phases.filter(({ key }) => marks.get(key)?.at(-1)?.kind === 'done').length,
      tasks: phases.reduce((sum, { tasks }) => sum + tasks.length, 0),
      stated: plan?.stated ?? summary.stated,
      estimate: estimate ? headOf(estimate) : null,
      live_session: sessions.find(({ live }) => live)?.session ?? null,
    };
  }

  #stateOf(kept: Kept, key: string): PhaseState {
    const last = kept.marks.get(key)?.at(-1)?.kind;
    return last === 'done' ? 'done' : last === 'started' ? 'running' : 'pending';
  }

  #mark(kind: MarkKind, how: PhaseMark['how'], minutes: number, detail: string | null): PhaseMark {
    return { at: minutesAgo(minutes), kind, how, detail, session: how === 'click' ? null : (this.#sessions[0]?.id ?? null) };
  }

  #find(id: number): Kept {
    const found = this.#all.find(({ summary }) => summary.id === id);
    if (found) return found;
    throw new Problem({ code: 'not_found', message: `No plan ${id} is known.`, hint: 'segue plan list --all shows those there are.' });
  }
}
