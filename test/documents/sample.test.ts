import { expect, test } from 'vitest';
import { Zone } from '../../lambda/core/calendar.ts';
import { mergedCoverage } from '../../lambda/core/coverage/merged.ts';
import { found } from '../../lambda/core/find/find.ts';
import type { Image } from '../../lambda/core/inventory.ts';
import { makePlan } from '../../lambda/core/plan/makePlan.ts';
import { reportText } from '../../lambda/core/report/reportText.ts';
import { wrappedText } from '../../lambda/core/report/told.ts';
import { coverageText } from '../../lambda/core/list/coverageText.ts';
import { list } from '../../lambda/core/list/list.ts';
import { listText } from '../../lambda/core/list/listText.ts';
import { show } from '../../lambda/core/show/show.ts';
import { showText } from '../../lambda/core/show/showText.ts';
import { COLUMNS } from '../../lambda/core/show/snapshotLines.ts';
import type { Tags } from '../../lambda/core/snapshot.ts';
import { coverageOf, hoursAgo, of, ours } from '../core/coverage/rows.ts';
import {
  BERLIN,
  DAILY,
  dailyCopies,
  detached,
  instance,
  inventory,
  NOW,
  reportOf,
  settings,
  snapshot,
  volume,
} from '../core/fixtures.ts';
import { image, imagesOf, server } from '../core/images/estate.ts';
import { blocksOf, textOf } from './pages.ts';

/** Servers where all is well, one with a tag that cannot be read, and one whose retention a typo made short. */
const WORLD = inventory({
  instances: [
    instance({ id: 'i-0web1', tags: { autosnap: '1', autosnap_retain: '30', Name: 'web-1' } }),
    instance({ id: 'i-0app3', tags: { autosnap: '1', autosnap_retain: '7 days', Name: 'app-3' } }),
    instance({ id: 'i-0db', tags: { autosnap: '1', autosnap_retain: '3', Name: 'big-db' } }),
  ],
  volumes: [
    ...['vol-0web1a', 'vol-0web1b'].map((id) => volume({ id, instanceIds: ['i-0web1'] })),
    ...['vol-0app3a', 'vol-0app3b', 'vol-0app3c'].map((id) => volume({ id, instanceIds: ['i-0app3'] })),
    volume({ id: 'vol-0db', instanceIds: ['i-0db'] }),
  ],
  snapshots: [
    ...dailyCopies(30, { volumeId: 'vol-0web1a' }),
    ...dailyCopies(30, { volumeId: 'vol-0web1b' }),
    ...dailyCopies(29, { volumeId: 'vol-0db' }),
  ],
});

test('the sample report in README is what the program writes', () => {
  const text = reportText(reportOf(makePlan(WORLD, settings(), NOW)));
  const [, after = ''] = textOf('README.md').split('<!-- sample');
  const sample = blocksOf('README.md').find((block) => after.includes(block)) ?? '';
  const shown = sample.split('\n').filter((line) => line !== '' && line.trim() !== '…');
  const real = text.split('\n');
  expect(shown.length).toBeGreaterThan(4);
  // The whole report, so that a difference shows what to write.
  expect(shown.every((line) => real.includes(line)) ? shown : real).toEqual(shown);
  expect(sample.startsWith(`${real[0]}\n`)).toBe(true);
});

