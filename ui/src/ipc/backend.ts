/**
 * Everything the window asks of the engine, and everything the engine tells the window. Two implementations: `tauri.ts`
 * speaks to the app, `memory.ts` makes a history up. Nothing outside this folder knows which one it has.
 */
import type { Accuracy } from './types/Accuracy';
import type { AppInfo } from './types/AppInfo';
import type { Compaction } from './types/Compaction';
import type { CompactionPlan } from './types/CompactionPlan';
import type { CompactLevel } from './types/CompactLevel';
import type { Digest } from './types/Digest';
import type { Doctor } from './types/Doctor';
import type { Estimate } from './types/Estimate';
import type { EstimateHead } from './types/EstimateHead';
import type { EstimateQuery } from './types/EstimateQuery';
import type { Format } from './types/Format';
import type { Handoff } from './types/Handoff';
import type { HandoffEntry } from './types/HandoffEntry';
import type { Learned } from './types/Learned';
import type { LevelAdvice } from './types/LevelAdvice';
import type { Live } from './types/Live';
import type { MarkKind } from './types/MarkKind';
import type { Memory } from './types/Memory';
import type { MemoryHit } from './types/MemoryHit';
import type { MemoryKind } from './types/MemoryKind';
import type { MemoryQuery } from './types/MemoryQuery';
import type { ModelChange } from './types/ModelChange';
import type { ModelView } from './types/ModelView';
import type { NextSession } from './types/NextSession';
import type { OpenedTerminal } from './types/OpenedTerminal';
import type { PlanDetail } from './types/PlanDetail';
import type { PlanFile } from './types/PlanFile';
import type { PlanReading } from './types/PlanReading';
import type { PlanSummary } from './types/PlanSummary';
import type { ProblemView } from './types/ProblemView';
import type { Project } from './types/Project';
import type { Quota } from './types/Quota';
import type { Report } from './types/Report';
import type { ReportHead } from './types/ReportHead';
import type { Restart } from './types/Restart';
import type { ResumeCommand } from './types/ResumeCommand';
import type { Schedule } from './types/Schedule';
import type { ScheduleDetail } from './types/ScheduleDetail';
import type { Schedules } from './types/Schedules';
import type { Session } from './types/Session';
import type { SessionDetail } from './types/SessionDetail';
import type { SessionQuery } from './types/SessionQuery';
import type { Setting } from './types/Setting';
import type { Spec } from './types/Spec';
import type { Start } from './types/Start';
import type { StartAction } from './types/StartAction';
import type { StartAnswer } from './types/StartAnswer';
import type { StartOutput } from './types/StartOutput';
import type { Status } from './types/Status';
import type { TaskType } from './types/TaskType';
import type { Timeline } from './types/Timeline';
import type { Topic } from './types/Topic';
import type { Usage } from './types/Usage';
import type { UsageQuery } from './types/UsageQuery';
import type { When } from './types/When';

/** Ends a subscription. */
export type Unsubscribe = () => void;

