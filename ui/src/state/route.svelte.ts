/** Which view is shown. Owns the part of the address after `#`. */

/** The views, in the order of the rail and of the keys 1 to 5. */
export const VIEWS = ['now', 'sessions', 'usage', 'settings', 'doctor'] as const;

export type View = (typeof VIEWS)[number];

/** A place in the window: a view, or one session of it. `glance` is the panel's own page. */
export interface Place {
  view: View | 'glance';
  session: string | null;
}

/** Reads `#/sessions/<id>`, `sessions/<id>` and the like; what is not known is Now. */
export function placeOf(address: string): Place {
  const [view = '', ...rest] = address.replace(/^#?\/?/, '').split('/');
  if (view === 'glance') return { view, session: null };
  const known = VIEWS.find((name) => name === view);
  if (!known) return { view: 'now', session: null };
  const id = rest.join('/');
  return { view: known, session: known === 'sessions' && id ? decodeURIComponent(id) : null };
}

export class Route {
  place = $state.raw<Place>({ view: 'now', session: null });

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

  /** Goes to one session. */
  openSession(id: string): void {
    this.go(`sessions/${encodeURIComponent(id)}`);
  }
}
