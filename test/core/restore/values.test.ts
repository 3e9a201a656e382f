import { describe, expect, test } from 'vitest';
import type { Wished } from '../../../lambda/core/restore/asked/order.ts';
import type { PlannedDisk } from '../../../lambda/core/restore/restorePlan.ts';
import { secondsAt } from '../../../lambda/core/restore/planned/rate.ts';
import { monthlyPrice, type Shape } from '../../../lambda/core/restore/planned/volumeTypes.ts';
import {
  type Asked,
  changed,
  DATA,
  disk,
  facts,
  host,
  LOST,
  planned,
  refusals,
  region,
  set,
  single,
  withoutMap,
} from './restoring.ts';

const GONE = { kind: 'vanished volume', volumeId: 'vol-data', inventory: LOST } as const;
const KEY = 'arn:aws:kms:eu-west-1:1:key/k';

/** A restore of one volume that is gone, of a type and size, with values that are asked for. */
function asked(type: string, sizeGiB: number, wished: Wished = {}): Asked {
  const { devices, zone } = DATA.disk;
  const bare = { zone, devices, isMultiAttach: false };
  const one = disk('data', '/dev/sdf', { type: 'gp2', sizeGiB, disk: bare });
  return { found: GONE, sources: [single('03-10', one)], order: { wished: { type, ...wished } } };
}

/** Whether it can be made, or the code and the nearest value that can. */
function answer(type: string, sizeGiB: number, wished: Wished = {}): string {
  const [first] = refusals(asked(type, sizeGiB, wished));
  return first === undefined ? 'made' : `${first.code}: ${first.like ?? ''}`;
}

describe('what AWS takes of each type, at its borders', () => {
  test.for([
    ['gp3', 1, 65_536],
    ['gp2', 1, 16_384],
    ['io1', 4, 16_384],
    ['io2', 4, 65_536],
    ['st1', 125, 16_384],
    ['sc1', 125, 16_384],
    ['standard', 1, 1024],
  ] as const)('%s: %i to %i GiB', ([type, least, most]) => {
    const given = type.startsWith('io') ? { iops: 100 } : {};
    expect(answer(type, 1, { ...given, sizeGiB: least })).toBe('made');
    expect(answer(type, 1, { ...given, sizeGiB: most })).toBe('made');
    expect(answer(type, 1, { ...given, sizeGiB: least - 1 })).toBe(`size-out-of-range: ${least}`);
    expect(answer(type, 1, { ...given, sizeGiB: most + 1 })).toBe(`size-out-of-range: ${most}`);
    expect(answer(type, most + 1, given)).toBe('size-out-of-range: gp3');
  });

  test.for([
    ['gp3', 1, 3000, 3000],
    ['gp3', 6, 3000, 3000],
    ['gp3', 8, 3000, 4000],
    ['gp3', 160, 3000, 80_000],
    ['gp3', 65_536, 3000, 80_000],
    ['io1', 4, 100, 200],
    ['io1', 1280, 100, 64_000],
    ['io1', 16_384, 100, 64_000],
    ['io2', 4, 100, 4000],
    ['io2', 256, 100, 256_000],
    ['io2', 65_536, 100, 256_000],
  ] as const)('%s of %i GiB: %i to %i IOPS', ([type, size, least, most]) => {
    expect(answer(type, size, { iops: least })).toBe('made');
    expect(answer(type, size, { iops: most })).toBe('made');
    expect(answer(type, size, { iops: least - 1 })).toBe(`iops-out-of-range: ${least}`);
    expect(answer(type, size, { iops: most + 1 })).toBe(`iops-out-of-range: ${most}`);
  });

  test.for([
    [undefined, 750],
    [3000, 750],
    [3001, 750],
    [4000, 1000],
    [8000, 2000],
    [80_000, 2000],
  ] as const)('gp3 with %s IOPS: 125 to %i MiB/s', ([iops, most]) => {
    const given = iops === undefined ? {} : { iops };
    expect(answer('gp3', 1000, { ...given, throughput: 125 })).toBe('made');
    expect(answer('gp3', 1000, { ...given, throughput: most })).toBe('made');
    expect(answer('gp3', 1000, { ...given, throughput: 124 })).toBe('throughput-out-of-range: 125');
    expect(answer('gp3', 1000, { ...given, throughput: most + 1 })).toBe(`throughput-out-of-range: ${most}`);
  });

  test.for(['gp2', 'st1', 'sc1', 'standard'])('%s takes neither IOPS nor throughput', (type) => {
    expect(answer(type, 200)).toBe('made');
    expect(answer(type, 200, { iops: 3000 })).toBe('iops-not-for-type: ');
    expect(answer(type, 200, { throughput: 125 })).toBe('throughput-not-for-type: ');
  });

  test.for(['io1', 'io2'])('%s needs IOPS, and takes no throughput', (type) => {
    expect(answer(type, 200)).toBe('iops-missing: 3000');
    expect(answer(type, 4)).toBe(`iops-missing: ${type === 'io1' ? 200 : 3000}`);
    expect(answer(type, 200, { iops: 100, throughput: 125 })).toBe('throughput-not-for-type: ');
  });

  test('what is offered can be made', () => {
    const size = refusals(asked('io1', 10, { sizeGiB: 3, iops: 9999 })).find(({ code }) =>
      code.startsWith('size'),
    );
    expect(answer('io1', 10, { sizeGiB: Number(size?.like), iops: 500 })).toBe('made');
  });
});

