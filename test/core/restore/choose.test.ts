import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Source } from '../../../lambda/core/restore/source.ts';
import {
  archived,
  changed,
  chosenFrom,
  choice,
  DATA,
  disk,
  DISKS,
  GONE,
  ids,
  LOGS,
  LOST,
  order,
  refusedFrom,
  region,
  ROOT,
  set,
  single,
  theServer,
  until,
  WEB,
  withoutMap,
} from './restoring.ts';
import { choose } from '../../../lambda/core/restore/chosen/choose.ts';
import { at, instance } from '../fixtures.ts';

const OLD = set('03-09');
const NEW = set('03-10');
const partial = { order: order({ extent: 'partial' }) } as const;

/** A set in which one member is another. */
function with1(members: readonly Source[], volumeId: string, change: (one: Source) => Source[]): Source[] {
  return members.flatMap((one) => (one.volumeId === volumeId ? change(one) : [one]));
}

function withData(change: (one: Source) => Source[]): Source[] {
  return with1(NEW, 'vol-data', change);
}

describe('of an instance the newest complete set', () => {
  test('all members of one instant', () => {
    expect(ids([...NEW, ...OLD])).toBe('one instant: 03-10-data 03-10-logs 03-10-root');
    expect(chosenFrom([...NEW, ...OLD])).toMatchObject({
      moment: { takenAt: '2026-03-10T05:00:00Z' },
      left: [],
      notes: [],
    });
  });

  test.for<[words: string, change: (one: Source) => Source[], because: string]>([
    ['pending', (one) => [changed(one, { state: 'pending' })], 'snap-03-10-data is pending'],
    [
      'failed',
      (one) => [changed(one, { state: 'error', failure: 'key' })],
      'AWS failed snap-03-10-data (key)',
    ],
    ['archived', (one) => [archived(one)], 'snap-03-10-data is in the archive tier'],
    ['pruned', () => [], 'its snapshot is gone'],
  ])('a newer set with a member that is %s is passed over, and named', ([, change, because]) => {
    const sources = [...withData(change), ...OLD];
    expect(ids(sources)).toBe('one instant: 03-09-data 03-09-logs 03-09-root');
    expect(chosenFrom(sources).notes).toEqual([
      `The set of 2026-03-10 05:00 is newer, but not complete: /dev/sdf: ${because}.`,
    ]);
  });

  test('one that AWS has brought back from the archive for some days can be chosen', () => {
    const back = withData((one) => [changed(one, { tier: 'archive', isArchived: false })]);
    expect(ids([...back, ...OLD])).toBe('one instant: 03-10-data 03-10-logs 03-10-root');
  });

  test('of many newer sets that are not complete three are told', () => {
    const broken = ['03-10', '03-11', '03-12', '03-13'].flatMap((day) => set(day).slice(1));
    expect(chosenFrom([...broken, ...OLD]).notes).toHaveLength(3);
  });

  test('a disk that was not in the call is no part of it, and is named with its own newest', () => {
    const hourly = set('03-10', [DATA, LOGS]);
    const sources = [...hourly, single('03-09T02:00', ROOT)];
    expect(ids(sources)).toBe('one instant: 03-10-data 03-10-logs');
    expect(chosenFrom(sources).left).toEqual([
      {
        volumeId: 'vol-root',
        device: '/dev/xvda',
        because:
          'not taken with the others; the volume still exists; its newest snapshot is of 2026-03-09 02:00 UTC',
        like: 'aws-snapper restore snap-03-09T02:00-root --region eu-west-1',
      },
    ]);
    expect(chosenFrom(hourly).left).toEqual([
      { volumeId: 'vol-…root', device: '/dev/xvda', because: 'it has no snapshot that can be restored' },
    ]);
    expect(ids(sources, partial)).toBe('several times: 03-09T02:00-root 03-10-data 03-10-logs');
  });

  test('newer snapshots of single disks are no set, and are told', () => {
    const sources = [...OLD, single('03-10', DATA)];
    expect(ids(sources)).toBe('one instant: 03-09-data 03-09-logs 03-09-root');
    expect(chosenFrom(sources).notes).toEqual([
      'There are newer snapshots of single disks, the last of 2026-03-10 05:00; --partial takes each disk from its own newest.',
    ]);
  });

  test('a set whose disks are none now is what the server was then', () => {
    const found = theServer(region({ volumes: [ROOT, disk('new', '/dev/sdh')] }));
    expect(ids(NEW, { found })).toBe('one instant: 03-10-data 03-10-logs 03-10-root');
  });

  test('a server that is gone', () => {
    expect(ids([...NEW, ...OLD], { found: GONE })).toBe('one instant: 03-10-data 03-10-logs 03-10-root');
  });
});

