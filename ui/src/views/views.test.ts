import { screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { Scene } from '../ipc/memory';
import { makeSessions } from '../ipc/memory/sessions';
import { axeFindings, openWindow } from '../test/window';

const SESSION = 'sessions/7c3e9a0f-41d2-4b8e-9a60-5f1c2d7e8800';
const PAST = 'sessions/5b81f6d2-0c3e-4d17-9f2a-6a4d90c2e711';
const STEPS = [`${PAST}/compact`, `${PAST}/restart`, `${PAST}/handoff`];
const PLANS = ['plans', 'plans/1', 'plans/new', 'estimates', 'estimates/1', 'estimates/accuracy', 'reports', PAST.replace('sessions', 'reports')];
const VIEWS = ['now', 'sessions', SESSION, ...STEPS, 'usage', 'schedule', 'schedule/5', 'schedule/new', ...PLANS, 'memory', 'settings', 'doctor', 'glance'];
const SCENES: Scene[] = ['normal', 'empty', 'stale', 'error', 'full', 'loading', 'indexing', 'demo'];

describe('axe finds nothing', () => {
  it.each(VIEWS.flatMap((view) => SCENES.map((scene) => [view, scene] as const)))('in %s, %s', async (view, scene) => {
    await openWindow(view, scene);
    expect(await axeFindings()).toEqual([]);
  });
});

describe('Now', () => {
  it('answers in words, with the step and its way', async () => {
    const { user } = await openWindow('now');
    expect(screen.getByText(/2 h 12 m left at this pace; resets 18:50/)).toBeTruthy();
    expect(screen.getByText('Compact api-server now to free about 40k tokens.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: /Compact …/ }));
    expect(location.hash).toBe(`#/${SESSION}/compact`);
  });

  it('shows windows, and what the fullest context is made of', async () => {
    await openWindow('now');
    expect(screen.getByRole('meter', { name: '5-hour window' }).getAttribute('aria-valuetext')).toBe('62 % used; resets 18:50, in 2 h 39 m');
    expect(screen.getByRole('meter', { name: 'Opus week' }).getAttribute('aria-valuenow')).toBe('13');
    expect(await screen.findByText('Generated code')).toBeTruthy();
    expect(screen.getByText('At this pace you run out at 18:23, 27 min before the reset.')).toBeTruthy();
  });

  it('gives estimates their ~, says what is stale, and offers to ask', async () => {
    const { backend, user } = await openWindow('now', 'stale');
    expect(screen.getByText('estimate, ± 4 points')).toBeTruthy();
    expect(screen.getByRole('meter', { name: 'Week' }).getAttribute('aria-valuetext')).toContain('out of date');
    await user.click(screen.getByRole('button', { name: 'Ask Claude Code now' }));
    expect(backend.calls).toContain('ask_quota');
  });

  it('says where a number is from on focus', async () => {
    const { user } = await openWindow('now');
    const trigger = screen.getAllByRole('button', { name: /statusline, / })[0];
    while (document.activeElement !== trigger) await user.tab();
    expect((await screen.findAllByText(/From Claude Code's statusline/)).length).toBeGreaterThan(0);
  });

  it('says what to do when there is nothing', async () => {
    await openWindow('now', 'empty');
    expect(screen.getByRole('heading', { name: 'Nothing to show yet' })).toBeTruthy();
    expect(screen.getByText('npm start -- --demo')).toBeTruthy();
    expect(await screen.findByText(/Looked in \/home\/ada\/.claude/)).toBeTruthy();
  });

  it('says what failed, and tries again', async () => {
    const { backend, user } = await openWindow('now', 'error');
    const before = backend.calls.filter((call) => call === 'status').length;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(backend.calls.filter((call) => call === 'status').length).toBe(before + 1);
  });

  it('follows what changed', async () => {
    const { backend } = await openWindow('now');
    const before = backend.calls.filter((call) => call === 'status').length;
    backend.emit('quota');
    await waitFor(() => expect(backend.calls.filter((call) => call === 'status').length).toBe(before + 1));
  });
});

describe('banners', () => {
  it('mark a demo', async () => {
    await openWindow('usage', 'demo');
    expect(screen.getByText('Demo.')).toBeTruthy();
  });

  it('show the first index with its count', async () => {
    await openWindow('now', 'indexing');
    expect(screen.getByText(/3,812 of 9,640 files/)).toBeTruthy();
    expect(screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Files read' }).value).toBe(3_812);
  });

  it('resume paused alerts', async () => {
    const { backend, user } = await openWindow('now', 'stale');
    expect(screen.getByText('Alerts are paused until 17:00, in 49 min.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Resume' }));
    await waitFor(() => expect(screen.queryByText(/Alerts are paused/)).toBeNull());
    expect(backend.calls).toContain('pause_alerts null');
  });
});

describe('Sessions', () => {
  it('holds 1,712 sessions with few of them on the page', async () => {
    await openWindow('sessions', 'full');
    const grid = screen.getByRole('grid', { name: 'Sessions' });
    expect(grid.getAttribute('aria-rowcount')).toBe('1713');
    expect(within(grid).getAllByRole('row').length).toBeLessThan(60);
    expect(screen.getAllByText('1,712 sessions').length).toBeGreaterThan(0);
  });

  it('is worked by keys alone: search, arrows, Enter, Esc', async () => {
    const { user } = await openWindow('now', 'full');
    await user.keyboard('/');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('searchbox')));
    await user.keyboard('invoices billing');
    expect(screen.getByText(/ of 1,712 sessions/)).toBeTruthy();
    await user.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Write the migration for invoices'));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(location.hash).toBe('#/sessions'));
  });

  it('says that nothing matches, and shows all again', async () => {
    const { user } = await openWindow('sessions');
    await user.type(screen.getByRole('searchbox'), 'zebra');
    expect(screen.getByRole('heading', { name: 'No session matches' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show all sessions' }));
    expect(screen.getByRole('grid')).toBeTruthy();
  });

  it('orders by a column and says so', async () => {
    const { user } = await openWindow('sessions');
    await user.click(screen.getByRole('button', { name: 'Cost' }));
    expect(screen.getByRole('columnheader', { name: 'Cost' }).getAttribute('aria-sort')).toBe('descending');
  });
});

describe('a session', () => {
  it('shows opportunities and big items with their tokens', async () => {
    await openWindow(SESSION);
    expect(screen.getByText('7 file reads that a later read of the same file replaces')).toBeTruthy();
    expect(screen.getByText('src/cache/session.rs')).toBeTruthy();
    expect(screen.getAllByLabelText('Not safe')).toHaveLength(1);
  });

  it("asks for Claude Code's own count", async () => {
    const { user } = await openWindow(SESSION);
    await user.click(screen.getByRole('button', { name: 'Ask Claude Code for its own count' }));
    expect(await screen.findByText(/fewer than Segue/)).toBeTruthy();
  });

  it('with room left has the command that resumes it as its button', async () => {
    const past = makeSessions('normal').find(({ activity, context, transcript_gone }) => activity.state === 'past' && !transcript_gone && (context?.percent ?? 100) < 50);
    const { user } = await openWindow(`sessions/${past?.id}`);
    await user.click(screen.getByRole('button', { name: 'Copy resume command' }));
    expect(await navigator.clipboard.readText()).toBe(`cd ${past?.project_path} && claude --resume ${past?.id}`);
  });

  it('that is not known says so and leads back', async () => {
    await openWindow('sessions/none');
    expect(screen.getByRole('alert').textContent).toContain('No session none is known.');
    expect(screen.getByRole('link', { name: 'All sessions' })).toBeTruthy();
  });
});

describe('Usage', () => {
  it('names the time zone, and asks anew for another grouping', async () => {
    const { user } = await openWindow('usage');
    expect(screen.getByText(/days in Europe\/Berlin/)).toBeTruthy();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Group' }), 'project');
    expect(await screen.findByRole('table', { name: 'Usage by project' })).toBeTruthy();
  });

  it('exports what is shown', async () => {
    const { backend, user } = await openWindow('usage');
    await user.click(screen.getByRole('button', { name: 'Export' }));
    expect(backend.calls).toContain('export_usage');
    expect(await screen.findByText('Saved /home/ada/usage.csv')).toBeTruthy();
  });

  it('takes an own range of days, and only days', async () => {
    const { user } = await openWindow('usage');
    await user.click(screen.getByRole('radio', { name: 'From – to' }));
    const first = screen.getByRole<HTMLInputElement>('textbox', { name: 'First day' });
    expect(first.value).toBe('2026-10-23');
    await user.clear(first);
    await user.type(first, 'soon{Tab}');
    expect(first.value).toBe('2026-10-23');
  });
});

describe('Settings', () => {
  it('changes the look at once', async () => {
    const { backend, user } = await openWindow('settings');
    await user.click(screen.getByRole('radio', { name: 'Dark' }));
    await tick();
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(backend.calls).toContain('set_setting ui.theme=dark');
  });

  it('goes back to a default', async () => {
    const { backend, user } = await openWindow('settings');
    await user.click(screen.getByRole('button', { name: 'Back to default: No alerts between these times.' }));
    expect(backend.calls).toContain('set_setting alerts.quiet_hours=');
  });

  it('switches, and saves numbers when they are left', async () => {
    const { backend, user } = await openWindow('settings');
    await user.click(screen.getByRole('switch', { name: 'Start with the desktop, in the menu bar.' }));
    const first = screen.getByRole('spinbutton', { name: 'First alert. %' });
    await user.clear(first);
    await user.type(first, '60{Tab}');
    expect(backend.calls).toContain('set_setting app.autostart=true');
    expect(backend.calls).toContain('set_setting alerts.first=60');
  });

  it('refuses what is not a time before the engine has to', async () => {
    const { backend, user } = await openWindow('settings');
    const from = screen.getByRole<HTMLInputElement>('textbox', { name: /From/ });
    await user.clear(from);
    await user.type(from, '25:00{Tab}');
    expect(from.value).toBe('22:00');
    expect(backend.calls.some((call) => call.startsWith('set_setting'))).toBe(false);
  });
});

describe('Doctor', () => {
  it('sums up, and gives commands to copy', async () => {
    await openWindow('doctor');
    expect(screen.getByText('Everything works; 1 thing could be better.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Copy command' }).title).toBe('segue statusline --install');
  });

  it('says what does not work', async () => {
    await openWindow('doctor', 'empty');
    expect(screen.getByText('2 things do not work.')).toBeTruthy();
  });
});

describe('the glance panel', () => {
  it('opens the window at a session', async () => {
    const { backend, user } = await openWindow('glance');
    await user.click(screen.getByRole('button', { name: /api-server/ }));
    expect(backend.calls).toContain('open_view sessions/7c3e9a0f-41d2-4b8e-9a60-5f1c2d7e8800');
    expect(screen.getByText("from Claude Code's statusline, 42 s ago")).toBeTruthy();
  });

  it('pauses alerts', async () => {
    const { user } = await openWindow('glance');
    await user.click(screen.getByRole('button', { name: 'Pause alerts 1 h' }));
    expect(await screen.findByRole('button', { name: /Paused until 17:11/ })).toBeTruthy();
  });
});

describe('keys', () => {
  it('1 to 8 choose views', async () => {
    const { user } = await openWindow('now');
    await user.keyboard('3');
    expect(location.hash).toBe('#/usage');
    await user.keyboard('5');
    await waitFor(() => expect(location.hash).toBe('#/plans'));
    await user.keyboard('8');
    expect(location.hash).toBe('#/doctor');
  });

  it('? shows the keys, Esc closes them', async () => {
    const { user } = await openWindow('now');
    await user.keyboard('?');
    expect(await screen.findByRole('dialog', { name: 'Keys' })).toBeTruthy();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('digits typed into a field stay there', async () => {
    const { user } = await openWindow('sessions');
    await user.type(screen.getByRole('searchbox'), '3');
    expect(location.hash).toBe('#/sessions');
  });
});

describe('navigation from the app', () => {
  it('opens the view that is asked for', async () => {
    const { backend } = await openWindow('now');
    backend.navigate('doctor');
    await waitFor(() => expect(screen.getByRole('heading', { level: 1, name: 'Doctor' })).toBeTruthy());
  });
});
