import type { Plan } from '../plan/plan.ts';
import { placeOf, told } from '../text.ts';
import { type AttachedTo, byTitle, volumeTitle } from '../inventory.ts';

/** What a person calls the volumes that a region's report mentions. */
export interface Names {
  /** The Names of the volumes, and of the instances whose tags are wrong, by id. */
  readonly names: Readonly<Record<string, string>>;
  /** Where the volumes are attached, by volume id. */
  readonly attachments: Readonly<Record<string, AttachedTo>>;
}

type ByVolume = Readonly<Record<string, readonly { readonly volumeId: string }[]>>;

/** The names of all that is in some lists, and of where their tags stand. */
export function namesOf({ called, problems, brakes }: Plan, lists: ByVolume): Names {
  const onVolumes = brakes.filter((one) => 'volumeId' in one);
  const ids = new Set([
    ...[...Object.values(lists).flat(), ...onVolumes].map(({ volumeId }) => volumeId),
    ...problems.map(({ source }) => source),
    ...onVolumes.map(({ tag }) => tag.source),
  ]);
  const names = new Map<string, string>();
  const attachments = new Map<string, AttachedTo>();
  for (const id of ids) {
    const { name, attachment } = called.get(id) ?? {};
    if (name !== undefined) names.set(id, name);
    if (attachment !== undefined) attachments.set(id, attachment);
  }
  return { names: Object.fromEntries(names), attachments: Object.fromEntries(attachments) };
}

/** The title of a volume or an instance of a region, by its id. */
export function titlesIn({ names, attachments }: Names): (id: string) => string {
  const nameOf = (id: string): string | undefined => (Object.hasOwn(names, id) ? names[id] : undefined);
  return (id) => {
    const attachment = Object.hasOwn(attachments, id) ? attachments[id] : undefined;
    return volumeTitle(id, { name: nameOf(id), attachment });
  };
}

/** The title of a volume or an instance in a plan, by its id. */
export function titleInPlan({ called }: Plan): (id: string) => string {
  return (id) => volumeTitle(id, called.get(id) ?? {});
}

/** Each list in the order of its volumes' titles; the entries of one volume stay in theirs. */
export function inOrder<Some extends ByVolume>(lists: Some, title: (volumeId: string) => string): Some {
  const titles = new Map<string, string>();
  const titleOf = (id: string): string => {
    const known = titles.get(id) ?? title(id);
    titles.set(id, known);
    return known;
  };
  const sorted = Object.entries(lists).map(([name, list]) => [
    name,
    list.toSorted((a, b) => byTitle(titleOf(a.volumeId), titleOf(b.volumeId))),
  ]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same lists under the same names
  return Object.fromEntries(sorted) as Some;
}

/** So many volumes are named one by one. */
const MOST_NAMED = 3;
const MOST_SERVERS = 4;

/** Some volumes by their titles, or where they are many by their servers: `12 volumes of web-1, web-2 and 9 more`. */
export function someVolumes(entries: readonly { readonly volumeId: string }[], names: Names): string {
  const ids = [...new Set(entries.map(({ volumeId }) => volumeId))];
  const titles = ids.map(titlesIn(names)).toSorted(byTitle);
  if (ids.length <= MOST_NAMED) return joined(titles, MOST_NAMED);
  const servers = new Set(ids.map((id) => serverOf(names, id)));
  const labels = servers.has(undefined) ? titles : [...servers].flatMap((one) => one ?? []).toSorted(byTitle);
  return `${ids.length} volumes${servers.has(undefined) ? ':' : ' of'} ${joined(labels, MOST_SERVERS)}`;
}

function serverOf({ attachments }: Names, id: string): string | undefined {
  const { instanceName, instanceId } = (Object.hasOwn(attachments, id) ? attachments[id] : undefined) ?? {};
  return instanceName === undefined ? instanceId : told(instanceName);
}

/** The first few of some words, and how many more there are. */
export function joined(words: readonly string[], most: number): string {
  const left = words.length - most;
  if (left > 0) return `${words.slice(0, most).join(', ')} and ${left} more`;
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Regions by name, at most so many, and how many more there are. */
export function somePlaces(regions: readonly Parameters<typeof placeOf>[0][], most: number): string {
  const left = regions.length - most;
  const named = regions.slice(0, most).map(placeOf).join(', ');
  return left > 0 ? `${named} and ${left} more` : named;
}
