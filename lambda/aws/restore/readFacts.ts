import {
  type AvailabilityZone as AwsZone,
  DescribeAvailabilityZonesCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeSnapshotAttributeCommand,
  type EC2Client,
  type Instance,
} from '@aws-sdk/client-ec2';
import { givenName } from '../../core/inventory.ts';
import type { AttachedVolume, AvailabilityZone, Server } from '../../core/restore/facts.ts';
import type { Site } from '../clients.ts';
import { errorOf } from '../errors.ts';
import { required, tagsOf } from '../pages.ts';
import { asking } from './asking.ts';
import { notChecked } from './notChecked.ts';

/** The zones of a region, and what could not be looked up. */
export interface ReadZones {
  readonly zones: readonly AvailabilityZone[];
  readonly notes: readonly string[];
}

/** Reads all zones of a region, also those that the account has not opted in to. */
export async function readZones(site: Site): Promise<ReadZones> {
  return asking(site, async (client) => {
    try {
      const { AvailabilityZones = [] } = await client.send(
        new DescribeAvailabilityZonesCommand({ AllAvailabilityZones: true }),
      );
      return { zones: AvailabilityZones.map(zoneOf), notes: [] };
    } catch (error) {
      return { zones: [], notes: notChecked(`The zones of ${site.region} were`, [error]) };
    }
  });
}

function zoneOf({ ZoneName, State, ZoneType, OptInStatus }: AwsZone): AvailabilityZone {
  return {
    name: required(ZoneName, 'a zone without name'),
    state: State ?? 'unknown',
    type: ZoneType ?? 'availability-zone',
    isOptedIn: OptInStatus !== 'not-opted-in',
  };
}

/** An instance as it is now, and what could not be looked up. */
export interface ReadServer {
  /** Absent where there is none with this id. */
  readonly server?: Server;
  readonly notes: readonly string[];
}

/**
 * Reads the instance that is to get volumes.
 *
 * How many volumes its type takes may stay unknown: AWS refuses one too many by itself.
 *
 * @throws the SDK's error where the instance cannot be read.
 */
export async function readServer(site: Site, instanceId: string): Promise<ReadServer> {
  return asking(site, async (client) => {
    const instance = await instanceById(client, instanceId);
    if (instance === undefined) return { notes: [] };
    const server = serverOf(instance);
    const { most, notes } = await mostVolumesOf(client, instance);
    return { server: { ...server, mostVolumes: most }, notes };
  });
}

async function instanceById(client: EC2Client, id: string): Promise<Instance | undefined> {
  try {
    const { Reservations = [] } = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations.flatMap(({ Instances = [] }) => Instances).at(0);
  } catch (error) {
    if (/^InvalidInstanceID\.(NotFound|Malformed)$/.test(errorOf(error).code)) return undefined;
    throw error;
  }
}

function serverOf(one: Instance): Server {
  return {
    id: required(one.InstanceId, 'an instance without id'),
    name: givenName(tagsOf(one.Tags)),
    state: one.State?.Name ?? 'unknown',
    zone: one.Placement?.AvailabilityZone ?? '',
    type: one.InstanceType ?? 'unknown',
    rootDevice: one.RootDeviceType === 'instance-store' ? undefined : one.RootDeviceName,
    attached: (one.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }): AttachedVolume[] =>
      Ebs?.VolumeId === undefined || Ebs.Status === 'detached'
        ? []
        : [
            {
              volumeId: Ebs.VolumeId,
              device: DeviceName ?? '',
              isDeletedOnTermination: Ebs.DeleteOnTermination ?? false,
            },
          ],
    ),
  };
}

async function mostVolumesOf(
  client: EC2Client,
  { InstanceType: type }: Instance,
): Promise<{ readonly most?: number | undefined; readonly notes: readonly string[] }> {
  if (type === undefined) return { notes: [] };
  try {
    const { InstanceTypes = [] } = await client.send(
      new DescribeInstanceTypesCommand({ InstanceTypes: [type] }),
    );
    return { most: InstanceTypes.at(0)?.EbsInfo?.MaximumEbsAttachments, notes: [] };
  } catch (error) {
    return { notes: notChecked(`How many volumes a ${type} takes was`, [error]) };
  }
}

/** Marketplace codes of snapshots that have some, and what could not be looked up. */
export interface ReadCodes {
  readonly codes: ReadonlyMap<string, readonly string[]>;
  readonly notes: readonly string[];
}

/** Reads the AWS Marketplace codes of snapshots: one call for each, so only where volumes are to be attached. */
export async function readProductCodes(site: Site, snapshotIds: readonly string[]): Promise<ReadCodes> {
  return asking(site, async (client) => {
    const errors: unknown[] = [];
    const read = await Promise.all(
      snapshotIds.map(async (id) => {
        try {
          return [[id, await productCodesOf(client, id)] as const];
        } catch (error) {
          errors.push(error);
          return [];
        }
      }),
    );
    return {
      codes: new Map(read.flat().filter(([, codes]) => codes.length > 0)),
      notes: notChecked('AWS Marketplace codes were', errors),
    };
  });
}

async function productCodesOf(client: EC2Client, SnapshotId: string): Promise<string[]> {
  const { ProductCodes = [] } = await client.send(
    new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'productCodes' }),
  );
  return ProductCodes.flatMap(({ ProductCodeId }) => ProductCodeId ?? []);
}
