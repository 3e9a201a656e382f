import { partitionOf } from './arns.ts';
import { kmsKeyOf } from './ec2/shapes.ts';
import type { Place, World } from './world.ts';

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport' | 'Unavailable';

/** A symmetric key of KMS. */
export interface Key {
  readonly arn: string;
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly createdAt: Date;
  state: KeyState;
  /** A name of it in its region, like `alias/backup`. */
  readonly alias: string | undefined;
  /** Other accounts that the key's policy lets use it. */
  usableBy: string[];
}

export type KeyWish = Partial<Pick<Key, 'state' | 'usableBy' | 'alias'>>;

export function newKey(world: World, place: Place, wish: KeyWish): Key {
  const { state = 'Enabled', usableBy = [], alias } = wish;
  const [, digits = ''] = world.ids.next('key').split('-');
  const id = `00000000-0000-4000-${digits.slice(1, 5)}-${digits.slice(5)}`;
  return {
    arn: keyArn(place, id),
    id,
    account: place.account,
    region: place.region,
    manager: 'CUSTOMER',
    createdAt: world.clock.now(),
    state,
    alias,
    usableBy: [...usableBy],
  };
}

/** The key that EBS makes in every region of an account, `alias/aws/ebs`. */
export function managedKey(place: Place): Key {
  const arn = kmsKeyOf(place);
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  const { account, region } = place;
  const createdAt = new Date('2020-01-01T00:00:00Z');
  return {
    arn,
    id,
    account,
    region,
    manager: 'AWS',
    createdAt,
    state: 'Enabled',
    alias: 'alias/aws/ebs',
    usableBy: [],
  };
}

/**
 * The full ARN that a KeyId means to a caller: an ARN, a key's id, an alias or an alias' ARN.
 * That it looks right does not mean that there is such a key.
 */
export function keyArnOf(place: Place, keyId: string): string {
  const { account, region } = place;
  const arn = keyId.startsWith('alias/')
    ? `arn:${partitionOf(region)}:kms:${region}:${account}:${keyId}`
    : keyId;
  if (!arn.startsWith('arn:')) return keyArn(place, keyId);
  const here = [managedKey(place), ...place.keys.values()];
  const named = here.find(
    (key) => key.alias !== undefined && arn.endsWith(`:${region}:${account}:${key.alias}`),
  );
  return named?.arn ?? arn;
}

/** The key with this ARN in the region of `place`, of whatever account. */
export function keyIn(world: World, place: Place, arn: string): Key | undefined {
  for (const other of world.placesIn(place.region)) {
    if (arn === kmsKeyOf(other)) return managedKey(other);
    const key = other.keys.get(arn);
    if (key) return key;
  }
  return undefined;
}

function keyArn({ account, region }: Pick<Place, 'account' | 'region'>, id: string): string {
  return `arn:${partitionOf(region)}:kms:${region}:${account}:key/${id}`;
}
