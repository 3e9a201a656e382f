import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amount } from '../../amounts.ts';
import { fitted } from '../../../lambda/core/report/fit.ts';
import { mergedRuns } from '../../../lambda/core/report/merged.ts';
import { aRun, reportLike } from './runs.ts';

test('a merge of nothing is nothing, and of one run is that run', () => {
  expect(mergedRuns([])).toEqual([]);
  fc.assert(
    fc.property(aRun, (run) => {
      expect(mergedRuns([run])).toEqual(run.regions);
    }),
  );
});

test('it does not matter which of three runs are merged first', () => {
  fc.assert(
    fc.property(aRun, aRun, aRun, (a, b, c) => {
      const all = mergedRuns([a, b, c]);
      const later = mergedRuns([a, reportLike(c, mergedRuns([b, c]))]);
      expect(later).toEqual(all);
      expect(mergedRuns([reportLike(b, mergedRuns([a, b])), c])).toEqual(all);
    }),
    { numRuns: amount({ sample: 60, long: 300 }) },
  );
});

test('runs that were cut to fit come to the same totals and verdict', () => {
  fc.assert(
    fc.property(fc.array(aRun, { minLength: 1, maxLength: 4 }), fc.nat(5000), (runs, bytes) => {
      const [whole, cut] = [mergedRuns(runs), mergedRuns(runs.map((run) => fitted(run, bytes)))];
      expect(cut.map(({ totals }) => totals)).toEqual(whole.map(({ totals }) => totals));
      const [first] = runs;
      if (first === undefined) return;
      expect(reportLike(first, cut).headline).toEqual(reportLike(first, whole).headline);
    }),
    { numRuns: amount({ sample: 60, long: 300 }) },
  );
});
