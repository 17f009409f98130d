// Writes transcripts as Claude Code does: same folders, same record shapes, appended line by line.
// Shapes were recorded from Claude Code 2.1.329; only what a reader may rely on is written, with made-up but plausible values.
// Times are Dates; tokens are integers.
import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const CLAUDE_VERSION = '2.1.329';
export const DEFAULT_MODEL = 'claude-opus-4-8';

/** The folder name Claude Code derives from a project's path (lossy; long paths get a hash). */
export function projectFolder(cwd) {
  const real = realpathSync(cwd);
  const plain = real.replace(/[^A-Za-z0-9]/g, '-');
  if (plain.length <= 200) return plain;
  let hash = 0;
  for (let i = 0; i < real.length; i += 1) hash = ((hash << 5) - hash + real.charCodeAt(i)) | 0;
  return `${plain.slice(0, 200)}-${Math.abs(hash).toString(36)}`;
}

/** One session's transcript being written in `world`, in the project folder `cwd`. */
export class Transcript {
  constructor(world, { cwd, sessionId = randomUUID(), model = DEFAULT_MODEL, claudeDir = world.claudeDir }) {
    Object.assign(this, { cwd, sessionId, model, parent: null });
    this.file = path.join(claudeDir, 'projects', projectFolder(cwd), `${sessionId}.jsonl`);
    mkdirSync(path.dirname(this.file), { recursive: true });
  }

  /** What the person typed. */
  prompt(text, at = new Date()) {
    return this.#chain({ type: 'user', promptId: randomUUID(), message: { role: 'user', content: text }, permissionMode: 'default', promptSource: 'typed', origin: { kind: 'human' } }, at);
  }

  /**
   * One billed API answer, written as one record per content block with the same usage on each, as Claude Code does.
   * Returns { messageId, requestId, toolIds }.
   */
  response({ at = new Date(), model = this.model, text = 'Done.', thinking, tools = [], ...tokens } = {}) {
    const messageId = id('msg_01');
    const requestId = id('req_011C');
    const toolUses = tools.map(({ name, input }) => ({ type: 'tool_use', id: id('toolu_01'), name, input }));
    const blocks = [];
    if (thinking) blocks.push({ type: 'thinking', thinking, signature: 'EqQBCkYIBxgCKkA=' });
    if (text) blocks.push({ type: 'text', text });
    blocks.push(...toolUses);
    for (const block of blocks) {
      const message = { model, id: messageId, type: 'message', role: 'assistant', content: [block], stop_reason: tools.length > 0 ? 'tool_use' : 'end_turn', stop_sequence: null, usage: usage(tokens) };
      this.#chain({ type: 'assistant', message, requestId }, at);
    }
    return { messageId, requestId, toolIds: toolUses.map((use) => use.id) };
  }

  /** What a tool answered. */
  toolResult(toolId, content, at = new Date(), toolUseResult = { stdout: content, stderr: '', interrupted: false, isImage: false }) {
    return this.#chain({ type: 'user', message: { role: 'user', content: [{ tool_use_id: toolId, type: 'tool_result', content }] }, toolUseResult }, at);
  }

  /** A subscription limit was hit: the synthetic record that Claude Code writes for a 429 with unified headers. */
  limitHit({ at = new Date(), window = 'five_hour', resetsAt }) {
    const epoch = Math.floor(resetsAt.getTime() / 1000);
    const name = window === 'five_hour' ? '5-hour' : 'weekly';
    const message = { id: randomUUID(), model: '<synthetic>', role: 'assistant', type: 'message', stop_reason: 'stop_sequence', stop_sequence: '', usage: usage({}), content: [{ type: 'text', text: `You've hit your ${name} limit · resets ${clock(resetsAt)} (UTC)` }] };
    return this.#chain({ type: 'assistant', message, requestId: id('req_011C'), apiError: 'usage_limit_reached', quotaLimits: { status: 'rejected', resetsAt: epoch, rateLimitType: window, isUsingOverage: false }, error: 'rate_limit', isApiErrorMessage: true, apiErrorStatus: 429 }, at);
  }

