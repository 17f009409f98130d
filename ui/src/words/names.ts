/** What a person calls the engine's enum values. One table each, so that a new value is a compile error here. */
import type { Action } from '../ipc/types/Action';
import type { Activity } from '../ipc/types/Activity';
import type { Category } from '../ipc/types/Category';
import type { ContextStatus } from '../ipc/types/ContextStatus';
import type { Level } from '../ipc/types/Level';
import type { Source } from '../ipc/types/Source';
import type { UsageBy } from '../ipc/types/UsageBy';
import type { Verdict } from '../ipc/types/Verdict';
import type { WindowSource } from '../ipc/types/WindowSource';
import type { Zone } from '../ipc/types/Zone';

/** Parts of a context. */
export const CATEGORY: Record<Category, string> = {
  system: 'System and tools',
  memory_files: 'Memory files',
  file_reads: 'File reads',
  tool_results: 'Tool results',
  conversation: 'Conversation',
  generated_code: 'Generated code',
  thinking: 'Thinking',
};

/** In this order everywhere, so that a colour keeps its place. */
export const CATEGORIES = Object.keys(CATEGORY) as Category[];

/** A source, after "from". */
export const SOURCE: Record<Source, string> = {
  statusline: "Claude Code's statusline",
  run_event: "a run's rate-limit event",
  cli_cache: "Claude Code's cached usage",
  claude_answer: 'Claude Code, asked',
  transcript: 'the transcript',
  estimate: 'an estimate from tokens',
};

/** A source in one word, where room is scarce. */
export const SOURCE_SHORT: Record<Source, string> = {
  statusline: 'statusline',
  run_event: 'run event',
  cli_cache: 'CLI cache',
  claude_answer: 'asked',
  transcript: 'transcript',
  estimate: 'estimate',
};

/** Levels as read out by a screen reader, and beside their icons. */
export const LEVEL: Record<Level, string> = {
  ok: 'fine',
  notice: 'worth knowing',
  warning: 'act soon',
  danger: 'act now',
};

/** Context statuses. */
export const CONTEXT_STATUS: Record<ContextStatus, string> = {
  fresh: 'fresh',
  healthy: 'healthy',
  moderate: 'moderate',
  warning: 'warning',
  danger: 'danger',
  critical: 'critical',
};

/** Quota zones. */
export const ZONE: Record<Zone, string> = {
  fresh: 'fresh',
  excellent: 'excellent',
  good: 'good',
  moderate: 'moderate',
  danger: 'danger',
  critical: 'critical',
  emergency: 'emergency',
};

/** The next step, as a short heading. */
export const ACTION: Record<Action, string> = {
  continue: 'Work on',
  continue_aware: 'Work on, half is used',
  compact: 'Compact',
  save_and_restart: 'Save and restart',
  plan_next: 'Plan the next session',
  wrap_up: 'Wrap up',
  save_and_exit: 'Save and leave',
  wait_for_reset: 'Wait for the reset',
};

/** Who said how large a context window is. */
export const WINDOW_SOURCE: Record<WindowSource, string> = {
  session: 'as Claude Code said for this session',
  same_model: 'as Claude Code said for this model elsewhere',
  assumed: 'assumed from the model',
};

/** How usage is grouped. */
export const USAGE_BY: Record<UsageBy, string> = {
  day: 'Day',
  week: 'Week',
  month: 'Month',
  project: 'Project',
  model: 'Model',
  session: 'Session',
  hour_of_week: 'Hour of the week',
};

/** How a check ended. */
export const VERDICT: Record<Verdict, string> = {
  good: 'as it should be',
  hint: 'works, could be better',
  bad: 'does not work',
};

/** What a session is doing. */
export function activity(of: Activity): string {
  switch (of.state) {
    case 'idle':
      return 'idle';
    case 'busy':
      return 'busy';
    case 'waiting':
      return `waits: ${of.waiting_for}`;
    case 'past':
      return 'past';
  }
}

/** `claude-opus-5-20260401` as `Opus 5`; unknown forms stay as they are. */
export function model(name: string | null): string {
  if (!name) return '–';
  const bare = name.replace(/^.*\//, '').replace(/^(us\.|eu\.)?anthropic\./, '').replace(/\[1m\]$/, '');
  const match = /^claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?(?:-\d{8}|-latest|@\d+)?$/.exec(bare);
  if (!match) return name;
  const [, family = '', major = '', minor] = match;
  return `${family.charAt(0).toUpperCase()}${family.slice(1)} ${major}${minor ? `.${minor}` : ''}`;
}

/** A session's name: its title, or its id when it has none yet. */
export function sessionTitle(session: { title: string | null; id: string }): string {
  return session.title ?? `Untitled, ${session.id.slice(0, 8)}`;
}
