import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { PAST_SESSION } from '../../ipc/memory/sessions';
import { Drafts } from '../../state/drafts.svelte';
import { openWindow } from '../../test/window';
import { listGoesOn } from './lists';

const PAST = `sessions/${PAST_SESSION}`;
const LIVE = 'sessions/7c3e9a0f-41d2-4b8e-9a60-5f1c2d7e8800';
const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'The handoff, as Markdown' });

describe('a handoff', () => {
  it('says how it came to be, and reads as a page', async () => {
    await openWindow(`${PAST}/handoff`);
    expect(screen.getByText('by itself, at 90 % context, 13:59')).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Next objectives' })).toBeTruthy();
    expect(screen.getAllByRole('img', { name: 'Done' })).toHaveLength(3);
    expect(screen.queryByText(/<!--/)).toBeNull();
  });

  it('is edited and saved with Ctrl+S', async () => {
    const { backend, user } = await openWindow(`${PAST}/handoff`);
    await user.click(screen.getByRole('radio', { name: 'Edit' }));
    await user.type(field(), 'Mind the gateway.');
    await user.keyboard('{Control>}s{/Control}');
    expect(await screen.findByText('Saved. The next session is told this.')).toBeTruthy();
    expect((await backend.storedHandoff(PAST_SESSION))?.markdown).toContain('Mind the gateway.');
    expect(screen.getByText('edited by you')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  });

  it('keeps an unsaved edit over every way out, and over a new window', async () => {
    const { user } = await openWindow(`${PAST}/handoff`);
    await user.click(screen.getByRole('radio', { name: 'Edit' }));
    await user.type(field(), 'Not saved yet.');
    await user.tab();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(location.hash).toBe(`#/${PAST}`));
    expect(await screen.findByText(/, not saved/)).toBeTruthy();
    await user.keyboard('h');
    await waitFor(() => expect(field().value).toContain('Not saved yet.'));
    expect(new Drafts().of(PAST_SESSION)?.text).toContain('Not saved yet.');
    await user.click(screen.getByRole('button', { name: 'Discard edit' }));
    expect(field().value).not.toContain('Not saved yet.');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(field().value).toContain('Not saved yet.');
  });

  it('that was made anew meanwhile takes nothing away', async () => {
    const { backend, user } = await openWindow(`${PAST}/handoff`);
    await user.click(screen.getByRole('radio', { name: 'Edit' }));
    await user.type(field(), 'Mine.');
    const stored = await backend.storedHandoff(PAST_SESSION);
    backend.storedHandoff = () => Promise.resolve(stored && { ...stored, markdown: '# Theirs' });
    backend.emit('handoffs');
    expect(await screen.findByText(/was made anew while you edited it/, {}, { timeout: 5_000 })).toBeTruthy();
    expect(field().value).toContain('Mine.');
    await user.click(screen.getByRole('button', { name: 'Take the new one' }));
    expect(field().value).toBe('# Theirs');
  });

  it('that cannot be saved is kept, and says what to try', async () => {
    const { backend, user } = await openWindow(`${PAST}/handoff`);
    backend.saveHandoff = () => Promise.reject({ code: 'io', message: 'The folder is read-only.', hint: 'Make it writable.' });
    await user.click(screen.getByRole('radio', { name: 'Edit' }));
    await user.type(field(), 'Mine.');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Your edit is kept. Make it writable.');
    expect(field().value).toContain('Mine.');
  });

  it('is made when there is none', async () => {
    const { backend, user } = await openWindow(`${LIVE}/handoff`);
    await user.click(screen.getByRole('button', { name: 'Make the handoff' }));
    expect(await screen.findByRole('heading', { name: 'Accomplished' })).toBeTruthy();
    expect(backend.calls).toContain('handoff');
  });
});

describe('a restart', () => {
  it('says what it is and what is told, and opens a terminal', async () => {
    const { backend, user } = await openWindow(`${PAST}/restart`);
    expect(await screen.findByText('Same quota, fresh context.')).toBeTruthy();
    await user.click(screen.getByText('What Segue remembers of api-server'));
    expect(await screen.findByText(/# What Segue remembers of api-server/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Open in a terminal' }));
    expect(await screen.findByText('It opens in konsole.')).toBeTruthy();
    expect(backend.calls).toContain('restart open');
  });

  it('is a command to paste as well', async () => {
    const { user } = await openWindow(`${PAST}/restart`);
    await user.click(await screen.findByRole('button', { name: 'Copy the command' }));
    expect(await screen.findByText('Ready to start')).toBeTruthy();
    expect(await navigator.clipboard.readText()).toContain('claude --session-id');
  });

  it('warns of an edit that is not saved', async () => {
    new Drafts().keep(PAST_SESSION, { text: 'Mine', base: '' });
    const { user } = await openWindow(`${PAST}/restart`);
    await screen.findByText(/Your edit of the handoff is not saved/);
    await user.click(screen.getByRole('button', { name: 'Open the handoff' }));
    await waitFor(() => expect(field().value).toBe('Mine'));
  });
});

describe('Enter in a list', () => {
  it.each([
    ['- one', { remove: 0, insert: '\n- ' }],
    ['text\n  * one', { remove: 0, insert: '\n  * ' }],
    ['3. one', { remove: 0, insert: '\n4. ' }],
    ['- [x] one', { remove: 0, insert: '\n- [ ] ' }],
    ['- one\n- ', { remove: 2, insert: '\n' }],
    ['plain', null],
    ['-no list', null],
  ])('after %j', (before, step) => expect(listGoesOn(before)).toEqual(step));
});
