import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { list } from '../../../lambda/core/list/list.ts';
import type { ListedRegion } from '../../../lambda/core/list/listed.ts';
import { listText } from '../../../lambda/core/list/listText.ts';
import type { Inventory, Volume } from '../../../lambda/core/inventory.ts';
import { amount } from '../../amounts.ts';
import {
  BERLIN,
  DAILY,
  dailyCopies,
  daysBefore,
  detached,
  DISK,
  instance,
  inventory,
  NOW,
  settings,
  snapshot,
  volume,
} from '../fixtures.ts';
import { ATTACKS, CATEGORIES, RAW_DANGER } from '../../soak/estate/texts.ts';

function listedIn(world: Partial<Inventory>): ListedRegion {
  return list(inventory(world), settings({ zone: BERLIN }), NOW);
}

function textOf(regions: readonly ListedRegion[], width = 80, options: readonly string[] = []): string {
  return listText(regions, { zone: BERLIN, now: NOW, width, widthOf: stringWidth, options });
}

function linesOf(world: Partial<Inventory>, width = 80): string[] {
  return textOf([listedIn(world)], width).split('\n');
}

function on(instanceId: string, id: string, change: Partial<Volume> = {}, device = '/dev/xvda'): Volume {
  const devices = [{ name: device, isDeletedOnTermination: false }];
  return volume({ id, instanceIds: [instanceId], disk: { ...DISK, devices }, ...change });
}

/** Something of each kind. */
const ESTATE: Partial<Inventory> = {
  instances: [
    instance({ id: 'i-1', tags: { ...DAILY, Name: 'web-2' } }),
    instance({ id: 'i-2', tags: { autosnap: '7@mon-fri@2', Name: 'database-server-of-the-company' } }),
    instance({ id: 'i-3', tags: { autosnap: '7 days', autosnap_retain: '3', Name: 'שרת 日本語' } }),
    instance({ id: 'i-0123456789abcdef0', tags: { autosnap: 'nightly=7@mon-fri@2 weekly=4@sun@3' } }),
    instance({ id: 'i-5', tags: { ...DAILY, autosnap_ignore: '', Name: 'x' } }),
  ],
  volumes: [
    on('i-1', 'vol-0123456789abcdef0', { tags: { Name: 'data' } }),
    on('i-2', 'vol-0123456789abcdef1', { sizeGiB: 1600 }, '/dev/nvme1n1'),
    on('i-3', 'vol-0123456789abcdef2'),
    on('i-0123456789abcdef0', 'vol-0123456789abcdef3'),
    on('i-5', 'vol-0123456789abcdef4'),
    detached({ autosnap: '6h', autosnap_retain: '4' }, { id: 'vol-0123456789abcdef5' }),
    ...Array.from({ length: 5 }, (_, index) => detached({}, { id: `vol-0a${index}3456789abcdef0` })),
  ],
  snapshots: [
    ...dailyCopies(40, { volumeId: 'vol-0123456789abcdef0' }),
    ...dailyCopies(5, { volumeId: 'vol-0123456789abcdef1' }),
    snapshot('new', { volumeId: 'vol-0123456789abcdef5', startedAt: NOW.getTime() - 60_000 }),
    snapshot('pin', {
      volumeId: 'vol-0123456789abcdef3',
      startedAt: daysBefore(NOW, 3).getTime(),
      tags: { autosnap_keep: 'audit' },
    }),
  ],
};

