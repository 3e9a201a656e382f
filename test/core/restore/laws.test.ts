import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { found } from '../../../lambda/core/find/find.ts';
import type { Instance, Volume } from '../../../lambda/core/inventory.ts';
import { isReserved } from '../../../lambda/core/keys.ts';
import { createOne, createSet } from '../../../lambda/core/plan/creation.ts';
import { choose } from '../../../lambda/core/restore/chosen/choose.ts';
import { planRestore } from '../../../lambda/core/restore/planned/planRestore.ts';
import type { PlannedDisk, RestorePlan } from '../../../lambda/core/restore/restorePlan.ts';
import type { Source } from '../../../lambda/core/restore/source.ts';
import {
  iopsRange,
  throughputRange,
  typeNamed,
  VOLUME_TYPES,
} from '../../../lambda/core/restore/planned/volumeTypes.ts';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { amount } from '../../amounts.ts';
import { at, inventory, SETTINGS } from '../fixtures.ts';
import { changed, choice, facts, ID, made, order, ZONES } from './restoring.ts';

/** The law of a restore: what is taken of a server is all that it takes to have the same disks again. */

const RUNS = amount({ sample: 40, long: 600 });

const aKey = fc
  .oneof(
    fc.constantFrom('team', 'cost centre', 'a:b/c', '__proto__', 'constructor'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  )
  .filter(
    (key) =>
      key.trim() !== '' &&
      key !== 'Name' &&
      !key.toLowerCase().startsWith('aws:') &&
      !isReserved(key, 'autosnap'),
  );

const someTags: fc.Arbitrary<Tags> = fc
  .record({
    others: fc.array(fc.tuple(aKey, fc.string({ unit: 'grapheme', maxLength: 30 })), { maxLength: 6 }),
    name: fc.option(
      fc.constantFrom('data', ' two  words ', '2026-03-09T05:00:00Z-data', '数据 $(reboot)', 'x'.repeat(256)),
      { nil: undefined },
    ),
    schedule: fc.oneof(
      { weight: 12, arbitrary: fc.constant({}) },
      fc.constant({ autosnap: '1', autosnap_retain: '3' }),
    ),
  })
  .map(({ others, name, schedule }) => ({
    ...Object.fromEntries(others),
    ...(name === undefined ? {} : { Name: name }),
    ...schedule,
  }));

/** What AWS tells of a volume, in the ranges of its type. */
const aShape = fc.constantFrom(...Object.keys(VOLUME_TYPES)).chain((type) => {
  const rules = typeNamed(type);
  if (rules === undefined) throw new Error('it is in the table');
  const { least, most } = rules.size;
  return fc.oneof(fc.integer({ min: least, max: most }), fc.constantFrom(least, most)).chain((sizeGiB) => {
    const range = iopsRange(rules, sizeGiB);
    const iops =
      range &&
      fc.oneof(fc.integer({ min: range.least, max: range.most }), fc.constantFrom(range.least, range.most));
    return fc
      .record({
        iops: iops ?? fc.constant(type === 'gp2' ? Math.min(Math.max(100, 3 * sizeGiB), 16_000) : undefined),
        isMultiAttach: rules.canBeMultiAttach ? fc.boolean() : fc.constant(false),
      })
      .chain((disk) => {
        const speed = throughputRange(rules, disk.iops);
        const throughput =
          speed === undefined ? fc.constant(undefined) : fc.integer({ min: speed.least, max: speed.most });
        return throughput.map((value) => ({ type, sizeGiB, disk: { ...disk, throughput: value } }));
      });
  });
});

const DEVICES = [
  '/dev/sda1',
  ...Array.from('bcdefghijklmnopqrstuvwxyz', (letter) => `/dev/sd${letter}`),
  ...Array.from('bcdefghijklmnopqrstuvwxyz', (letter) => `xvd${letter}`),
];

interface ServerDisk {
  readonly volume: Volume;
  readonly keyArn: string | undefined;
}

interface ServerOfDisks {
  readonly instance: Instance;
  readonly disks: readonly ServerDisk[];
}

const aServer: fc.Arbitrary<ServerOfDisks> = fc
  .record({
    each: fc.array(
      fc.record({
        shape: aShape,
        tags: someTags,
        isDeletedOnTermination: fc.boolean(),
        keyArn: fc.option(fc.constantFrom('arn:aws:kms:eu-west-1:1:key/a', 'arn:aws:kms:eu-west-1:1:key/b'), {
          nil: undefined,
        }),
      }),
      { minLength: 1, maxLength: 40, size: 'max' },
    ),
    zone: fc.constantFrom(...ZONES.map(({ name }) => name)),
    root: fc.option(fc.nat(39), { nil: undefined }),
    tags: someTags,
    random: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 14, maxLength: 14 }),
  })
  .map(({ each, zone, root, tags, random }) => {
    const id = `i-${random}000`;
    const disks = each.map(({ shape, tags: own, isDeletedOnTermination, keyArn }, index): ServerDisk => {
      const devices = [{ name: DEVICES[index] ?? '', isDeletedOnTermination }];
      const volume: Volume = {
        id: `vol-${random}${String(index).padStart(3, '0')}`,
        state: 'in-use',
        type: shape.type,
        sizeGiB: shape.sizeGiB,
        tags: own,
        instanceIds: [id],
        disk: { zone, ...shape.disk, devices },
      };
      return { volume, keyArn };
    });
    const rootVolumeId = root === undefined ? undefined : disks[root % disks.length]?.volume.id;
    return { instance: { id, state: 'running', tags, rootVolumeId }, disks };
  });