/** Every call may reject with a `Problem`. */
export interface Backend {
  status(): Promise<Status>;
  sessions(query: SessionQuery): Promise<Session[]>;
  /** `exact` asks Claude Code itself as well: seconds, not milliseconds. */
  session(id: string, exact: boolean): Promise<SessionDetail>;
  /** What compacting would take out; reads the whole transcript. */
  planCompaction(session: string, level: CompactLevel): Promise<CompactionPlan>;
  /** The level that the session's context asks for. */
  compactionLevel(session: string): Promise<LevelAdvice>;
  /** Writes a fork without what the plan names, `keep` excepted, and lets Claude Code check it: seconds. */
  compact(plan: CompactionPlan, keep: string[]): Promise<Compaction>;
  /** The session's handoff, made or brought up to date; one that a person edited stays as it is. */
  handoff(session: string): Promise<Handoff>;
  /** The handoff as it was last saved, if there is one. */
  storedHandoff(session: string): Promise<Handoff | null>;
  saveHandoff(session: string, markdown: string): Promise<Handoff>;
  /** All handoffs, or those of the project at this path; newest first. */
  handoffs(project: string | null): Promise<HandoffEntry[]>;
  /** A new session that is told the handoff; `open` starts it in a terminal. */
  restart(session: string, open: boolean): Promise<Restart>;
  /** Runs a command that the engine offered in the person's terminal. */
  openInTerminal(command: ResumeCommand): Promise<OpenedTerminal>;
  projects(): Promise<Project[]>;
  /** What is remembered of the project at this path. */
  memory(project: string): Promise<Memory>;
  memorySearch(query: MemoryQuery): Promise<MemoryHit[]>;
  addMemory(project: string, kind: MemoryKind, text: string): Promise<unknown>;
  editMemory(item: number, text: string): Promise<unknown>;
  pinMemory(item: number, pinned: boolean): Promise<unknown>;
  /** No longer told; nothing is deleted. */
  forgetMemory(item: number): Promise<unknown>;
  restoreMemory(item: number): Promise<unknown>;
  /** What a session restarted in the project at this path is told besides the handoff. */
  launchDigest(project: string): Promise<Digest>;
  /** What a next session begins with: the handoff of `session`, or of the newest one in the project at this path. */
  nextSession(project: string | null, session: string | null): Promise<NextSession>;
  /** What a session of this plan would be told, word for word. */
  previewPrompt(spec: Spec): Promise<string>;
  addSchedule(spec: Spec): Promise<Schedule>;
  changeSchedule(id: number, spec: Spec): Promise<Schedule>;
  /** Those with something to come; `all`: the ended ones too. */
  schedules(all: boolean): Promise<Schedules>;
  schedule(id: number): Promise<ScheduleDetail>;
  /** Of a repeating one only the next start. */
  moveSchedule(id: number, when: When): Promise<Schedule>;
  pauseSchedule(id: number, paused: boolean): Promise<Schedule>;
  cancelSchedule(id: number): Promise<Schedule>;
  skipNext(id: number): Promise<Schedule>;
  runNow(id: number): Promise<Start>;
  /** Answers the question `ask` of a start; the first answer counts, from whichever face. */
  answerStart(start: number, ask: number, action: StartAction): Promise<StartAnswer>;
  stopStart(start: number): Promise<Start>;
  /** What a start without a terminal has said, from a byte on. */
  startOutput(start: number, from: number): Promise<StartOutput>;
  timeline(from: string, to: string): Promise<Timeline>;
  /** What a person typed as a time: `18:05`, `tomorrow 09:00`, `weekdays 09:00`, `every reset`. */
  readWhen(text: string): Promise<When>;
  /** A plan from a text; `source` is the file it came from. */
  importPlan(text: string, format: Format, source: string | null, project: string | null): Promise<PlanDetail>;
  /** What is understood of a text; nothing is kept. */
  checkPlan(text: string, format: Format): Promise<PlanReading>;
  /** Asks for a file with a plan; `null` when the person closed the dialog. */
  choosePlanFile(): Promise<PlanFile | null>;
  /** `all`: the archived ones too. */
  plans(all: boolean): Promise<PlanSummary[]>;
  plan(id: number): Promise<PlanDetail>;
  /** Refused when the plan has another version by now. */
  editPlan(id: number, text: string, version: number): Promise<PlanDetail>;
  /** Asks where to save; the path, or `null` when the person closed the dialog. */
  exportPlan(id: number, format: Format): Promise<string | null>;
  archivePlan(id: number, archived: boolean): Promise<unknown>;
  linkSession(plan: number, session: string, estimate: number | null): Promise<PlanDetail>;
  unlinkSession(session: string): Promise<unknown>;
  markPhase(plan: number, key: string, kind: MarkKind): Promise<PlanDetail>;
  /** What a plan or a sentence will take; `save` keeps it, so that it can be compared with what happens. */
  estimate(query: EstimateQuery): Promise<Estimate>;
  savedEstimate(id: number): Promise<Estimate>;
  estimates(limit: number): Promise<EstimateHead[]>;
  /** Learns from what has finished and was not learned yet: seconds. */
  learn(): Promise<Learned>;
  /** What kind of work a session really was. */
  correctTaskType(session: string, kind: TaskType): Promise<unknown>;
  model(): Promise<ModelView>;
  modelHistory(): Promise<ModelChange[]>;
  /** Begins anew; the old model is kept. */
  resetModel(): Promise<ModelView>;
  /** Asks where to save; the path, or `null`. */
  exportModel(): Promise<string | null>;
  /** Asks for a file; `null` when the person closed the dialog. */
  importModel(): Promise<ModelView | null>;
  /** How a session stands against its estimate; `null` when it has none. */
  live(session: string): Promise<Live | null>;
  lives(): Promise<Live[]>;
  report(session: string): Promise<Report>;
  reports(limit: number): Promise<ReportHead[]>;
  /** Opens the report's file in the person's editor. */
  openReport(session: string): Promise<unknown>;
  /** How good the estimates were. */
  accuracy(): Promise<Accuracy>;
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
