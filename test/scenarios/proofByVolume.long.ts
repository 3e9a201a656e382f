import { describe, expect, test } from 'vitest';
import type { Interruption } from '../../lambda/carryOut/interruption.ts';
import { proofIn } from '../../lambda/core/proved.ts';
import { messageOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Effect } from '../cloud/faults.ts';
import type { Snapshot, Volume } from '../cloud/records.ts';
import type { SnapshotWish } from '../cloud/wishes.ts';
import { asked, documentOf, linesOf, prove, PROVER } from '../commands/person.ts';
import { contentOf } from '../cloud/content.ts';
import { callsOf, DAILY, everyDay, freshCloud, HOUR, hostOf, idsOf, MINUTE, ownCopy, ROLE } from './story.ts';

const REGION = 'eu-west-1';

/** Nothing that is known: its verdict is `unknown`, which holds nothing. */
const TEXT = contentOf(new TextEncoder().encode('no table and no file system'));

interface Estate {
  readonly cloud: Cloud;
  readonly volume: Volume;
  readonly snapshot: Snapshot;
}

/** A volume with one snapshot of yesterday, and what a person may do who proves. */
async function estate(wish: SnapshotWish = {}): Promise<Estate> {
  const cloud = await freshCloud();
  const volume = cloud.region(REGION).attachedVolume({ Name: 'web', ...DAILY });
  const snapshot = ownCopy(cloud, volume, 1, { content: TEXT, ...wish });
  cloud.policy = PROVER;
  return { cloud, volume, snapshot };
}

async function byVolume({ cloud }: Pick<Estate, 'cloud'>, interruptible?: () => Interruption) {
  const event = { regions: REGION };
  return prove(cloud, [], { volume: true }, { event, ...(interruptible && { interruptible }) });
}

/** The volumes of proofs that AWS does not delete. */
function left({ cloud }: Pick<Estate, 'cloud'>): Volume[] {
  return cloud
    .region(REGION)
    .volumes()
    .filter(({ tags, state }) => 'autosnap_proof' in tags && state !== 'deleting');
}

/** `unknown`, and the seconds where they were measured. */
function recordOn({ tags }: Snapshot): string | undefined {
  const written = tags['autosnap_proved'];
  const proof = written === undefined ? undefined : proofIn(written);
  return (
    proof &&
    [proof.verdict, proof.kinds, proof.volume && `${proof.volume.seconds} s`].filter(Boolean).join(' ')
  );
}

