import { expect, test } from 'vitest';
import { acceptedProof } from '../../../lambda/core/proof/accept.ts';
import { proofText } from '../../../lambda/core/proved.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { foreign, NOW, snapshot } from '../fixtures.ts';
import { proved } from './proved.ts';

function accepted(one: Snapshot, others: readonly Snapshot[] = []): string {
  const answer = acceptedProof(one, [one, ...others], NOW);
  return answer.status === 'accepted' ? proofText(answer.proof) : answer.because;
}

test('what is damaged, changed or unreadable is accepted with the kinds that stand there', () => {
  for (const words of ['damaged gpt ext4-damaged', 'changed gpt xfs', 'changed', 'unreadable key']) {
    const [, ...kinds] = words.split(' ');
    expect(accepted(proved('03-09', words))).toBe(['2026-03-10T05:00Z', 'accepted', ...kinds].join(' '));
  }
});

test('the measured volume stays in the record', () => {
  const value = '2026-03-01T02:10Z changed gpt xfs volume=34s@2026-03-01T02:10Z';
  expect(accepted(snapshot('03-09', { tags: { autosnap_proved: value } }))).toBe(
    '2026-03-10T05:00Z accepted gpt xfs volume=34s@2026-03-01T02:10Z',
  );
});

test('refused with a reason: never proved, not to be read, accepted already, not ours', () => {
  expect(accepted(snapshot('03-09'))).toBe('snap-03-09 was never proved, so there is nothing to accept');
  expect(accepted(snapshot('03-09', { tags: { autosnap_proved: 'fine "' } }))).toBe(
    String.raw`what stands in the tag of snap-03-09 cannot be read ("fine \u{22}")`,
  );
  expect(accepted(proved('03-09', 'accepted gpt'))).toBe('snap-03-09 is accepted already');
  const theirs = foreign('03-09', { autosnap_proved: '2026-03-01T02:10Z changed xfs' });
  expect(accepted(theirs)).toBe('snap-03-09 is not ours: snapshot_tool is not set');
});

test('refused where it changes nothing: it is sound, and nothing older holds the pruning', () => {
  for (const words of ['sound gpt ext4', 'opaque luks', 'blank', 'unknown unknown']) {
    expect(accepted(proved('03-09', words))).toMatch(
      /^snap-03-09 is \w+ and holds nothing, so it needs no acceptance$/,
    );
  }
});
