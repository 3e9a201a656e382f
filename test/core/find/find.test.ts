import { describe, expect, test } from 'vitest';
import {
  found,
  type Found,
  idOf,
  kindWords,
  ownSnapshotsOf,
  targetOf,
  volumesMeant,
} from '../../../lambda/core/find/find.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { detached, foreign, instance, inventory, snapshot, volume } from '../fixtures.ts';
import { image, imagesOf } from '../images/estate.ts';

/** Of volumes that are gone: one of a server that is gone, too, and one of a server that was replaced. */
const LEGACY = [
  snapshot('03-02', {
    volumeId: 'vol-old',
    tags: { autosnap_server: 'legacy', autosnap_named: 'legacy-root' },
  }),
  snapshot('03-03', { volumeId: 'vol-former', tags: { autosnap_server: 'web' } }),
];

/** Two regions: a server with a volume, its copies and those of a volume that is gone; and its twin. */
const HERE = inventory({
  instances: [
    instance({ tags: { Name: ' web ' } }),
    instance({ id: 'i-2', state: 'terminated', tags: { Name: 'web' } }),
  ],
  volumes: [
    volume({ tags: { Name: 'data' } }),
    volume({ id: 'vol-2' }),
    volume({ id: 'vol-3', instanceIds: [] }),
  ],
  snapshots: [snapshot('03-08'), snapshot('03-09'), snapshot('03-01', { volumeId: 'vol-gone' }), ...LEGACY],
});
const THERE = inventory({
  region: 'us-east-1',
  instances: [instance({ id: 'i-9', tags: { Name: 'web' } })],
  volumes: [volume({ id: 'vol-9', instanceIds: ['i-9'], tags: { Name: 'data' } })],
  snapshots: [snapshot('03-07', { volumeId: 'vol-9', tags: { Name: 'web' } })],
});

/** What goes by a name, in short: its kind, its id, where, and the volumes that are meant. */
function named(text: string): string[] {
  return found(text, [HERE, THERE]).map((one) => {
    const volumes = volumesMeant(one).map(({ id }) => id);
    return `${one.kind} ${idOf(one)} in ${one.inventory.region}: ${volumes.join(' ')}`;
  });
}

/** A snapshot of a server's volume, with what it remembers. */
function copyOf(
  when: string,
  volumeId: string,
  instanceId: string,
  server?: string,
  disk?: string,
): Snapshot {
  return snapshot(when, {
    id: `snap-${when}-${volumeId}`,
    volumeId,
    tags: {
      autosnap_instance: instanceId,
      ...(server === undefined ? {} : { autosnap_server: server }),
      ...(disk === undefined ? {} : { autosnap_named: disk }),
    },
  });
}

function idsOfVolumes(one: Found): string {
  return [...new Set(ownSnapshotsOf(one).map(({ volumeId }) => volumeId))].join(' ');
}

describe('a server that is gone goes by its id and by the Name that its newest own snapshot remembers', () => {
  /** One whose data disk is left, one that shares its Name with a disk, two of one Name, one renamed. */
  const WORLD = inventory({
    instances: [
      instance({ id: 'i-now', tags: { Name: 'web-9' } }),
      instance({ id: 'i-dead', state: 'terminated', tags: { Name: 'web-1' } }),
    ],
    volumes: [volume({ instanceIds: ['i-now'] }), detached({ Name: 'left' }, { id: 'vol-left' })],
    snapshots: [
      copyOf('03-05', 'vol-root', 'i-dead', 'web-1', 'web-1-root'),
      copyOf('03-05', 'vol-left', 'i-dead', 'web-1', 'left'),
      copyOf('03-04', 'vol-db', 'i-db', 'db', 'db'),
      copyOf('03-03', 'vol-twin', 'i-twin1', 'twin'),
      copyOf('03-06', 'vol-twin2', 'i-twin2', 'twin', 'disk'),
      copyOf('03-02', 'vol-was', 'i-was', 'before'),
      copyOf('03-03', 'vol-was', 'i-was', 'after'),
      copyOf('03-02', 'vol-lost', 'i-now', 'web-8', 'old-data'),
      copyOf('03-02', 'vol-nameless', 'i-nameless'),
      copyOf('03-02', 'vol-odd', 'i-1; rm', 'odd'),
      foreign('03-07', { snapshot_tool: 'other', autosnap_instance: 'i-theirs' }, { volumeId: 'vol-theirs' }),
    ],
  });

  function namedIn(text: string): string[] {
    return found(text, [WORLD]).map((one) => `${one.kind} ${idOf(one)}: ${idsOfVolumes(one)}`);
  }

  test.for<[string, string, string[]]>([
    ['by id', 'i-dead', ['vanished instance i-dead: vol-root vol-left']],
    ['by Name', ' web-1', ['vanished instance i-dead: vol-root vol-left']],
    ['without a Name by id', 'i-nameless', ['vanished instance i-nameless: vol-nameless']],
    ['a Name shared with its disk is the server', 'db', ['vanished instance i-db: vol-db']],
    ['a disk of it by its own Name', 'web-1-root', ['vanished volume vol-root: vol-root']],
    ['what is left of it is present', 'left', ['volume vol-left: vol-left']],
    [
      'two of one Name, the latest end first',
      'twin',
      ['vanished instance i-twin2: vol-twin2', 'vanished instance i-twin1: vol-twin'],
    ],
    ['the newest Name', 'after', ['vanished instance i-was: vol-was']],
    ['a Name before that', 'before', []],
    ['a disk that a living server lost, by the former Name', 'web-8', ['vanished volume vol-lost: vol-lost']],
    ['a living server', 'i-now', ['instance i-now: vol-lost']],
    ['what is no id of a server', 'i-1; rm', []],
    ['but the Name beside it', 'odd', ['vanished volume vol-odd: vol-odd']],
    ['a snapshot of another tool', 'i-theirs', []],
    ['nothing', '', []],
  ])('%s: %j', ([, text, things]) => {
    expect(namedIn(text)).toEqual(things);
  });

  test('a present thing with the Name comes before it, in any region', () => {
    const there = inventory({ region: 'us-east-1', instances: [instance({ tags: { Name: 'web-1' } })] });
    expect(found('web-1', [WORLD, there]).map(targetOf)).toEqual([
      { kind: 'instance', id: 'i-1', name: 'web-1' },
    ]);
    expect(found('i-dead', [WORLD, there]).map(targetOf)).toEqual([
      { kind: 'vanished instance', id: 'i-dead', name: 'web-1' },
    ]);
  });

  test('an id means what has it, also where something is named like that', () => {
    const world = {
      ...WORLD,
      volumes: [...WORLD.volumes, detached({ Name: 'i-dead' }, { id: 'vol-labelled' })],
    };
    expect(found('i-dead', [world]).map(idOf)).toEqual(['i-dead']);
  });
});

