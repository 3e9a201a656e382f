import { expect, test } from 'vitest';
import { fitted } from '../../lambda/core/fitted.ts';
import { planOf, regionOf, reportOf, volume } from './fixtures.ts';

const REPORT = reportOf(
  planOf({
    volumes: Array.from({ length: 500 }, (_, index) =>
      volume({ id: `vol-${index}`, tags: { autosnap_retain: '7d', Name: 'Größe 💾' } }),
    ),
  }),
);

function bytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

test('C-54 a report that fits is returned as it is', () => {
  expect(fitted(REPORT)).toBe(REPORT);
  expect(fitted(REPORT, bytes(REPORT))).toBe(REPORT);
});

test.for([50_000, 20_000, 5000, 2500])(
  'C-54 cut to %i bytes, with the number of entries left out',
  (most) => {
    const cut = fitted(REPORT, most);
    expect(bytes(cut)).toBeLessThanOrEqual(most);
    expect(cut.omitted).toBe(500 - regionOf(cut).problems.length);
    expect(cut.verdict).toEqual(REPORT.verdict);
  },
);

test('C-54 the first entries of each list stay', () => {
  const { problems } = regionOf(fitted(REPORT, 50_000));
  expect(problems).toEqual(regionOf(REPORT).problems.slice(0, problems.length));
  expect(problems.length).toBeGreaterThan(0);
});
