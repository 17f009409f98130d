import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { axeFindings, openWindow } from '../../test/window';
import { marked } from './marks';

const row = (text: string) => screen.getByText(text).closest('li') as HTMLElement;
const BUCKET = 'A token bucket per API key, not a sliding window: bursts are wanted.';

describe('Memory', () => {
  it('shows a project with its stack, decisions and what waits', async () => {
    await openWindow('memory');
    expect(screen.getByRole('heading', { level: 2, name: 'api-server' })).toBeTruthy();
    expect(screen.getByText('axum')).toBeTruthy();
    expect(screen.getByText(/A handoff waits for the next session/)).toBeTruthy();
    expect(within(row(BUCKET)).getByRole('link', { name: /, line / }).getAttribute('href')).toMatch(/^#\/sessions\//);
  });

  it('pins by mouse and by key', async () => {
    const { backend, user } = await openWindow('memory');
    const pin = screen.getByRole('button', { name: `Pin: ${BUCKET}` });
    expect(pin.getAttribute('aria-pressed')).toBe('false');
    await user.click(pin);
    await waitFor(() => expect(screen.getByRole('button', { name: `Pin: ${BUCKET}` }).getAttribute('aria-pressed')).toBe('true'));
    screen.getByRole('button', { name: `Pin: ${BUCKET}` }).focus();
    await user.keyboard('p');
    expect(backend.calls.filter((call) => call.startsWith('memory_pin'))).toEqual(['memory_pin 1 true', 'memory_pin 1 false']);
  });

  it('edits in place; Esc leaves it as it was', async () => {
    const { backend, user } = await openWindow('memory');
    await user.click(screen.getByRole('button', { name: `Edit: ${BUCKET}` }));
    const field = await screen.findByRole('textbox', { name: 'Edit' });
    await user.type(field, ' Really.{Escape}');
    expect(await screen.findByText(BUCKET)).toBeTruthy();
    screen.getByRole('button', { name: `Pin: ${BUCKET}` }).focus();
    await user.keyboard('e');
    await user.type(await screen.findByRole('textbox', { name: 'Edit' }), ' Really.{Enter}');
    expect(await screen.findByText(`${BUCKET} Really.`)).toBeTruthy();
    expect(backend.calls.filter((call) => call.startsWith('memory_edit'))).toHaveLength(1);
    expect(location.hash).toBe('#/memory');
  });

  it('forgets with undo, and shows what was forgotten', async () => {
    const { backend, user } = await openWindow('memory');
    await user.click(screen.getByRole('button', { name: `Forget: ${BUCKET}` }));
    await waitFor(() => expect(screen.queryByText(BUCKET)).toBeNull());
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByText(BUCKET)).toBeTruthy();
    expect(backend.calls).toContain('memory_restore 1');
    await user.click(screen.getByRole('button', { name: 'Show 1 forgotten' }));
    await user.click(screen.getByRole('button', { name: /^Restore: / }));
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Restore: / })).toBeNull());
  });

  it('is worked by arrows', async () => {
    const { user } = await openWindow('memory');
    screen.getByRole('button', { name: `Pin: ${BUCKET}` }).focus();
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Pin: Migrations are additive: a second process may hold the file open.');
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(document.activeElement?.getAttribute('aria-pressed')).toBe('true');
  });

  it('adds a decision', async () => {
    const { backend, user } = await openWindow('memory');
    await user.click(screen.getByRole('button', { name: 'Add a decision' }));
    await user.type(await screen.findByRole('textbox', { name: 'New decision' }), 'We ship on Mondays.{Enter}');
    expect(await screen.findByText('We ship on Mondays.')).toBeTruthy();
    expect(backend.calls).toContain('memory_add decision We ship on Mondays.');
  });

  it('shows exactly what the next session is told, with its budget', async () => {
    const { backend, user } = await openWindow('memory');
    await user.click(screen.getByRole('radio', { name: 'Told next' }));
    const { next } = await backend.memory('/home/ada/code/api-server');
    expect(screen.getByRole('region', { name: 'Exactly as it is sent' }).textContent).toBe(next.text);
    expect(screen.getByText(/of 2,000 tokens/)).toBeTruthy();
    expect(screen.getByText('2 left out')).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it('searches all projects by keys alone, and leads to the very row', async () => {
    const { user } = await openWindow('memory');
    await user.keyboard('/');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('searchbox', { name: 'Search memory' })));
    await user.keyboard('bucket bursts');
    expect(await screen.findByText(/^\d+ results?$/)).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(location.hash).toMatch(/^#\/memory\//));
    await waitFor(() => expect(document.activeElement?.closest('[data-item]')?.textContent).toContain('bursts are wanted'));
  });

  it('says that nothing was found', async () => {
    const { user } = await openWindow('memory');
    await user.type(screen.getByRole('searchbox', { name: 'Search memory' }), 'zebra');
    expect(await screen.findByText('Nothing is remembered of that')).toBeTruthy();
  });

  it('holds 500 decisions and 200 sessions with few of them on the page', async () => {
    const { user } = await openWindow('memory', 'full');
    await user.click(screen.getByRole('link', { name: /^api-server/ }));
    expect(await screen.findByRole('radio', { name: /Decisions.499/ })).toBeTruthy();
    expect(document.querySelectorAll('[data-item]').length).toBeLessThan(60);
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    expect(document.querySelectorAll('[data-item]')).toHaveLength(499);
  });
});

describe('marks', () => {
  it('find words whatever their case, and take signs as they are', () => {
    expect(marked('A (Bucket)', ['(bucket'])).toEqual([
      { words: 'A ', hit: false },
      { words: '(Bucket', hit: true },
      { words: ')', hit: false },
    ]);
  });
});
