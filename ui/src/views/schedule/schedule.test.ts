import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { PAST_SESSION } from '../../ipc/memory/sessions';
import { openWindow, type OpenWindow } from '../../test/window';
import { wrapped } from './wrapped';

const chips = () => [...document.querySelectorAll<HTMLElement>('[data-start]')];
const chip = (name: RegExp) => within(screen.getByRole('group', { name: 'Timeline' })).getByRole('button', { name });
const timeline = () => screen.getByRole('group', { name: 'Timeline' }).querySelector<HTMLElement>('.field') as HTMLElement;
const API_SERVER = /^18:55 api-server/;
const called = ({ backend }: OpenWindow, start: string) => backend.calls.filter((call) => call.startsWith(start));

describe('the timeline', () => {
  it('shows what is planned, what runs, and what became of the past', async () => {
    await openWindow('schedule');
    expect(chip(/^15:50 search-index running/)).toBeTruthy();
    expect(chip(/^13:50 billing ended/)).toBeTruthy();
    expect(chip(/^11:11 auth skipped/).textContent).toContain('Skipped in the tray');
    expect(chip(API_SERVER).textContent).toContain('starts 18:55, in 2 h 44 m');
    expect(screen.getByText('resets 18:50')).toBeTruthy();
    expect(screen.getByText('~resets 23:50')).toBeTruthy();
    expect(screen.getByText('62 %')).toBeTruthy();
  });

  it('keeps 198 starts readable: few on the page, none over another', async () => {
    const { backend } = await openWindow('schedule', 'full');
    const { starts } = await backend.timeline('2026-11-01T00:00:00Z', '2026-12-31T00:00:00Z');
    expect(starts).toHaveLength(200);
    expect(chips().length).toBeLessThan(170);
    const places = chips().map(({ style }) => ({ lane: style.top, from: parseFloat(style.left), to: parseFloat(style.left) + parseFloat(style.width) }));
    for (const lane of new Set(places.map((place) => place.lane))) {
      const row = places.filter((place) => place.lane === lane).sort((a, b) => a.from - b.from);
      for (const [index, place] of row.entries()) expect(place.from).toBeGreaterThanOrEqual(row[index - 1]?.to ?? -Infinity);
    }
  });

  it('is one tab stop; up and down choose, and the strip says which', async () => {
    const { user } = await openWindow('schedule');
    expect(chips().filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
    chip(/^18:50 billing/).focus();
    await user.keyboard('{ArrowDown}');
    await waitFor(() => expect(document.activeElement).toBe(chip(API_SERVER)));
    expect(chip(API_SERVER).getAttribute('aria-pressed')).toBe('true');
    expect(screen.getByText(/^api-server · starts 18:55, in 2 h 44 m · 5 minutes after the reset$/)).toBeTruthy();
  });

  it('moves a start by keys, and back again', async () => {
    const opened = await openWindow('schedule');
    chip(API_SERVER).focus();
    await opened.user.keyboard('{ArrowRight}{ArrowRight}{Shift>}{ArrowRight}{/Shift}');
    expect(screen.getByText('api-server to 20:05. Enter moves it, Escape leaves it.')).toBeTruthy();
    await opened.user.keyboard('{Enter}');
    expect(await screen.findByText('Starts 20:05, in api-server.')).toBeTruthy();
    expect(called(opened, 'move_schedule 1 ')[0]).toContain('"kind":"at","at":"2026-11-21T19:05:00.000Z"');
    await opened.user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(called(opened, 'move_schedule 1 ')[1]).toContain('"at_reset","after_minutes":5'));
    expect(await within(timeline()).findByRole('button', { name: API_SERVER })).toBeTruthy();
  });

  it('holds on to the reset, and gives up at Esc', async () => {
    const opened = await openWindow('schedule');
    chip(API_SERVER).focus();
    await opened.user.keyboard('{ArrowLeft}');
    expect(screen.getByText('api-server to 18:50, at the reset. Enter moves it, Escape leaves it.')).toBeTruthy();
    await opened.user.keyboard('{Escape}');
    expect(screen.queryByText(/Enter moves it/)).toBeNull();
    expect(called(opened, 'move_schedule')).toEqual([]);
    expect(location.hash).toBe('#/schedule');
  });

  it('leaves alone what is over', async () => {
    const { user } = await openWindow('schedule');
    chip(/^13:50 billing ended/).focus();
    await user.keyboard('{ArrowRight}');
    expect(screen.queryByText(/Enter moves it/)).toBeNull();
  });

  it('drags a start to the reset; a click alone only marks it', async () => {
    const opened = await openWindow('schedule');
    const start = chip(API_SERVER);
    const from = parseFloat(start.style.left);
    await fireEvent.pointerDown(start, { button: 0, clientX: from + 30 });
    await fireEvent.pointerMove(start, { clientX: from + 32 });
    await fireEvent.pointerUp(start);
    await fireEvent.click(start);
    expect(start.getAttribute('aria-pressed')).toBe('true');
    await fireEvent.pointerDown(start, { button: 0, clientX: from + 30 });
    await fireEvent.pointerMove(start, { clientX: from + 24 });
    await fireEvent.pointerMove(start, { clientX: from + 27 });
    expect(screen.getByText('at the reset')).toBeTruthy();
    await fireEvent.pointerUp(start);
    await fireEvent.click(start);
    expect(await screen.findByText('Starts 18:50, at the reset, in api-server.')).toBeTruthy();
    expect(called(opened, 'move_schedule 1 ')[0]).toContain('"at_reset","after_minutes":0');
  });

  it('plans a session where it is clicked, and nothing in the past', async () => {
    await openWindow('schedule');
    const reset = document.querySelector<HTMLElement>('.head .reset:not(.over):not(.uncertain)');
    const at = parseFloat(reset?.style.left ?? '0');
    await fireEvent.click(timeline(), { clientX: at - 400 });
    expect(screen.queryByRole('dialog')).toBeNull();
    await fireEvent.click(timeline(), { clientX: at + 100 });
    const dialog = await screen.findByRole('dialog', { name: 'Plan next session' });
    expect(within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'Time' }).value).toBe('21:55');
    expect(await within(dialog).findByText('Starts 21:55, in api-server.')).toBeTruthy();
  });

  it('has a menu at the secondary button', async () => {
    const opened = await openWindow('schedule');
    await fireEvent.contextMenu(chip(API_SERVER));
    const menu = await screen.findByRole('menu');
    expect(within(menu).getAllByRole('menuitem').map(({ textContent }) => textContent)).toEqual(['Start now', 'In 15 minutes', 'Move …', 'Skip', 'Open', 'Pause', 'Delete']);
    await opened.user.click(within(menu).getByRole('menuitem', { name: 'Delete' }));
    expect(await screen.findByText('Cancelled: Pass the time into the refill in api-server.')).toBeTruthy();
    await opened.user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(called(opened, 'add_schedule')).toHaveLength(1));
  });
});

