import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ProofHold, proofHold } from '../../../lambda/core/plan/proofHold.ts';
import { newestFirst, provedIn, type Snapshot } from '../../../lambda/core/snapshot.ts';
import { DAILY, dailyCopies, deletedBy, detached, planOf, snapshot, toldOf, volume } from '../fixtures.ts';
import { aRecord } from '../worlds.ts';

/** Snapshots of one volume, the newest first, each by what its record says after the time; empty for no record. */
function history(...records: readonly string[]): Snapshot[] {
  return dailyCopies(records.length).map((one, index) => ({
    ...one,
    ...provedIn(records[index] === '' ? undefined : `2026-03-09T12:00Z ${records[index]}`),
  }));
}

function heldBy(own: readonly Snapshot[]): string | undefined {
  const hold = proofHold(own);
  return hold && `${hold.snapshotId} ${hold.verdict}`;
}

describe('what holds', () => {
  test.each([
    ['nothing was proved', ['', ''], undefined],
    ['all are well', ['sound ext4', 'opaque lvm', 'blank', 'unknown unknown'], undefined],
    ['one is damaged', ['', 'sound ext4', 'damaged ext4-damaged'], 'snap-03-07 damaged'],
    ['one cannot be read', ['unreadable key', 'sound ext4'], 'snap-03-09 unreadable'],
    ['one changed', ['changed xfs', 'sound ext4'], 'snap-03-09 changed'],
    ['several: the newest is named', ['changed xfs', 'changed xfs', 'sound ext4'], 'snap-03-09 changed'],
    ['it is accepted', ['accepted xfs', 'sound ext4'], undefined],
    ['a newer one is accepted', ['accepted ext4', 'damaged ext4-damaged'], undefined],
    ['an older one is accepted', ['damaged ext4-damaged', 'accepted ext4'], 'snap-03-09 damaged'],
    ['an older one of the same kinds is accepted', ['changed xfs', 'accepted xfs'], undefined],
    [
      'only the newest older accepted one counts',
      ['changed xfs', 'accepted ext4', 'accepted xfs'],
      'snap-03-09 changed',
    ],
    ['kinds release no damage', ['damaged xfs', 'accepted xfs'], 'snap-03-09 damaged'],
    ['two newer are sound', ['sound ext4', 'sound ext4', 'damaged ext4-damaged'], 'snap-03-07 damaged'],
    ['three newer are sound', ['sound ext4', 'sound ext4', 'sound ext4', 'damaged ext4-damaged'], undefined],
    ['three newer are opaque', ['opaque lvm', '', 'opaque lvm', 'opaque lvm', 'changed xfs'], undefined],
    [
      'three newer are sound, of two kinds',
      ['sound ext4', 'sound xfs', 'sound ext4', 'damaged ext4-damaged'],
      'snap-03-06 damaged',
    ],
    [
      'three are sound, not all of them newer',
      ['sound ext4', 'sound ext4', 'unreadable checksum', 'sound ext4'],
      'snap-03-07 unreadable',
    ],
    ['three newer are blank', ['blank', 'blank', 'blank', 'damaged ext4-damaged'], 'snap-03-06 damaged'],
  ])('%s', (_, records, expected) => {
    expect(heldBy(history(...records))).toBe(expected);
  });

  test('the reason names the snapshot, the day and the command that ends it', () => {
    expect(proofHold(history('changed xfs', 'sound ext4'))?.because).toBe(
      'held: snap-03-09 is changed, proved on 2026-03-09; "aws-snapper prove --accept snap-03-09" ends that',
    );
  });

  test('a value that cannot be read holds nothing', () => {
    expect(heldBy(dailyCopies(1).map((one) => ({ ...one, ...provedIn('damaged') })))).toBe(undefined);
  });
});

const someHistory = fc
  .array(fc.option(aRecord, { freq: 5, nil: undefined }), { maxLength: 12 })
  .map((records) =>
    dailyCopies(records.length).map((one, index) => ({ ...one, ...provedIn(records[index]) })),
  );

describe('the rule, for any history', () => {
  test('the table is what releases a hold, and nothing else', () => {
    fc.assert(
      fc.property(someHistory, (own) => {
        const holding = own.toSorted(newestFirst).find((one) => isBad(one) && !isReleased(one, own));
        expect(proofHold(own)?.snapshotId).toBe(holding?.id);
      }),
    );
  });

  test('the order in which they are listed does not matter', () => {
    const shuffled = someHistory.chain((own) =>
      fc.tuple(fc.constant(own), fc.shuffledSubarray(own, { minLength: own.length })),
    );
    fc.assert(
      fc.property(shuffled, ([own, other]) => {
        expect(proofHold(other)).toEqual(proofHold(own));
      }),
    );
  });

  test('to accept the newest bad one ends it', () => {
    fc.assert(
      fc.property(someHistory, (own) => {
        const newest = own.toSorted(newestFirst).find(isBad);
        expect(proofHold(own.map((one) => (one === newest ? accepted(one) : one)))).toBe(undefined);
      }),
    );
  });
});

