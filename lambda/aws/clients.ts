import { EC2Client } from '@aws-sdk/client-ec2';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';

/** A call that hangs ends here, well inside the time that is kept free before a Lambda's deadline. */
const requestHandler = { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/** Reads may be sent again, so the SDK's own retries apply. */
export function ec2ForReads(region: string): EC2Client {
  return new EC2Client({ region, requestHandler });
}

/**
 * Each call is sent once.
 *
 * CreateSnapshot has no client token, so a second request after a broken connection can be a second snapshot.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function ec2ForWrites(region: string): EC2Client {
  return new EC2Client({ region, requestHandler, maxAttempts: 1 });
}

export function sns(region: string): SNSClient {
  return new SNSClient({ region, requestHandler });
}

export function sts(region: string): STSClient {
  return new STSClient({ region, requestHandler });
}
