import { coveragePage } from '../../lambda/core/coverage/page/page.ts';
import type { CoveragePage } from '../../lambda/core/coverage/page/given.ts';
import type { RegionCoverage } from '../../lambda/core/coverage/covered.ts';
import { mergedCoverage } from '../../lambda/core/coverage/merged.ts';
import type { Volume } from '../../lambda/core/inventory.ts';
import type { Snapshot, Tags } from '../../lambda/core/snapshot.ts';
import { coverageOf, hoursAgo, of, ours } from '../core/coverage/rows.ts';
import { DAILY, detached, instance, NOW, UTC, volume } from '../core/fixtures.ts';
import { HOSTILE } from './pages.ts';

/** Pages of coverage as a person gets them: each from snapshots that were really judged. */

const [PRODUCTION, TESTS] = ['111111111111', '222222222222'];
const RPO = { autosnap_rpo: '26h' } as const;
const OLD = { createdAt: hoursAgo(400 * 24) };

/** How often snapshots of a volume came, in hours before now; none between two of them. */
interface Rhythm {
  readonly each: number;
  readonly until?: number;
  readonly pause?: readonly [from: number, until: number];
}

function hoursOf({ each, until = 0, pause: [from, end] = [0, 0] }: Rhythm): number[] {
  const all = Array.from({ length: Math.floor((31 * 24) / each) }, (_, index) => 2 + index * each);
  return all.filter((hours) => hours >= until && !(hours > end && hours < from));
}

function history(volumeId: string, rhythm: Rhythm, make = ours): Snapshot[] {
  return hoursOf(rhythm).map((hours) => make(hours, volumeId));
}

function by(maker: Parameters<typeof of>[0]): typeof ours {
  return (hours, volumeId) => of(maker, hours, volumeId);
}

/** Two accounts in which most is well and one of each trouble is there. */
export function estatePage(change: Partial<CoveragePage> = {}): string {
  return pageOf([production(), tests()], change);
}

export function pageOf(regions: readonly RegionCoverage[], change: Partial<CoveragePage> = {}): string {
  return coveragePage({
    coverage: mergedCoverage(regions),
    now: NOW,
    zone: UTC,
    of: 'all producers',
    tags: new Map(),
    places: regions,
    unread: [],
    ...change,
  });
}

const TAGS: Readonly<Record<string, Tags>> = {
  'vol-0aa1': { Name: 'data', team: 'shop', stage: 'live' },
  'vol-0aa2': { team: 'shop', stage: 'live' },
  'vol-0aa3': { team: 'search', stage: 'live' },
  'vol-0ab1': { team: 'search', stage: 'test', note: '' },
};

export const estateTags = new Map(Object.entries(TAGS));

function production(): RegionCoverage {
  const volumes = [
    attached('vol-0aa1', 'i-1', { Name: 'data', ...RPO }),
    attached('vol-0aa2', 'i-1', RPO, '/dev/xvda'),
    attached('vol-0aa3', 'i-2', { Name: 'index', ...RPO }),
    detached({ Name: 'forgotten' }, { id: 'vol-0aa4', ...OLD }),
    detached({ Name: 'queue', autosnap_rpo: '7h' }, { id: 'vol-0aa5', ...OLD }),
    detached({ Name: 'ledger', ...RPO }, { id: 'vol-0aa6', ...OLD }),
    detached({ Name: 'scratch', autosnap_ignore: '' }, { id: 'vol-0aa7', ...OLD }),
    detached({ Name: 'new', ...RPO }, { id: 'vol-0aa8', createdAt: hoursAgo(5 * 24) }),
    detached({ Name: 'mistyped', autosnap_rpo: 'daily' }, { id: 'vol-0aa9', ...OLD }),
  ];
  const snapshots = [
    ...history('vol-0aa1', { each: 24 }),
    ...history('vol-0aa1', { each: 168 }, by({ producer: 'AWS Backup' })),
    ...history('vol-0aa2', { each: 24, pause: [300, 200] }),
    ...history('vol-0aa3', { each: 24, until: 60 }, by({ producer: 'DLM' })),
    ...history('vol-0aa5', { each: 6, pause: [420, 404] }),
    ...history('vol-0aa6', { each: 40 }, by({ producer: 'other', hint: { program: 'Veeam' } })),
    ...history('vol-0aa7', { each: 96 }, by({ producer: 'other' })),
    ...history('vol-0aa8', { each: 24 }),
  ];
  const instances = [
    instance({ tags: { Name: 'shop-1' } }),
    instance({ id: 'i-2', tags: { Name: 'search-1' } }),
  ];
  return coverageOf({ account: PRODUCTION, instances, volumes, snapshots });
}

function tests(): RegionCoverage {
  const names = [
    ...Object.values(HOSTILE),
    '\u05E0\u05EA\u05D5\u05E0\u05D9\u05DD',
    'disk 💾',
    '</script>"\'',
  ];
  const volumes = names.map((Name, index) => detached({ Name, ...RPO }, { id: `vol-0ab${index}`, ...OLD }));
  const snapshots = volumes.flatMap(({ id }) => history(id, { each: 24 }));
  const region = 'us-east-1';
  return coverageOf({ account: TESTS, region, volumes, snapshots });
}

function attached(id: string, instanceId: string, tags: Tags, name = '/dev/sdf'): Volume {
  const { disk } = volume();
  return volume({
    id,
    tags,
    ...OLD,
    instanceIds: [instanceId],
    disk: { ...disk, devices: [{ name, isDeletedOnTermination: false }] },
  });
}

/** One volume that is always safe, for some days. */
export function calmPage(days: number): string {
  const volumes = [detached({ Name: 'data', ...DAILY, autosnap_retain: '999' }, OLD)];
  const snapshots = Array.from({ length: days + 1 }, (_, day) => ours(day * 24 + 1));
  return pageOf([coverageOf({ volumes, snapshots }, { days })]);
}

/** As many volumes as a large organisation has, with an outage of some of them that no row hides. */
export function largePage(count: number): string {
  const regions = ['eu-west-1', 'eu-central-1', 'us-east-1', 'ap-south-1'].map((region, index) => {
    const volumes = Array.from({ length: count / 4 }, (_, number) =>
      detached(
        { Name: `disk ${number + 1} of ${region}`, ...(number % 9 === 0 ? {} : RPO) },
        { id: `vol-0${index}${String(number).padStart(15, '0')}`, ...OLD },
      ),
    );
    const snapshots = volumes.flatMap(({ id }, number) => {
      if (number % 27 === 0) return [];
      const pause = number % 3 === 0 ? { pause: [420, 360] as const } : {};
      return history(
        id,
        { each: 20 + (number % 5), until: number % 31 === 1 ? 40 : 0, ...pause },
        PRODUCERS[number % 4],
      );
    });
    return coverageOf({ account: index < 3 ? PRODUCTION : TESTS, region, volumes, snapshots });
  });
  const tags = new Map(
    regions
      .flatMap(({ volumes }) => volumes)
      .map(({ volumeId }, index): [string, Tags] => [
        volumeId,
        { team: `team ${index % 12}`, stage: index % 2 === 0 ? 'live' : 'test', cost: `${index % 150}` },
      ]),
  );
  return pageOf(regions, { tags });
}

const PRODUCERS = [ours, ours, by({ producer: 'DLM' }), by({ producer: 'AWS Backup' })];
