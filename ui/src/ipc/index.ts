/** Chooses the backend: the app's when the window runs inside it, else a made-up history (a browser, screenshots). */
import type { Backend } from './backend';

export { Problem, type Backend } from './backend';

/** The backend of this page. The one that is not needed is not loaded. */
export async function chooseBackend(): Promise<Backend> {
  if ('__TAURI_INTERNALS__' in window) {
    const { tauriBackend } = await import('./tauri');
    return tauriBackend();
  }
  const { memoryBackend, sceneOf } = await import('./memory');
  return memoryBackend(sceneOf(new URLSearchParams(location.search).get('scene')));
}
