import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';

import { clientOf, freshCloud } from './callers.ts';
import type { Caller } from './callers.ts';
import type { Cloud } from './cloud.ts';

export const Bucket = 'reports';

/** A cloud with an empty bucket, and who asks for it. */
export async function cloudWithBucket() {
  const cloud = await freshCloud();
  return { cloud, bucket: cloud.region('eu-west-1').bucket(Bucket), s3: s3Of(cloud) };
}

export function s3Of(cloud: Cloud, caller?: Caller, config: S3ClientConfig = {}): S3Client {
  return new S3Client({ ...clientOf(cloud, 'eu-west-1', caller), ...config });
}
