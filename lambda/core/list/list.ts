import { iso } from '../calendar.ts';
import { grouped } from '../grouped.ts';
import { shelfOf } from '../images/shelf.ts';
import { withoutImages } from '../images/withoutImages.ts';
import { byServerAndDevice, calledNow } from '../policy/called.ts';
import type { Instance, Inventory, Volume } from '../inventory.ts';
import { neverReached } from '../neverReached.ts';
import { type Brake, brakeFor } from '../plan/brake.ts';
import { makePlan } from '../plan/makePlan.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { proofHold } from '../plan/proofHold.ts';
import type { Managed } from '../plan/survey.ts';
import type { Unmanaged } from '../policy/attachments.ts';
import { type Problem, problemText } from '../policy/policy.ts';
import { type Saved, SNAPSHOTS } from '../policy/saved.ts';
import { scheduleInShort } from '../policy/policyInWords.ts';
import { proofsOf } from '../proof/ofVolume.ts';
import { isAnyProved, standingOf } from '../proof/standing.ts';
import { waitingWords } from '../report/lines.ts';
import { holdWords } from '../report/unsoundLines.ts';
import {
  isOurs,
  isPinned,
  isRestorable,
  newestFirst,
  type Snapshot,
  standsFor,
  type Tags,
} from '../snapshot.ts';
import { counted, inQuotes } from '../text.ts';
import type { ListedImages, ListedReplicas, ListedVolume, ReadRegion, Remark, Uncovered } from './listed.ts';

/** Lists the volumes and the servers of one region as a run judges them. Snapshots and images of others are not counted. */
export function list(inventory: Inventory, settings: PlanSettings, now: Date): ReadRegion {
  return { ...volumesOf(inventory, settings, now), images: imagesOf(inventory, settings, now) };
}

/** On the shelf each server stands as a volume. */
function imagesOf(inventory: Inventory, settings: PlanSettings, now: Date): ListedImages | undefined {
  const { images, instances } = inventory;
  if (images === undefined) return undefined;
  if (images.unread !== undefined) return { is: 'unread', unread: images.unread, servers: [] };
  const shelf = shelfOf(inventory, settings, now);
  const { volumes } = volumesOf(shelf.inventory, shelf.settings, now);
  const tags = new Map(instances.map((one) => [one.id, one.tags]));
  const servers = volumes.flatMap((one) => inTheirWords(one, tags.get(one.volumeId) ?? {}, settings));
  return settings.images === true ? { is: 'on', servers } : { is: 'off', servers: servers.map(idle) };
}

/** On the shelf the keys begin with another prefix. A server without a tag of images is not listed. */
function inTheirWords(one: ListedVolume, tags: Tags, { prefix }: PlanSettings): ListedVolume[] {
  const { status } = one;
  if (status !== 'ignored' && status !== 'paused') return [one];
  const { why, because } = withoutImages(status, tags, prefix);
  return why === 'untagged' ? [] : [{ ...one, remarks: [{ word: why, because }] }];
}

/** As it is while no run makes images. */
function idle(one: ListedVolume): ListedVolume {
  return { ...one, next: undefined, remarks: one.status === 'scheduled' ? [] : one.remarks };
}

function volumesOf(inventory: Inventory, settings: PlanSettings, now: Date): ReadRegion {
  const plan = makePlan(inventory, settings, now);
  const world: World = {
    plan,
    settings,
    now,
    managed: new Map(plan.managed.map((one) => [one.volume.id, one])),
    problems: grouped(plan.problems, ({ volumeId }) => volumeId),
    own: grouped(inventory.snapshots.filter(isOurs), ({ volumeId }) => volumeId),
    instances: new Map(inventory.instances.map((one) => [one.id, one])),
  };
  const covered = inventory.volumes.filter(({ id }) => !isLeftOut(plan.unmanaged.get(id)));
  return {
    status: 'read',
    region: inventory.region,
    volumes: covered.map((volume) => listed(volume, world)).toSorted(byServerAndDevice),
    uncovered: uncoveredIn(inventory, world),
    proofs: isAnyProved(plan.managed) ? standingOf(plan.managed, now) : undefined,
    replicas: replicasIn(inventory),
    notes: inventory.notes,
  };
}

function replicasIn({ snapshots }: Inventory): ListedReplicas | undefined {
  const lineages = snapshots.flatMap(({ lineage }) => lineage ?? []);
  if (lineages.length === 0) return undefined;
  const volumeIds = [...new Set(lineages.map(({ volumeId }) => volumeId))].toSorted();
  return {
    replicas: lineages.length,
    volumes: volumeIds.length,
    regions: [...new Set(lineages.map(({ region }) => region))].toSorted(),
    volumeIds: volumeIds.slice(0, SOME),
  };
}

interface World {
  readonly plan: Plan;
  readonly settings: PlanSettings;
  readonly now: Date;
  readonly managed: ReadonlyMap<string, Managed>;
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  readonly own: ReadonlyMap<string, readonly Snapshot[]>;
  readonly instances: ReadonlyMap<string, Instance>;
}