describe('--at', () => {
  test.for([
    ['03-09', 'one instant: 03-09-data 03-09-logs 03-09-root'],
    ['03-09T23:00', 'one instant: 03-09-data 03-09-logs 03-09-root'],
    ['03-10', 'one instant: 03-10-data 03-10-logs 03-10-root'],
    ['03-12', 'one instant: 03-10-data 03-10-logs 03-10-root'],
  ] as const)('%s', ([when, chosen]) => {
    expect(ids([...NEW, ...OLD], { order: order({ at: until(when) }) })).toBe(chosen);
  });

  test('before the oldest', () => {
    expect(refusedFrom([...NEW, ...OLD], { order: order({ at: until('03-08') }) })).toEqual([
      {
        code: 'nothing-to-restore',
        message:
          '"web" has no snapshot of ours that was taken by 2026-03-08T05:00:00Z; its oldest complete set is of 2026-03-09T05:00:00Z; use --at with that time or a later one',
        like: '2026-03-09T05:00:00Z',
      },
    ]);
  });

  test('of one snapshot there is no other time', () => {
    const [source] = NEW;
    if (source === undefined) throw new Error('there is one');
    const found = { kind: 'snapshot', snapshot: source, inventory: region() } as const;
    const asked = { found, order: order({ name: source.id, at: until('03-10') }) };
    expect(refusedFrom([source], asked)).toMatchObject([
      { code: 'at-not-for-snapshot', like: 'aws-snapper restore snap-03-10-root --region eu-west-1' },
    ]);
  });
});

describe('disks that were taken one by one', () => {
  const run = DISKS.map((one) => single('03-10', one));

  test('AWS refused the set: an older set is taken, with --partial the run', () => {
    expect(ids([...run, ...OLD])).toBe('one instant: 03-09-data 03-09-logs 03-09-root');
    const apart = run.map((one, index) => changed(one, { startedAt: at('03-10').getTime() + index }));
    expect(ids([...apart, ...OLD], partial)).toBe('several times: 03-10-data 03-10-logs 03-10-root');
  });

  test('without an older set', () => {
    expect(refusedFrom(run)).toEqual([
      {
        code: 'no-complete-set',
        message:
          'no complete set of "web" can be restored (the newest: the disks were taken one by one); --partial takes each disk from its own newest snapshot, which is not one instant',
        like: 'aws-snapper restore web --partial --region eu-west-1',
      },
    ]);
  });

  test('only one of them was made: that is no whole server', () => {
    expect(refusedFrom([...run.slice(0, 1), single('03-08', DATA)])[0]?.message).toContain(
      'vol-root was taken alone',
    );
  });

  test('with consistency=volume that is the normal case', () => {
    const sources = [
      single('03-10', DATA),
      single('03-09', ROOT),
      single('03-08', LOGS),
      single('03-07', DATA),
    ];
    expect(ids(sources, { consistency: 'volume' })).toBe('several times: 03-08-logs 03-09-root 03-10-data');
  });

  test('with --partial a disk whose newest cannot be used has the one before', () => {
    const sources = [...withData((one) => [archived(one)]), ...OLD];
    expect(ids(sources, partial)).toBe('several times: 03-09-data 03-10-logs 03-10-root');
  });

  test('with --partial a disk without any is named', () => {
    expect(
      chosenFrom(
        withData(() => []),
        partial,
      ).left,
    ).toEqual([
      { volumeId: 'vol-…data', device: '/dev/sdf', because: 'it has no snapshot that can be restored' },
    ]);
  });

  test('a server of one disk', () => {
    const found = theServer(region({ volumes: [ROOT] }));
    const alone = { attached: [ROOT] };
    const sources = [single('03-10', ROOT, alone), single('03-09', ROOT, alone)];
    expect(ids(sources, { found })).toBe('one instant: 03-10-root');
    expect(ids(sources, { found: GONE })).toBe('one instant: 03-10-root');
  });

  test('a server of which one disk alone is ever taken', () => {
    expect(ids([single('03-10', DATA), single('03-09', DATA)])).toBe('one instant: 03-10-data');
    expect(chosenFrom([single('03-10', DATA)]).left.map(({ device }) => device)).toEqual([
      '/dev/xvda',
      '/dev/sdg',
    ]);
  });
});

