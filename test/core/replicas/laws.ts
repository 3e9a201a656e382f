import { before as earlier, periodOf } from '../../../lambda/core/calendar.ts';
import { parseFrequency } from '../../../lambda/core/grammar/frequency.ts';
import { parseReplicate } from '../../../lambda/core/grammar/replicate.ts';
import type { RetainRule } from '../../../lambda/core/grammar/retention.ts';
import { neverReached } from '../../../lambda/core/neverReached.ts';
import { PERIOD } from '../../../lambda/core/plan/retention.ts';
import type { ReplicaPlan } from '../../../lambda/core/plan/plan.ts';
import { type Schedule, scheduleOf, slotOf } from '../../../lambda/core/policy/schedule.ts';
import { isReplica, type Replica } from '../../../lambda/core/replicas/shelf.ts';
import { isOurs, isPinned, isRestorable, servesSlot } from '../../../lambda/core/snapshot.ts';
import { UTC } from '../fixtures.ts';
import { type Model, type PlansOfRun, type RegionThere, VAULT } from './model.ts';

/** What holds of each run over some regions, asked of what there was before it and what there is afterwards. */

export interface JudgedRun {
  readonly run: PlansOfRun;
  readonly unread: readonly string[];
  /** Whether it ended before its last call. */
  readonly isDead: boolean;
  /** The regions as they were before it. */
  readonly before: readonly RegionThere[];
  /** As they are after it. */
  readonly model: Model;
}

/** @throws Error where a law is broken; it names the law. */
export function judgeRun(judged: JudgedRun): void {
  theWindowHolds(judged);
  oneReplicaOfASnapshot(judged);
  oneReplicaOfASlot(judged);
  nothingAtTheSourceDeletes(judged);
  eachRuleKeepsWhatItHas(judged);
  whatIsMarkedStays(judged);
  whatIsCopiedStays(judged);
  aVaultOnlyReads(judged);
  onlyWhatIsCopiedIsShared(judged);
  theSameInputsGiveTheSamePlan(judged);
}

function broken(law: string, what: unknown): never {
  throw new Error(`${law}: ${JSON.stringify(what)}`);
}

function replicasOf({ snapshots }: RegionThere): Replica[] {
  return snapshots.filter(isReplica);
}

function theWindowHolds({ model }: JudgedRun): void {
  for (const region of model.regions) {
    const pending = replicasOf(region).filter(({ state }) => state === 'pending').length;
    if (pending > model.account.window)
      broken('never more than the window is pending', [region.name, pending]);
  }
}

function oneReplicaOfASnapshot({ model }: JudgedRun): void {
  for (const region of model.regions) {
    const ids = replicasOf(region)
      .filter(servesSlot)
      .map(({ lineage }) => lineage.snapshotId);
    if (new Set(ids).size < ids.length) broken('one replica of a snapshot and place', [region.name, ids]);
  }
}

/** What the world asks for at a place; undefined where nobody can say so by the tags. */
interface Word {
  readonly keep: readonly RetainRule[];
  readonly schedule: Schedule;
}

function wordOf(volumeId: string, place: string, { before, unread, model }: JudgedRun): Word | undefined {
  const ofPlace = model.account.kind === 'vault' ? VAULT : undefined;
  const home = before.find(({ volumes }) => volumes.some(({ id }) => id === volumeId));
  const tags = home?.volumes.find(({ id }) => id === volumeId)?.tags ?? {};
  const { autosnap = '', autosnap_replicate: asked = '' } = tags;
  if (home === undefined || unread.includes(home.name) || 'autosnap_ignore' in tags) return undefined;
  const [frequency, replicate] = [parseFrequency(autosnap), parseReplicate(asked)];
  const schedule = frequency.ok ? scheduleOf(frequency.value, 86_400) : undefined;
  const word = replicate.ok
    ? replicate.value.find((one) => one.region === place && one.account === ofPlace)
    : undefined;
  const isHome = home.name === place;
  return schedule === undefined || word === undefined || isHome ? undefined : { keep: word.keep, schedule };
}

