import { describe, expect, test } from 'vitest';
import type { RegionCoverage } from '../../../lambda/core/coverage/covered.ts';
import { shareText } from '../../../lambda/core/coverage/lines.ts';
import { cutTo, mergedCoverage } from '../../../lambda/core/coverage/merged.ts';
import type { Volume } from '../../../lambda/core/inventory.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { DAILY, detached, foreign, instance, snapshot, volume } from '../fixtures.ts';
import { coverageOf, hoursAgo, of, ours, rowOf } from './rows.ts';

const OLD = { createdAt: hoursAgo(100 * 24) };

const DLM = { producer: 'DLM' } as const;
const BY_HAND = { producer: 'other' } as const;
const LIKE_CSI = {
  producer: 'other',
  hint: { program: 'CSI driver', key: 'CSIVolumeSnapshotName' },
} as const;

describe('what protects a volume', () => {
  test('each producer with a restorable snapshot, that with the newest first', () => {
    const snapshots = [ours(30), ours(54), of(DLM, 3), of(BY_HAND, 40), of(LIKE_CSI, 90)];
    const { producers, age, standing } = rowOf(DAILY, snapshots);
    expect(producers).toEqual([
      { producer: 'DLM', snapshotId: 'snap-3-of-vol-1', at: '2026-03-10T02:00:00Z', restorable: 1 },
      { producer: 'ours', snapshotId: 'snap-30-of-vol-1', at: '2026-03-08T23:00:00Z', restorable: 2 },
      { producer: 'other', snapshotId: 'snap-40-of-vol-1', at: '2026-03-08T13:00:00Z', restorable: 2 },
    ]);
    expect({ age, standing }).toEqual({ age: 3, standing: 'inside' });
  });

  test.for<readonly [string, Partial<Snapshot>]>([
    ['pending', { state: 'pending' }],
    ['failed', { state: 'error' }],
    ['in the Recycle Bin', { state: 'recoverable' }],
    ['archived, or back from the archive for some days', { tier: 'archive' }],
    ['a copy, whose volume id is arbitrary', { maker: { producer: 'copy' } }],
  ])('not one that is %s', ([, change]) => {
    const { producers, standing } = rowOf({ autosnap_rpo: '1d' }, [ours(3, 'vol-1', change)]);
    expect({ producers, standing }).toEqual({ producers: [], standing: 'outside' });
  });

  test('not a replica, whatever volume id AWS gave it', () => {
    const { id: volumeId } = detached({});
    expect(rowOf({}, [{ ...replica(3, 'us-east-1'), volumeId }])).toMatchObject({
      producers: [],
      standing: 'unprotected',
      replicas: [],
    });
  });

  test('a hint that the volume has as a tag is no hint', () => {
    const hints = [{}, { CSIVolumeSnapshotName: 'x' }].map(
      (tags) => rowOf(tags, [of(LIKE_CSI, 3)]).producers[0]?.hint,
    );
    expect(hints).toEqual(['CSI driver', undefined]);
  });

  test('a hint changes nothing but itself', () => {
    const { producers: plain, ...rest } = rowOf({ autosnap_rpo: '1d' }, [of(BY_HAND, 3), ours(30)]);
    const { producers: hinted, ...other } = rowOf({ autosnap_rpo: '1d' }, [of(LIKE_CSI, 3), ours(30)]);
    expect(other).toEqual(rest);
    expect(hinted.map((one) => ({ ...one, hint: undefined }))).toEqual(
      plain.map((one) => ({ ...one, hint: undefined })),
    );
  });

  test('the newest proof of an own snapshot', () => {
    const proved = { at: hoursAgo(5), verdict: 'sound', kinds: 'gpt ext4' } as const;
    const { proof } = rowOf(DAILY, [ours(3), ours(30, 'vol-1', { proof: proved })]);
    expect(proof).toEqual({
      at: '2026-03-10T00:00:00Z',
      verdict: 'sound',
      kinds: 'gpt ext4',
      snapshotId: 'snap-30-of-vol-1',
    });
  });
});