describe('snapshots that remember no disks', () => {
  const [oldRoot, oldData, oldLogs] = NEW.map(withoutMap);
  const all = [oldRoot, oldData, oldLogs].flatMap((one) => one ?? []);

  test('a set of all that is attached', () => {
    expect(ids(all)).toBe('one instant: 03-10-data 03-10-logs 03-10-root');
  });

  test('a set that lacks what is attached is none, and nor is what is left of one', () => {
    expect(refusedFrom(all.slice(1))[0]?.message).toContain('it has no snapshot of vol-root');
    const found = theServer(region({ volumes: [ROOT] }));
    expect(refusedFrom(all.slice(0, 1), { found })[0]?.message).toContain(
      'the other snapshots of the set are gone',
    );
  });

  test('a member that failed', () => {
    const failed = with1(all, 'vol-data', (one) => [changed(one, { state: 'error' })]);
    expect(refusedFrom(failed)[0]?.message).toContain('(the newest: vol-data: AWS failed snap-03-10-data)');
  });

  test('with --partial all that is known', () => {
    expect(ids(all.slice(1), partial)).toBe('one instant: 03-10-data 03-10-logs');
  });

  test('one disk, attached and gone', () => {
    const found = theServer(region({ volumes: [ROOT] }));
    expect(ids([withoutMap(single('03-10', ROOT))], { found })).toBe('one instant: 03-10-root');
    const lost = theServer(LOST);
    expect(ids([withoutMap(single('03-10', ROOT))], { found: lost })).toBe('one instant: 03-10-root');
    expect(
      refusedFrom([withoutMap(single('03-10', ROOT)), withoutMap(single('03-09', DATA))], { found: lost })[0]
        ?.code,
    ).toBe('no-complete-set');
  });
});

describe('other instances', () => {
  const TWIN = instance({ id: 'i-twin', tags: { Name: 'web' }, rootVolumeId: 'vol-other' });
  const OTHER = disk('other', '/dev/xvda', { instanceIds: ['i-twin'] });

  test('a snapshot that a disk has of its time on another server is not this server’s', () => {
    const before = single('03-10', DATA, { server: TWIN, attached: [DATA] });
    expect(ids([before, ...OLD])).toBe('one instant: 03-09-data 03-09-logs 03-09-root');
  });

  test('two servers of one Name whose sets are of the same instant', () => {
    const twins = set('03-10', [DATA, OTHER], { server: TWIN, attached: [DATA, OTHER] });
    const both = twins.map((one) => changed(one, { id: `${one.id}-twin` }));
    expect(ids([...both, ...NEW])).toBe('one instant: 03-10-data 03-10-logs 03-10-root');
    expect(ids([...both.map(withoutMap), ...OLD])).toBe('one instant: 03-09-data 03-09-logs 03-09-root');
  });

  test('all its disks came from another server: --partial restores them', () => {
    const before = DISKS.map((one) => single('03-10', one, { server: TWIN, attached: DISKS }));
    expect(refusedFrom(before)[0]?.message).toContain('it was taken of another instance');
    expect(ids(before, partial)).toBe('one instant: 03-10-data 03-10-logs 03-10-root');
  });
});

