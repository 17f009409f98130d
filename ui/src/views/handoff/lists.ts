/** How a Markdown list goes on at Enter. Pure. */

/** What is taken away before the caret, and what is written instead. */
export interface ListStep {
  remove: number;
  insert: string;
}

/** The step for the text before the caret; `null` where Enter is only a new line. */
export function listGoesOn(before: string): ListStep | null {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const match = /^(\s*)(?:([-*+])|(\d{1,9})([.)]))(\s+)(\[[ xX]\]\s+)?(.*)$/.exec(line);
  if (!match) return null;
  const [, indent = '', bullet, number, mark, space = ' ', box, words = ''] = match;
  if (words.trim() === '') return { remove: line.length, insert: '\n' };
  const next = bullet ?? `${Number(number) + 1}${mark}`;
  return { remove: 0, insert: `\n${indent}${next}${space}${box ? '[ ] ' : ''}` };
}