function listed(volume: Volume, world: World): ListedVolume {
  const managed = world.managed.get(volume.id);
  const own = (world.own.get(volume.id) ?? []).toSorted(newestFirst);
  const judged = managed === undefined ? unscheduled(volume, world) : scheduled(managed, world);
  return {
    ...calledNow(volume, managed?.instance, world.instances),
    otherInstances: Math.max(0, volume.instanceIds.length - 1),
    sizeGiB: volume.sizeGiB,
    ...judged,
    remarks: [...heldBy(own), ...judged.remarks],
    ...proofsOf(own),
    newest: newestOf(own),
    restorable: own.filter((one) => isRestorable(one) && !isPinned(one)).length,
    pinned: own.filter(isPinned).length,
  };
}

type Judged = Pick<ListedVolume, 'status' | 'schedule' | 'places' | 'next' | 'remarks' | 'problems'>;

function scheduled(managed: Managed, world: World): Judged {
  const { plan, settings, now } = world;
  const { volume, policies, due, wanted, lacking } = managed;
  const problems = world.problems.get(volume.id) ?? [];
  const schedules = policies.map((policy) => scheduleInShort(policy, settings.interval));
  return {
    status: problems.length > 0 ? 'problem' : 'scheduled',
    schedule: [...new Set(schedules)].join('; '),
    places: wanted === 0 ? undefined : { filled: wanted - lacking, wanted },
    next: { at: iso(due.isDue ? now : due.since), isDue: due.isDue, because: waitingWords(managed) },
    remarks: [...problems.map(wrongTag), ...remarksOn(managed, plan, settings)],
    problems,
  };
}

function unscheduled({ id }: Volume, { plan, ...world }: World): Judged {
  const problems = world.problems.get(id) ?? [];
  if (problems.length > 0) return { status: 'problem', remarks: problems.map(wrongTag), problems };
  const passedOver = plan.passedOver.find(({ volumeId }) => volumeId === id);
  const unmanaged = plan.unmanaged.get(id);
  return unmanaged === undefined
    ? {
        status: 'passed over',
        remarks: [{ word: 'left alone', because: passedOver?.because ?? '' }],
        problems,
      }
    : { ...chosen(unmanaged), problems };
}

/** Those without a tag are counted, and those of a proof are soon deleted. */
function isLeftOut(unmanaged: Unmanaged | undefined): boolean {
  return unmanaged?.why === 'untagged' || unmanaged?.why === 'proof';
}

/** What a person asked for: no snapshots of it. */
function chosen({ why, because }: Unmanaged): Pick<ListedVolume, 'status' | 'remarks'> {
  switch (why) {
    case 'ignored':
    case 'paused':
      return { status: why, remarks: [{ word: why, because }] };
    case 'untagged':
    case 'proof':
    case 'unread':
      throw new Error('such a volume is not listed');
    default:
      return neverReached(why);
  }
}

/** @param own All own snapshots of the volume. */
function heldBy(own: readonly Snapshot[]): Remark[] {
  const hold = proofHold(own);
  return hold === undefined ? [] : [{ word: 'held', because: holdWords(hold) }];
}

function wrongTag(problem: Problem): Remark {
  return { word: 'wrong tag', because: problemText(problem) };
}

function remarksOn(
  managed: Managed,
  { brakes }: Plan,
  { saved: { one } = SNAPSHOTS }: PlanSettings,
): Remark[] {
  const { due, waits, snapshots } = managed;
  const [newest] = snapshots;
  const brake = brakeFor(managed, brakes);
  return [
    ...(brake === undefined ? [] : [{ word: 'braked' as const, because: heldBack(brake, one) }]),
    ...(newest?.state === 'error' ? [{ word: 'failed' as const, because: failedBecause(newest) }] : []),
    ...(due.missed > 0 ? [{ word: 'late' as const, because: `missed ${counted(due.missed, one)}` }] : []),
    ...(waits === undefined ? [] : [{ word: 'waits' as const, because: waits }]),
  ];
}

function heldBack({ scope, wanted, of }: Brake, one: Saved['one']): string {
  const where = scope === 'region' ? ' in its region' : '';
  return `retention would delete ${wanted} of ${of} restorable ${one}s${where}`;
}

function failedBecause({ id, failure }: Snapshot): string {
  return `${id} failed in AWS${failure === undefined ? '' : `: ${inQuotes(failure)}`}`;
}

function newestOf(own: readonly Snapshot[]): string | undefined {
  const times = own.filter(({ state }) => state !== 'error').map((one) => standsFor(one).getTime());
  return times.length === 0 ? undefined : iso(new Date(Math.max(...times)));
}

/** The most ids that are shown of volumes without a tag. */
const SOME = 3;

function uncoveredIn({ volumes }: Inventory, { plan, own }: World): Uncovered {
  const untagged = volumes.filter(({ id }) => plan.unmanaged.get(id)?.why === 'untagged');
  return {
    volumes: untagged.length,
    sizeGiB: untagged.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0),
    volumeIds: untagged
      .map(({ id }) => id)
      .toSorted((a, b) => Number(own.has(a)) - Number(own.has(b)) || (a < b ? -1 : 1))
      .slice(0, SOME),
    withSnapshots: untagged.filter(({ id }) => own.has(id)).length,
  };
}
