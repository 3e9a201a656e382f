import { describe, expect, test } from 'vitest';
import { wrappedText } from '../../../lambda/core/report/told.ts';
import { COLUMNS } from '../../../lambda/core/show/snapshotLines.ts';
import { RAW_DANGER } from '../../soak/estate/texts.ts';
import { DAILY, dailyCopies, detached, instance, snapshot } from '../fixtures.ts';
import { proved } from '../proof/proved.ts';
import { linesOf, shownOf, type World } from './page.ts';

/** The lines that follow the first that begins so, as a terminal has them. */
function after(start: string, name: string, world: World): string[] {
  const lines = wrappedText(linesOf(name, world).join('\n'), COLUMNS).split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith(start)) + 1);
}

function snapshotsOf(name: string, world: World): string[] {
  const lines = after('  Snapshots: ', name, world);
  return lines.slice(0, lines.indexOf(''));
}

/** Yesterday's disk was encrypted. */
const CHANGED = [
  proved('03-09', 'changed unknown'),
  snapshot('03-08'),
  proved('03-07', 'sound gpt ext4'),
  snapshot('03-06'),
];

describe('a volume that a proof holds', () => {
  test('says so first: the verdict, what was seen, and the commands', () => {
    expect(linesOf('vol-1', { snapshots: CHANGED }).slice(0, 7)).toEqual([
      'volume i-1 /dev/sdf (vol-1) in eu-west-1',
      '  HELD by snap-03-09, CHANGED since 2026-03-09 05:00 UTC: "unknown"',
      '  Before: "gpt ext4", in snap-03-07 of 2026-03-07 05:00 UTC',
      '  No run deletes a snapshot of this volume until three newer ones are sound or you accept what is there.',
      '  What it can be, and what to do: docs/proof.md, "What to do on a bad verdict"',
      '  To restore the good one beside it: aws-snapper restore snap-03-07 --region eu-west-1',
      '  If it is meant to be so: aws-snapper prove --accept snap-03-09 --region eu-west-1',
    ]);
  });

  test('lists what was seen in each snapshot, and that all of them stay', () => {
    expect(snapshotsOf('vol-1', { snapshots: CHANGED })).toEqual([
      '    snap-03-09  2026-03-09 05:00  keep: 1 of 3  stays while held',
      '        proof: CHANGED on 2026-03-09 06:00: "unknown"',
      '    snap-03-08  2026-03-08 05:00  keep: 2 of 3  stays while held',
      '        never proved',
      '    snap-03-07  2026-03-07 05:00  keep: 3 of 3  stays while held',
      '        proof: sound on 2026-03-07 06:00: "gpt ext4"',
      '    snap-03-06  2026-03-06 05:00  keep: held    stays while held',
      '        never proved',
    ]);
  });

  test('has the hold, each record, and the newest one in its data', () => {
    const [volume] = shownOf('vol-1', { snapshots: CHANGED }).volumes;
    expect(volume).toMatchObject({
      hold: {
        snapshotId: 'snap-03-09',
        verdict: 'changed',
        because:
          'held: snap-03-09 is changed, proved on 2026-03-09; "aws-snapper prove --accept snap-03-09" ends that',
        kinds: 'unknown',
        since: '2026-03-09T05:00:00Z',
        good: { snapshotId: 'snap-03-07', kinds: 'gpt ext4' },
        newerGood: 0,
      },
      proof: { snapshotId: 'snap-03-09', at: '2026-03-09T06:00:00Z', verdict: 'changed', kinds: 'unknown' },
    });
    expect(volume?.snapshots.map(({ proof }) => proof?.verdict)).toEqual([
      'changed',
      undefined,
      'sound',
      undefined,
    ]);
    expect(volume?.snapshots.map(({ goes }) => goes)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('is not looked at for a year, because nothing of it can go', () => {
    expect(shownOf('vol-1', { snapshots: CHANGED }).volumes[0]?.lookedUntil).toBe('2026-03-10');
  });

  test.for<[string, string, string[]]>([
    [
      'the key',
      'unreadable key',
      [
        '  HELD by snap-03-09, UNREADABLE since 2026-03-09 05:00 UTC: unreadable without its key',
        '  Before: no older snapshot is known to be good',
        '  To prove an older one: aws-snapper prove snap-03-08 --region eu-west-1',
        '  To look at it again: aws-snapper prove snap-03-09 --region eu-west-1',
      ],
    ],
    [
      'what AWS stored',
      'unreadable checksum',
      [
        "  HELD by snap-03-09, UNREADABLE since 2026-03-09 05:00 UTC: blocks that do not match AWS's checksum",
        '  Before: no older snapshot is known to be good',
        '  To prove an older one: aws-snapper prove snap-03-08 --region eu-west-1',
        '  To look at it again: aws-snapper prove snap-03-09 --region eu-west-1',
      ],
    ],
    [
      'a header',
      'damaged gpt ext4-damaged',
      [
        '  HELD by snap-03-09, DAMAGED since 2026-03-09 05:00 UTC: "gpt ext4-damaged"',
        '  Before: no older snapshot is known to be good',
        '  To prove an older one: aws-snapper prove snap-03-08 --region eu-west-1',
        '  If it is meant to be so: aws-snapper prove --accept snap-03-09 --region eu-west-1',
      ],
    ],
  ])('for %s has the commands for that', ([, words, said]) => {
    const snapshots = [proved('03-09', words), snapshot('03-08')];
    const lines = linesOf('vol-1', { snapshots }).slice(1, 7);
    expect([...lines.slice(0, 2), ...lines.slice(4)]).toEqual(said);
  });

  test('counts newer sound ones, and names another prefix in its commands', () => {
    const tags = { autosnap_proved: '2026-03-09T06:00Z sound ext4' };
    const snapshots = [snapshot('03-09', { tags }), proved('03-08', 'damaged ext4-damaged')];
    const world = { prefix: 'db', instances: [instance({ tags: { db: '1', db_retain: '3' } })], snapshots };
    const lines = linesOf('vol-1', world, { prefix: 'db' });
    expect(lines[1]).toBe(
      '  HELD by snap-03-08, DAMAGED since 2026-03-08 05:00 UTC: "ext4-damaged"; 1 newer one is sound',
    );
    expect(lines).toContain(
      '  If it is meant to be so: aws-snapper prove --accept snap-03-08 --region eu-west-1 --prefix db',
    );
  });

  test.for<[string, World]>([
    ['is gone', { volumes: [], instances: [] }],
    ['is ignored', { instances: [], volumes: [detached({ ...DAILY, autosnap_ignore: '' })] }],
    ['has a wrong tag', { instances: [instance({ tags: { ...DAILY, autosnap: 'x' } })] }],
    ['lost its tags', { instances: [instance({ tags: {} })] }],
  ])('says so also where it %s', ([, world]) => {
    const page = { ...world, snapshots: CHANGED };
    expect(linesOf('vol-1', page)[1]).toBe(
      '  HELD by snap-03-09, CHANGED since 2026-03-09 05:00 UTC: "unknown"',
    );
    expect(snapshotsOf('vol-1', page)).toContain('        proof: sound on 2026-03-07 06:00: "gpt ext4"');
  });

  test('says so also of one of its other snapshots', () => {
    const lines = linesOf('snap-03-08', { snapshots: CHANGED });
    expect(lines[3]).toMatch(/^ {2}HELD by snap-03-09, CHANGED/);
    expect(lines).toContain('        never proved');
  });
});

describe('a volume that no proof holds', () => {
  test('lists what was seen, and how long AWS took to make a volume of it', () => {
    const measured = 'sound gpt ext4 volume=34s@2026-03-09T12:00Z';
    const snapshots = [snapshot('03-09', { state: 'pending' }), proved('03-08', measured), snapshot('03-07')];
    expect(linesOf('vol-1', { snapshots })).toContain(
      '  Measured: AWS made a volume of 8 GiB in 34 s (snap-03-08, 2026-03-09 12:00 UTC)',
    );
    expect(snapshotsOf('vol-1', { snapshots })).toEqual([
      '    snap-03-09  2026-03-09 05:00  pending  keep: pending  deleted 2026-03-12',
      '    snap-03-08  2026-03-08 05:00           keep: 1 of 3   deleted 2026-03-11',
      '        proof: sound on 2026-03-08 06:00: "gpt ext4"; AWS made a volume of it in',
      '            34 s',
      '    snap-03-07  2026-03-07 05:00           keep: 2 of 3   deleted 2026-03-10',
      '        never proved',
    ]);
    expect(shownOf('vol-1', { snapshots }).volumes[0]?.restoreTime).toEqual({
      seconds: 34,
      at: '2026-03-09T12:00:00Z',
      snapshotId: 'snap-03-08',
      sizeGiB: 8,
    });
  });

  test('of which nothing has a record says nothing of proofs', () => {
    const snapshots = dailyCopies(3);
    expect(linesOf('vol-1', { snapshots }).join('\n')).not.toMatch(/proof|proved|HELD|Measured/);
    expect(JSON.stringify(shownOf('vol-1', { snapshots }))).not.toMatch(/proof|hold|restoreTime/);
  });

  test('says that a record cannot be read, and what it is', () => {
    const tags = { autosnap_proved: 'sound, I promise' };
    const snapshots = [snapshot('03-09', { tags }), snapshot('03-08')];
    expect(snapshotsOf('vol-1', { snapshots })).toEqual([
      '    snap-03-09  2026-03-09 05:00  keep: 1 of 3  deleted 2026-03-12',
      '        proof: a record that cannot be read, "sound, I promise"',
      '    snap-03-08  2026-03-08 05:00  keep: 2 of 3  deleted 2026-03-11',
    ]);
    expect(shownOf('vol-1', { snapshots }).volumes[0]?.snapshots[0]?.unreadProof).toBe('sound, I promise');
  });
});

test('64 snapshots with the longest records, and forged ones, break no line and hide nothing', () => {
  const kinds = Array.from({ length: 40 }, (_, index) => `fs${index}`)
    .join(' ')
    .slice(0, 200);
  const forged = [
    '\u001b[2Jsound',
    `2026-03-09T12:00Z sound "; aws-snapper prove --accept x`,
    'x'.repeat(256),
  ];
  const snapshots = dailyCopies(64).map((one, index) => ({
    ...one,
    ...proved('03-09', `${index % 2 === 0 ? 'unreadable' : 'sound'} ${kinds}`, {
      id: `snap-${index.toString(16).padStart(17, '0')}`,
      startedAt: one.startedAt,
      ...(index < 60 ? {} : { tags: { autosnap_proved: forged[index % 3] ?? '' } }),
    }),
  }));
  const lines = wrappedText(linesOf('vol-1', { snapshots }).join('\n'), COLUMNS).split('\n');
  expect(lines.filter((line) => line.length > COLUMNS)).toEqual([]);
  expect(lines.join('\n')).not.toMatch(RAW_DANGER);
  expect(lines.filter((line) => line.startsWith('        proof: '))).toHaveLength(64);
});
