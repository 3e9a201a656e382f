import { partitionOf } from '../arns.ts';
import { AwsError } from '../wire/errors.ts';
import { notEmulated } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { World } from '../world.ts';
import type { Bucket } from './bucket.ts';

/** The bucket that a call names, if the caller is of its account and asks in its region. */
export function bucketOf({ params, region, account }: Call, world: World): Bucket {
  const bucket = world.buckets.get(params.Bucket ?? '');
  if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist');
  if (bucket.account !== account) throw new AwsError('AccessDenied', 'Access Denied');
  if (bucket.region === region) return bucket;
  throw new AwsError(
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
  );
}

export function bucketArn({ region, params }: Call): string {
  return `arn:${partitionOf(region)}:s3:::${params.Bucket ?? ''}`;
}

export function objectArn(call: Call): string {
  return `${bucketArn(call)}/${call.params.Key ?? ''}`;
}

/** Loud where we know less than S3, as with other services: these would make another action of it. */
export function plainly({ headers, params }: Call, known: readonly string[] = []): void {
  notEmulated(params, [
    'acl',
    'attributes',
    'legal-hold',
    'partNumber',
    'retention',
    'tagging',
    'uploadId',
    'versionId',
  ]);
  const used = HEADERS.find((name) => headers[name] !== undefined && !known.includes(name));
  if (used === undefined) return;
  throw new AwsError('NotImplemented', `The embedded cloud does not know the header ${used}`);
}

const HEADERS = [
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-unmodified-since',
  'range',
  'x-amz-copy-source',
];
