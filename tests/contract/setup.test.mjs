// `segue setup` with the real Claude Code: the plugin is installed and valid, everything of the person's survives, and taking
// Segue out again leaves the config folder as it was, byte for byte.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { apiKeyEnv, claudeWorld, printTurn } from '../claude-code.mjs';
import { REPO, program } from '../world.mjs';

/** What Claude Code keeps for itself, whoever runs it. */
const ITS_OWN = new Set(['backups', 'telemetry', 'statsig', 'projects', 'sessions', 'session-env', 'shell-snapshots', 'cc-socks', '.last-cleanup']);

// In a form and an order that no program would write.
const SETTINGS = `{
\t"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "true"}]}]},
\t"env":   {"MINE":  "1"},

\t"statusLine": {"type":"command", "command": "printf 'my own'"}
}`;

async function begin(t, settings = SETTINGS) {
  const { world, api, cwd } = await claudeWorld(t);
  const env = apiKeyEnv(api.url);
  if (settings !== undefined) world.write('home/.claude/settings.json', settings);
  await printTurn(world, { cwd, prompt: 'Hello', env }); // Claude Code has been here before
  const file = path.join(world.claudeDir, 'settings.json');
  return { world, api, cwd, env, file, read: () => readFileSync(file, 'utf8') };
}

/** Every file below a folder with its hash; links as links. */
function tree(folder) {
  const all = {};
  const walk = (relative) => {
    for (const name of readdirSync(path.join(folder, relative)).sort()) {
      if (relative === '' && ITS_OWN.has(name)) continue;
      const inner = path.join(relative, name);
      const whole = path.join(folder, inner);
      const kind = lstatSync(whole);
      if (kind.isSymbolicLink()) all[inner] = `-> ${readlinkSync(whole)}`;
      else if (kind.isDirectory()) {
        all[inner] = 'folder';
        walk(inner);
      } else all[inner] = `${(kind.mode & 0o777).toString(8)} ${createHash('sha256').update(readFileSync(whole)).digest('hex')}`;
    }
  };
  walk('');
  return all;
}

async function plugins(world, env) {
  const done = await world.run('claude', ['plugin', 'list', '--json'], { env });
  return JSON.parse(done.stdout);
}

test('the plugin of the repository and the installed one are valid, strictly', async (t) => {
  const { world, env } = await begin(t);
  const installed = path.dirname((await world.segue('setup', '--print-dir')).trim());
  for (const folder of [path.join(REPO, 'plugin'), path.join(REPO, 'plugin', 'segue'), installed, path.join(installed, 'segue')]) {
    const done = await world.run('claude', ['plugin', 'validate', '--strict', folder], { env });
    assert.equal(done.code, 0, `${folder}\n${done.stdout}\n${done.stderr}`);
  }
});

test('setup installs the plugin and changes nothing else; taking it out leaves every byte as it was', async (t) => {
  const { world, env, read } = await begin(t);
  const before = tree(world.claudeDir);
  const plan = await world.segue('setup', '--plan', { env });
  assert.match(plan, /claude plugin install segue@segue/);
  assert.deepEqual(tree(world.claudeDir), before, 'a plan changes nothing');

  const done = await world.segueJson('setup', '--yes', { env });
  assert.deepEqual([...new Set(done.homes[0].steps.map((step) => step.state.state))], ['done']);
  const [installed] = await plugins(world, env);
  assert.equal(installed.id, 'segue@segue');
  assert.equal(installed.enabled, true);
  assert.equal(installed.mcpServers.segue.command, program('segue'));
  const settings = JSON.parse(read());
  assert.equal(settings.statusLine.command, `${program('segue')} statusline --wrap 'printf '\\''my own'\\'''`);
  assert.deepEqual(settings.hooks, JSON.parse(SETTINGS).hooks);
  assert.ok(read().startsWith(SETTINGS.slice(0, SETTINGS.indexOf('"statusLine"'))), `the person's form stays\n${read()}`);
  const line = await world.run('sh', ['-c', settings.statusLine.command], { input: '{}' });
  assert.equal(line.stdout, 'my own', 'their line is shown as it was');

  const again = await world.segueJson('setup', '--yes', { env });
  assert.deepEqual([...new Set(again.homes[0].steps.map((step) => step.state.state))], ['as_wanted'], 'twice is once');

  await world.segue('setup', '--remove', '--yes', { env });
  assert.deepEqual(await plugins(world, env), []);
  assert.deepEqual(tree(world.claudeDir), before);
});

test('a linked settings file stays a link, and other plugins and their marketplace stay', async (t) => {
  const { world, env, read, file } = await begin(t, undefined);
  const other = world.folder('other');
  mkdirSync(path.join(other, '.claude-plugin'));
  mkdirSync(path.join(other, 'mine', '.claude-plugin'), { recursive: true });
  writeFileSync(path.join(other, '.claude-plugin', 'marketplace.json'), JSON.stringify({ name: 'other', owner: { name: 'me' }, plugins: [{ name: 'mine', source: './mine' }] }));
  writeFileSync(path.join(other, 'mine', '.claude-plugin', 'plugin.json'), JSON.stringify({ name: 'mine', version: '1.0.0', description: 'mine' }));
  await world.run('claude', ['plugin', 'marketplace', 'add', other], { env });
  await world.run('claude', ['plugin', 'install', 'mine@other'], { env });
  const dotfile = world.write('dotfiles/claude.json', read(), 0o640);
  await world.run('rm', [file]);
  symlinkSync(dotfile, file);
  const before = tree(world.claudeDir);

  await world.segue('setup', '--yes', { env });
  assert.deepEqual((await plugins(world, env)).map((one) => one.id).sort(), ['mine@other', 'segue@segue']);
  assert.ok(lstatSync(file).isSymbolicLink());
  await world.segue('setup', '--remove', '--yes', { env });
  assert.deepEqual((await plugins(world, env)).map((one) => one.id), ['mine@other']);
  assert.deepEqual(tree(world.claudeDir), before);
});

