import {
  CreateVolumeCommand,
  DeleteVolumeCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  paginateDescribeVolumes,
  type Volume,
} from '@aws-sdk/client-ec2';
import type { ProofVolume, VolumeOrder, VolumeProver } from '../../carryOut/proof/prover.ts';
import { keysOf } from '../../core/keys.ts';
import { ec2Once, ec2Repeating, type Site } from '../clients.ts';
import { collected, PAGE, required, tagsOf } from '../pages.ts';
import { replyTo } from '../replyTo.ts';

/**
 * Sends the calls of proofs by volumes in one region, and says how AWS answered.
 *
 * CreateVolume has a token, so the SDK may send it again. DeleteVolume is sent exactly once.
 */
export function openVolumeProver(site: Site, prefix: string): VolumeProver {
  const client = ec2Repeating(site);
  const once = ec2Once(site);
  const { proof: tag } = keysOf(prefix);
  return {
    make: async (order) => replyTo(() => make(client, order, tag)),
    left: async () => left(client, tag),
    remove: async (VolumeId) =>
      replyTo(async () => {
        await once.send(new DeleteVolumeCommand({ VolumeId }));
      }),
    close() {
      client.destroy();
      once.destroy();
    },
  };
}

/**
 * The snapshot's own key is always sent: without it AWS takes the account's default key where encryption by default is
 * on, and the volume proves nothing of the snapshot's key.
 *
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-creating-volume.html
 */
async function make(
  client: EC2Client,
  { snapshotId, zone, token }: VolumeOrder,
  tag: string,
): Promise<string> {
  const { Snapshots: [snapshot] = [] } = await client.send(
    new DescribeSnapshotsCommand({ SnapshotIds: [snapshotId] }),
  );
  const { Encrypted, KmsKeyId } = required(snapshot, `no snapshot ${snapshotId}`);
  const { VolumeId } = await client.send(
    new CreateVolumeCommand({
      AvailabilityZone: zone,
      SnapshotId: snapshotId,
      VolumeType: 'gp3',
      ...(Encrypted === true ? { Encrypted, KmsKeyId } : {}),
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: tag, Value: snapshotId }] }],
      ClientToken: token,
    }),
  );
  return required(VolumeId, 'a new volume without id');
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
