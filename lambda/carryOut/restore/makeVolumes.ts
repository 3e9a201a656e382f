import type { RestoredVolume } from '../../core/restore/facts.ts';
import type { PlannedDisk, RestorePlan } from '../../core/restore/restorePlan.ts';
import { keysOf } from '../../core/keys.ts';
import { counted, said } from '../../core/text.ts';
import { type End, type Failure, reach, type Verdict } from './reach.ts';
import type { Restoring } from './restoring.ts';
import { isSpent, MOST_ATTEMPTS, tokenOf } from './token.ts';

/** What the volumes of a restore are found to be, with the reasons why keys cannot be used. */
interface Seen {
  readonly volumes: readonly RestoredVolume[];
  readonly reasons: ReadonlyMap<string, string>;
}

/** A new volume, by its snapshot, as soon as it is known. */
export type KnownIds = Map<string, string>;

/**
 * Makes the volumes that are missing, and waits until each can be used.
 *
 * AWS checks the key of an encrypted volume only after it has answered: such a volume stays `creating` or vanishes.
 * So the key is asked about at each look, and a volume that cannot be seen a minute after its creation has failed.
 */
export async function makeVolumes(
  plan: RestorePlan,
  { restorer, prefix, tell, waiting }: Restoring,
  known: KnownIds,
): Promise<Map<PlannedDisk, End<RestoredVolume>>> {
  const { restored } = keysOf(prefix);
  const dead = new Set<string>();
  const ready = new Set<PlannedDisk>();
  const attempts = new Map<PlannedDisk, number>();

  const look = async (): Promise<Seen> => {
    const all = await restorer.made(plan.id);
    for (const { id, state } of all) if (isDead(state)) dead.add(id);
    const volumes = all.filter(({ id, state }) => !isDead(state) || isKnown(known, id));
    const reasons = new Map<string, string>();
    for (const key of keysInDoubt(volumes)) {
      const reason = waiting.interruption?.isAsked() ? undefined : await restorer.unusableKey(key);
      if (reason !== undefined) reasons.set(key, reason);
    }
    return { volumes, reasons };
  };

  /** The keys of volumes that were made and are not ready. */
  const keysInDoubt = (volumes: readonly RestoredVolume[]): Set<string> =>
    new Set(
      plan.disks
        .filter((disk) => !ready.has(disk) && !isUsable(volumeOf(disk, volumes)))
        .filter((disk) => known.has(disk.snapshotId) || volumeOf(disk, volumes) !== undefined)
        .flatMap(({ key }) => key?.value ?? []),
    );

  const volumeOf = ({ snapshotId }: PlannedDisk, volumes: readonly RestoredVolume[]) => {
    const own = volumes.filter(({ tags }) => tags[restored] === snapshotId);
    return (
      own.find(({ state }) => state === 'in-use') ??
      own.find(({ id }) => id === known.get(snapshotId)) ??
      own[0]
    );
  };

  const judge = (disk: PlannedDisk, { volumes, reasons }: Seen): Verdict<RestoredVolume> => {
    const volume = volumeOf(disk, volumes);
    if (volume !== undefined) known.set(disk.snapshotId, volume.id);
    if (volume !== undefined && isUsable(volume)) {
      ready.add(disk);
      return { kind: 'reached', value: volume };
    }
    const id = known.get(disk.snapshotId);
    const reason = disk.key === undefined ? undefined : reasons.get(disk.key.value);
    if (id !== undefined && reason !== undefined) return keyNotUsable(disk, id, reason);
    if (volume === undefined) return { kind: 'missing' };
    return isDead(volume.state) ? volumeError(volume) : { kind: 'on its way' };
  };

  const send = async (disk: PlannedDisk) => {
    const attempt = attempts.get(disk) ?? 1;
    const reply = await restorer.create(disk, tokenOf(plan.id, disk.snapshotId, attempt));
    if (isSpent(reply, dead) && attempt < MOST_ATTEMPTS) {
      attempts.set(disk, attempt + 1);
      return { kind: 'again' } as const;
    }
    if (reply.kind === 'done') known.set(disk.snapshotId, reply.value);
    return reply;
  };

  return reach(
    plan.disks,
    {
      look,
      judge,
      send,
      lost: (disk) => vanished(disk, known.get(disk.snapshotId) ?? ''),
      late: (disk) => stillCreating(disk, known.get(disk.snapshotId) ?? ''),
      onReached: (count) => tell(`available: ${count} of ${counted(plan.disks.length, 'volume')}`),
    },
    waiting,
  );
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html */
function isDead(state: string): boolean {
  return state === 'error' || state === 'deleting' || state === 'deleted';
}

function isUsable(volume: RestoredVolume | undefined): boolean {
  return volume?.state === 'available' || volume?.state === 'in-use';
}

function isKnown(known: KnownIds, id: string): boolean {
  return [...known.values()].includes(id);
}

const AGAIN = 'the same command makes it anew';

function keyNotUsable({ key }: PlannedDisk, volumeId: string, reason: string): Failure {
  return {
    kind: 'failed',
    code: 'KeyNotUsable',
    message: `AWS cannot make ${volumeId} because the key ${key?.value ?? ''} cannot be used: ${said(reason)}; make the key usable, then ${AGAIN}`,
  };
}

function vanished({ key }: PlannedDisk, volumeId: string): Failure {
  return key === undefined
    ? {
        kind: 'failed',
        code: 'VolumeGone',
        message: `AWS answered with ${volumeId}, but a minute later there is no such volume; ${AGAIN}`,
      }
    : {
        kind: 'failed',
        code: 'KeyNotUsable',
        message: `AWS answered with ${volumeId}, but a minute later there is no such volume: usually the key ${key.value} cannot be used (CloudTrail has the reason); look at the key, then ${AGAIN}`,
      };
}

function volumeError({ id, state }: RestoredVolume): Failure {
  return {
    kind: 'failed',
    code: 'VolumeError',
    message: `${id} is in the state ${state} and will not become available; ${AGAIN}`,
  };
}

function stillCreating({ key }: PlannedDisk, volumeId: string): Failure {
  const perhaps = key === undefined ? '' : `, unless the key ${key.value} cannot be used`;
  return {
    kind: 'failed',
    code: 'StillCreating',
    message: `${volumeId} is not available after 15 minutes; AWS goes on with it${perhaps}, and the same command goes on from there`,
  };
}
