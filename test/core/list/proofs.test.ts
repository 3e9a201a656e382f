import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { list } from '../../../lambda/core/list/list.ts';
import type { ReadRegion } from '../../../lambda/core/list/listed.ts';
import { listText } from '../../../lambda/core/list/listText.ts';
import type { Inventory } from '../../../lambda/core/inventory.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { DAILY, dailyCopies, detached, inventory, NOW, settings, snapshot, UTC } from '../fixtures.ts';
import { proved } from '../proof/proved.ts';

function listedIn(world: Partial<Inventory>): ReadRegion {
  return list(inventory({ instances: [], ...world }), settings(), NOW);
}

function linesOf(regions: readonly ReadRegion[], width = 80): string[] {
  return listText(regions, { zone: UTC, now: NOW, width, widthOf: stringWidth, options: [] }).split('\n');
}

function of(volumeId: string, when: string, words: string): Snapshot {
  return proved(when, words, { id: `snap-${when}-of-${volumeId}`, volumeId });
}

const [SOUND, CHANGED, NEVER, IGNORED] = [
  'vol-0123456789abcdefa',
  'vol-0123456789abcdefb',
  'vol-0123456789abcdefc',
  'vol-0123456789abcdefd',
] as const;

/** A volume that is well, one that is held, one of which nothing is proved, and one that is ignored and held. */
const ESTATE: Partial<Inventory> = {
  volumes: [SOUND, CHANGED, NEVER, IGNORED].map((id) =>
    detached(
      { ...DAILY, Name: `data-${id.slice(-1)}`, ...(id === IGNORED ? { autosnap_ignore: '' } : {}) },
      { id },
    ),
  ),
  snapshots: [
    of(SOUND, '03-09', 'sound gpt ext4'),
    of(CHANGED, '03-09', 'changed unknown'),
    of(CHANGED, '03-08', 'sound gpt ext4'),
    of(IGNORED, '03-09', 'unreadable key'),
    ...dailyCopies(2, { volumeId: NEVER }),
  ],
};

describe('the column PROVED', () => {
  test('says when the newest snapshot with a record was proved, and a bad verdict in capitals', () => {
    expect(linesOf([listedIn(ESTATE)])).toMatchInlineSnapshot(`
      [
        "INSTANCE  DEV  SCHEDULE  AGE   FULL  PIN  NEXT  PROVED           NOTE",
        "data-a    -    daily     24 h  1/3     0  due   23 h",
        "data-b    -    daily     24 h  2/3     0  due   CHANGED 23 h     held",
        "data-c    -    daily     24 h  2/3     0  due   never",
        "data-d    -    -         24 h  1       0  -     UNREADABLE 23 h  held, ignored",
        "",
        "2 volumes are held by a bad proof, so nothing is deleted there. To see what was",
        "seen, and what to do:",
        "  aws-snapper show vol-0123456789abcdefb --region eu-west-1",
        "eu-west-1: 3 volumes scheduled, 1 ignored.",
        "Proofs: 2 of 3 volumes proved this week, 1 not sound; 1 never.",
        "Due now: 3 volumes. Times are in UTC; it is 2026-03-10 05:00.",
      ]
    `);
  });

  test('has its day where there is room, and the verdict alone where there is little', () => {
    expect(linesOf([listedIn(ESTATE)], 220).slice(0, 5)).toMatchInlineSnapshot(`
      [
        "INSTANCE  VOLUME                        DEVICE  SCHEDULE  NEWEST                       FULL    PINNED  GiB  NEXT  PROVED                                  NOTE",
        "data-a    vol-0123456789abcdefa data-a  -       daily     2026-03-09 05:00 (24 h ago)  1 of 3       0    8  due   2026-03-09 06:00 (23 h ago)",
        "data-b    vol-0123456789abcdefb data-b  -       daily     2026-03-09 05:00 (24 h ago)  2 of 3       0    8  due   CHANGED 2026-03-09 06:00 (23 h ago)     held: nothing of it is deleted, because snap-03-09-of-vol-0123456…",
        "data-c    vol-0123456789abcdefc data-c  -       daily     2026-03-09 05:00 (24 h ago)  2 of 3       0    8  due   never",
        "data-d    vol-0123456789abcdefd data-d  -       -         2026-03-09 05:00 (24 h ago)  1            0    8  -     UNREADABLE 2026-03-09 06:00 (23 h ago)  held: nothing of it is deleted, because snap-03-09-of-vol-0123456…",
      ]
    `);
    expect(linesOf([listedIn(ESTATE)], 56).slice(0, 5)).toMatchInlineSnapshot(`
      [
        "INSTANCE  SCHEDULE  AGE   FULL  NEXT  PROVED      NOTE",
        "data-a    daily     24 h  1/3   due   yes",
        "data-b    daily     24 h  2/3   due   CHANGED     held",
        "data-c    daily     24 h  2/3   due   never",
        "data-d    -         24 h  1     -     UNREADABLE  held,…",
      ]
    `);
  });

  test('makes no line too wide', () => {
    for (let width = 40; width <= 200; width += 1) {
      expect(linesOf([listedIn(ESTATE)], width).filter((line) => stringWidth(line) > width)).toEqual([]);
    }
  });

  test('is not there where no volume has a record that can be read', () => {
    const tags = { autosnap_proved: 'sound, I promise' };
    for (const snapshots of [dailyCopies(3), [snapshot('03-09', { tags })]]) {
      const one = listedIn({ volumes: [detached(DAILY)], snapshots });
      expect(linesOf([one]).join('\n')).not.toMatch(/PROVED|Proofs|held/);
      expect(JSON.stringify(one)).not.toMatch(/proof|restoreTime/);
    }
  });
});

