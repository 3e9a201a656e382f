import { dayNumber, dayText, iso } from '../calendar.ts';
import type { Inventory, Volume } from '../inventory.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { proofHold } from '../plan/proofHold.ts';
import { holdOn, PINNED } from '../plan/protection.ts';
import type { Verdict } from '../plan/retention.ts';
import type { Managed } from '../plan/survey.ts';
import { unsoundOf } from '../plan/unsound.ts';
import { verdictsOf } from '../plan/verdicts.ts';
import { type Called, calledNow, calledThen } from '../policy/called.ts';
import type { SnapshotPolicy, Sourced } from '../policy/policy.ts';
import { policyInWords } from '../policy/policyInWords.ts';
import { SNAPSHOTS } from '../policy/saved.ts';
import { proofsOf } from '../proof/ofVolume.ts';
import { seenProof } from '../proved.ts';
import { waitingWords } from '../report/lines.ts';
import { isOurs, markWords, newestFirst, type Snapshot, standsFor } from '../snapshot.ts';
import { departuresOf } from './departures.ts';
import {
  elsewhereOf,
  newestReplica,
  replicasIn,
  replicateOf,
  type ShowSettings,
  whyKept,
} from './replicas.ts';
import type { ShownPolicy, ShownSnapshot, ShownValue, ShownVolume } from './shown.ts';

/** Explains one volume, also one that is gone. */
export function showVolume(volumeId: string, world: World): ShownVolume {
  const [shown] = showVolumes([volumeId], world);
  if (shown === undefined) throw new Error(`nothing is shown of ${volumeId}`);
  return shown;
}

/** Explains some volumes as one plan judges them, also those that are gone. */
export function showVolumes(volumeIds: readonly string[], world: World): ShownVolume[] {
  const volumes = new Map(world.inventory.volumes.map((volume) => [volume.id, volume]));
  const replicasOf = replicasIn(world.inventory);
  return volumeIds.map((id) => {
    const volume = volumes.get(id);
    const replicas = replicasOf(id);
    const shown = volume === undefined ? showVanished(id, world) : shownVolume(volume, world);
    if (replicas.length === 0) return shown;
    return { ...shown, ...elsewhereOf(shown, replicas), replicas };
  });
}

/** A snapshot that is not ours: what happens to it, and which sign is missing; or that it is a replica. */
export function showForeign(snapshot: Snapshot, settings: PlanSettings): ShownSnapshot {
  const because =
    whyKept(snapshot) ?? `not ours (${markWords(snapshot)}), so it is never counted and never deleted`;
  return shownSnapshot({ snapshot, fate: 'keep', because }, settings);
}

export interface World {
  readonly inventory: Inventory;
  readonly plan: Plan;
  readonly settings: ShowSettings;
  readonly now: Date;
}

function shownVolume(volume: Volume, world: World): ShownVolume {
  const managed = world.plan.managed.find((one) => one.volume.id === volume.id);
  return managed === undefined ? unscheduled(volume, world) : scheduled(managed, world);
}

function scheduled(managed: Managed, { inventory, plan, settings, now }: World): ShownVolume {
  const { volume, policies, due, lacking } = managed;
  const { goes, until, assumedRuns } = departuresOf(managed, inventory, settings, now);
  const snapshots = verdictsOf(managed).map((verdict) => ({
    ...shownSnapshot(verdict, settings, goes),
    hold: holdOn(verdict.snapshot, inventory.holds),
  }));
  const problems = plan.problems.filter(({ volumeId }) => volumeId === volume.id);
  return {
    ...frame(volume, inventory, managed.instance),
    status: problems.length > 0 ? 'problem' : 'scheduled',
    policies: policies.map((policy) => shownPolicy(policy, settings)),
    problems,
    last: newestOf(snapshots),
    next: {
      at: iso(due.isDue ? now : due.since),
      isDue: due.isDue,
      because: waitingWords(managed),
    },
    lacking,
    ...provedOf(volume.id, managed.snapshots),
    replicate: replicateOf(managed, inventory.region, settings),
    snapshots,
    lookedUntil: dayIn(until, settings),
    assumedRuns,
  };
}

