import { authorize } from './authorize.ts';
import { DAY } from './clock.ts';
import { keyArnOf, keyIn } from './keys.ts';
import type { Key } from './keys.ts';
import { AwsError } from './wire/errors.ts';
import { json } from './wire/reply.ts';
import type { Document } from './wire/reply.ts';
import type { Call } from './wire/request.ts';
import type { World } from './world.ts';

/**
 * Tells of one key, the caller's own or, by its ARN, another account's that lets the caller use it.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
 */
export function describeKey(call: Call, world: World): Document {
  const { KeyId: keyId = '' } = call.params;
  if (keyId === '')
    throw new AwsError('ValidationException', "Value null at 'keyId' failed to satisfy constraint");
  const place = world.place(call.account, call.region);
  const arn = keyArnOf(place, keyId);
  const [, , service, region, account] = arn.split(':');
  if (service !== 'kms') throw new AwsError('InvalidArnException', `Invalid arn ${keyId}`);
  // KMS looks no further than the region that was asked.
  if (region !== call.region) throw notFound(`Invalid arn ${String(region)}`);
  authorize(call, world, [{ action: 'kms:DescribeKey', resource: arn }]);
  const key = keyIn(world, place, arn);
  if (account !== call.account && !key?.usableBy.includes(call.account)) throw notShared(arn);
  if (key) return json({ KeyMetadata: metadataOf(key, world.clock.now()) }, world.ids.next('request'));
  throw notFound(keyId.includes('alias/') ? `Alias ${arn} is not found.` : `Key '${arn}' does not exist`);
}

function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message);
}

/** Also where there is no such key: who may not look learns nothing. */
function notShared(arn: string): AwsError {
  return new AwsError(
    'AccessDeniedException',
    `The caller is not authorized to perform: kms:DescribeKey on resource: ${arn} because no resource-based policy allows the kms:DescribeKey action`,
    400,
  );
}

function metadataOf(key: Key, now: Date): object {
  return {
    AWSAccountId: key.account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.createdAt.getTime() / 1000,
    Enabled: key.state === 'Enabled',
    Description: '',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: key.state,
    ...(key.state === 'PendingDeletion' && { DeletionDate: (now.getTime() + 7 * DAY) / 1000 }),
    Origin: ORIGINS[key.state] ?? 'AWS_KMS',
    KeyManager: key.manager,
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
  };
}

/** Only material from outside can be missing, and only a store of one's own be out of reach. */
const ORIGINS: Partial<Record<Key['state'], string>> = {
  PendingImport: 'EXTERNAL',
  Unavailable: 'AWS_CLOUDHSM',
};
