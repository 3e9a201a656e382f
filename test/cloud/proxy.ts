import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Server } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A forward proxy for one test, and what it was asked for. */
export interface Proxy {
  readonly url: string;
  readonly asked: readonly string[];
}

export interface ProxyWish {
  /** It opens no tunnel. */
  readonly refuses?: true;
  /** Where each tunnel ends, whatever host was asked for. @default that host */
  readonly leadsTo?: number;
}

/** What signs for all hosts of AWS in eu-west-1 that `tlsBefore` plays. */
export const CERTIFICATE = join(import.meta.dirname, 'tls/certificate.pem');

/** A proxy on a free port of this machine, closed after the test. */
export async function aProxy({ refuses, leadsTo }: ProxyWish = {}): Promise<Proxy> {
  const asked: string[] = [];
  const note = ({ method, url, headers }: IncomingMessage) =>
    asked.push(`${method} ${url} ${headers['proxy-authorization'] ?? 'without a login'}`);
  const server = createServer((from, to) => {
    note(from);
    forward(from, to, from.url ?? '');
  });
  server.on('connect', (from, socket) => {
    note(from);
    if (refuses) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const [host, port] = (from.url ?? '').split(':');
    const out = leadsTo === undefined ? connect(Number(port), host) : connect(leadsTo, '127.0.0.1');
    out.on('connect', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    out.on('error', () => socket.destroy());
    socket.on('error', () => out.destroy());
    socket.pipe(out).pipe(socket);
  });
  const port = await listening(server);
  onTestFinished(() => server.closeAllConnections());
  return { url: `http://127.0.0.1:${port}`, asked };
}

/** A TLS server that hands each request on to an http one. Gives its port. */
export async function tlsBefore(endpoint: string): Promise<number> {
  const [cert, key] = [CERTIFICATE, join(import.meta.dirname, 'tls/key.pem')].map((file) =>
    readFileSync(file),
  );
  const server = createTlsServer({ cert, key }, (from, to) => forward(from, to, `${endpoint}${from.url}`));
  onTestFinished(() => server.closeAllConnections());
  return listening(server);
}

function forward(from: IncomingMessage, to: ServerResponse, url: string): void {
  const { method, headers } = from;
  const forwarded = request(url, { method, headers }, (reply) => {
    to.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(to);
  });
  forwarded.on('error', () => to.destroy());
  from.pipe(forwarded);
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
