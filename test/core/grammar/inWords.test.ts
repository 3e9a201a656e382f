import { describe, expect, test } from 'vitest';
import { parseFrequency } from '../../../lambda/core/grammar/frequency.ts';
import { frequencyInWords, retentionInWords } from '../../../lambda/core/grammar/inWords.ts';
import { parseRetention } from '../../../lambda/core/grammar/retention.ts';

function schedule(value: string, interval = 86_400): string {
  const read = parseFrequency(value);
  return read.ok ? frequencyInWords(read.value, interval) : read.expected;
}

/** What stays by a frequency and what is asked for beside it. */
function retention(frequency: string, retain?: string): string {
  const read = parseFrequency(frequency);
  const rules = retain === undefined ? undefined : parseRetention(retain);
  return read.ok ? retentionInWords(read.value, rules?.ok ? rules.value : []) : read.expected;
}

describe('a schedule in words', () => {
  test.for([
    ['1', 'Daily'],
    ['7', 'Every 7 days'],
    ['1h', 'Hourly'],
    ['6h', 'Every 6 hours'],
    ['24h', 'Every 24 hours'],
    ['1d', 'Daily'],
    ['2d', 'Every 2 days'],
    ['1w', 'Every 7 days'],
    ['2w', 'Every 14 days'],
    ['@0', 'Daily'],
    ['@2', 'Daily at 02:00'],
    ['@8+12', 'Daily at 08:00, 12:00'],
    ['@0+12', 'Daily at 00:00, 12:00'],
    ['@sat', 'Weekly on: SATURDAY'],
    ['@sat@3', 'Weekly on: SATURDAY at 03:00'],
    ['@mon+tue', 'Weekly on: MONDAY, TUESDAY'],
    ['@mon-wed', 'Weekly on: MONDAY to WEDNESDAY'],
    ['@tue-thu', 'Weekly on: TUESDAY to THURSDAY'],
    ['@mon+wed+fri', 'Weekly on: MONDAY, WEDNESDAY, FRIDAY'],
    ['@thu+sat+sun', 'Weekly on: THURSDAY, SATURDAY, SUNDAY'],
    ['7@mon-fri@20', 'Weekly on: MONDAY to FRIDAY at 20:00'],
    ['@1st', 'Monthly on: 1st'],
    ['12@1st@2', 'Monthly on: 1st at 02:00'],
    ['@2nd+15th+last@3+15', 'Monthly on: 2nd, 15th, last day at 03:00, 15:00'],
    ['0@mon', 'Paused (count 0)'],
    ['nightly=7@2 weekly=4@sun@3', 'nightly: Daily at 02:00; weekly: Weekly on: SUNDAY at 03:00'],
    ['nightly=0@2 weekly=4', 'nightly: paused (count 0); weekly: Daily'],
  ] as const)('%s: %s', ([value, words]) => {
    expect(schedule(value)).toBe(words);
  });

  test.for([
    ['1', 3600, 'Hourly'],
    ['2', 3600, 'Every 2 hours'],
    ['1', 7200, 'Every 2 hours'],
    ['1', 60, 'Every minute'],
    ['15', 60, 'Every 15 minutes'],
    ['1', 1, 'Every second'],
    ['1', 90, 'Every 90 seconds'],
    ['1', 604_800, 'Every 7 days'],
  ] as const)('%s of %i seconds: %s', ([value, interval, words]) => {
    expect(schedule(value, interval)).toBe(words);
  });

  test('a unit of its own is not the interval', () => {
    expect(schedule('6h', 60)).toBe('Every 6 hours');
  });
});

describe('a retention in words', () => {
  test.for([
    ['1', '7', '7'],
    ['1', '7 monthly:1', '7 newest, 1 monthly'],
    ['1', 'daily:7 weekly:4', '7 daily, 4 weekly'],
    ['1', 'within:30d', 'all of the 30 days before the newest'],
    ['7@mon', undefined, '7'],
    ['nightly=7@2 weekly=4@sun', undefined, '7 nightly, 4 weekly'],
    ['nightly=0@2 weekly=4@sun', undefined, 'all nightly, 4 weekly'],
    ['nightly=7@2', '3', '7 nightly, 3 newest'],
    ['nightly=7@2', 'monthly:6', '7 nightly, 6 monthly'],
  ] as const)('%s keeping %s: %s', ([frequency, retain, words]) => {
    expect(retention(frequency, retain)).toBe(words);
  });
});
