import type { Inventory } from '../../../lambda/core/inventory.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import type { Snapshot, Tags } from '../../../lambda/core/snapshot.ts';
import { allDone, DISK, inventory, NOW, reportOn, SETTINGS, snapshot, volume } from '../fixtures.ts';
import { daysBefore } from '../fixtures.ts';

/** A fleet of 243 volumes on which several things are wrong at once: see docs/samples/manyCauses.txt. */

const KEY = 'The specified key arn:aws:kms:eu-west-1:123456789012:key/5f3a is disabled.';

/** What a person wrote in ten tags, and what it stops is three volumes each. */
const SLIPS = ['7 days', '7d', '7x', 'seven', '7 daily', 'weekly', '2w', 'daily:7,5', '30', '4 weeks'];

interface Server {
  readonly name: string;
  readonly volumes: number;
  readonly tags?: Tags;
  /** How many snapshots each volume has. @default 7 */
  readonly snapshots?: number;
  /** The newest of them could not be finished. */
  readonly isFailed?: boolean;
}

const FLEET: readonly Server[] = [
  ...SLIPS.map((slip, index) => ({
    name: `app-${index + 1}`,
    volumes: 3,
    tags: slip === '30' ? { autosnap: '30 days' } : { autosnap_retain: slip },
  })),
  { name: 'big-db', volumes: 1, tags: { autosnap_retain: '3' }, snapshots: 29 },
  ...Array.from({ length: 4 }, (_, index) => ({ name: `vault-${index + 1}`, volumes: 3, isFailed: true })),
  ...Array.from({ length: 50 }, (_, index) => ({ name: `web-${index + 1}`, volumes: 4 })),
];

const DEVICES = ['/dev/xvda', '/dev/sdf', '/dev/sdg', '/dev/sdh'];

/** An id as AWS makes it, the same each time. */
function idOf(kind: 'i' | 'vol' | 'snap', number: number): string {
  return `${kind}-0${(0x5ab1c2d3e4f5 + number * 0x1f1f1).toString(16).padStart(16, '0')}`;
}

function ofServer({ name, volumes, tags, snapshots = 7, isFailed }: Server, index: number) {
  const instanceId = idOf('i', index);
  const instance = {
    id: instanceId,
    state: 'running',
    tags: { Name: name, autosnap: '1', autosnap_retain: '7', ...tags },
  };
  const disks = Array.from({ length: volumes }, (_, number) =>
    volume({
      id: idOf('vol', index * 10 + number),
      instanceIds: [instanceId],
      disk: { ...DISK, devices: [{ name: DEVICES[number] ?? '', isDeletedOnTermination: false }] },
    }),
  );
  const own = disks.flatMap(({ id: volumeId }, disk) =>
    Array.from({ length: snapshots }, (_, age): Snapshot => {
      const failure = isFailed === true && age < 1 ? { state: 'error', failure: KEY } : {};
      const id = idOf('snap', (index * 10 + disk) * 100 + age);
      return snapshot('x', { id, volumeId, startedAt: daysBefore(NOW, age + 1).getTime(), ...failure });
    }),
  );
  return { instance, disks, own };
}

function fleet(): Inventory {
  const all = FLEET.map(ofServer);
  return inventory({
    instances: all.map(({ instance }) => instance),
    volumes: all.flatMap(({ disks }) => disks),
    snapshots: all.flatMap(({ own }) => own),
  });
}

/** The report of the morning: the fleet, two regions that cannot be read, and seventeen that are empty. */
export function manyCauses() {
  const plan = makePlan(fleet(), SETTINGS, NOW);
  const dead = ['me-central-1', 'me-south-1'].map((region) => ({
    status: 'unreachable' as const,
    region,
    code: 'AuthFailure',
    message: 'AWS was not able to validate the provided access credentials',
  }));
  const empty = Array.from({ length: 17 }, (_, index) => ({
    status: 'done' as const,
    plan: makePlan(
      inventory({ region: `ap-east-${index + 1}`, instances: [], volumes: [], snapshots: [] }),
      SETTINGS,
      NOW,
    ),
    outcomes: [],
  }));
  return reportOn([{ status: 'done', plan, outcomes: allDone(plan) }, ...dead, ...empty]);
}