function has(...some: string[]) {
  return { begun: new Set(some) };
}

describe('a restore that has begun', () => {
  test('keeps its moment although a newer set is there', () => {
    expect(ids([...NEW, ...OLD], has('snap-03-09-data'))).toBe(
      'one instant: 03-09-data 03-09-logs 03-09-root',
    );
    expect(chosenFrom([...NEW, ...OLD], has('snap-03-09-data')).notes).toEqual([
      'There are newer snapshots, but this restore has begun with these; --again takes the newest.',
    ]);
  });

  test('also where the snapshot has been archived since', () => {
    const sources = [...withData((one) => [archived(one)]), ...OLD];
    expect(ids(sources, has('snap-03-10-data'))).toBe('one instant: 03-10-data 03-10-logs 03-10-root');
  });

  test('of several times keeps each snapshot of which there is a volume', () => {
    const first = [...withData(() => []), ...OLD];
    expect(ids(first, partial)).toBe('several times: 03-09-data 03-10-logs 03-10-root');
    const later = [...first, ...set('03-11', [DATA, ROOT])];
    const all = has('snap-03-09-data', 'snap-03-10-logs', 'snap-03-10-root');
    expect(ids(later, { ...partial, ...all })).toBe('several times: 03-09-data 03-10-logs 03-10-root');
  });

  test('of a volume', () => {
    const found = { kind: 'volume', volume: DATA, inventory: region() } as const;
    const sources = [single('03-10', DATA), single('03-09', DATA)];
    expect(ids(sources, { found, ...has('snap-03-09-data') })).toBe('one instant: 03-09-data');
    expect(chosenFrom(sources, { found, ...has('snap-03-09-data') }).notes).toEqual([]);
  });
});

describe('of a volume and of a snapshot', () => {
  const volumeFound = { kind: 'volume', volume: DATA, inventory: region() } as const;
  const gone = { kind: 'vanished volume', volumeId: 'vol-data', inventory: LOST } as const;
  const [one, two, three] = ['03-10', '03-09', '03-08'].map((day) => single(day, DATA));
  if (one === undefined || two === undefined || three === undefined) throw new Error('three are made');

  test('the newest that can be used', () => {
    expect(ids([two, one], { found: volumeFound })).toBe('one instant: 03-10-data');
    expect(ids([two, one], { found: gone })).toBe('one instant: 03-10-data');
    const sources = [changed(one, { state: 'pending' }), archived(two), three];
    expect(ids(sources, { found: gone })).toBe('one instant: 03-08-data');
    expect(chosenFrom(sources, { found: gone }).notes).toEqual([
      'A newer one cannot be used: snap-03-10-data is pending.',
      'A newer one cannot be used: snap-03-09-data is in the archive tier.',
    ]);
  });

  test('a snapshot itself, whatever newer ones there are', () => {
    const found = { kind: 'snapshot', snapshot: two, inventory: region() } as const;
    expect(ids([two], { found })).toBe('one instant: 03-09-data');
  });

  test.for<[words: string, source: Source, code: string, like: string | undefined]>([
    ['pending', changed(one, { state: 'pending' }), 'snapshot-not-complete', undefined],
    ['failed', changed(one, { state: 'error' }), 'snapshot-not-complete', undefined],
    [
      'archived',
      archived(one),
      'snapshot-archived',
      'aws ec2 restore-snapshot-tier --region eu-west-1 --snapshot-id snap-03-10-data --temporary-restore-days 7',
    ],
    [
      'only marked',
      changed(one, { description: 'of mine' }),
      'not-ours',
      'aws-snapper adopt snap-03-10-data --region eu-west-1',
    ],
  ])('a snapshot that is %s', ([, source, code, like]) => {
    const found = { kind: 'snapshot', snapshot: source, inventory: region() } as const;
    const [refusal] = refusedFrom([source], { found, order: order({ name: source.id }) });
    expect([refusal?.code, refusal?.like]).toEqual([code, like]);
  });

  test('a snapshot that is gone by now', () => {
    const found = { kind: 'snapshot', snapshot: one, inventory: region() } as const;
    expect(refusedFrom([], { found, order: order({ name: one.id }) })).toMatchObject([{ code: 'not-ours' }]);
  });
});