describe('a proof by a volume', () => {
  test('measures how long AWS takes, and leaves no volume', async () => {
    const one = await estate({ size: 100 });
    one.cloud.availableAfter = 34_000;
    const answer = await byVolume(one);
    expect([answer.status, left(one), recordOn(one.snapshot)]).toEqual([0, [], 'unknown unknown 36 s']);
    expect(answer.text.replaceAll(/\s+/g, ' ')).toContain('; AWS made a volume of it in 36 s ');
    const { spent, proofs, swept } = documentOf(answer, 'proof');
    expect([spent.gibSeconds, proofs[0]?.gibSeconds, swept]).toEqual([6000, 6000, []]);
  });

  test('of several snapshots has five volumes at once at most', async () => {
    const one = await estate();
    for (let count = 0; count < 11; count += 1) ownCopy(one.cloud, one.cloud.region(REGION).volume(), 1);
    let most = 0;
    one.cloud.before('CreateVolume', () => {
      most = Math.max(most, left(one).length + 1);
    });
    const answer = await byVolume(one);
    expect(linesOf(answer).at(-1)).toMatch(/^Proved 12 of 12 snapshots/);
    expect(callsOf(one.cloud, 'CreateVolume')).toHaveLength(12);
    expect([most, left(one)]).toEqual([5, []]);
  });

  test('whose key is disabled before a block is read makes no volume', async () => {
    const { cloud, volume } = await estate();
    const key = cloud.region(REGION).key();
    const snapshot = ownCopy(cloud, volume, 0, { kmsKeyId: key.arn, content: TEXT });
    key.state = 'Disabled';
    expect((await byVolume({ cloud })).status).toBe(3);
    expect(recordOn(snapshot)).toBe('unreadable key');
    expect(callsOf(cloud, 'CreateVolume')).toHaveLength(1);
  });

  test.for(['vanishes', 'stays creating'] as const)(
    'whose key is disabled before AWS uses it (the volume %s) is unreadable, and holds the deletions',
    async (fate) => {
      const { cloud, volume } = await estate();
      cloud.withoutKey = fate;
      const key = cloud.region(REGION).key();
      const snapshot = ownCopy(cloud, volume, 0, { kmsKeyId: key.arn, content: TEXT });
      cloud.before('CreateVolume', () => {
        key.state = 'Disabled';
      });
      const answer = await prove(cloud, [snapshot.id], { volume: true });
      expect([answer.status, recordOn(snapshot)]).toEqual([3, 'unreadable key']);
      expect(callsOf(cloud, 'CreateVolume')).toHaveLength(1);
      expect(left({ cloud })).toHaveLength(fate === 'vanishes' ? 0 : 1);
      cloud.policy = ROLE;
      await everyDay(cloud, 5);
      expect(cloud.snapshotsOf(volume)).toHaveLength(6);
    },
  );

  test('that AWS refuses, writes nothing, and says why', async () => {
    const one = await estate({ size: 100 });
    one.cloud.region(REGION).volumeLimits.storage = 99;
    const answer = await byVolume(one);
    expect([answer.status, recordOn(one.snapshot)]).toEqual([3, undefined]);
    expect(answer.text).toContain('VolumeLimitExceeded');
  });

  test('that AWS refuses does not hide what the blocks show', async () => {
    const { cloud, volume, snapshot } = await estate();
    await prove(cloud, [snapshot.id]);
    snapshot.tags['autosnap_proved'] = '2026-01-01T00:00Z sound ext4';
    const changed = ownCopy(cloud, volume, 0, { content: TEXT });
    cloud.region(REGION).volumeLimits.storage = 0;
    const answer = await prove(cloud, [changed.id], { volume: true });
    expect([answer.status, recordOn(changed)]).toEqual([3, 'changed unknown']);
    expect(answer.text.replaceAll(/\s+/g, ' ')).toContain('no volume was measured: VolumeLimitExceeded');
  });

  test('without the rights for volumes proves nothing, and leaves nothing', async () => {
    const one = await estate();
    one.cloud.policy = PROVER.filter(({ Sid }) => !Sid?.startsWith('ByVolume'));
    expect((await byVolume(one)).status).toBe(3);
    expect([recordOn(one.snapshot), left(one)]).toEqual([undefined, []]);
  });

  test('in a region whose volumes cannot be listed says so, and leaves nothing', async () => {
    const one = await estate();
    one.cloud.fault({
      action: 'DescribeVolumes',
      when: (params) => params['Filter.1.Name'] === 'tag-key',
      effect: { error: 'UnauthorizedOperation' },
    });
    const answer = await byVolume(one);
    expect([answer.status, recordOn(one.snapshot), left(one)]).toEqual([3, 'unknown unknown 6 s', []]);
    expect(answer.text).toContain('eu-west-1 could not be read: UnauthorizedOperation');
  });

  test('that a person ends while AWS makes the volume deletes it, and writes nothing', async () => {
    const one = await estate();
    const isAsked = () => callsOf(one.cloud, 'CreateVolume').length > 0;
    const answer = await byVolume(one, () => ({ isAsked, asked: Promise.resolve() }));
    expect([answer.status, recordOn(one.snapshot), left(one)]).toEqual([3, undefined, []]);
    expect(answer.text).toContain('Interrupted');
  });
});

/** When a volume of a proof that died was made. */
function past({ clock }: Cloud, hours = 2): Date {
  return new Date(clock.now().getTime() - hours * HOUR);
}

/** The same, with the volume that an earlier proof left. */
async function estateOfDead(): Promise<Estate> {
  const one = await estate();
  const { cloud, snapshot } = one;
  const tags = { autosnap_proof: snapshot.id };
  cloud.region(REGION).volume({ createdAt: past(cloud), tags, fromSnapshot: snapshot.id });
  return one;
}

/** From its k-th call on nothing of a run reaches AWS, or only the effect of that call. */
function die(cloud: Cloud, call: number, when: 'before' | 'after') {
  const faults: [number, number | undefined, Effect][] =
    when === 'before'
      ? [[call, undefined, 'reset before']]
      : [
          [call, 1, 'reset after'],
          [call + 1, undefined, 'reset before'],
        ];
  return faults.map(([nth, times, effect]) =>
    cloud.fault({ action: 'any', nth, effect, ...(times !== undefined && { times }) }),
  );
}

