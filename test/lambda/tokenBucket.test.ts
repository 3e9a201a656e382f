import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openTokenBucket } from '../../lambda/carryOut/tokenBucket.ts';

/** AWS's side of a bucket: `refill` tokens a second at a time in seconds, and 100 at most. */
interface Theirs {
  readonly refill: (second: number) => number;
  readonly full: number;
  /** Milliseconds from a call to its answer. @default 250 */
  readonly latency?: number;
}

const STEP = 10;

/** Sends calls one after the other, in steps of a hundredth of a second. */
function send(calls: number, { refill, full, latency = 250 }: Theirs) {
  const ours = openTokenBucket(0);
  const answers: { at: number; sentAt: number; isThrottled: boolean }[] = [];
  let [theirs, left, throttled, time] = [full, calls, 0, 0];
  let [ideal, idealLeft, bound] = [full, calls, 0];
  while (left > 0 || answers.length > 0) {
    for (; answers[0] !== undefined && answers[0].at <= time; answers.shift()) {
      const [{ sentAt, isThrottled }] = [answers[0]];
      if (isThrottled) {
        ours.throttled(sentAt, time);
        left += 1;
        throttled += 1;
      } else ours.passed(sentAt, time);
    }
    while (left > 0 && answers.length < 50 && ours.nextAt(time) <= time) {
      ours.take(time);
      left -= 1;
      const isThrottled = theirs < 1;
      if (!isThrottled) theirs -= 1;
      answers.push({ at: time + latency, sentAt: time, isThrottled });
    }
    for (; idealLeft > 0 && ideal >= 1; ideal -= 1) idealLeft -= 1;
    if (idealLeft > 0) bound = time + STEP;
    time += STEP;
    const poured = (refill(time / 1000) * STEP) / 1000;
    theirs = Math.min(100, theirs + poured);
    ideal = Math.min(100, ideal + poured);
  }
  return { ratio: time / bound, share: throttled / (calls + throttled), throttled, seconds: time / 1000 };
}

describe('C-58 a guess at the bucket that AWS keeps', () => {
  test('the published bucket is emptied at its own speed, with hardly a call too many', () => {
    const { ratio, share } = send(1500, { refill: () => 5, full: 100 });
    expect(ratio).toBeLessThan(1.01);
    expect(share).toBeLessThan(0.01);
  });

  test('a burst alone is never throttled and never waits', () => {
    expect(send(100, { refill: () => 5, full: 100 }).throttled).toBe(0);
  });

  test.for([
    ['from the start', 200, () => 1, 100],
    ['from the start, with little left of the burst', 1500, () => 1, 20],
    ['from a minute on', 1500, (second: number) => (second < 60 ? 5 : 1), 100],
    ['for all but a third', 1000, () => 1.7, 100],
  ] as const)('where others use the bucket %s, what they leave is used', ([, calls, refill, full]) => {
    const { ratio, share } = send(calls, { refill, full });
    expect(ratio).toBeLessThan(1.1);
    expect(share).toBeLessThan(0.1);
  });

  test('what others leave again is soon found out', () => {
    const { ratio, share } = send(1500, { refill: (second) => (second < 60 ? 1 : 5), full: 100 });
    expect(ratio).toBeLessThan(1.1);
    expect(share).toBeLessThan(0.1);
  });

  test('half a minute without any token is sat out, and then it goes on as before', () => {
    const { ratio, share } = send(1500, {
      refill: (second) => (second > 30 && second < 60 ? 0 : 5),
      full: 100,
    });
    expect(ratio).toBeLessThan(1.1);
    expect(share).toBeLessThan(0.03);
  });

  test.for([
    [15, 30],
    [15, 250],
    [15, 1000],
    [50, 30],
    [50, 250],
    [50, 1000],
  ] as const)('a quota of %i a second is found out in seconds, at %i ms a call', ([rate, latency]) => {
    const { ratio, share } = send(4000, { refill: () => rate, full: 100, latency });
    expect(ratio).toBeLessThan(1.1);
    expect(share).toBeLessThan(0.05);
  });

  test('also where others have used up the burst', () => {
    expect(send(4000, { refill: () => 50, full: 20 }).ratio).toBeLessThan(1.1);
  });

  test('what is not throttled at all is soon done', () => {
    const free = { refill: () => 1_000_000, full: 100, latency: 30 };
    expect([send(500, free), send(1500, free)].map(({ throttled }) => throttled)).toEqual([0, 0]);
    expect(send(500, free).seconds + send(1500, free).seconds).toBeLessThan(17);
  });

  test('a clock that goes back frees no token', () => {
    const bucket = openTokenBucket(1000);
    for (let call = 0; call < 100; call += 1) bucket.take(1000);
    expect(bucket.nextAt(500)).toBe(1200);
  });
});

test('whoever sleeps until the time that is told wakes when it has come: it is whole milliseconds', () => {
  const anAnswer = fc.record({ after: fc.integer({ min: 1, max: 900 }), isThrottled: fc.boolean() });
  fc.assert(
    fc.property(fc.array(anAnswer, { minLength: 200, maxLength: 200 }), (answers) => {
      const bucket = openTokenBucket(0);
      let now = 0;
      for (const { after, isThrottled } of answers) {
        const at = bucket.nextAt(now);
        expect(Number.isInteger(at)).toBe(true);
        now = Math.max(now, at);
        bucket.take(now);
        const sentAt = now;
        now += after;
        if (isThrottled) bucket.throttled(sentAt, now);
        else bucket.passed(sentAt, now);
      }
    }),
  );
});
