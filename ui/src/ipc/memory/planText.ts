/** Reads a made-up plan: enough of the engine's Markdown to write, check and jump to an error with. */
import type { Amount } from '../types/Amount';
import type { Phase } from '../types/Phase';
import type { Plan } from '../types/Plan';
import type { PlanReading } from '../types/PlanReading';
import type { Stated } from '../types/Stated';
import type { Task } from '../types/Task';

/** The plan that most scenes show. */
export const RATE_LIMITS = `# Session 3: rate limits on the public API

**Status:** ready
**Estimate:** 86-110k tokens, 2.5-3h

One API key must not be able to starve the others. Bursts are wanted; a sustained flood is not.

## Objectives

- Every public endpoint is limited per API key
- A client that is refused knows when to come back

## Phase 1: Token bucket (25-32k tokens, 45 min)

- [x] The bucket as a pure value: tokens, capacity, refill per second
- [x] Tests with a clock that is passed in

**Deliverables:** \`src/limits/bucket.rs\`

## Phase 2: Middleware (30-38k tokens, 1h)

After: 1

- [ ] Refuse with 429 and Retry-After in whole seconds
- [ ] The key comes from the gateway's header, never from the body

**Success:** \`cargo test limits\` passes

## Phase 3: Migration (12k tokens, 20 min)

After: 1. Can run in parallel with phase 2.

- [ ] Migration 0007_limits.sql, additive: a second process may hold the file open

## Phase 4: Measure and document (10-14k tokens, 30 min)

After: 2, 3

- [ ] A cold start before and after
- [ ] The choice of bucket over window in docs/decisions

## Risks

The gateway strips headers it does not know. Ask operations first.
`;

/** What is understood of a text. */
export function readPlan(text: string): PlanReading {
  const lines = text.split('\n');
  const plan: Plan = { ...blank(), title: (lines.find((line) => line.startsWith('# ')) ?? '# Untitled').slice(2), status: null, summary: '', phases: [], other: [] };
  const notes: PlanReading['notes'] = [];
  let phase: Phase | null = null;
  for (const [index, line] of lines.entries()) {
    const heading = /^## Phase (\S+?): ([^(]*)(?:\((.*)\))?/.exec(line);
    const estimate = /^\*\*Estimate:\*\* (.*)/.exec(line);
    const status = /^\*\*Status:\*\* (.*)/.exec(line);
    const after = /^After: ([\d., ]+)/.exec(line);
    const task = /^- \[( |x)\] (.*)/.exec(line);
    if (heading) {
      phase = { ...blank(), key: heading[1] ?? '', title: heading[2]?.trim() ?? '', status: null, done: false, stated: amounts(heading[3] ?? ''), parallel: false, after: [], prose: '', tasks: [], other: [], line: index + 1 };
      if (plan.phases.some(({ key }) => key === phase?.key)) return failed(index + 1, 10, `There are two phases ${phase.key}.`, 'Give one of them another number.', notes);
      plan.phases.push(phase);
    } else if (estimate) plan.stated = amounts(estimate[1] ?? '');
    else if (status) plan.status = status[1] ?? null;
    else if (after && phase) {
      phase.after = (after[1] ?? '').split(/[,. ]+/).filter(Boolean);
      phase.parallel = line.includes('parallel');
    } else if (task && phase) phase.tasks.push(makeTask(phase, task[2] ?? '', task[1] === 'x', index + 1));
    else if (/^## /.test(line) && !/Objectives/.test(line)) notes.push({ line: index + 1, column: 1, text: `The section "${line.slice(3)}" is kept as it is.` });
  }
  for (const one of plan.phases) {
    const unknown = one.after.find((key) => !plan.phases.some((other) => other.key === key));
    const at = lines.findIndex((line, index) => index >= one.line && line.startsWith('After:'));
    if (unknown) return failed(at + 1, (lines[at]?.indexOf(unknown) ?? 0) + 1, `Phase ${one.key} waits for phase ${unknown}, which is not there.`, `Write one of ${plan.phases.map(({ key }) => key).join(', ')}.`, notes);
    one.done = one.tasks.length > 0 && one.tasks.every(({ done }) => done);
  }
  if (plan.phases.length === 0) notes.push({ line: 1, column: 1, text: 'No phases were found: the whole text is one.' });
  return { plan, notes, error: null };
}

function failed(line: number, column: number, what: string, hint: string, notes: PlanReading['notes']): PlanReading {
  return { plan: null, notes, error: { line, column, what, hint } };
}

function makeTask(phase: Phase, title: string, done: boolean, line: number): Task {
  return { key: `${phase.key}.${phase.tasks.length + 1}`, title, prompt: null, done, stated: { tokens: null, minutes: null }, after: [], parallel: false, agent: null, checks: [], budget_tokens: null, priority: null, line };
}

function blank() {
  return { stated: { tokens: null, minutes: null }, objectives: [], deliverables: [], success: [], prerequisites: [], complexity: [] };
}

function amounts(text: string): Stated {
  const tokens = /([\d.]+)(?:-([\d.]+))?k/.exec(text);
  const time = /([\d.]+)(?:-([\d.]+))? ?(h|min)/.exec(text.replace(/[\d.]+(?:-[\d.]+)?k tokens/, ''));
  const amount = (found: RegExpExecArray | null, unit: number): Amount | null => found && { low: Number(found[1]) * unit, high: Number(found[2] ?? found[1]) * unit };
  return { tokens: amount(tokens, 1_000), minutes: amount(time, time?.[3] === 'h' ? 60 : 1) };
}
