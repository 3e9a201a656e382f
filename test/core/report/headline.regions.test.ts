import { describe, expect, test } from 'vitest';
import type { RegionResult } from '../../../lambda/core/report/region.ts';
import { dailyCopies, planOf, reportOn, textOf, UNREACHABLE, volume } from '../fixtures.ts';

describe('the first line on several regions', () => {
  test('a region that somebody named and that is empty is told, and one of all is not', () => {
    const here: RegionResult = { status: 'planned', plan: planOf({ snapshots: dailyCopies(3) }) };
    const nobody = planOf({ instances: [], volumes: [] });
    const empty: RegionResult = { status: 'planned', plan: { ...nobody, region: 'us-west-2' } };
    const lineFor = (scope: 'named' | 'all') => reportOn([here, empty], { scope }).headline.line;
    expect(lineFor('named')).toMatch(/^OK: .*; nothing asks for snapshots in us-west-2\.$/);
    expect(lineFor('all')).not.toContain('nothing asks');
  });

  test('of several that are empty each is named, and none that could not be read', () => {
    const here: RegionResult = { status: 'planned', plan: planOf({ snapshots: dailyCopies(3) }) };
    const nobody = planOf({ instances: [], volumes: [] });
    const empty = ['eu-north-1', 'us-west-2'].map(
      (region): RegionResult => ({ status: 'planned', plan: { ...nobody, region } }),
    );
    expect(reportOn([here, ...empty, UNREACHABLE], { scope: 'named' }).headline.line).toMatch(
      /^FAILURE: 1 region could not be read; .*; nothing asks for snapshots in eu-north-1, us-west-2\.$/,
    );
  });

  test('where all that were named are empty, it is said once', () => {
    const empty: RegionResult = { status: 'planned', plan: planOf({ instances: [], volumes: [] }) };
    expect(reportOn([empty], { scope: 'named' }).headline.line).toBe(
      'WARNING: nothing asks for snapshots here.',
    );
  });

  test('the regions are summed', () => {
    const plan = planOf({ snapshots: dailyCopies(4) });
    const other = { ...planOf({ volumes: [volume(), volume({ id: 'vol-2' })] }), region: 'us-west-2' };
    const report = reportOn([{ status: 'planned', plan }, { status: 'planned', plan: other }, UNREACHABLE]);
    expect(report.headline).toMatchObject({
      level: 'FAILURE',
      instancesManaged: 2,
      volumesManaged: 3,
      full: 1,
      starting: 2,
      unreachableRegions: 1,
    });
    expect(report.headline.line).toContain('FAILURE: 1 region could not be read; 3 of 3 volumes on schedule');
  });

  test('it is not said that nothing asks for snapshots where nothing could be read', () => {
    const nobody: RegionResult = { status: 'planned', plan: planOf({ volumes: [] }) };
    expect(reportOn([UNREACHABLE]).headline.line).toBe('FAILURE: us-east-1 could not be read: X: y.');
    expect(reportOn([UNREACHABLE, nobody]).headline.line).toBe(
      'FAILURE: 1 region could not be read; nothing asks for snapshots here.',
    );
  });
});

/** A region that could not be read for each message. */
function unread(...messages: readonly string[]) {
  return reportOn(
    messages.map((message, index) => ({
      status: 'unreachable',
      region: `eu-west-${index}`,
      code: 'ExpiredToken',
      message,
    })),
  );
}

describe('U19 where no region could be read', () => {
  test('for one reason, the first line has it, and nothing repeats it', () => {
    const report = unread('expired in eu-west-0', 'expired in eu-west-1');
    expect(report.headline.line).toBe(
      'FAILURE: 2 regions could not be read (eu-west-0, eu-west-1): ExpiredToken: expired in eu-west-0.',
    );
    expect(textOf(report).match(/ExpiredToken/g)).toHaveLength(1);
    expect(report.groups).toMatchObject([{ cause: 'unreachable', entries: 2 }]);
  });

  test('for several reasons, each is a line', () => {
    const report = unread('expired', 'unknown');
    expect(report.headline.line).toBe('FAILURE: 2 regions could not be read.');
    expect(textOf(report)).toContain('  eu-west-1 could not be read: ExpiredToken: unknown\n');
  });
});
