import { describe, expect, test } from 'vitest';
import { fitted } from '../../../lambda/core/report/fit.ts';
import { mergedRuns } from '../../../lambda/core/report/merged.ts';
import { planText } from '../../../lambda/core/report/planText.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import { reportSubject, reportText } from '../../../lambda/core/report/reportText.ts';
import { provedIn, type Snapshot } from '../../../lambda/core/snapshot.ts';
import {
  DAILY,
  dailyCopies,
  detached,
  instance,
  NOW,
  planOf,
  regionOf,
  reportOf,
  reportOn,
  textOf,
  UNREACHABLE,
  volume,
} from '../fixtures.ts';
import { reportLike } from './runs.ts';

/** Snapshots of one volume, the newest first, each by what its record says after the time; empty for no record. */
function history(records: readonly string[], volumeId?: string): Snapshot[] {
  return dailyCopies(records.length, volumeId === undefined ? {} : { volumeId }).map((one, index) => ({
    ...one,
    ...provedIn(records[index] === '' ? undefined : `2026-03-09T12:00Z ${records[index]}`),
  }));
}

const CHANGED = history(['changed unknown', 'changed unknown', 'sound gpt ext4']);

/** The lines of what needs a person. */
function groupsIn({ groups }: Report): string[] {
  return groups.map(({ text }) => text);
}

