import { createServer, request as sendOn } from 'node:http';
import { MINUTE } from './clock.ts';
import type { Cloud } from './cloud.ts';

export interface StrictClock {
  readonly endpoint: string;
  close(): void;
}

/** EC2 and SNS refuse signatures that are further from their clock than this. */
const LEEWAY = 5 * MINUTE;

/**
 * Stands in front of a cloud as an AWS whose clock is ahead of this machine's by some milliseconds.
 *
 * It refuses a signature of another time before anything is done, and each answer has its own date.
 */
export async function strictClock(
  { endpoint }: Pick<Cloud, 'endpoint'>,
  ahead: number,
): Promise<StrictClock> {
  const server = createServer((request, response) => {
    const now = Date.now() + ahead;
    const date = new Date(now).toUTCString();
    if (Math.abs(signedAt(String(request.headers['x-amz-date'])) - now) > LEEWAY) {
      request.resume();
      response.writeHead(401, { date, 'content-type': 'text/xml' });
      response.end(REFUSAL);
      return;
    }
    const { method, headers } = request;
    request.pipe(
      sendOn(endpoint + request.url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, { ...answer.headers, date });
        answer.pipe(response);
      }),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** `20260101T030000Z` */
function signedAt(stamp: string): number {
  return Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

const REFUSAL =
  '<?xml version="1.0"?><Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access credentials</Message></Error></Errors><RequestID>r</RequestID></Response>';
