import { expect, test } from 'vitest';
import { fitted } from '../../../lambda/core/report/fit.ts';
import { MOST_REGIONS } from '../../../lambda/core/report/region.ts';
import { LIST_NAMES } from '../../../lambda/core/report/sections.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import { planOf, regionOf, reportOf, volume } from '../fixtures.ts';

/** A report with as many problems. */
function troubled(count = 500): Report {
  return reportOf(
    planOf({
      volumes: Array.from({ length: count }, (_, index) =>
        volume({ id: `vol-${index}`, tags: { autosnap_retain: '7d', Name: 'Größe 💾' } }),
      ),
    }),
  );
}

function bytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

test('C-54 a report that fits is returned as it is', () => {
  const report = troubled();
  expect(fitted(report)).toBe(report);
  expect(fitted(report, bytes(report))).toBe(report);
});

test.for([
  [250_000, 300],
  [90_000, 100],
  [30_000, 30],
  [12_000, 10],
  [6000, 3],
] as const)('C-54 cut to %i bytes, with the number of entries left out', ([most, left]) => {
  const report = troubled();
  const cut = fitted(report, most);
  expect(bytes(cut)).toBeLessThanOrEqual(most);
  expect(regionOf(cut).problems).toEqual(regionOf(report).problems.slice(0, left));
  expect(Object.keys(regionOf(cut).names)).toHaveLength(left);
  expect(cut.omitted).toBe(500 - left);
  expect(cut.headline).toEqual(report.headline);
  expect(fitted(report, bytes(cut))).toEqual(cut);
});

test.for([1200, 10])('C-54 no entry is left where %i bytes are too few for one, or for anything', (most) => {
  const cut = fitted(troubled(), most);
  expect([regionOf(cut).problems, regionOf(cut).names, cut.omitted]).toEqual([[], {}, 500]);
});

test('C-54 a list that is shorter than the others stays whole, and is not counted', () => {
  const report = troubled();
  const region = { ...regionOf(report), notes: ['one', 'two', 'three', 'four'] };
  const cut = fitted({ ...report, regions: [region] }, 90_000);
  expect(regionOf(cut).notes).toEqual(region.notes);
  expect(cut.omitted).toBe(400);
});

test('C-54 whichever list is too long, it is that one which is cut', () => {
  const report = troubled(0);
  const region = regionOf(report);
  const lists = Object.entries(region).flatMap(([name, value]) => (Array.isArray(value) ? name : []));
  expect(lists.length).toBeGreaterThan(10);
  for (const name of lists) {
    const long = { ...region, [name]: Array.from({ length: 400 }, (_, index) => `entry ${index}`) };
    const cut = fitted({ ...report, regions: [long] }, 4000);
    const left = new Map(Object.entries(regionOf(cut))).get(name);
    expect([name, left?.length]).toEqual([name, 100]);
    expect(cut.omitted).toBe(300);
  }
});

test('C-54 half a megabyte of the 6 MB that a function may return is left for what escapes cost', () => {
  const report = troubled(0);
  const notes = Array.from({ length: 12_000 }, () => 'x'.repeat(500));
  const cut = fitted({ ...report, regions: [{ ...regionOf(report), notes }] });
  expect(regionOf(cut).notes).toHaveLength(10_000);
});

test('all regions that an account can have fit into what a state machine hands on, each with all lists full', () => {
  const report = troubled();
  const long = { because: 'x'.repeat(500), title: 'y'.repeat(200) };
  const lists = LIST_NAMES.map((name) => [name, Array.from({ length: 20 }, () => long)]);
  const totals = {
    ...Object.fromEntries(LIST_NAMES.map((name) => [name, 1_000_000])),
    ...regionOf(report).totals,
  };
  const regions = Array.from({ length: MOST_REGIONS }, (_, index) => ({
    ...regionOf(report),
    ...Object.fromEntries(lists),
    account: '222222222222',
    region: `ap-southeast-${index}`,
    totals,
  }));
  const cut = fitted({ ...report, regions }, 200_000);
  expect(cut.regions).toHaveLength(MOST_REGIONS);
  expect(bytes(cut)).toBeLessThanOrEqual(200_000);
});