describe('the list', () => {
  it('says of each how it stands and why', async () => {
    await openWindow('schedule');
    expect(screen.getByRole('heading', { name: '7 schedules' })).toBeTruthy();
    expect(screen.getByText('starts Mon 09:00, in 40 h 49 m')).toBeTruthy();
    expect(screen.getByText('weekdays 09:00')).toBeTruthy();
    expect(screen.getByText('waits until you start it')).toBeTruthy();
    expect(screen.getByText(/The folder \/home\/ada\/code\/playground is gone/)).toBeTruthy();
    expect(screen.getByText(/With Segue closed, a systemd timer wakes it at the time\. Times are those of Europe\/Berlin\./)).toBeTruthy();
  });

  it('moves with words as well', async () => {
    const opened = await openWindow('schedule');
    screen.getByRole('button', { name: 'Actions: Pass the time into the refill, in api-server' }).focus();
    await opened.user.keyboard('{Enter}');
    await opened.user.click(await screen.findByText('Move …', { selector: '[role=menuitem]' }));
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'New time' });
    expect(field.value).toBe('18:55');
    await opened.user.clear(field);
    await opened.user.type(field, 'soon');
    expect(await screen.findByText(/"soon" is no time\. Write 18:05/)).toBeTruthy();
    await opened.user.clear(field);
    await opened.user.type(field, 'tomorrow 09:00');
    expect(await screen.findByText('Sun 09:00, in 16 h 49 m')).toBeTruthy();
    await opened.user.keyboard('{Enter}');
    expect(await screen.findByText('Starts Sun 09:00, in api-server.')).toBeTruthy();
  });

  it('says that nothing is planned, and begins', async () => {
    const { user } = await openWindow('schedule', 'empty');
    expect(screen.getByRole('heading', { name: 'Nothing is planned' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Plan the next session' }));
    expect(location.hash).toBe('#/schedule/new');
  });

  it('says what holds everything', async () => {
    await openWindow('schedule', 'full');
    expect(screen.getByText('20 starts wait for the reset at 16:55, in 44 min, then go one after the other.', { exact: false })).toBeTruthy();
  });
});

describe('planning the next session', () => {
  it('begins with the handoff, proposes 5 minutes after the reset, and can be undone', async () => {
    const opened = await openWindow(`schedule/new/${PAST_SESSION}`);
    const dialog = await screen.findByRole('dialog', { name: 'Plan next session' });
    expect(within(dialog).getByText('Migration 0007_limits.sql, additive')).toBeTruthy();
    expect(within(dialog).getByRole<HTMLTextAreaElement>('textbox', { name: 'Objectives' }).value).toContain('Measure a cold start');
    expect(within(dialog).getByRole<HTMLInputElement>('radio', { name: /5 minutes after the reset.*18:55.*recommended/ }).checked).toBe(true);
    expect(within(dialog).getByText('Starts 18:55, 5 minutes after the reset, in api-server.')).toBeTruthy();
    await opened.user.click(within(dialog).getByRole('button', { name: 'Schedule' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(location.hash).toBe('#/schedule');
    expect(await screen.findByText('Starts 18:55, 5 minutes after the reset, in api-server.')).toBeTruthy();
    await opened.user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(called(opened, 'cancel_schedule')).toHaveLength(1));
  });

  it('shows what is sent, with what is typed', async () => {
    const { user } = await openWindow('schedule/new');
    await user.type(await screen.findByRole('textbox', { name: 'Objectives' }), 'Mind the gateway.');
    await user.click(screen.getByText('What is sent'));
    const sent = await screen.findByRole('region', { name: 'Exactly as it is sent' });
    await waitFor(() => expect(sent.textContent).toContain('Mind the gateway.'));
    expect(sent.textContent).toContain('# What Segue remembers of api-server');
  });

  it('repeats, with conditions, without a terminal', async () => {
    const { backend, user } = await openWindow('schedule/new');
    const specs: unknown[] = [];
    const add = backend.addSchedule;
    backend.addSchedule = (spec) => (specs.push(spec), add(spec));
    await user.type(await screen.findByRole('textbox', { name: 'Time' }), 'weekdays 09:00');
    await user.click(screen.getByText('More'));
    await user.click(screen.getByRole('radio', { name: 'Without one' }));
    await user.click(screen.getByRole('radio', { name: 'Tokens' }));
    await user.click(screen.getByRole('switch', { name: 'Only on mains power' }));
    await user.click(screen.getByRole('switch', { name: 'Until the plan is done' }));
    await user.click(screen.getByRole('radio', { name: 'Start at once' }));
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(specs).toHaveLength(1));
    expect(specs[0]).toMatchObject({
      when: { kind: 'weekly', days: ['mon', 'tue', 'wed', 'thu', 'fri'], time: '09:00' },
      launch: { place: 'headless' },
      conditions: { budget: { kind: 'tokens', tokens: 200_000 }, only_on_mains: true, until_done: true, late: 'start' },
    });
  });

  it('says what stands against it before anything is scheduled, and keeps what was typed when it is refused', async () => {
    const { backend, user } = await openWindow('schedule/new', 'stale');
    expect(await screen.findByText(/Claude Code is not logged in/)).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /At the reset/ }).disabled).toBe(true);
    backend.addSchedule = () => Promise.reject({ code: 'bad_input', message: 'The folder is gone.', hint: 'Choose another one.' });
    const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Objectives' });
    await user.type(field, 'Mine.');
    await user.click(screen.getByRole('button', { name: 'Keep it' }));
    expect((await screen.findByRole('alert')).textContent).toContain('It was not scheduled. The folder is gone.');
    expect(field.value).toContain('Mine.');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.keyboard('n');
    await waitFor(() => expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Objectives' }).value).toContain('Mine.'));
  });

  it('is a key away from a session', async () => {
    const { user } = await openWindow(`sessions/${PAST_SESSION}`);
    await user.keyboard('n');
    expect(location.hash).toBe(`#/schedule/new/${PAST_SESSION}`);
  });
});

