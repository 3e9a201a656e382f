import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disksIn, disksOf, type RememberedDisk, tagsOfDisks } from '../../../lambda/core/plan/disks.ts';
import { detached, DISK, instance, volume } from '../fixtures.ts';

const ROOT: RememberedDisk = {
  volume: '5ab1c2d3',
  device: '/dev/sda1',
  type: 'gp3',
  iops: 3000,
  throughput: 125,
  isRoot: true,
  isDeletedOnTermination: true,
  isMultiAttach: false,
  isTaken: true,
};

/** As many disks as there may be, the longest usual ones. */
function manyDisks(count: number, change: Partial<RememberedDisk> = {}): RememberedDisk[] {
  return Array.from({ length: count }, (_, index) => ({
    ...ROOT,
    volume: String(index).padStart(8, '0'),
    device: `/dev/xvd${index}`,
    ...change,
  }));
}

test.for<[words: string, change: Partial<RememberedDisk>, word: string]>([
  ['a root', {}, '5ab1c2d3:/dev/sda1:gp3:3000:125:rd'],
  [
    'one without IOPS',
    { type: 'st1', iops: undefined, throughput: undefined },
    '5ab1c2d3:/dev/sda1:st1:::rd',
  ],
  ['one that is not taken', { isRoot: false, isTaken: false }, '5ab1c2d3:/dev/sda1:gp3:3000:125:dx'],
  ['a shared one', { type: 'io2', isMultiAttach: true }, '5ab1c2d3:/dev/sda1:io2:3000:125:rdm'],
  [
    'one that nothing holds',
    { device: '', isRoot: false, isDeletedOnTermination: false },
    '5ab1c2d3::gp3:3000:125:',
  ],
  ['a device of Windows', { device: 'xvdf' }, '5ab1c2d3:xvdf:gp3:3000:125:rd'],
  ['an odd device', { device: 'a:b c|=ß' }, '5ab1c2d3:a=003ab=0020c=007c=003d=00df:gp3:3000:125:rd'],
  ['the longest device', { device: 'x'.repeat(102) }, `5ab1c2d3:${'x'.repeat(102)}:gp3:3000:125:rd`],
  ['one letter more', { device: 'x'.repeat(103) }, '5ab1c2d3::gp3:3000:125:rd'],
  ['a device of no sense', { device: 'x'.repeat(128) }, '5ab1c2d3::gp3:3000:125:rd'],
])('%s in a word', ([, change, word]) => {
  expect(tagsOfDisks([{ ...ROOT, ...change }], 'db')).toEqual({ db_disks: word });
});

/** How long the values are for roots whose devices have names of these lengths. */
function lengths(...devices: readonly number[]): number[] {
  const disks = devices.map((length) => ({ ...ROOT, device: 'x'.repeat(length) }));
  return Object.values(tagsOfDisks(disks, 'db')).map((value) => value.length);
}

describe('how much there is room for', () => {
  test('seven usual words are in a value, and the eighth is in the next', () => {
    const tags = tagsOfDisks(manyDisks(8, { device: '/dev/sda1' }), 'db');
    expect(Object.entries(tags).map(([key, value]) => [key, value.split(' ').length])).toEqual([
      ['db_disks', 7],
      ['db_disks_2', 1],
    ]);
  });

  test.for([
    [40, {}, 6],
    [128, {}, 19],
    [40, { device: 'ß'.repeat(19) }, 20],
  ] as const)('%i disks, %j: %i tags, and all are there', ([count, change, most]) => {
    const disks = manyDisks(count, change);
    const tags = tagsOfDisks(disks, 'db');
    expect(Object.keys(tags)).toHaveLength(most);
    expect(disksIn(tags, 'db')).toEqual(disks);
  });

  test('a value is filled to the last of its 256 characters', () => {
    expect(lengths(59, 60, 60)).toEqual([256]);
    expect(lengths(60, 60, 60)).toEqual([171, 85]);
  });

  test('of more disks than any server has, the last ones are left out', () => {
    const disks = manyDisks(1000);
    const tags = tagsOfDisks(disks, 'db');
    expect(Object.keys(tags)).toHaveLength(20);
    expect(disksIn(tags, 'db')).toEqual(disks.slice(0, disksIn(tags, 'db').length));
  });
});

describe('the reader', () => {
  const number = fc.option(fc.nat(256_000), { nil: undefined });
  const disk: fc.Arbitrary<RememberedDisk> = fc.record({
    volume: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 1, maxLength: 8 }),
    device: fc.oneof(
      fc.constantFrom('xvdf', '/dev/nvme1n1', ''),
      fc.string({ unit: 'binary', maxLength: 7 }),
    ),
    type: fc.constantFrom('gp3', 'io2', 'st1', 'standard', 'unknown'),
    iops: number,
    throughput: number,
    isRoot: fc.boolean(),
    isDeletedOnTermination: fc.boolean(),
    isMultiAttach: fc.boolean(),
    isTaken: fc.boolean(),
  });

  test('gives back what was written, in values that every AWS service takes', () => {
    fc.assert(
      fc.property(fc.array(disk, { maxLength: 40 }), (disks) => {
        const tags = tagsOfDisks(disks, 'autosnap');
        expect(disksIn({ Name: 'x', ...tags }, 'autosnap')).toEqual(disks);
        for (const value of Object.values(tags)) expect(value).toMatch(/^[A-Za-z0-9 _.:/=+@-]{1,256}$/);
      }),
    );
  });

  test('reads any text, and leaves out what is no word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (first, second) => {
        const tags = { autosnap_disks: first, autosnap_disks_2: second };
        for (const one of disksIn(tags, 'autosnap')) expect(one.volume).not.toBe('');
      }),
    );
    const value = 'x :: :/dev/sda1:gp3:::r 5ab1c2d3:/dev/sda1:gp3:3000x:x125:rd?:more';
    expect(disksIn({ autosnap_disks: value }, 'autosnap')).toEqual([
      { ...ROOT, iops: undefined, throughput: undefined },
    ]);
    expect(disksIn({}, 'autosnap')).toEqual([]);
  });
});

describe('the disks of a server', () => {
  const [root, data, shared] = [
    'vol-0aaaaaaaa00000001',
    'vol-0aaaaaaaa00000002',
    'vol-0aaaaaaaa00000003',
  ].map((id) => volume({ id }));
  if (root === undefined || data === undefined || shared === undefined) throw new Error('three are made');

  test('first those that are taken, then the others', () => {
    const taken = { members: [data], instance: instance({ rootVolumeId: root.id }), attached: [root, data] };
    expect(disksOf(taken).map(({ volume: id, isRoot, isTaken }) => [id, isRoot, isTaken])).toEqual([
      ['00000002', false, true],
      ['00000001', true, false],
    ]);
  });

  test('a Multi-Attach volume has the device of the instance it is taken with', () => {
    const devices = ['/dev/sdg', '/dev/sdh'].map((name) => ({ name, isDeletedOnTermination: false }));
    const both = { ...shared, instanceIds: ['i-2', 'i-1'], disk: { ...DISK, isMultiAttach: true, devices } };
    expect(disksOf({ members: [both], instance: instance(), attached: [both] })).toMatchObject([
      { device: '/dev/sdh', isMultiAttach: true },
    ]);
  });

  test('a volume without an instance is one word without a device', () => {
    const loose = detached({});
    expect(disksOf({ members: [loose], instance: undefined, attached: [loose] })).toMatchObject([
      { device: '', isRoot: false, isDeletedOnTermination: false, isTaken: true },
    ]);
  });
});
