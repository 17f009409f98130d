/** Made-up handoffs: two that Segue made by itself, and whatever is made or edited while the window is open. */
import type { Handoff } from '../types/Handoff';
import type { HandoffEntry } from '../types/HandoffEntry';
import type { Restart } from '../types/Restart';
import type { Session } from '../types/Session';
import { minutesAgo, type Scene } from './scene';

export class Handoffs {
  #known = new Map<string, Handoff>();

  constructor(scene: Scene, sessions: Session[]) {
    if (scene === 'empty') return;
    const [first, second] = sessions.filter(({ activity, project }) => activity.state === 'past' && project === 'api-server');
    if (first) this.#known.set(first.id, { ...makeHandoff(first, 'auto:context'), made_at: minutesAgo(132) });
    if (second) this.#known.set(second.id, { ...makeHandoff(second, 'auto:limit'), used_by: first?.id ?? null, made_at: minutesAgo(2_900) });
    if (scene !== 'full') return;
    for (const session of sessions.slice(20, 140)) this.#known.set(session.id, { ...makeHandoff(session, 'cli'), made_at: session.last_seen ?? minutesAgo(1) });
  }

  stored(id: string): Handoff | null {
    return this.#known.get(id) ?? null;
  }

  make(session: Session): Handoff {
    const known = this.#known.get(session.id);
    if (known?.edited) return known;
    return this.#keep({ ...makeHandoff(session, 'window'), made_at: minutesAgo(0) });
  }

  save(session: Session, markdown: string): Handoff {
    const known = this.#known.get(session.id) ?? makeHandoff(session, 'window');
    return this.#keep({ ...known, markdown, edited: true, tokens: Math.round(markdown.length / 3.6) });
  }

  entries(project: string | null): HandoffEntry[] {
    return [...this.#known.values()]
      .filter((handoff) => project === null || project.endsWith(`/${handoff.project}`))
      .sort((a, b) => b.made_at.localeCompare(a.made_at))
      .map(({ session_id, title, project, made_at, made_by, edited, used_by, path }) => ({ session_id, title, project, made_at, made_by, edited, used_by, path }));
  }

  restart(session: Session, open: boolean): Restart {
    const handoff = this.#known.get(session.id) ?? this.make(session);
    const id = '1f0d9a63-5e2b-4c8a-b7d4-0a9e8c7b6d51';
    const prompt = `Read ${handoff.path ?? 'the handoff'} first, then go on with the next objective.`;
    return {
      session_id: id,
      handoff,
      command: {
        program: 'claude',
        arguments: ['--session-id', id, prompt],
        cwd: session.project_path,
        config_dir: null,
        line: `cd ${session.project_path} && claude --session-id ${id} '${prompt}'`,
      },
      opened: open,
      terminal: open ? { terminal: 'konsole', attach: null } : null,
      sentence: 'Same quota, fresh context: the new session starts with the handoff and what Segue remembers, not with the old conversation.',
    };
  }

  #keep(handoff: Handoff): Handoff {
    this.#known.set(handoff.session_id, handoff);
    return handoff;
  }
}

function makeHandoff(session: Session, by: string): Handoff {
  const markdown = text(session);
  return {
    session_id: session.id,
    title: session.title,
    project: session.project,
    markdown,
    path: `/home/ada/.claude/session-handoffs/handoff-${session.id}.md`,
    made_at: minutesAgo(0),
    made_by: by,
    edited: false,
    used_by: null,
    tokens: Math.round(markdown.length / 3.6),
    problems: session.transcript_gone ? ['The transcript is gone from disk: what the session did is taken from what Segue remembers.'] : [],
  };
}

function text(session: Session): string {
  return `# Handoff: ${session.title ?? 'Untitled'}

Session \`${session.id}\` in \`${session.project_path}\`, 14:02 to 16:09.

## Accomplished

- [x] Token bucket in \`src/limits/bucket.rs\`, one per API key <!-- prompt 4 -->
- [x] Middleware answers **429** with \`Retry-After\` <!-- prompt 9 -->
- [x] Migration \`0007_limits.sql\`, additive; a second process may hold the file open

## Current state

| | |
|---|---|
| Branch | \`rate-limits\`, 3 commits ahead of \`main\` |
| Last commit | \`a41c9e0\` Answer 429 with Retry-After |
| Tests | 214 passed, 2 failed: \`limits::refill\`, \`limits::burst\` |
| Changed | \`src/limits/bucket.rs\`, \`src/http/middleware.rs\` (not committed) |

## Next objectives

1. Pass the time into the refill; the two tests fail because it reads the clock (~30 min)
2. Measure a cold start before and after (~20 min)
3. Write down the choice of bucket over window in \`docs/decisions\` (~15 min)

## Key decisions

- A token bucket per API key, not a sliding window: bursts are wanted. _Stated, prompt 6_
- Limits are read at start; changing them needs no migration. _Plan accepted, prompt 11_

## Blockers

> The staging gateway strips \`Retry-After\`. Asked on 20 Nov; no answer yet.

## Read first

- \`src/limits/bucket.rs\`
- \`tests/limits.rs\`

## Commands

\`\`\`sh
cargo test -p api limits::
cargo run -p api -- --config dev.toml
\`\`\`

## Instructions

Keep the migration additive. Do not touch \`src/auth\`.
`;
}
