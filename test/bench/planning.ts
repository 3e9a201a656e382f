import { Zone } from '../../lambda/core/calendar.ts';
import { parseRetention } from '../../lambda/core/grammar/retention.ts';
import type { Instance, Inventory, Volume } from '../../lambda/core/inventory.ts';
import { labelOf } from '../../lambda/core/label.ts';
import type { Snapshot } from '../../lambda/core/snapshot.ts';
import { makePlan } from '../../lambda/core/plan/makePlan.ts';
import { judge } from '../../lambda/core/plan/retention.ts';
import type { RetentionPolicy } from '../../lambda/core/policy/rules.ts';
import { everyUnits } from '../../lambda/core/policy/schedule.ts';

/** A process of its own that plans over records that it has not seen before, and tells how many a second. */

const VOLUMES = 2000;
const COPIES = 100;
const HOUR = 3_600_000;
const NOW = Date.parse('2026-03-10T05:00:00Z');
const TIERS = 'hourly:24 daily:7 weekly:4 monthly:12 yearly:3';
const SETTINGS = {
  prefix: 'autosnap',
  interval: 86_400,
  copyTags: true,
  zone: new Zone('Europe/Berlin'),
  consistency: 'instance',
} as const;

/** Snapshots with a fixed number of hours between them. Those of one run share one label, as in a real inventory. */
function histories(hoursApart: number): Snapshot[][] {
  const runs = Array.from({ length: COPIES }, (_, copy) => {
    const at = NOW - (copy + 1) * hoursApart * HOUR;
    const tags = { snapshot_tool: 'autosnap', autosnap_at: new Date(at).toISOString() };
    return {
      at,
      label: labelOf({ id: 'snap-1', tags, volumeId: 'vol-1', described: 'as ours' }, 'autosnap'),
    };
  });
  return Array.from({ length: VOLUMES }, (_, volume) =>
    runs.map(
      ({ at, label }, copy): Snapshot => ({
        id: `snap-${String(volume).padStart(6, '0')}${String(copy).padStart(4, '0')}`,
        volumeId: `vol-${String(volume).padStart(6, '0')}`,
        state: 'completed',
        tier: 'standard',
        startedAt: at + ((volume * 7919 + copy * 1237) % 240_000),
        sizeGiB: 8,
        label,
      }),
    ),
  );
}

const DISK = {
  zone: 'eu-west-1a',
  iops: 3000,
  throughput: 125,
  isMultiAttach: false,
  devices: [{ name: '/dev/sdf', isDeletedOnTermination: true }],
};

/** Two volumes to an instance. */
function host(volume: number): string {
  return `i-${String(Math.floor(volume / 2)).padStart(6, '0')}`;
}

function region(retain: string, hoursApart: number): Inventory {
  const snapshots = histories(hoursApart).flat();
  const tags = { autosnap: '1', autosnap_retain: retain };
  const numbers = Array.from({ length: VOLUMES }, (_, volume) => volume);
  return {
    region: 'eu-west-1',
    prefix: SETTINGS.prefix,
    instances: numbers
      .filter((volume) => volume % 2 === 0)
      .map((volume): Instance => ({ id: host(volume), state: 'running', tags })),
    volumes: numbers.map(
      (volume): Volume => ({
        id: `vol-${String(volume).padStart(6, '0')}`,
        state: 'in-use',
        type: 'gp3',
        sizeGiB: 8,
        tags: {},
        instanceIds: [host(volume)],
        disk: DISK,
      }),
    ),
    snapshots,
    holds: new Map(),
    notes: [],
  };
}

/**
 * The best of several rounds, each over new records, after some that warm up.
 *
 * Counted is the processor's time, so that whatever else runs on the machine takes no part.
 */
function snapshotsASecond<Records>(make: () => Records, plan: (records: Records) => void): number {
  const rounds = Array.from({ length: 9 }, () => {
    const records = make();
    const begun = process.cpuUsage();
    plan(records);
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1e6;
  });
  return (VOLUMES * COPIES) / Math.min(...rounds.slice(2));
}

function judgeAll(retention: RetentionPolicy): (all: readonly Snapshot[][]) => void {
  const { zone } = SETTINGS;
  return (all) => {
    for (const one of all) judge(one, { retention, zone, holds: new Map() });
  };
}

const tiers = parseRetention(TIERS);
if (!tiers.ok) throw new Error(`${TIERS} is not read`);
const tierRules = tiers.value.filter((rule) => rule.kind === 'tier');
const count: RetentionPolicy = [{ kind: 'slots', count: COPIES - 1, schedule: everyUnits(1, 86_400) }];
const planAll = (inventory: Inventory): void => void makePlan(inventory, SETTINGS, new Date(NOW));

process.stdout.write(
  JSON.stringify({
    judgeCount: snapshotsASecond(() => histories(24), judgeAll(count)),
    judgeTiers: snapshotsASecond(() => histories(6), judgeAll(tierRules)),
    planCount: snapshotsASecond(() => region(String(COPIES - 1), 24), planAll),
    planTiers: snapshotsASecond(() => region(TIERS, 6), planAll),
  }),
);
