import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { PAST_SESSION } from '../../ipc/memory/sessions';
import { RATE_LIMITS } from '../../ipc/memory/planText';
import { offsetOf } from '../../state/planEditor.svelte';
import { openWindow } from '../../test/window';

const LIVE = 'sessions/7c3e9a0f-41d2-4b8e-9a60-5f1c2d7e8800';
const text = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: "The plan's text" });
const dropped = (name: string, content: string) => ({ dataTransfer: { files: [new File([content], name)] } });
const place = () => screen.getByRole('region', { name: /drop a plan's file here/ });

async function choose(user: UserEvent, menu: RegExp, item: string): Promise<void> {
  screen.getByRole('button', { name: menu }).focus();
  await user.keyboard('{Enter}');
  await user.click(await screen.findByText(item, { selector: '[role=menuitem]' }));
}

describe('the list of plans', () => {
  it('says how far each is, and what it takes as a range', async () => {
    await openWindow('plans');
    expect(screen.getByRole('link', { name: 'Session 3: rate limits on the public API' })).toBeTruthy();
    expect(screen.getByText('1 of 4 phases done')).toBeTruthy();
    expect(screen.getByText('~97k (78k–121k)')).toBeTruthy();
    expect(screen.getByText('says 86k–110k')).toBeTruthy();
    expect(screen.getByRole('img', { name: /8 times of 10 between .*; the plan says 86k–110k/ })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'a session runs' }).getAttribute('href')).toBe(`#/${LIVE}`);
  });

  it('says how to begin when there is none', async () => {
    const { backend, user } = await openWindow('plans', 'empty');
    expect(screen.getByText('segue plan import SESSION_3_PLAN.md')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Choose a file …' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Session 4: rate limits on the public API' })).toBeTruthy();
    expect(backend.calls).toContain('import_plan /home/ada/code/api-server/SESSION_4_PLAN.md');
  });

  it('takes a file that is dropped on it', async () => {
    await openWindow('plans', 'empty');
    await fireEvent.drop(place(), dropped('NEXT_PLAN.md', RATE_LIMITS.replace('Session 3', 'Dropped')));
    expect(await screen.findByRole('heading', { level: 1, name: 'Dropped: rate limits on the public API' })).toBeTruthy();
  });

  it('keeps the text of a file that is no plan, and shows where it is wrong', async () => {
    await openWindow('plans', 'empty');
    await fireEvent.drop(place(), dropped('NEXT_PLAN.md', RATE_LIMITS.replace('After: 2, 3', 'After: 7')));
    expect(await screen.findByRole('heading', { level: 1, name: 'New plan' })).toBeTruthy();
    expect(await screen.findByText(/Phase 4 waits for phase 7/)).toBeTruthy();
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'The plan' }).value).toContain('After: 7');
  });

  it('refuses what cannot be a plan in words', async () => {
    await openWindow('plans', 'empty');
    await fireEvent.drop(place(), dropped('holiday.png', 'x'));
    expect(await screen.findByText(/That is no plan/)).toBeTruthy();
  });

  it('searches 400 plans, a page at a time, and shows archived ones when asked', async () => {
    const { user } = await openWindow('plans', 'full');
    expect(screen.getAllByRole('link', { name: /Invoices by month|Session cache/ }).length).toBeLessThan(40);
    await user.keyboard('/');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('searchbox')));
    await user.keyboard('cache part 60');
    expect(screen.getByText('1 of 400 plans')).toBeTruthy();
    await user.clear(screen.getByRole('searchbox'));
    await user.type(screen.getByRole('searchbox'), 'zebra');
    await user.click(screen.getByRole('button', { name: 'Show all plans' }));
    await user.click(screen.getByRole('button', { name: /^Show \d+ archived ones$/ }));
    expect(screen.getByRole('button', { name: 'Hide archived ones' })).toBeTruthy();
  });
});

