/** The keys that work in every view. Letters and digits are left to fields that are typed in. */
import type { App } from '../state/app.svelte';
import { planAddress, VIEWS, type PlansPlace, type Step } from '../state/route.svelte';

const STEP_KEYS: Record<string, Step> = { c: 'compact', h: 'handoff', r: 'restart' };

/** What the help shows. */
export const KEYS: { keys: string[]; does: string }[] = [
  { keys: ['1', '2', '…', '8'], does: 'Now, Sessions, Usage, Schedule, Plans, Memory, Settings, Doctor' },
  { keys: ['/'], does: 'Search sessions; in Plans and Memory, what is there' },
  { keys: ['↑', '↓'], does: 'Move in a list' },
  { keys: ['Page ↑', 'Page ↓', 'Home', 'End'], does: 'Move far in a list' },
  { keys: ['Enter'], does: 'Open what is marked' },
  { keys: ['Esc'], does: 'Close, clear the search, go back' },
  { keys: ['c', 'h', 'r'], does: 'In a session: compact, hand off, restart' },
  { keys: ['p', 'e', 'Delete'], does: 'In memory: pin, edit, forget; in the timeline, Delete cancels' },
  { keys: ['n'], does: 'Plan the next session' },
  { keys: ['↑', '↓'], does: 'In the timeline: the start before, the one after' },
  { keys: ['←', '→', 'Enter'], does: 'In the timeline: move a start by 5 minutes, with Shift by an hour' },
  { keys: ['Ctrl', 'S'], does: 'Save what is edited' },
  { keys: ['?'], does: 'These keys' },
];

/** Acts on a key, when it is one of ours. */
export function globalKey(event: KeyboardEvent, app: App, showKeys: () => void): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  // What stands above the view has the keys.
  if (document.querySelector('[role=dialog], [role=menu]')) return;
  if (event.key === 'Escape') return goBack(app);
  if (isTyping(event.target)) return;
  const view = VIEWS[Number(event.key) - 1];
  const step = STEP_KEYS[event.key];
  if (view) app.route.go(view);
  else if (step && app.route.place.session !== null) app.route.openSession(app.route.place.session, step);
  else if (event.key === 'n') app.route.go(planAddress(app.route.place.session));
  else if (event.key === '/') search(app);
  else if (event.key === '?') showKeys();
  else return;
  event.preventDefault();
}

function goBack(app: App): void {
  if (app.notices.current) app.notices.dismiss();
  else if (app.route.place.session !== null && app.route.place.step !== null) app.route.openSession(app.route.place.session);
  else if (app.route.place.session !== null) app.route.go('sessions');
  else if (app.route.place.schedule !== null) app.route.go('schedule');
  else if (app.route.place.plans) goBackIn(app, app.route.place.plans);
}

function goBackIn(app: App, { page }: PlansPlace): void {
  if (page === 'plan' || page === 'new') app.route.go('plans');
  else if (page === 'estimate') app.route.go('estimates');
  else if (page === 'report') app.route.go('reports');
}

// The field may come with the view: it is looked for after the view is there.
function search(app: App): void {
  const { view, session, plans } = app.route.place;
  if (plans && plans.page !== 'reports') app.route.go('plans');
  else if (!plans && view !== 'memory' && (view !== 'sessions' || session !== null)) app.route.go('sessions');
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLInputElement>('[data-search]');
    field?.focus();
    field?.select();
  });
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const typed = target instanceof HTMLInputElement && !['radio', 'checkbox'].includes(target.type);
  return typed || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
