// A desk without hardware: a screen (Xvfb), a session bus with nothing to activate, a window manager and a real
// notification daemon, all inside one test world and ending with it.
// Promises that no program outside the world is started through D-Bus: the bus has its own configuration.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../wait.mjs';
import { REPO } from '../world.mjs';

/** Where pictures of the tests are kept (not in git). */
const ARTEFACTS = path.join(REPO, 'tests', 'artefacts');

/** Sets the desk up in `world`. `desk.env` goes to the programs that should see it. */
export async function setDesk(world) {
  const display = await startScreen(world);
  const bus = await startBus(world);
  // Without a graphics card compositing only costs: the first paint comes a second later on a busy machine.
  const env = { DISPLAY: display, DBUS_SESSION_BUS_ADDRESS: bus, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1', GTK_A11Y: 'none', WEBKIT_DISABLE_COMPOSITING_MODE: '1' };
  const desk = new Desk(world, env);
  await desk.startWindowManager();
  await desk.startNotifications();
  return desk;
}

async function startScreen(world) {
  const screen = world.start('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp', '-noreset']);
  const number = await waitFor(() => screen.stdout().trim(), { what: `Xvfb to choose a display: ${screen.stderr()}` });
  return `:${number}`;
}

async function startBus(world) {
  const config = world.write('bus.conf', `<busconfig><type>session</type>
    <listen>unix:path=${path.join(world.root, 'run', 'bus')}</listen><auth>EXTERNAL</auth>
    <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
  </busconfig>`);
  const bus = world.start('dbus-daemon', ['--nofork', '--print-address=1', `--config-file=${config}`]);
  return waitFor(() => bus.stdout().trim(), { what: `the session bus to tell its address: ${bus.stderr()}` });
}

class Desk {
  constructor(world, env) {
    this.world = world;
    this.env = env;
  }

  /** Runs a program that sees the desk; throws when it fails. Returns its stdout. */
  async tool(command, ...args) {
    const done = await this.world.run(command, args, { env: this.env });
    if (done.code !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${done.stderr}`);
    return done.stdout;
  }

  async startWindowManager() {
    this.world.start('openbox', ['--sm-disable'], { env: this.env });
    await waitFor(async () => (await this.tool('xprop', '-root', '_NET_SUPPORTING_WM_CHECK')).includes('window id'), { what: 'the window manager' });
  }

  async startNotifications() {
    // What a person would choose in the menu of a notice's buttons: the line with the words in this file.
    this.wanted = this.world.write('wanted-action', '');
    const menu = this.world.write('choose-action', `#!/bin/sh\ngrep -F -f '${this.wanted}' | head -n 1\n`, 0o755);
    // `-print` tells each notice as it comes; notices stay until something closes them, so that a test decides when one is over.
    const config = this.world.write('dunstrc', `[global]\n    idle_threshold = 0\n    history_length = 100\n    width = 360\n    offset = 20x40\n    dmenu = ${menu}\n[urgency_low]\n    timeout = 0\n[urgency_normal]\n    timeout = 0\n[urgency_critical]\n    timeout = 0\n`);
    this.dunst = this.world.start('dunst', ['-print', '-conf', config], { env: this.env });
    await waitFor(() => this.tool('dunstctl', 'count'), { what: 'the notification daemon' });
  }

  /** How many notices are on the screen now. */
  async noticesShown() {
    return Number(await this.tool('dunstctl', 'count', 'displayed'));
  }

  /** Every notice the daemon was given so far, oldest first: { app, summary, body }. */
  notices() {
    const printed = /^\tappname: '(.*)'\n\tsummary: '([^]*?)'\n\tbody: '([^]*?)'\n\ticon: /gm;
    return [...this.dunst.stdout().matchAll(printed)].map(([, app, summary, body]) => ({ app, summary, body }));
  }

  /** Waits for a notice whose words match; returns it. */
  waitForNotice(pattern) {
    const find = () => this.notices().find((notice) => pattern.test(`${notice.summary}\n${notice.body}`));
    return waitFor(find, { limit: 15_000, what: `a notice that says ${pattern}` }).catch((error) => {
      throw new Error(`${error.message}; there were: ${JSON.stringify(this.notices())}`, { cause: error });
    });
  }

  /** Does what a click on the newest notice does. */
  clickNotice() {
    return this.tool('dunstctl', 'action', '0');
  }

  /** Presses the button called `label` of a notice on the screen, through the daemon's own menu of them. */
  async pressNotice(label) {
    writeFileSync(this.wanted, label);
    await this.tool('dunstctl', 'context');
  }

  /** Titles of the windows on the screen, as the window manager lists them. */
  async windowTitles() {
    const lines = (await this.tool('wmctrl', '-l')).trim().split('\n');
    return lines.filter(Boolean).map((line) => line.split(/\s+/).slice(3).join(' '));
  }

  /** Waits until a window of this title is on the screen. */
  waitForWindow(title) {
    return waitFor(async () => (await this.windowTitles()).includes(title), { limit: 20_000, what: `the window ${title}` });
  }

  /** Closes a window the way its close button does, and waits until it is gone. */
  async closeWindow(title) {
    await this.tool('wmctrl', '-F', '-c', title);
    await waitFor(async () => !(await this.windowTitles()).includes(title), { what: `the window ${title} to close` });
  }

  /** Waits until the window shows more than its background, and the same at two looks in a row. */
  async waitForPaint(title) {
    const line = (await this.tool('wmctrl', '-l')).split('\n').find((one) => one.split(/\s+/).slice(3).join(' ') === title);
    const id = line.split(/\s+/)[0];
    let before = 0;
    const settled = async () => {
      const colours = Number(await this.tool('import', '-silent', '-window', id, '-format', '%k', 'info:'));
      const same = colours === before && colours > 60;
      before = colours;
      return same;
    };
    await waitFor(settled, { limit: 20_000, every: 250, what: `the window ${title} to be painted` });
  }

  /** Saves a picture of the whole screen as tests/artefacts/NAME.png. */
  async screenshot(name) {
    mkdirSync(ARTEFACTS, { recursive: true });
    const file = path.join(ARTEFACTS, `${name}.png`);
    await this.tool('import', '-silent', '-window', 'root', file);
    return file;
  }
}
