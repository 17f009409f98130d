/** A quota window in sentences. Pure. */
import type { Provenance } from '../ipc/types/Provenance';
import type { Window as QuotaWindow } from '../ipc/types/Window';
import { SOURCE } from './names';
import { grouped, percent, tokens } from './numbers';
import { age, clock, duration, secondsBetween } from './time';

/** A window of which a percentage is known. */
export type KnownWindow = Extract<QuotaWindow, { state: 'known' }>;

/** Whether the number was computed by Segue and not measured: it then wears a `~`. */
export function isEstimate(provenance: Provenance): boolean {
  return provenance.source === 'estimate';
}

/** `62 %`, or `~62 %` for an estimate. */
export function usedWords(window: KnownWindow): string {
  return `${isEstimate(window.provenance) ? '~' : ''}${percent(window.used_percent)}`;
}

/** When it resets: `resets 18:50, in 2 h 39 m`. */
export function resetWords(window: KnownWindow, now: number, zone: string): string {
  if (!window.resets_at) return 'reset time not known';
  const wait = secondsBetween(now, window.resets_at);
  if (wait <= 0) return `reset was due ${clock(window.resets_at, now, zone)}`;
  return `resets ${clock(window.resets_at, now, zone)}, in ${duration(wait)}`;
}

/** What the present speed leads to, as a sentence; `null` when no speed is known. */
export function paceWords(window: KnownWindow, now: number, zone: string): string | null {
  if (window.limit_hit) return 'The limit is reached. Requests are refused until the reset.';
  const pace = window.pace;
  if (!pace) return null;
  if (pace.runs_out_at && pace.early_seconds !== null) {
    const early = duration(pace.early_seconds);
    return `At this pace you run out at ${clock(pace.runs_out_at, now, zone)}, ${early} before the reset.`;
  }
  if (pace.percent_at_reset === null) return null;
  return `At this pace you make it, with about ${percent(pace.percent_at_reset)} used at the reset.`;
}

/** The burn rate: `17 % an hour`, `2 % a day` for the slow; `null` when no speed is known. */
export function burnWords(window: KnownWindow): string | null {
  if (!window.pace) return null;
  const perHour = window.pace.percent_per_hour;
  return perHour >= 1 ? `${percent(perHour)} an hour` : `${percent(perHour * 24)} a day`;
}

/** The pace in three words, for the glance panel. */
export function paceShort(window: KnownWindow, now: number, zone: string): string {
  if (window.limit_hit) return 'limit reached';
  if (!window.pace) return 'pace not known yet';
  return window.pace.runs_out_at ? `pace: runs out ${clock(window.pace.runs_out_at, now, zone)}` : 'pace: you make it';
}

/** The answer in large: how long it lasts, and when it starts anew. */
export function leftWords(window: QuotaWindow, now: number, zone: string): string {
  if (window.state === 'not_started') return 'Not started: begins with your next message';
  if (window.state === 'tokens_only') return `${tokens(window.tokens)} tokens used; the limit is not known`;
  const reset = window.resets_at ? `resets ${clock(window.resets_at, now, zone)}` : 'reset time not known';
  if (window.limit_hit) return `Limit reached; ${reset}`;
  const runsOut = window.pace?.runs_out_at;
  if (runsOut) return `${duration(secondsBetween(now, runsOut))} left at this pace; ${reset}`;
  return `${percent(Math.max(0, 100 - window.used_percent))} left; ${reset}`;
}

/** Source and age, as a sentence's end: `from Claude Code's statusline, 40 s ago`. */
export function provenanceWords(provenance: Provenance, now: number): string {
  return `from ${SOURCE[provenance.source]}, ${age(secondsBetween(provenance.seen_at, now))}`;
}

/** The error band of an estimate: `± 4 points`; `null` for a measurement. */
export function bandWords(provenance: Provenance): string | null {
  if (provenance.error_points === null) return null;
  const points = Math.max(1, Math.round(provenance.error_points));
  return `± ${grouped(points)} ${points === 1 ? 'point' : 'points'}`;
}

/** What a screen reader says of a meter: value, state, reset, and where it is from. */
export function windowSpoken(window: KnownWindow, now: number, zone: string): string {
  const stale = window.provenance.stale ? ', out of date' : '';
  const estimate = isEstimate(window.provenance) ? 'estimated ' : '';
  return `${estimate}${percent(window.used_percent)} used${stale}; ${resetWords(window, now, zone)}`;
}