describe('a schedule', () => {
  it('shows what is sent, its conditions, its starts, and what is said now', async () => {
    const opened = await openWindow('schedule/5');
    expect(screen.getByRole('heading', { level: 1, name: 'Measure a cold start' })).toBeTruthy();
    expect(screen.getByText('May spend 200k tokens')).toBeTruthy();
    expect(screen.getByRole('meter', { name: 'Budget' }).getAttribute('aria-valuenow')).toBe('42');
    expect(await screen.findByText('The refill reads the clock itself. I pass the time in.')).toBeTruthy();
    await opened.user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(await screen.findByText('Stopping Measure a cold start in search-index. What it did stays.')).toBeTruthy();
    expect(called(opened, 'stop_start 505')).toHaveLength(1);
  });

  it('holds a long output with few rows on the page', async () => {
    await openWindow('schedule/122', 'full');
    const log = await screen.findByRole('log');
    await waitFor(() => expect(within(log).getAllByText(/cold_start|Read|Edit/).length).toBeGreaterThan(5));
    expect(log.querySelectorAll('p').length).toBeLessThan(80);
  });

  it('is changed in the same dialog', async () => {
    const opened = await openWindow('schedule/3');
    await opened.user.click(screen.getByRole('button', { name: 'Edit' }));
    const dialog = await screen.findByRole('dialog', { name: 'Change the schedule' });
    const time = await within(dialog).findByRole<HTMLInputElement>('textbox', { name: 'Time' });
    expect(time.value).toBe('mon,tue,wed,thu,fri 09:00');
    await opened.user.clear(time);
    await opened.user.type(time, 'mon,wed 08:30');
    await opened.user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(called(opened, 'change_schedule 3')).toHaveLength(1));
    expect((await opened.backend.schedule(3)).schedule.when_words).toBe('Mon, Wed 08:30');
  });

  it('is paused and resumed', async () => {
    const opened = await openWindow('schedule/1');
    await opened.user.click(screen.getByRole('button', { name: 'Pause' }));
    await opened.user.click(await screen.findByRole('button', { name: 'Resume' }));
    await waitFor(() => expect(called(opened, 'pause_schedule 1 false')).toHaveLength(1));
  });

  it('that is not known says so and leads back', async () => {
    const { user } = await openWindow('schedule/99');
    expect(screen.getByRole('alert').textContent).toContain('No schedule 99 is known.');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(location.hash).toBe('#/schedule'));
  });
});