function isBad({ proof }: Snapshot): boolean {
  return ['damaged', 'changed', 'unreadable'].includes(proof?.verdict ?? '');
}

/** The table of `proofHold`, row by row. */
function isReleased(one: Snapshot, own: readonly Snapshot[]): boolean {
  const newer = own.filter((other) => newestFirst(other, one) < 0);
  const [older] = own
    .filter((other) => newestFirst(one, other) < 0 && other.proof?.verdict === 'accepted')
    .toSorted(newestFirst);
  const sound = newer.flatMap(({ proof }) =>
    proof?.verdict === 'sound' || proof?.verdict === 'opaque' ? proof.kinds : [],
  );
  return (
    newer.some(({ proof }) => proof?.verdict === 'accepted') ||
    (one.proof?.verdict === 'changed' && older?.proof?.kinds === one.proof.kinds) ||
    sound.some((kinds) => sound.filter((other) => other === kinds).length >= 3)
  );
}

function accepted(one: Snapshot): Snapshot {
  return { ...one, ...provedIn(`2026-03-10T05:00Z accepted ${one.proof?.kinds}`) };
}

describe('the plan of a volume that is held', () => {
  const HELD =
    'held: snap-03-09 is damaged, proved on 2026-03-09; "aws-snapper prove --accept snap-03-09" ends that';
  const own = history('damaged ext4-damaged', 'sound ext4', '', 'sound ext4', '');
  const failed = snapshot('03-02', { state: 'error' });

  test('keeps all its snapshots but failed ones, and says why of those that would go', () => {
    const plan = planOf({ snapshots: [...own, failed] });
    expect(toldOf(plan.managed[0])).toEqual({
      'snap-03-09': 'keep: 1 of 3',
      'snap-03-08': 'keep: 2 of 3',
      'snap-03-07': 'keep: 3 of 3',
      'snap-03-06': `keep: ${HELD}`,
      'snap-03-05': `keep: ${HELD}`,
      'snap-03-02': 'expire: failed, restores nothing',
    });
    expect(plan.managed[0]?.proofHold).toEqual({
      snapshotId: 'snap-03-09',
      verdict: 'damaged',
      because: HELD,
    } satisfies ProofHold);
    expect(plan.deletable).toBe(1);
    expect(plan.creates).toHaveLength(1);
  });

  test('keeps them also where max_deletes replaces the brake, and in a follow-up', () => {
    for (const given of [{ maxDeletes: 100 }, { followUp: { count: 1, unit: 'hours' as const } }]) {
      expect(deletedBy(planOf({ snapshots: own }, given))).toEqual([]);
    }
  });

  test('keeps the snapshots of a volume that is gone, whatever orphan_retain says', () => {
    const hour = { count: 1, unit: 'hours' as const };
    const plan = planOf({ volumes: [], snapshots: own }, { orphanRetain: { ...hour, last: hour } });
    expect(deletedBy(plan)).toEqual([]);
    expect(plan.orphans[0]?.proofHold?.snapshotId).toBe('snap-03-09');
    expect(toldOf(plan.orphans[0])['snap-03-05']).toBe(`keep: ${HELD}`);
  });

  test('deletes as before once a person accepted it', () => {
    const after = own.map((one) => (isBad(one) ? accepted(one) : one));
    expect(deletedBy(planOf({ snapshots: after }))).toEqual(['snap-03-05', 'snap-03-06']);
  });

  test('hides no other volume from the brake of the region', () => {
    const others = ['vol-2', 'vol-3'].map((id) => detached(DAILY, { id }));
    const snapshots = [
      ...history('damaged ext4-damaged', ...Array.from({ length: 39 }, () => '')),
      ...others.flatMap(({ id }) => dailyCopies(12, { volumeId: id })),
    ];
    expect(planOf({ volumes: [volume(), ...others], snapshots }).brakes).toEqual([
      { scope: 'region', wanted: 18, of: 24 },
    ]);
  });

  test('a record on a snapshot that is not ours holds nothing', () => {
    const [bad, ...rest] = own;
    const foreign = snapshot('03-09', { description: 'other' });
    expect(planOf({ snapshots: [{ ...foreign, proof: bad?.proof }, ...rest] }).managed[0]?.proofHold).toBe(
      undefined,
    );
  });
});
