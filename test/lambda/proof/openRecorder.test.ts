import { expect, test } from 'vitest';
import { openRecorder } from '../../../lambda/aws/proof/openRecorder.ts';
import { freshCloud } from '../../cloud/callers.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import type { Effect } from '../../cloud/faults.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';

const RECORD = '2026-01-01T03:00Z sound ext4';

async function record(cloud: Cloud, id: string, value = RECORD) {
  return withEnvironment(cloud.env, async () => {
    const recorder = openRecorder({ region: 'eu-west-1' }, 'backup');
    try {
      return await recorder.record(id, value);
    } finally {
      recorder.close();
    }
  });
}

test('a record is one tag of the snapshot, and a later one takes its place', async () => {
  const cloud = await freshCloud();
  const snapshot = cloud.region('eu-west-1').snapshot({ tags: { snapshot_tool: 'backup' } });
  expect(await record(cloud, snapshot.id, 'earlier')).toEqual({ kind: 'done', value: undefined });
  expect(await record(cloud, snapshot.id)).toEqual({ kind: 'done', value: undefined });
  expect(snapshot.tags).toEqual({ snapshot_tool: 'backup', backup_proved: RECORD });
});

test.for<Effect>(['reset before', 'reset after', { error: 'InternalError' }])(
  'a record is sent again after %j',
  async (effect) => {
    const cloud = await freshCloud();
    const snapshot = cloud.region('eu-west-1').snapshot();
    cloud.fault({ action: 'CreateTags', times: 1, effect });
    expect(await record(cloud, snapshot.id)).toMatchObject({ kind: 'done' });
    expect(snapshot.tags).toEqual({ backup_proved: RECORD });
  },
);

test('a refusal is told, and the snapshot stays as it is', async () => {
  const cloud = await freshCloud();
  const snapshot = cloud.region('eu-west-1').snapshot();
  cloud.policy = [];
  const denied = await record(cloud, snapshot.id);
  expect(denied).toMatchObject({ kind: 'refused', code: 'UnauthorizedOperation' });
  expect(snapshot.tags).toEqual({});
  cloud.policy = 'allow all';
  expect(await record(cloud, 'snap-0123456789abcdef0')).toMatchObject({
    kind: 'refused',
    code: 'InvalidSnapshot.NotFound',
  });
});
