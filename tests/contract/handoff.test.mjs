// A session of the real Claude Code (tasks, edits, a test that fails and then passes, a commit) leads to a handoff whose
// facts stand where it says; a limit leads to one by itself.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { apiKeyEnv, claudeWorld, logIn, printTurn, subscriptionEnv } from '../claude-code.mjs';
import { limitHeaders } from '../fakes/messages-api.mjs';
import { projectFolder } from '../transcripts.mjs';

/** Git without anybody's settings. */
const GIT = {
  GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.test', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.test',
};

const tool = (name, input) => ({ name, input });
const bash = (command) => tool('Bash', { command, description: 'Run it' });

/** What Claude does in `cwd`. */
function work(cwd) {
  const file = path.join(cwd, 'retry.py');
  return [
    { text: 'Two tasks.', tools: [tool('TaskCreate', { subject: 'Retry uploads', description: 'x' }), tool('TaskCreate', { subject: 'Document the retry', description: 'x' })] },
    { tools: [tool('Write', { file_path: file, content: 'tries = 0\n' })] },
    { tools: [bash('pytest -q')] },
    { tools: [tool('Edit', { file_path: file, old_string: 'tries = 0', new_string: 'tries = 5\nwait = 2' })] },
    { tools: [bash('pytest -q')] },
    { tools: [bash('git add . && git commit -m "Retry uploads five times"')] },
    { tools: [tool('TaskUpdate', { taskId: '1', status: 'completed' }), tool('TaskUpdate', { taskId: '2', status: 'in_progress' })] },
    { text: 'Uploads are tried five times; the document is next.' },
  ];
}

async function repository(world, cwd) {
  // The project's tests: they pass when the file says five.
  world.write('bin/pytest', '#!/bin/sh\ngrep -q "tries = 5" retry.py || { echo "1 failed: tries"; exit 1; }\necho "1 passed"\n', 0o755);
  const begun = await world.run('git', ['init', '-q', '-b', 'retry', '.'], { cwd, env: GIT });
  assert.equal(begun.code, 0, begun.stderr);
}

test('what Claude did is in the handoff, at the lines it names', async (t) => {
  const { world, api, cwd } = await claudeWorld(t);
  api.queue = work(cwd);
  await repository(world, cwd);
  const env = { ...apiKeyEnv(api.url), ...GIT, CLAUDE_CODE_ENABLE_TODO_TOOLS: '1' };
  const turn = await printTurn(world, { cwd, prompt: 'Make the uploader retry', env, args: ['--allowed-tools', 'Bash', 'Write', 'Edit'] });
  assert.equal(turn.result.is_error, false, turn.stdout);

  const made = await world.segueJson('handoff', turn.sessionId.slice(0, 8), { env: GIT });
  assert.deepEqual(made.problems, []);
  assert.equal(made.path, path.join(world.claudeDir, 'session-handoffs', `handoff-${turn.sessionId}.md`));
  assert.equal(readFileSync(made.path, 'utf8'), made.markdown);
  assert.equal(statSync(made.path).mode & 0o777, 0o600);

  const facts = items(made.markdown);
  const transcript = readFileSync(path.join(world.claudeDir, 'projects', projectFolder(cwd), `${turn.sessionId}.jsonl`), 'utf8').split('\n');
  const stands = (section, start, words) => {
    const fact = facts[section]?.find((item) => item.startsWith(start));
    assert.ok(fact, `no "${start}" in ${section}:\n${made.markdown}`);
    const line = Number(/transcript line (\d+)/.exec(fact)?.[1]);
    for (const word of words) assert.ok(transcript[line - 1].includes(word), `${fact}\nbut line ${line} is ${transcript[line - 1].slice(0, 300)}`);
    return fact;
  };
  stands('', 'Goal: Make the uploader retry', ['Make the uploader retry']);
  stands('Accomplished', '[x] Retry uploads', ['tool_result']);
  stands('Accomplished', 'Tests passed: `pytest -q`', ['pytest -q']);
  stands('Accomplished', 'Changed `retry.py`: +3 −1 in 2 edits', ['tries = 5']);
  stands('Next objectives', '[~] Document the retry', ['tool_result']);
  stands('Commands to run', '`pytest -q`', ['pytest -q']);
  stands('Files to read first', '`retry.py`: 2 edits', ['tries = 5']);
  stands('Current state', "Claude's last words: Uploads are tried five times", ['tried five times']);

  const commit = stands('Accomplished', 'Commit `', ['git commit']);
  assert.match(commit, /Retry uploads five times — git; transcript line/);
  assert.ok(facts['Current state'].includes('Branch: `retry` — git'), made.markdown);
  assert.ok(facts['Current state'].includes('Everything is committed — git'), made.markdown);
  assert.equal(facts.Blockers, undefined, 'the failing test was made to pass');
});

test('a test that still fails is a blocker, with what it said', async (t) => {
  const { world, api, cwd } = await claudeWorld(t);
  api.queue = [...work(cwd).slice(1, 3), { text: 'The test fails.' }];
  await repository(world, cwd);
  const turn = await printTurn(world, { cwd, prompt: 'Go', env: { ...apiKeyEnv(api.url), ...GIT }, args: ['--allowed-tools', 'Bash', 'Write'] });
  const made = await world.segueJson('handoff', turn.sessionId, { env: GIT });
  const { Blockers: [blocker], 'Current state': state } = items(made.markdown);
  assert.match(blocker, /^`pytest -q` fails — transcript line \d+/);
  assert.match(made.markdown, /1 failed: tries/);
  assert.ok(state.some((item) => item.startsWith('No commit yet — git')), made.markdown);
  assert.ok(state.some((item) => item.includes('`retry.py` (new, unknown to git)')), made.markdown);
});

test('a limit leads to a handoff by itself, once', async (t) => {
  const resetsAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 7_200_000);
  const limits = { fiveHour: { used: 1, resetsAt }, sevenDay: { used: 0.4, resetsAt: new Date(resetsAt.getTime() + 172_800_000) } };
  const refused = { status: 429, error: { type: 'rate_limit_error', message: 'limit reached' }, headers: { ...limitHeaders({ ...limits, status: 'rejected' }), 'retry-after': '7200' } };
  const { world, api, cwd } = await claudeWorld(t, { script: [refused] });
  logIn(world);
  const turn = await printTurn(world, { cwd, prompt: 'Go on with the uploader', env: { ...subscriptionEnv(api.url), CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' } });
  assert.equal(turn.result.is_error, true);

  await world.segue('index');
  const [made] = await world.segueJson('handoff', '--list');
  assert.deepEqual([made.session_id, made.made_by, made.edited, made.used_by], [turn.sessionId, 'auto:limit', false, null]);
  assert.ok(existsSync(made.path));
  const text = readFileSync(made.path, 'utf8');
  assert.match(text, /Go on with the uploader \(asked, stopped by the limit\) — transcript line \d+/);
  assert.match(text, /A limit was reached .* it is free again on .* — transcript line \d+/);

  await world.segue('index');
  assert.equal((await world.segueJson('handoff', '--list'))[0].made_at, made.made_at, 'made once');
});

/** The items of each section by its heading; those above the first heading under ''. */
function items(markdown) {
  const found = {};
  let heading = '';
  for (const line of markdown.split('\n')) {
    if (line.startsWith('## ')) heading = line.slice(3);
    else if (line.startsWith('- ')) (found[heading] ??= []).push(line.slice(2));
  }
  return found;
}
