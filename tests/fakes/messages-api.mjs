// A stand-in for the Anthropic Messages API on loopback: speaks the real wire format (JSON and server-sent events) to a
// real Claude Code, answers main turns from a script and side requests (titles, the quota probe) by itself.
// Logs every request it saw in `requests`. Never reaches beyond loopback.
import { randomUUID } from 'node:crypto';
import http from 'node:http';

/**
 * Starts the fake. `script` is a list of replies for main turns, used in order; when it runs out, the last one repeats.
 * A reply: { text, thinking, tools: [{ name, input }], usage: { input, output, cacheRead, cacheWrite }, headers,
 * status, error: { type, message }, delayMs, model }, or a function of the request's body that answers with one.
 * `headers` go on every answer of the fake when given at the top. `count` (text → tokens) makes the usage true: what a
 * request holds is counted, for replies without a usage of their own and for `count_tokens`.
 */
export async function startMessagesApi({ script = [{ text: 'Done.' }], headers = {}, count } = {}) {
  const api = { requests: [], headers, count, queue: [...script], last: script.at(-1) };
  api.nextReply = (body) => {
    const reply = api.queue.shift() ?? api.last;
    return typeof reply === 'function' ? reply(body) : reply;
  };
  /** The main turns that Claude Code asked for (not titles, probes or counts). */
  api.turns = () => api.requests.filter((request) => request.kind === 'turn');
  const server = http.createServer((request, response) => answer(api, request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  api.url = `http://127.0.0.1:${server.address().port}`;
  api.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return api;
}

/**
 * The response headers by which the real API tells a subscriber's limits. `used` is a fraction (0.37 is 37 %),
 * `resetsAt` a Date. `status` 'rejected' with a 429 is a limit hit on `claim`.
 */
export function limitHeaders({ fiveHour, sevenDay, status = 'allowed', claim = 'five_hour' }) {
  const epoch = (date) => String(Math.floor(date.getTime() / 1000));
  const prefix = 'anthropic-ratelimit-unified';
  const resets = claim === 'five_hour' ? fiveHour.resetsAt : sevenDay.resetsAt;
  return {
    [`${prefix}-status`]: status,
    [`${prefix}-reset`]: epoch(resets),
    [`${prefix}-representative-claim`]: claim,
    [`${prefix}-fallback-percentage`]: '0.5',
    [`${prefix}-overage-status`]: 'rejected',
    [`${prefix}-overage-disabled-reason`]: 'org_level_disabled',
    [`${prefix}-5h-utilization`]: String(fiveHour.used),
    [`${prefix}-5h-reset`]: epoch(fiveHour.resetsAt),
    [`${prefix}-5h-status`]: claim === 'five_hour' ? status : 'allowed',
    [`${prefix}-7d-utilization`]: String(sevenDay.used),
    [`${prefix}-7d-reset`]: epoch(sevenDay.resetsAt),
    [`${prefix}-7d-status`]: claim === 'seven_day' ? status : 'allowed',
  };
}

async function answer(api, request, response) {
  const body = await readJson(request);
  const { pathname } = new URL(request.url, api.url);
  const kind = kindOf(pathname, body);
  api.requests.push({ method: request.method, path: pathname, kind, headers: request.headers, body });
  if (kind === 'count') return sendJson(response, 200, { input_tokens: api.count ? requestTokens(body, api.count) : Math.ceil(JSON.stringify(body).length / 4) }, api.headers);
  if (kind === 'other') return sendJson(response, 404, failure('not_found_error', `the fake has no ${pathname}`), api.headers);
  const reply = kind === 'turn' ? api.nextReply(body) : { text: kind === 'probe' ? '#' : 'A title', usage: { input: 8, output: 1 } };
  if (reply.delayMs) await new Promise((resolve) => setTimeout(resolve, reply.delayMs).unref()); // one that nobody waits for any more must not hold up the end
  const headers = { ...api.headers, ...reply.headers, 'request-id': `req_fake${compactId()}` };
  if (reply.status && reply.status !== 200) {
    return sendJson(response, reply.status, failure(reply.error?.type ?? 'api_error', reply.error?.message ?? 'scripted'), headers);
  }
  const message = compose(reply, body, api.count);
  return body.stream ? stream(response, message, headers) : sendJson(response, 200, message, headers);
}

/** What a request is for: a main turn offers tools; the probe asks for one token; the rest are side requests. */
function kindOf(pathname, body) {
  if (pathname.endsWith('/messages/count_tokens')) return 'count';
  if (!pathname.endsWith('/messages')) return 'other';
  if (body?.max_tokens === 1) return 'probe';
  return (body?.tools ?? []).length > 0 ? 'turn' : 'side';
}

function compose({ text, thinking, tools = [], usage, model }, body, count) {
  const content = [];
  if (thinking) content.push({ type: 'thinking', thinking, signature: 'EqQBCkYIBxgCKkA=' });
  if (text) content.push({ type: 'text', text });
  for (const tool of tools) content.push({ type: 'tool_use', id: `toolu_fake${compactId()}`, name: tool.name, input: tool.input });
  const counted = count && { input: requestTokens(body, count), output: contentTokens(content, count) };
  const { input = 10, output = 20, cacheRead = 0, cacheWrite = 0 } = usage ?? counted ?? {};
  return {
    id: `msg_fake${compactId()}`, type: 'message', role: 'assistant', model: model ?? body.model, content,
    stop_reason: tools.length > 0 ? 'tool_use' : 'end_turn', stop_sequence: null,
    usage: {
      input_tokens: input, output_tokens: output, cache_read_input_tokens: cacheRead, cache_creation_input_tokens: cacheWrite,
      cache_creation: { ephemeral_5m_input_tokens: cacheWrite, ephemeral_1h_input_tokens: 0 }, service_tier: 'standard',
    },
  };
}

/** What the real API counts for a picture of usual size, whatever its bytes are. */
const IMAGE_TOKENS = 1_500;
/** Around each message, block and tool. */
const FRAME_TOKENS = 4;

/** Tokens of a request: its system prompt, tool definitions and messages. */
export function requestTokens({ system = [], tools = [], messages }, count) {
  const definitions = tools.map((tool) => count(JSON.stringify(tool)) + FRAME_TOKENS);
  const said = messages.map((message) => contentTokens(message.content, count) + FRAME_TOKENS);
  return [contentTokens(system, count), ...definitions, ...said].reduce((sum, tokens) => sum + tokens, 0);
}

/** Tokens of a content: a string, or blocks of any kind. */
function contentTokens(content, count) {
  if (typeof content === 'string') return count(content);
  return (content ?? []).reduce((sum, block) => sum + FRAME_TOKENS + blockTokens(block, count), 0);
}

function blockTokens(block, count) {
  switch (block.type) {
    case 'text': return count(block.text);
    case 'thinking': return count(block.thinking);
    case 'tool_use': return count(block.name) + count(JSON.stringify(block.input));
    case 'tool_result': return contentTokens(block.content, count);
    case 'image': return IMAGE_TOKENS;
    default: return count(JSON.stringify(block));
  }
}

function stream(response, message, headers) {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const send = (event) => response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const opening = { ...message, content: [], stop_reason: null, usage: { ...message.usage, output_tokens: 1 } };
  send({ type: 'message_start', message: opening });
  message.content.forEach((block, index) => sendBlock(send, block, index));
  send({ type: 'message_delta', delta: { stop_reason: message.stop_reason, stop_sequence: null }, usage: message.usage });
  send({ type: 'message_stop' });
  response.end();
}

function sendBlock(send, block, index) {
  const { empty, deltas } = streamed(block);
  send({ type: 'content_block_start', index, content_block: empty });
  for (const delta of deltas) send({ type: 'content_block_delta', index, delta });
  send({ type: 'content_block_stop', index });
}

/** A content block as the stream tells it: the empty block, then its deltas. */
function streamed(block) {
  switch (block.type) {
    case 'thinking':
      return {
        empty: { type: 'thinking', thinking: '', signature: '' },
        deltas: [{ type: 'thinking_delta', thinking: block.thinking }, { type: 'signature_delta', signature: block.signature }],
      };
    case 'tool_use':
      return { empty: { ...block, input: {} }, deltas: [{ type: 'input_json_delta', partial_json: JSON.stringify(block.input) }] };
    default:
      return { empty: { type: 'text', text: '' }, deltas: halves(block.text).map((text) => ({ type: 'text_delta', text })) };
  }
}

/** Two deltas instead of one, so that a reader that forgets to join them is found out. */
function halves(text) {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((part) => part.length > 0);
}

async function readJson(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}

function failure(type, message) {
  return { type: 'error', error: { type, message } };
}

function sendJson(response, status, value, headers) {
  response.writeHead(status, { ...headers, 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function compactId() {
  return randomUUID().replaceAll('-', '').slice(0, 20);
}
