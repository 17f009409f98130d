/**
 * The parts of the window that come when they are wanted: what is not part of the first picture is not loaded before
 * it. Each is fetched once; shortly after the first paint all of them are, so that going there needs no wait.
 */
import type { Component } from 'svelte';

/** Fetches a component. */
export type Load<P extends Record<string, any>> = () => Promise<{ default: Component<P> }>;

export const LAZY = {
  sessions: () => import('./sessions/Sessions.svelte'),
  session: () => import('./sessions/SessionPage.svelte'),
  handoff: () => import('./handoff/HandoffPage.svelte'),
  usage: () => import('./usage/Usage.svelte'),
  schedule: () => import('./schedule/ScheduleView.svelte'),
  plans: () => import('./plans/PlansView.svelte'),
  sessionPlan: () => import('./plans/SessionPlan.svelte'),
  memory: () => import('./memory/Memory.svelte'),
  settings: () => import('./settings/Settings.svelte'),
  doctor: () => import('./doctor/Doctor.svelte'),
  keys: () => import('./KeysDialog.svelte'),
  startMenu: () => import('./schedule/StartMenu.svelte'),
};

/** Fetches all of it. */
export function loadAll(): Promise<unknown> {
  return Promise.all(Object.values(LAZY).map((load) => load()));
}