  /** The conversation was compacted from `preTokens` to `postTokens`. */
  compactBoundary({ at = new Date(), preTokens, postTokens, trigger = 'auto' }) {
    const logicalParentUuid = this.parent;
    this.parent = null;
    this.#chain({ type: 'system', subtype: 'compact_boundary', logicalParentUuid, content: 'Conversation compacted', isMeta: false, level: 'info', compactMetadata: { trigger, preTokens, postTokens, durationMs: 900 } }, at);
    return this.#chain({ type: 'user', message: { role: 'user', content: 'This session continues from an earlier conversation.' }, isCompactSummary: true, isVisibleInTranscriptOnly: true }, at);
  }

  /** The title Claude Code gave the session. */
  title(text) {
    this.line({ type: 'ai-title', aiTitle: text, sessionId: this.sessionId });
  }

  /** Any record, or any bytes (a torn line is a string without its newline). */
  line(record) {
    appendFileSync(this.file, typeof record === 'string' ? record : `${JSON.stringify(record)}\n`, { mode: 0o600 });
  }

  #chain(fields, at) {
    const uuid = randomUUID();
    this.line({ parentUuid: this.parent, isSidechain: false, ...fields, uuid, timestamp: at.toISOString(), userType: 'external', entrypoint: 'cli', cwd: this.cwd, sessionId: this.sessionId, version: CLAUDE_VERSION, gitBranch: 'main' });
    this.parent = uuid;
    return uuid;
  }
}

/**
 * Registers a session as live, held by the process `pid` (which must really live: readers check it).
 * Returns a function that changes the entry's fields, such as { status: 'waiting', waitingFor: 'permission prompt' }.
 */
export function liveSession(world, { pid, sessionId, cwd, status = 'busy', name = path.basename(cwd), at = new Date() }) {
  const folder = path.join(world.claudeDir, 'sessions');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${pid}.json`);
  let entry = { pid, sessionId, cwd, startedAt: at.getTime(), procStart: startTicks(pid), version: CLAUDE_VERSION, peerProtocol: 1, kind: 'interactive', entrypoint: 'cli', name, nameSource: 'derived', status, updatedAt: at.getTime(), statusUpdatedAt: at.getTime() };
  const save = () => writeFileSync(file, JSON.stringify(entry), { mode: 0o600 });
  save();
  const change = (fields, when = new Date()) => {
    entry = { ...entry, ...fields, updatedAt: when.getTime(), statusUpdatedAt: when.getTime() };
    save();
  };
  return { change, end: () => rmSync(file, { force: true }) };
}

/** The kernel's start time of a process in clock ticks, as Claude Code stores it (field 22 of /proc/PID/stat). */
function startTicks(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function usage({ input = 0, output = 0, cacheRead = 0, cacheWrite5m = 0, cacheWrite1h = 0, webSearches = 0, speed = 'standard' }) {
  return {
    input_tokens: input,
    cache_creation_input_tokens: cacheWrite5m + cacheWrite1h,
    cache_read_input_tokens: cacheRead,
    output_tokens: output,
    server_tool_use: { web_search_requests: webSearches, web_fetch_requests: 0 },
    service_tier: 'standard',
    cache_creation: { ephemeral_1h_input_tokens: cacheWrite1h, ephemeral_5m_input_tokens: cacheWrite5m },
    inference_geo: 'not_available',
    iterations: [],
    speed,
  };
}

function id(prefix) {
  return prefix + randomUUID().replaceAll('-', '').slice(0, 22);
}

/** "2:45am", as in Claude Code's own limit sentence (UTC). */
function clock(date) {
  const hours = date.getUTCHours();
  const minutes = date.getUTCMinutes();
  return `${hours % 12 || 12}${minutes ? `:${String(minutes).padStart(2, '0')}` : ''}${hours < 12 ? 'am' : 'pm'}`;
}
