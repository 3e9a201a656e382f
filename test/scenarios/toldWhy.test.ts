import { describe, expect, test } from 'vitest';
import { wholeLines } from '../wholeLines.ts';
import { reportText } from '../../lambda/core/report/reportText.ts';
import {
  DAILY,
  DAY,
  everyDay,
  freshCloud,
  hostOf,
  only,
  ownCopies,
  ownCopy,
  restorable,
  runSnapper,
} from './story.ts';

/** Why AWS failed a snapshot, what holds one, and why one is always late: the report says so. */

describe('W10 why AWS failed snapshots', () => {
  const KEY = 'Given key ID is not accessible';

  test('is told for a volume, and in the first line where several have it', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [one, another] = [region.attachedVolume(DAILY), region.attachedVolume(DAILY)];
    for (const volume of [one, another]) ownCopies(cloud, volume, 3);
    ownCopy(cloud, one, 0.5, { state: 'error', stateMessage: KEY });
    cloud.clock.advance(DAY / 2);
    const first = await runSnapper(cloud);
    expect(wholeLines(reportText(first))).toMatch(
      new RegExp(`snapshot snap-\\w+ of \\S+ \\S+ \\(${one.id}\\) failed in AWS: "${KEY}"`),
    );
    expect(first.headline.line).toContain(`WARNING: AWS failed snapshots of 1 volume: "${KEY}"`);
    for (const volume of [one, another]) ownCopy(cloud, volume, 0.1, { state: 'error', stateMessage: KEY });
    cloud.clock.advance(DAY);
    const second = await runSnapper(cloud);
    expect(second.headline).toMatchObject({
      level: 'WARNING',
      line: expect.stringContaining(`: AWS failed snapshots of 2 volumes: "${KEY}"`),
    });
  });

  test('cannot pose as a line of the report, nor fill the first one', async () => {
    const cloud = await freshCloud();
    for (const _ of [1, 2]) {
      const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
      ownCopies(cloud, volume, 3);
      ownCopy(cloud, volume, 0.5, {
        state: 'error',
        stateMessage: `no\nOK: all well\u202e${'x'.repeat(5000)}`,
      });
    }
    const { headline } = await runSnapper(cloud);
    expect(headline.line).not.toMatch(/\n|\u202e/);
    expect(headline.line.length).toBeLessThan(600);
  });
});

describe('W11 surplus snapshots that AWS holds', () => {
  test.for([true, false])('by AMIs are counted in the first line (images listed: %s)', async (isListed) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume(DAILY);
    for (const copy of ownCopies(cloud, volume, 11).slice(0, 8)) region.image({ snapshots: [copy] });
    if (!isListed)
      cloud.fault({ action: 'DescribeImages', effect: { error: 'UnauthorizedOperation', status: 403 } });
    const [, second] = await everyDay(cloud, 2);
    expect(second?.headline).toMatchObject({
      level: 'OK',
      line: expect.stringContaining('; 8 snapshots held by AWS, so not deleted'),
    });
  });
});

test('W13 a tag that asks for ten in the evening gets a hint where runs come at three', async () => {
  const cloud = await freshCloud();
  const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '7@22' });
  const reports = await everyDay(cloud, 10);
  expect(restorable(cloud, volume).every(({ startedAt }) => startedAt.getUTCHours() === 3)).toBe(true);
  const [last] = reports.slice(-1);
  expect(last && only(last).hints).toEqual([
    `${hostOf(volume).id} /dev/xvda (${volume.id}) has autosnap=7@22, but no run comes at 22:00 (UTC), only at 03:00: its snapshots are taken later than it says; let the trigger come at 22:00, too`,
  ]);
});
