import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amount } from '../../amounts.ts';
import type { Zone } from '../../../lambda/core/calendar.ts';
import { isOurs, isRestorable, newestFirst } from '../../../lambda/core/snapshot.ts';
import { protection } from '../../../lambda/core/plan/protection.ts';
import { judge } from '../../../lambda/core/plan/retention.ts';
import type { RetentionPolicy } from '../../../lambda/core/policy/rules.ts';
import type { Schedule } from '../../../lambda/core/policy/schedule.ts';
import { inPlace } from '../fixtures.ts';
import { aHistory, aSchedule, aZone, type History } from '../worlds.ts';

/** What holds of the copies of one volume for any history, whatever AWS and people left behind. */

const aPolicy = fc.record({ schedule: aSchedule, zone: aZone, count: fc.integer({ min: 1, max: 8 }) });

type Policy = { readonly schedule: Schedule; readonly zone: Zone; readonly count: number };

function judged({ snapshots, holds }: History, { count, schedule, zone }: Policy) {
  const own = snapshots.filter((one) => isOurs(one));
  const retention: RetentionPolicy = [{ kind: 'slots', count, schedule }];
  return { own, verdicts: judge(own, { retention, zone, holds }).verdicts };
}

function forAnyHistory(says: (history: History, policy: Policy) => void): void {
  fc.assert(fc.property(aHistory(), aPolicy, says), { numRuns: amount({ sample: 80, long: 400 }) });
}

describe('the verdicts on one volume', () => {
  test('each own snapshot gets exactly one, newest first', () => {
    forAnyHistory((history, policy) => {
      const { own, verdicts } = judged(history, policy);
      expect(verdicts.map(({ snapshot }) => snapshot)).toEqual(own.toSorted(newestFirst));
    });
  });

  test('the newest restorable copy stays', () => {
    forAnyHistory((history, policy) => {
      const { verdicts } = judged(history, policy);
      expect(verdicts.find(({ snapshot }) => isRestorable(snapshot))?.fate).not.toBe('expire');
    });
  });

  test('RA-4 C-35 never fewer than asked for, or than there were', () => {
    forAnyHistory((history, policy) => {
      const { own, verdicts } = judged(history, policy);
      const kept = verdicts.filter(({ fate }) => fate === 'keep').map(({ snapshot }) => snapshot);
      expect(inPlace(kept).length).toBeGreaterThanOrEqual(Math.min(policy.count, inPlace(own).length));
    });
  });

  test('C-33 never more than asked for, beside the newest and what may not be deleted', () => {
    forAnyHistory((history, policy) => {
      const { verdicts } = judged(history, policy);
      const free = verdicts.filter(
        ({ snapshot, fate }) => fate === 'keep' && protection(snapshot, history.holds) === undefined,
      );
      expect(free.length).toBeLessThanOrEqual(policy.count + 1);
    });
  });

  test('C-36 listing order does not matter', () => {
    forAnyHistory((history, policy) => {
      const turned = { ...history, snapshots: history.snapshots.toReversed() };
      expect(judged(turned, policy).verdicts).toEqual(judged(history, policy).verdicts);
    });
  });

  test('C-37 a larger count never expires more', () => {
    forAnyHistory((history, policy) => {
      const more = judged(history, { ...policy, count: policy.count + 1 }).verdicts;
      const expired = new Set(
        judged(history, policy).verdicts.flatMap(({ snapshot, fate }) => (fate === 'expire' ? snapshot : [])),
      );
      expect(more.filter(({ snapshot, fate }) => fate === 'expire' && !expired.has(snapshot))).toEqual([]);
    });
  });

  test('what survives a prune survives the next one', () => {
    forAnyHistory((history, policy) => {
      const survivors = judged(history, policy).verdicts.flatMap(({ snapshot, fate }) =>
        fate === 'keep' ? snapshot : [],
      );
      const again = judged({ ...history, snapshots: survivors }, policy).verdicts;
      expect(again.filter(({ fate }) => fate === 'expire')).toEqual([]);
    });
  });

  test('C-31 C-41 nothing that is protected expires', () => {
    forAnyHistory((history, policy) => {
      const expired = judged(history, policy).verdicts.filter(({ fate }) => fate === 'expire');
      expect(expired.filter(({ snapshot }) => protection(snapshot, history.holds) !== undefined)).toEqual([]);
    });
  });
});
