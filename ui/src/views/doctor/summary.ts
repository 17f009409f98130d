/** Doctor's findings in one sentence. */
import type { Check } from '../../ipc/types/Check';
import type { Level } from '../../ipc/types/Level';
import { counted } from '../../words/numbers';

/** How it is on the whole. */
export function summary(checks: Check[]): { level: Level; words: string } {
  const count = (verdict: Check['verdict']) => checks.filter((check) => check.verdict === verdict).length;
  const [bad, hints] = [count('bad'), count('hint')];
  if (bad > 0) return { level: 'danger', words: `${counted(bad, 'thing does', 'things do')} not work.` };
  if (hints > 0) return { level: 'notice', words: `Everything works; ${counted(hints, 'thing')} could be better.` };
  return { level: 'ok', words: 'Everything is as it should be.' };
}

/** A text with its commands: what stands in backticks can be copied. */
export function commandsIn(text: string): { text: string; command: boolean }[] {
  return text
    .split('`')
    .map((part, index) => ({ text: part, command: index % 2 === 1 }))
    .filter(({ text: part }) => part !== '');
}
