import { arnOf } from '../arns.ts';
import type { Wish } from '../authorize.ts';
import { SECOND } from '../clock.ts';
import { requestTags } from '../iam.ts';
import type { Snapshot, Tags, Volume } from '../records.ts';
import { newSnapshot } from '../newRecords.ts';
import { keepSnapshot, settle } from '../snapshotLife.ts';
import { AwsError } from '../wire/errors.ts';
import type { Call } from '../wire/request.ts';
import type { Place, World } from '../world.ts';

/** One copy to make: what CreateSnapshot makes one of and CreateSnapshots several. */
export interface Order {
  readonly volume: Volume;
  readonly tags: Tags;
}

export function takeSnapshot(call: Call, world: World, order: Order): Snapshot {
  return admitted(call, world, [order])(order);
}

/**
 * Makes the snapshots ordered, all or none, and all with the same start.
 * They belong together to the end: when one fails, AWS fails all of its set.
 */
export function takeSnapshots(call: Call, world: World, orders: readonly Order[]): Snapshot[] {
  return orders.map(admitted(call, world, orders));
}

/** What makes each of these copies, unless one of them is refused. */
function admitted(call: Call, world: World, orders: readonly Order[]): (order: Order) => Snapshot {
  const place = world.place(call.account, call.region);
  const description = checkedDescription(call);
  const startedAt = world.clock.now();
  for (const { volume } of orders) admit(place, volume, startedAt);
  checkPending(place, orders.length);
  const fails = orders.some(({ volume }) => volume.snapshotsComplete === 'error');
  return ({ volume, tags }) => {
    const wish = { of: volume, state: 'pending', startedAt, description, tags } as const;
    const snapshot = newSnapshot(world, place, wish);
    const after = fails ? world.settings.completesAfter : delayOf(volume, world.settings.completesAfter);
    snapshot.endsAt = after === undefined ? undefined : new Date(startedAt.getTime() + after);
    snapshot.endsAs = fails ? 'error' : 'completed';
    keepSnapshot(place, snapshot);
    return snapshot;
  };
}

/** What AWS answers is a pending snapshot, even where it takes no time at all to complete it. */
export function answered<T>(world: World, shape: () => T): T {
  const answer = shape();
  settle(world);
  return answer;
}

function delayOf({ snapshotsComplete }: Volume, usually: number): number | undefined {
  if (snapshotsComplete === 'never') return undefined;
  return typeof snapshotsComplete === 'number' ? snapshotsComplete : usually;
}

/** Whether the limit of pending snapshots allows this number more. */
export function checkPending({ pendingSnapshots, pendingLimit }: Place, more: number): void {
  if (pendingSnapshots.size + more <= pendingLimit) return;
  throw new AwsError('PendingSnapshotLimitExceeded', 'The maximum number of pending snapshots was exceeded.');
}

/** AWS documents the length; that it must be ASCII is known of other descriptions of EC2 (images, security groups). */
export function checkedDescription({ params }: Call): string {
  const { Description: description = '' } = params;
  if (description.length > 255) {
    throw new AwsError('InvalidParameterValue', 'Description must be at most 255 characters long');
  }
  if (/^[\x20-\x7e]*$/.test(description)) return description;
  throw new AwsError(
    'InvalidParameterValue',
    `Value (${description}) for parameter Description is invalid. Character sets beyond ASCII are not supported.`,
  );
}

function admit(place: Place, volume: Volume, now: Date): void {
  checkUnfinished(place, volume);
  const tooSoon = copiesOf(place, volume).some(
    ({ state, startedAt }) => state === 'pending' && now.getTime() - startedAt.getTime() < 15 * SECOND,
  );
  if (!tooSoon) return;
  throw new AwsError(
    'SnapshotCreationPerVolumeRateExceeded',
    'The maximum per volume CreateSnapshot request rate has been exceeded. Use an increasing or variable sleep interval between requests.',
  );
}

/**
 * What EC2 asks of a volume before it takes a copy, however the copy is asked for.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-resource-quotas.html
 */
export function checkUnfinished(place: Place, volume: Volume): void {
  if (volume.state !== 'in-use' && volume.state !== 'available') {
    throw new AwsError('IncorrectState', `The volume '${volume.id}' is in the state '${volume.state}'.`);
  }
  const unfinished = copiesOf(place, volume).filter(({ state }) => state === 'pending' || state === 'error');
  if (unfinished.length >= (volume.type === 'st1' || volume.type === 'sc1' ? 1 : 5)) {
    throw new AwsError(
      'ConcurrentSnapshotLimitExceeded',
      `Maximum allowed in-progress snapshots for a single volume exceeded: ${volume.id}`,
    );
  }
}

function copiesOf({ snapshotsByVolume }: Place, { id }: Volume): readonly Snapshot[] {
  return [...(snapshotsByVolume.get(id) ?? [])];
}

/** The snapshot that does not exist yet is a resource too, and so are the tags it is born with. */
export function wishesForNew(call: Call, tags: Tags, tagging: 'with tags' | 'without tags'): Wish[] {
  const resource = arnOf({ kind: 'snapshot', id: '*', region: call.region, account: call.account });
  const context = requestTags(tags);
  const create = { action: `ec2:${call.action}`, resource, context };
  if (tagging === 'without tags') return [create];
  return [
    create,
    { action: 'ec2:CreateTags', resource, context: { ...context, 'ec2:createaction': call.action } },
  ];
}
