/** What Now, the rail and the glance panel read out of a status. Pure. */
import type { HandoffEntry } from '../../ipc/types/HandoffEntry';
import type { Level } from '../../ipc/types/Level';
import type { Session } from '../../ipc/types/Session';
import type { Status } from '../../ipc/types/Status';
import type { Window as QuotaWindow } from '../../ipc/types/Window';
import { madeByItself } from '../../words/handoffs';
import { CONTEXT_LEVEL, levelOf } from '../../words/levels';

/** A number for a ring or a meter. */
export interface Reading {
  percent: number;
  level: Level;
  timePercent: number | null;
  stale: boolean;
}

/** The 5-hour window, when its percentage is known. */
export function fiveHour(status: Status | null): Reading | null {
  const window = status?.windows.find(({ kind }) => kind === 'five_hour');
  return window?.state === 'known' ? readingOf(window) : null;
}

/** A known window as a reading. */
export function readingOf(window: Extract<QuotaWindow, { state: 'known' }>): Reading {
  return {
    percent: window.used_percent,
    level: window.limit_hit ? 'danger' : levelOf(window.used_percent),
    timePercent: window.time_percent,
    stale: window.provenance.stale,
  };
}

/** The live session whose context is fullest; the engine lists it first. */
export function fullestSession(status: Status | null): Session | null {
  return status?.live.find(({ context }) => context !== null) ?? null;
}

/** The fullest live context. */
export function fullestContext(status: Status | null): Reading | null {
  const context = fullestSession(status)?.context;
  if (!context) return null;
  const { percent, status: state, provenance } = context;
  return { percent, level: CONTEXT_LEVEL[state], timePercent: null, stale: provenance.stale };
}

/** Whether there is nothing at all to show yet. */
export function nothingYet(status: Status): boolean {
  const { sessions, progress } = status.index;
  return sessions === 0 && progress === null && status.live.length === 0 && !status.windows.some(({ state }) => state === 'known');
}

const HOUR_MS = 3_600_000;

/** The newest handoff that was made without being asked for in the last 12 hours and that no session was told yet. */
export function waitingHandoff(handoffs: HandoffEntry[], now: number): HandoffEntry | null {
  return handoffs.find(({ made_at, made_by, used_by }) => madeByItself(made_by) && used_by === null && now - Date.parse(made_at) < 12 * HOUR_MS) ?? null;
}
