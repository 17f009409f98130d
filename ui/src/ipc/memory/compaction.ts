/** What compacting a made-up session would do, and what it did. */
import { grouped, tokens as tokenWords } from '../../words/numbers';
import { Problem } from '../backend';
import type { CacheEffect } from '../types/CacheEffect';
import type { Compaction } from '../types/Compaction';
import type { CompactionItem } from '../types/CompactionItem';
import type { CompactionPlan } from '../types/CompactionPlan';
import type { CompactLevel } from '../types/CompactLevel';
import type { OpportunityKind } from '../types/OpportunityKind';
import type { Session } from '../types/Session';
import { Chance } from './chance';
import { minutesAgo, type Scene } from './scene';

/** A kind of thing that goes: from which level on, and what such things are called. */
const KINDS: { kind: OpportunityKind; from: number; share: number; why: string; labels: string[] }[] = [
  {
    kind: 'repeated_file_reads', from: 0, share: 0.04, why: 'a later read of the same file replaces it',
    labels: ['src/cache/session.rs', 'src/store/migrations/0007_sessions.sql', 'src/limits/bucket.rs', 'Cargo.toml', 'src/api/routes.rs'],
  },
  {
    kind: 'repeated_tool_results', from: 0, share: 0.015, why: 'the same call gave the same answer again later',
    labels: ['git status', 'cargo check', 'ls src/limits'],
  },
  {
    kind: 'verbose_output', from: 0, share: 0.035, why: 'long, and its end was all that mattered',
    labels: ['cargo test --workspace', 'git log --stat', 'npm run build', 'docker compose logs api', 'cargo clippy --all-targets'],
  },
  {
    kind: 'old_tool_results', from: 1, share: 0.14, why: 'its call stays; the command can be run again',
    labels: ['rg --json limiter', 'cargo tree', 'curl -s localhost:8080/health', 'sqlite3 dev.db .schema'],
  },
  {
    kind: 'old_file_reads', from: 0, share: 0.03, why: 'on disk as it was; not touched for 12 prompts',
    labels: ['docs/ARCHITECTURE.md', 'src/config.rs', 'src/http/middleware.rs', 'tests/limits.rs', 'src/main.rs', 'README.md'],
  },
  {
    kind: 'early_exchanges', from: 2, share: 0.22, why: 'later exchanges have overtaken it',
    labels: ['Look at how the other limits do it first.', 'The limit must hold across processes.', 'Run the tests.', 'Why a bucket and not a window?'],
  },
];

const LEVELS: CompactLevel[] = ['soft', 'strategic', 'emergency'];

/** What a compaction at a level would do. */
export function makePlan(scene: Scene, session: Session, level: CompactLevel): CompactionPlan {
  if (session.transcript_gone) {
    throw new Problem({ code: 'not_found', message: 'The transcript of this session is gone from disk.', hint: 'Its handoff, if there is one, can still start a new session.' });
  }
  const context = session.context;
  if (!context) throw new Problem({ code: 'bad_input', message: 'This session has no response yet: there is nothing to compact.', hint: null });
  const items = makeItems(scene, context.used_tokens, LEVELS.indexOf(level));
  const savesOf = (own: CompactionItem[]) => own.reduce((sum, { tokens }) => sum + tokens, 0);
  const saves = savesOf(items);
  const live = session.activity.state !== 'past';
  return {
    session_id: session.id,
    title: session.title,
    project: session.project,
    level,
    live,
    context_tokens: context.used_tokens,
    usable_tokens: context.usable_tokens,
    items,
    kept: [
      { label: 'decisions', count: 14, tokens: 6_200 },
      { label: 'errors and their solutions', count: 5, tokens: 8_900 },
      { label: 'current edits', count: 9, tokens: 17_300 },
      { label: 'objectives', count: 3, tokens: 900 },
      { label: 'last exchanges', count: 10, tokens: 21_400 },
    ],
    saves_tokens: saves,
    after_tokens: context.used_tokens - saves,
    cache: makeCache(context.used_tokens - saves, saves, live),
    levels: LEVELS.map((one, depth) => ({ level: one, saves_tokens: savesOf(makeItems(scene, context.used_tokens, depth)) })),
    transcript_bytes: 4_812_400,
    notes: level === 'emergency' ? ['Three early exchanges hold pictures; their words stay.'] : [],
  };
}

function makeItems(scene: Scene, used: number, depth: number): CompactionItem[] {
  const chance = new Chance(used);
  const many = scene === 'full' ? 12 : 1;
  const items = KINDS.filter(({ from }) => from <= depth).flatMap(({ kind, share, why, labels }) =>
    Array.from({ length: labels.length * many }, (_, index) => {
      const label = labels[index % labels.length] ?? '';
      const turn = chance.between(1, 31);
      return {
        key: `${kind}:${index}`,
        kind,
        label,
        why,
        tokens: Math.max(120, chance.skewed((used * share) / (labels.length * many))),
        turn,
        at: minutesAgo(300 - turn * 5),
        placeholder: `[${label} left out by Segue: ${why}]`,
      };
    }),
  );
  return items;
}

function makeCache(after: number, saves: number, live: boolean): CacheEffect {
  const cost = Math.round(after * 6.25);
  const words = `$${(cost / 1_000_000).toFixed(2)}`;
  const turns = Math.max(1, Math.round((after * 1.15) / (saves * 0.1)));
  return {
    rewritten_tokens: after,
    cost_micros: cost,
    cold: !live,
    pays_after_turns: live ? turns : 0,
    sentence: live
      ? `The prompt cache is warm: writing ${tokenWords(after)} tokens anew costs about ${words}. That pays after ${turns} turns.`
      : `The prompt cache has expired anyway: the next turn writes ${tokenWords(after)} tokens instead of ${tokenWords(after + saves)}, whichever you resume.`,
  };
}

/** What a compaction did. */
export function makeCompaction(plan: CompactionPlan, keep: string[]): Compaction {
  if (plan.live) {
    throw new Problem({ code: 'session_live', message: 'The session is still open in a terminal.', hint: 'Leave it with /exit, then compact.' });
  }
  const saved = plan.items.filter(({ key }) => !keep.includes(key)).reduce((sum, { tokens }) => sum + tokens, 0);
  const id = 'e07c2b44-93d1-4f6a-8f52-1d0b6a9c3e58';
  const cwd = '/home/ada/code/api-server';
  const after = plan.context_tokens - saved;
  return {
    session_id: id,
    from_session: plan.session_id,
    level: plan.level,
    before_tokens: plan.context_tokens,
    after_tokens: after,
    verified_tokens: Math.round(after * 1.008),
    saved_tokens: saved,
    transcript: `/home/ada/.claude/projects/-home-ada-code-api-server/${id}.jsonl`,
    resume: { program: 'claude', arguments: ['--resume', id], cwd, config_dir: null, line: `cd ${cwd} && claude --resume ${id}` },
    notes: keep.length > 0 ? [`${grouped(keep.length)} things stayed because you kept them.`] : [],
  };
}
