import { describe, expect, test } from 'vitest';

import { freshCloud, messageOf, resultOf, tagged } from './callers.ts';
import { MINUTE } from './clock.ts';
import { copiesThere, copy, THERE } from './copies.ts';
import type { CopyAsked } from './copies.ts';
import type { SnapshotWish } from './wishes.ts';

const VAULT = '222222222222';
const NOT_FOUND = 'Source snapshot is not found';

describe('a copy is taken on and fails minutes later', () => {
  test.for<[string, SnapshotWish, CopyAsked, string]>([
    ['pending', { state: 'pending' }, {}, 'Source snapshot is not complete'],
    ['failed', { state: 'error' }, {}, 'Source snapshot is not complete'],
    ['archived', { tier: 'archive' }, {}, 'Source snapshot is archived'],
    ['not shared', { sharedWith: [] }, {}, NOT_FOUND],
    ['unknown', {}, { SourceSnapshotId: 'snap-0123456789abcdef0' }, NOT_FOUND],
    ['in another region', {}, { SourceRegion: 'us-east-1' }, NOT_FOUND],
    ['in a region that is not enabled', {}, { SourceRegion: 'af-south-1' }, NOT_FOUND],
  ])('of a source that is %s', async ([, wish, asked, message]) => {
    const cloud = await freshCloud();
    const source = cloud.region('eu-west-1').snapshot({ sharedWith: [VAULT], size: 20, ...wish });
    expect(await resultOf(copy(cloud, source, { ...asked, DryRun: true }, VAULT))).toBe(
      'DryRunOperation 412',
    );
    expect(await resultOf(copy(cloud, source, { ...asked, ...tagged({ mine: 'yes' }) }, VAULT))).toBe('ok');
    expect(await copiesThere(cloud, VAULT)).toMatchObject([{ State: 'pending', VolumeSize: 0 }]);
    cloud.clock.advance(2 * MINUTE);
    const [failed] = await copiesThere(cloud, VAULT);
    expect(failed).toMatchObject({ State: 'error', StateMessage: message, Tags: [{ Key: 'mine' }] });
    expect(failed).not.toMatchObject({ CompletionTime: expect.anything() });
  });

  test('that completes after the call', async () => {
    const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
    const source = cloud.region('eu-west-1').snapshot({ state: 'pending', endsAt: '2026-01-01T03:00:10Z' });
    await copy(cloud, source);
    cloud.clock.advance(30 * MINUTE);
    expect(source.state).toBe('completed');
    expect(await copiesThere(cloud)).toMatchObject([{ State: 'error' }]);
  });
});

test.for<[string, SnapshotWish]>([
  ['shared', { sharedWith: [VAULT] }],
  ['public', { public: true }],
  [
    'archived and restored for a while',
    { sharedWith: [VAULT], tier: 'archive', restoreExpiresAt: '2030-01-01' },
  ],
])('a source that is %s can be copied by another account', async ([, wish]) => {
  const cloud = await freshCloud();
  await copy(cloud, cloud.region('eu-west-1').snapshot(wish), {}, VAULT);
  cloud.clock.advance(30 * MINUTE);
  expect(await copiesThere(cloud, VAULT)).toMatchObject([{ State: 'completed' }]);
});

test.for<[CopyAsked, string, string]>([
  [{ SourceSnapshotId: 'bad' }, 'InvalidParameterValue 400', 'The specified snapshotId is invalid'],
  [{ SourceRegion: 'mars' }, 'InvalidRegion 400', 'mars is not a valid region name.'],
  [{ DestinationRegion: 'us-east-1', PresignedUrl: 'x' }, 'InvalidParameterValue 400', 'does not match'],
  [{ Description: 'x'.repeat(256) }, 'InvalidParameterValue 400', '255'],
  [tagged({ mine: 'yes' }, 'volume'), 'InvalidParameterValue 400', 'taggable'],
  [{ DestinationOutpostArn: 'arn:x' }, 'UnsupportedOperation 400', 'DestinationOutpostArn'],
])('a copy is refused that is asked for by %j: %s', async ([asked, result, words]) => {
  const cloud = await freshCloud();
  const source = cloud.region('eu-west-1').snapshot();
  expect(await resultOf(copy(cloud, source, asked))).toBe(result);
  expect(await messageOf(copy(cloud, source, asked))).toContain(words);
  expect(cloud.region(THERE).snapshots()).toEqual([]);
});

test.for([-1, 0, 1, 14, 16, 2881, 2895])('a copy within %i minutes is refused', async (minutes) => {
  const cloud = await freshCloud();
  const source = cloud.region('eu-west-1').snapshot();
  const asked = { CompletionDurationMinutes: minutes };
  expect(await resultOf(copy(cloud, source, asked))).toBe('InvalidParameterValue 400');
  expect(cloud.region(THERE).snapshots()).toEqual([]);
});
