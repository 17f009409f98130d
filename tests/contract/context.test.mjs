// `segue context --exact` asks the real Claude Code how full a session's context is, without a model turn.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { apiKeyEnv, claudeWorld, printTurn } from '../claude-code.mjs';
import { projectFolder } from '../transcripts.mjs';

test('the exact answer stands beside the own count, and the session is left as it was', async (t) => {
  const { world, api, cwd } = await claudeWorld(t, { script: [{ text: 'All done.', usage: { input: 5, output: 18, cacheRead: 12_692, cacheWrite: 84 } }] });
  const env = apiKeyEnv(api.url);
  const { sessionId } = await printTurn(world, { cwd, prompt: 'Hello', env });
  const transcript = path.join(world.claudeDir, 'projects', projectFolder(cwd), `${sessionId}.jsonl`);
  const before = readFileSync(transcript, 'utf8');
  const turns = api.turns().length;

  const { exact, session } = JSON.parse(await world.segue('context', sessionId, '--exact', '--json', { env, limit: 60_000 }));
  assert.equal(session.context.used_tokens, 5 + 18 + 12_692 + 84);
  assert.ok(exact.total_tokens > 0);
  assert.equal(exact.max_tokens, 1_000_000);
  assert.equal(exact.difference_tokens, session.context.used_tokens - exact.total_tokens);
  assert.ok(exact.categories.some((category) => category.name === 'System prompt'), JSON.stringify(exact.categories));
  assert.equal(api.turns().length, turns, 'no model turn was spent');
  assert.equal(readFileSync(transcript, 'utf8'), before, 'the transcript is untouched');
});
