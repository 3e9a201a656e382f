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
  const asked = askedOf(service, request);
  return { service, region, account, accessKeyId, session, headers, body, ...asked, emptyPage: false };
}

interface Asked {
  readonly action: string;
  readonly params: Params;
}

function askedOf(service: string, request: Request): Asked {
  if (service === 's3') return readS3(request);
  if (service === 'kms') return readJson(request);
  if (service === 'ebs') return readEbs(request);
  return service === 'lambda' ? readLambda(request) : readForm(request);
}

/** EC2's and the older query protocol. */
function readForm({ body }: Request): Asked {
  const params = Object.fromEntries(new URLSearchParams(body.toString()));
  return { action: params.Action ?? '', params };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** AWS's JSON protocol; what is no text is no parameter that any of our actions looks at. */
function readJson({ headers, body }: Request): Asked {
  const [, action = ''] = String(headers['x-amz-target'] ?? '').split('.');
  const sent = parsed(body.toString() || '{}');
  const params = Object.entries(sent ?? {}).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  return { action, params: Object.fromEntries(params) };
}

/** The bucket stands before the host's name or at the head of the path. */
function readS3({ method, url, headers }: Request): Asked {
  const { path, query } = parts(url);
  const [, ofHost] = /^(.+)\.localhost(?::\d+)?$/.exec(headers.host ?? '') ?? [];
  const [, ofPath = '', rest = ''] = /^([^/]*)\/?(.*)$/su.exec(path) ?? [];
  const Bucket = ofHost ?? ofPath;
  const Key = ofHost === undefined ? rest : path;
  const action = Key === '' ? `${method} bucket` : `${method} object`;
  const { 'list-type': listType, 'x-id': _, ...params } = query;
  if (action === 'GET bucket' && listType === '2')
    return { action: 'ListObjectsV2', params: { Bucket, ...params } };
  const names: Readonly<Record<string, string>> = { 'GET object': 'GetObject', 'PUT object': 'PutObject' };
  return { action: names[action] ?? action, params: { Bucket, Key, ...params } };
}

function readLambda({ method, url }: Request): Asked {
  const { path, query } = parts(url);
  const [, FunctionName, what] = /^2015-03-31\/functions\/([^/]+)\/(\w+)$/.exec(path) ?? [];
  const action = LAMBDA_ACTIONS[`${method} ${what}`];
  if (FunctionName === undefined || action === undefined)
    return { action: `${method} ${path}`, params: query };
  return { action, params: { FunctionName, ...query } };
}

const LAMBDA_ACTIONS: Readonly<Record<string, string>> = {
  'GET configuration': 'GetFunctionConfiguration',
  'POST invocations': 'Invoke',
};

/** The parameters have the names that the SDK gives them. */
function readEbs({ method, url }: Request): Asked {
  const { path, query } = parts(url);
  const [, id = '', what, BlockIndex] =
    /^snapshots\/([^/]+)\/(blocks|changedblocks)(?:\/([^/]+))?$/.exec(path) ?? [];
  const { blockToken, firstSnapshotId, maxResults, pageToken, startingBlockIndex } = query;
  const asked = {
    BlockToken: blockToken,
    FirstSnapshotId: firstSnapshotId,
    MaxResults: maxResults,
    NextToken: pageToken,
    StartingBlockIndex: startingBlockIndex,
  };
  const params = Object.fromEntries(
    Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  if (method !== 'GET' || what === undefined) return { action: `${method} ${path}`, params };
  if (BlockIndex !== undefined && what === 'blocks')
    return { action: 'GetSnapshotBlock', params: { SnapshotId: id, BlockIndex, ...params } };
  return what === 'blocks'
    ? { action: 'ListSnapshotBlocks', params: { SnapshotId: id, ...params } }
    : { action: 'ListChangedBlocks', params: { SecondSnapshotId: id, ...params } };
}

/** The path without its first slash, and the query. */
function parts(url: string): { readonly path: string; readonly query: Params } {
  const [path = '', ...query] = url.split('?');
  return {
    path: decodeURIComponent(path.slice(1)),
    query: Object.fromEntries(new URLSearchParams(query.join('?'))),
  };
}