describe('how a volume stands', () => {
  test.for<readonly [string, Volume['tags'], readonly Snapshot[], string, string]>([
    ['young enough', DAILY, [ours(48)], 'inside', 'scheduled'],
    ['too old', DAILY, [ours(48.1)], 'outside', 'scheduled'],
    ['saved by another', { autosnap_rpo: '1d' }, [of(DLM, 3)], 'inside', 'untagged'],
    ['no objective', {}, [of(DLM, 3000)], 'no objective', 'untagged'],
    ['nothing', {}, [], 'unprotected', 'untagged'],
    ['ignored', { autosnap_ignore: '' }, [], 'unprotected', 'ignored'],
    ['paused', { autosnap: '0@mon' }, [ours(3000)], 'no objective', 'paused'],
    ['a wrong tag', { autosnap: 'daily?', autosnap_retain: '3' }, [ours(3)], 'no objective', 'wrong tag'],
  ])('%s', ([, tags, snapshots, standing, asked]) => {
    expect(rowOf(tags, snapshots)).toMatchObject({ standing, asked });
  });

  test('a new volume is inside until it is as old as its objective', () => {
    const standings = [47, 49].map(
      (hours) =>
        coverageOf({ volumes: [detached(DAILY, { createdAt: hoursAgo(hours) })] }).volumes[0]?.standing,
    );
    expect(standings).toEqual(['inside', 'outside']);
  });

  test.for<readonly [string, Volume]>([
    ['that AWS deletes', detached(DAILY, { state: 'deleting' })],
    ['that was made for a proof', detached({ autosnap_proof: 'snap-1' })],
  ])('a volume %s is left out', ([, left]) => {
    expect(coverageOf({ volumes: [left] })).toMatchObject({ volumes: [], sums: { known: 0, untagged: 0 } });
  });

  test('its tags that cannot be read are told, those of its instance too', () => {
    const { volumes } = coverageOf({
      instances: [instance({ tags: { ...DAILY, autosnap_rpo: 'soon' } })],
      volumes: [volume({ ...OLD, tags: { autosnap_retain: '?' } })],
    });
    expect(volumes[0]?.problems.map(({ key, source }) => `${key} of ${source}`)).toEqual([
      'autosnap_retain of vol-1',
      'autosnap_rpo of i-1',
    ]);
  });

  test('where only own snapshots were read, volumes without an objective are not listed, and others do not count', () => {
    const { volumes } = coverageOf(
      {
        volumes: [detached(DAILY, OLD), detached({}, { id: 'vol-2', ...OLD })],
        snapshots: [ours(72), of(DLM, 3), of(DLM, 3, 'vol-2')],
      },
      { of: 'ours' },
    );
    expect(volumes.map(({ volumeId, standing }) => `${volumeId} ${standing}`)).toEqual(['vol-1 outside']);
  });
});

function called(id: string, tags: Volume['tags'] = {}): Volume {
  return detached(tags, { id, ...OLD });
}

/** A replica of a snapshot that is so old, of `vol-here`. */
function replica(hours: number, from: string): Snapshot {
  const at = new Date(hoursAgo(hours)).toISOString().replace('.000', '');
  const description = `autosnap: replica of vol-here from ${from}/snap-1 of ${at}`;
  const id = `snap-${hours}-from-${from}`;
  return snapshot('x', { id, volumeId: 'vol-ffffffff', startedAt: hoursAgo(hours - 1), description });
}

