import { expect, test } from 'vitest';
import type { SnapshotPolicy } from '../../../lambda/core/policy/policy.ts';
import { policyInWords } from '../../../lambda/core/policy/policyInWords.ts';
import { everyUnits } from '../../../lambda/core/policy/schedule.ts';

/** A policy of which only the words count. */
function policy(frequency: string, retain: string): SnapshotPolicy {
  return {
    schedule: { value: everyUnits(1, 86_400), text: frequency, key: 'autosnap', source: 'i-1' },
    retention: { value: [], text: retain, key: 'autosnap_retain', source: 'i-1' },
  };
}

test.for([
  ['1', '7', 'Daily', '7'],
  ['6h', 'hourly:24 daily:7', 'Every 6 hours', '24 hourly, 7 daily'],
  ['@sat', '8', 'Weekly on: SATURDAY', '8'],
  ['7@mon-fri@2', '7@mon-fri@2', 'Weekly on: MONDAY to FRIDAY at 02:00', '7'],
  [
    'nightly=7@mon-fri@2 weekly=4@sun@3',
    'within:30d',
    'nightly: Weekly on: MONDAY to FRIDAY at 02:00; weekly: Weekly on: SUNDAY at 03:00',
    '7 nightly, 4 weekly, all of the 30 days before the newest',
  ],
  ['what nobody can read', '3 daily:7', 'what nobody can read', '3 daily:7'],
] as const)('%s and %s in words', ([frequency, retain, schedule, retention]) => {
  expect(policyInWords(policy(frequency, retain), 86_400)).toEqual({ schedule, retention });
});

test('a bare number counts units of the interval', () => {
  expect(policyInWords(policy('6', '3'), 3600)).toEqual({ schedule: 'Every 6 hours', retention: '3' });
});
