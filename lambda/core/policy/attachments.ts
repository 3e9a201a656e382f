import { grouped } from '../grouped.ts';
import type { Instance, Volume } from '../inventory.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { coverage, type Problem, type SnapshotPolicy } from './policy.ts';

/** Who cares for one volume, over all instances it is attached to. */
export interface Care {
  /** The one it is taken with: the first that asks for it. */
  readonly instance: Instance | undefined;
  /** What is asked, each once. None where nobody asks, or where nobody may be believed. */
  readonly policies: readonly SnapshotPolicy[];
  readonly problems: readonly Problem[];
  /** Why no copy may be deleted, although somebody asks for a number of them. */
  readonly keepAll: string | undefined;
  /** Why nothing is asked. */
  readonly without: 'ignored' | 'paused' | 'untagged' | 'unseen' | undefined;
}

/**
 * Reads the tags of a volume with those of each instance it is attached to.
 *
 * An ignored instance has no say; a paused one asks for no copies and gives none away. A tag that cannot be
 * read, and an instance that AWS did not list, do not
 * stop the others from asking for copies; but then nothing is deleted, because the missing word may be "no".
 * The default policy speaks only where no tag does, and where every tag could be seen.
 */
export function careOf(
  volume: Volume,
  instances: ReadonlyMap<string, Instance>,
  settings: PlanSettings,
): Care {
  if (coverage(volume, undefined, settings).kind === 'ignored') return nobody('ignored');
  const ids = volume.instanceIds.toSorted();
  const attached = ids.flatMap((id) => instances.get(id) ?? []).filter((one) => one.state !== 'terminated');
  const views = (attached.length > 0 ? attached : [undefined]).map((instance) => ({
    instance,
    ...coverage(volume, instance, settings),
  }));
  const asking = views.filter((view) => view.kind === 'managed');
  const tagged = asking.filter(({ policy }) => policy.schedule.source !== 'default');
  const unseen = ids.filter((id) => !instances.has(id));
  if (unseen.length > 0) {
    const keepAll = `attached to ${unseen.join(', ')}, which AWS did not list, so its tags are unknown`;
    return tagged.length > 0 ? { ...cared(tagged), problems: [], keepAll } : { ...nobody('unseen'), keepAll };
  }

  const problems = distinct(views.flatMap((view) => (view.kind === 'problem' ? view.problems : [])));
  if (problems.length > 0) {
    return { ...cared(tagged), problems, keepAll: 'another attachment has a tag that cannot be read' };
  }
  if (views.some(({ kind }) => kind === 'paused')) {
    if (tagged.length === 0) return nobody('paused');
    return {
      ...cared(tagged),
      problems,
      keepAll: 'attached to an instance whose count is 0, which loses none',
    };
  }
  if (asking.length > 0) {
    return { ...cared(tagged.length > 0 ? tagged : asking), problems, keepAll: undefined };
  }
  return nobody(views.every(({ kind }) => kind === 'ignored') ? 'ignored' : 'untagged');
}

function nobody(without: Care['without']): Care {
  return { instance: undefined, policies: [], problems: [], keepAll: undefined, without };
}

function cared(
  asking: readonly { readonly instance: Instance | undefined; readonly policy: SnapshotPolicy }[],
): Pick<Care, 'instance' | 'policies' | 'without'> {
  const policies = asking.map(({ policy }) => policy);
  return { instance: asking[0]?.instance, policies: differing(policies), without: undefined };
}

/** Policies that ask for the same are one, wherever they were found. */
function differing(policies: readonly SnapshotPolicy[]): SnapshotPolicy[] {
  return [...grouped(policies, whatIsAsked).values()].map(([first]) => first);
}

function whatIsAsked({ schedule, retention }: SnapshotPolicy): string {
  return JSON.stringify([schedule.value, retention.value]);
}

/** A tag of the volume itself is seen once for each instance. */
function distinct(problems: readonly Problem[]): Problem[] {
  return [...grouped(problems, (problem) => JSON.stringify(problem)).values()].map(([first]) => first);
}
