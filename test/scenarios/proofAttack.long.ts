import { expect, test } from 'vitest';
import type { Cloud } from '../cloud/cloud.ts';
import type { Snapshot, Volume } from '../cloud/records.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import { emitMetrics } from '../../lambda/run/metrics.ts';
import {
  dayOf,
  diskOf,
  emitted,
  encrypt,
  extDisk,
  FULL,
  gptDisk,
  metricsIn,
  nightOf,
  provedByRole,
  recordsOf,
  timesOf,
  WEEK,
  xfsDisk,
} from './proving.ts';
import { DAY, existing, freshCloud, ownCopies } from './story.ts';

/** Three volumes with a week of snapshots, all of which are proved. */
async function provedEstate() {
  const cloud = await freshCloud();
  const books = diskOf(cloud, extDisk(), { Name: 'books', ...WEEK });
  const web = diskOf(cloud, gptDisk(), { Name: 'web', ...WEEK });
  const logs = diskOf(cloud, xfsDisk(), { Name: 'logs', ...WEEK });
  for (const volume of [books, web, logs]) ownCopies(cloud, volume, FULL - 1);
  const ran = await provedByRole(cloud, { sample: 99 });
  expect(metricsIn(ran)).toMatchObject({ SnapshotsProved: 21, UnsoundVolumes: 0, SnapshotsNotProved: 0 });
  return { cloud, books, web, logs };
}

function named(cloud: Cloud, ...volumes: readonly Volume[]): Record<string, Snapshot> {
  return Object.fromEntries(volumes.flatMap((one) => cloud.snapshotsOf(one)).map((one) => [one.id, one]));
}

/** What a day says of the attack: the report of the night, and the metrics of the prover where it runs. */
interface Told {
  readonly report: Report;
  readonly metrics: Record<string, unknown>;
}

async function withProver(cloud: Cloud): Promise<Told> {
  const { report, ran } = await dayOf(cloud);
  return { report, metrics: metricsIn(ran) };
}

async function withoutProver(cloud: Cloud): Promise<Told> {
  const report = await nightOf(cloud);
  cloud.clock.advance(DAY);
  return { report, metrics: {} };
}

test.for<[what: string, live: (cloud: Cloud) => Promise<Told>, metrics: Record<string, unknown>]>([
  ['while the prover goes on', withProver, { UnsoundVolumes: 2, SnapshotsNotProved: 0 }],
  ['also where the prover is off from the day after', withoutProver, {}],
])(
  'what an attacker encrypted keeps every older snapshot for 30 days, %s',
  { timeout: 300_000 },
  async ([, live, metrics]) => {
    const { cloud, books, web, logs } = await provedEstate();
    encrypt(cloud, books);
    encrypt(cloud, web);
    const first = await dayOf(cloud);
    expect(metricsIn(first.ran)).toMatchObject({ UnsoundVolumes: 2 });
    for (const one of [books, web]) expect(recordsOf(cloud, one).at(-1)).toBe('changed unknown');
    const before = named(cloud, books, web);

    for (let day = 0; day < 30; day += 1) {
      const told = await live(cloud);
      expectTold(told.report);
      expect(told.metrics).toMatchObject(metrics);
    }

    expect(existing(cloud, before)).toEqual(Object.keys(before));
    expect(recordsOf(cloud, books).slice(0, FULL - 1)).toEqual(timesOf(FULL - 1, 'sound ext4'));
    for (const one of [books, web]) expect(cloud.snapshotsOf(one)).toHaveLength(FULL + 30);
    expect(cloud.snapshotsOf(logs)).toHaveLength(FULL);
  },
);

/** Held are two of three volumes, so one snapshot is deleted each night. */
function expectTold(report: Report): void {
  const { headline, regions } = report;
  expect(headline.line).toMatch(/^FAILURE: 2 volumes have changed inside since their last sound snapshot/);
  expect(regions[0]?.unsound.map(({ verdict }) => verdict)).toEqual(['changed', 'changed']);
  expect(headline.deleted).toBe(1);
  expect(emitted(() => emitMetrics(report, 'snapper'))).toMatchObject({ UnsoundVolumes: 2 });
}
