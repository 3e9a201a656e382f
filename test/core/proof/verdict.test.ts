import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeProof, KEY, type Looked, withVolume } from '../../../lambda/core/proof/verdict.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { NOW, snapshot } from '../fixtures.ts';
import { proved } from './proved.ts';

function seen(words: string, damages: readonly string[] = []): Looked {
  const [verdict, ...kinds] = words.split(' ');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each test writes a verdict that there is
  return { verdict, kinds: kinds.join(' '), damages } as Looked;
}

const NEW = snapshot('03-09');

function verdictOf(looked: Looked, older: readonly Snapshot[] = [], one = NEW): string {
  const { proof, because } = judgeProof(looked, one, [...older, one], NOW);
  return [proof.verdict, ...(because === '' ? [] : [because])].join(': ');
}

test('where nothing older was proved it is what was seen', () => {
  for (const words of ['sound gpt ext4', 'opaque luks', 'blank', 'unknown unknown']) {
    expect(verdictOf(seen(words))).toBe(words.split(' ')[0]);
  }
});

test('other kinds than in the newest older one that was sound, opaque or accepted: changed, and it is said since when', () => {
  const older = [proved('03-01', 'sound gpt ntfs'), proved('03-07', 'sound gpt ext4'), snapshot('03-08')];
  expect(verdictOf(seen('sound gpt ext4'), older)).toBe('sound');
  const changed = 'changed: was "gpt ext4" in snap-03-07 of 2026-03-07';
  for (const words of ['sound gpt xfs', 'unknown unknown', 'blank', 'opaque gpt luks', 'sound gpt ext4:2']) {
    expect(verdictOf(seen(words), older)).toBe(changed);
  }
});

test('what is newer, or was damaged, changed, blank, unknown or unreadable, is nothing to compare with', () => {
  const others = ['damaged xfs-damaged', 'changed xfs', 'blank', 'unknown unknown', 'unreadable key'];
  const older = others.map((words, index) => proved(`03-0${index + 3}`, words));
  expect(verdictOf(seen('sound gpt ext4'), [...older, proved('03-10', 'sound xfs')])).toBe('sound');
  expect(verdictOf(seen('sound gpt ext4'), [...older, proved('03-01', 'sound gpt xfs')])).toBe(
    'changed: was "gpt xfs" in snap-03-01 of 2026-03-01',
  );
});

test('what is damaged stays damaged, whatever was before; what is damaged is said', () => {
  const damages = ['the ext4 file system at 1 MiB: a checksum', 'the ext4 file system at 2 GiB: a checksum'];
  expect(verdictOf(seen('damaged gpt ext4-damaged:2', damages), [proved('03-07', 'sound gpt xfs')])).toBe(
    'damaged: the ext4 file system at 1 MiB: a checksum; the ext4 file system at 2 GiB: a checksum',
  );
});

test('what a person accepted stays accepted as long as the same is seen in it', () => {
  const accepted = proved('03-09', 'accepted gpt ext4-damaged');
  const kept = 'accepted';
  expect(verdictOf(seen('damaged gpt ext4-damaged', ['x']), [], accepted)).toBe(kept);
  expect(verdictOf(seen('damaged gpt-damaged ext4', ['x']), [], accepted)).toBe('damaged: x');
  const blank = proved('03-09', 'accepted');
  expect(verdictOf(seen('blank'), [proved('03-01', 'sound ext4')], blank)).toBe(kept);
  const keyless = proved('03-09', 'accepted key');
  expect(verdictOf({ verdict: 'unreadable', kinds: 'key' }, [], keyless)).toBe(kept);
});

test('the next one is compared with what was accepted, and a repaired disk has not changed', () => {
  const older = [proved('03-01', 'sound gpt ext4'), proved('03-07', 'accepted gpt xfs')];
  expect(verdictOf(seen('sound gpt xfs'), older)).toBe('sound');
  expect(verdictOf(seen('sound gpt ext4'), older)).toMatch(/^changed: was "gpt xfs" in snap-03-07/);
  expect(verdictOf(seen('sound gpt ext4:3'), [proved('03-07', 'accepted gpt ext4:2 ext4-damaged')])).toBe(
    'sound',
  );
});

test('accepted without having been read it shows no kinds, so the one before it counts', () => {
  const older = [proved('03-01', 'sound gpt ext4'), proved('03-07', 'accepted key')];
  expect(verdictOf(seen('sound gpt ext4'), older)).toBe('sound');
});

test('nothing could be read: why', () => {
  const older = [proved('03-01', 'sound gpt ext4')];
  expect(verdictOf({ verdict: 'unreadable', kinds: 'key' }, older)).toMatch(/^unreadable: AWS may not use/);
  expect(verdictOf({ verdict: 'unreadable', kinds: 'checksum' }, older)).toMatch(/^unreadable: what AWS/);
});

test('the record has the kinds, the minute, and the volume that was measured before', () => {
  const value = '2026-03-01T02:10Z sound gpt ext4 volume=34s@2026-03-01T02:10Z';
  const one = snapshot('03-09', { tags: { autosnap_proved: value } });
  const now = new Date(NOW.getTime() + 59_999);
  expect(judgeProof(seen('sound gpt ext4'), one, [one], now).proof).toEqual({
    at: NOW.getTime(),
    verdict: 'sound',
    kinds: 'gpt ext4',
    volume: { seconds: 34, at: Date.parse('2026-03-01T02:10Z') },
  });
});

test('a volume of it adds its seconds, and says why there are none; the verdict of the blocks stays', () => {
  const sound = judgeProof(seen('sound ext4'), NEW, [NEW], NOW);
  const measured = withVolume(sound, { kind: 'measured', seconds: 34 }, NOW);
  expect(measured).toEqual({
    proof: { ...sound.proof, volume: { seconds: 34, at: sound.proof.at } },
    because: '',
  });
  const failed = { kind: 'failed', code: 'VolumeLimitExceeded', message: 'no room' } as const;
  const damaged = judgeProof(seen('damaged ext4-damaged', ['its table']), NEW, [NEW], NOW);
  expect(withVolume(damaged, failed, NOW)).toEqual({
    proof: damaged.proof,
    because: 'its table; no volume was measured: VolumeLimitExceeded: no room',
  });
  const unreadable = judgeProof(KEY, NEW, [NEW], NOW);
  expect(withVolume(unreadable, { kind: 'key' }, NOW)).toEqual(unreadable);
});

test('law: once a disk has changed, each later snapshot of the new kind is changed until one is accepted', () => {
  const kinds = fc.constantFrom('ext4', 'xfs', 'gpt ext4', 'gpt ntfs');
  fc.assert(
    fc.property(kinds, kinds, fc.integer({ min: 1, max: 8 }), (before, after, days) => {
      const own: Snapshot[] = [proved('02-01', `sound ${before}`)];
      for (let day = 1; day <= days; day += 1) {
        const one = snapshot(`03-0${day}`);
        const { proof } = judgeProof(seen(`sound ${after}`), one, [...own, one], NOW);
        expect(proof.verdict).toBe(before === after ? 'sound' : 'changed');
        own.push({ ...one, proof });
      }
      const last = own.at(-1);
      if (last?.proof === undefined) return;
      own.splice(-1, 1, { ...last, proof: { ...last.proof, verdict: 'accepted' } });
      const next = snapshot('03-10');
      expect(judgeProof(seen(`sound ${after}`), next, [...own, next], NOW).proof.verdict).toBe('sound');
    }),
    { numRuns: 40 },
  );
});
