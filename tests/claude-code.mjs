// How the real Claude Code runs inside a test world: pointed at the fake API, quiet towards everything else, either with
// an API key or with a made-up subscription login. Owns the environment, the onboarding file and the tmux server.
import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { startMessagesApi } from './fakes/messages-api.mjs';
import { waitFor } from './wait.mjs';
import { claude, isRunning, openWorld } from './world.mjs';

const API_KEY = 'sk-ant-test-0000000000000000000000000000000000000000';

/**
 * A world with the real `claude` on its PATH, a project folder and a fake API that plays `script` (and counts with `count`).
 * Returns { world, api, cwd }.
 */
export async function claudeWorld(t, { script, headers, count } = {}) {
  const world = openWorld(t);
  world.onClose(() => waitForReaders(world)); // registered first, done last: a session that ends starts one
  const api = await startMessagesApi({ script, headers, count });
  world.onClose(api.close);
  world.onPath('claude', claude());
  return { world, api, cwd: world.project('api-server') };
}

/** Waits for what Segue's hooks have started to read after a session: nobody else does, and it writes into the world. */
async function waitForReaders(world) {
  if (process.platform !== 'linux') return; // no /proc to look in
  await waitFor(() => !readdirSync('/proc').some((pid) => isReaderOf(world, pid)), { limit: 30_000, what: 'the last reader after a session' });
}

function isReaderOf(world, pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0hook\0read-after\0') && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`SEGUE_HOME=${world.segueHome}\0`);
  } catch {
    return false; // no process, or gone meanwhile
  }
}

/** Environment of a Claude Code that uses an API key against the fake at `url`. */
export function apiKeyEnv(url) {
  return { ...quiet(url), ANTHROPIC_API_KEY: API_KEY, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' };
}

/** Environment of a Claude Code that believes it is logged in; `logIn` writes the login itself. */
export function subscriptionEnv(url) {
  return quiet(url);
}

function quiet(url) {
  return { ANTHROPIC_BASE_URL: url, DISABLE_AUTOUPDATER: '1', DISABLE_TELEMETRY: '1', DISABLE_ERROR_REPORTING: '1', IS_SANDBOX: '1', CLAUDE_CODE_MAX_RETRIES: '1' };
}

/** Writes a made-up subscription login into the world's Claude folder. */
export function logIn(world, { subscriptionType = 'max' } = {}) {
  const claudeAiOauth = {
    accessToken: 'sk-ant-oat01-made-up', refreshToken: 'sk-ant-ort01-made-up', expiresAt: Date.now() + 86_400_000,
    scopes: ['user:inference', 'user:profile'], subscriptionType, rateLimitTier: 'default_claude_max_5x',
  };
  world.write('home/.claude/.credentials.json', JSON.stringify({ claudeAiOauth }), 0o600);
}

/** Writes the file that tells Claude Code it was set up before and trusts `projects` (absolute paths). */
export function onboard(world, projects, extra = {}) {
  const trusted = { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true };
  world.write('home/.claude.json', JSON.stringify({
    hasCompletedOnboarding: true, theme: 'dark', lastOnboardingVersion: '9.9.9',
    customApiKeyResponses: { approved: [API_KEY.slice(-20)] },
    projects: Object.fromEntries(projects.map((project) => [project, trusted])), ...extra,
  }));
}

/** One `claude -p` turn in `cwd`; returns the run with `result`, the parsed result event, and the session's id. */
export async function printTurn(world, { cwd, prompt, env, sessionId = randomUUID(), args = [] }) {
  const done = await world.run(claude(), ['-p', prompt, '--output-format', 'json', '--session-id', sessionId, ...args], { cwd, env, limit: 60_000 });
  return { ...done, sessionId, result: parseResult(done) };
}

function parseResult(done) {
  try {
    return JSON.parse(done.stdout);
  } catch {
    throw new Error(`claude -p printed no result (exit ${done.code ?? done.signal}): ${done.stdout}\n${done.stderr}`);
  }
}

/** An interactive Claude Code in a tmux server of its own. Returns { type, screen, pid }. */
export async function interactive(world, { cwd, env, args = [] }) {
  const socket = path.join(world.folder('tmux'), 'server');
  const tmux = (...rest) => world.run('tmux', ['-S', socket, '-f', '/dev/null', ...rest], { cwd, env: { ...env, TERM: 'xterm-256color' } });
  const begun = await tmux('new-session', '-d', '-P', '-F', '#{pane_pid}', '-x', '150', '-y', '45', '-s', 'main', claude(), ...args);
  if (begun.code !== 0) throw new Error(`tmux did not start: ${begun.stderr}`);
  const pid = Number(begun.stdout);
  const end = async () => {
    await tmux('kill-server'); // hangs up on Claude Code, which still writes its last records
    await waitFor(() => !isRunning(pid), { what: 'Claude Code to end after its terminal closed' });
  };
  world.onClose(end);
  const screen = async () => (await tmux('capture-pane', '-p', '-t', 'main')).stdout;
  const type = async (text) => {
    await tmux('send-keys', '-t', 'main', '-l', text);
    // Claude Code takes an Enter that arrives in the same read as the text for pasted text: wait until the text stands there.
    await waitFor(async () => (await screen()).includes(text), { what: `"${text}" to appear in the prompt` });
    await tmux('send-keys', '-t', 'main', 'Enter');
  };
  await waitFor(async () => /❯|>/.test(await screen()), { limit: 30_000, what: 'the prompt of Claude Code' });
  return { type, screen, pid };
}
