/** Which view is shown. Owns the part of the address after `#`. */

/** The views, in the order of the rail and of the keys 1 to 8. */
export const VIEWS = ['now', 'sessions', 'usage', 'schedule', 'plans', 'memory', 'settings', 'doctor'] as const;

export type View = (typeof VIEWS)[number];

/** What is done with a session: two dialogs above its page, and a page of its own. */
export const STEPS = ['compact', 'restart', 'handoff'] as const;

export type Step = (typeof STEPS)[number];

/** A place in Plans: the plans, a new one, one of them; estimates and how good they are; reports, one of them. */
export type PlansPlace =
  | { page: 'plans' | 'new' | 'estimates' | 'accuracy' | 'reports' }
  | { page: 'plan' | 'estimate'; id: number }
  | { page: 'report'; session: string };

/** A place in the window: a view, one session or one project of it. `glance` is the panel's own page. */
export interface Place {
  view: View | 'glance';
  session: string | null;
  step: Step | null;
  /** A project's id, in Memory. */
  project: string | null;
  /** A schedule's number, in Schedule. */
  schedule: number | null;
  /** A next session is being planned, from the handoff of this session if one is named. */
  planning: { from: string | null } | null;
  /** Where in Plans. */
  plans: PlansPlace | null;
}

/** Reads `#/sessions/<id>`, `sessions/<id>/compact`, `memory/<id>` and the like; what is not known is Now. */
export function placeOf(address: string): Place {
  const [view = '', id = '', step = ''] = address.replace(/^#?\/?/, '').split('/').map(decoded);
  const none = { session: null, step: null, project: null, schedule: null, planning: null, plans: null };
  if (view === 'glance') return { view, ...none };
  const plans = plansPlaceOf(view, id);
  if (plans) return { ...none, view: 'plans', plans };
  const known = VIEWS.find((name) => name === view) ?? 'now';
  if (known === 'sessions' && id) return { ...none, view: known, session: id, step: STEPS.find((name) => name === step) ?? null };
  if (known === 'memory' && id) return { ...none, view: known, project: id };
  if (known === 'schedule' && id === 'new') return { ...none, view: known, planning: { from: step || null } };
  if (known === 'schedule' && isNumber(id)) return { ...none, view: known, schedule: Number(id) };
  return { view: known, ...none };
}

// What is not known leads to the list it would be in.
function plansPlaceOf(view: string, id: string): PlansPlace | null {
  if (view === 'plans' && id === 'new') return { page: 'new' };
  if (view === 'plans') return isNumber(id) ? { page: 'plan', id: Number(id) } : { page: 'plans' };
  if (view === 'estimates' && id === 'accuracy') return { page: 'accuracy' };
  if (view === 'estimates') return isNumber(id) ? { page: 'estimate', id: Number(id) } : { page: 'estimates' };
  if (view === 'reports') return id ? { page: 'report', session: id } : { page: 'reports' };
  return null;
}

function isNumber(text: string): boolean {
  return /^[0-9]{1,15}$/.test(text);
}

// An address typed by hand may be no valid code.
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a session, or of a step with it. */
export function sessionAddress(id: string, step: Step | null = null): string {
  return `sessions/${encodeURIComponent(id)}${step ? `/${step}` : ''}`;
}

/** The address of the dialog that plans a next session, from the handoff of one if it is named. */
export function planAddress(from: string | null = null): string {
  return `schedule/new${from ? `/${encodeURIComponent(from)}` : ''}`;
}

/** The address of the report on a session. */
export function reportAddress(session: string): string {
  return `reports/${encodeURIComponent(session)}`;
}

export class Route {
  place = $state.raw<Place>(placeOf(''));

  constructor() {
    this.place = placeOf(location.hash);
  }

  /** Follows the address; returns the end of it. */
  run(): () => void {
    const follow = () => (this.place = placeOf(location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }

  /** Goes to `now`, `sessions/<id>`, … */
  go(view: string): void {
    location.hash = `#/${view}`;
    this.place = placeOf(location.hash);
  }

  /** Goes to one session, or to a step with it. */
  openSession(id: string, step: Step | null = null): void {
    this.go(sessionAddress(id, step));
  }

  /** Goes to one schedule. */
  openSchedule(id: number): void {
    this.go(`schedule/${id}`);
  }

  /** Goes to what is remembered of one project. */
  openProject(id: string): void {
    this.go(`memory/${encodeURIComponent(id)}`);
  }
}
