// The test's side of the tray: starts tests/fakes/sni_host.py on a desk and asks it questions.
// Keeps every event the host told, in order, in `events`: { event, at, item, name }.
import path from 'node:path';
import { createInterface } from 'node:readline';
import { waitFor } from '../wait.mjs';
import { KEEP_OPEN, REPO } from '../world.mjs';

/** Starts a tray host on `desk` (see desk.mjs). */
export async function startTrayHost(desk) {
  const host = desk.world.start('/usr/bin/python3', [path.join(REPO, 'tests/fakes/sni_host.py')], { env: desk.env, input: KEEP_OPEN });
  const tray = new Tray(host);
  await waitFor(() => tray.events.some((event) => event.event === 'ready'), { what: `the tray host to be ready: ${host.stderr()}` });
  return tray;
}

class Tray {
  constructor(host) {
    this.host = host;
    this.events = [];
    this.waiting = new Map();
    this.lastId = 0;
    createInterface({ input: host.child.stdout }).on('line', (line) => this.#take(JSON.parse(line)));
  }

  #take(message) {
    if (message.event) return this.events.push(message);
    const { resolve, reject } = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    return message.error ? reject(new Error(message.error)) : resolve(message.ok);
  }

  #ask(request) {
    this.lastId += 1;
    const id = this.lastId;
    const answer = new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.host.child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
    return answer;
  }

  /** Waits until an item is there; returns its key. */
  async item(limit = 15_000) {
    const items = await waitFor(async () => {
      const found = await this.#ask({ do: 'items' });
      return found.length > 0 && found;
    }, { limit, what: 'a tray item to register' });
    return items[0];
  }

  items() {
    return this.#ask({ do: 'items' });
  }

  /** The item's properties as JSON, ToolTip as { title, text }. */
  async properties() {
    const all = await this.#ask({ do: 'item' });
    const [, , title = '', text = ''] = all.ToolTip ?? [];
    return { ...all, toolTip: { title, text } };
  }

  /** The largest icon: { width, height, pixel(x, y) } with [a, r, g, b] bytes, and `bytes` for comparing. */
  async icon() {
    const { IconPixmap } = await this.properties();
    const [width, height, bytes] = IconPixmap.toSorted((a, b) => b[0] - a[0])[0];
    return { width, height, bytes: Buffer.from(bytes), pixel: (x, y) => bytes.slice(4 * (y * width + x), 4 * (y * width + x) + 4) };
  }

  /** The menu as a tree of { id, label, enabled, children, ... }. */
  menu() {
    return this.#ask({ do: 'menu' });
  }

  /** Every label of the menu in order, sub-menus flattened, without access-key underscores. */
  async labels() {
    return flatten(await this.menu()).map(labelOf).filter((label) => label !== '');
  }

  /** Clicks the menu entry whose label matches `pattern`. */
  async click(pattern) {
    const entries = flatten(await this.menu());
    const entry = entries.find((candidate) => pattern.test(labelOf(candidate)));
    if (!entry) throw new Error(`no menu entry matches ${pattern}; there are: ${entries.map(labelOf).join(' | ')}`);
    return this.#ask({ do: 'click', menu_id: entry.id });
  }

  /** A left click on the icon. */
  activate() {
    return this.#ask({ do: 'activate', x: 1200, y: 10 });
  }
}

function flatten(menu) {
  return menu.children.flatMap((child) => [child, ...flatten(child)]);
}

function labelOf(entry) {
  return (entry.label ?? '').replace(/_(?!_)/g, '');
}
