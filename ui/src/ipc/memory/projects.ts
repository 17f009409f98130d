/** Made-up memory: projects with their stack, decisions and sessions; what is pinned, edited or forgotten stays so. */
import { Problem } from '../backend';
import type { Digest } from '../types/Digest';
import type { Memory } from '../types/Memory';
import type { MemoryHit } from '../types/MemoryHit';
import type { MemoryItem } from '../types/MemoryItem';
import type { MemoryKind } from '../types/MemoryKind';
import type { MemoryQuery } from '../types/MemoryQuery';
import type { MemorySession } from '../types/MemorySession';
import type { Project } from '../types/Project';
import type { Session } from '../types/Session';
import type { StackItem } from '../types/StackItem';
import { Chance } from './chance';
import { minutesAgo, type Scene } from './scene';
import { PAST_SESSION } from './sessions';

const DECISIONS = [
  'A token bucket per API key, not a sliding window: bursts are wanted.',
  'Sessions live in SQLite; the interface of the cache stays as it is.',
  'Migrations are additive: a second process may hold the file open.',
  'Times are passed in; nothing below main reads the clock.',
  'Errors carry a hint for the person and a code for programs.',
  'No ORM: the queries are few and hand-written.',
  'Requests are traced by the gateway’s id, not by one of our own.',
  'The public API answers 429 with Retry-After in seconds.',
  'Tests talk to a real SQLite file in a temporary folder.',
  'Feature flags are read at start; changing one needs a restart.',
  'Keep the old queue name working until the end of the year.',
  'Logs never hold a request body.',
];

const FACTS: [MemoryKind, string][] = [
  ['fact', 'One binary, three crates: api (HTTP), limits (pure), store (SQLite).'],
  ['fact', 'The gateway terminates TLS; the service speaks plain HTTP on 8080.'],
  ['pattern', 'Handlers parse, call one function of the domain, and render. No logic in handlers.'],
  ['pattern', 'A new table comes with its file in store/, its migration and a test on a database of the last release.'],
  ['note', 'Staging strips Retry-After. Asked on 20 Nov.'],
];

const STACK: StackItem[] = [
  { kind: 'language', name: 'Rust', version: '1.95', source: 'rust-toolchain.toml', part: null },
  { kind: 'framework', name: 'axum', version: '0.9', source: 'api/Cargo.toml', part: 'api' },
  { kind: 'database', name: 'SQLite (rusqlite)', version: '0.40', source: 'store/Cargo.toml', part: 'store' },
  { kind: 'language', name: 'TypeScript', version: '6.0.3', source: 'admin/package.json', part: 'admin' },
  { kind: 'framework', name: 'Svelte', version: '5.57.3', source: 'admin/package.json', part: 'admin' },
  { kind: 'test_runner', name: 'cargo test', version: null, source: 'Cargo.toml', part: null },
  { kind: 'test_runner', name: 'Vitest', version: '4.1.12', source: 'admin/package.json', part: 'admin' },
  { kind: 'package_manager', name: 'pnpm', version: '11.2.0', source: 'admin/pnpm-lock.yaml', part: 'admin' },
  { kind: 'build_tool', name: 'Vite', version: '8.3.8', source: 'admin/package.json', part: 'admin' },
  { kind: 'ci', name: 'GitHub Actions', version: null, source: '.github/workflows/ci.yml', part: null },
  { kind: 'container', name: 'Docker', version: null, source: 'Dockerfile', part: null },
  { kind: 'infrastructure', name: 'Terraform', version: '1.14', source: 'infra/versions.tf', part: null },
];

const HOW = ['stated', 'plan_accepted', 'answered', 'instructions'];

export class Projects {
  #scene: Scene;
  #projects: Project[] = [];
  #memories = new Map<string, Memory>();
  #lastId = 0;

  constructor(scene: Scene, sessions: Session[]) {
    this.#scene = scene;
    const names = new Map<string, Session[]>();
    for (const session of sessions) names.set(session.project, [...(names.get(session.project) ?? []), session]);
    for (const [name, own] of names) this.#remember(name, own);
    this.#projects.sort((a, b) => (b.last_seen ?? '').localeCompare(a.last_seen ?? ''));
  }

  list(): Project[] {
    return this.#projects;
  }

  memory(path: string): Memory {
    const known = this.#memories.get(path);
    if (!known) throw new Problem({ code: 'not_found', message: `Nothing is remembered of ${path}.`, hint: 'Its memory begins with its first session.' });
    return { ...known, next: digest(known) };
  }

  add(path: string, kind: MemoryKind, text: string): void {
    const memory = this.#memories.get(path);
    if (!memory) return;
    const item = this.#item(kind, text, null, 'added', 1);
    this.#memories.set(path, kind === 'decision' ? { ...memory, decisions: [item, ...memory.decisions] } : { ...memory, facts: [item, ...memory.facts] });
  }

  edit(id: number, change: Partial<MemoryItem>): void {
    const changed = (items: MemoryItem[]) => items.map((item) => (item.id === id ? { ...item, ...change } : item));
    for (const [path, memory] of this.#memories) {
      this.#memories.set(path, { ...memory, decisions: changed(memory.decisions), facts: changed(memory.facts) });
    }
  }

