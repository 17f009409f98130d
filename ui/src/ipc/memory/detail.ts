/** One made-up session in depth. */
import type { Breakdown } from '../types/Breakdown';
import type { Category } from '../types/Category';
import type { ContextPoint } from '../types/ContextPoint';
import type { ExactContext } from '../types/ExactContext';
import type { OutlineEntry } from '../types/OutlineEntry';
import type { Session } from '../types/Session';
import type { SessionDetail } from '../types/SessionDetail';
import { Chance } from './chance';

const SHARES: [Category, number][] = [
  ['file_reads', 0.31],
  ['tool_results', 0.24],
  ['conversation', 0.16],
  ['system', 0.12],
  ['generated_code', 0.1],
  ['thinking', 0.05],
  ['memory_files', 0.02],
];

const PROMPTS = [
  'The session cache lives in memory. Move it to SQLite and keep the interface.',
  'Look at how the other tables do it first.',
  'The migration must be additive; a second process may hold the file open.',
  'Run the tests.',
  'Two fail: the clock is read inside the query. Pass the time in.',
  'Good. Now measure a cold start before and after.',
  'Write down what you found in docs/decisions.',
];

/** The detail of a session. */
export function makeDetail(session: Session, exact: boolean): SessionDetail {
  const used = session.context?.used_tokens ?? 0;
  const readable = session.context !== null && !session.transcript_gone;
  const breakdown = readable ? makeBreakdown(used, session.last_seen ?? '') : null;
  return {
    session,
    history: session.context ? makeHistory(session, used) : [],
    breakdown,
    recommendation: recommendation(session),
    exact: exact && readable ? makeExact(used) : null,
    outline: readable ? makeOutline(session, used) : [],
    transcript_path: `/home/ada/.claude/projects/-home-ada-code-${session.project}/${session.id}.jsonl`,
  };
}

function recommendation(session: Session): string {
  if (!session.context) return 'No response yet: nothing is known about its context.';
  if (session.context.percent >= 80) return 'Compact now to free about 40k tokens, before Claude Code does it in the middle of a task.';
  if (session.context.percent >= 50) return 'Work on. Half of the context is used: a good moment to finish what is open.';
  return 'Work on. There is room for several tasks.';
}

function makeBreakdown(used: number, computedAt: string): Breakdown {
  const categories = SHARES.map(([category, share]) => ({
    category,
    tokens: Math.round(used * share),
    percent: share * 100,
  }));
  const rest = used - categories.reduce((sum, { tokens }) => sum + tokens, 0);
  if (categories[0]) categories[0].tokens += rest;
  const part = (share: number) => Math.round(used * share);
  return {
    categories,
    scale: 1.07,
    counted_tokens: Math.round(used / 1.07),
    biggest: [
      { label: 'src/cache/session.rs', category: 'file_reads', count: 4, tokens: part(0.14) },
      { label: 'cargo test --workspace', category: 'tool_results', count: 6, tokens: part(0.11) },
      { label: 'src/store/migrations/0007_sessions.sql', category: 'generated_code', count: 2, tokens: part(0.06) },
      { label: 'git log --stat', category: 'tool_results', count: 1, tokens: part(0.05) },
      { label: 'docs/ARCHITECTURE.md', category: 'file_reads', count: 2, tokens: part(0.04) },
      { label: 'CLAUDE.md', category: 'memory_files', count: 1, tokens: part(0.02) },
    ],
    opportunities: [
      { kind: 'repeated_file_reads', label: '7 file reads that a later read of the same file replaces', count: 7, tokens: part(0.12), safe: true },
      { kind: 'verbose_output', label: '6 long outputs of test runs and git log', count: 6, tokens: part(0.1), safe: true },
      { kind: 'old_file_reads', label: '12 old file reads', count: 12, tokens: part(0.07), safe: true },
      { kind: 'early_exchanges', label: '9 early exchanges that later ones have overtaken', count: 9, tokens: part(0.06), safe: false },
    ],
    computed_at: computedAt,
  };
}

function makeHistory(session: Session, used: number): ContextPoint[] {
  const chance = new Chance(used);
  const count = Math.max(4, session.totals.responses);
  const start = Date.parse(session.first_seen ?? '');
  const step = (Date.parse(session.last_seen ?? '') - start) / (count - 1);
  const compactAt = session.compactions > 0 ? Math.floor(count * 0.55) : -1;
  let tokens = 18_000;
  const points = Array.from({ length: count }, (_, index) => {
    const compacted = index === compactAt;
    if (compacted) tokens = 31_000;
    else tokens += chance.skewed(compactAt > index ? 148_000 / compactAt : used / count);
    return { at: new Date(start + index * step).toISOString(), tokens, after_compaction: compacted };
  });
  return landingOn(points, used, compactAt);
}

// Bends the last stretch so that the history ends at the number that is shown.
function landingOn(points: ContextPoint[], used: number, from: number): ContextPoint[] {
  const first = points[Math.max(0, from)]?.tokens ?? 0;
  const last = points.at(-1)?.tokens ?? 1;
  return points.map((point, index) => {
    if (index < from) return { ...point, tokens: Math.min(point.tokens, 166_000) };
    return { ...point, tokens: Math.round(first + ((point.tokens - first) * (used - first)) / Math.max(1, last - first)) };
  });
}

function makeOutline(session: Session, used: number): OutlineEntry[] {
  const start = Date.parse(session.first_seen ?? '');
  const length = Date.parse(session.last_seen ?? '') - start;
  return PROMPTS.map((text, index) => ({
    at: new Date(start + (length * index) / PROMPTS.length).toISOString(),
    text,
    tokens: Math.round((used * (3 + ((index * 5) % 7))) / 60),
  }));
}

function makeExact(used: number): ExactContext {
  const total = Math.round(used * 0.996);
  return {
    total_tokens: total,
    max_tokens: 200_000,
    auto_compact_at: 167_000,
    categories: [
      { name: 'System prompt', tokens: 3_200 },
      { name: 'System tools', tokens: 11_900 },
      { name: 'Memory files', tokens: 2_400 },
      { name: 'Messages', tokens: total - 17_500 },
    ],
    difference_tokens: used - total,
  };
}
