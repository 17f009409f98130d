/** From a number or a status to the level of attention it asks for. The borders are the tray's: 50, 80, 90. */
import type { ContextStatus } from '../ipc/types/ContextStatus';
import type { Level } from '../ipc/types/Level';
import type { Verdict } from '../ipc/types/Verdict';

/** The level of a used percentage. */
export function levelOf(percent: number): Level {
  if (percent >= 90) return 'danger';
  if (percent >= 80) return 'warning';
  if (percent >= 50) return 'notice';
  return 'ok';
}

/** The level of a context status; thresholds are settable, so the status decides, not the percentage. */
export const CONTEXT_LEVEL: Record<ContextStatus, Level> = {
  fresh: 'ok',
  healthy: 'ok',
  moderate: 'notice',
  warning: 'notice',
  danger: 'warning',
  critical: 'danger',
};

/** The level of a check. */
export const VERDICT_LEVEL: Record<Verdict, Level> = { good: 'ok', hint: 'notice', bad: 'danger' };
