import { authorize } from '../authorize.ts';
import { AwsError } from '../wire/errors.ts';
import { DECLARATION } from '../wire/reply.ts';
import type { Document } from '../wire/reply.ts';
import { notEmulated } from '../wire/request.ts';
import type { Call, Params } from '../wire/request.ts';
import { element } from '../wire/xml.ts';
import type { World } from '../world.ts';
import type { Bucket } from './bucket.ts';
import { bucketArn, bucketOf } from './lookup.ts';

/** A page of a bucket's keys, in their order. */
export function listObjectsV2(call: Call, world: World): Document {
  notEmulated(call.params, ['delimiter', 'start-after', 'fetch-owner']);
  const bucket = bucketOf(call, world);
  const { prefix = '' } = call.params;
  const context = { 's3:prefix': prefix };
  authorize(call, world, [{ action: 's3:ListBucket', resource: bucketArn(call), context }]);
  const limit = limitOf(call.params, world);
  const after = lastKeyOf(call.params);
  const rest = bucket.keys(prefix).filter((key) => after === undefined || isBehind(key, after));
  const keys = rest.slice(0, limit);
  const isTruncated = limit > 0 && rest.length > limit;
  return page(call.params, bucket, {
    keys,
    limit,
    nextToken: isTruncated ? tokenFor(bucket.name, keys.at(-1) ?? '') : undefined,
  });
}

interface Page {
  readonly keys: readonly string[];
  readonly limit: number;
  readonly nextToken: string | undefined;
}

/** A list of S3's has no element round it, so this is put together by hand. */
function page(params: Params, bucket: Bucket, { keys, limit, nextToken }: Page): Document {
  const isUrl = params['encoding-type'] === 'url';
  const written = (key: string) => (isUrl ? encodeURIComponent(key).replaceAll('%2F', '/') : key);
  const fields = {
    Name: bucket.name,
    Prefix: written(params.prefix ?? ''),
    MaxKeys: limit,
    KeyCount: keys.length,
    IsTruncated: nextToken !== undefined,
    EncodingType: isUrl ? 'url' : undefined,
    ContinuationToken: params['continuation-token'],
    NextContinuationToken: nextToken,
  };
  const contents = keys.map((key) => {
    const object = bucket.objects.get(key);
    return element('Contents', {
      Key: written(key),
      LastModified: object?.at,
      ETag: object?.etag,
      Size: object?.body.length,
      StorageClass: 'STANDARD',
    });
  });
  const parts = Object.entries(fields).map(([name, value]) => element(name, value));
  const xmlns = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
  const body = `${DECLARATION}<ListBucketResult ${xmlns}>${[...parts, ...contents].join('')}</ListBucketResult>`;
  return { kind: 'document', status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function limitOf(params: Params, world: World): number {
  const asked = Number(params['max-keys'] ?? 1000);
  if (!Number.isInteger(asked) || asked < 0) {
    throw new AwsError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  }
  return Math.min(asked, 1000, world.settings.pageLimit);
}

/** A token is good for the bucket that gave it out. */
function tokenFor(bucket: string, key: string): string {
  return Buffer.from(JSON.stringify([bucket, key])).toString('base64');
}

function lastKeyOf(params: Params): string | undefined {
  const token = params['continuation-token'];
  if (token === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(Buffer.from(token, 'base64').toString());
    const [bucket, key]: unknown[] = Array.isArray(read) ? read : [];
    if (bucket === params.Bucket && typeof key === 'string') return key;
  } catch {
    // Not one of ours; answered below.
  }
  throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
}

function isBehind(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}
