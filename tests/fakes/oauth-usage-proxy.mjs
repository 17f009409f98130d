// A TLS-terminating proxy on loopback that plays api.anthropic.com for one question: `GET /api/oauth/usage`.
// Claude Code asks a fixed host, so HTTPS_PROXY plus a throw-away certificate authority is the only way to answer it.
// The authority is made by openssl per run, lives in the test world and is trusted by nobody else.
// Never forwards anything: what it cannot answer is a 404, and every other host is refused.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import tls from 'node:tls';

const HOST = 'api.anthropic.com';

/**
 * Starts the proxy in `world`. `usage` is the body of the usage answer. Returns { env, requests, close };
 * give `env` to Claude Code. `requests` holds the method and path of everything asked of the played host.
 */
export async function startUsageProxy(world, usage) {
  const { ca, key, cert } = makeCertificates(world.folder('ca'));
  const requests = [];
  const played = http.createServer((request, response) => {
    requests.push({ method: request.method, path: new URL(request.url, `https://${HOST}`).pathname, headers: request.headers });
    const found = request.method === 'GET' && requests.at(-1).path === '/api/oauth/usage';
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ? usage : { type: 'error', error: { type: 'not_found_error', message: 'not played' } }));
  });
  const sockets = new Set();
  const proxy = http.createServer((request, response) => response.writeHead(405).end());
  proxy.on('connect', (request, socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    if (request.url !== `${HOST}:443`) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    const secure = new tls.TLSSocket(socket, { isServer: true, key: readFileSync(key), cert: readFileSync(cert) });
    secure.on('error', () => socket.destroy());
    return played.emit('connection', secure);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => proxy.close(resolve));
  };
  world.onClose(close);
  const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.address().port}`, NODE_EXTRA_CA_CERTS: ca, NO_PROXY: '127.0.0.1,localhost' };
  return { env, requests, close };
}

/** The usage answer's body, in the shape the real endpoint uses. Percentages are 0..100; `resetsAt` are Dates. */
export function usageBody({ fiveHour, sevenDay, opus }) {
  const window = (limit) => (limit ? { utilization: limit.used, resets_at: limit.resetsAt?.toISOString() ?? null } : null);
  return {
    five_hour: window(fiveHour), seven_day: window(sevenDay), seven_day_oauth_apps: null, seven_day_opus: window(opus), seven_day_sonnet: null,
    extra_usage: { is_enabled: false, monthly_limit: null, used_credits: null, utilization: null },
  };
}

function makeCertificates(folder) {
  const file = (name) => path.join(folder, name);
  const openssl = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=Segue test authority', '-keyout', file('ca.key'), '-out', file('ca.pem'));
  openssl('req', ...newKey, '-subj', `/CN=${HOST}`, '-keyout', file('host.key'), '-out', file('host.csr'));
  writeFileSync(file('host.ext'), `subjectAltName=DNS:${HOST}\nextendedKeyUsage=serverAuth\n`);
  openssl('x509', '-req', '-days', '2', '-in', file('host.csr'), '-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-extfile', file('host.ext'), '-out', file('host.pem'));
  return { ca: file('ca.pem'), key: file('host.key'), cert: file('host.pem') };
}
