import { arnOf } from '../arns.ts';
import { authorize } from '../authorize.ts';
import type { Wish } from '../authorize.ts';
import { MINUTE, SECOND } from '../clock.ts';
import { isIncremental, isVisible, runCopy } from '../copyLife.ts';
import { lineageOf, newSnapshot } from '../newRecords.ts';
import type { Copy, Snapshot, Tags } from '../records.ts';
import { keepSnapshot } from '../snapshotLife.ts';
import { tagsOnCreate } from '../tagRules.ts';
import { AwsError } from '../wire/errors.ts';
import { notEmulated, required } from '../wire/request.ts';
import type { Call, Params } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { Place, World } from '../world.ts';
import { keyOfCopy, keysOfCopyAreUsable } from './copyKeys.ts';
import { onNew, onSnapshot } from './iamResources.ts';
import { fullSizeOf, tagSet } from './shapes.ts';
import { answered, checkedDescription } from './takeSnapshots.ts';
import { numberOf } from './volumeRules.ts';

/** What is to be copied, once the request was read and before anybody was asked for permission. */
interface Plan {
  readonly region: string;
  readonly sourceId: string;
  /** Undefined of what does not exist there, or is not for the caller. */
  readonly source: Snapshot | undefined;
  readonly minutes: number | undefined;
  readonly description: string;
  readonly tags: Tags;
}

/**
 * A copy of a snapshot into the region that is called. Of a source that is missing, not shared, pending or archived
 * the call takes an order all the same, and the copy ends as an error: so AWS was seen to answer, but for archived
 * ones, where it is a guess.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopySnapshot.html
 */
export function copySnapshot(call: Call, world: World): XmlFields {
  notEmulated(call.params, ['DestinationOutpostArn', 'DestinationAvailabilityZone']);
  const place = world.place(call.account, call.region);
  const plan = planOf(call, world);
  authorize(call, world, wishesOf(call, plan));
  const { DestinationRegion: destination = call.region } = call.params;
  if (destination !== call.region) {
    throw new AwsError(
      'InvalidParameterValue',
      `DestinationRegion '${destination}' does not match the current region (${call.region})`,
    );
  }
  const key = keyOfCopy(call, world, place, plan.source);
  checkRoom(place);
  const snapshot = started(call, world, place, { ...plan, key });
  return answered(world, () => ({ snapshotId: snapshot.id, tagSet: tagSet(snapshot.tags) }));
}

function planOf(call: Call, world: World): Plan {
  const { params } = call;
  const sourceId = required(params, 'SourceSnapshotId');
  if (!/^snap-[0-9a-f]{8}([0-9a-f]{9})?$/.test(sourceId))
    throw new AwsError('InvalidParameterValue', 'The specified snapshotId is invalid');
  const region = required(params, 'SourceRegion');
  if (!world.regionNames.includes(region))
    throw new AwsError('InvalidRegion', `${region} is not a valid region name.`);
  const found = world.placesIn(region).map(({ snapshots }) => snapshots.get(sourceId));
  const source = found.find((one) => one !== undefined);
  // That a region which the account has not enabled has nothing for it is a guess.
  const isThere =
    source && world.place(call.account, region).enabled && isVisible(world, source, call.account);
  return {
    region,
    sourceId,
    source: isThere ? source : undefined,
    minutes: minutesOf(params),
    description: checkedDescription(call),
    tags: tagsOnCreate(params, 'snapshot'),
  };
}

/** https://docs.aws.amazon.com/ebs/latest/userguide/time-based-copies.html */
function minutesOf(params: Params): number | undefined {
  const minutes = numberOf(params, 'CompletionDurationMinutes');
  if (minutes === undefined || (minutes >= 15 && minutes <= 2880 && minutes % 15 === 0)) return minutes;
  throw new AwsError(
    'InvalidParameterValue',
    `'${minutes}' is not a valid value for completion duration. Specify a value between 15 and 2880 minutes, in 15 minute increments only`,
  );
}

/**
 * Both the new snapshot and the source have to be allowed, the source in its own region. Only the source has an owner
 * and tags. https://docs.aws.amazon.com/ebs/latest/userguide/security_iam_id-based-policy-examples.html
 */
