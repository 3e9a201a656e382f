import { clockText } from '../calendar.ts';
import type { Instance, Inventory, Volume } from '../inventory.ts';
import { type AskedOverall, askedOverall, type Unmanaged, unmanaged } from '../policy/attachments.ts';
import type { Problem, SnapshotPolicy } from '../policy/policy.ts';
import { type Due, dueAt } from '../policy/schedule.ts';
import { lastRestorable, servesSlot, type Snapshot, standsFor } from '../snapshot.ts';
import { type Saved, SNAPSHOTS } from '../policy/saved.ts';
import type { PlanSettings } from './planSettings.ts';
import { type Hint, onVolume } from './hints/hint.ts';
import { withHeirs } from './hints/notOurs.ts';
import { withLostTags } from './lostTags.ts';
import { type ProofHold, proofHold, withProofHold } from './proofHold.ts';
import { judge, type Verdict } from './retention.ts';
import { inLists, openReasons, type Verdicts } from './verdicts.ts';

/** A volume for which tags or the default policy ask for snapshots, and what is decided for it. */
export interface Managed extends Verdicts {
  readonly volume: Volume;
  /** The instance it is taken with; a Multi-Attach volume is taken with its first. */
  readonly instance: Instance | undefined;
  /** One, unless the instances of a Multi-Attach volume disagree. */
  readonly policies: readonly SnapshotPolicy[];
  readonly due: Due;
  /** Why a volume that is due is not taken in this run. */
  readonly waits?: string | undefined;
  /** Why no snapshot of it is deleted, although a policy asks for a number of them; absent where nothing says so. */
  readonly keepAll?: string | undefined;
  /** How many places the retention has. An age has none. */
  readonly wanted: number;
  /** How many more snapshots the retention waits for; 0 means full. */
  readonly lacking: number;
  /** The proof that stops the deletion of its snapshots; absent where there is none. */
  readonly proofHold?: ProofHold | undefined;
}

/** A volume that is left alone in this run although something asks for snapshots of it. */
export interface PassedOver {
  readonly volumeId: string;
  readonly because: string;
}

/** What is decided for each living volume of a region. */
export interface Survey {
  readonly managed: readonly Managed[];
  readonly problems: readonly Problem[];
  readonly passedOver: readonly PassedOver[];
  /** Living volumes that nothing manages, by id. */
  readonly unmanaged: ReadonlyMap<string, Unmanaged>;
  /** Notes about volumes. The report shows equal ones in one line, as it does with hints. */
  readonly notes: readonly Hint[];
}

/** Looks at each volume of a region once: is it managed, is it due, and what are its snapshots worth. */
export function survey(
  inventory: Inventory,
  snapshots: ReadonlyMap<string, readonly Snapshot[]>,
  settings: PlanSettings,
  now: Date,
): Survey {
  const instances = new Map(inventory.instances.map((instance) => [instance.id, instance]));
  const withSharedReasons = openReasons();
  const managed: Managed[] = [];
  const problems: Problem[] = [];
  const passedOver: PassedOver[] = [];
  const { saved = SNAPSHOTS } = settings;
  const unmanagedById = new Map<string, Unmanaged>();
  const notes: Hint[] = [];

  for (const volume of inventory.volumes) {
    const asked = askedOverall(volume, instances, settings);
    const own = snapshots.get(volume.id) ?? [];
    const lastSnapshot = asked.problems.length === 0 ? undefined : lastRestorable(own);
    problems.push(...asked.problems.map((one) => ({ ...one, lastSnapshot })));
    if (asked.policies.length === 0) {
      if (asked.without === 'unseen') passedOver.push({ volumeId: volume.id, because: asked.keepAll ?? '' });
      else if (asked.without !== undefined)
        unmanagedById.set(volume.id, unmanaged(asked.without, volume, settings));
    } else if (volume.state !== 'in-use' && volume.state !== 'available') {
      passedOver.push({ volumeId: volume.id, because: `the ${saved.of} is in state ${volume.state}` });
    } else {
      if (asked.policies.length > 1) notes.push(onVolume(volume, conflict(asked.policies)));
      if (asked.keepAll !== undefined && asked.problems.length === 0) {
        notes.push(onVolume(volume, `keeps all its snapshots: it is ${asked.keepAll}`));
      }
      managed.push(withSharedReasons(decide(volume, asked, own, { inventory, settings, now })));
    }
  }
  const told = withLostTags(withHeirs(problems, inventory), snapshots, settings.prefix);
  return { managed, problems: told, passedOver, unmanaged: unmanagedById, notes };
}