describe('a volume whose proofs hold its snapshots', () => {
  test('that changed inside: since when, what it was, and what to do', () => {
    const report = reportOf(planOf({ snapshots: CHANGED }));
    expect(regionOf(report).unsound).toEqual([
      {
        volumeId: 'vol-1',
        snapshotId: 'snap-03-09',
        verdict: 'changed',
        kinds: 'unknown',
        since: '2026-03-08T05:00:00Z',
        newerGood: 0,
        good: { snapshotId: 'snap-03-07', kinds: 'gpt ext4', taken: '2026-03-07T05:00:00Z' },
      },
    ]);
    expect(report.headline.level).toBe('FAILURE');
    expect(report.headline.line).toMatch(
      /^FAILURE: 1 volume has changed inside since its last sound snapshot \(encrypted, wiped or formatted\?\); 1 of 1 volume on schedule; .*; 1 of 1 volume proved this week, 1 not sound\.$/,
    );
    expect(groupsIn(report)).toEqual([
      'i-1 /dev/sdf (vol-1) has changed inside: "unknown" since 8 Mar (snap-03-09), "gpt ext4" until 7 Mar (snap-03-07). Nothing of it is deleted until a person decides: look at the disk; to restore the good one beside it: aws-snapper restore snap-03-07 --region eu-west-1; if that is as it should be: aws-snapper prove --accept snap-03-09 --region eu-west-1',
    ]);
    expect(textOf(report)).toContain(
      '\n  held until a person decides, by their proofs: 1\n    i-1 /dev/sdf (vol-1): changed since 2026-03-08: snap-03-09, "unknown"; good: snap-03-07 of 2026-03-07, "gpt ext4"\n',
    );
    expect(reportSubject(report)).toBe('AWS Snapshot Report FAILURE: 1 volume changed inside - Default');
  });

  test.for<[what: string, records: string[], headline: string, text: string]>([
    [
      'is damaged, and newer ones are sound',
      ['sound ext4', 'damaged ext4-damaged', 'sound ext4'],
      '1 volume has a damaged snapshot',
      'has a damaged snapshot: "ext4-damaged" since 8 Mar (snap-03-08; 1 newer one is sound), "ext4" until 7 Mar (snap-03-07). Nothing of it is deleted until a person decides: look at the disk; to restore the good one beside it: aws-snapper restore snap-03-07 --region eu-west-1; if that is as it should be: aws-snapper prove --accept snap-03-08 --region eu-west-1',
    ],
    [
      'is damaged, and was never sound',
      ['damaged ext4-damaged', ''],
      '1 volume has a damaged snapshot',
      'has a damaged snapshot: "ext4-damaged" since 9 Mar (snap-03-09), and no older snapshot is known to be good. Nothing of it is deleted until a person decides: look at the disk; to find one to prove: aws-snapper show vol-1 --region eu-west-1; if that is as it should be: aws-snapper prove --accept snap-03-09 --region eu-west-1',
    ],
    [
      'has a wrong checksum',
      ['unreadable checksum', 'sound ext4'],
      '1 volume has a damaged snapshot',
      'has a damaged snapshot: blocks that do not match AWS\'s checksum since 9 Mar (snap-03-09), "ext4" until 8 Mar (snap-03-08). Nothing of it is deleted until a person decides: look at the disk; to restore the good one beside it: aws-snapper restore snap-03-08 --region eu-west-1; to look at it again: aws-snapper prove snap-03-09 --region eu-west-1',
    ],
    [
      'has a key that does not work',
      ['unreadable key', 'opaque luks'],
      '1 volume has a snapshot whose key does not work',
      'has a snapshot whose key does not work: unreadable without its key since 9 Mar (snap-03-09), "luks" until 8 Mar (snap-03-08). Nothing of it is deleted until a person decides: enable the key, or cancel its deletion; to restore the good one beside it: aws-snapper restore snap-03-08 --region eu-west-1; to look at it again: aws-snapper prove snap-03-09 --region eu-west-1',
    ],
    [
      'was wiped',
      ['changed', 'sound ext4'],
      '1 volume has changed inside since its last sound snapshot (encrypted, wiped or formatted?)',
      'has changed inside: blank since 9 Mar (snap-03-09), "ext4" until 8 Mar (snap-03-08). Nothing of it is deleted until a person decides: look at the disk; to restore the good one beside it: aws-snapper restore snap-03-08 --region eu-west-1; if that is as it should be: aws-snapper prove --accept snap-03-09 --region eu-west-1',
    ],
  ])('that %s', ([, records, headline, text]) => {
    const report = reportOf(planOf({ snapshots: history(records) }));
    expect(report.headline.line.startsWith(`FAILURE: ${headline}; `)).toBe(true);
    expect(groupsIn(report)).toEqual([`i-1 /dev/sdf (vol-1) ${text}`]);
  });

  test('that is gone is told, and no command deletes what may be the last good one', () => {
    const own = history(['changed unknown', 'sound ext4'], 'vol-gone');
    const report = reportOf(
      planOf({ snapshots: [...dailyCopies(3), ...own] }, { orphanRetain: { count: 1, unit: 'hours' } }),
    );
    expect(report.headline.line).toMatch(/^FAILURE: 1 volume has changed inside/);
    expect(report.headline).not.toHaveProperty('proofs');
    expect(regionOf(report).orphans).toMatchObject([{ volumeId: 'vol-gone', count: 2, command: undefined }]);
    expect(textOf(report)).not.toContain('delete-snapshot');
  });

  test('that is left alone, because somebody removed or broke its tags, is told', () => {
    const broken = { ...DAILY, autosnap_retain: 'none' };
    const report = reportOf(planOf({ instances: [instance({ tags: broken })], snapshots: CHANGED }));
    expect(report.headline.line).toMatch(/^FAILURE: 1 volume has changed inside .*; 1 tag cannot be read/);
  });

  test('comes before all other causes, those of warnings and failures', () => {
    const failed = { kind: 'create', status: 'failed', volumeId: 'vol-1', code: 'X', message: 'y' } as const;
    const plan = planOf({ snapshots: history(['unreadable key']) });
    const report = reportOn([{ status: 'done', plan, outcomes: [failed] }, UNREACHABLE]);
    expect(report.groups[0]?.cause).toBe('unreadable');
    expect(report.headline.line).toMatch(
      /^FAILURE: 1 volume has a snapshot whose key does not work; 1 region could not be read; /,
    );
  });

  test('is in the plan that a person reads', () => {
    const plan = planOf({
      snapshots: [...CHANGED, ...history(['damaged ext4-damaged'], 'vol-gone')],
    });
    const text = planText([{ plan }], NOW).replaceAll(/ +/g, ' ');
    expect(text).toContain('3 restorable now; nothing of it is deleted, because snap-03-09 is changed\n');
    expect(text).toContain(
      ' = vol-gone: 1 snapshot kept, the volume is gone; nothing of it is deleted, because snap-03-09-of-vol-gone is damaged\n',
    );
  });

  test('is told with words that cannot be taken for ours', () => {
    const evil = 'db\n  All is well: aws-snapper prove --accept snap-1';
    const report = reportOf(planOf({ volumes: [detached({ ...DAILY, Name: evil })], snapshots: CHANGED }));
    const [text = ''] = groupsIn(report);
    expect(text).toContain(
      String.raw`"db\u{a} \u{20}All is well: aws-snapper prove --accept snap-1" (vol-1) has changed inside: `,
    );
  });
});

