/** Context categories as parts of a stacked bar. A category keeps its colour and its place everywhere. */
import type { Breakdown } from '../ipc/types/Breakdown';
import type { Category } from '../ipc/types/Category';
import { CATEGORIES, CATEGORY } from '../words/names';
import type { Part } from './StackedBar.svelte';

/** The colour of a category. */
export const CATEGORY_COLOUR: Record<Category, string> = {
  system: 'var(--kind-4)',
  memory_files: 'var(--kind-3)',
  file_reads: 'var(--kind-1)',
  tool_results: 'var(--kind-2)',
  conversation: 'var(--kind-5)',
  generated_code: 'var(--kind-7)',
  thinking: 'var(--kind-6)',
};

/** The parts of a breakdown, in the fixed order of categories. */
export function categoryParts(breakdown: Breakdown): Part[] {
  return [...breakdown.categories]
    .sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category))
    .map(({ category, tokens }) => ({
      key: category,
      label: CATEGORY[category],
      value: tokens,
      colour: CATEGORY_COLOUR[category],
    }));
}
