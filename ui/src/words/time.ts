/** Moments and lengths of time in words. Pure: `now` and the time zone are arguments. */

const DAY_SECONDS = 86_400;

/** A length of time from seconds, never negative: `40 s`, `35 min`, `2 h 39 m`, `3 d 4 h`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(whole / 3600);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${minutes} min`;
  if (whole < 2 * DAY_SECONDS) return `${hours} h ${minutes % 60} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How old something is, from seconds: `just now`, `40 s ago`, `2 h 39 m ago`. */
export function age(seconds: number): string {
  return seconds < 2 ? 'just now' : `${duration(seconds)} ago`;
}

/** Seconds from `from` to `to`; both are milliseconds or RFC 3339. */
export function secondsBetween(from: string | number, to: string | number): number {
  return (new Date(to).getTime() - new Date(from).getTime()) / 1000;
}

/** A short age for narrow columns: `now`, `12 min`, `3 h`, `5 d`, else the date. */
export function shortAge(at: string, now: number, zone: string): string {
  const seconds = Math.max(0, secondsBetween(at, now));
  if (seconds < 60) return 'now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < DAY_SECONDS) return `${Math.floor(seconds / 3600)} h`;
  if (seconds < 7 * DAY_SECONDS) return `${Math.floor(seconds / DAY_SECONDS)} d`;
  return date(at, now, zone);
}

/** A moment on the clock of `zone`: `18:50` today, `Tue 18:50` within a week, else `24 Nov 18:50`. */
export function clock(at: string | number, now: number, zone: string): string {
  const then = parts(at, zone);
  const days = calendarDays(parts(now, zone), then);
  const time = `${then.hour}:${then.minute}`;
  if (days === 0) return time;
  if (Math.abs(days) < 7) return `${then.weekday} ${time}`;
  return `${then.day} ${then.month} ${time}`;
}

/** The time of day alone: `18:50`. */
export function timeOfDay(at: string | number, zone: string): string {
  const then = parts(at, zone);
  return `${then.hour}:${then.minute}`;
}

/** A day on the calendar of `zone`: `24 Nov`, with its year when that is another one. */
export function date(at: string | number, now: number, zone: string): string {
  const then = parts(at, zone);
  const year = then.year === parts(now, zone).year ? '' : ` ${then.year}`;
  return `${then.day} ${then.month}${year}`;
}

/** A moment in full, for hovering: `Sat 21 Nov 2026, 16:11:05 (Europe/Berlin)`. */
export function fullMoment(at: string | number, zone: string): string {
  const then = parts(at, zone);
  return `${then.weekday} ${then.day} ${then.month} ${then.year}, ${then.hour}:${then.minute}:${then.second} (${zone})`;
}

/** Local and relative: `18:50, in 2 h 39 m`. */
export function clockAndWait(at: string, now: number, zone: string): string {
  return `${clock(at, now, zone)}, in ${duration(secondsBetween(now, at))}`;
}

/** The calendar day of `at` in `zone`, as `2026-11-21`. */
export function isoDay(at: string | number, zone: string): string {
  const then = parts(at, zone);
  return `${then.year}-${String(MONTHS.indexOf(then.month) + 1).padStart(2, '0')}-${then.day.padStart(2, '0')}`;
}

/** `2026-11-21` moved by whole days. */
export function addDays(day: string, days: number): string {
  const moved = new Date(`${day}T12:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** The first moment of the calendar day of `at` in `zone`, in milliseconds. */
export function startOfDay(at: string | number, zone: string): number {
  const day = Date.parse(`${isoDay(at, zone)}T00:00:00Z`);
  // The offset may differ between the guess and the midnight it leads to: a second look settles it.
  const guess = day - offsetAt(day, zone);
  return day - offsetAt(guess, zone);
}

/** A day with its weekday: `Sat 21 Nov`. */
export function weekdayDate(at: string | number, zone: string): string {
  const then = parts(at, zone);
  return `${then.weekday} ${then.day} ${then.month}`;
}

/** A moment as it can be typed: `18:05` today, else `2026-11-22 09:00`. */
export function typedMoment(at: string | number, now: number, zone: string): string {
  const day = isoDay(at, zone);
  return day === isoDay(now, zone) ? timeOfDay(at, zone) : `${day} ${timeOfDay(at, zone)}`;
}

// How far the clock of `zone` is ahead of UTC at a moment, in milliseconds.
function offsetAt(at: number, zone: string): number {
  const { year, month, day, hour, minute, second } = parts(at, zone);
  const local = Date.UTC(Number(year), MONTHS.indexOf(month), Number(day), Number(hour), Number(minute), Number(second));
  return local - Math.floor(at / 1000) * 1000;
}

interface Parts {
  year: string;
  month: string;
  day: string;
  weekday: string;
  hour: string;
  minute: string;
  second: string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const formats = new Map<string, Intl.DateTimeFormat>();

// Building a formatter costs a hundred times what using it does; lists format thousands of moments.
function format(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  };
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: knownZone(zone) });
  formats.set(zone, made);
  return made;
}

// A zone name this web view does not know must not break the window: it then shows UTC, as its label says.
function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}

function parts(at: string | number, zone: string): Parts {
  const found: Record<string, string> = {};
  for (const { type, value } of format(zone).formatToParts(new Date(at))) found[type] = value;
  const month = MONTHS[Number(found.month) - 1] ?? '';
  return { ...(found as unknown as Parts), month, day: String(Number(found.day)) };
}

// Whole days from one calendar date to another.
function calendarDays(from: Parts, to: Parts): number {
  return Math.round((noon(to) - noon(from)) / (DAY_SECONDS * 1000));
}

function noon(day: Parts): number {
  return Date.UTC(Number(day.year), MONTHS.indexOf(day.month), Number(day.day), 12);
}
