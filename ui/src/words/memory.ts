/** What is remembered, in words. Pure. */
import type { MemoryHitKind } from '../ipc/types/MemoryHitKind';
import type { MemoryKind } from '../ipc/types/MemoryKind';
import type { StackKind } from '../ipc/types/StackKind';

/** Kinds of remembered things. */
export const MEMORY_KIND: Record<MemoryKind, string> = { decision: 'Decision', fact: 'Fact', pattern: 'Pattern', note: 'Note' };

/** Kinds of found things. */
export const HIT_KIND: Record<MemoryHitKind, string> = { session: 'Session', handoff: 'Handoff', decision: 'Decision', note: 'Note' };

/** Kinds of parts of a stack, in the order in which they are shown. */
export const STACK_KIND: Record<StackKind, string> = {
  language: 'Language',
  framework: 'Framework',
  database: 'Database',
  test_runner: 'Tests',
  build_tool: 'Build',
  package_manager: 'Packages',
  ci: 'CI',
  container: 'Containers',
  infrastructure: 'Infrastructure',
};

/** How something was found; what is not here is shown as it is. */
export const HOW_FOUND: Record<string, string> = {
  stated: 'you said so',
  plan_accepted: 'a plan you accepted',
  answered: 'you were asked',
  instructions: 'from CLAUDE.md',
  document: 'from a document',
  commands: 'from commands',
  added: 'added by you',
};

/** Below this weight a decision has faded: it is told last. */
export const FADED = 0.2;
