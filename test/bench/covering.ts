import { Zone } from '../../lambda/core/calendar.ts';
import { regionCoverage } from '../../lambda/core/coverage/coverage.ts';
import { daysOf, openLedger } from '../../lambda/core/coverage/ledger.ts';
import { mergedCoverage } from '../../lambda/core/coverage/merged.ts';
import { makerOf } from '../../lambda/core/coverage/producers.ts';
import type { Volume } from '../../lambda/core/inventory.ts';
import { labelOf } from '../../lambda/core/label.ts';
import type { Snapshot } from '../../lambda/core/snapshot.ts';
import { peakMb } from './peak.mjs';

/** A process of its own that says of a large region what protects each volume, and tells what that costs. */

const VOLUMES = 10_000;
const EACH = 20;
const DAYS = 30;
const HOUR = 3_600_000;
const NOW = Date.parse('2026-03-30T05:00:00Z');
const TOOK = 600_000;

const zone = new Zone('Europe/Berlin');

const strangers = [
  ['aws:backup:source-resource'],
  ['aws:dlm:lifecycle-policy-id'],
  ['CSIVolumeSnapshotName'],
  [],
].map((keys) => makerOf({ ownership: 'foreign', keys, description: '', isCopy: false }));

/** A day apart, every second of them ours; those of one day share a label. */
function historyOf(volumeId: string, number: number): Snapshot[] {
  return Array.from({ length: EACH }, (_, index): Snapshot => {
    const label = labels[index % 2 === 0 ? 'ours' : 'foreign'];
    return {
      id: `snap-${number}-${index}`,
      volumeId,
      state: 'completed',
      tier: 'standard',
      startedAt: NOW - (index + 1) * 24 * HOUR + ((number * 7919 + index * 1237) % 240_000),
      completedAfter: TOOK,
      sizeGiB: 8,
      label,
      ...(label.ownership === 'ours' ? {} : strangers[number % strangers.length]),
    };
  });
}

const labels = {
  ours: labelOf(
    { id: '', volumeId: 'vol-1', described: 'as ours', tags: { snapshot_tool: 'autosnap' } },
    'autosnap',
  ),
  foreign: labelOf({ id: '', volumeId: 'vol-1', described: 'otherwise', tags: {} }, 'autosnap'),
};

const DISK = { zone: 'eu-west-1a', isMultiAttach: false, devices: [] };

const POLICIES = [
  { autosnap: '1', autosnap_retain: 'daily:7 weekly:4 monthly:12' },
  { autosnap: '6h', autosnap_retain: '12', autosnap_rpo: '26h' },
  { autosnap: 'nightly=7@mon-fri@2 weekly=4@sun@3' },
  {},
];

function region() {
  const volumes = Array.from(
    { length: VOLUMES },
    (_, number): Volume => ({
      id: `vol-${String(number).padStart(6, '0')}`,
      state: 'available',
      type: 'gp3',
      sizeGiB: 8,
      createdAt: NOW - 400 * 24 * HOUR,
      tags: { Name: `disk ${number}`, ...POLICIES[number % POLICIES.length] },
      instanceIds: [],
      disk: DISK,
    }),
  );
  const snapshots = volumes.flatMap(({ id }, number) => historyOf(id, number));
  // AWS lists in any order.
  snapshots.sort((a, b) => (a.id.slice(-3) < b.id.slice(-3) ? -1 : 1));
  return {
    region: 'eu-west-1',
    prefix: 'autosnap',
    instances: [],
    volumes,
    snapshots,
    holds: new Map(),
    notes: [],
  };
}

function secondsOf(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}

function ledgersASecond(): number {
  const histories = region().volumes.map(({ id }, number) => historyOf(id, number));
  const span = { from: NOW - DAYS * 24 * HOUR, until: NOW, bornAt: 0, objective: 26 * HOUR };
  const ledgerOf = openLedger(daysOf(new Date(span.from), new Date(NOW), zone));
  const rounds = Array.from({ length: 7 }, () =>
    secondsOf(() => {
      for (const one of histories) ledgerOf(one, span);
    }),
  );
  return (VOLUMES * EACH) / Math.min(...rounds.slice(2));
}

const whole = secondsOf(() => {
  const settings = {
    prefix: 'autosnap',
    interval: 86_400,
    zone,
    days: DAYS,
    of: 'all producers',
    runHours: [5],
  } as const;
  mergedCoverage([regionCoverage(region(), settings, new Date(NOW))]);
});
const peak = peakMb();
process.stdout.write(JSON.stringify({ seconds: whole, peakMb: peak, ledger: ledgersASecond() }));
