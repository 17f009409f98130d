import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { memoryBackend } from '../../ipc/memory';
import { PAST_SESSION } from '../../ipc/memory/sessions';
import { CompactionChoice } from '../../state/compaction.svelte';
import { openWindow } from '../../test/window';

const PAST = `sessions/${PAST_SESSION}`;
const LIVE = 'sessions/7c3e9a0f-41d2-4b8e-9a60-5f1c2d7e8800';

describe('compacting', () => {
  it('is one button away, says what each level frees, and does nothing when closed', async () => {
    const { backend, user } = await openWindow(PAST);
    await user.click(screen.getByRole('button', { name: 'Compact …' }));
    const dialog = await screen.findByRole('dialog', { name: 'Compact' });
    await waitFor(() => expect(within(dialog).getByRole('radio', { name: /Emergency ~\d+k/ })).toBeTruthy());
    expect(document.activeElement).toBe(within(dialog).getByRole('radio', { name: /Strategic/ }));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(location.hash).toBe(`#/${PAST}`);
    expect(backend.calls.some((call) => call.startsWith('compact '))).toBe(false);
  });

  it('leaves in what is unticked, then shows both counts and the way on', async () => {
    const { backend, user } = await openWindow(`${PAST}/compact`);
    const button = await screen.findByRole('button', { name: /Compact, free ~/ });
    const before = button.textContent;
    await user.click(screen.getByRole('checkbox', { name: /^Cargo.toml, prompt/ }));
    expect(button.textContent).not.toBe(before);
    expect(screen.getByText('What you keep')).toBeTruthy();
    await user.click(button);
    expect(await screen.findByText('After, counted by Claude Code')).toBeTruthy();
    expect(backend.calls).toContain('compact strategic keep repeated_file_reads:3');
    expect(screen.getByText(/claude --resume e07c2b44/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Open in a terminal' }));
    expect(backend.calls.some((call) => call.startsWith('open_in_terminal cd /home/ada/code/api-server && claude'))).toBe(true);
  });

  it('keeps or lets go a whole kind at once', async () => {
    const { user } = await openWindow(`${PAST}/compact`);
    const kind = await screen.findByRole<HTMLInputElement>('checkbox', { name: 'Repeated file reads: 5 things' });
    await user.click(screen.getByRole('checkbox', { name: /^Cargo.toml, prompt/ }));
    expect([kind.checked, kind.indeterminate]).toEqual([false, true]);
    await user.click(kind);
    expect([kind.checked, kind.indeterminate]).toEqual([true, false]);
  });

  it('of a session that is open is only a plan, until it is left', async () => {
    await openWindow(`${LIVE}/compact`);
    expect(await screen.findByText('This session is open in a terminal, so this is only a plan.')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: /Compact, free/ }).disabled).toBe(true);
  });

  it('that fails says that nothing was changed, and what to try', async () => {
    const { backend, user } = await openWindow(`${PAST}/compact`);
    backend.compact = () => Promise.reject({ code: 'claude', message: 'Claude Code could not load the copy.', hint: 'Run segue doctor.' });
    await user.click(await screen.findByRole('button', { name: /Compact, free ~/ }));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Nothing was changed.');
    expect(alert.textContent).toContain('Run segue doctor.');
  });

  it('shows the largest of hundreds, and the rest when asked', async () => {
    const { user } = await openWindow(`${PAST}/compact`, 'full');
    const more = (await screen.findAllByRole('button', { name: /^Show \d+ more$/ }))[0];
    const before = screen.getAllByRole('checkbox').length;
    if (more) await user.click(more);
    expect(screen.getAllByRole('checkbox').length).toBeGreaterThan(before + 20);
  });
});

describe('a choice', () => {
  it('counts what is kept out of what is saved', async () => {
    const choice = new CompactionChoice(memoryBackend(), PAST_SESSION);
    await choice.load();
    const group = choice.groups[0];
    if (!group || !choice.plan) throw new Error('Nothing goes.');
    choice.keep(group.items, true);
    expect(choice.saves).toBe(choice.plan.saves_tokens - group.tokens);
    expect(choice.after + choice.saves).toBe(choice.plan.context_tokens);
    choice.choose('soft');
    await vi.waitFor(() => expect(choice.plan?.level).toBe('soft'));
    expect(choice.saves).toBeLessThanOrEqual(choice.plan.saves_tokens);
  });
});
