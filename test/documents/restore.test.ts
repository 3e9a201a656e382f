import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Zone } from '../../lambda/core/calendar.ts';
import { wrappedText } from '../../lambda/core/report/told.ts';
import type { DiskOutcome } from '../../lambda/core/restore/outcome.ts';
import type { LaunchPlan } from '../../lambda/core/restore/launched/launchPlan.ts';
import { launchPlanText } from '../../lambda/core/restore/launched/launchText.ts';
import { outcomeText } from '../../lambda/core/restore/told/outcomeText.ts';
import { restorePlanText } from '../../lambda/core/restore/told/planText.ts';
import type { PlannedDisk, RestorePlan, ValueSource } from '../../lambda/core/restore/restorePlan.ts';
import { COLUMNS } from '../../lambda/core/show/snapshotLines.ts';
import { blocksOf, codeIn, HOUSE, rowsUnder, textOf } from './pages.ts';

/** What is printed, and what docs/restore.md says of it. */

const [REFUSED = [], FAILED = []] = ['## Refused', '## FAILED'].map((heading) => {
  const [, after = ''] = textOf('docs/restore.md').split(`${heading}\n`);
  return rowsUnder('docs/restore.md', '| code | means | do |')
    .filter(([code = '']) => after.split('\n## ')[0]?.includes(`| ${code} |`))
    .flatMap(([code = '']) => codeIn(code));
});

test('docs/restore.md has a row for each refusal, in the order of the alphabet', () => {
  const [, union = ''] =
    /type RefusalCode =([^;]+);/.exec(textOf('lambda/core/restore/restorePlan.ts')) ?? [];
  const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(20);
  expect(REFUSED).toEqual(codes.toSorted());
});

test('docs/restore.md has a row for each refusal of a launch, in the order of the alphabet', () => {
  const [, union = ''] =
    /type LaunchRefusalCode =([^;]+);/.exec(textOf('lambda/core/restore/restorePlan.ts')) ?? [];
  const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code);
  const [, after = ''] = textOf('docs/restore.md').split('## A whole server from its image\n');
  const [section = ''] = after.split('\n## ');
  expect(codes.length).toBeGreaterThan(10);
  expect([...section.matchAll(/^\| `([a-z]+(?:-[a-z]+)+)` \|/gm)].map(([, code]) => code)).toEqual(
    codes.toSorted(),
  );
});

test('docs/restore.md has a row for each code of ours that a disk can fail with', () => {
  const folder = 'lambda/carryOut/restore';
  const files = [
    ...readdirSync(join(HOUSE, folder)).map((name) => join(folder, name)),
    'lambda/core/restore/outcome.ts',
  ];
  const codes = files.flatMap((file) =>
    [...textOf(file).matchAll(/(?:code: |(?:NOT_TAGGED|STILL_ATTACHING) = )'([A-Z]\w+)'/g)].map(
      ([, code = '']) => code,
    ),
  );
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !FAILED.includes(code))).toEqual([]);
});

test.for([
  ['told/remedy.ts', 'const REMEDIES'],
  ['launched/launchRefused.ts', 'const ROWS'],
] as const)('docs/restore.md has a row for each code of AWS with a remedy: %s', ([file, start]) => {
  const [, table = ''] = textOf(`lambda/core/restore/${file}`).split(start);
  const codes = [...table.matchAll(/^ {2}'?([A-Z][\w.]+)'?:/gm)].map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(5);
  expect(codes.filter((code) => !FAILED.includes(code))).toEqual([]);
});

function disk(given: Partial<PlannedDisk>, zone: ValueSource = 'disk map'): PlannedDisk {
  return {
    snapshotId: 'snap-0',
    volumeId: 'vol-0',
    takenAt: '2026-11-27T03:00:00Z',
    isRoot: false,
    isDeletedOnTermination: false,
    zone: { value: 'eu-west-1a', from: zone },
    type: { value: 'gp3', from: 'disk map' },
    sizeGiB: { value: 8, from: 'snapshot' },
    iops: { value: 3000, from: 'disk map' },
    throughput: { value: 125, from: 'disk map' },
    tags: {},
    ...given,
  };
}

function plan(given: Partial<RestorePlan>): RestorePlan {
  return {
    id: '20261128T020034Z-a57d29c7',
    region: 'eu-west-1',
    target: { kind: 'vanished instance', id: 'i-05babafad2e4dc9bc', name: 'shop' },
    moment: { kind: 'one instant', takenAt: '2026-11-27T03:00:00Z' },
    mode: { kind: 'beside' },
    disks: [],
    left: [],
    notes: [],
    ...given,
  };
}