  search(query: MemoryQuery): MemoryHit[] {
    const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = [...this.#memories.values()].flatMap(hitsOf);
    return hits.filter(({ title, excerpt, project }) => {
      const text = `${title} ${excerpt} ${project}`.toLowerCase();
      return words.every((word) => text.includes(word));
    }).slice(0, query.limit ?? 100);
  }

  #remember(name: string, sessions: Session[]): void {
    const path = sessions[0]?.project_path ?? '';
    const chance = new Chance(name.length * 31 + name.charCodeAt(0));
    const rich = name === 'api-server';
    const decisions = Array.from({ length: rich ? (this.#scene === 'full' ? 500 : DECISIONS.length) : chance.between(0, 5) }, (_, index) =>
      this.#decision(chance, index, sessions),
    );
    const project: Project = {
      id: [...name].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7).toString(16).padStart(16, '0'),
      name,
      path,
      exists: name !== 'playground',
      aliases: rich ? ['/home/ada/code/api', '/home/ada/worktrees/rate-limits'] : [],
      sessions: sessions.length,
      decisions: decisions.filter(({ forgotten }) => !forgotten).length,
      last_seen: sessions[0]?.last_seen ?? null,
      waiting_handoff: rich ? PAST_SESSION : null,
    };
    this.#projects.push(project);
    this.#memories.set(path, {
      project,
      stack: rich ? STACK : STACK.slice(0, 2 + (name.length % 5)),
      stack_notes: this.#scene === 'full' && rich ? ['admin/package.json is no valid JSON: left out.'] : [],
      decisions,
      facts: rich ? FACTS.map(([kind, text]) => this.#item(kind, text, null, kind === 'note' ? 'added' : 'document', 0.6)) : [],
      sessions: sessions.slice(0, this.#scene === 'full' ? 200 : 12).map((session, index) => memorySession(session, index)),
      next: { text: '', tokens: 0, budget_tokens: 2_000, characters: 0, parts: [] },
      mirror_problem: null,
      more_to_read: false,
      mirror: `/home/ada/.claude/project-memory/${name}.json`,
    });
  }

  #decision(chance: Chance, index: number, sessions: Session[]): MemoryItem {
    const text = DECISIONS[index % DECISIONS.length] ?? '';
    const from = sessions[index % sessions.length];
    const source = from && {
      session_id: from.id,
      line: chance.between(12, 2_900),
      at: from.last_seen,
      quote: `Yes, let us do it like that. ${text}`,
    };
    const item = this.#item('decision', text, source ?? null, HOW[index % HOW.length] ?? '', Math.max(0.04, 0.97 - index * 0.08));
    return { ...item, pinned: index === 1, edited: index === 4, forgotten: index === 10, made_at: from?.last_seen ?? minutesAgo(1) };
  }

  #item(kind: MemoryKind, text: string, source: MemoryItem['source'], how: string, weight: number): MemoryItem {
    this.#lastId += 1;
    return { id: this.#lastId, kind, text, source, how, pinned: false, edited: false, forgotten: false, weight, made_at: minutesAgo(90) };
  }
}

function memorySession(session: Session, index: number): MemorySession {
  const { tokens } = session.totals;
  return {
    session_id: session.id,
    title: session.title,
    started: session.first_seen,
    ended: session.last_seen,
    objectives: ['Limit requests per API key', 'Keep the tests independent of the clock'].slice(0, 1 + (index % 2)),
    accomplished: index % 5 === 4 ? [] : ['Token bucket in src/limits/bucket.rs', 'Middleware answers 429 with Retry-After', 'Migration 0007, additive'].slice(0, 1 + (index % 3)),
    files_changed: ['src/limits/bucket.rs', 'src/http/middleware.rs', 'tests/limits.rs', 'src/store/migrations/0007_limits.sql'].slice(0, index % 5),
    tokens: tokens.input + tokens.output + tokens.cache_read + tokens.cache_write_5m + tokens.cache_write_1h,
    minutes: 12 + ((index * 37) % 140),
    decisions: (index * 3) % 5,
  };
}

function digest({ project, decisions, facts, stack }: Memory): Digest {
  const told = decisions.filter(({ forgotten }) => !forgotten).sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.weight - a.weight);
  const fitting = told.slice(0, 9);
  const waiting = project.waiting_handoff
    ? `## Handoff\n\nFrom "Add rate limits to the public API". Next: pass the time into the refill.\nRead /home/ada/.claude/session-handoffs/handoff-${project.waiting_handoff}.md first.\n\n`
    : '';
  const text = `# What Segue remembers of ${project.name}\n\n${waiting}## Decisions\n\n${fitting.map(({ text }) => `- ${text}`).join('\n')}\n\n## Stack\n\n${stack.map(({ name, version }) => (version ? `${name} ${version}` : name)).join(', ')}\n\n## Facts\n\n${facts.map(({ text }) => `- ${text}`).join('\n')}\n`;
  const count = (part: string) => Math.round(part.length / 3.6);
  return {
    text,
    tokens: count(text),
    budget_tokens: 2_000,
    characters: text.length,
    parts: [
      ...(waiting ? [{ label: 'Handoff', tokens: count(waiting), left_out: 0 }] : []),
      { label: 'Decisions', tokens: count(fitting.map(({ text }) => text).join()), left_out: told.length - fitting.length },
      { label: 'Stack', tokens: 62, left_out: 0 },
      { label: 'Facts', tokens: count(facts.map(({ text }) => text).join()), left_out: 0 },
    ],
  };
}

function hitsOf({ project, decisions, sessions }: Memory): MemoryHit[] {
  return [
    ...decisions.map((item) => ({
      kind: 'decision' as const, project: project.name, title: 'Decision', excerpt: item.text, session_id: item.source?.session_id ?? null, item: item.id, at: item.made_at,
    })),
    ...sessions.map((session) => ({
      kind: 'session' as const, project: project.name, title: session.title ?? 'Untitled', excerpt: [...session.objectives, ...session.accomplished].join(' · '), session_id: session.session_id, item: null, at: session.ended,
    })),
  ];
}
