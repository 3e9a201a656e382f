import type { ListedSnapshot, Snapshot } from '../../../lambda/core/snapshot.ts';
import { at, snapshot } from '../fixtures.ts';

/** An own snapshot with a record: `proved('03-09', 'sound gpt ext4')`, proved an hour after it was taken. */
export function proved(when: string, words: string, change: Partial<ListedSnapshot> = {}): Snapshot {
  const [verdict = '', ...kinds] = words.split(' ');
  const startedAt = change.startedAt ?? at(when).getTime();
  const minute = new Date(startedAt + 3_600_000).toISOString().slice(0, 16);
  const record = [`${minute}Z`, verdict, ...kinds].join(' ');
  return snapshot(when, { ...change, tags: { autosnap_proved: record, ...change.tags } });
}
