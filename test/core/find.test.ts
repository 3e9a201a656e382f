import { describe, expect, test } from 'vitest';
import { found, idOf, targetOf, volumesMeant } from '../../lambda/core/find.ts';
import { instance, inventory, snapshot, volume } from './fixtures.ts';

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
