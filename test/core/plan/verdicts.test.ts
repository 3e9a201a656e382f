import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inLists, verdictsOf } from '../../../lambda/core/plan/verdicts.ts';
import type { Verdict } from '../../../lambda/core/plan/retention.ts';
import { snapshot } from '../fixtures.ts';

const aVerdict = fc.record({
  snapshot: fc.constant('03-09').map((when) => snapshot(when)),
  fate: fc.constantFrom<Verdict['fate']>('keep', 'expire'),
  because: fc.string(),
});

test('the fates of a volume say the same as its verdicts, in the same order', () => {
  fc.assert(
    fc.property(fc.array(aVerdict), (verdicts) => {
      const fates = inLists(verdicts);
      expect(verdictsOf(fates)).toEqual(verdicts);
      expect(fates.snapshots).toEqual(verdicts.map((one) => one.snapshot));
      expect(fates.expiring.size).toBe(verdicts.filter(({ fate }) => fate === 'expire').length);
    }),
  );
});