function conflict(policies: readonly SnapshotPolicy[]): string {
  const each = policies.map(
    ({ schedule, retention }) =>
      `${schedule.text} from ${schedule.source} keeping ${retention.text} from ${retention.source}`,
  );
  return `is attached to instances that disagree (${each.join('; ')}): it is taken when either is due and a snapshot is deleted only where all agree`;
}

interface World {
  readonly inventory: Inventory;
  readonly settings: PlanSettings;
  readonly now: Date;
}

function decide(volume: Volume, asked: AskedOverall, snapshots: readonly Snapshot[], world: World): Managed {
  const { policies, instance, keepAll } = asked;
  const { holds } = world.inventory;
  const { zone, saved = SNAPSHOTS } = world.settings;
  const due = soonest(policies.map((policy) => dueOf(policy, snapshots, world)));
  const judgements = policies.map(({ retention }) =>
    judge(snapshots, { retention: retention.value, zone, holds, saved }),
  );
  const opinions = judgements.map(({ verdicts }) => verdicts);
  const hold = proofHold(snapshots);
  const neediest = judgements.reduce((a, b) => (b.lacking > a.lacking ? b : a));
  return {
    volume,
    instance,
    policies,
    due,
    waits: due.isDue ? pendingLimit(volume, snapshots, saved) : undefined,
    keepAll,
    ...inLists(withProofHold(agreed(opinions, keepAll), hold)),
    wanted: neediest.wanted,
    lacking: neediest.lacking,
    proofHold: hold,
  };
}

/** A snapshot that started after `now` shows that another run was here. */
function dueOf({ schedule }: SnapshotPolicy, snapshots: readonly Snapshot[], { settings, now }: World): Due {
  const { zone, saved } = settings;
  const serving = snapshots.filter(servesSlot);
  const [newest] = serving.map(standsFor).toSorted((a, b) => b.getTime() - a.getTime());
  const due = dueAt(schedule.value, newest, now, zone, saved);
  const ahead = serving.find(({ startedAt }) => startedAt > now.getTime());
  return ahead === undefined || !due.isDue
    ? due
    : {
        ...due,
        isDue: false,
        missed: 0,
        because: `${ahead.id} was started after ${clockText(now, zone)} ${zone.name}`,
      };
}

/** The soonest is due whenever any is: its time has come, and that of the others has not. */
function soonest(all: readonly Due[]): Due {
  return all.reduce((a, b) => (b.since < a.since ? b : a));
}

/**
 * AWS allows one pending snapshot of an st1 or sc1 volume and five of any other; we use three of the five. Of an
 * instance one image is made at a time: each has a snapshot of every volume.
 *
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-resource-quotas.html
 */
function pendingLimit({ type }: Volume, snapshots: readonly Snapshot[], { one }: Saved): string | undefined {
  const pending = snapshots.filter(({ state }) => state === 'pending').length;
  if (one === 'image') return pending === 0 ? undefined : 'an image of it is still pending';
  const most = type === 'st1' || type === 'sc1' ? 1 : 3;
  return pending < most ? undefined : `${pending} of its snapshots still pending (limit ${most} for ${type})`;
}

/** A snapshot is deleted only where every policy allows it. */
function agreed(opinions: readonly (readonly Verdict[])[], keepAll: string | undefined): Verdict[] {
  const [first = [], ...others] = opinions;
  return first.map((verdict, index) => {
    if (verdict.fate === 'keep') return verdict;
    if (keepAll !== undefined) return { ...verdict, fate: 'keep', because: keepAll };
    const keeper = others.map((opinion) => opinion[index]).find((other) => other?.fate === 'keep');
    return keeper ?? verdict;
  });
}