describe('a question', () => {
  it.each(['now', 'schedule', 'glance'])('stands in %s with its answers', async (view) => {
    const opened = await openWindow(view, 'stale');
    const question = await screen.findByRole('group', { name: 'A question about Upgrade to Svelte 5' });
    expect(question.textContent).toContain('while this computer slept. Start it now?');
    await opened.user.click(within(question).getByRole('button', { name: 'Start now' }));
    expect(await screen.findByText('Starting in web-client.')).toBeTruthy();
    expect(called(opened, 'answer_start 506 2 start_now')).toHaveLength(1);
    await waitFor(() => expect(screen.queryByRole('group', { name: /A question about/ })).toBeNull());
  });

  it('that was answered elsewhere says so', async () => {
    const { backend } = await openWindow('schedule', 'stale');
    await backend.answerStart(506, 2, 'at_next_reset');
    expect(await screen.findByText(/^Answered elsewhere: Upgrade to Svelte 5 in web-client, starts 18:50/, {}, { timeout: 5_000 })).toBeTruthy();
  });

  it('that somebody else answered first tells which answer counts', async () => {
    const { backend, user } = await openWindow('now', 'stale');
    backend.answerStart = async (id) => ({ taken: false, sentence: 'Already answered: In 15 minutes, from the notification, 16:09.', start: { ...(await backend.schedules(false)).schedules[0]!.next!, id } });
    await user.click(await screen.findByRole('button', { name: 'Drop' }));
    expect(await screen.findByText('Already answered: In 15 minutes, from the notification, 16:09.')).toBeTruthy();
  });
});

describe('what comes next', () => {
  it('stands in Now and in the glance panel, with its menu', async () => {
    const opened = await openWindow('glance');
    expect(screen.getByRole('button', { name: 'Next: 18:50 billing' })).toBeTruthy();
    expect(screen.getByText('and 3 more')).toBeTruthy();
    screen.getByRole('button', { name: 'Actions: Write the migration for invoices, in billing' }).focus();
    await opened.user.keyboard('{Enter}');
    await opened.user.click(await screen.findByText('In 15 minutes', { selector: '[role=menuitem]' }));
    expect(await screen.findByText('Starts 16:26, in billing.')).toBeTruthy();
    await opened.user.click(screen.getByRole('button', { name: 'Schedule next session' }));
    expect(opened.backend.calls).toContain('open_view schedule/new');
  });
});

describe('output', () => {
  it('is broken at spaces where there are some, and after each piece', () => {
    const line = (text: string) => ({ at: null, kind: 'said' as const, text });
    expect(wrapped([line('one two three four five six'), line('x'.repeat(45)), line('a\nb')], 20).map(({ text, first }) => [text, first])).toEqual([
      ['one two three four', true],
      ['five six', false],
      ['x'.repeat(20), true],
      ['x'.repeat(20), false],
      ['xxxxx', false],
      ['a', true],
      ['b', false],
    ]);
  });
});
