import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../lambda/core/outcome.ts';
import { type Report, undelivered } from '../../../lambda/core/report/report.ts';
import { headText, reportText } from '../../../lambda/core/report/reportText.ts';
import {
  DAILY,
  dailyCopies,
  detached,
  instance,
  planOf,
  reportOf,
  reportOn,
  snapshot,
  textOf,
  volume,
} from '../fixtures.ts';
import { wholeLines } from '../../wholeLines.ts';

const IDS = ['vol-1', 'vol-2', 'vol-3', 'vol-4'];

/** The oldest copy of each volume of a bad day is to go. */
function deletion(volumeId: string) {
  return { kind: 'delete', volumeId, snapshotId: `snap-03-06-of-${volumeId}` } as const;
}

const OUTCOMES: Outcome[] = [
  { kind: 'create', status: 'done', volumeId: 'vol-1', snapshotId: 'snap-new-1' },
  { ...deletion('vol-1'), status: 'held', because: 'in use by ami-1' },
  { kind: 'create', status: 'done', volumeId: 'vol-2', snapshotId: 'snap-new-2' },
  { ...deletion('vol-2'), status: 'failed', code: 'Oops', message: 'no' },
  { kind: 'create', status: 'skipped', volumeId: 'vol-3', because: 'out of time' },
  { ...deletion('vol-3'), status: 'skipped', because: 'its volume got no new snapshot in this run' },
  { kind: 'create', status: 'done', volumeId: 'vol-4', snapshotId: 'snap-new-4' },
  { ...deletion('vol-4'), status: 'gone' },
  { kind: 'create', status: 'done', volumeId: 'vol-late', snapshotId: 'snap-new-late' },
];

/** A day on which little went as planned. */
function badDay(): Report {
  const plan = planOf({
    instances: [instance({ tags: { ...DAILY, Autosnap: '1' } })],
    volumes: [...IDS.map((id) => volume({ id })), detached({ Name: 'archive' }, { id: 'vol-5' })],
    snapshots: [
      ...IDS.flatMap((volumeId) => dailyCopies(4, { volumeId })),
      snapshot('02-01', { id: 'snap-5', volumeId: 'vol-5' }),
      snapshot('02-02', { id: 'snap-6', volumeId: 'vol-gone' }),
      snapshot('02-03', { id: 'snap-7', volumeId: 'vol-gone' }),
    ],
    notes: ['locks could not be looked up'],
  });
  return reportOf(plan, OUTCOMES);
}

const HEADLINE =
  'FAILURE: 1 snapshot could not be deleted; 1 living volume with 1 snapshot that nothing manages any more; 2 actions left for the next run; 3 of 4 volumes on schedule; 4 full, 0 still filling, 0 without a restorable snapshot; 1 snapshot held by AWS, so not deleted.';

const HEAD = `${HEADLINE}

WHAT NEEDS A PERSON
  snap-03-06-of-vol-2 of i-1 /dev/sdf (vol-2) not deleted: Oops: no; the next run tries again
  archive (vol-5): 1 snapshot kept and no new ones, because no tag autosnap. Meant? Write autosnap_ignore on it. Not meant? aws-snapper enable vol-5 --every 1 --retain 7 --region eu-west-1
  i-1 /dev/sdf (vol-3) left for the next run: out of time
  snap-03-06-of-vol-3 of i-1 /dev/sdf (vol-3) not deleted: its volume got no new snapshot in this run
`;

const HINT =
  'i-1 has the tag "Autosnap", which does nothing; keys are exact: autosnap, autosnap_retain, autosnap_ignore';

describe('a day on which little went as planned', () => {
  test('the whole report', () => {
    expect(textOf(badDay())).toBe(`${HEAD}
Job Default, prefix autosnap, account 123456789012, aws-snapper 1.2.3
Decided for 2026-03-10T05:00:00Z, started 2026-03-10T05:00:01Z, finished 2026-03-10T05:00:09Z
In all: 1 instance and 4 volumes managed, 4 created, 0 deleted

Region eu-west-1
  managed: 1 instance, 4 volumes
  created: 4
    snap-new-1 of i-1 /dev/sdf (vol-1): due since 2026-03-10 00:00, last snapshot 2026-03-09 05:00 UTC
    snap-new-2 of i-1 /dev/sdf (vol-2): due since 2026-03-10 00:00, last snapshot 2026-03-09 05:00 UTC
    snap-new-4 of i-1 /dev/sdf (vol-4): due since 2026-03-10 00:00, last snapshot 2026-03-09 05:00 UTC
    snap-new-late of vol-late: part of a set
  kept: 15
  held by AWS, so not deleted: 1
    snap-03-06-of-vol-1 of i-1 /dev/sdf (vol-1): in use by ami-1
  gone already: 1
    snap-03-06-of-vol-4 of i-1 /dev/sdf (vol-4): beyond 3
  volumes with snapshots that nothing manages: 2
    archive (vol-5) (untagged): 1 snapshot, 8 GiB in full, from 2026-02-01T05:00:00Z, kept; to delete them: printf '%s\\n' snap-5 | xargs -n1 aws ec2 delete-snapshot --region eu-west-1 --snapshot-id
    vol-gone (gone): 2 snapshots, 16 GiB in full, from 2026-02-02T05:00:00Z to 2026-02-03T05:00:00Z, kept; to delete them: printf '%s\\n' snap-7 snap-6 | xargs -n1 aws ec2 delete-snapshot --region eu-west-1 --snapshot-id
  hints: 1
    ${HINT}
  notes: 1
    locks could not be looked up
`);
  });

  test('what a person at a terminal is told of it beside what was done', () => {
    expect(wholeLines(headText(badDay()))).toBe(`${HEAD}
Note: eu-west-1: locks could not be looked up
Hint: eu-west-1: ${HINT}`);
  });
});

describe('C-54 a report that did not reach its topic', () => {
  const why = 'SNS answered NotFound: no such topic';

  test('is a warning where all else is well, and says so in its first line and in a note', () => {
    const good = reportOf(planOf({ snapshots: dailyCopies(3) }));
    expect(headText(good)).toBe(good.headline.line);
    const report = undelivered(good, why);
    const line =
      'WARNING: the report did not reach its topic; 1 of 1 volume on schedule; 1 full, 0 still filling, 0 without a restorable snapshot.';
    expect(report.headline).toMatchObject({ level: 'WARNING', line, created: 1 });
    expect(wholeLines(headText(report))).toBe(`${line}\n\nNote: ${why}`);
    expect(reportText(report)).toContain(`1 created, 0 deleted\nNote: ${why}\n\nRegion eu-west-1\n`);
  });

  test('stays a failure', () => {
    const { headline } = undelivered(badDay(), why);
    expect(headline.level).toBe('FAILURE');
    expect(headline.line).toMatch(/^FAILURE: the report did not reach its topic; 1 snapshot could not be/);
  });

  test('and what was noted before comes first', () => {
    const report = undelivered(reportOn([], { notes: ['so the clock decides'] }), why);
    expect(headText(report).split('\n').slice(-2)).toEqual(['Note: so the clock decides', `Note: ${why}`]);
  });
});