/** Two regions. In the first each volume is called by what it is. */
function estate() {
  const ireland = coverageOf({
    volumes: [
      called('inside', DAILY),
      called('outside-tagged', DAILY),
      called('outside-tagged-longer', DAILY),
      called('outside-untagged', { autosnap_rpo: '26h' }),
      called('nothing-tagged', DAILY),
      called('nothing-untagged'),
      called('no-objective'),
    ],
    snapshots: [
      ours(3, 'inside'),
      ours(60, 'outside-tagged'),
      ours(90, 'outside-tagged-longer'),
      of(BY_HAND, 50, 'outside-untagged'),
      of(BY_HAND, 5000, 'no-objective'),
    ],
  });
  const frankfurt = coverageOf({
    region: 'eu-central-1',
    volumes: [called('vol-far', DAILY)],
    snapshots: [
      ours(3, 'vol-far'),
      replica(10, 'eu-west-1'),
      replica(20, 'eu-west-1'),
      replica(5, 'us-east-1'),
      foreign('x', {}, { id: 'snap-copy', volumeId: 'vol-ffffffff' }),
    ],
  });
  return { ireland, frankfurt };
}

describe('regions together', () => {
  test('the worst stand first, and among equals those that nobody tagged', () => {
    const { ireland, frankfurt } = estate();
    expect(mergedCoverage([frankfurt, ireland]).volumes.map(({ volumeId }) => volumeId)).toEqual([
      'nothing-untagged',
      'nothing-tagged',
      'outside-untagged',
      'outside-tagged-longer',
      'outside-tagged',
      'no-objective',
      'inside',
      'vol-far',
    ]);
  });

  test('their sums are those of all volumes, in any order of regions, also of lists that were cut', () => {
    const { ireland, frankfurt } = estate();
    const { sums } = mergedCoverage([ireland, frankfurt]);
    expect(sums).toMatchObject({
      volumes: { outside: 4, unprotected: 1, 'no objective': 1, inside: 2 },
      untagged: 3,
      isAtLeast: true,
      oldest: 100 * 24,
      worst: { volumeId: 'nothing-tagged', region: 'eu-west-1', at: '2026-03-10T05:00:00Z' },
    });
    expect(mergedCoverage([frankfurt, cutTo(2, ireland)]).sums).toEqual(sums);
  });

  test('regions that were written as JSON, by a function of each account, give the same', () => {
    const { ireland, frankfurt } = estate();
    const sent = [ireland, frankfurt].map((one): RegionCoverage => JSON.parse(JSON.stringify(one)));
    expect(mergedCoverage(sent)).toEqual(mergedCoverage([ireland, frankfurt]));
  });

  test('what is cut off is counted, the worst stay', () => {
    const { ireland, frankfurt } = estate();
    const whole = mergedCoverage([ireland, frankfurt]);
    const cut = cutTo(1, cutTo(3, whole));
    expect(cut.volumes).toEqual(whole.volumes.slice(0, 1));
    expect(cut.left).toBe(7);
    expect(cutTo(8, whole)).toBe(whole);
    expect(mergedCoverage([cutTo(2, ireland), frankfurt]).left).toBe(5);
  });

  test('a volume has the newest replica of each region, of its own region only', () => {
    const here = coverageOf({ volumes: [detached(DAILY, { id: 'vol-here', ...OLD })] });
    const { frankfurt } = estate();
    const { volumes, copies } = mergedCoverage([here, frankfurt]);
    expect(volumes.find(({ volumeId }) => volumeId === 'vol-here')?.replicas).toEqual([
      {
        region: 'eu-central-1',
        snapshotId: 'snap-10-from-eu-west-1',
        at: '2026-03-09T19:00:00Z',
      },
    ]);
    expect(copies).toBe(1);
  });

  test('none have sums of nothing', () => {
    expect(mergedCoverage([])).toEqual({
      volumes: [],
      left: 0,
      copies: 0,
      sums: {
        volumes: { outside: 0, unprotected: 0, 'no objective': 0, inside: 0 },
        untagged: 0,
        known: 0,
        inside: 0,
        isAtLeast: false,
        assumed: 0,
      },
    });
  });
});

test('what was always inside is 100 %, whatever its hours, and nothing else is', () => {
  for (let hours = 0.1; hours < 1000; hours += 0.7) {
    expect(shareText({ known: hours, inside: hours, isAtLeast: false })).toBe('100 %');
    expect(shareText({ known: hours, inside: hours * 0.9999, isAtLeast: false })).toBe('99.9 %');
  }
});
