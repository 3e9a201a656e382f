import type { IncomingHttpHeaders } from 'node:http';

import type { World } from '../world.ts';
import { DEFAULT_ACCOUNT } from './request.ts';
import type { Call, Params } from './request.ts';

/** What arrived over HTTP. */
export interface Request {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Region and service come from the credential scope that SigV4 puts into the header. */
export function readCall(request: Request, world: World): Call {
  const { headers, body } = request;
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '');
  const [, accessKeyId = '', region = '', service = ''] = scope ?? [];
  const session = world.sessions.get(accessKeyId);
  const account = session?.role.account ?? /^AKIASNAP(\d{12})$/.exec(accessKeyId)?.[1] ?? DEFAULT_ACCOUNT;
  const asked = readForm(request);
  return { service, region, account, accessKeyId, session, headers, body, ...asked, emptyPage: false };
}

interface Asked {
  readonly action: string;
  readonly params: Params;
}

/** EC2's and the older query protocol. */
function readForm({ body }: Request): Asked {
  const params = Object.fromEntries(new URLSearchParams(body.toString()));
  return { action: params.Action ?? '', params };
}
