/** The backend inside the app. The only file that imports `@tauri-apps`; its commands and events are typed by Rust. */
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { Problem, type Backend, type Unsubscribe } from './backend';
import type { Commands, Events } from './types/Commands';

async function call<C extends keyof Commands>(
  command: C,
  args: Commands[C]['arguments'],
): Promise<Commands[C]['answer']> {
  try {
    return await invoke<Commands[C]['answer']>(command, args);
  } catch (thrown) {
    throw Problem.from(thrown);
  }
}

// `listen` answers later; an end that comes before the answer must still end it.
function subscribe<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): Unsubscribe {
  const registered = listen<Events[E]>(event, ({ payload }) => listener(payload));
  return () => void registered.then((end) => end());
}

/** Speaks to the app's commands and events. */
export function tauriBackend(): Backend {
  return {
    status: () => call('status', {}),
    sessions: (query) => call('sessions', { query }),
    session: (id, exact) => call('session', { id, exact }),
    usage: (query) => call('usage', { query }),
    quota: () => call('quota', {}),
    askQuota: () => call('ask_quota', {}),
    doctor: () => call('doctor', {}),
    settings: () => call('settings', {}),
    setSetting: (key, value) => call('set_setting', { key, value }),
    pauseAlerts: (minutes) => call('pause_alerts', { minutes }),
    exportUsage: (query) => call('export_usage', { query }),
    openView: (view) => call('open_view', { view }),
    appInfo: () => call('app_info', {}),
    windowPainted: () => call('window_painted', {}),
    onChanged: (listener) => subscribe('changed', listener),
    onNavigate: (listener) => subscribe('navigate', listener),
  };
}
