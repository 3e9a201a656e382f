import { iso } from '../calendar.ts';
import { type Care, careOf } from '../policy/attachments.ts';
import { type Fates, fatesOf } from './verdicts.ts';
import { type Instance, type Inventory, type Snapshot, titleOf, type Volume } from '../inventory.ts';
import { standsFor } from '../ownership.ts';
import type { PlanSettings } from './planSettings.ts';
import type { Problem, SnapshotPolicy } from '../policy/policy.ts';
import { judge, type Verdict } from './retention.ts';
import { type Due, dueAt } from '../policy/schedule.ts';

/** A volume that tags or the default policy put in our care, and what is decided for it. */
export interface Managed extends Fates {
  readonly volume: Volume;
  /** The instance it is taken with; a Multi-Attach volume is taken with its first. */
  readonly instance: Instance | undefined;
  /** One, unless the instances of a Multi-Attach volume disagree. */
  readonly policies: readonly SnapshotPolicy[];
  readonly due: Due;
  /** Why a volume that is due is not taken in this run. */
  readonly waits?: string | undefined;
  /** How many copies the retention still waits for; 0 means full. */
  readonly lacking: number;
}

/** Why nothing manages a living volume. */
export type Unmanaged = 'ignored' | 'paused' | 'untagged';

/** What became of each living volume of a region. */
export interface Survey {
  readonly managed: readonly Managed[];
  readonly problems: readonly Problem[];
  readonly passedOver: readonly { readonly volumeId: string; readonly because: string }[];
  /** Living volumes that nothing manages, by id, and why. */
  readonly unmanaged: ReadonlyMap<string, Unmanaged>;
  readonly notes: readonly string[];
}

/** Looks at each volume of a region once: is it in our care, is it due, and what are its copies worth. */
export function survey(
  inventory: Inventory,
  copies: ReadonlyMap<string, readonly Snapshot[]>,
  settings: PlanSettings,
  now: Date,
): Survey {
  const instances = new Map(inventory.instances.map((instance) => [instance.id, instance]));
  const managed: Managed[] = [];
  const problems: Problem[] = [];
  const passedOver: { volumeId: string; because: string }[] = [];
  const unmanaged = new Map<string, Unmanaged>();
  const notes: string[] = [];

  for (const volume of inventory.volumes) {
    const care = careOf(volume, instances, settings);
    problems.push(...care.problems);
    if (care.policies.length === 0) {
      if (care.without === 'unseen') passedOver.push({ volumeId: volume.id, because: care.keepAll ?? '' });
      else if (care.without !== undefined) unmanaged.set(volume.id, care.without);
    } else if (volume.state !== 'in-use' && volume.state !== 'available') {
      passedOver.push({ volumeId: volume.id, because: `the volume is in state ${volume.state}` });
    } else {
      if (care.policies.length > 1) notes.push(conflict(volume, care.policies));
      if (care.keepAll !== undefined && care.problems.length === 0) {
        notes.push(`No copy of ${titleOf(volume)} is deleted: it is ${care.keepAll}`);
      }
      managed.push(decide(volume, care, copies.get(volume.id) ?? [], inventory, settings, now));
    }
  }
  return { managed, problems, passedOver, unmanaged, notes };
}

function conflict(volume: Volume, policies: readonly SnapshotPolicy[]): string {
  const each = policies.map(
    ({ schedule, retention }) =>
      `${schedule.text} from ${schedule.source} keeping ${retention.text} from ${retention.source}`,
  );
  return `${titleOf(volume)} is attached to instances that disagree (${each.join('; ')}): it is taken when either is due and a copy is deleted only where all agree`;
}

function decide(
  volume: Volume,
  care: Care,
  copies: readonly Snapshot[],
  inventory: Inventory,
  settings: PlanSettings,
  now: Date,
): Managed {
  const due = soonest(care.policies.map((policy) => dueOf(policy, copies, settings, now)));
  const judgements = care.policies.map(({ retention }) =>
    judge(copies, {
      retention: retention.value,
      prefix: settings.prefix,
      timeZone: settings.timeZone,
      holds: inventory.holds,
    }),
  );
  return {
    volume,
    instance: care.instance,
    policies: care.policies,
    due,
    waits: due.isDue ? pendingLimit(volume, copies) : undefined,
    ...fatesOf(
      agreed(
        judgements.map(({ verdicts }) => verdicts),
        care.keepAll,
      ),
    ),
    lacking: Math.max(...judgements.map(({ lacking }) => lacking)),
  };
}

/** A copy in `error` serves no slot. A copy started after `now` shows that another run has already been here. */
function dueOf(
  { schedule }: SnapshotPolicy,
  copies: readonly Snapshot[],
  { prefix, timeZone }: PlanSettings,
  now: Date,
): Due {
  const serving = copies.filter((copy) => copy.state !== 'error');
  const [newest] = serving
    .map((copy) => standsFor(copy, prefix))
    .toSorted((a, b) => b.getTime() - a.getTime());
  const due = dueAt(schedule.value, newest, now, timeZone);
  const ahead = serving.find((copy) => copy.startedAt > now.getTime());
  return ahead === undefined || !due.isDue
    ? due
    : { ...due, isDue: false, missed: 0, because: `${ahead.id} was started after ${iso(now)}` };
}

/** Where any is due, the soonest is: its time has come, and that of the others has not. */
function soonest(all: readonly Due[]): Due {
  return all.reduce((a, b) => (b.since < a.since ? b : a));
}

/**
 * AWS allows one pending snapshot of an st1 or sc1 volume and five of any other; three leaves room for people.
 *
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-resource-quotas.html
 */
function pendingLimit(volume: Volume, copies: readonly Snapshot[]): string | undefined {
  const pending = copies.filter((copy) => copy.state === 'pending').length;
  const most = volume.type === 'st1' || volume.type === 'sc1' ? 1 : 3;
  return pending < most
    ? undefined
    : `${pending} of its copies still pending (limit ${most} for ${volume.type})`;
}

/** A copy is deleted only where every policy lets it go. */
function agreed(opinions: readonly (readonly Verdict[])[], veto: string | undefined): Verdict[] {
  const [first = [], ...others] = opinions;
  return first.map((verdict, index) => {
    if (verdict.fate === 'keep') return verdict;
    if (veto !== undefined) return { ...verdict, fate: 'keep', because: veto };
    const keeper = others.map((opinion) => opinion[index]).find((other) => other?.fate === 'keep');
    return keeper ?? verdict;
  });
}
