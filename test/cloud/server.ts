import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Request } from './wire/readCall.ts';
import type { Reply } from './wire/reply.ts';

export interface Server {
  readonly endpoint: string;
  /** Ends connections that wait for an answer, too. */
  close(): Promise<void>;
}

/**
 * Listens on a port of this machine, of which 0 means a free one, and hands each request on.
 *
 * @throws the system's error, like EADDRINUSE, where the port cannot be had.
 */
export async function listen(replyTo: (request: Request) => Promise<Reply>, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    // A caller that gives up in the middle of its request gets no answer.
    serve(request, response, replyTo).catch(() => request.socket.destroy());
  });
  // A client that keeps a connection must never meet it half closed: that would be a fault nobody wished for.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  replyTo: (request: Request) => Promise<Reply>,
): Promise<void> {
  const { method = '', url = '', headers } = request;
  const reply = await replyTo({ method, url, headers, body: await bodyOf(request) });
  if (reply.kind === 'silence') return;
  if (reply.kind === 'broken connection') {
    request.socket.destroy();
    return;
  }
  response.writeHead(reply.status, {
    ...reply.headers,
    'content-length': Buffer.byteLength(reply.body),
  });
  response.end(reply.body);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