describe('a plan', () => {
  it('has its text beside its phases, each a range with what the plan says and what was spent', async () => {
    await openWindow('plans/1');
    expect(await screen.findByRole('heading', { level: 3, name: 'Token bucket, done' })).toBeTruthy();
    expect(screen.getByRole('img', { name: /^Estimated .*; the plan says 25k–32k tokens, 45 min; [\d,]+ tokens spent$/ })).toBeTruthy();
    expect(screen.getByText('Will come to ~105k (93k–121k) tokens, +8 %.')).toBeTruthy();
    expect(screen.getByText(/done 15:20, by its tests/)).toBeTruthy();
  });

  it('phases begin, are done and go on by a click', async () => {
    const { backend, user } = await openWindow('plans/1');
    await user.click(screen.getByRole('button', { name: 'Start phase 3' }));
    await user.click(await screen.findByRole('button', { name: 'Phase 3 is done' }));
    await user.click(await screen.findByRole('button', { name: 'Reopen phase 3' }));
    expect(backend.calls.filter((call) => call.startsWith('mark_phase'))).toEqual(['mark_phase 1 3 started', 'mark_phase 1 3 done', 'mark_phase 1 3 reopened']);
  });

  it('is checked while it is written; an error leads to its line and column', async () => {
    const { user } = await openWindow('plans/1');
    await user.click(screen.getByRole('radio', { name: 'Edit' }));
    await fireEvent.input(text(), { target: { value: RATE_LIMITS.replace('After: 2, 3', 'After: 2, 7') } });
    await user.click(await screen.findByRole('button', { name: 'Line 37, column 11' }));
    expect(document.activeElement).toBe(text());
    expect(text().value.slice(text().selectionStart).startsWith('7')).toBe(true);
    await fireEvent.input(text(), { target: { value: RATE_LIMITS } });
    expect(await screen.findByText('Understood: 4 phases, 7 tasks.')).toBeTruthy();
  });

  it('is saved with Ctrl+S as a new version', async () => {
    const { backend, user } = await openWindow('plans/1');
    await user.click(screen.getByRole('radio', { name: 'Edit' }));
    await fireEvent.input(text(), { target: { value: RATE_LIMITS.replace('Session 3', 'Session 5') } });
    await user.keyboard('{Control>}s{/Control}');
    expect(await screen.findByText('Saved as version 2.')).toBeTruthy();
    expect(backend.calls).toContain('edit_plan 1 1');
    expect(screen.getByRole('heading', { level: 1, name: 'Session 5: rate limits on the public API' })).toBeTruthy();
  });

  it('that was changed elsewhere meanwhile loses nothing', async () => {
    const { backend, user } = await openWindow('plans/1');
    await user.click(screen.getByRole('radio', { name: 'Edit' }));
    await fireEvent.input(text(), { target: { value: RATE_LIMITS.replace('Session 3', 'Mine') } });
    await backend.editPlan(1, RATE_LIMITS.replace('Session 3', 'Theirs'), 1);
    expect(await screen.findByText(/changed elsewhere while you edited it: it is version 2/, {}, { timeout: 5_000 })).toBeTruthy();
    expect(text().value).toContain('# Mine');
    await user.click(screen.getByRole('button', { name: 'Take the new one' }));
    expect(text().value).toContain('# Theirs');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await user.click(await screen.findByRole('button', { name: 'Save mine over it' }));
    expect(await screen.findByText('Saved as version 3.')).toBeTruthy();
    expect((await backend.plan(1)).before.map(({ text: old }) => old.split(':')[0])).toEqual(['# Theirs', '# Session 3']);
  });

  it('keeps an edit over every way out', async () => {
    const { user } = await openWindow('plans/1');
    await user.click(screen.getByRole('radio', { name: 'Edit' }));
    await fireEvent.input(text(), { target: { value: `${RATE_LIMITS}\nNot saved.` } });
    text().blur();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(location.hash).toBe('#/plans'));
    await user.click(await screen.findByRole('link', { name: 'Session 3: rate limits on the public API' }));
    await waitFor(() => expect(text().value).toContain('Not saved.'));
  });

  it('is exported and archived from its menu, and taken back', async () => {
    const { backend, user } = await openWindow('plans/1');
    await choose(user, /^Actions: Session 3/, 'Export as TOML …');
    expect(await screen.findByText('Saved /home/ada/plan-1.toml')).toBeTruthy();
    await choose(user, /^Actions: Session 3/, 'Archive');
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(backend.calls.filter((call) => call.startsWith('archive_plan'))).toEqual(['archive_plan 1 true', 'archive_plan 1 false']);
  });

  it('goes into the dialog of the next session', async () => {
    const { backend, user } = await openWindow('plans/1');
    await user.click(screen.getByRole('button', { name: 'Plan next session …' }));
    expect(await screen.findByRole('dialog', { name: 'Plan next session' })).toBeTruthy();
    expect(await screen.findByText(/Works on the plan/)).toBeTruthy();
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Objectives' }).value).toContain('Phase 2: Middleware');
    await user.click(screen.getByRole('button', { name: /^Schedule$/ }));
    await waitFor(() => expect(backend.calls).toContain('add_schedule'));
    const { schedules } = await backend.schedules(true);
    expect(schedules.at(-1)?.spec.plan ?? schedules.find(({ spec }) => spec.plan === 1)?.spec.plan).toBe(1);
  });

  it('that is not known says so and leads back', async () => {
    await openWindow('plans/9999');
    expect(screen.getByRole('alert').textContent).toContain('No plan 9999 is known.');
    expect(screen.getByRole('link', { name: 'All plans' })).toBeTruthy();
  });
});