/** A value and where it is from: `gp3 (disk map)`. */
function said(one: PlannedDisk): Record<string, string | undefined> {
  const { zone, type, sizeGiB, iops, throughput, isMultiAttach, key } = one;
  return Object.fromEntries(
    Object.entries({ zone, type, sizeGiB, iops, throughput, isMultiAttach, key }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, `${value.value} (${value.from})`]],
    ),
  );
}

function only(asking: Asked): Record<string, string | undefined> {
  const [one] = planned(asking).disks;
  if (one === undefined) throw new Error('one is planned');
  return said(one);
}

const io2 = disk('data', '/dev/sdf', {
  type: 'io2',
  sizeGiB: 100,
  disk: { ...DATA.disk, throughput: undefined, iops: 8000, isMultiAttach: true },
});
const found = { kind: 'volume', volume: DATA, inventory: region() } as const;

describe('where a value comes from', () => {
  const gp3 = { sources: [single('03-10', DATA)], found };

  test('the map, whatever the volume is today', () => {
    expect(only({ sources: [single('03-10', io2)], found })).toEqual({
      zone: 'eu-west-1a (disk map)',
      type: 'io2 (disk map)',
      sizeGiB: '100 (snapshot)',
      iops: '8000 (disk map)',
      isMultiAttach: 'true (disk map)',
    });
    const shared = { kind: 'volume', volume: io2, inventory: region({ volumes: [io2] }) } as const;
    expect(only({ sources: [single('03-10', DATA)], found: shared })).toEqual({
      zone: 'eu-west-1a (disk map)',
      type: 'gp3 (disk map)',
      sizeGiB: '100 (snapshot)',
      iops: '3000 (disk map)',
      throughput: '125 (disk map)',
    });
  });

  test('without a map the volume as it is, else what is usual', () => {
    const sources = [withoutMap(single('03-10', DATA))];
    const shared = { kind: 'volume', volume: io2, inventory: region({ volumes: [io2] }) } as const;
    expect(only({ sources, found: shared })).toEqual({
      zone: 'eu-west-1a (living volume)',
      type: 'io2 (living volume)',
      sizeGiB: '100 (snapshot)',
      iops: '8000 (living volume)',
      isMultiAttach: 'true (living volume)',
    });
    expect(only({ sources, found: GONE, order: { wished: { zone: 'eu-west-1b' } } })).toEqual({
      zone: 'eu-west-1b (option)',
      type: 'gp3 (default)',
      sizeGiB: '100 (snapshot)',
    });
  });

  test('an option, before everything', () => {
    const wished = { zone: 'eu-west-1c', type: 'gp3', sizeGiB: 200, iops: 4000, throughput: 500, key: KEY };
    expect(only({ ...gp3, order: { wished } })).toEqual({
      zone: 'eu-west-1c (option)',
      type: 'gp3 (option)',
      sizeGiB: '200 (option)',
      iops: '4000 (option)',
      throughput: '500 (option)',
      key: `${KEY} (option)`,
    });
  });

  test('another type keeps the IOPS that could be asked for, and no other value', () => {
    expect(only({ ...gp3, order: { wished: { type: 'io2' } } })).toMatchObject({ iops: '3000 (disk map)' });
    expect(only({ ...gp3, order: { wished: { type: 'gp2' } } })).toEqual({
      zone: 'eu-west-1a (disk map)',
      type: 'gp2 (option)',
      sizeGiB: '100 (snapshot)',
    });
  });

  test('the IOPS that AWS tells of gp2 are never asked for', () => {
    const gp2 = disk('data', '/dev/sdf', {
      type: 'gp2',
      disk: { ...DATA.disk, iops: 300, throughput: undefined },
    });
    expect(only({ sources: [single('03-10', gp2)], found: GONE })).not.toHaveProperty('iops');
    expect(
      only({ sources: [single('03-10', gp2)], found: GONE, order: { wished: { type: 'gp3' } } }),
    ).not.toHaveProperty('iops');
  });

  test('a type that is not known is not asked for', () => {
    const odd = disk('data', '/dev/sdf', { type: 'gp9' });
    expect(only({ sources: [single('03-10', odd)], found: GONE })).toMatchObject({ type: 'gp3 (default)' });
  });

  test('the key of an encrypted snapshot is always named', () => {
    const sources = [changed(single('03-10', DATA), { isEncrypted: true, keyArn: KEY })];
    expect(only({ sources, found })).toMatchObject({ key: `${KEY} (snapshot)` });
    expect(only({ sources: [single('03-10', DATA)], found })).not.toHaveProperty('key');
  });

  test('the zone of the instance that gets it', () => {
    const server = host({ zone: 'eu-west-1b', attached: [] });
    const mode = { kind: 'attach', instance: 'i-web' } as const;
    expect(only({ ...gp3, order: { mode }, facts: { server } })).toMatchObject({
      zone: 'eu-west-1b (instance)',
    });
  });

  test('where the zones could not be looked up, the remembered one', () => {
    expect(only({ ...gp3, facts: facts({ zones: [] }) })).toMatchObject({ zone: 'eu-west-1a (disk map)' });
  });

  test('its device and whether it was deleted with its server, as it was or is', () => {
    const [root] = set('03-10');
    if (root === undefined) throw new Error('there is one');
    const asking = { found: { kind: 'volume', volume: DATA, inventory: region() }, sources: [root] } as const;
    const expected = { device: '/dev/xvda', isRoot: true, isDeletedOnTermination: true };
    expect(planned(asking).disks).toMatchObject([expected]);
    expect(planned({ ...asking, sources: [withoutMap(root)] }).disks).toMatchObject([expected]);
  });
});