function wishesOf(call: Call, { region, sourceId, source, tags }: Plan): Wish[] {
  const unknown = {
    action: 'ec2:CopySnapshot',
    resource: arnOf({ kind: 'snapshot', id: sourceId, region, account: call.account }),
    context: { 'ec2:snapshotid': sourceId },
  };
  const onSource = source ? onSnapshot(call, source) : unknown;
  const owner = { 'aws:resourceaccount': source?.account ?? call.account };
  return [
    ...onNew(call, 'snapshot', tags, { 'aws:resourceaccount': call.account }),
    { ...onSource, context: { ...onSource.context, ...owner } },
  ];
}

/** People, Data Lifecycle Manager and AWS Backup share these places. */
function checkRoom({ pendingSnapshots, snapshotRules }: Place): void {
  const running = [...pendingSnapshots].filter(({ copy }) => copy !== undefined).length;
  if (running < snapshotRules.copiesAtOnce) return;
  throw tooMany(
    `Too many snapshot copies in progress. The limit is ${snapshotRules.copiesAtOnce} for this destination region.`,
  );
}

function started(
  call: Call,
  world: World,
  place: Place,
  plan: Plan & { readonly key: string | undefined },
): Snapshot {
  const { source, key, description, tags } = plan;
  const startedAt = world.clock.now();
  const copy = copyOf(world, place, plan);
  const fault = faultOf(call, world, plan);
  const stateMessage = 'Metadata not updated';
  const wish = { state: 'pending', size: 0, startedAt, stateMessage, description, tags } as const;
  const snapshot = newSnapshot(world, place, wish);
  snapshot.copy = copy;
  keepSnapshot(place, snapshot);
  runCopy(world, place, snapshot, { source, key, fault });
  return snapshot;
}

function copyOf(
  world: World,
  place: Place,
  { region, sourceId, source, minutes, key }: Plan & { readonly key: string | undefined },
): Copy {
  const incremental = source !== undefined && isIncremental(place, source, key);
  const megabytes = source ? fullSizeOf(source) / 1024 ** 2 : 0;
  const rate =
    minutes === undefined ? undefined : rateOf(place, region, (megabytes / minutes / MINUTE) * SECOND);
  const { completesAfter, copyRate } = world.settings;
  const bestEffort = completesAfter + (incremental ? 0 : (megabytes / copyRate) * SECOND);
  const usual = rate === undefined ? bestEffort : (megabytes / rate) * SECOND;
  const wished = source?.copiesComplete;
  const takes = typeof wished === 'number' ? wished : usual;
  const endsAt = wished === 'never' ? undefined : new Date(world.clock.now().getTime() + takes);
  const lineage = source ? lineageOf(source) : sourceId;
  return { region, sourceId, lineage, incremental, minutes, rate, endsAt, progress: 0 };
}

/** What a time-based copy gets in MiB/s: what it needs, unless the quotas leave it less. The code is not documented. */
function rateOf({ pendingSnapshots, snapshotRules }: Place, region: string, needed: number): number {
  const others = [...pendingSnapshots].flatMap(({ copy }) =>
    copy?.region === region ? (copy.rate ?? 0) : 0,
  );
  const left = snapshotRules.copyThroughput - others.reduce((total, rate) => total + rate, 0);
  if (left <= 0) throw tooMany('The cumulative snapshot copy throughput quota has been reached.');
  return Math.min(needed, left, 500);
}

/** Why a copy that is accepted cannot succeed. */
function faultOf(
  call: Call,
  world: World,
  { source, key }: Plan & { readonly key: string | undefined },
): string | undefined {
  if (source === undefined) return 'Source snapshot is not found';
  if (source.state !== 'completed') return 'Source snapshot is not complete';
  const isRestored = source.restoreExpiresAt !== undefined && source.restoreExpiresAt > world.clock.now();
  if (source.tier === 'archive' && !isRestored) return 'Source snapshot is archived';
  return keysOfCopyAreUsable(call, world, { source, key }) ? undefined : 'Given key ID is not accessible';
}

function tooMany(message: string): AwsError {
  return new AwsError('ResourceLimitExceeded', message);
}
