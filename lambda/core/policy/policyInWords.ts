import { frequencyInShort } from '../grammar/inShort.ts';
import { frequencyInWords, retentionInWords } from '../grammar/inWords.ts';
import { parseFrequency } from '../grammar/frequency.ts';
import { parseRetention } from '../grammar/retention.ts';
import type { SnapshotPolicy } from './policy.ts';

/** A policy as a person says it. */
export interface PolicyInWords {
  /** `Weekly on: SATURDAY` */
  readonly schedule: string;
  /** `8`, `7 daily, 4 weekly` */
  readonly retention: string;
}

/** Says a policy in words. A bare number counts units of `interval` seconds. */
export function policyInWords({ schedule, retention }: SnapshotPolicy, interval: number): PolicyInWords {
  const frequency = parseFrequency(schedule.text);
  const rules = parseRetention(retention.text);
  if (!frequency.ok) return { schedule: schedule.text, retention: retention.text };
  return {
    schedule: frequencyInWords(frequency.value, interval),
    retention: retentionInWords(frequency.value, rules.ok ? rules.value : []),
  };
}

/** The schedule alone, as short as a table needs it: `Sat 02:00`. */
export function scheduleInShort({ schedule }: SnapshotPolicy, interval: number): string {
  const frequency = parseFrequency(schedule.text);
  return frequency.ok ? frequencyInShort(frequency.value, interval) : schedule.text;
}
