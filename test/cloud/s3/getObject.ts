import { authorize, needOf, policyOf } from '../authorize.ts';
import { isAllowed } from '../iam.ts';
import { AwsError } from '../wire/errors.ts';
import type { Document } from '../wire/reply.ts';
import type { Call } from '../wire/request.ts';
import type { World } from '../world.ts';
import { bucketArn, bucketOf, objectArn, plainly } from './lookup.ts';

/** The object; who may not list the bucket is not told that there is none. */
export function getObject(call: Call, world: World): Document {
  plainly(call);
  const bucket = bucketOf(call, world);
  authorize(call, world, [{ action: 's3:GetObject', resource: objectArn(call) }]);
  const object = bucket.objects.get(call.params.Key ?? '');
  if (!object) {
    const need = needOf(call, world, { action: 's3:ListBucket', resource: bucketArn(call) });
    if (!isAllowed(policyOf(call, world), need)) throw new AwsError('AccessDenied', 'Access Denied');
    throw new AwsError('NoSuchKey', 'The specified key does not exist.');
  }
  const { etag, at, body } = object;
  const headers = { etag, 'last-modified': at.toUTCString(), ...object.headers };
  return { kind: 'document', status: 200, headers, body };
}
