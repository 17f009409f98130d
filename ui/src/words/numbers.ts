/**
 * Numbers in words. The same rules as the engine's `words`: a value reads the same in the window, the tray and the
 * terminal. Pure; never guesses a locale.
 */

import type { ContextReading } from '../ipc/types/ContextReading';

/** Tokens: `999`, `1.2k`, `38k`, `1.2M`, `3.4B`. */
export function tokens(count: number): string {
  if (count < 1_000) return String(Math.round(count));
  if (count < 9_950) return `${tenths(count / 1_000)}k`;
  if (count < 999_500) return `${Math.round(count / 1_000)}k`;
  if (count < 99_950_000) return `${tenths(count / 1_000_000)}M`;
  if (count < 999_500_000) return `${Math.round(count / 1_000_000)}M`;
  return `${tenths(count / 1_000_000_000)}B`;
}

function tenths(value: number): string {
  return (Math.round(value * 10) / 10).toFixed(1);
}

/** A whole number with thousands separated: `1,234,567`. */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A percentage: `62 %`. A little use is never 0, and nearly all of it is never 100. */
export function percent(value: number): string {
  return `${wholePercent(value)} %`;
}

/** A context's percentage; with `~` where the size of the window is assumed. */
export function contextPercent(context: ContextReading): string {
  return `${context.window_source === 'assumed' ? '~' : ''}${percent(context.percent)}`;
}

/** The number of `percent`, without its sign. */
export function wholePercent(value: number): number {
  if (value > 0 && value < 1) return 1;
  if (value > 99 && value < 100) return 99;
  return Math.round(value);
}

/** Micro-dollars: `$0.00`, `<$0.01`, `$1.24`, `$1,234.50`. */
export function money(micros: number): string {
  const cents = Math.round(micros / 10_000);
  if (micros > 0 && cents === 0) return '<$0.01';
  return `$${grouped(Math.floor(cents / 100))}.${String(cents % 100).padStart(2, '0')}`;
}

/** Dollars, as usage rows carry them, in the words of `money`. */
export function dollars(amount: number): string {
  return money(Math.round(amount * 1_000_000));
}

/** `1 session`, `2 sessions`, `1,712 sessions`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
