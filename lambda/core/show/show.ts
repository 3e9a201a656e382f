import { dayNumber, dayText, iso } from '../calendar.ts';
import { verdictsOf } from '../plan/verdicts.ts';
import { givenName, newestFirst, type Snapshot, type Volume } from '../inventory.ts';
import { neverReached } from '../neverReached.ts';
import { isOwn, keysOf, markWords, pinReason, standsFor } from '../ownership.ts';
import { makePlan, type Plan } from '../plan/plan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import type { SnapshotPolicy } from '../policy/policy.ts';
import { policyInWords } from '../policy/policyInWords.ts';
import type { Verdict } from '../plan/retention.ts';
import type { Managed } from '../plan/survey.ts';
import { departuresOf } from './departures.ts';
import { type Found, targetOf, volumesMeant } from '../find.ts';
import type { Shown, ShownCopy, ShownPolicy, ShownVolume } from './shown.ts';

/** Explains one thing: what is asked for it, and what becomes of each of its copies. */
export function show(one: Found, settings: PlanSettings, now: Date): Shown {
  const world: World = { ...one, plan: makePlan(one.inventory, settings, now), settings, now };
  const volumes = volumesMeant(one).map((volume) => shownVolume(volume, world));
  return { region: one.inventory.region, target: targetOf(one), volumes: asked(one, volumes, world) };
}

interface World extends Pick<Found, 'inventory'> {
  readonly plan: Plan;
  readonly settings: PlanSettings;
  readonly now: Date;
}

function shownVolume(volume: Volume, world: World): ShownVolume {
  const managed = world.plan.managed.find((one) => one.volume.id === volume.id);
  return managed === undefined ? unscheduled(volume, world) : scheduled(managed, world);
}

function scheduled(managed: Managed, { inventory, plan, settings, now }: World): ShownVolume {
  const { volume, policies, due, waits, lacking } = managed;
  const { goes, until } = departuresOf(managed, inventory, settings, now);
  const copies = verdictsOf(managed).map((verdict) => shownCopy(verdict, settings, goes));
  const problems = plan.problems.filter(({ volumeId }) => volumeId === volume.id);
  return {
    ...frame(volume),
    status: problems.length > 0 ? 'problem' : 'scheduled',
    policies: policies.map((policy) => shownPolicy(policy, settings)),
    problems,
    last: newestOf(copies),
    next: {
      at: iso(due.isDue ? now : due.since),
      isDue: due.isDue,
      because: waits === undefined ? due.because : `due, but ${waits}`,
    },
    lacking,
    copies,
    lookedUntil: dayIn(until, settings),
  };
}

function unscheduled(volume: Volume, { inventory, plan, settings }: World): ShownVolume {
  const problems = plan.problems.filter(({ volumeId }) => volumeId === volume.id);
  const passedOver = plan.passedOver.find(({ volumeId }) => volumeId === volume.id)?.because;
  const orphan = plan.orphans.find(({ volumeId }) => volumeId === volume.id);
  const own = inventory.snapshots.filter((one) => one.volumeId === volume.id && isOwn(one, settings.prefix));
  const verdicts =
    orphan === undefined
      ? own.toSorted(newestFirst).map((snapshot) => untouched(snapshot, passedOver))
      : verdictsOf(orphan);
  const copies = verdicts.map((verdict) => shownCopy(verdict, settings));
  return {
    ...frame(volume),
    ...whyNot(volume, problems.length > 0, passedOver, plan, settings),
    policies: [],
    problems,
    last: newestOf(copies),
    copies,
  };
}

function frame({ id, tags, instanceIds }: Volume): Pick<ShownVolume, 'volumeId' | 'name' | 'instanceIds'> {
  return { volumeId: id, name: givenName(tags), instanceIds };
}

function untouched(snapshot: Snapshot, passedOver: string | undefined): Verdict {
  const because = passedOver ?? 'nothing is deleted while a tag of its volume cannot be read';
  return { snapshot, fate: 'keep', because };
}

function whyNot(
  { id, tags }: Volume,
  hasProblems: boolean,
  passedOver: string | undefined,
  { unmanaged }: Plan,
  { prefix }: PlanSettings,
): Pick<ShownVolume, 'status' | 'because'> {
  const keys = keysOf(prefix);
  if (hasProblems) return { status: 'problem', because: 'a tag is missing or cannot be read' };
  if (passedOver !== undefined) return { status: 'passed over', because: passedOver };
  const reasons = {
    ignored: `${keys.ignore} is set on ${keys.ignore in tags ? 'it' : 'its instance'}`,
    paused: `${keys.every} asks for no copies (count 0)`,
    untagged: `no tag ${keys.every} on it or on its instance`,
  };
  const status = unmanaged.get(id) ?? 'untagged';
  return { status, because: reasons[status] };
}

function asked(one: Found, volumes: readonly ShownVolume[], world: World): readonly ShownVolume[] {
  switch (one.kind) {
    case 'instance':
    case 'volume':
      return volumes;
    case 'snapshot':
      return [onlyCopy(one.snapshot, volumes[0] ?? vanished(one.snapshot.volumeId, world), world)];
    case 'vanished volume':
      return [vanished(one.volumeId, world)];
    default:
      return neverReached(one);
  }
}

function vanished(volumeId: string, { plan, settings }: World): ShownVolume {
  const orphan = plan.orphans.find((one) => one.volumeId === volumeId);
  const copies = (orphan === undefined ? [] : verdictsOf(orphan)).map((verdict) =>
    shownCopy(verdict, settings),
  );
  return {
    volumeId,
    instanceIds: [],
    status: 'gone',
    because: 'the volume is gone',
    policies: [],
    problems: [],
    last: newestOf(copies),
    copies,
  };
}

/** A snapshot that was asked for by itself, also one that is not ours. */
function onlyCopy(snapshot: Snapshot, volume: ShownVolume, { settings }: World): ShownVolume {
  const known = volume.copies.find(({ snapshotId }) => snapshotId === snapshot.id);
  if (known !== undefined) return { ...volume, copies: [known] };
  const because = `not ours (${markWords(snapshot)}), so it is never counted and never deleted`;
  return {
    ...volume,
    copies: [shownCopy({ snapshot, fate: 'keep', because }, settings)],
    lookedUntil: undefined,
  };
}

function shownPolicy(policy: SnapshotPolicy, { interval }: PlanSettings): ShownPolicy {
  const words = policyInWords(policy, interval);
  const { schedule, retention } = policy;
  return {
    schedule: { inWords: words.schedule, text: schedule.text, source: schedule.source },
    retention: { inWords: words.retention, text: retention.text, source: retention.source },
  };
}

function shownCopy(
  { snapshot, fate, because }: Verdict,
  settings: PlanSettings,
  goes?: ReadonlyMap<string, Date>,
): ShownCopy {
  const departure = goes?.get(snapshot.id);
  return {
    snapshotId: snapshot.id,
    at: iso(standsFor(snapshot, settings.prefix)),
    started: iso(new Date(snapshot.startedAt)),
    state: snapshot.state,
    fate,
    because,
    pin: pinReason(snapshot, settings.prefix),
    goes: departure && dayIn(departure, settings),
  };
}

function dayIn(instant: Date, { timeZone }: PlanSettings): string {
  return dayText(dayNumber(instant, timeZone));
}

function newestOf(copies: readonly ShownCopy[]): string | undefined {
  return copies
    .filter(({ state }) => state !== 'error')
    .map(({ at }) => at)
    .toSorted()
    .at(-1);
}
