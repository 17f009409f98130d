/** Compactions in words. Pure. */
import type { CompactLevel } from '../ipc/types/CompactLevel';
import type { OpportunityKind } from '../ipc/types/OpportunityKind';

/** Levels. */
export const COMPACT_LEVEL: Record<CompactLevel, string> = { soft: 'Soft', strategic: 'Strategic', emergency: 'Emergency' };

/** What a level takes out. */
export const COMPACT_LEVEL_ABOUT: Record<CompactLevel, string> = {
  soft: 'Repeats, old reads, long output',
  strategic: 'Older results too',
  emergency: 'Early exchanges too',
};

/** Kinds of things that go. */
export const OPPORTUNITY: Record<OpportunityKind, string> = {
  repeated_file_reads: 'Repeated file reads',
  repeated_tool_results: 'Repeated results',
  verbose_output: 'Long outputs',
  old_file_reads: 'Old file reads',
  old_tool_results: 'Older results',
  early_exchanges: 'Early exchanges',
};

/** The colour of a kind; it keeps it everywhere. */
export const OPPORTUNITY_COLOUR: Record<OpportunityKind, string> = {
  repeated_file_reads: 'var(--kind-1)',
  repeated_tool_results: 'var(--kind-2)',
  verbose_output: 'var(--kind-3)',
  old_file_reads: 'var(--kind-7)',
  old_tool_results: 'var(--kind-5)',
  early_exchanges: 'var(--kind-6)',
};

/** The engine's words at the beginning of a line. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
