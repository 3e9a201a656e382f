import { expect, test } from 'vitest';
import { run } from '../../lambda/run/run.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Snapshot } from '../cloud/records.ts';
import { clockOf, withEnvironment } from './snapper.ts';
import { DAILY, existing, freshCloud, HOUR, hostOf, ownCopies } from './story.ts';

/** A person at a terminal is shown the plan, thinks, and says yes. Meanwhile the world may have moved on. */
async function runAfter(cloud: Cloud, thinking: () => void): Promise<string[]> {
  const shown: string[] = [];
  await withEnvironment(cloud.env, () =>
    run({
      settings: readSettings({}, {}),
      clock: clockOf(cloud),
      stopAt: new Date(8.64e15),
      approve: async (plans) => {
        shown.push(...plans.flatMap(({ plan }) => plan.deletes.map(({ snapshotId }) => snapshotId)));
        thinking();
      },
    }),
  );
  return shown;
}

async function surplus() {
  const cloud = await freshCloud();
  const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
  const copies = ownCopies(cloud, volume, 6);
  return { cloud, volume, named: Object.fromEntries(copies.map((copy) => [copy.id, copy])) };
}

test('what was shown goes', async () => {
  const { cloud, volume, named } = await surplus();
  const shown = await runAfter(cloud, () => {});
  expect(shown).toHaveLength(3);
  expect(existing(cloud, named)).toHaveLength(3);
  expect(cloud.snapshotsOf(volume)).toHaveLength(4);
});

test.for<[string, (cloud: Cloud, copies: Snapshot[]) => void]>([
  ['copies were pinned', (_, copies) => copies.forEach((copy) => (copy.tags['autosnap_keep'] = 'audit'))],
  ['the instance was ignored', (cloud) => cloud.region('eu-west-1').instances().forEach(ignore)],
  ['the number was raised', (cloud) => cloud.region('eu-west-1').instances().forEach(keepMany)],
])('while the person thought, %s: nothing of it is deleted', async ([, change]) => {
  const { cloud, named } = await surplus();
  await runAfter(cloud, () => change(cloud, Object.values(named)));
  expect(existing(cloud, named)).toHaveLength(6);
});

test('nothing goes that was not shown, though the number was lowered meanwhile', async () => {
  const { cloud, volume, named } = await surplus();
  const shown = await runAfter(cloud, () => {
    hostOf(volume).tags['autosnap_retain'] = '1';
  });
  expect(existing(cloud, named)).toEqual(Object.keys(named).filter((id) => !shown.includes(id)));
});

test('C-22 a run that came in between has served the slot', async () => {
  const { cloud, volume } = await surplus();
  await runAfter(cloud, () => {
    cloud.clock.advance(HOUR);
    cloud
      .region('eu-west-1')
      .snapshot({ of: volume, description: 'autosnap: x', tags: { snapshot_tool: 'autosnap' } });
  });
  expect(cloud.snapshotsOf(volume)).toHaveLength(4);
});

test('who says no has changed nothing', async () => {
  const { cloud, named } = await surplus();
  const refusal = runAfter(cloud, () => {
    throw new Error('stopped by you');
  });
  await expect(refusal).rejects.toThrow('stopped by you');
  expect(existing(cloud, named)).toHaveLength(6);
  expect(cloud.calls.filter(({ action }) => /^(Create|Delete)/.test(action))).toEqual([]);
});

function ignore(resource: { tags: Record<string, string> }): void {
  resource.tags['autosnap_ignore'] = 'legal hold';
}

function keepMany(resource: { tags: Record<string, string> }): void {
  resource.tags['autosnap_retain'] = '30';
}
