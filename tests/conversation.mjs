// Conversations with the real Claude Code: having one (several prompts to one process), and looking at what of it was
// sent to the API. Owns nothing that outlives a test; the world ends what it starts.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { projectFolder } from './transcripts.mjs';
import { waitFor } from './wait.mjs';
import { KEEP_OPEN, claude } from './world.mjs';

/** The transcript of a session that ran in `cwd`. */
export function transcriptOf(world, cwd, sessionId) {
  return path.join(world.claudeDir, 'projects', projectFolder(cwd), `${sessionId}.jsonl`);
}

/** The records of a transcript file. */
export function recordsOf(file) {
  return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
}

/**
 * One Claude Code process that takes several prompts. Returns { sessionId, file, say, tell, write, end }: `say(content)`
 * sends a prompt and resolves to its result event, `tell(content)` does not wait, `write(event)` sends anything, `end()`
 * lets it end.
 */
export function converse(world, { cwd, env, args = [], sessionId = randomUUID(), resume = false }) {
  const session = resume ? ['--resume', sessionId] : ['--session-id', sessionId];
  const stream = ['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'];
  const running = world.start(claude(), ['-p', ...stream, ...session, ...args], { cwd, env, input: KEEP_OPEN });
  const results = () => running.stdout().split('\n').filter((line) => line.startsWith('{')).map(parsed).filter((event) => event?.type === 'result');
  const write = (event) => running.child.stdin.write(`${JSON.stringify(event)}\n`);
  let said = 0;
  const tell = (content) => {
    write({ type: 'user', message: { role: 'user', content }, parent_tool_use_id: null, session_id: '' });
    said += 1;
  };
  const say = async (content) => {
    tell(content);
    await waitFor(() => results().length >= said, { limit: 60_000, what: `the answer to ${JSON.stringify(content).slice(0, 60)}; ${running.stderr()}` });
    return results().at(-1);
  };
  const end = async () => {
    running.child.stdin.end();
    await running.exit;
  };
  return { sessionId, file: transcriptOf(world, cwd, sessionId), running, say, tell, write, end };
}

/** A line that is still being printed is no event yet. */
function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The messages of a request without what moves from one to the next: marks for the cache. */
export function messagesOf(request) {
  return JSON.parse(JSON.stringify(request.body.messages, (key, value) => (key === 'cache_control' ? undefined : value)))
    .map(({ role, content }) => ({ role, content: typeof content === 'string' ? [{ type: 'text', text: content }] : content }));
}

/** Every block of a kind in a list of messages, in order. */
export function blocksOf(messages, type) {
  return messages.flatMap((message) => message.content).filter((block) => block.type === type);
}

/** Each call is answered once, right after it, and nothing is answered that was not called: what the real API insists on. */
export function assertPaired(messages) {
  let open = [];
  for (const { role, content } of messages) {
    if (role === 'assistant') {
      assert.deepEqual(open, [], 'calls without an answer');
      open = content.filter((block) => block.type === 'tool_use').map((block) => block.id);
    }
    for (const { tool_use_id: id } of content.filter((block) => block.type === 'tool_result')) {
      assert.ok(open.includes(id), `an answer to ${id}, which was not called just before`);
      open = open.filter((other) => other !== id);
    }
  }
  assert.deepEqual(open, [], 'calls without an answer');
}

/** All that a person could read in a list of messages. */
export function textOf(messages) {
  const inside = (content) => (typeof content === 'string' ? content : (content ?? []).map((block) => block.text ?? inside(block.content)).join('\n'));
  return messages.map((message) => inside(message.content)).join('\n');
}

/** A picture of one colour, `side` points wide and high. */
export function png(side = 64) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(checksum(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2], 8); // eight bits, red green blue
  const points = zlib.deflateSync(Buffer.alloc(side * (side * 3 + 1), 0));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', points), chunk('IEND', Buffer.alloc(0))]);
}

/** CRC-32, as PNG wants it. */
function checksum(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
