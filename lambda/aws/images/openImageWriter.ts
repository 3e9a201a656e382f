import {
  CreateImageCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { ImageWriter, NamedImage } from '../../carryOut/images/imageWriter.ts';
import type { DeleteReply, Reply } from '../../carryOut/writer.ts';
import type { CreateImage } from '../../core/plan/creation.ts';
import type { DeleteImage } from '../../core/plan/plan.ts';
import { said } from '../../core/text.ts';
import { ec2Looking, ec2Once, type Site } from '../clients.ts';
import { deleteSnapshot, isPermission, orUndefined, tagged } from '../openWriter.ts';
import { foundInstances } from './foundInstances.ts';
import { imageRecords } from './imageRecords.ts';
import { tagsOf } from '../pages.ts';
import { replyTo } from '../replyTo.ts';

/**
 * Sends the writing calls about images in one region, and says how AWS answered.
 *
 * Each is sent exactly once, except that one which a wrong clock kept from being taken is sent again.
 */
export function openImageWriter(site: Site): ImageWriter {
  const client = ec2Once(site);
  return {
    'create image': (one) => replyTo(() => createImage(client, one)),
    'delete image': async (one) => deregistrationReply(one, await replyTo(() => deregister(client, one))),
    'delete one': (one) => deleteSnapshot(client, one),
    named: (name, prefix) => orUndefined(named(site, name, prefix)),
    stateOf: (instanceId) => orUndefined(stateOf(site, instanceId)),
    close: () => client.destroy(),
  };
}

async function createImage(client: EC2Client, one: CreateImage): Promise<string | undefined> {
  const { volumeId, name, description, tags, snapshotTags, manner } = one;
  const { ImageId } = await client.send(
    new CreateImageCommand({
      InstanceId: volumeId,
      Name: name,
      Description: description,
      NoReboot: manner === 'as it runs',
      TagSpecifications: [tagged(tags, 'image'), tagged(snapshotTags)],
    }),
  );
  return ImageId;
}

/** The snapshots that the role may not delete. */
type Forbidden = readonly string[];

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeregisterImage.html */
async function deregister(client: EC2Client, { snapshotId }: DeleteImage): Promise<Forbidden> {
  const { DeleteSnapshotResults = [] } = await client.send(
    new DeregisterImageCommand({ ImageId: snapshotId, DeleteAssociatedSnapshots: true }),
  );
  return DeleteSnapshotResults.flatMap(({ SnapshotId, ReturnCode }) =>
    ReturnCode === 'missing-permissions' && SnapshotId !== undefined ? SnapshotId : [],
  );
}

/**
 * Distinguishes an image that AWS keeps from one that could not be deregistered.
 *
 * A snapshot that another image uses, or that is locked, stays without a word. One that the role may not delete is a
 * failure, so that a person gives the right before many are left.
 * AWS documents no error code for a protected image, so its message decides, too.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deregistration-protection.html
 */
function deregistrationReply({ snapshotId }: DeleteImage, reply: Reply<Forbidden>): DeleteReply {
  if (reply.kind === 'done') {
    const { value: forbidden } = reply;
    if (forbidden.length === 0) return { kind: 'done', value: undefined };
    const message = `${snapshotId} is deregistered, but its snapshots stay, because ec2:DeleteSnapshot is not allowed on them: ${forbidden.join(', ')}; allow it, and the next run deletes them`;
    return { kind: 'refused', code: 'MissingPermissions', message };
  }
  if (reply.kind !== 'refused') return reply;
  const { code, message } = reply;
  if (code === 'InvalidAMIID.NotFound' || code === 'InvalidAMIID.Unavailable') return { kind: 'gone' };
  const isHeld =
    code === 'OperationNotPermitted' ||
    code.endsWith('.InUse') ||
    /deregistration protection|protected from deregistration|managed by the AWS Backup/i.test(message);
  return isHeld && !isPermission(code) ? { kind: 'held', because: `held: ${code}: ${said(message)}` } : reply;
}

/** Disabled images have names, too. */
async function named(site: Site, name: string, prefix: string): Promise<NamedImage | 'none'> {
  const client = ec2Looking(site);
  const Filters = [{ Name: 'name', Values: [name] }];
  try {
    const { Images: [image] = [] } = await client.send(
      new DescribeImagesCommand({ Owners: ['self'], IncludeDisabled: true, Filters }),
    );
    if (image?.ImageId === undefined) return 'none';
    const isOurs = imageRecords(prefix)(image) !== undefined;
    return { id: image.ImageId, state: image.State ?? 'unknown', tags: tagsOf(image.Tags), isOurs };
  } finally {
    client.destroy();
  }
}

async function stateOf(site: Site, instanceId: string): Promise<string> {
  const [found] = await foundInstances(site, [instanceId], ec2Looking(site));
  return found?.state ?? 'gone';
}