/** A database whose disk was encrypted, and a server that is well. */
const PROVED = inventory({
  instances: [
    instance({ id: 'i-0b1fcbb102a9ee0a2', tags: { Name: 'db-1', ...DAILY } }),
    instance({ id: 'i-02e1fcbb102a9ee0a', tags: { Name: 'web-1', ...DAILY } }),
  ],
  volumes: [
    volume({ id: 'vol-0c3fa5d2be96e1740', instanceIds: ['i-0b1fcbb102a9ee0a2'], sizeGiB: 100 }),
    volume({ id: 'vol-0df88bc018d2cbd13', instanceIds: ['i-02e1fcbb102a9ee0a'] }),
  ],
  snapshots: [
    ...[
      ['11-25', '0df640b53c76c9a27', undefined],
      ['11-24', '0d79de582cee8e496', '2026-11-24T11:00Z changed unknown'],
      ['11-23', '00677c34ed663acbf', '2026-11-23T11:00Z sound gpt fat32 xfs volume=34s@2026-11-23T11:00Z'],
      ['11-22', '0a1c2e3f405162738', undefined],
    ].map(([day = '', id = '', record]) =>
      snapshot(`${day}T03:00`, {
        id: `snap-${id}`,
        volumeId: 'vol-0c3fa5d2be96e1740',
        sizeGiB: 100,
        tags: record === undefined ? {} : { autosnap_proved: record },
      }),
    ),
    snapshot('11-25T03:00', {
      id: 'snap-0b2d3f4051627384a',
      volumeId: 'vol-0df88bc018d2cbd13',
      tags: { autosnap_proved: '2026-11-25T11:00Z sound gpt ext4' },
    }),
  ],
});

test('the sample of show in docs/commands.md is what the program writes', () => {
  const id = 'vol-0df88bc018d2cbd13';
  const host = 'i-02e1fcbb102a9ee0a';
  const world = inventory({
    instances: [instance({ id: host, tags: { Name: 'web-1', autosnap: '@sat', autosnap_retain: '3' } })],
    volumes: [volume({ id, tags: { Name: 'data' }, instanceIds: [host] })],
    snapshots: [
      snapshot('11-21T03:00', { id: 'snap-0df640b53c76c9a27', volumeId: id }),
      snapshot('11-14T03:00', { id: 'snap-0d79de582cee8e496', volumeId: id }),
      snapshot('11-07T03:00', { id: 'snap-00677c34ed663acbf', volumeId: id }),
    ],
  });
  const now = new Date('2026-11-25T17:00:00Z');
  const zone = new Zone('Europe/Berlin');
  const texts = found(id, [world]).map((one) =>
    showText(show(one, settings({ zone }), now), { ...settings({ zone }), now }),
  );
  const sample = blocksOf('docs/commands.md').find((block) => block.includes(`(${id}, data) in `));
  expect(sample).toBe(`${wrappedText(texts.join('\n'), COLUMNS)}\n`);
});

test('the sample of show with a bad proof in docs/commands.md is what the program writes', () => {
  const now = new Date('2026-11-25T17:00:00Z');
  const zone = new Zone('Europe/Berlin');
  const lines = found('db-1', [PROVED]).flatMap((one) =>
    wrappedText(showText(show(one, settings({ zone }), now), { ...settings({ zone }), now }), COLUMNS).split(
      '\n',
    ),
  );
  const sample = blocksOf('docs/commands.md').find((block) => block.includes('  HELD by ')) ?? '';
  const shown = sample.split('\n').filter((line) => line !== '' && line.trim() !== '…');
  expect(shown.length).toBeGreaterThan(9);
  expect(shown.every((line) => lines.includes(line)) ? shown : lines).toEqual(shown);
});

test('the sample of list with proofs in docs/commands.md is what the program writes', () => {
  const now = new Date('2026-11-25T17:00:00Z');
  const zone = new Zone('Europe/Berlin');
  const writing = { zone, now, width: 80, widthOf: (text: string) => text.length, options: [] };
  const sample = blocksOf('docs/commands.md').find((block) => block.includes('  PROVED  '));
  expect(sample).toBe(`${listText([list(PROVED, settings({ zone }), now)], writing)}\n`);
});

