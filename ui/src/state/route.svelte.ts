/** Which view is shown. Owns the part of the address after `#`. */

/** The views, in the order of the rail and of the keys 1 to 6. */
export const VIEWS = ['now', 'sessions', 'usage', 'memory', 'settings', 'doctor'] as const;

export type View = (typeof VIEWS)[number];

/** What is done with a session: two dialogs above its page, and a page of its own. */
export const STEPS = ['compact', 'restart', 'handoff'] as const;

export type Step = (typeof STEPS)[number];

/** A place in the window: a view, one session or one project of it. `glance` is the panel's own page. */
export interface Place {
  view: View | 'glance';
  session: string | null;
  step: Step | null;
  /** A project's id, in Memory. */
  project: string | null;
}

/** Reads `#/sessions/<id>`, `sessions/<id>/compact`, `memory/<id>` and the like; what is not known is Now. */
export function placeOf(address: string): Place {
  const [view = '', id = '', step = ''] = address.replace(/^#?\/?/, '').split('/').map(decoded);
  const none = { session: null, step: null, project: null };
  if (view === 'glance') return { view, ...none };
  const known = VIEWS.find((name) => name === view) ?? 'now';
  if (known === 'sessions' && id) return { ...none, view: known, session: id, step: STEPS.find((name) => name === step) ?? null };
  if (known === 'memory' && id) return { ...none, view: known, project: id };
  return { view: known, ...none };
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

  /** Goes to what is remembered of one project. */
  openProject(id: string): void {
    this.go(`memory/${encodeURIComponent(id)}`);
  }
}