describe('nothing to restore', () => {
  test('no snapshot at all', () => {
    expect(refusedFrom([])).toEqual([
      { code: 'nothing-to-restore', message: '"web" has no snapshot of ours, so nothing can be restored' },
    ]);
  });

  test('only those of others', () => {
    const foreign = NEW.map((one) => changed(one, { tags: {} }));
    expect(refusedFrom(foreign)).toEqual([
      {
        code: 'nothing-to-restore',
        message:
          '"web" has no snapshot of ours, but 3 snapshots of other tools or people, which are not restored; adopt them first',
        like: 'aws-snapper adopt snap-03-10-root snap-03-10-logs snap-03-10-data --region eu-west-1',
      },
    ]);
  });

  test('all are in the archive: the newest of each disk is named, with how it is brought back', () => {
    const sources = [...NEW, ...OLD].map(archived);
    for (const change of [{}, partial])
      expect(refusedFrom(sources, change).map(({ code, snapshotId }) => [code, snapshotId])).toEqual([
        ...(change === partial ? [] : [['no-complete-set', undefined]]),
        ['snapshot-archived', 'snap-03-10-root'],
        ['snapshot-archived', 'snap-03-10-logs'],
        ['snapshot-archived', 'snap-03-10-data'],
      ]);
    expect(refusedFrom(sources)[0]?.like).toBeUndefined();
  });
});

test('what is foreign or only marked is never chosen, whatever else there is', () => {
  const strange = fc.constantFrom<(one: Source) => Source>(
    (one) => one,
    (one) => changed(one, { tags: { ...one.tags, snapshot_tool: 'other' } }),
    (one) => changed(one, { description: 'made by hand' }),
    (one) => changed(one, { tags: { ...one.tags, 'aws:backup:source-resource': 'x' } }),
    (one) => changed(one, { state: 'error' }),
    archived,
  );
  const all = [...NEW, ...OLD, ...set('03-08', [DATA, LOGS]), single('03-07', ROOT)];
  fc.assert(
    fc.property(
      fc.tuple(...all.map(() => strange)),
      fc.constantFrom('whole' as const, 'partial' as const),
      fc.constantFrom('instance' as const, 'volume' as const),
      (changes, extent, consistency) => {
        const sources = all.map((one, index) => changes[index]?.(one) ?? one);
        const chosen = choose(choice(sources, { order: order({ extent }), consistency }));
        if (!('members' in chosen)) return;
        expect(chosen.members.length).toBeGreaterThan(0);
        for (const { source } of chosen.members) {
          expect(source.label.ownership).toBe('ours');
          expect([source.state, source.isArchived]).toEqual(['completed', false]);
        }
        const volumes = chosen.members.map(({ source }) => source.volumeId);
        expect(new Set(volumes).size).toBe(volumes.length);
        const canBeMixed = extent === 'partial' || consistency === 'volume';
        expect(canBeMixed || chosen.moment.kind === 'one instant').toBe(true);
      },
    ),
  );
});

test('the order of a list changes nothing', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...NEW, ...OLD, single('03-10T06:00', DATA), single('03-10T06:00', ROOT)]),
      fc.constantFrom('whole' as const, 'partial' as const),
      (some, extent) => {
        const change = { order: order({ extent }), found: theServer(region({ instances: [WEB] })) };
        const sorted = some.toSorted((a, b) => (a.id < b.id ? -1 : 1));
        const [one, other] = [some, sorted].map((sources) => choose(choice(sources, change)));
        const inOrder = (chosen: typeof one) =>
          chosen !== undefined && 'members' in chosen
            ? { ...chosen, members: chosen.members.toSorted((a, b) => (a.source.id < b.source.id ? -1 : 1)) }
            : chosen;
        expect(inOrder(one)).toEqual(inOrder(other));
      },
    ),
  );
});
