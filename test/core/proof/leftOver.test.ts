import { expect, test } from 'vitest';
import { leftOvers, type ProofVolume } from '../../../lambda/core/proof/leftOver.ts';
import { hoursBefore, later, NOW } from '../fixtures.ts';

const LEFT: ProofVolume = {
  id: 'vol-9',
  state: 'available',
  snapshotId: 'snap-1',
  proofOf: 'snap-1',
  isAttached: false,
  createdAt: hoursBefore(NOW, 2).getTime(),
};

function fateOf(change: Partial<ProofVolume>): string {
  const [one] = leftOvers([{ ...LEFT, ...change }], new Set(['snap-1']), {
    region: 'eu-west-1',
    prefix: 'autosnap',
    now: NOW,
  });
  return one === undefined ? 'untold' : `${one.isDeleted ? 'deleted' : 'left'}: ${one.because}`;
}

const BY_HAND = 'if it is not needed, delete it: aws ec2 delete-volume --region eu-west-1 --volume-id vol-9';

test('what an earlier proof left is deleted, from the age of one hour to 24 hours', () => {
  expect(fateOf({})).toBe('deleted: an earlier proof of snap-1 left it 2 hours ago');
  expect(fateOf({ createdAt: hoursBefore(NOW, 1).getTime() })).toMatch(/^deleted: .* 1 hour ago$/);
  expect(fateOf({ createdAt: hoursBefore(NOW, 24).getTime() })).toMatch(/^deleted/);
  expect(fateOf({ state: 'error' })).toMatch(/^deleted/);
});

test.for<[string, Partial<ProofVolume>, string]>([
  ['younger', { createdAt: later(hoursBefore(NOW, 1), 1).getTime() }, 'less than an hour old, and another'],
  ['in the future', { createdAt: later(NOW, 60).getTime() }, 'less than an hour old, and another'],
  ['older', { createdAt: later(hoursBefore(NOW, 24), -1).getTime() }, `more than 24 hours old; ${BY_HAND}`],
  ['attached', { isAttached: true, state: 'in-use' }, `attached, so somebody uses it; ${BY_HAND}`],
  ['of a foreign snapshot', { snapshotId: 'snap-2', proofOf: 'snap-2' }, `gone or not ours; ${BY_HAND}`],
  ['with another tag', { proofOf: 'snap-2' }, `does not name the snapshot that it was made of; ${BY_HAND}`],
  [
    'of no snapshot',
    { snapshotId: '', proofOf: '' },
    `does not name the snapshot that it was made of; ${BY_HAND}`,
  ],
])('one that is %s stays, and a person is told what to do', ([, change, words]) => {
  expect(fateOf(change)).toMatch(/^left: /);
  expect(fateOf(change)).toContain(words);
});

test('one that AWS is deleting is not told', () => {
  expect([fateOf({ state: 'deleting' }), fateOf({ state: 'deleted' })]).toEqual(['untold', 'untold']);
});
