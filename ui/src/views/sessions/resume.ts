/** How a person goes on with a session in a terminal. Pure. */
import type { Session } from '../../ipc/types/Session';

/** A word for a POSIX shell, quoted where it must be. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** To paste into a shell. */
export function resumeLine({ id, project_path }: Session): string {
  return `cd ${quoted(project_path)} && claude --resume ${id}`;
}
