/** Handoffs in words. Pure. */

/** How a handoff came to be. */
export function madeBy(by: string): string {
  const WORDS: Record<string, string> = {
    cli: 'made in a terminal',
    window: 'made here',
    file: 'edited in its file',
    hook: 'made by the plugin',
    mcp: 'made by Claude',
    'auto:context': 'by itself, at 90 % context',
    'auto:limit': 'by itself, at the limit',
  };
  return WORDS[by] ?? `made by ${by}`;
}

/** Nobody asked for it. */
export function madeByItself(by: string): boolean {
  return by.startsWith('auto:');
}