/** Of a word with one rule, because a snapshot that serves two can share the slot of either with another one. */
function oneReplicaOfASlot(judged: JudgedRun): void {
  forEachPlan(judged, (plan, region) => {
    for (const { volumeId, copies } of plan.creates) {
      const word = wordOf(volumeId, region.name, judged);
      if (word === undefined) broken('only what asks is copied', volumeId);
      const [rule, second] = word.keep;
      if (rule === undefined || second !== undefined) continue;
      const slots = copies.map(({ at }) => slotBy(rule, at, word));
      const served = replicasOf(region)
        .filter((one) => one.lineage.volumeId === volumeId && servesSlot(one))
        .map(({ lineage }) => slotBy(rule, lineage.at, word));
      const isTwice = new Set(slots).size < slots.length || slots.some((slot) => served.includes(slot));
      if (isTwice) broken('one replica of a slot and place', [region.name, volumeId, slots, served]);
    }
  });
}

function slotBy(rule: RetainRule, at: number, { schedule }: Word): number {
  return rule.kind === 'tier'
    ? periodOf(new Date(at), PERIOD[rule.per], UTC)
    : slotOf(schedule, new Date(at), UTC);
}

function nothingAtTheSourceDeletes(judged: JudgedRun): void {
  const { orphanRetain } = judged.model.account;
  forEachPlan(judged, ({ deletes }, region) => {
    for (const { volumeId, snapshotId } of deletes) {
      if (wordOf(volumeId, region.name, judged) !== undefined) continue;
      const lineage = replicasOf(region).find(({ id }) => id === snapshotId)?.lineage;
      const home = judged.before.find(({ name }) => name === lineage?.region);
      const isGone =
        home !== undefined &&
        !judged.unread.includes(home.name) &&
        !home.volumes.some(({ id }) => id === volumeId);
      const all = replicasOf(region).filter((one) => one.lineage.volumeId === volumeId);
      const newest = Math.max(...all.map((one) => one.lineage.at));
      const isOld =
        orphanRetain !== undefined && newest < earlier(judged.run.now, orphanRetain, UTC).getTime();
      const isLast = !all.some(
        (one) => isRestorable(one) && !deletes.some((each) => each.snapshotId === one.id),
      );
      const hadAny = all.some(isRestorable);
      if (!isGone || !isOld || (isLast && hadAny)) {
        broken('nothing at the source deletes a replica', [region.name, volumeId, snapshotId]);
      }
    }
  });
}

/** Of all restorable replicas of a volume, each rule of its word keeps as many as it had, up to what it asks for. */
function eachRuleKeepsWhatItHas(judged: JudgedRun): void {
  const { floor } = judged.model.account;
  forEachPlan(judged, ({ deletes }, region) => {
    const gone = new Set(deletes.map(({ snapshotId }) => snapshotId));
    for (const volumeId of new Set(deletes.map((one) => one.volumeId))) {
      const word = wordOf(volumeId, region.name, judged);
      if (word === undefined) continue;
      const had = replicasOf(region).filter(
        (one) => one.lineage.volumeId === volumeId && isRestorable(one) && !isPinned(one),
      );
      const left = had.filter(({ id }) => !gone.has(id));
      const rules: RetainRule[] = [
        ...word.keep,
        ...(floor === undefined
          ? []
          : [
              { kind: 'last' as const, count: floor },
              { kind: 'tier' as const, count: floor, per: 'daily' as const },
            ]),
      ];
      for (const rule of rules) {
        const [atFirst, now] = [had, left].map((some) =>
          countedBy(
            rule,
            some.map((one) => one.lineage.at),
            word,
          ),
        );
        if ((now ?? 0) < (atFirst ?? 0)) {
          broken('a place keeps what its word and its floor ask for', [
            region.name,
            volumeId,
            rule,
            atFirst,
            now,
          ]);
        }
      }
    }
  });
}

function countedBy(rule: RetainRule, times: readonly number[], word: Word): number {
  switch (rule.kind) {
    case 'last':
      return Math.min(times.length, rule.count);
    case 'tier':
      return Math.min(new Set(times.map((at) => slotBy(rule, at, word))).size, rule.count);
    case 'within': {
      if (times.length === 0) return 0;
      const limit = earlier(new Date(Math.max(...times)), rule.age, UTC).getTime();
      return times.filter((at) => at > limit).length;
    }
    default:
      return neverReached(rule);
  }
}

function whatIsMarkedStays({ before, model }: JudgedRun): void {
  for (const [index, region] of before.entries()) {
    const left = new Set(model.regions[index]?.snapshots.map(({ id }) => id));
    const lost = replicasOf(region).filter(
      (one) => (isPinned(one) || one.lineage.contradictedBy !== undefined) && !left.has(one.id),
    );
    if (lost.length > 0)
      broken(
        'what a person pinned or tampered with stays',
        lost.map(({ id }) => id),
      );
  }
}

