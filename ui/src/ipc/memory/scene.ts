/** The states a view must look right in; screenshots and tests go through all of them. */

/** One made-up situation. */
export type Scene = 'normal' | 'empty' | 'stale' | 'error' | 'full' | 'loading' | 'indexing' | 'demo';

/** All of them. */
export const SCENES: Scene[] = ['normal', 'empty', 'stale', 'error', 'full', 'loading', 'indexing', 'demo'];

/** The scene of that name; `normal` when there is none. */
export function sceneOf(name: string | null): Scene {
  return SCENES.find((scene) => scene === name) ?? 'normal';
}

/** The moment at which every scene plays: a Saturday afternoon in Berlin. */
export const SCENE_NOW = Date.parse('2026-11-21T15:11:00Z');

/** The time zone of every scene. */
export const SCENE_ZONE = 'Europe/Berlin';

/** A moment some minutes before (or, negative, after) the scene's now, as RFC 3339. */
export function minutesAgo(minutes: number): string {
  return new Date(SCENE_NOW - minutes * 60_000).toISOString();
}