describe('the data of a volume', () => {
  test('has the record of the newest snapshot with one, also where an older one was proved later', () => {
    const snapshots = [
      snapshot('03-09'),
      snapshot('03-08', { tags: { autosnap_proved: '2026-03-08T06:00Z sound xfs' } }),
      snapshot('03-07', { tags: { autosnap_proved: '2026-03-09T06:00Z sound ext4' } }),
    ];
    expect(listedIn({ volumes: [detached(DAILY)], snapshots }).volumes[0]?.proof).toEqual({
      at: '2026-03-08T06:00:00Z',
      verdict: 'sound',
      kinds: 'xfs',
      snapshotId: 'snap-03-08',
    });
  });

  test('has the volume that was measured last', () => {
    const snapshots = [
      proved('03-09', 'sound ext4'),
      proved('03-08', 'sound ext4 volume=30s@2026-03-08T06:00Z'),
      proved('03-07', 'sound ext4 volume=70s@2026-03-09T06:00Z', { sizeGiB: 7 }),
    ];
    expect(listedIn({ volumes: [detached(DAILY)], snapshots }).volumes[0]?.restoreTime).toEqual({
      seconds: 70,
      at: '2026-03-09T06:00:00Z',
      snapshotId: 'snap-03-07',
      sizeGiB: 7,
    });
  });

  test('names the hold first, also of a volume without a schedule, and of an older snapshot', () => {
    const { volumes } = listedIn({
      ...ESTATE,
      snapshots: [...(ESTATE.snapshots ?? []), of(CHANGED, '03-10', 'sound gpt ext4')],
    });
    const remarks = Object.fromEntries(volumes.map((one) => [one.volumeId, one.remarks]));
    expect(remarks[CHANGED]?.[0]).toEqual({
      word: 'held',
      because: `nothing of it is deleted, because snap-03-09-of-${CHANGED} is changed`,
    });
    expect(remarks[IGNORED]?.map(({ word }) => word)).toEqual(['held', 'ignored']);
    expect(remarks[SOUND]).toEqual([]);
  });
});

describe('the last lines', () => {
  test('sum all regions up, those without a record, too', () => {
    const other = { ...listedIn({ volumes: [detached(DAILY)] }), region: 'us-east-1' };
    expect(linesOf([listedIn(ESTATE), other])).toContain(
      'Proofs: 2 of 4 volumes proved this week, 1 not sound; 2 never.',
    );
  });

  test('name the command that shows the first volume that is held', () => {
    const lines = linesOf([listedIn(ESTATE)]);
    const start = lines.findIndex((line) => line.startsWith('2 volumes are held'));
    expect(lines.slice(start, start + 3)).toEqual([
      '2 volumes are held by a bad proof, so nothing is deleted there. To see what was',
      'seen, and what to do:',
      `  aws-snapper show ${CHANGED} --region eu-west-1`,
    ]);
  });
});