test('a death at any call leaves no wrong record, and two hours later the next proof no volume', async () => {
  const calm = await estateOfDead();
  calm.cloud.forgetCalls();
  await byVolume(calm);
  const actions = calm.cloud.calls.map(({ action }) => action);
  expect(actions).toEqual(
    expect.arrayContaining(['DescribeAvailabilityZones', 'CreateVolume', 'DeleteVolume', 'CreateTags']),
  );
  const stories: string[] = [];
  for (let call = 1; call <= actions.length; call += 1) {
    for (const when of ['before', 'after'] as const) {
      const one = await estateOfDead();
      const faults = die(one.cloud, call, when);
      await byVolume(one).catch(() => undefined);
      for (const fault of faults) fault.remove();
      const [record = 'none', volumes] = [recordOn(one.snapshot), left(one).length];
      one.cloud.clock.advance(2 * HOUR);
      await byVolume(one);
      stories.push(`${record}, then ${recordOn(one.snapshot)} and ${left(one).length} volumes`);
      if (volumes > 2) stories.push(`${call} ${when} left ${volumes} volumes`);
    }
  }
  expect(new Set(stories)).toEqual(
    new Set([
      'none, then unknown unknown 6 s and 0 volumes',
      'unknown unknown 6 s, then unknown unknown 6 s and 0 volumes',
    ]),
  );
});

test('one request that goes wrong once changes nothing', async () => {
  const calm = await estateOfDead();
  calm.cloud.forgetCalls();
  await byVolume(calm);
  const EFFECTS: readonly Effect[] = [
    'reset before',
    'reset after',
    { error: 'RequestLimitExceeded', status: 503 },
    { error: 'InternalError', status: 500 },
  ];
  for (let nth = 1; nth <= calm.cloud.calls.length; nth += 1) {
    for (const effect of EFFECTS) {
      const one = await estateOfDead();
      one.cloud.fault({ action: 'any', nth, times: 1, effect });
      const answer = await byVolume(one);
      const action = calm.cloud.calls[nth - 1]?.action;
      expect([action, effect, answer.status, recordOn(one.snapshot), left(one)]).toEqual([
        action,
        effect,
        0,
        expect.stringMatching(/^unknown unknown \d+ s$/),
        [],
      ]);
    }
  }
});

describe('what the sweep never deletes', () => {
  test('a volume that carries the tag and is not by all signs left of a proof', async () => {
    const { cloud, volume, snapshot } = await estate();
    const region = cloud.region(REGION);
    const other = ownCopy(cloud, volume, 2);
    const foreign = region.snapshot({ of: volume });
    const forged = (of: Snapshot | undefined, proofOf: Snapshot, more = {}) =>
      region.volume({
        createdAt: past(cloud),
        tags: { autosnap_proof: proofOf.id },
        fromSnapshot: of?.id,
        ...more,
      });
    const kept = [
      forged(snapshot, snapshot, { attachedTo: hostOf(volume), device: '/dev/sdz' }),
      forged(snapshot, snapshot, { createdAt: past(cloud, 25) }),
      forged(snapshot, snapshot, { createdAt: new Date(cloud.clock.now().getTime() - 59 * MINUTE) }),
      forged(snapshot, other),
      forged(undefined, snapshot),
      forged(foreign, foreign),
    ];
    const leftOver = forged(snapshot, snapshot);
    const answer = await byVolume({ cloud });
    expect(idsOf(left({ cloud }))).toEqual(idsOf(kept));
    const { swept } = documentOf(answer, 'proof');
    expect(
      idsOf(swept.filter(({ status }) => status === 'left').map(({ volumeId: id }) => ({ id }))),
    ).toEqual(idsOf(kept));
    expect(swept.filter(({ status }) => status === 'deleted').map(({ volumeId }) => volumeId)).toEqual([
      leftOver.id,
    ]);
    expect(answer.status).toBe(3);
  });

  test('one that was attached since it was listed', async () => {
    const { cloud, volume } = await estateOfDead();
    const [one] = left({ cloud });
    cloud.before('DeleteVolume', () => {
      if (one?.attachments.length === 0) cloud.region(REGION).attach(one, hostOf(volume), '/dev/sdz');
    });
    const answer = await byVolume({ cloud });
    expect(left({ cloud })).toEqual([one]);
    expect(answer.text).toContain(`LEFT ${one?.id} in eu-west-1`);
    expect(answer.text).toContain('VolumeInUse');
  });

  test('any volume, where nothing is proved or a person says no', async () => {
    const { cloud, snapshot } = await estateOfDead();
    const { said, ask } = asked(false);
    const manner = { event: { regions: REGION }, ask };
    expect(await messageOf(prove(cloud, [], { volume: true }, manner))).toMatch(/^stopped by you/);
    expect(said[0]).toContain('First it deletes the volumes that earlier proofs left');
    expect(said[1]).toBe('Prove 1 snapshot, and make and delete 1 volume?');
    snapshot.tier = 'archive';
    expect((await byVolume({ cloud })).text).toContain('Proved nothing');
    expect(left({ cloud })).toHaveLength(1);
    expect(callsOf(cloud, 'CreateVolume')).toEqual([]);
  });
});