describe('the page of an estate with something of each kind', () => {
  test('in 80 columns', () => {
    expect(textOf([listedIn(ESTATE)])).toMatchInlineSnapshot(`
      "INSTANCE        DEV    SCHEDULE        AGE    FULL  PIN   GiB  NEXT    NOTE
      database-serv…  nvme…  Mon-Fri 02:00   24 h   5/7     0  1600  due
      …9abcdef0       xvda   nightly Mon-F…  72 h   0/11    1     8  due     late
      …9abcdef5       -      every 6 h       1 min  1/4     0     8  in 5 h
      web-2           xvda   daily           24 h   3/3     0     8  due     braked
      x               xvda   -               none   0       0     8  -       ignored
      שרת 日本語      xvda   -               none   0       0     8  -       wrong tag

      5 volumes, 40 GiB, have no tag and no default policy: vol-0a03456789abcdef0,
      vol-0a13456789abcdef0, vol-0a23456789abcdef0 and 2 more. To schedule one:
        aws-snapper enable vol-0a03456789abcdef0 --every 1 --retain 7 \\
          --region eu-west-1

      1 volume has a wrong tag, so nothing is deleted there. To see what is wrong, and
      what to write:
        aws-snapper show vol-0123456789abcdef2 --region eu-west-1
      eu-west-1: 4 volumes scheduled, 1 ignored, 1 with a wrong tag.
      Due now: 3 volumes. Next snapshot: 2026-03-10 11:00 (in 5 h). Times are in
      Europe/Berlin; it is 2026-03-10 06:00."
    `);
  });

  test('in 60 columns', () => {
    expect(linesOf(ESTATE, 60).slice(0, 7)).toMatchInlineSnapshot(`
      [
        "INSTANCE    DEV    SCHEDULE   AGE    FULL  NEXT    NOTE",
        "database-…  nvme…  Mon-Fri …  24 h   5/7   due",
        "…9abcdef0   xvda   nightly …  72 h   0/11  due     late",
        "…9abcdef5   -      every 6 h  1 min  1/4   in 5 h",
        "web-2       xvda   daily      24 h   3/3   due     braked",
        "x           xvda   -          none   0     -       ignored",
        "שרת 日本語  xvda   -          none   0     -       wrong tag",
      ]
    `);
  });

  test('in 200 columns', () => {
    expect(linesOf(ESTATE, 200).slice(0, 7)).toMatchInlineSnapshot(`
      [
        "INSTANCE               VOLUME                      DEVICE        SCHEDULE                  NEWEST                        FULL     PINNED   GiB  NEXT                       NOTE",
        "database-server-of-t…  vol-0123456789abcdef1       /dev/nvme1n1  Mon-Fri 02:00             2026-03-09 06:00 (24 h ago)   5 of 7        0  1600  due",
        "i-0123456789abcdef0    vol-0123456789abcdef3       /dev/xvda     nightly Mon-Fri 02:00; …  2026-03-07 06:00 (72 h ago)   0 of 11       1     8  due                        late: missed 1 snapshot",
        "vol-0123456789abcdef5  vol-0123456789abcdef5       -             every 6 h                 2026-03-10 05:59 (1 min ago)  1 of 4        0     8  2026-03-10 11:00 (in 5 h)",
        "web-2                  vol-0123456789abcdef0 data  /dev/xvda     daily                     2026-03-09 06:00 (24 h ago)   3 of 3        0     8  due                        braked: retention would dele…",
        "x                      vol-0123456789abcdef4       /dev/xvda     -                         none                          0             0     8  -                          ignored: autosnap_ignore is …",
        "שרת 日本語             vol-0123456789abcdef2       /dev/xvda     -                         none                          0             0     8  -                          wrong tag: autosnap = "7 day…",
      ]
    `);
  });
});

test('two instances of one Name are told apart by the ends of their ids', () => {
  const instances = ['i-0123456789abcdef0', 'i-0123456789abcdef1'].map((id) =>
    instance({ id, tags: { ...DAILY, Name: 'worker' } }),
  );
  const volumes = instances.flatMap(({ id }) => [
    on(id, `vol-a${id}`, {}, '/dev/sdf'),
    on(id, `vol-b${id}`, {}, '/dev/sdg'),
  ]);
  const starts = linesOf({ instances, volumes })
    .slice(1, 5)
    .map((line) => line.slice(0, 22).trim());
  expect(starts).toMatchInlineSnapshot(`
    [
      "worker …def0  /dev/sdf",
      "worker …def0  /dev/sdg",
      "worker …def1  /dev/sdf",
      "worker …def1  /dev/sdg",
    ]
  `);
});

