import { type Listing, readAs } from '../estate/listing.ts';
import fc from 'fast-check';
import { type CreateOne, type CreateSet, volumesOf } from '../../../lambda/core/plan/creation.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import type { Plan } from '../../../lambda/core/plan/plan.ts';
import { planText } from '../../../lambda/core/report/planText.ts';
import { reportText } from '../../../lambda/core/report/reportText.ts';
import { NOW, allDone, reportOf } from '../../core/fixtures.ts';
import { anInventory, aNow, someSettings } from './inventories.ts';
import { bereaved, whySpared } from '../judge/copies.ts';
import type { Law } from './law.ts';
import { RAW_DANGER } from '../estate/texts.ts';

/** Whatever AWS lists: a plan, and one that deletes nothing which must stay. */
export const planLaw: Law = {
  name: 'inventories',
  about: ({ snapshots, deletes, creates }) =>
    `${snapshots} snapshots, ${deletes} planned to go, ${creates} creating calls`,
  property: (count) =>
    fc.asyncProperty(anInventory, someSettings, aNow, async (inventory, settings, now) => {
      const plan = makePlan(readAs(settings.prefix, inventory), settings, now);
      count('snapshots', inventory.snapshots.length);
      count('deletes', plan.deletes.length);
      count('creates', plan.creates.length);
      demandNone(mustStay(inventory, plan), 'must stay');
      demandNone(spentVolumes(inventory, plan), 'lose their newest copy');
      demandNone(plan.creates.filter(isTooMuch), 'are more than AWS takes');
      demandNone(twice(plan.creates.flatMap(volumesOf)), 'are taken twice');
      const lines = `${planText([{ plan }], NOW)}\n${reportText(reportOf(plan, allDone(plan)))}`.split('\n');
      const wild = lines.filter((line) => RAW_DANGER.test(line));
      demandNone(wild, 'steer a terminal');
      const links = lines.filter((line) => line.includes('://'));
      demandNone(links, 'have a link');
    }),
};

function demandNone(found: readonly unknown[], what: string): void {
  if (found.length > 0) throw new Error(`these ${what}: ${JSON.stringify(found)}`);
}

function mustStay({ snapshots, holds }: Listing, { deletes }: Plan): string[] {
  const listed = new Map(snapshots.map((one) => [one.id, one]));
  return deletes
    .map(({ snapshotId }) => snapshotId)
    .filter((id) => {
      const one = listed.get(id);
      return one === undefined || whySpared(one, holds.get(id)) !== undefined;
    });
}

/** Volumes of which the newest restorable copy of ours would go. */
function spentVolumes({ snapshots }: Listing, { deletes }: Plan): string[] {
  const gone = new Set(deletes.map(({ snapshotId }) => snapshotId));
  return bereaved(new Map(snapshots.map((one) => [one.id, one])).values(), (id) => gone.has(id));
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
