// The little of W3C WebDriver that the tests need, spoken to WebKitWebDriver directly: tauri-driver would only set the
// variable below and forward. Owns the driver process; the app it starts ends with the session.
import net from 'node:net';
import { waitFor } from '../wait.mjs';

/** Starts `binary` under WebDriver on `desk` and waits for its first window. `env` reaches the app. */
export async function startApp(desk, binary, { args = [], env = {} } = {}) {
  const port = await freePort();
  desk.world.start('WebKitWebDriver', ['--host=127.0.0.1', `--port=${port}`], {
    env: { ...desk.env, TAURI_WEBVIEW_AUTOMATION: 'true', ...env },
  });
  const base = `http://127.0.0.1:${port}`;
  await waitFor(() => call(base, 'GET', '/status'), { what: 'WebKitWebDriver to listen' });
  const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args } } };
  const { sessionId } = await call(base, 'POST', '/session', { capabilities });
  return new App(base, sessionId);
}

class App {
  constructor(base, sessionId) {
    this.session = `${base}/session/${sessionId}`;
  }

  /** Evaluates a function body in the page; `arguments` holds `args`. */
  run(script, ...args) {
    return call(this.session, 'POST', '/execute/sync', { script, args });
  }

  /** The page's visible text. */
  text() {
    return this.run('return document.body.innerText');
  }

  /** Waits until the page's text matches `pattern`; returns the text. */
  async waitForText(pattern, limit = 10_000) {
    let text = '';
    await waitFor(async () => {
      text = await this.text();
      return pattern.test(text);
    }, { limit, what: `the page to say ${pattern}` }).catch((error) => {
      throw new Error(`${error.message}; it says:\n${text}`, { cause: error });
    });
    return text;
  }

  /** Clicks the first enabled button, link or choice that is in sight and whose name matches `pattern`; waits for it. */
  async click(pattern) {
    const script = `
      const wanted = new RegExp(arguments[0], arguments[1]);
      const name = (one) => one.getAttribute('aria-label') ?? (one.innerText || one.closest('label')?.innerText || '');
      const all = [...document.querySelectorAll('button, a, input, [role=menuitem]')];
      const found = all.find((one) => !one.disabled && wanted.test(name(one).trim()) && (one.closest('label') ?? one).getClientRects().length > 0);
      found?.click();
      return Boolean(found);`;
    await waitFor(() => this.run(script, pattern.source, pattern.flags), { limit: 15_000, what: `something to click that is called ${pattern}` }).catch(async (error) => {
      throw new Error(`${error.message}; the page says:\n${await this.text()}`, { cause: error });
    });
  }

  /** A click of the mouse at a point of the page, through whatever stands there. */
  async clickAt(x, y) {
    const move = { type: 'pointerMove', duration: 0, origin: 'viewport', x: Math.round(x), y: Math.round(y) };
    const actions = [move, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }];
    await call(this.session, 'POST', '/actions', { actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }] });
  }

  /** Writes `text` at the end of the text field called `label`, the way typing does. */
  async type(label, text) {
    const script = `
      const field = [...document.querySelectorAll('textarea, input')].find((one) => one.getAttribute('aria-label') === arguments[0]);
      if (!field) return false;
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
      document.execCommand('insertText', false, arguments[1]);
      return true;`;
    await waitFor(() => this.run(script, label, text), { what: `a field called ${label}` });
  }

  close() {
    return call(this.session, 'DELETE', '');
  }
}

async function call(base, method, path, body) {
  const response = await fetch(base + path, { method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const { value } = await response.json();
  if (value?.error) throw new Error(`WebDriver ${method} ${path}: ${value.error}: ${value.message}`);
  return value;
}

/** A port nobody listens on at this moment. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
