import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Reply } from './answer.ts';

export interface Server {
  readonly endpoint: string;
  /** Ends connections that wait for an answer, too. */
  close(): Promise<void>;
}

/** Listens on a free port of this machine and hands each request's header and body on. */
export async function listen(
  replyTo: (authorization: string | undefined, body: string) => Promise<Reply>,
): Promise<Server> {
  const server = createServer((request, response) => {
    // A caller that gives up in the middle of its request gets no answer.
    serve(request, response, replyTo).catch(() => request.socket.destroy());
  });
  // A client that keeps a connection must never meet it half closed: that would be a fault nobody wished for.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
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
  replyTo: (authorization: string | undefined, body: string) => Promise<Reply>,
): Promise<void> {
  const body = await textOf(request);
  const reply = await replyTo(request.headers.authorization, body);
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

async function textOf(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8');
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
