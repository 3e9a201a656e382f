import { clockText } from '../calendar.ts';
import type { OrphanRetain } from '../grammar/orphanRetain.ts';
import { replicateText } from '../grammar/replicate.ts';
import type { Inventory } from '../inventory.ts';
import type { CopyOne } from '../plan/creation.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { withProofHold } from '../plan/proofHold.ts';
import { judge, type Verdict } from '../plan/retention.ts';
import type { Managed } from '../plan/survey.ts';
import { inLists } from '../plan/verdicts.ts';
import { inForce, type Problem } from '../policy/policy.ts';
import type { RetentionPolicy } from '../policy/rules.ts';
import type { Schedule } from '../policy/schedule.ts';
import { REPLICAS } from '../policy/saved.ts';
import { isRestorable, type Snapshot, standsFor } from '../snapshot.ts';
import { counted } from '../text.ts';
import type { Asking } from './asking.ts';
import { missingAt } from './missing.ts';
import type { Lacking } from './queue.ts';

/** The settings that decide which copies are made and deleted. */
export interface ReplicaSettings
  extends Pick<
    PlanSettings,
    'prefix' | 'zone' | 'followUp' | 'maxDeletes' | 'isAfterLostRun' | 'isContinued'
  > {
  /** The newest replicas that stay of each volume, and the newest of as many days, whatever its tags ask for. @default none beyond the tags */
  readonly replicaMin?: number | undefined;
  /** The most copies of ours that AWS makes for one region at one time. */
  readonly replicaWindow: number;
  /** The key of each place, by its region. */
  readonly replicaKeys?: Readonly<Record<string, string>> | undefined;
  /** When the replicas of a volume that is gone can be deleted; absent means never. */
  readonly replicaOrphanRetain?: OrphanRetain | undefined;
  /** Minutes in which AWS is to complete a copy. @default as long as it takes */
  readonly replicaWithin?: number | undefined;
  /** Days for which each copy is locked. @default none is locked */
  readonly replicaLock?: number | undefined;
}

/** A place where replicas are kept, as it was read. */
export type ReplicaPlace = Pick<Inventory, 'account' | 'region' | 'snapshots' | 'holds' | 'locked'>;

/** A volume that asks for copies at one place. */
interface AskingHere extends Asking {
  readonly retention: RetentionPolicy;
  /** The word of its tag. */
  readonly text: string;
}

/** What a volume asks for at this place; nothing where it names others only. */
export function asksHere(one: Asking, place: ReplicaPlace): AskingHere[] {
  return one.replications
    .filter(({ account = one.account, region }) => account === place.account && region === place.region)
    .map((replication) => ({
      ...one,
      text: replicateText([replication]),
      retention: replication.keep.map(inForce(one.schedule.value)),
    }));
}

/** What of one volume is to be done at a place. */
export interface Look {
  readonly managed: Managed;
  readonly lacking: Lacking;
  /** Why nothing is copied; absent where nothing stops that. */
  readonly problem: Problem | undefined;
}

/** What of a volume is missing at a place, and what its replicas there are worth. */
export function lookAt(
  one: AskingHere,
  replicas: readonly Snapshot[],
  place: ReplicaPlace,
  settings: ReplicaSettings,
): Look {
  const { volume, instance, schedule, tag, text, snapshots, keepAll, proofHold } = one;
  const { zone, replicaMin } = settings;
  const retention = [...one.retention, ...floorOf(replicaMin, schedule.value)];
  const { verdicts, wanted, lacking } = judge(replicas, {
    retention,
    zone,
    holds: place.holds,
    saved: REPLICAS,
  });
  // The floor keeps what is there. It asks for no copy more, or a weekly tag had one a day.
  const missing = missingAt(
    { snapshots, replicas },
    { retention: one.retention, schedule: schedule.value, zone },
  );
  const problem = missing.some(({ isEncrypted }) => isEncrypted === true)
    ? keyProblem(one, place, settings)
    : undefined;
  const newest = replicas.filter(isRestorable).map((each) => standsFor(each).getTime());
  const newestAt = newest.length === 0 ? Number.NEGATIVE_INFINITY : Math.max(...newest);
  const [first] = missing;
  return {
    managed: {
      volume,
      instance,
      policies: [{ schedule, retention: { value: retention, text, key: tag.key, source: tag.source } }],
      due: {
        isDue: missing.length > 0,
        since: first === undefined ? new Date(0) : standsFor(first),
        missed: Math.max(0, missing.length - 1),
        because:
          first === undefined
            ? 'nothing is missing here'
            : `${counted(missing.length, 'slot')} without a replica, the newest of ${clockText(standsFor(first), zone)} ${zone.name}`,
      },
      wanted,
      lacking,
      ...inLists(withProofHold(withAllKept(verdicts, keepAll), proofHold)),
      proofHold,
    },
    lacking: {
      volumeId: volume.id,
      newestAt,
      hasFailed: replicas.some(({ state }) => state === 'error'),
      copies: missing.map((source) => copyOf(source, one, place, settings)),
    },
    problem,
  };
}

/**
 * The newest slots, and the newest of as many days: a tag that asks for one an hour fills all slots in hours, also one that
 * somebody has written who wants to lose what is there.
 */
function floorOf(count: number | undefined, schedule: Schedule): RetentionPolicy {
  return count === undefined
    ? []
    : [
        { kind: 'slots', count, schedule },
        { kind: 'tier', count, per: 'daily' },
      ];
}

/** What failed restores nothing, and each run makes another one. */
function withAllKept(verdicts: readonly Verdict[], keepAll: string | undefined): readonly Verdict[] {
  if (keepAll === undefined) return verdicts;
  return verdicts.map((verdict) =>
    verdict.fate === 'expire' && verdict.snapshot.state !== 'error'
      ? { ...verdict, fate: 'keep', because: keepAll }
      : verdict,
  );
}

function copyOf(
  source: Snapshot,
  { account, region }: Asking,
  place: ReplicaPlace,
  settings: ReplicaSettings,
): CopyOne {
  const { replicaKeys = {}, replicaWithin, replicaLock } = settings;
  const keyId = replicaKeys[place.region];
  return {
    ...(account === place.account ? {} : { account }),
    region,
    snapshotId: source.id,
    at: standsFor(source).getTime(),
    sizeGiB: source.sizeGiB,
    ...(keyId === undefined ? {} : { keyId }),
    ...(replicaWithin === undefined ? {} : { within: replicaWithin }),
    ...(replicaLock === undefined ? {} : { lock: replicaLock }),
  };
}

function keyProblem(
  { volume, tag }: Asking,
  { region }: ReplicaPlace,
  { replicaKeys }: ReplicaSettings,
): Problem | undefined {
  if (replicaKeys?.[region] !== undefined) return undefined;
  return {
    volumeId: volume.id,
    key: tag.key,
    value: tag.text,
    source: tag.source,
    remedy: `asks for copies in ${region}, but its snapshots are encrypted and there is no key for that region; add one to the setting replica_keys, like ${region}=alias/backup`,
    meanwhile: 'its snapshots are not copied there until then',
  };
}
