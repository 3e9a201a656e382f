import { authorize } from '../authorize.ts';
import { AwsError } from '../wire/errors.ts';
import type { Document } from '../wire/reply.ts';
import type { Call } from '../wire/request.ts';
import type { World } from '../world.ts';
import { newObject } from './bucket.ts';
import { bucketOf, objectArn, plainly } from './lookup.ts';
import { sentBody } from './sentBody.ts';
import type { Sent } from './sentBody.ts';

/**
 * Puts an object into its bucket, in the place of one that has the same key; with `If-None-Match: *` only where there is
 * none. Of several at once the first to finish is written.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function putObject(call: Call, world: World): Document {
  plainly(call, [CONDITION]);
  const bucket = bucketOf(call, world);
  const { Key: key = '' } = call.params;
  if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long');
  const condition = call.headers[CONDITION];
  const context = condition === undefined ? {} : { 's3:if-none-match': condition };
  authorize(call, world, [{ action: 's3:PutObject', resource: objectArn(call), context }]);
  checkAbsence(condition, bucket.objects.has(key));
  const sent = sentBody(call);
  const object = newObject(world.clock, sent.data, keptHeaders(sent));
  bucket.objects.set(key, object);
  return {
    kind: 'document',
    status: 200,
    headers: { etag: object.etag, ...checksums(object.headers) },
    body: '',
  };
}

const CONDITION = 'if-none-match';

/** S3 takes no value but `*` here. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
function checkAbsence(condition: string | undefined, isThere: boolean): void {
  if (condition === undefined) return;
  if (condition !== '*') {
    throw new AwsError(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
    );
  }
  if (isThere) {
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  }
}

const KEPT =
  /^(content-type|content-encoding|cache-control|x-amz-meta-.+|x-amz-checksum-(crc32|sha1|sha256))$/;

/** What of the request is the object's own; `aws-chunked` was only how it travelled. */
function keptHeaders({ headers }: Sent): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, sent = ''] of Object.entries(headers)) {
    const value = String(sent).replace(/aws-chunked,?\s*/, '');
    if (KEPT.test(name) && value !== '') kept[name] = value;
  }
  return kept;
}

function checksums(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-amz-checksum-')));
}