const SHOP = plan({
  disks: [
    disk({
      snapshotId: 'snap-01041219d907cdbf6',
      volumeId: 'vol-0c4d60077bde90c86',
      device: '/dev/xvda',
      isRoot: true,
    }),
    disk({
      snapshotId: 'snap-0cf99dd3416a34a52',
      volumeId: 'vol-0e4a3a7a52ab6cda5',
      device: '/dev/sdf',
      sizeGiB: { value: 200, from: 'snapshot' },
      iops: { value: 6000, from: 'disk map' },
      throughput: { value: 250, from: 'disk map' },
    }),
  ],
});

/** A disk of web, exchanged for a new one. */
function exchanged(snapshotId: string, volumeId: string, device: string): PlannedDisk {
  const replaces = { volumeId, device, isDeletedOnTermination: false, how: 'exchange' } as const;
  return disk({ snapshotId, volumeId, device, replaces }, 'instance');
}

const WEB = plan({
  mode: { kind: 'in place', instanceId: 'i-0a7635bda6652e3e7', state: 'stopped' },
  disks: [
    exchanged('snap-030ce84ea7640fb4e', 'vol-083db910cb763ffd3', '/dev/xvda'),
    exchanged('snap-024f24f4b982e79c5', 'vol-00554d21481a4aef6', '/dev/sdf'),
  ],
});

const LEGACY = plan({
  id: '20261128T020104Z-e48e7d27',
  disks: [disk({ snapshotId: 'snap-0', device: '/dev/xvda', isRoot: true })],
});

function ended(name: string, one: RestorePlan, outcomes: readonly DiskOutcome[]): string[] {
  const order = { name, only: [], extent: 'whole', mode: { kind: 'beside' }, wished: {} } as const;
  return outcomeText({ order, plan: one, outcomes, zones: [], prefix: 'autosnap' });
}

const LAUNCH: LaunchPlan = {
  id: '20260102T030000Z-087031ed',
  region: 'eu-west-1',
  target: { kind: 'vanished instance', id: 'i-0a7635bda6652e3e7', name: 'web' },
  image: {
    imageId: 'ami-04cf8489c660d0a6b',
    name: 'autosnap-i-0a7635bda6652e3e7-20260101T0300Z',
    takenAt: '2026-01-01T03:00:00Z',
    sizeGiB: 28,
    disks: 2,
  },
  type: { value: 'm7i.large', from: 'image' },
  subnet: { value: 'subnet-0ffba9017e19b9774', from: 'image' },
  zone: 'eu-west-1b',
  groups: { value: ['sg-09dd94ba524eefd2c'], from: 'image' },
  profile: { value: 'arn:aws:iam::123456789012:instance-profile/web', from: 'image' },
  key: { value: 'ops', from: 'image' },
  tags: { Name: 'web', team: 'blue', autosnap_restored: 'ami-04cf8489c660d0a6b' },
  notes: [],
};

const NOW = { now: new Date('2026-11-28T02:00:00Z'), zone: new Zone('UTC') };

test.for<[page: string, begins: string, printed: readonly string[]]>([
  ['restore', 'Restore the instance shop', restorePlanText(SHOP, NOW)],
  [
    'restore',
    'Launch the instance web',
    launchPlanText(LAUNCH, {
      now: new Date('2026-01-02T03:00:00Z'),
      zone: new Zone('UTC'),
      prefix: 'autosnap',
    }),
  ],
  ['commands', '+ volume 200 GiB', restorePlanText(SHOP, NOW)],
  [
    'restore',
    'Restored 2 of 2',
    ended('web', WEB, [
      { snapshotId: 'snap-030ce84ea7640fb4e', status: 'done', volumeId: 'vol-0d8074bac4081a7b4' },
      { snapshotId: 'snap-024f24f4b982e79c5', status: 'done', volumeId: 'vol-039c717e24847ef8b' },
    ]),
  ],
  [
    'restore',
    'Restored 0 of 1',
    ended('legacy', LEGACY, [
      { snapshotId: 'snap-0', status: 'interrupted', volumeId: 'vol-0135386a6ecec7e9d' },
    ]),
  ],
])('the sample in docs/%s.md that begins with "%s" is what the program writes', ([page, begins, printed]) => {
  const sample = blocksOf(`docs/${page}.md`).find((block) => block.startsWith(begins)) ?? 'no sample';
  expect(wrappedText(printed.join('\n'), COLUMNS)).toContain(sample.trimEnd());
});