function unscheduled(volume: Volume, { inventory, plan, settings }: World): ShownVolume {
  const problems = plan.problems.filter(({ volumeId }) => volumeId === volume.id);
  const passedOver = plan.passedOver.find(({ volumeId }) => volumeId === volume.id)?.because;
  const orphan = plan.orphans.find(({ volumeId }) => volumeId === volume.id);
  const own = inventory.snapshots.filter((one) => one.volumeId === volume.id && isOurs(one));
  const verdicts =
    orphan === undefined
      ? own.toSorted(newestFirst).map((snapshot) => untouched(snapshot, passedOver, settings))
      : verdictsOf(orphan);
  const snapshots = verdicts.map((verdict) => shownSnapshot(verdict, settings));
  return {
    ...frame(volume, inventory),
    ...whyNot(volume, problems.length > 0, passedOver, plan),
    policies: [],
    problems,
    last: newestOf(snapshots),
    ...provedOf(volume.id, own),
    snapshots,
  };
}

/** @param own All own snapshots of the volume. */
function provedOf(
  volumeId: string,
  own: readonly Snapshot[],
): Pick<ShownVolume, 'hold' | 'proof' | 'restoreTime'> {
  const [hold, unsound] = [proofHold(own), unsoundOf(volumeId, own)];
  if (hold === undefined || unsound === undefined) return proofsOf(own);
  const { volumeId: _, ...seen } = unsound;
  return { ...proofsOf(own), hold: { ...hold, ...seen } };
}

function frame(
  volume: Volume,
  { instances }: Inventory,
  taken = instances.find(({ id }) => id === volume.instanceIds.toSorted()[0]),
): Called & Pick<ShownVolume, 'instanceIds'> {
  return { ...calledNow(volume, taken), instanceIds: volume.instanceIds };
}

function untouched(
  snapshot: Snapshot,
  passedOver: string | undefined,
  { saved = SNAPSHOTS }: PlanSettings,
): Verdict {
  const { pin } = snapshot.label;
  if (pin !== undefined) return { snapshot, fate: 'keep', because: `${PINNED}${pin.key}` };
  const because = passedOver ?? `nothing is deleted while a tag of its ${saved.of} cannot be read`;
  return { snapshot, fate: 'keep', because };
}

function whyNot(
  { id }: Volume,
  hasProblems: boolean,
  passedOver: string | undefined,
  { unmanaged }: Plan,
): Pick<ShownVolume, 'status' | 'because'> {
  if (hasProblems) return { status: 'problem', because: 'a tag is missing or cannot be read' };
  if (passedOver !== undefined) return { status: 'passed over', because: passedOver };
  const { why = 'untagged', because } = unmanaged.get(id) ?? {};
  return { status: why, because };
}

function showVanished(volumeId: string, { plan, settings, inventory }: World): ShownVolume {
  const orphan = plan.orphans.find((one) => one.volumeId === volumeId);
  const snapshots = (orphan === undefined ? [] : verdictsOf(orphan)).map((verdict) =>
    shownSnapshot(verdict, settings),
  );
  const [newest = newestReplica(volumeId, inventory)] = orphan?.snapshots ?? [];
  return {
    ...(newest === undefined ? { volumeId } : calledThen(newest)),
    instanceIds: [],
    status: 'gone',
    because: `the ${(settings.saved ?? SNAPSHOTS).of} is gone`,
    policies: [],
    problems: [],
    last: newestOf(snapshots),
    ...provedOf(volumeId, orphan?.snapshots ?? []),
    snapshots,
  };
}

function shownPolicy(policy: SnapshotPolicy, { interval }: PlanSettings): ShownPolicy {
  const words = policyInWords(policy, interval);
  return {
    schedule: shownValue(policy.schedule, words.schedule),
    retention: shownValue(policy.retention, words.retention),
  };
}

function shownValue({ key, text, source }: Sourced<unknown>, inWords: string): ShownValue {
  return { inWords, key, text, source };
}

function shownSnapshot(
  { snapshot, fate, because }: Verdict,
  settings: PlanSettings,
  goes?: ReadonlyMap<string, Date>,
): ShownSnapshot {
  const departure = goes?.get(snapshot.id);
  return {
    snapshotId: snapshot.id,
    at: iso(standsFor(snapshot)),
    started: iso(new Date(snapshot.startedAt)),
    state: snapshot.state,
    fate,
    because,
    pin: snapshot.label.pin?.reason,
    goes: departure && dayIn(departure, settings),
    proof: snapshot.proof && seenProof(snapshot.proof),
    unreadProof: snapshot.unreadProof,
  };
}

function dayIn(instant: Date, { zone }: PlanSettings): string {
  return dayText(dayNumber(instant, zone));
}

function newestOf(snapshots: readonly ShownSnapshot[]): string | undefined {
  return snapshots
    .filter(({ state }) => state !== 'error')
    .map(({ at }) => at)
    .toSorted()
    .at(-1);
}