describe('an estimate', () => {
  it('answers in one sentence, with its confidence and why', async () => {
    const { user } = await openWindow('plans/1');
    await user.click(screen.getByRole('radio', { name: 'Estimate' }));
    const answer = within(await screen.findByRole('region', { name: 'The answer' }));
    expect(answer.getByText('~97k (78k–121k) tokens')).toBeTruthy();
    expect(answer.getByText(/12 similar sessions, usual error 1.4×/)).toBeTruthy();
    expect(screen.getByText(/split here/)).toBeTruthy();
  });

  it('is made anew at once when a person knows better, and saved', async () => {
    const { backend, user } = await openWindow('plans/1');
    await user.click(screen.getByRole('radio', { name: 'Estimate' }));
    const answer = () => screen.getByRole('region', { name: 'The answer' }).textContent ?? '';
    await screen.findByRole('combobox', { name: 'State of its code' });
    const before = answer();
    await user.selectOptions(screen.getByRole('combobox', { name: 'State of its code' }), 'legacy');
    await waitFor(() => expect(answer()).not.toBe(before));
    expect(backend.calls).toContain('estimate quality=legacy');
    expect(screen.getAllByText('set by you').length).toBe(1);
    await user.click(screen.getByRole('button', { name: 'Save estimate' }));
    expect(await screen.findByText(/What happens is held against it/)).toBeTruthy();
  });

  it('is made of one sentence, without a plan', async () => {
    const { backend, user } = await openWindow('estimates');
    await user.type(screen.getByRole('textbox', { name: 'What is to be done, in one sentence' }), 'Find the memory leak{Enter}');
    expect(await screen.findByRole('region', { name: 'The answer' })).toBeTruthy();
    expect(screen.getByText(/Debugging: how this was reckoned/)).toBeTruthy();
    expect(backend.calls).toContain('estimate');
  });

  it('that was saved opens by its number', async () => {
    await openWindow('estimates/1');
    expect(await screen.findByRole('heading', { level: 1, name: 'Session 3: rate limits on the public API' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'its plan' }).getAttribute('href')).toBe('#/plans/1');
  });
});

describe('a session at work on a plan', () => {
  it('stands against it on its own page', async () => {
    await openWindow(LIVE);
    expect(await screen.findByText('Against the plan')).toBeTruthy();
    expect(screen.getByText('The same test failed three times before it passed.', { exact: false })).toBeTruthy();
    expect(screen.getByRole('img', { name: /^Projected from 61 calls/ })).toBeTruthy();
  });

  it('is a line on Now, and in the glance panel', async () => {
    const { unmount } = await openWindow('now');
    expect(screen.getByRole('button', { name: /2 Middleware.*~93k–121k/ })).toBeTruthy();
    unmount();
    const { backend, user } = await openWindow('glance');
    await user.click(screen.getByRole('button', { name: /2 Middleware/ }));
    expect(backend.calls).toContain(`open_view ${LIVE}`);
  });
});

describe('reports', () => {
  it('holds 1,700 with few of them on the page, worked by keys', async () => {
    const { user } = await openWindow('reports', 'full');
    const grid = screen.getByRole('grid', { name: 'Reports' });
    expect(grid.getAttribute('aria-rowcount')).toBe('1705');
    expect(within(grid).getAllByRole('row').length).toBeLessThan(60);
    await user.keyboard('/');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('searchbox')));
    await user.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(location.hash).toMatch(/^#\/reports\/.+/));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(location.hash).toBe('#/reports'));
  });

  it('say what it took, what drove it, what was learned, and open the file', async () => {
    const { backend, user } = await openWindow(`reports/${PAST_SESSION}`);
    expect(await screen.findByText(/inside the range, \+8 %/)).toBeTruthy();
    expect(screen.getByText('1.07× → 1.12×')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Open the file' }));
    expect(backend.calls).toContain(`open_report ${PAST_SESSION}`);
  });

  it('let a person say what kind of work it was, and take it back', async () => {
    const { backend, user } = await openWindow(`reports/${PAST_SESSION}`);
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Kind of work' }), 'debugging');
    expect(await screen.findByText('set by you')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(backend.calls.filter((call) => call.startsWith('correct_task_type')).map((call) => call.split(' ')[2])).toEqual(['debugging', 'implementation']);
  });
});

describe('the accuracy', () => {
  it('is a sentence, a trend and a promise kept or not by kind', async () => {
    await openWindow('estimates/accuracy');
    expect(await screen.findByText(/Half of your sessions took between/)).toBeTruthy();
    expect(screen.getAllByRole('img', { name: /inside their range; 80 % is promised/ }).length).toBeGreaterThan(2);
  });

  it('shows every number of the model, and begins anew only after saying what goes', async () => {
    const { backend, user } = await openWindow('estimates/accuracy');
    expect(screen.getByRole('heading', { level: 3, name: 'Kind of work' })).toBeTruthy();
    await choose(user, /^Actions: the model/, 'Begin anew …');
    expect(await screen.findByText(/What was learned from 61 sessions no longer counts/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Begin anew' }));
    expect(backend.calls).toContain('reset_model');
  });

  it('learns now what waits', async () => {
    const { backend, user } = await openWindow('estimates/accuracy', 'stale');
    await user.click(screen.getByRole('button', { name: 'Learn now' }));
    expect(await screen.findByText('Learned from 23 sessions.')).toBeTruthy();
    expect(backend.calls).toContain('learn');
  });
});

it.each([
  ['one\ntwo\nthree', 2, 2, 5],
  ['one\ntwo', 1, 99, 3],
  ['one', 9, 1, 3],
  ['', 1, 1, 0],
])('in %j line %d, column %d is at %d', (whole, line, column, at) => expect(offsetOf(whole, line, column)).toBe(at));
