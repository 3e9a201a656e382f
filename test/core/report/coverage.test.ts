import { describe, expect, test } from 'vitest';
import type { CoverageSettings } from '../../../lambda/core/coverage/coverage.ts';
import type { Inventory } from '../../../lambda/core/inventory.ts';
import { fitted } from '../../../lambda/core/report/fit.ts';
import { mergedRuns } from '../../../lambda/core/report/merged.ts';
import type { RegionResult } from '../../../lambda/core/report/region.ts';
import { type Report, reportOf } from '../../../lambda/core/report/report.ts';
import { reportText } from '../../../lambda/core/report/reportText.ts';
import { coverageOf, hoursAgo, of, ours } from '../coverage/rows.ts';
import type { Outcome } from '../../../lambda/core/outcome.ts';
import { allDone, DAILY, detached, planOf, reportOn, textOf, UNREACHABLE } from '../fixtures.ts';
import { factsOf } from './runs.ts';

const OLD = { createdAt: hoursAgo(100 * 24) };
const DLM = { producer: 'DLM' } as const;

/** What a run finds in a region, where it looked at the coverage. */
function found(
  world: Partial<Inventory>,
  whose: CoverageSettings['of'] = 'ours',
  account?: string,
): RegionResult {
  const region = { instances: [], volumes: [], account, ...world };
  const coverage = { of: whose, found: coverageOf(region, { of: whose, keepsPace: true }) };
  return { status: 'done', plan: planOf(region), outcomes: [], coverage };
}

/** A snapshot of each of the last ten days, but for some that are missing. */
function daily(volumeId: string, missing: readonly number[] = []) {
  const days = Array.from({ length: 10 }, (_, day) => day + 1).filter((day) => !missing.includes(day));
  return days.map((day) => ours(24 * day, volumeId));
}

const GOOD: Partial<Inventory> = {
  volumes: [detached(DAILY, { ...OLD, tags: { autosnap: '1', autosnap_retain: '9', Name: 'db-data' } })],
  snapshots: daily('vol-1', [4, 5]),
};

const LATE: Partial<Inventory> = {
  region: 'eu-central-1',
  volumes: [detached({ ...DAILY, Name: 'log' }, { id: 'vol-2', ...OLD })],
  snapshots: daily('vol-2', [1, 2, 3, 4]),
};

function lineOf(report: Report): string | undefined {
  return report.coverage?.line;
}

describe('the line', () => {
  test('says how it was, how it is, and what was worst', () => {
    expect(lineOf(reportOn([found(GOOD)]))).toBe(
      'Coverage: 89.9 % of volume-hours inside their objective since 28 Feb; none outside now; worst db-data (vol-1): 72 h on 7 Mar',
    );
  });

  test('is one over all regions, in which the worst says where it is', () => {
    const report = reportOn([found(GOOD), found(LATE), UNREACHABLE]);
    expect(lineOf(report)).toBe(
      'Coverage: 76.4 % of volume-hours inside their objective since 28 Feb; 1 volume outside now; worst log (vol-2) in eu-central-1: 120 h on 10 Mar',
    );
    expect(textOf(report)).toContain(`\n${lineOf(report)}\n`);
    expect(report.coverage).toMatchObject({ of: 'ours', sums: { volumes: { inside: 1, outside: 1 } } });
  });

  test('is not there where nothing is ours to save, or nothing was looked at', () => {
    const untagged = { volumes: [detached({}, OLD)] };
    expect(lineOf(reportOn([found(untagged)]))).toBeUndefined();
    expect(reportOn([{ status: 'done', plan: planOf(), outcomes: [] }])).not.toHaveProperty('coverage');
  });

  test('says that of a new volume nothing is known', () => {
    const fresh = { volumes: [detached(DAILY)] };
    expect(lineOf(reportOn([found(fresh)]))).toBe(
      'Coverage: no snapshot tells of the past yet; 1 volume outside now',
    );
  });

  test('says which of them only wait for their first snapshot, which rings no alarm', () => {
    const world = {
      volumes: [detached(DAILY, OLD), detached(DAILY, { id: 'vol-2', ...OLD })],
      instances: [],
    };
    const plan = planOf(world);
    const coverage = { of: 'ours' as const, found: coverageOf(world, { of: 'ours' }) };
    const [first, ...others] = allDone(plan);
    const report = (outcomes: readonly Outcome[]) => reportOn([{ status: 'done', plan, outcomes, coverage }]);
    expect(lineOf(report(first === undefined ? [] : [first]))).toContain(
      '; 2 volumes outside now (the first snapshot of 1 is being made)',
    );
    expect(others).toHaveLength(1);
    expect([report([]), report(allDone(plan))].map((one) => one.coverage?.starting)).toEqual([0, 2]);
  });

  test('is the same of reports that were made elsewhere, and after the lists were cut', () => {
    const one = reportOn([found(GOOD, 'ours', '111111111111'), found(LATE, 'ours', '222222222222')]);
    const shard = fitted(one, 100);
    expect(reportOf(factsOf(one), shard.regions).coverage).toEqual(one.coverage);
  });
});

function outside(runs: readonly Report[]): number | undefined {
  const [region] = mergedRuns(runs);
  return region?.coverage?.sums.volumes.outside;
}

describe('after further runs', () => {
  test('what the last one found counts that could read the region', () => {
    const [first, second] = [
      reportOn([found(LATE)]),
      reportOn([found({ ...LATE, snapshots: daily('vol-2') })]),
    ];
    const away: RegionResult = { status: 'unreachable', region: 'eu-central-1', code: 'X', message: 'y' };
    const unread = reportOn([away]);
    expect(outside([first, second])).toBe(0);
    expect(outside([second, first])).toBe(1);
    expect(outside([first, unread])).toBe(1);
    expect(outside([unread, first])).toBe(1);
  });
});

describe('of all producers', () => {
  const MANY = Array.from({ length: 40 }, (_, index) => detached({}, { id: `vol-m${index + 10}`, ...OLD }));
  const world = {
    volumes: [...(GOOD.volumes ?? []), detached({}, { id: 'vol-9', ...OLD }), ...MANY],
    snapshots: [...daily('vol-1'), of(DLM, 100, 'vol-9')],
  };

  test('one table has the volumes of all regions that are not inside, the worst first', () => {
    const report = reportOn([
      found({ ...world, volumes: world.volumes.slice(0, 2) }, 'all producers'),
      found(LATE, 'all producers'),
    ]);
    expect(textOf(report)).toContain(
      [
        'Volumes that are not inside an objective: 2, the worst first',
        '  outside: log (vol-2) in eu-central-1, scheduled: newest 120 h old, by ours; objective 48 h by its schedule',
        '  no objective: vol-9 in eu-west-1, untagged: newest 100 h old, by DLM',
      ].join('\n'),
    );
    expect(report.coverage?.of).toBe('all producers');
  });

  test('is cut to fit, and says how many are left out', () => {
    const report = reportOn([found(world, 'all producers')]);
    const text = reportText(report, 2500);
    expect(text).toContain('Volumes that are not inside an objective: 41, the worst first');
    expect(text).toMatch(/… and 3\d more, see the function's return value or --json/);
    const short = fitted(report, 6000);
    expect(short.omitted).toBeGreaterThan(20);
    expect(short.coverage).toEqual(report.coverage);
  });

  test('says nothing of the others where a region could be read for own snapshots only', () => {
    const report = reportOn([found(GOOD, 'all producers'), found(LATE)]);
    expect(report.coverage?.of).toBe('ours');
  });
});
