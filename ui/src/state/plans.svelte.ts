/**
 * Plans and what was learned from them: the list with its search, what runs now, the reports, the accuracy and the model.
 * Made when the view is first opened; each part is asked for when it is shown.
 */
import type { Backend } from '../ipc';
import type { Accuracy } from '../ipc/types/Accuracy';
import type { EstimateHead } from '../ipc/types/EstimateHead';
import type { Live } from '../ipc/types/Live';
import type { ModelView } from '../ipc/types/ModelView';
import type { PlanSummary } from '../ipc/types/PlanSummary';
import type { ReportHead } from '../ipc/types/ReportHead';
import type { Topic } from '../ipc/types/Topic';
import { Loaded } from './loaded.svelte';

const REST_MS = 800;
/** More reports than anybody reads in a list; the newest come first. */
const REPORTS = 5_000;
const ESTIMATES = 200;

export class PlansState {
  readonly list: Loaded<PlanSummary[]>;
  readonly lives: Loaded<Live[]>;
  readonly estimates: Loaded<EstimateHead[]>;
  readonly reports: Loaded<ReportHead[]>;
  readonly accuracy: Loaded<Accuracy>;
  readonly model: Loaded<ModelView>;
  search = $state('');
  reportSearch = $state('');
  archivedToo = $state(false);
  /** Where the list of reports was scrolled to when it was left, in pixels. */
  scrolledTo = 0;
  /** The marked report's session. */
  marked = $state<string | null>(null);

  readonly shown: PlanSummary[] = $derived.by(() => {
    const open = (this.list.value ?? []).filter(({ state }) => this.archivedToo || state !== 'archived');
    return open.filter(({ title, project_name, source }) => matches(this.search, `${title} ${project_name ?? ''} ${source ?? ''}`));
  });
  readonly archived: number = $derived.by(() => (this.list.value ?? []).filter(({ state }) => state === 'archived').length);
  readonly shownReports: ReportHead[] = $derived.by(() =>
    (this.reports.value ?? []).filter(({ title, project_name, task_type, session }) => matches(this.reportSearch, `${title ?? ''} ${project_name ?? ''} ${task_type} ${session}`)),
  );

  constructor(backend: Backend) {
    this.list = new Loaded(() => backend.plans(true), REST_MS);
    this.lives = new Loaded(() => backend.lives(), REST_MS);
    this.estimates = new Loaded(() => backend.estimates(ESTIMATES), REST_MS);
    this.reports = new Loaded(() => backend.reports(REPORTS), REST_MS);
    this.accuracy = new Loaded(() => backend.accuracy(), REST_MS);
    this.model = new Loaded(() => backend.model(), REST_MS);
  }

  /** The session of a plan that runs now. */
  liveOf(plan: number): Live | null {
    return this.lives.value?.find((live) => live.plan === plan) ?? null;
  }

  /** Moves the mark in the list of reports; returns where it is. */
  move(by: number): number {
    const all = this.shownReports;
    const before = all.findIndex(({ session }) => session === this.marked);
    const index = Math.max(0, Math.min(all.length - 1, before < 0 ? 0 : before + by));
    this.marked = all[index]?.session ?? null;
    return index;
  }
}

/** What makes plans, their progress and what was learned stale. */
export const PLAN_TOPICS: Topic[] = ['plans'];
export const ESTIMATE_TOPICS: Topic[] = ['estimates', 'plans'];

/** Every word that is looked for is in the text. */
export function matches(search: string, text: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}
