import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { emit } from '@tauri-apps/api/event';
import { afterEach, expect, it } from 'vitest';
import { Problem } from './backend';
import { tauriBackend } from './tauri';

afterEach(async () => {
  // Unlistening is asynchronous: clearing at once would leave it an unhandled rejection.
  await new Promise((done) => setTimeout(done, 0));
  clearMocks();
});

it('names commands and arguments as the app does', async () => {
  const calls: [string, unknown][] = [];
  mockIPC((command, args) => void calls.push([command, args]));
  const backend = tauriBackend();
  await backend.session('abc', true);
  await backend.setSetting('ui.theme', 'dark');
  await backend.pauseAlerts(null);
  await backend.openView('usage');
  await backend.askQuota();
  expect(calls).toEqual([
    ['session', { id: 'abc', exact: true }],
    ['set_setting', { key: 'ui.theme', value: 'dark' }],
    ['pause_alerts', { minutes: null }],
    ['open_view', { view: 'usage' }],
    ['ask_quota', {}],
  ]);
});

it('turns a refused command into a problem with its hint', async () => {
  mockIPC(() => {
    throw { code: 'not_found', message: 'No session abc.', hint: 'Look in Sessions.' };
  });
  const refused = tauriBackend().session('abc', false);
  await expect(refused).rejects.toBeInstanceOf(Problem);
  await expect(refused).rejects.toMatchObject({ code: 'not_found', message: 'No session abc.', hint: 'Look in Sessions.' });
});

it('hears what changed until it unsubscribes', async () => {
  mockIPC(() => {}, { shouldMockEvents: true });
  const heard: unknown[] = [];
  const end = tauriBackend().onChanged((topics) => heard.push(topics));
  await new Promise((done) => setTimeout(done, 0));
  await emit('changed', ['usage']);
  end();
  await new Promise((done) => setTimeout(done, 0));
  await emit('changed', ['quota']);
  expect(heard).toEqual([['usage']]);
});
