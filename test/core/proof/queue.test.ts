import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { proofText } from '../../../lambda/core/proved.ts';
import { queueOf } from '../../../lambda/core/proof/queue.ts';
import { isOurs, isRestorable, type Snapshot } from '../../../lambda/core/snapshot.ts';
import { daysBefore, foreign, NOW, snapshot } from '../fixtures.ts';
import { proved } from './proved.ts';

function queued(snapshots: readonly Snapshot[]): string[] {
  return queueOf(snapshots, NOW).map(({ snapshot: { id }, because }) => `${id}: ${because}`);
}

function of(volumeId: string, when: string) {
  return { volumeId, id: `${volumeId}-${when}` };
}

test('the newest of each volume comes first, that of a volume of which nothing is proved before all others', () => {
  expect(
    queued([
      proved('03-01', 'sound gpt ext4', of('a', '03-01')),
      snapshot('03-09', of('a', '03-09')),
      snapshot('03-05', of('b', '03-05')),
      snapshot('03-08', of('b', '03-08')),
      snapshot('03-04', of('c', '03-04')),
      snapshot('03-03', of('d', '03-03')),
      proved('03-07', 'sound ext4', of('d', '03-07')),
    ]),
  ).toEqual([
    'c-03-04: never proved',
    'b-03-08: never proved',
    'a-03-09: the newest of its volume, not proved',
    'd-03-03: not proved',
    'b-03-05: not proved',
    'a-03-01: proved longest ago, on 2026-03-01',
    'd-03-07: proved longest ago, on 2026-03-07',
  ]);
});

test('a snapshot that is not ours or cannot be restored at once is not in it, and a proof of it counts for nothing', () => {
  expect(
    queued([
      foreign('03-01', {}),
      foreign('03-02', { snapshot_tool: 'db' }),
      snapshot('03-03', { state: 'pending' }),
      snapshot('03-04', { state: 'error' }),
      proved('03-05', 'sound ext4', { tier: 'archive' }),
      snapshot('03-06'),
    ]),
  ).toEqual(['snap-03-06: never proved']);
});

test('what holds its volume because it was unreadable is looked at again in the turn of the newest ones, nothing else bad is', () => {
  expect(
    queued([
      proved('03-01', 'sound ext4', of('a', '03-01')),
      snapshot('03-09', of('a', '03-09')),
      proved('03-01', 'unreadable key', of('b', '03-01')),
      proved('03-02', 'unreadable key', of('b', '03-02')),
      snapshot('03-09', of('b', '03-09')),
      proved('03-03', 'sound ext4', of('c', '03-03')),
      snapshot('03-09', of('c', '03-09')),
      snapshot('03-08', of('c', '03-08')),
      proved('03-04', 'damaged ext4-damaged', of('d', '03-04')),
      proved('03-04', 'unreadable key', of('e', '03-04')),
      ...['03-05', '03-06', '03-07'].map((day) => proved(day, 'sound ext4', of('e', day))),
    ]),
  ).toEqual([
    'a-03-09: the newest of its volume, not proved',
    'b-03-02: holds its volume, unreadable on 2026-03-02',
    'b-03-09: the newest of its volume, not proved',
    'c-03-09: the newest of its volume, not proved',
    'c-03-08: not proved',
    'a-03-01: proved longest ago, on 2026-03-01',
    'b-03-01: proved longest ago, on 2026-03-01',
    'c-03-03: proved longest ago, on 2026-03-03',
    'd-03-04: proved longest ago, on 2026-03-04',
    'e-03-04: proved longest ago, on 2026-03-04',
    'e-03-05: proved longest ago, on 2026-03-05',
    'e-03-06: proved longest ago, on 2026-03-06',
    'e-03-07: proved longest ago, on 2026-03-07',
  ]);
});

test('a record of the future delays nothing: it counts as older than all others', () => {
  expect(
    queued([
      proved('03-01', 'sound ext4', of('a', '03-01')),
      snapshot('03-09', of('a', '03-09')),
      snapshot('03-02', { ...of('b', '03-02'), tags: { autosnap_proved: '9999-01-01T00:00Z sound ext4' } }),
      snapshot('03-09', of('b', '03-09')),
    ]),
  ).toEqual([
    'b-03-09: the newest of its volume, not proved',
    'a-03-09: the newest of its volume, not proved',
    'b-03-02: its record is of the future',
    'a-03-01: proved longest ago, on 2026-03-01',
  ]);
});