const NOW = '03-10';

interface TakenSnapshots {
  readonly sources: readonly Source[];
  /** Whether each snapshot has all tags of its volume. */
  readonly hasAllTags: boolean;
}

/** The server's snapshots, as AWS lists them. */
function taken({ instance, disks }: ServerOfDisks, how: 'together' | 'one by one'): TakenSnapshots {
  const volumes = disks.map(({ volume }) => volume);
  const [first] = volumes;
  if (first === undefined) throw new Error('there is one');
  const now = at(NOW);
  const set = createSet(instance, volumes, volumes, now, SETTINGS);
  const isSet = how === 'together' && volumes.length > 1;
  const calls = isSet
    ? [set]
    : volumes.map((volume) => createOne({ volume, instance }, volumes, now, SETTINGS));
  const sources = calls
    .flatMap((call) => made(call, volumes, NOW))
    .map((source) => {
      const keyArn = disks.find(({ volume }) => volume.id === source.volumeId)?.keyArn;
      return changed(source, { isEncrypted: keyArn !== undefined, keyArn });
    });
  return { sources, hasAllTags: !isSet || set.copyVolumeTags };
}

/** From the snapshots alone: neither the instance nor a volume is there. */
function restored(instanceId: string, sources: readonly Source[], extent: 'whole' | 'partial'): RestorePlan {
  const [thing] = found(instanceId, [inventory({ instances: [], volumes: [], snapshots: sources })]);
  if (thing === undefined) throw new Error('nothing remembers it');
  const asked = order({ name: instanceId, extent });
  const chosen = choose(choice(sources, { order: asked, found: thing }));
  if (!('members' in chosen)) throw new Error(JSON.stringify(chosen));
  const restoration = planRestore({ order: asked, found: thing, chosen, facts: facts(), id: ID });
  if (restoration.kind === 'refused') throw new Error(JSON.stringify(restoration.refusals));
  return restoration.plan;
}

/** All that a planned volume is, in the words of the volume that it was. */
function volumeOf({ volumeId, zone, type, sizeGiB, iops, throughput, ...disk }: PlannedDisk) {
  return {
    id: volumeId,
    type: type.value,
    sizeGiB: sizeGiB.value,
    iops: iops?.value,
    throughput: throughput?.value,
    zone: zone.value,
    isMultiAttach: disk.isMultiAttach?.value ?? false,
    key: disk.key?.value,
    device: disk.device,
    isRoot: disk.isRoot,
    isDeletedOnTermination: disk.isDeletedOnTermination,
  };
}

/** The same of the volume as it was. IOPS of a type that takes none in a request are AWS's own. */
function remembered(
  { instance }: ServerOfDisks,
  { volume, keyArn }: ServerDisk,
): ReturnType<typeof volumeOf> {
  const { id, type, sizeGiB, disk } = volume;
  const rules = typeNamed(type);
  return {
    id,
    type,
    sizeGiB,
    iops: rules?.iops && disk.iops,
    throughput: rules?.throughput && disk.throughput,
    zone: disk.zone,
    isMultiAttach: disk.isMultiAttach,
    key: keyArn,
    device: disk.devices[0]?.name,
    isRoot: id === instance.rootVolumeId,
    isDeletedOnTermination: disk.devices[0]?.isDeletedOnTermination ?? false,
  };
}

function ownOf(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !isReserved(key, 'autosnap')));
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

describe('a server is lost, and its snapshots give back every field of every disk', () => {
  test.for([
    ['together', 'whole'],
    ['one by one', 'partial'],
  ] as const)('taken %s', ([how, extent]) => {
    fc.assert(
      fc.property(aServer, (server) => {
        const { sources } = taken(server, how);
        const { disks, left, moment, target } = restored(server.instance.id, sources, extent);
        expect(disks.map(volumeOf).toSorted(byId)).toEqual(
          server.disks.map((disk) => remembered(server, disk)).toSorted(byId),
        );
        expect([left, moment.kind, target.id]).toEqual([[], 'one instant', server.instance.id]);
      }),
      { numRuns: RUNS },
    );
  });

  test.for([
    ['together', 'whole'],
    ['one by one', 'partial'],
  ] as const)('and its own tags, taken %s', ([how, extent]) => {
    fc.assert(
      fc.property(aServer, (server) => {
        const { sources, hasAllTags } = taken(server, how);
        for (const { volumeId, snapshotId, tags } of restored(server.instance.id, sources, extent).disks) {
          const volume = server.disks.find((disk) => disk.volume.id === volumeId)?.volume;
          const marks = { autosnap_restored: snapshotId, autosnap_restore: ID };
          const own = { ...ownOf(volume?.tags ?? {}), ...marks };
          expect(hasAllTags ? tags : { ...own, ...tags }).toEqual(own);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

test('what is planned is what AWS takes: nothing is refused, and a repeat plans the same', () => {
  fc.assert(
    fc.property(aServer, (server) => {
      const { sources } = taken(server, 'together');
      const first = restored(server.instance.id, sources, 'whole');
      expect(restored(server.instance.id, sources.toReversed(), 'whole')).toEqual(first);
      for (const { tags } of first.disks) expect(Object.keys(tags).length).toBeLessThanOrEqual(50);
    }),
    { numRuns: Math.ceil(RUNS / 3) },
  );
});
