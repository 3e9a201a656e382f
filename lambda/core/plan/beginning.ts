import { enableText } from '../grammar/commandText.ts';
import { givenName, type Instance, type Inventory, type Volume } from '../inventory.ts';
import { isOurs } from '../snapshot.ts';
import { shellWord } from '../text.ts';
import type { Survey } from './survey.ts';

/**
 * The command that would schedule a first instance or volume of a region in which no tag asks for snapshots.
 *
 * It names an instance before a volume, and by its Name where nothing else in the region has that. Undefined
 * where anything is managed or has a tag that cannot be read, where there is nothing to schedule, and in a run
 * over several accounts, because the command works in that of the credentials alone. What has snapshots of ours is
 * not named: it lost its tags, and those of an example could keep fewer.
 */
export function beginning(
  { account, region, prefix, instances, volumes, snapshots }: Inventory,
  { managed, problems, unmanaged }: Pick<Survey, 'managed' | 'problems' | 'unmanaged'>,
): string | undefined {
  if (managed.length > 0 || problems.length > 0 || account !== undefined) return undefined;
  const free = volumes.filter(({ id }) => unmanaged.get(id)?.why === 'untagged');
  const had = new Set(snapshots.filter(isOurs).map(({ volumeId }) => volumeId));
  const [hosts, hadHosts] = [hostsOf(free), hostsOf(volumes.filter(({ id }) => had.has(id)))];
  const candidates = [
    ...instances.filter(({ id }) => hosts.has(id) && !hadHosts.has(id)),
    ...free.filter(({ id }) => !had.has(id)),
  ];
  const names = clearNames([...instances, ...volumes]);
  const named = candidates.find(({ tags }) => names.has(givenName(tags) ?? ''));
  const one = (named && givenName(named.tags)) ?? candidates[0]?.id;
  if (one === undefined) return undefined;
  return enableText(shellWord(one), 0, { region, prefix });
}

function hostsOf(volumes: readonly Volume[]): ReadonlySet<string> {
  return new Set(volumes.flatMap(({ instanceIds }) => instanceIds));
}

/** Names that only one thing has, that a person can type, and that are no option. */
function clearNames(things: readonly (Instance | Volume)[]): ReadonlySet<string> {
  const all = things.flatMap(({ tags }) => givenName(tags) ?? []);
  const [once, twice] = [new Set<string>(), new Set<string>()];
  for (const name of all) (once.has(name) ? twice : once).add(name);
  return new Set([...once].filter((name) => !twice.has(name) && TYPED.test(name)));
}

const TYPED = /^[\p{L}\p{N}_.][\p{L}\p{N} _.,:@/+=-]{0,63}$/u;
