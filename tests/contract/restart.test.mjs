// `segue restart`: the command it prints begins the promised session in the real Claude Code, and that session can read
// the handoff without being asked for permission.
import assert from 'node:assert/strict';
import test from 'node:test';
import { apiKeyEnv, claudeWorld, printTurn } from '../claude-code.mjs';
import { claude } from '../world.mjs';

test('the printed command begins the promised session, and it reads the handoff', async (t) => {
  const { world, api, cwd } = await claudeWorld(t, { script: [{ text: 'We decided to keep sessions in Redis.', usage: { input: 5, output: 18 } }] });
  const env = apiKeyEnv(api.url);
  const { sessionId } = await printTurn(world, { cwd, prompt: 'Where do sessions live?', env });
  const restart = JSON.parse(await world.segue('restart', sessionId, '--print', '--json', { env, limit: 60_000 }));
  assert.equal(restart.handoff.session_id, sessionId);
  assert.match(restart.sentence, /^Same quota, fresh context/);
  assert.ok(restart.command.line.includes(`claude --session-id ${restart.session_id}`));
  assert.equal(restart.command.cwd, cwd);

  api.queue.push({ tools: [{ name: 'Read', input: { file_path: restart.handoff.path } }] }, { text: 'I know where we are.' });
  const before = api.turns().length;
  const done = await world.run(claude(), ['-p', '--output-format', 'json', ...restart.command.arguments], { cwd, env, limit: 60_000 });
  const result = JSON.parse(done.stdout);
  assert.equal(result.is_error, false, done.stdout);
  assert.equal(result.session_id, restart.session_id);
  const [first, second] = api.turns().slice(before).map((turn) => JSON.stringify(turn.body.messages));
  assert.ok(first.includes(`Read ${restart.handoff.path} first`), 'the prompt names the handoff');
  assert.ok(!first.includes('keep sessions in Redis'), 'the context is fresh');
  const heading = restart.handoff.markdown.split('\n')[0];
  assert.ok(second.includes(heading), 'the handoff was read without a question');
});
