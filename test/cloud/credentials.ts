import { AwsError } from './wire/errors.ts';
import type { Call } from './wire/request.ts';
import type { World } from './world.ts';

/**
 * Refuses keys that nobody gave out, or that have expired. A region that is not enabled for their account does
 * not know them either; nor does one that does not exist.
 */
export function checkCredentials(call: Call, world: World): void {
  const { accessKeyId, session, headers, account, region } = call;
  const isTemporary = accessKeyId.startsWith('ASIA');
  if (isTemporary && session?.credentials.sessionToken !== headers['x-amz-security-token'])
    throw unknown(call);
  if (isTemporary && session === undefined) throw unknown(call);
  if (!world.place(account, region).enabled) throw unknown(call);
  if (session?.expiresAt && session.expiresAt <= world.clock.now()) throw expired(call);
}

function unknown({ service }: Call): AwsError {
  switch (service) {
    case 'ec2':
      return new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials');
    case 's3':
      return new AwsError(
        'InvalidAccessKeyId',
        'The AWS Access Key Id you provided does not exist in our records.',
      );
    case 'ebs':
    case 'kms':
    case 'lambda':
      return new AwsError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
        service === 'kms' ? 400 : undefined,
      );
    default:
      return new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid');
  }
}

/** The code is each service's own; EC2 says the same of a signature that is too old. */
function expired({ service }: Call): AwsError {
  switch (service) {
    case 'ec2':
      return new AwsError('RequestExpired', 'Request has expired.');
    case 's3':
      return new AwsError('ExpiredToken', 'The provided token has expired.', 400);
    case 'ebs':
    case 'kms':
    case 'lambda':
      return new AwsError(
        'ExpiredTokenException',
        'The security token included in the request is expired',
        service === 'kms' ? 400 : undefined,
      );
    default:
      return new AwsError('ExpiredToken', 'The security token included in the request is expired');
  }
}
