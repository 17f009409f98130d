/** Made-up settings, of every kind there is. */
import type { Setting } from '../types/Setting';

/** The settings of a fresh installation. */
export function makeSettings(): Setting[] {
  return [
    choice('ui.theme', 'Look', 'Light, dark, or as the system is.', 'system', ['system', 'light', 'dark']),
    toggle('app.autostart', 'Start', 'Start with the desktop, in the menu bar.', 'false'),
    toggle('app.open_window', 'Start', 'Open the window at start.', 'true'),
    toggle('alerts.enabled', 'Alerts', 'Tell me when a limit or a context fills up.', 'true'),
    number('alerts.first', 'Alerts', 'First alert.', '50', 10, 95, '%'),
    number('alerts.second', 'Alerts', 'Second alert.', '80', 10, 99, '%'),
    number('alerts.last', 'Alerts', 'Last alert.', '90', 10, 100, '%'),
    toggle('alerts.predictive', 'Alerts', 'Tell me early when the pace leads past a limit.', 'true'),
    hours('alerts.quiet_hours', 'Alerts', 'No alerts between these times.', '22:00-07:00'),
    toggle('quota.ask', 'Quota', 'Ask Claude Code for the quota when nothing fresher is known. Rare, and without a model turn.', 'true'),
    number('quota.ask_every', 'Quota', 'Ask at most this often.', '30', 5, 240, 'min'),
    number('context.danger', 'Context', 'A context is in danger from here.', '80', 50, 99, '%'),
    number('schedule.notice_minutes', 'Schedule', 'Tell me this long before a session starts.', '5', 0, 60, 'min'),
    number('schedule.start_below', 'Schedule', 'Start only while less than this is used of every window.', '95', 1, 100, '%'),
    hours('schedule.quiet_hours', 'Schedule', 'Start nothing between these times.', ''),
    toggle('schedule.wake', 'Schedule', 'Start sessions on time when Segue is closed, by a timer of the system.', 'true'),
    choice('usage.week_start', 'Usage', 'First day of the week.', 'monday', ['monday', 'saturday', 'sunday']),
    choice('launch.place', 'Launch', 'Where sessions are started.', 'terminal', ['terminal', 'headless']),
    text('launch.terminal', 'Launch', 'The terminal that opens; empty to find yours.', ''),
  ];
}

function toggle(key: string, group: string, help: string, value: string): Setting {
  return { key, group, help, value, default: value, kind: { kind: 'switch' } };
}

function number(key: string, group: string, help: string, value: string, min: number, max: number, unit: string): Setting {
  return { key, group, help, value, default: value, kind: { kind: 'number', min, max, unit } };
}

function choice(key: string, group: string, help: string, value: string, options: string[]): Setting {
  return { key, group, help, value, default: value, kind: { kind: 'choice', options } };
}

function hours(key: string, group: string, help: string, value: string): Setting {
  return { key, group, help, value, default: '', kind: { kind: 'hours' } };
}

function text(key: string, group: string, help: string, value: string): Setting {
  return { key, group, help, value, default: value, kind: { kind: 'text' } };
}
