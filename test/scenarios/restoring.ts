import { openRestorer } from '../../lambda/aws/restore/openRestorer.ts';
import { restorer as rightsToRestore } from '../../lambda/aws/restore/permissions.ts';
import { patienceUntil } from '../../lambda/aws/patience.ts';
import { carryOutRestore } from '../../lambda/carryOut/restore/carryOutRestore.ts';
import type { Interruption } from '../../lambda/carryOut/interruption.ts';
import type { Restorer } from '../../lambda/carryOut/restore/restorer.ts';
import type { DiskOutcome } from '../../lambda/core/restore/outcome.ts';
import type { PlannedDisk, PlannedMode, RestorePlan } from '../../lambda/core/restore/restorePlan.ts';
import { freshCloud } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Instance, Volume } from '../cloud/records.ts';
import { clockOf, withEnvironment } from './snapper.ts';
import { nth, ownCopy, ROLE } from './story.ts';

export type Kind = 'beside' | 'attach' | 'exchange' | 'root task';

/** How a restore can go. */
export const KINDS: readonly Kind[] = ['beside', 'attach', 'exchange', 'root task'];

/** What a person may do who restores; and what the function may, for the runs that come after. */
const RIGHTS = [
  ...ROLE,
  ...rightsToRestore({ partition: 'aws', account: '123456789012', prefixes: ['autosnap'] }),
];

/** A server with disks that is to be restored, and the plan of it. */
export interface Estate {
  readonly cloud: Cloud;
  readonly server: Instance;
  readonly olds: readonly Volume[];
  readonly plan: RestorePlan;
}

const REGION = 'eu-west-1';
const ID = '20260101T030000Z-0badcafe';

/** The same estate gets the same ids in each cloud, so the calls of one are the calls of all. */
export async function estate(kind: Kind, disks = kind === 'root task' ? 1 : 3): Promise<Estate> {
  const cloud = await freshCloud();
  const region = cloud.region(REGION);
  const old = region.instance({ state: kind === 'root task' ? 'running' : 'stopped', tags: { Name: 'web' } });
  const olds = Array.from({ length: disks }, (_, index) =>
    region.volume({ tags: { autosnap: '1' }, attachedTo: old, device: deviceOf(index, old) }),
  );
  const server = kind === 'attach' ? region.instance({ state: 'stopped', type: 'r7i.48xlarge' }) : old;
  const planned = olds.map((volume) => plannedDisk(cloud, volume, kind));
  const mode: PlannedMode =
    kind === 'beside'
      ? { kind }
      : { kind: kind === 'attach' ? kind : 'in place', instanceId: server.id, state: server.state };
  const plan: RestorePlan = {
    id: ID,
    region: REGION,
    target: { kind: 'instance', id: old.id, name: 'web' },
    moment: { kind: 'one instant', takenAt: '2025-12-31T03:00:00.000Z' },
    mode,
    disks: planned,
    left: [],
    notes: [],
  };
  cloud.policy = RIGHTS;
  return { cloud, server, olds, plan };
}

/** The root's, then `/dev/xvdba` to `/dev/xvdbz`, `/dev/xvdca`, … */
function deviceOf(index: number, { rootDevice }: Instance): string {
  const [first, second] = ['bc'.at((index - 1) / 26), String.fromCodePoint(97 + ((index - 1) % 26))];
  return index === 0 ? rootDevice : `/dev/xvd${first}${second}`;
}

function plannedDisk(cloud: Cloud, volume: Volume, kind: Kind): PlannedDisk {
  const snapshotId = ownCopy(cloud, volume, 1).id;
  const { device, instance } = nth(volume.attachments, 0);
  const isRoot = device === instance.rootDevice;
  const how = kind === 'root task' ? kind : 'exchange';
  const isInPlace = kind === 'exchange' || kind === 'root task';
  return {
    snapshotId,
    volumeId: volume.id,
    takenAt: '2025-12-31T03:00:00.000Z',
    device,
    isRoot,
    isDeletedOnTermination: false,
    zone: { value: volume.zone, from: 'living volume' },
    type: { value: volume.type, from: 'living volume' },
    sizeGiB: { value: volume.size, from: 'snapshot' },
    tags: { autosnap_restore: ID, autosnap_restored: snapshotId },
    ...(isInPlace && { replaces: { volumeId: volume.id, device, isDeletedOnTermination: isRoot, how } }),
  };
}

/** What comes between the engine and AWS. */
export type Between = (restorer: Restorer) => Restorer;

export interface Restored {
  readonly outcomes: readonly DiskOutcome[];
  readonly lines: readonly string[];
}

export interface Circumstances {
  readonly between?: Between;
  readonly interruption?: Interruption;
  /** Rejects when the program dies. @default it lives */
  readonly death?: Promise<never>;
}

/** Carries the plan of an estate out, with the real SDK. */
export async function restore(
  { cloud, plan }: Estate,
  { between = (one) => one, interruption, death }: Circumstances = {},
): Promise<Restored> {
  const clock = clockOf(cloud);
  const lines: string[] = [];
  return withEnvironment(cloud.env, async () => {
    const patience = patienceUntil(new Date(clock.now().getTime() + 3_600_000), clock);
    const restorer = openRestorer({ region: plan.region, patience }, 'autosnap');
    try {
      const done = carryOutRestore(plan, {
        restorer: between(restorer),
        clock,
        prefix: 'autosnap',
        interruption,
        onProgress: (line) => void lines.push(line),
      });
      return { outcomes: await Promise.race([done, ...(death === undefined ? [] : [death])]), lines };
    } finally {
      restorer.close();
    }
  });
}

/** What exists: each volume with what it was made from, where it is, and its tags of ours. */
export function there({ cloud }: Estate): unknown[] {
  return cloud
    .region(REGION)
    .volumes()
    .map(({ id, state, fromSnapshot, attachments, tags }) => ({
      // Which of several volumes is made first is left to chance.
      id: fromSnapshot === undefined ? id : 'new',
      state,
      fromSnapshot,
      attached: attachments.map((one) => `${one.instance.id} ${one.device} ${one.state}`),
      tags: Object.keys(tags).toSorted(),
    }))
    .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

export function statuses({ outcomes }: Restored): string[] {
  return outcomes.map((one) => (one.status === 'failed' ? `${one.code}: ${one.message}` : one.status));
}