/** The list prices of us-east-1: https://aws.amazon.com/ebs/pricing/ */
test.for<[shape: Shape, dollars: number]>([
  [{ type: 'gp3', sizeGiB: 100 }, 8],
  [{ type: 'gp3', sizeGiB: 100, iops: 3000, throughput: 125 }, 8],
  [{ type: 'gp3', sizeGiB: 100, iops: 4000, throughput: 225 }, 8 + 5 + 4],
  [{ type: 'gp2', sizeGiB: 100 }, 10],
  [{ type: 'io1', sizeGiB: 100, iops: 1000 }, 12.5 + 65],
  [{ type: 'io2', sizeGiB: 100, iops: 32_000 }, 12.5 + 2080],
  [{ type: 'io2', sizeGiB: 100, iops: 64_000 }, 12.5 + 2080 + 32_000 * 0.0455],
  [{ type: 'io2', sizeGiB: 100, iops: 65_000 }, 12.5 + 2080 + 32_000 * 0.0455 + 32],
  [{ type: 'st1', sizeGiB: 1000 }, 45],
  [{ type: 'sc1', sizeGiB: 1000 }, 15],
  [{ type: 'standard', sizeGiB: 100 }, 5],
])('%j costs $%d a month', ([shape, dollars]) => {
  expect(monthlyPrice(shape)).toBeCloseTo(dollars, 6);
});

test('a type without a price has none', () => {
  expect(monthlyPrice({ type: 'toString', sizeGiB: 1 })).toBeUndefined();
});

/** https://docs.aws.amazon.com/ebs/latest/userguide/initalize-volume.html */
test('how long AWS loads, by all blocks of the snapshot', () => {
  const one = single('03-10', disk('data', '/dev/sdf', { sizeGiB: 10 }));
  expect(secondsAt(300, one)).toBe(35);
  expect(secondsAt(300, { ...one, fullBytes: 1024 ** 3 })).toBe(4);
  expect(secondsAt(undefined, one)).toBeUndefined();
  expect(planned({ found: GONE, sources: [one], order: { wished: { rate: 100 } } }).disks).toMatchObject([
    { rate: 100, seconds: 103 },
  ]);
});
