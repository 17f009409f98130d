// A stand-in MCP server over stdio with one tool, `lookup`, that answers with as many words as it is asked for.
// Speaks JSON-RPC, one message a line, as Claude Code starts it from an MCP config.
import { createInterface } from 'node:readline';

const TOOL = {
  name: 'lookup',
  description: 'Looks a word up.',
  inputSchema: { type: 'object', properties: { word: { type: 'string' }, times: { type: 'integer' } }, required: ['word'] },
  // Offered from the first request on, not behind a search for tools.
  _meta: { 'anthropic/alwaysLoad': true },
};

const METHODS = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'dictionary', version: '1.0.0' } }),
  'tools/list': () => ({ tools: [TOOL] }),
  'tools/call': ({ arguments: { word, times = 1 } }) => ({ content: [{ type: 'text', text: `${word} `.repeat(times).trim() }] }),
  ping: () => ({}),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) continue; // a notification
  const answer = METHODS[method]?.(params);
  const body = answer ? { result: answer } : { error: { code: -32601, message: `no ${method}` } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...body })}\n`);
}
