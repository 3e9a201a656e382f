import { describe, expect, test } from 'vitest';
import { role } from '../../../lambda/aws/permissions.ts';
import { freshCloud } from '../../cloud/callers.ts';
import { runSnapper } from '../../scenarios/snapper.ts';
import { openLife } from './life.ts';
import { DAY, HOUR } from '../judge/slots.ts';
import type { Step } from '../estate/steps.ts';
import { openTally } from './tally.ts';

/** The shortest lives that once broke a law, and those that show how far a law goes. */

async function live(...steps: readonly Step[]) {
  const tally = openTally();
  const life = openLife(tally);
  for (const step of steps) await life.step(step);
  return { tally, snapshots: [...life.region.cloud.snapshots.values()].map(({ snapshot }) => snapshot) };
}

describe('IAM reads the keys of tags in any case, so a volume’s tag must not look to it like one of ours', () => {
  test.for(['Autosnap_Keep', 'AUTOSNAP_KEEP'])(
    'C-30 RB-11 %s on a volume pins none of its copies',
    async (key) => {
      const { snapshots } = await live(
        { step: 'write', on: 'volume 1', tags: { [key]: 'yes' } },
        { step: 'run', after: 0 },
      );
      expect(snapshots.flatMap(({ tags }) => Object.keys(tags))).not.toContain(key);
    },
  );

  test('C-60 Snapshot_Tool on a volume does not keep the deployed role from copying it', async () => {
    const cloud = await freshCloud();
    cloud.policy = role({ partition: 'aws', account: '123456789012', prefixes: ['autosnap'] });
    const tags = { autosnap: '1', autosnap_retain: '1' };
    const volume = cloud.region('eu-west-1').attachedVolume(tags, { Snapshot_Tool: 'mine' });
    const { headline } = await runSnapper(cloud);
    expect(headline).toMatchObject({ created: 1, failures: 0 });
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
  });
});

describe('how far the laws go', () => {
  const daily: Step = { step: 'run', after: DAY / 60_000 };

  test('C-22 a caller whose clock is a day ahead takes a copy in each run: it stands for its data’s day', async () => {
    const { snapshots } = await live(
      { step: 'vanish', volume: 1 },
      { step: 'skew', hours: 24 },
      daily,
      { step: 'run', after: 60 },
      { step: 'run', after: 60 },
    );
    expect(snapshots).toHaveLength(3);
  });

  test('RA-4 C-35 a copy deleted by hand that is still listed costs one place, and no more', async () => {
    const { snapshots } = await live(
      { step: 'vanish', volume: 1 },
      { step: 'retain', on: 'instance 0', value: '1' },
      daily,
      daily,
      { step: 'wait', minutes: 45 },
      { step: 'lag', minutes: 10 },
      { step: 'hand', copy: 0, does: 'deletes it' },
      { step: 'run', after: 5 },
    );
    // The list still showed the newer of two, so the older went; and had it been true, the newer had stayed.
    expect(snapshots).toEqual([]);
  });

  test('and where lists are true it costs none', async () => {
    const { snapshots } = await live(
      { step: 'vanish', volume: 1 },
      { step: 'retain', on: 'instance 0', value: '1' },
      daily,
      daily,
      { step: 'wait', minutes: HOUR / 60_000 },
      { step: 'hand', copy: 0, does: 'deletes it' },
      { step: 'run', after: 5 },
    );
    expect(snapshots.map(({ state }) => state)).toEqual(['completed', 'pending']);
  });
});