test('what was changed meanwhile stays when Segue goes', async (t) => {
  const { world, env, read, file } = await begin(t);
  await world.segue('setup', '--yes', { env });
  writeFileSync(file, read().replace('"MINE":  "1"', '"MINE":  "2"'));
  await world.segue('setup', '--remove', '--yes', { env });
  assert.equal(read(), SETTINGS.replace('"MINE":  "1"', '"MINE":  "2"'));
});

test('another segue takes the place of the one before', async (t) => {
  const { world, env, read } = await begin(t);
  await world.segue('setup', '--yes', { env });
  const moved = path.join(world.folder('my programs'), 'segue');
  await world.run('cp', [program('segue'), moved]);
  const outdated = await world.run(moved, ['doctor', '--json'], { env });
  assert.equal(JSON.parse(outdated.stdout).checks.find((check) => check.id === 'plugin').verdict, 'hint');
  const done = await world.run(moved, ['setup', '--yes'], { env });
  assert.equal(done.code, 0, done.stdout + done.stderr);
  const [installed] = await plugins(world, env);
  assert.equal(installed.mcpServers.segue.command, moved);
  assert.match(read(), /'.*my programs\/segue' statusline --wrap/);
  const good = await world.run(moved, ['doctor', '--json'], { env });
  assert.equal(JSON.parse(good.stdout).checks.find((check) => check.id === 'plugin').verdict, 'good');
  await world.run(moved, ['setup', '--remove', '--yes'], { env });
  assert.equal(read(), SETTINGS);
});

/** Another `claude` in front of the real one, which does `script` with its arguments. */
function inFront(world, script) {
  const folder = world.folder('in-front');
  world.write('in-front/claude', `#!/bin/sh\nreal() { '${path.join(world.bin, 'claude')}' "$@"; }\n${script}\n`, 0o755);
  return { PATH: `${folder}${path.delimiter}${world.env.PATH}` };
}

test('a run that is cut off while claude writes is made good by the next', async (t) => {
  const { world, env, read } = await begin(t);
  const before = tree(world.claudeDir);
  const killed = inFront(world, 'real "$@" || exit; [ "$1 $2" = "plugin install" ] && kill -9 $PPID; true');
  const cut = await world.run(program('segue'), ['setup', '--yes'], { env: { ...env, ...killed } });
  assert.equal(cut.signal, 'SIGKILL');
  assert.ok(!read().includes('"MINE":  "1"'), 'claude had written the settings in its own form');
  await world.segue('setup', '--yes', { env });
  assert.ok(read().startsWith(SETTINGS.slice(0, SETTINGS.indexOf('"statusLine"'))), read());
  await world.segue('setup', '--remove', '--yes', { env });
  assert.equal(read(), SETTINGS);
  const after = tree(world.claudeDir);
  for (const name of Object.keys(after).filter((name) => !(name in before))) assert.match(name, /^plugins/, 'what the run that was cut off did not note is claude’s own');
});

test('what claude refuses is told, taken back, and done by the next run', async (t) => {
  const { world, env, read } = await begin(t);
  const refusing = inFront(world, '[ "$1 $2" = "plugin install" ] && { echo "the disk is full" >&2; exit 1; }; real "$@"');
  const failed = await world.run(program('segue'), ['setup', '--yes', '--json'], { env: { ...env, ...refusing } });
  assert.equal(failed.code, 1);
  const [plugin, settings, ...commands] = JSON.parse(failed.stdout).homes[0].steps;
  assert.equal(plugin.state.state, 'failed');
  assert.match(plugin.state.message, /claude plugin install segue@segue` said: the disk is full/);
  assert.ok(plugin.state.hint);
  assert.deepEqual([settings, ...commands].map((step) => step.state.state), ['done', ...commands.map(() => 'done')]);
  assert.ok(!read().includes('segue@segue') && !read().includes('extraKnownMarketplaces'), read());
  assert.match(read(), /statusline --wrap/);
  assert.ok(existsSync(path.join(world.claudeDir, 'commands', 'session-status.md')));
  await world.segue('setup', '--yes', { env });
  assert.equal((await plugins(world, env))[0].id, 'segue@segue');
  await world.segue('setup', '--remove', '--yes', { env });
  assert.equal(read(), SETTINGS);
});

test('a person is asked in a terminal, and no means no', async (t) => {
  const { world, env, read } = await begin(t);
  const asked = async (answer) => world.run('script', ['-qec', `${program('segue')} setup`, '/dev/null'], { env, input: `${answer}\n` });
  const no = await asked('n');
  assert.match(no.stdout, /Make these changes\? \[y\/N\][^]*Nothing was changed\./);
  assert.equal(read(), SETTINGS);
  const yes = await asked('y');
  assert.match(yes.stdout, /Segue is set up/);
  assert.match(read(), /segue@segue/);
});
