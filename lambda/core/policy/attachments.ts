import { grouped } from '../grouped.ts';
import type { Instance, Volume } from '../inventory.ts';
import { keysOf } from '../keys.ts';
import { neverReached } from '../neverReached.ts';
import { sharedKeys, SNAPSHOTS } from './saved.ts';
import { type Asked, askedBy, type PolicySettings, type Problem, type SnapshotPolicy } from './policy.ts';

/** What is asked for one volume, over all instances it is attached to. */
export interface AskedOverall {
  /** The one it is taken with: the first that asks for it. */
  readonly instance: Instance | undefined;
  /** Each policy once. None where nothing is asked, or where a tag that decides cannot be trusted. */
  readonly policies: readonly SnapshotPolicy[];
  readonly problems: readonly Problem[];
  /** Why no snapshot is deleted, although a policy asks for a number of them. */
  readonly keepAll: string | undefined;
  /** Why nothing is asked. */
  readonly without: WhyUnasked | 'unseen' | undefined;
}

/**
 * Reads the tags of a volume with those of each instance it is attached to.
 *
 * | an instance | asks for snapshots | allows deletion |
 * |---|---|---|
 * | is ignored | no | does not count |
 * | is paused (count 0) | no | no |
 * | has a tag that cannot be read | no | no: the tag may say "no" |
 * | is not listed by AWS | no | no: its tags may say "no" |
 *
 * A volume that was made for a proof asks for nothing, whatever its tags say. The others still ask for theirs. The default policy counts only where no tag asks and every tag was seen.
 */
export function askedOverall(
  volume: Volume,
  instances: ReadonlyMap<string, Instance>,
  settings: PolicySettings,
): AskedOverall {
  if (isForProof(volume, settings)) return nothing('proof');
  if (askedBy(volume, undefined, settings).kind === 'ignored') return nothing('ignored');
  const ids = volume.instanceIds.toSorted();
  const attached = ids.flatMap((id) => instances.get(id) ?? []).filter((one) => one.state !== 'terminated');
  const views = (attached.length > 0 ? attached : [undefined]).map((instance) => ({
    instance,
    ...askedBy(volume, instance, settings),
  }));
  const asking = views.filter((view) => view.kind === 'managed');
  const tagged = asking.filter(({ policy }) => policy.schedule.source !== 'default');
  const unseen = ids.filter((id) => !instances.has(id));
  if (unseen.length > 0) {
    const keepAll = `attached to ${unseen.join(', ')}, which AWS did not list, so its tags are unknown`;
    return tagged.length > 0
      ? { ...policiesOf(tagged), problems: [], keepAll }
      : { ...nothing('unseen'), keepAll };
  }

  const problems = distinct(views.flatMap((view) => (view.kind === 'problem' ? view.problems : [])));
  if (problems.length > 0) {
    return { ...policiesOf(tagged), problems, keepAll: 'another attachment has a tag that cannot be read' };
  }
  if (views.some(({ kind }) => kind === 'paused')) {
    if (tagged.length === 0) return nothing('paused');
    return {
      ...policiesOf(tagged),
      problems,
      keepAll: 'attached to an instance whose count is 0, which loses none',
    };
  }
  if (asking.length > 0) {
    return { ...policiesOf(tagged.length > 0 ? tagged : asking), problems, keepAll: undefined };
  }
  return nothing(views.every(({ kind }) => kind === 'ignored') ? 'ignored' : 'untagged');
}

function nothing(without: AskedOverall['without']): AskedOverall {
  return { instance: undefined, policies: [], problems: [], keepAll: undefined, without };
}

type Asking = Extract<Asked, { kind: 'managed' }> & { readonly instance: Instance | undefined };

function policiesOf(asking: readonly Asking[]): Pick<AskedOverall, 'instance' | 'policies' | 'without'> {
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

/**
 * Whether a volume was made only to prove a snapshot, and is deleted after that.
 *
 * Such a volume is attached to nothing. One that is attached has data, whoever wrote that tag on it.
 */
function isForProof({ tags, instanceIds }: Volume, { prefix }: PolicySettings): boolean {
  return instanceIds.length === 0 && Object.hasOwn(tags, keysOf(prefix).proof);
}

/** Why nothing manages a living volume. */
export interface Unmanaged {
  /** `proof`: it was made only to prove a snapshot. `unread`: of a replica, whose own region was not read. */
  readonly why: 'ignored' | 'paused' | 'untagged' | 'proof' | 'unread';
  readonly because: string;
}

/** Why the tags of a living volume ask for nothing. */
export type WhyUnasked = Exclude<Unmanaged['why'], 'unread'>;

export function unmanaged(why: WhyUnasked, { tags }: Volume, settings: PolicySettings): Unmanaged {
  const { every, proof } = keysOf(settings.prefix);
  const { ignore } = sharedKeys(settings);
  const { of, one } = settings.saved ?? SNAPSHOTS;
  switch (why) {
    case 'ignored':
      return { why, because: `${ignore} is set on ${ignore in tags ? 'it' : 'its instance'}` };
    case 'paused':
      return { why, because: `${every} asks for no ${one}s (count 0)` };
    case 'untagged':
      return { why, because: `no tag ${every} on it${of === 'volume' ? ' or on its instance' : ''}` };
    case 'proof':
      return { why, because: `${proof} is set on it: it was made only to prove a snapshot` };
    default:
      return neverReached(why);
  }
}
