import { expect, test } from 'vitest';
import { foremost } from '../../../lambda/core/report/fit.ts';
import { isTroubled } from '../../../lambda/core/report/causes/causes.ts';
import type { RegionReport } from '../../../lambda/core/report/region.ts';
import type { Totals } from '../../../lambda/core/report/sections.ts';
import { planOf, regionOf, reportOf, reportOn, snapshot, UNREACHABLE } from '../fixtures.ts';

const QUIET = regionOf(reportOf(planOf({ snapshots: [snapshot('03-10T01:00')] })));

function region(name: string, totals: Partial<Totals> = {}): RegionReport {
  return { ...QUIET, region: name, totals: { ...QUIET.totals, ...totals } };
}

/** The names of the regions that fit, of a number of regions of equal length. */
function foremostOf(regions: readonly RegionReport[], fit: number): string[] {
  return foremost(regions, () => 1, fit).map((one) => one.region);
}

const TROUBLE: readonly (keyof Totals)[] = [
  'lostRuns',
  'problems',
  'brakes',
  'failures',
  'exceptions',
  'passedOver',
  'skipped',
  'unmanagedVolumes',
];

test.for(TROUBLE)('a region with %s needs a person, and comes before one that worked', (kind) => {
  const troubled = region('troubled', { [kind]: 1 });
  expect(isTroubled(troubled)).toBe(true);
  expect(foremostOf([region('busy', { created: 1 }), troubled], 1)).toEqual(['troubled']);
});

test('so does one with a volume that has no restorable snapshot', () => {
  const bare = { ...QUIET, region: 'bare', condition: { ...QUIET.condition, bare: 1 } };
  expect(isTroubled(bare)).toBe(true);
  expect(foremostOf([region('busy', { created: 1 }), bare], 1)).toEqual(['bare']);
});

test('a region that could not be read needs a person', () => {
  expect(isTroubled(regionOf(reportOn([UNREACHABLE])))).toBe(true);
  expect(isTroubled(QUIET)).toBe(false);
});

const WORK: readonly (keyof Totals)[] = [
  'created',
  'deleted',
  'wouldCreate',
  'wouldDelete',
  'volumesGone',
  'held',
  'gone',
];

test.for(WORK)('a region with something %s comes before a quiet one', (kind) => {
  expect(foremostOf([region('quiet'), region('busy', { [kind]: 1 })], 2)).toEqual(['busy']);
});

test('regions without trouble fill half of the room, to the last byte, and each is shown once', () => {
  const calm = Array.from({ length: 8 }, (_, index) => region(`calm-${index}`));
  expect(foremostOf(calm, 10)).toEqual(['calm-0', 'calm-1', 'calm-2', 'calm-3', 'calm-4']);
  const all = [region('a'), region('b', { created: 1 }), region('c', { failures: 1 })];
  expect(foremostOf(all, 10)).toEqual(['a', 'b', 'c']);
});
