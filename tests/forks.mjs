// Forks made by hand, as the contract tests want them: any cuts of a recorded transcript, and what the API should then get.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { recordsOf } from './conversation.mjs';
import { program } from './world.mjs';

/** Writes a fork of `source` beside it. Returns { sessionId, file, … } with what the program said. */
export async function fork(world, source, { cuts = [], contextTokens = 20_000, title = 'A fork' }) {
  const sessionId = randomUUID();
  const file = path.join(path.dirname(source), `${sessionId}.jsonl`);
  const plan = { sessionId, fromSession: path.basename(source, '.jsonl'), title, contextTokens, cuts };
  const done = await world.run(program('examples/fork'), [source, file], { input: JSON.stringify(plan) });
  assert.equal(done.code, 0, done.stderr);
  return { sessionId, file, ...JSON.parse(done.stdout) };
}

/** Everything that could be cut of a transcript: { result } | { text, was } | { attachment }, with placeholders. */
export function possibleCuts(file) {
  const records = recordsOf(file);
  const last = records.findLast((record) => ['user', 'assistant', 'attachment', 'system'].includes(record.type))?.uuid;
  return records.filter((record) => record.uuid && !record.isSidechain).flatMap((record) => cutsOf(record, last));
}

function cutsOf(record, last) {
  const { uuid, type } = record;
  if (type === 'attachment') {
    const kind = record.attachment.type;
    return kind === 'prompt_snapshot' || uuid === last ? [] : [{ attachment: uuid }];
  }
  const content = record.message?.content ?? [];
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  const texts = blocks.filter((block) => block.type === 'text').map((block) => block.text);
  // What Claude Code wrote in the person's name (commands, summaries, notes of an interruption) is no prompt.
  const own = type === 'user' && (record.isMeta || record.isCompactSummary || /^(<|\[Request)/.test(texts[0] ?? ''));
  const results = blocks.filter((block) => block.type === 'tool_result').map((block) => block.tool_use_id);
  return [
    ...results.map((result) => ({ result, placeholder: `[result ${result} was cut]` })),
    ...(texts.length === 0 || own ? [] : [{ text: uuid, was: texts, placeholder: `[text ${uuid} was cut]` }]),
  ];
}

/** What a request of the source becomes when the fork of `cuts` sends it; attachments excepted. */
export function withCuts(messages, cuts) {
  const results = new Map(cuts.filter((cut) => cut.result).map((cut) => [cut.result, cut.placeholder]));
  const texts = cuts.filter((cut) => cut.text);
  const change = (block) => {
    if (block.type === 'tool_result' && results.has(block.tool_use_id)) return { ...block, content: results.get(block.tool_use_id) };
    const cut = block.type === 'text' && texts.find((one) => one.was.includes(block.text));
    return cut ? { ...block, text: cut.placeholder } : block;
  };
  return messages.map(({ role, content }) => ({ role, content: content.map(change) }));
}

/** Numbers from 0 to 1, the same for the same seed. */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