describe('a fleet that was encrypted', () => {
  const ids = Array.from({ length: 12 }, (_, index) => `vol-${index + 10}`);
  const plan = planOf({
    volumes: ids.map((id) => volume({ id })),
    snapshots: ids.flatMap((id) => history(['changed unknown', 'sound gpt ext4'], id)),
  });
  const report = reportOf(plan);

  test('is one thing to do, and each volume stands in its region', () => {
    expect(report.headline.line).toMatch(
      /^FAILURE: 12 volumes have changed inside since their last sound snapshot /,
    );
    expect(report.groups.map(({ text, entries }) => ({ text, entries }))).toEqual([
      {
        text: '12 volumes of i-1 have changed inside: "unknown" since 9 Mar, "gpt ext4" before. Nothing of them is deleted until a person decides: look at the disks; the list of the region below has the snapshots of each; to see one: aws-snapper show vol-10 --region eu-west-1',
        entries: 12,
      },
    ]);
    for (const id of ids) expect(textOf(report)).toContain(`good: snap-03-08-of-${id} of 2026-03-08`);
  });

  test('a report that is cut says the same first line', () => {
    const small = fitted(report, 6_000);
    expect(regionOf(small).unsound.length).toBeLessThan(12);
    expect(reportLike(report, small.regions).headline).toEqual(report.headline);
  });
});

test('a report that is read in a mail', async () => {
  const fleet = ['web-1', 'web-2', 'web-3', 'web-4', 'db-1', 'db-2', 'log-1'];
  const records = [
    ...fleet.slice(0, 4).map(() => ['changed unknown', 'sound gpt vfat ext4']),
    ['sound xfs', 'damaged xfs-damaged', 'sound xfs'],
    ['unreadable key', 'opaque luks', 'opaque luks'],
    ['sound ext4', ''],
  ];
  const plan = planOf({
    instances: fleet.map((Name, index) => instance({ id: `i-${index}`, tags: { ...DAILY, Name } })),
    volumes: fleet.map((_, index) => volume({ id: `vol-${index}`, instanceIds: [`i-${index}`] })),
    snapshots: [
      ...records.flatMap((each, index) => history(each, `vol-${index}`)),
      ...history(['changed', 'sound ext4'], 'vol-gone'),
    ],
  });
  await expect(reportText(reportOf(plan))).toMatchFileSnapshot('../../../docs/samples/manyProofs.txt');
});

describe('how many volumes are proved', () => {
  const four = ['vol-1', 'vol-2', 'vol-3', 'vol-4'].map((id) => volume({ id }));
  const some = [
    ...history(['sound ext4', ''], 'vol-1'),
    ...history(['opaque luks'], 'vol-2'),
    ...history([''], 'vol-3'),
  ];
  const proven = planOf({ volumes: four, snapshots: some });
  const never = planOf({ region: 'us-east-1', snapshots: dailyCopies(3) });
  const done = (plan: typeof proven) => ({ status: 'done', plan, outcomes: [] }) as const;

  test('is a line of the headline where any record exists, over all regions', () => {
    const report = reportOn([done(proven), done(never)]);
    expect(report.headline.line).toMatch(
      /; 2 of 5 volumes proved this week, all sound \(1 opaque\); 3 never\.$/,
    );
    expect(report.headline.proofs).toEqual({
      volumes: 5,
      thisWeek: 2,
      never: 3,
      unsound: 0,
      opaque: 1,
      unclear: 0,
      daysSince: 0,
    });
    expect(report.regions.map(({ proofs }) => proofs?.volumes)).toEqual([4, undefined]);
  });

  test('is told where proofs are on and nothing is proved yet, and nowhere else', () => {
    expect(reportOn([done(never)]).headline.line).not.toContain('proved');
    expect(reportOn([done(never)], { prove: 20 }).headline.line).toMatch(
      /; 0 of 1 volume proved this week; 1 never\.$/,
    );
    const empty = planOf({ instances: [], volumes: [] });
    expect(reportOn([done(empty)], { prove: 20 }).headline).not.toHaveProperty('proofs');
  });

  test('of several runs in a region is what the last one found that could read it', () => {
    const runs = [reportOn([done(planOf({ snapshots: dailyCopies(3) }))]), reportOn([done(proven)])];
    expect(mergedRuns(runs)[0]?.proofs).toEqual(regionOf(reportOn([done(proven)])).proofs);
    const unread = reportOn([
      { status: 'unreachable', region: 'eu-west-1', code: 'AuthFailure', message: 'no' },
    ]);
    expect(mergedRuns([reportOn([done(proven)]), unread])[0]?.proofs?.thisWeek).toBe(2);
    const changed = reportOf(planOf({ snapshots: CHANGED }));
    const [merged] = mergedRuns([changed, unread]);
    expect([merged?.unsound.length, merged?.totals.unsoundChanged]).toEqual([1, 1]);
  });
});