test('regions are named above their tables, one that cannot be read says why, and a command line has its region', () => {
  const quiet: ListedRegion = {
    ...listedIn({ instances: [], volumes: [detached({})] }),
    region: 'us-east-1',
  };
  const empty = ['eu-north-1', 'eu-south-1'].map((region) => ({
    ...listedIn({ instances: [], volumes: [] }),
    region,
  }));
  const unread: ListedRegion = {
    status: 'unreachable',
    region: 'af-south-1',
    error: 'AuthFailure: not enabled',
  };
  expect(
    textOf([listedIn({ snapshots: dailyCopies(3) }), ...empty, quiet, unread], 80, ['--prefix nightly']),
  ).toMatchInlineSnapshot(`
    "eu-west-1
    INSTANCE  VOLUME  DEVICE    SCHEDULE  NEWEST    FULL    PINNED  GiB  NEXT
    i-1       vol-1   /dev/sdf  daily     24 h ago  3 of 3       0    8  due

    No volume in us-east-1 has a tag that asks for snapshots.

    1 volume, 8 GiB, has no tag and no default policy: vol-1. To schedule one:
      aws-snapper enable vol-1 --every 1 --retain 7 --region us-east-1 \\
        --prefix nightly

    af-south-1 could not be read: AuthFailure: not enabled

    No volumes in eu-north-1, eu-south-1.

    5 regions, 1 of them could not be read: 1 volume scheduled.
    Due now: 1 volume. Times are in Europe/Berlin; it is 2026-03-10 06:00."
  `);
});

test('volumes that lost their tags are shown, not scheduled by an example that could keep fewer', () => {
  const text = linesOf({ instances: [], volumes: [detached({})], snapshots: dailyCopies(30) }).join(' ');
  expect(text).toContain('To see what there is before you schedule one as it was:');
  expect(text).toContain('aws-snapper show vol-1 --region eu-west-1');
  expect(text).not.toContain('aws-snapper enable');
});

/** A table of volumes whose instances and volumes have these Names, and one whose Name is plain. */
function withNames(names: readonly string[], width: number): string[] {
  const instances = [...names, 'plain'].map((Name, index) =>
    instance({ id: `i-${index}`, tags: { ...DAILY, Name } }),
  );
  const volumes = instances.map(({ id, tags }) =>
    on(id, `vol-${id}`, { tags: { Name: tags['Name'] ?? '' } }),
  );
  return linesOf({ instances, volumes }, width);
}

/** At which column of the terminal the schedule stands. */
function columnOf(line: string): number {
  return stringWidth(line.slice(0, line.lastIndexOf('  daily  ')));
}

describe('no Name breaks the columns, or hides what stands beside it', () => {
  const names = [...Object.values(ATTACKS), ...Object.values(CATEGORIES), '漢字'.repeat(128), 'שרת-1'];

  test.for([80, 60])('in %d columns', (width) => {
    const lines = withNames(names, width);
    expect(lines.join('\n')).not.toMatch(RAW_DANGER);
    expect(lines.filter((line) => stringWidth(line) > width)).toEqual([]);
    const rows = lines.filter((line) => line.includes('  daily  '));
    expect(rows).toHaveLength(names.length + 1);
    expect(new Set(rows.map(columnOf)).size).toBe(1);
  });

  test('any text at any width', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 256 }),
        fc.integer({ min: 40, max: 200 }),
        (name, width) => {
          expect(withNames([name], width).filter((line) => stringWidth(line) > width)).toEqual([]);
        },
      ),
      { numRuns: amount({ sample: 10, long: 1000 }) },
    );
  });
});

test('100 volumes with long Names and all columns filled have room in 80 columns, each with its name to be known by', () => {
  const instances = Array.from({ length: 100 }, (_, index) =>
    instance({ id: `i-${index}`, tags: { ...DAILY, Name: `prod-${index}-application-server` } }),
  );
  const volumes = instances.map(({ id }, index) => on(id, `vol-${index}`, { sizeGiB: 16_384 }));
  const lines = linesOf({ instances, volumes });
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  const rows = lines.filter((line) => line.includes('  daily  '));
  expect(new Set(rows).size).toBe(100);
});