test.for<[what: string, older: string, newer: string, because: string]>([
  ['unknown', 'sound ext4', 'unknown unknown', 'an older one is known to be good since it was proved'],
  ['blank', 'opaque luks2', 'blank', 'an older one is known to be good since it was proved'],
  [
    'unknown, as the older one that was accepted',
    'accepted unknown',
    'unknown unknown',
    'proved longest ago, on 2026-03-06',
  ],
  [
    'unknown, and the older one is no better',
    'damaged ext4-damaged',
    'unknown unknown',
    'proved longest ago, on 2026-03-06',
  ],
  ['changed', 'sound ext4', 'changed unknown', 'proved longest ago, on 2026-03-06'],
])('what is %s', ([, older, newer, because]) => {
  expect(queued([proved('03-01', older), proved('03-06', newer)])).toContain(`snap-03-06: ${because}`);
});

test('a tag that cannot be read counts as no proof', () => {
  expect(queued([snapshot('03-06', { tags: { autosnap_proved: 'sound!' } })])).toEqual([
    'snap-03-06: never proved',
  ]);
});

const WORLD = fc.array(
  fc.record({
    volume: fc.integer({ min: 1, max: 4 }),
    daysAgo: fc.integer({ min: 0, max: 9 }),
    state: fc.constantFrom('completed', 'completed', 'completed', 'pending'),
    tier: fc.constantFrom('standard', 'standard', 'archive'),
    isOurs: fc.boolean(),
    provedDaysAgo: fc.option(fc.integer({ min: 0, max: 9 })),
  }),
  { maxLength: 20 },
);

function worldOf(records: typeof WORLD extends fc.Arbitrary<infer T> ? T : never): Snapshot[] {
  return records.map(({ volume, daysAgo, provedDaysAgo, state, tier, isOurs: ours }, index) => {
    const proof = {
      at: daysBefore(NOW, provedDaysAgo ?? 0).getTime(),
      verdict: 'sound',
      kinds: 'ext4',
    } as const;
    return foreign(
      'x',
      {
        snapshot_tool: ours ? 'autosnap' : 'other',
        ...(provedDaysAgo === null ? {} : { autosnap_proved: proofText(proof) }),
      },
      {
        id: `snap-${index}`,
        volumeId: `vol-${volume}`,
        startedAt: daysBefore(NOW, daysAgo).getTime(),
        state,
        tier,
      },
    );
  });
}

test('law: each that can be proved is in it once, in an order that does not depend on how they are listed', () => {
  fc.assert(
    fc.property(WORLD, fc.nat(), (records, turn) => {
      const world = worldOf(records);
      const ids = queueOf(world, NOW).map(({ snapshot: { id } }) => id);
      const provable = world.filter((one) => isOurs(one) && isRestorable(one)).map(({ id }) => id);
      expect(ids.toSorted()).toEqual(provable.toSorted());
      const turned = [
        ...world.slice(turn % (world.length + 1)),
        ...world.slice(0, turn % (world.length + 1)),
      ];
      expect(queueOf(turned, NOW).map(({ snapshot: { id } }) => id)).toEqual(ids);
    }),
    { numRuns: 60 },
  );
});

test('law: where each volume gets a snapshot a day, and the first few are proved, none waits longer than its turn', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4 }), (volumes, sample) => {
      const last = new Map<string, number>();
      let all: Snapshot[] = [];
      let longest = 0;
      for (let day = 20; day > 0; day -= 1) {
        const startedAt = daysBefore(NOW, day).getTime();
        const fresh = Array.from({ length: volumes }, (_, index) =>
          snapshot('x', { id: `s-${index}-${day}`, volumeId: `vol-${index}`, startedAt }),
        );
        const listed = [...all, ...fresh];
        const chosen = new Set(
          queueOf(listed, NOW)
            .slice(0, sample)
            .map(({ snapshot: { id } }) => id),
        );
        const proof = { at: startedAt, verdict: 'sound', kinds: 'ext4' } as const;
        all = listed.map((one) => (chosen.has(one.id) ? { ...one, proof } : one));
        for (const { id, volumeId } of all) {
          if (!chosen.has(id)) continue;
          longest = Math.max(longest, (last.get(volumeId) ?? 21) - day);
          last.set(volumeId, day);
        }
      }
      expect([last.size, longest <= Math.ceil(volumes / sample)]).toEqual([volumes, true]);
    }),
    { numRuns: 8 },
  );
});