function whatIsCopiedStays(judged: JudgedRun): void {
  const { before, unread, run } = judged;
  const isOfSource = judged.model.account.kind === 'vault' && run.who === 'source';
  const read = before.filter(({ name }) => isOfSource || !unread.includes(name));
  const running = read.flatMap((region) =>
    replicasOf(region).flatMap(({ state, lineage }) => (state === 'pending' ? lineage.snapshotId : [])),
  );
  const begun = [...run.plans.values()].flatMap(({ replicas }) => [
    ...(replicas?.creates ?? []).flatMap(({ copies }) => copies),
    ...(replicas?.next ?? []).map(({ copy }) => copy),
  ]);
  const needed = new Set([...running, ...begun.map(({ snapshotId }) => snapshotId)]);
  for (const { plan } of run.plans.values()) {
    const own = new Set(
      before
        .find(({ name }) => name === plan.region)
        ?.snapshots.filter(isOurs)
        .map(({ id }) => id),
    );
    const wrong = plan.deletes.filter(({ snapshotId }) => needed.has(snapshotId) || !own.has(snapshotId));
    if (wrong.length > 0) broken('what is being copied stays where it is', wrong);
    const areOwn = judged.model.account.kind === 'one account';
    const unreadPlaces = judged.model.places.filter((name) => areOwn && unread.includes(name));
    for (const { volumeId, snapshotId } of plan.deletes) {
      if (unreadPlaces.some((place) => wordOf(volumeId, place, judged) !== undefined)) {
        broken('where a place cannot be read, its sources stay', snapshotId);
      }
    }
  }
}

function aVaultOnlyReads({ run, model }: JudgedRun): void {
  if (model.account.kind === 'one account' || run.who === 'source') return;
  for (const { plan } of run.plans.values())
    if (plan.creates.length + plan.deletes.length > 0)
      broken('a vault takes and deletes nothing at the source', [plan.region, plan.creates, plan.deletes]);
}

function onlyWhatIsCopiedIsShared(judged: JudgedRun): void {
  const { run, unread, model, isDead } = judged;
  if (model.account.kind === 'one account' || run.who === 'source' || isDead || unread.length > 0) return;
  const plans = [...run.plans.values()].flatMap(({ replicas }) => replicas ?? []);
  const tried = plans.flatMap(({ creates, next }) => [
    ...creates.flatMap(({ copies }) => copies),
    ...next.map(({ copy }) => copy),
  ]);
  const running = model.regions
    .flatMap(replicasOf)
    .flatMap(({ state, lineage }) => (state === 'pending' ? lineage : []));
  const needed = new Set([...tried, ...running].map(({ snapshotId }) => snapshotId));
  const wrong = model.regions
    .flatMap(({ snapshots }) => snapshots)
    .filter(({ id }) => model.shared.has(id) && !needed.has(id));
  if (wrong.length > 0)
    broken(
      'a vault can read only what it copies',
      wrong.map(({ id }) => id),
    );
}

function theSameInputsGiveTheSamePlan({ run, unread, before, model }: JudgedRun): void {
  // Of some runs only, because it takes a second plan.
  if (before.reduce((sum, { snapshots }) => sum + snapshots.length, 0) % 4 > 0) return;
  const after = model.regions.map(({ volumes, snapshots }) => ({ volumes, snapshots }));
  const put = (some: readonly Pick<RegionThere, 'volumes' | 'snapshots'>[]): void => {
    for (const [index, one] of some.entries()) Object.assign(model.regions[index] ?? {}, one);
  };
  put(before.map(({ volumes, snapshots }) => ({ volumes, snapshots })));
  const again = model.plans(unread, { who: run.who, order: (some) => some.toReversed() });
  put(after);
  const [first, second] = [run, again].map(({ plans }) =>
    JSON.stringify(
      [...plans.values()].map(({ plan, replicas }) => [
        plan.deletes,
        replicas?.creates,
        replicas?.next,
        replicas?.deletes,
      ]),
    ),
  );
  if (first !== second) broken('the same inputs give the same plan', [first, second]);
}

function forEachPlan(
  { run, before }: JudgedRun,
  says: (plan: ReplicaPlan, region: RegionThere) => void,
): void {
  for (const region of before) {
    const plan = run.plans.get(region.name)?.replicas;
    if (plan !== undefined) says(plan, region);
  }
}