describe('RB-9 a thing goes by its id or its Name', () => {
  test.for<[string, string[]]>([
    ['i-1', ['instance i-1 in eu-west-1: vol-1 vol-2']],
    [' i-1 ', ['instance i-1 in eu-west-1: vol-1 vol-2']],
    ['web', ['instance i-1 in eu-west-1: vol-1 vol-2', 'instance i-9 in us-east-1: vol-9']],
    ['web ', ['instance i-1 in eu-west-1: vol-1 vol-2', 'instance i-9 in us-east-1: vol-9']],
    ['data', ['volume vol-1 in eu-west-1: vol-1', 'volume vol-9 in us-east-1: vol-9']],
    ['vol-3', ['volume vol-3 in eu-west-1: vol-3']],
    ['snap-03-09', ['snapshot snap-03-09 in eu-west-1: vol-1']],
    ['snap-03-07', ['snapshot snap-03-07 in us-east-1: vol-9']],
    ['snap-03-01', ['snapshot snap-03-01 in eu-west-1: ']],
    ['vol-gone', ['vanished volume vol-gone in eu-west-1: ']],
    ['legacy', ['vanished volume vol-old in eu-west-1: ']],
    [' legacy-root', ['vanished volume vol-old in eu-west-1: ']],
    ['i-2', []],
    ['we', []],
    ['Web', []],
    ['', []],
  ])('%j', ([text, things]) => {
    expect(named(text)).toEqual(things);
  });
});

test('what was found is told by kind, id and Name', () => {
  const targets = ['web', 'data', 'snap-03-09', 'vol-gone', 'vol-2'].flatMap((text) =>
    found(text, [HERE]).map(targetOf),
  );
  expect(targets).toEqual([
    { kind: 'instance', id: 'i-1', name: 'web' },
    { kind: 'volume', id: 'vol-1', name: 'data' },
    { kind: 'snapshot', id: 'snap-03-09' },
    { kind: 'vanished volume', id: 'vol-gone' },
    { kind: 'volume', id: 'vol-2', name: undefined },
  ]);
});

describe('an image', () => {
  const OWN = [
    image('03-09'),
    image('03-05', { instanceId: 'i-lost', tags: { autosnap_server: 'shop' } }),
    image('03-06', { instanceId: 'i-lost', tags: { autosnap_server: 'shop-2' } }),
  ];
  const WORLD = inventory({
    snapshots: [
      copyOf('03-04', 'vol-lost', 'i-lost', 'shop', 'disk'),
      copyOf('03-08', 'vol-mail', 'i-mail', 'mail'),
    ],
    images: imagesOf(OWN, { listed: new Map([['ami-theirs', 'golden']]) }),
  });

  test.for<[string, string[]]>([
    ['ami-03-09', ['image ami-03-09']],
    [' autosnap-i-1-20260309T0000Z', ['image ami-03-09']],
    ['autosnap-i-1', []],
    ['ami-theirs', []],
    ['golden', []],
    ['i-lost', ['vanished instance i-lost']],
    ['shop-2', ['vanished instance i-lost']],
    ['shop', ['vanished volume vol-lost']],
  ])('RB-9 goes by its id or its name, and remembers a server that is gone: %j', ([text, things]) => {
    expect(found(text, [WORLD]).map((one) => `${one.kind} ${idOf(one)}`)).toEqual(things);
  });

  test('is told by kind, id and its own name; no volume is meant, and no snapshot is its own', () => {
    const [one] = found('ami-03-09', [WORLD]);
    if (one === undefined) throw new Error('no image');
    expect(targetOf(one)).toEqual({ kind: 'image', id: 'ami-03-09', name: 'autosnap-i-1-20260309T0000Z' });
    expect(kindWords(one)).toBe('an image');
    expect([volumesMeant(one), ownSnapshotsOf(one)]).toEqual([[], []]);
  });

  test('of a server whose images alone remember it, also by Name', () => {
    const world = { ...WORLD, snapshots: [] };
    expect(found('shop-2', [world]).map(targetOf)).toEqual([
      { kind: 'vanished instance', id: 'i-lost', name: 'shop-2' },
    ]);
    expect(found('i-1', [world]).map(({ kind }) => kind)).toEqual(['instance']);
  });
});
