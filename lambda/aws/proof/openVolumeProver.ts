import {
  CreateVolumeCommand,
  DeleteVolumeCommand,
  DescribeAvailabilityZonesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  type EC2Client,
  paginateDescribeVolumes,
  type Volume,
} from '@aws-sdk/client-ec2';
import type { ProofVolume, VolumeOrder, VolumeProver, VolumeSource } from '../../carryOut/proof/prover.ts';
import { keysOf } from '../../core/keys.ts';
import { ec2Once, ec2Repeating, type Site } from '../clients.ts';
import { collected, PAGE, required, tagsOf } from '../pages.ts';
import { replyTo } from '../replyTo.ts';
import { openKeys } from '../restore/keys.ts';

/**
 * Sends the calls of proofs by volumes in one region, and says how AWS answered.
 *
 * CreateVolume has a token, so the SDK may send it again. DeleteVolume is sent exactly once.
 */
export function openVolumeProver(site: Site, prefix: string): VolumeProver {
  const client = ec2Repeating(site);
  const once = ec2Once(site);
  const keys = openKeys(site);
  const { proof: tag, zone } = keysOf(prefix);
  return {
    zones: async () => replyTo(() => zonesOf(client)),
    source: async (snapshotId) => replyTo(() => source(client, snapshotId, zone)),
    make: async (order) => replyTo(() => make(client, order, tag)),
    stateOf: async (volumeId) => replyTo(() => stateOf(client, volumeId)),
    unusableKey: async (key) => {
      const answer = await keys.ask(key);
      return answer.kind === 'unusable' ? answer.because : undefined;
    },
    left: async () => left(client, tag),
    remove: async (VolumeId) =>
      replyTo(async () => {
        await once.send(new DeleteVolumeCommand({ VolumeId }));
      }),
    close() {
      client.destroy();
      once.destroy();
      keys.close();
    },
  };
}

/** Without Local Zones and Wavelength Zones, where not each type of volume exists. */
async function zonesOf(client: EC2Client): Promise<string[]> {
  const Filters = [
    { Name: 'zone-type', Values: ['availability-zone'] },
    { Name: 'state', Values: ['available'] },
  ];
  const { AvailabilityZones = [] } = await client.send(new DescribeAvailabilityZonesCommand({ Filters }));
  return AvailabilityZones.flatMap(({ ZoneName }) => ZoneName ?? []).toSorted();
}

async function source(client: EC2Client, snapshotId: string, zone: string): Promise<VolumeSource> {
  const { Snapshots: [snapshot] = [] } = await client.send(
    new DescribeSnapshotsCommand({ SnapshotIds: [snapshotId] }),
  );
  const { Encrypted, KmsKeyId, Tags } = required(snapshot, `no snapshot ${snapshotId}`);
  return { key: Encrypted === true ? KmsKeyId : undefined, zone: tagsOf(Tags)[zone] };
}

/**
 * The snapshot's own key is always sent: without it AWS takes the account's default key where encryption by default is
 * on, and the volume proves nothing of the snapshot's key.
 *
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-creating-volume.html
 */
async function make(
  client: EC2Client,
  { snapshotId, zone, key, token }: VolumeOrder,
  tag: string,
): Promise<string> {
  const { VolumeId } = await client.send(
    new CreateVolumeCommand({
      AvailabilityZone: zone,
      SnapshotId: snapshotId,
      VolumeType: 'gp3',
      ...(key === undefined ? {} : { Encrypted: true, KmsKeyId: key }),
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: tag, Value: snapshotId }] }],
      ClientToken: token,
    }),
  );
  return required(VolumeId, 'a new volume without id');
}

/** By a filter, because an id that is gone makes AWS refuse the call. */
async function stateOf(client: EC2Client, volumeId: string): Promise<string | undefined> {
  const Filters = [{ Name: 'volume-id', Values: [volumeId] }];
  const { Volumes: [volume] = [] } = await client.send(new DescribeVolumesCommand({ Filters }));
  return volume && (volume.State ?? 'unknown');
}

async function left(client: EC2Client, tag: string): Promise<ProofVolume[]> {
  const Filters = [{ Name: 'tag-key', Values: [tag] }];
  const pages = paginateDescribeVolumes({ client, pageSize: PAGE }, { Filters });
  return collected(pages, ({ Volumes = [] }) => Volumes.map((one) => proofVolume(one, tag)));
}

function proofVolume(volume: Volume, tag: string): ProofVolume {
  const { VolumeId, State, SnapshotId, Tags, Attachments = [], CreateTime } = volume;
  return {
    id: required(VolumeId, 'a volume without id'),
    state: State ?? 'unknown',
    snapshotId: SnapshotId ?? '',
    proofOf: tagsOf(Tags)[tag] ?? '',
    isAttached: Attachments.length > 0,
    createdAt: required(CreateTime, 'a volume without the time of its creation').getTime(),
  };
}
