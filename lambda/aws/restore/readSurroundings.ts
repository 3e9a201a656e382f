import {
  DescribeKeyPairsCommand,
  type EC2Client,
  paginateDescribeImages,
  paginateDescribeSecurityGroups,
  paginateDescribeSnapshots,
  paginateDescribeSubnets,
} from '@aws-sdk/client-ec2';
import type { Image } from '../../core/inventory.ts';
import { MARK } from '../../core/keys.ts';
import type { SecurityGroup, Subnet, Surroundings } from '../../core/restore/launched/surroundings.ts';
import type { Site } from '../clients.ts';
import { imageRecords } from '../images/imageRecords.ts';
import { batches, collected, PAGE } from '../pages.ts';
import { asking } from './asking.ts';
import { unusableKeys } from './keys.ts';
import { notChecked } from './notChecked.ts';

/**
 * The images of servers in a region that are ours, whatever their state; also where the setting for images is off.
 *
 * @throws the SDK's error where they cannot be listed.
 */
export async function readOwnImages(site: Site, prefix: string): Promise<Image[]> {
  const record = imageRecords(prefix);
  const asked = {
    Owners: ['self'],
    IncludeDisabled: true,
    Filters: [{ Name: `tag:${MARK}`, Values: [prefix] }],
  };
  return asking(site, async (client) =>
    collected(paginateDescribeImages({ client, pageSize: PAGE }, asked), ({ Images = [] }) =>
      Images.flatMap((one) => record(one) ?? []),
    ),
  );
}

/** What a launch names. */
export interface Named {
  readonly groupIds: readonly string[];
  readonly keyName: string | undefined;
  /** Of the image. */
  readonly snapshotIds: readonly string[];
}

/** Reads what a launch needs to know of its region. A look that is refused becomes a note, because AWS checks it all again. */
export async function readSurroundings(site: Site, named: Named): Promise<Surroundings> {
  return asking(site, async (client) => {
    const [subnets, groups, keyPairs, keys] = await Promise.all([
      looked('Subnets were', async () => subnetsOf(client)),
      looked('Security groups were', async () => groupsOf(client, named.groupIds)),
      looked('Key pairs were', async () => keyPairsOf(client, named.keyName)),
      looked('Keys were', async () => unusableKeys(site, await keysOfSnapshots(client, named.snapshotIds))),
    ]);
    return {
      subnets: subnets.seen,
      groups: groups.seen,
      keyPairs: keyPairs.seen,
      unusableKeys: keys.seen?.keys ?? new Map(),
      notes: [
        ...[subnets, groups, keyPairs, keys].flatMap(({ notes }) => notes),
        ...(keys.seen?.notes ?? []),
      ],
    };
  });
}

async function looked<Seen>(
  what: string,
  look: () => Promise<Seen>,
): Promise<{ readonly seen?: Seen; readonly notes: readonly string[] }> {
  try {
    return { seen: await look(), notes: [] };
  } catch (error) {
    return { notes: notChecked(what, [error]) };
  }
}

async function subnetsOf(client: EC2Client): Promise<Subnet[]> {
  return collected(paginateDescribeSubnets({ client, pageSize: PAGE }, {}), ({ Subnets = [] }) =>
    Subnets.flatMap(({ SubnetId: id, VpcId: vpcId, AvailabilityZone: zone = 'a zone without name' }) =>
      id === undefined || vpcId === undefined ? [] : [{ id, vpcId, zone }],
    ),
  );
}

/** By a filter, because an id that is gone makes AWS refuse the whole call. */
async function groupsOf(client: EC2Client, ids: readonly string[]): Promise<SecurityGroup[]> {
  const found = await Promise.all(
    batches(ids).map(async (Values) => {
      const asked = { Filters: [{ Name: 'group-id', Values }] };
      const pages = paginateDescribeSecurityGroups({ client, pageSize: PAGE }, asked);
      return collected(pages, ({ SecurityGroups = [] }) =>
        SecurityGroups.flatMap(({ GroupId: id, VpcId: vpcId }) =>
          id === undefined || vpcId === undefined ? [] : [{ id, vpcId }],
        ),
      );
    }),
  );
  return found.flat();
}

async function keyPairsOf(client: EC2Client, name: string | undefined): Promise<string[]> {
  if (name === undefined) return [];
  const Filters = [{ Name: 'key-name', Values: [literal(name)] }];
  const { KeyPairs = [] } = await client.send(new DescribeKeyPairsCommand({ Filters }));
  return KeyPairs.flatMap(({ KeyName }) => KeyName ?? []);
}

/** In a filter `*` and `?` stand for other text. */
function literal(text: string): string {
  return text.replaceAll(/[*?\\]/g, String.raw`\$&`);
}

async function keysOfSnapshots(client: EC2Client, ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    batches(ids).map(async (Values) => {
      const asked = { OwnerIds: ['self'], Filters: [{ Name: 'snapshot-id', Values }] };
      const pages = paginateDescribeSnapshots({ client, pageSize: PAGE }, asked);
      return collected(pages, ({ Snapshots = [] }) => Snapshots.flatMap(({ KmsKeyId }) => KmsKeyId ?? []));
    }),
  );
  return found.flat();
}
