/** Reads a typed time for the made-up engine: enough of the real one's forms to work with. */
import { Problem } from '../backend';
import type { Weekday } from '../types/Weekday';
import type { When } from '../types/When';
import { addDays, isoDay, startOfDay } from '../../words/time';
import { SCENE_NOW, SCENE_ZONE } from './scene';

const WORKDAYS: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];

export function readWhen(text: string): When {
  const words = text.trim().toLowerCase();
  const every = /^every reset(?:\+(\d+)m)?$/.exec(words);
  if (every) return { kind: 'every_reset', after_minutes: Number(every[1] ?? 0) };
  const reset = /^reset(?:\+(\d+)m)?$/.exec(words);
  if (reset) return { kind: 'at_reset', after_minutes: Number(reset[1] ?? 0) };
  if (words === 'manual') return { kind: 'manual' };
  const wait = /^in (\d+) ?(h|m|min)$/.exec(words);
  if (wait) return atMoment(SCENE_NOW + Number(wait[1]) * (wait[2] === 'h' ? 3_600_000 : 60_000));
  const weekly = /^(weekdays|(?:(?:mon|tue|wed|thu|fri|sat|sun),?)+) (\d\d?:\d\d)$/.exec(words);
  if (weekly) return { kind: 'weekly', days: weekly[1] === 'weekdays' ? WORKDAYS : (weekly[1]?.split(',') as Weekday[]), time: weekly[2]?.padStart(5, '0') ?? '', zone: SCENE_ZONE };
  const moment = /^(?:(tomorrow|\d{4}-\d\d-\d\d) )?(\d\d?):(\d\d)$/.exec(words);
  if (moment) return onDay(moment[1], Number(moment[2]), Number(moment[3]));
  throw new Problem({ code: 'bad_input', message: `"${text}" is no time.`, hint: 'Write 18:05, tomorrow 09:00, 2026-11-22 09:00, in 2h, weekdays 09:00 or every reset.' });
}

function onDay(day: string | undefined, hour: number, minute: number): When {
  const today = isoDay(SCENE_NOW, SCENE_ZONE);
  const date = day === 'tomorrow' ? addDays(today, 1) : (day ?? today);
  return atMoment(startOfDay(Date.parse(`${date}T12:00:00Z`), SCENE_ZONE) + hour * 3_600_000 + minute * 60_000);
}

function atMoment(at: number): When {
  if (at <= SCENE_NOW) throw new Problem({ code: 'bad_input', message: 'That time is past.', hint: 'Choose a later one.' });
  return { kind: 'at', at: new Date(at).toISOString(), zone: SCENE_ZONE };
}
