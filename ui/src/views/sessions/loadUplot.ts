/**
 * Brings uPlot in when a chart is first drawn. It asks Intl for `navigator.language` while it loads, and WebKit says `C`
 * or `POSIX` when the system has no locale: Intl throws at that, and nothing would be drawn.
 */
import type uPlot from 'uplot';

/** uPlot itself. */
export async function loadUplot(): Promise<typeof uPlot> {
  if (!isLanguage(navigator.language)) Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
  return (await import('uplot')).default;
}

/** Whether Intl knows what to do with it. */
export function isLanguage(tag: string): boolean {
  try {
    Intl.getCanonicalLocales(tag);
    return tag !== '';
  } catch {
    return false;
  }
}
