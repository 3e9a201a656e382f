import {
  CopySnapshotCommand,
  type EC2Client,
  LockSnapshotCommand,
  paginateDescribeSnapshots,
} from '@aws-sdk/client-ec2';
import type { Copier } from '../../carryOut/replicas/copier.ts';
import type { Sharer } from '../../carryOut/replicas/sharer.ts';
import { MARK } from '../../core/keys.ts';
import type { LockOne } from '../../core/plan/plan.ts';
import type { CopyCall } from '../../core/replicas/copyCall.ts';
import { isRestorable, type Tags } from '../../core/snapshot.ts';
import type { Place } from '../../core/text.ts';
import { ec2Looking, ec2Once, type Site } from '../clients.ts';
import { deleteSnapshot, tagged } from '../openWriter.ts';
import { batches, collected, PAGE, required, tagsOf } from '../pages.ts';
import { replyTo } from '../replyTo.ts';
import { tierOf } from '../snapshotRecords.ts';
import { openSharer } from './openSharer.ts';

/**
 * Sends the calls for the copies of one place, and says how AWS answered. Copies are made by a call at the place.
 *
 * Each writing call is sent exactly once, except that one which a wrong clock kept from being taken is sent again, and shares.
 *
 * @param at The site of a region of this account, or of another one: for one place always the same object.
 */
export function openCopier(site: Site, prefix: string, at: (place: Place) => Site): Copier {
  const client = ec2Once(site);
  const sharers = new Map<Site, Sharer>();
  const sharerAt = (source: Site): Sharer => {
    const sharer = sharers.get(source) ?? openSharer(source, required(site.account, 'no account of its own'));
    sharers.set(source, sharer);
    return sharer;
  };
  return {
    sources: async (place, ids) => sources(at(place), ids, prefix),
    share: async (of) => sharerAt(at(of)).share(of.snapshotId),
    copy: async (call) => replyTo(() => copy(client, call)),
    lock: async (one) => replyTo(() => lock(client, one)),
    'delete one': async (one) => deleteSnapshot(client, one),
    close() {
      client.destroy();
      for (const sharer of sharers.values()) sharer.close();
    },
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopySnapshot.html */
async function copy(client: EC2Client, call: CopyCall): Promise<string> {
  const { region, snapshotId, description, tags, keyId, within } = call;
  const { SnapshotId } = await client.send(
    new CopySnapshotCommand({
      SourceRegion: region,
      SourceSnapshotId: snapshotId,
      Description: description,
      ...(keyId === undefined ? {} : { Encrypted: true, KmsKeyId: keyId }),
      ...(within === undefined ? {} : { CompletionDurationMinutes: within }),
      TagSpecifications: [tagged(tags)],
    }),
  );
  return required(SnapshotId, 'a new copy without id');
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LockSnapshot.html */
async function lock(client: EC2Client, { snapshotId, days }: LockOne): Promise<void> {
  await client.send(
    new LockSnapshotCommand({ SnapshotId: snapshotId, LockMode: 'governance', LockDuration: days }),
  );
}

async function sources(
  site: Site,
  ids: readonly string[],
  prefix: string,
): Promise<ReadonlyMap<string, Tags>> {
  const client = ec2Looking(site);
  try {
    const found = await Promise.all(
      batches(ids).map(async (Values) => {
        const Filters = [
          { Name: 'snapshot-id', Values },
          { Name: `tag:${MARK}`, Values: [prefix] },
        ];
        const pages = paginateDescribeSnapshots({ client, pageSize: PAGE }, { OwnerIds: ['self'], Filters });
        return collected(pages, ({ Snapshots = [] }) =>
          Snapshots.flatMap((one): [string, Tags][] =>
            one.SnapshotId !== undefined && isRestorable({ state: one.State ?? 'unknown', tier: tierOf(one) })
              ? [[one.SnapshotId, tagsOf(one.Tags)]]
              : [],
          ),
        );
      }),
    );
    return new Map(found.flat());
  } finally {
    client.destroy();
  }
}
