/**
 * Everything the window asks of the engine, and everything the engine tells the window. Two implementations: `tauri.ts`
 * speaks to the app, `memory.ts` makes a history up. Nothing outside this folder knows which one it has.
 */
import type { AppInfo } from './types/AppInfo';
import type { Doctor } from './types/Doctor';
import type { ProblemView } from './types/ProblemView';
import type { Quota } from './types/Quota';
import type { Session } from './types/Session';
import type { SessionDetail } from './types/SessionDetail';
import type { SessionQuery } from './types/SessionQuery';
import type { Setting } from './types/Setting';
import type { Status } from './types/Status';
import type { Topic } from './types/Topic';
import type { Usage } from './types/Usage';
import type { UsageQuery } from './types/UsageQuery';

/** Ends a subscription. */
export type Unsubscribe = () => void;

/** Every call may reject with a `Problem`. */
export interface Backend {
  status(): Promise<Status>;
  sessions(query: SessionQuery): Promise<Session[]>;
  /** `exact` asks Claude Code itself as well: seconds, not milliseconds. */
  session(id: string, exact: boolean): Promise<SessionDetail>;
  usage(query: UsageQuery): Promise<Usage>;
  quota(): Promise<Quota>;
  /** Asks Claude Code for the quota now; no model turn. */
  askQuota(): Promise<Quota>;
  doctor(): Promise<Doctor>;
  settings(): Promise<Setting[]>;
  setSetting(key: string, value: string): Promise<Setting[]>;
  /** `null` resumes. */
  pauseAlerts(minutes: number | null): Promise<Status>;
  /** Asks where to save; the path, or `null` when the person closed the dialog. */
  exportUsage(query: UsageQuery): Promise<string | null>;
  /** Opens the main window at a view; for the glance panel. */
  openView(view: string): Promise<unknown>;
  appInfo(): Promise<AppInfo>;
  /** Told once, after the first paint with content. */
  windowPainted(): Promise<unknown>;
  onChanged(listener: (topics: Topic[]) => void): Unsubscribe;
  onNavigate(listener: (view: string) => void): Unsubscribe;
}

/** A failed call: code for branching, message and hint for the person. */
export class Problem extends Error implements ProblemView {
  readonly code: string;
  readonly hint: string | null;

  constructor(view: ProblemView) {
    super(view.message);
    this.code = view.code;
    this.hint = view.hint;
  }

  /** Whatever a call was rejected with, as a problem that can be shown. */
  static from(thrown: unknown): Problem {
    if (thrown instanceof Problem) return thrown;
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
      const { code, message, hint } = thrown as ProblemView;
      return new Problem({ code, message, hint: hint ?? null });
    }
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new Problem({ code: 'unexpected', message, hint: null });
  }
}
