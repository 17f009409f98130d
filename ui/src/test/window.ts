/** The whole window over a made-up engine: what tests of views open. */
import { render, waitFor, type RenderResult } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import App from '../App.svelte';
import { memoryBackend, type MemoryBackend, type Scene } from '../ipc/memory';
import { loadAll } from '../views/lazy';

/** A window that a test looks at. */
export interface OpenWindow extends RenderResult<typeof App> {
  backend: MemoryBackend;
  user: UserEvent;
}

/** Opens a view in a scene and waits until it shows something. */
export async function openWindow(view: string, scene: Scene = 'normal'): Promise<OpenWindow> {
  // Fetched before, so that a view is there as soon as its answers are.
  await loadAll();
  location.hash = `#/${view}`;
  const backend = memoryBackend(scene);
  const opened = render(App, { backend });
  await waitFor(() => {
    if (backend.calls.length === 0) throw new Error('Nothing was asked yet.');
  });
  // Answers of the made-up engine need no time: after a turn of the loop they are on the page.
  await new Promise((done) => setTimeout(done, 0));
  return { ...opened, backend, user: userEvent.setup() };
}

/** What axe finds wrong on the page. Colours are looked at with real pixels by `npm run ui:shots`. */
export async function axeFindings(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
