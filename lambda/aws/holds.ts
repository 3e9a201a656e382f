import {
  DescribeLockedSnapshotsCommand,
  type EC2Client,
  type Image,
  paginateDescribeImages,
} from '@aws-sdk/client-ec2';
import { clockText, type Zone } from '../core/calendar.ts';
import type { Inventory } from '../core/inventory.ts';
import { errorOf } from './errors.ts';
import { collected, PAGE } from './pages.ts';
import { said } from '../core/text.ts';

/** Why AWS would refuse to delete some snapshots, or why that could not be read. */
export interface Holds {
  readonly holds: readonly Hold[];
  readonly notes: readonly string[];
  /** What AWS said where it could not be read: `CODE: message`. */
  readonly failure?: string | undefined;
}

export type Hold = readonly [snapshotId: string, because: string];

/**
 * Disabled AMIs hold their snapshots too. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/disable-an-ami.html
 *
 * @param see Called with each image of the account.
 */
export async function imageHolds(client: EC2Client, see?: (image: Image) => void): Promise<Holds> {
  return lookUp('AMI use', async () => {
    const input = { Owners: ['self'], IncludeDisabled: true };
    return collected(paginateDescribeImages({ client, pageSize: PAGE }, input), ({ Images = [] }) => {
      if (see !== undefined) Images.forEach(see);
      return Images.flatMap(holdsOf);
    });
  });
}

function holdsOf({ ImageId, BlockDeviceMappings = [] }: Image): Hold[] {
  return BlockDeviceMappings.flatMap(({ Ebs }): Hold[] =>
    Ebs?.SnapshotId === undefined ? [] : [[Ebs.SnapshotId, `in use by ${ImageId}`]],
  );
}

/** With all locks that AWS knows, also expired ones; absent where they could not be read. */
export type LockHolds = Holds & Pick<Inventory, 'locked'>;

/**
 * An expired lock holds nothing. https://docs.aws.amazon.com/ebs/latest/userguide/ebs-snapshot-lock.html
 *
 * @param zone By whose clocks a reason tells until when.
 */
export async function lockHolds(client: EC2Client, zone: Zone): Promise<LockHolds> {
  const locked = new Map<string, 'in force' | 'expired'>();
  const found = await lookUp('Snapshot locks', async () => {
    const holds: Hold[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new DescribeLockedSnapshotsCommand({ MaxResults: PAGE, NextToken }));
      for (const { SnapshotId, LockState, LockExpiresOn } of page.Snapshots ?? []) {
        if (SnapshotId === undefined) continue;
        locked.set(SnapshotId, LockState === 'expired' ? 'expired' : 'in force');
        if (LockState === 'expired') continue;
        const until =
          LockExpiresOn === undefined ? '' : ` until ${clockText(LockExpiresOn, zone)} ${zone.name}`;
        holds.push([SnapshotId, `locked (${LockState})${until}`]);
      }
      NextToken = page.NextToken;
    } while (NextToken);
    return holds;
  });
  return found.failure === undefined ? { ...found, locked } : found;
}

/** A look-up that is refused becomes a note: AWS itself still refuses to delete what is held. */
async function lookUp(what: string, ask: () => Promise<Hold[]>): Promise<Holds> {
  try {
    return { holds: await ask(), notes: [] };
  } catch (error) {
    const { code, message } = errorOf(error);
    const failure = `${code}: ${said(message)}`;
    const note = `${what} could not be looked up (${failure}); a snapshot that is held shows only when AWS refuses to delete it`;
    return { holds: [], notes: [note], failure };
  }
}
