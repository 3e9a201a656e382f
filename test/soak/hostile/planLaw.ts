import fc from 'fast-check';
import { type CreateOne, type CreateSet, volumesOf } from '../../../lambda/core/plan/creation.ts';
import type { Inventory, Snapshot } from '../../../lambda/core/inventory.ts';
import { makePlan, type Plan } from '../../../lambda/core/plan/plan.ts';
import { planText } from '../../../lambda/core/report/planText.ts';
import { reportText } from '../../../lambda/core/report/reportText.ts';
import { allDone, reportOf } from '../../core/fixtures.ts';
import { aNow, anInventory, someSettings } from './inventories.ts';
import type { Law } from './law.ts';
import { RAW_DANGER } from '../estate/texts.ts';

/** Whatever AWS lists: a plan, and one that deletes nothing which must stay. */
export const planLaw: Law = {
  name: 'inventories',
  about: ({ snapshots, deletes, creates }) =>
    `${snapshots} snapshots, ${deletes} planned to go, ${creates} creating calls`,
  property: (count) =>
    fc.asyncProperty(anInventory, someSettings, aNow, async (inventory, settings, now) => {
      const plan = makePlan(inventory, settings, now);
      count('snapshots', inventory.snapshots.length);
      count('deletes', plan.deletes.length);
      count('creates', plan.creates.length);
      demandNone(mustStay(inventory, plan), 'must stay');
      demandNone(spentVolumes(inventory, plan), 'lose their last copy');
      demandNone(plan.creates.filter(isTooMuch), 'are more than AWS takes');
      demandNone(twice(plan.creates.flatMap(volumesOf)), 'are taken twice');
      const lines = `${planText([plan])}\n${reportText(reportOf(plan, allDone(plan)))}`.split('\n');
      const wild = lines.filter((line) => RAW_DANGER.test(line));
      demandNone(wild, 'steer a terminal');
    }),
};

function demandNone(found: readonly unknown[], what: string): void {
  if (found.length > 0) throw new Error(`these ${what}: ${JSON.stringify(found)}`);
}

/** Judged by words of our own: the core is not asked. */
function mustStay({ snapshots, holds }: Inventory, { deletes }: Plan): string[] {
  return deletes
    .map(({ snapshotId }) => snapshotId)
    .filter((id) => {
      const last = snapshots.findLast((one) => one.id === id);
      if (last === undefined) return true;
      const keys = Object.keys(last.tags).map((key) => key.toLowerCase());
      const isOurs = last.tags['snapshot_tool'] === 'autosnap' && !/^vol-f+$/.test(last.volumeId);
      const isFree = !keys.includes('autosnap_keep') && !keys.some((key) => key.startsWith('aws:'));
      const isDone = last.state === 'error' || (last.state === 'completed' && last.tier === 'standard');
      return !(isOurs && isFree && isDone && !holds.has(id));
    });
}

/** Volumes of which no restorable copy of ours would be left, though there was one. */
function spentVolumes({ snapshots }: Inventory, { deletes }: Plan): string[] {
  const gone = new Set(deletes.map(({ snapshotId }) => snapshotId));
  const listed = [...new Map(snapshots.map((one) => [one.id, one])).values()];
  const good = listed.filter((one) => one.tags['snapshot_tool'] === 'autosnap' && isGood(one));
  return [...new Set(good.map(({ volumeId }) => volumeId))].filter((volumeId) => {
    const copies = good.filter((one) => one.volumeId === volumeId);
    const newest = Math.max(...copies.map(({ startedAt }) => startedAt));
    return copies.filter(({ startedAt }) => startedAt === newest).every(({ id }) => gone.has(id));
  });
}

function isGood({ state, tier }: Snapshot): boolean {
  return state === 'completed' && tier === 'standard';
}

function isTooMuch(create: CreateOne | CreateSet): boolean {
  const { description, tags } = create;
  const isTaggable = Object.entries(tags).every(
    ([key, value]) => key.length <= 128 && Array.from(value).length <= 256,
  );
  return !isTaggable || Object.keys(tags).length > 50 || !/^[ -~]{1,255}$/.test(description);
}

function twice(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}