test('the sample of coverage in docs/coverage.md is what the program writes', () => {
  const old = { createdAt: hoursAgo(100 * 24) };
  const volumes = [
    volume({ id: 'vol-0123456789abcdef0', ...old }),
    ...[
      { Name: 'scratch' },
      { Name: 'k8s', autosnap_rpo: '26h' },
      { Name: 'reports', autosnap: '1', autosnap_retain: '7' },
      { Name: 'archive' },
    ].map((tags, index) => detached(tags, { id: `vol-0123456789abcde0${index}`, ...old })),
  ];
  const region = coverageOf({
    instances: [instance({ tags: { Name: 'web-1', autosnap: '1', autosnap_retain: '7' } })],
    volumes,
    snapshots: [
      ...[3, 27, 51].map((hours) => ours(hours, 'vol-0123456789abcdef0')),
      of({ producer: 'other', hint: { program: 'CSI driver' } }, 100, 'vol-0123456789abcde01'),
      ...[60, 84, 108].map((hours) => ours(hours, 'vol-0123456789abcde02')),
      of({ producer: 'DLM' }, 300, 'vol-0123456789abcde03'),
    ],
  });
  const writing = { zone: BERLIN, now: NOW, width: 80, widthOf: (text: string) => text.length, options: [] };
  const sample = blocksOf('docs/coverage.md').find((block) => block.includes('STANDING'));
  expect(sample).toBe(`${coverageText(mergedCoverage([region]), 'in danger', writing)}\n`);
});

function imageOfWeb(at: string, id: string, tags: Tags = {}): Image {
  return image(at, { id, instanceId: 'i-02e1fcbb102a9ee0a', tags });
}

/** Two servers with images: one has a pinned one and one that a launch template names. */
const IMAGES = inventory({
  instances: [
    server({
      id: 'i-02e1fcbb102a9ee0a',
      tags: { Name: 'web-1', autosnap_image: '@sun@3', autosnap_image_retain: '3' },
    }),
    server({ id: 'i-07a9ee0a02e1fcbb1', tags: { Name: 'web-2', autosnap_image: '4@sun@3' } }),
  ],
  volumes: [
    volume({ instanceIds: ['i-02e1fcbb102a9ee0a'] }),
    volume({ id: 'vol-2', instanceIds: ['i-07a9ee0a02e1fcbb1'], sizeGiB: 40 }),
  ],
  images: imagesOf(
    [
      imageOfWeb('11-22T02:00', 'ami-0c53c76c9a27df640'),
      imageOfWeb('11-15T02:00', 'ami-079de582cee8e4960'),
      imageOfWeb('11-08T02:00', 'ami-0677c34ed663acbf0'),
      imageOfWeb('10-04T02:00', 'ami-01b7c2d90e4f5a683', { autosnap_keep: 'before the upgrade' }),
    ],
    { uses: new Map([['ami-0677c34ed663acbf0', 'the launch template web (lt-05c1d2e3f4a5b6c7d) names it']]) },
  ),
});

test('the sample of show with images in docs/commands.md is what the program writes', () => {
  const now = new Date('2026-11-25T17:00:00Z');
  const zone = new Zone('Europe/Berlin');
  const [one] = found('web-1', [IMAGES]);
  const text =
    one === undefined
      ? ''
      : showText(show(one, settings({ zone, images: true }), now), { ...settings({ zone }), now });
  const [part = ''] = /^images of [^]*?(?=\n\n)/m.exec(wrappedText(text, COLUMNS)) ?? [];
  const sample = blocksOf('docs/commands.md').find((block) => block.startsWith('images of '));
  expect(sample).toBe(`${part}\n`);
});

test('the sample of list with images in docs/commands.md is what the program writes', () => {
  const now = new Date('2026-11-25T17:00:00Z');
  const zone = new Zone('Europe/Berlin');
  const region = list(IMAGES, settings({ zone, images: true }), now);
  const writing = { zone, now, width: 80, widthOf: (text: string) => text.length, options: [] };
  const [part = ''] = /^Images of servers[^]*?(?=\n\n)/m.exec(listText([region], writing)) ?? [];
  const sample = blocksOf('docs/commands.md').find((block) => block.startsWith('Images of servers'));
  expect(sample).toBe(`${part}\n`);
});
