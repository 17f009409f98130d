// `segue plan-next` in a terminal: it shows, asks, lets the objectives be edited, and schedules what was chosen.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Transcript } from '../transcripts.mjs';
import { openWorld, program } from '../world.mjs';

/** A world with one session, and what happens when `typed` is typed. */
function begin(t) {
  const world = openWorld(t);
  const cwd = world.project('api-server');
  const transcript = new Transcript(world, { cwd });
  transcript.prompt('Fix the login flow');
  transcript.response({ text: 'The test is written; the fix comes next.', input: 10, output: 100 });
  const editor = world.write('bin/editor', '#!/bin/sh\nprintf -- "- [ ] And say \\"done\\" in \\`main\\`\\n" >> "$1"\n', 0o755);
  const asked = async (typed, args = '') => {
    const done = await world.run('script', ['-qec', `${program('segue')} plan-next ${args}`, '/dev/null'], { cwd, env: { EDITOR: editor }, input: typed });
    return { ...done, stdout: done.stdout.replaceAll('\r\n', '\n').replace(/\x1b\[[0-9;]*m/g, '') };
  };
  const schedules = async () => (await world.segueJson('schedule')).schedules;
  return { asked, schedules, sessionId: transcript.sessionId, cwd };
}

test('a time is typed, after what is next was edited, and the session is scheduled with those words', async (t) => {
  const { asked, schedules, sessionId, cwd } = begin(t);
  const done = await asked('e\ntomorrow 09:00\n');
  assert.equal(done.code, 0, done.stdout);
  assert.match(done.stdout, /The next session in api-server[^]*When\n[^]*Which one, or a time\?/);
  assert.match(done.stdout, /Scheduled 1: [^]*Starts [^]*in a terminal[^]*`segue schedule cancel 1` stops it/);
  const [{ spec }] = await schedules();
  assert.match(spec.prompt, /- \[ \] And say "done" in `main`\n$/);
  assert.deepEqual([spec.from_session, spec.project, spec.when.kind], [sessionId, cwd, 'at']);
});

test('what cannot be chosen is said, and asked again; leaving changes nothing', async (t) => {
  const { asked, schedules } = begin(t);
  const done = await asked('whenever\n99\nq\n');
  assert.equal(done.code, 0, done.stdout);
  assert.match(done.stdout, /"whenever" is no time to start at[^]*hint: Write /);
  assert.match(done.stdout, /Nothing was scheduled\.\n$/);
  assert.deepEqual(await schedules(), []);
  const silent = await asked('');
  assert.match(silent.stdout, /Nothing was scheduled\.\n$/);
  assert.deepEqual(await schedules(), []);
});

test('nothing is asked when the time is named', async (t) => {
  const { asked, schedules } = begin(t);
  const done = await asked('', '--at "in 2h"');
  assert.match(done.stdout, /^Scheduled 1: /, done.stdout);
  const [{ spec }] = await schedules();
  assert.equal(spec.prompt, '', 'what nobody changed stays in the handoff');
});
