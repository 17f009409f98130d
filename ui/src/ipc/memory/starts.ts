/** Made-up starts, and what one without a terminal says. */
import type { OutputLine } from '../types/OutputLine';
import type { Question } from '../types/Question';
import type { Start } from '../types/Start';
import { SCENE_NOW } from './scene';

/** What differs between starts. */
export interface StartSketch extends Partial<Omit<Start, 'due'>> {
  id: number;
  /** Milliseconds. */
  due: number;
}

/** A start that waits, unless the sketch says otherwise. */
export function makeStart({ id, due, ...sketch }: StartSketch): Start {
  const project_name = sketch.project_name ?? 'api-server';
  return {
    id,
    schedule: id,
    title: 'Make the tests of the limits pass',
    project_name,
    project: `/home/ada/code/${project_name}`,
    due: iso(due),
    first_due: iso(due),
    state: 'waiting',
    why: null,
    held_until: null,
    session_id: `9b1d7c40-0000-4000-8000-${String(id).padStart(12, '0')}`,
    place: 'terminal',
    ask: null,
    noticed_at: null,
    launched_at: null,
    confirmed_at: null,
    ended_at: null,
    spent_tokens: null,
    exit_code: null,
    stoppable: false,
    attach: null,
    ...sketch,
  };
}

/** The question of a start that was missed. */
export function missed(title: string): Question {
  return {
    number: 2,
    text: `${title} was due at 14:05, while this computer slept. Start it now?`,
    actions: [
      { action: 'start_now', label: 'Start now' },
      { action: 'at_next_reset', label: 'At next reset' },
      { action: 'drop', label: 'Drop' },
    ],
  };
}

/** The question of a start that is announced. */
export function announced(title: string): Question {
  return {
    number: 1,
    text: `${title} starts in 5 minutes.`,
    actions: [
      { action: 'start_now', label: 'Start now' },
      { action: 'in_15_minutes', label: 'In 15 minutes' },
      { action: 'skip', label: 'Skip' },
    ],
  };
}

/** What a session without a terminal said so far. */
export function makeOutput(lines: number): OutputLine[] {
  const script: Omit<OutputLine, 'at'>[] = [
    { kind: 'note', text: 'Started claude -p with the handoff and 3 objectives; may spend 200k tokens.' },
    { kind: 'said', text: "I'll read the handoff first, then make the two failing tests pass before I measure anything. The plan stays as it is written there: pass the time into the refill, run the tests, measure a cold start before and after." },
    { kind: 'tool', text: 'Read ~/.claude/session-handoffs/handoff-5b81f6d2.md' },
    { kind: 'tool', text: 'Read src/limits/bucket.rs' },
    { kind: 'said', text: 'The refill reads the clock itself. I pass the time in.' },
    { kind: 'tool', text: 'Edit src/limits/bucket.rs' },
    { kind: 'tool', text: 'Bash cargo test -p api limits::' },
    { kind: 'said', text: '216 passed.' },
    { kind: 'error', text: 'Bash: ./measure.sh: No such file or directory (exit code 127)' },
  ];
  return Array.from({ length: lines }, (_, index) => ({
    at: iso(SCENE_NOW - (lines - index) * 9_000),
    ...(script[index] ?? { kind: 'tool' as const, text: `Bash cargo bench --bench cold_start -- --run ${index}` }),
  }));
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}
