import {
  type Attachment,
  byServerAndDevice,
  type Called,
  calledNow,
  inPlaces,
  serverOf,
  volumeTitle,
} from '../policy/called.ts';
import type { AnyPlan } from '../plan/plan.ts';
import { placeOf, told } from '../text.ts';

/** What a person calls the volumes that a region's report mentions. */
export interface Names {
  /** The Names of the volumes, and of the instances whose tags are wrong or whose images are told of, by id. */
  readonly names: Readonly<Record<string, string>>;
  /** Where the volumes are attached, by volume id. */
  readonly attachments: Readonly<Record<string, Attachment>>;
}

interface OfVolume {
  readonly volumeId: string;
}

type ByVolume = Readonly<Record<string, readonly OfVolume[]>>;

/** The names of all that is in some lists, and of where their tags stand. */
export function namesIn(plan: AnyPlan, lists: ByVolume): Names {
  const { problems, brakes } = plan;
  const onVolumes = brakes.filter((one) => 'volumeId' in one);
  return namesOf(plan, [
    ...[...Object.values(lists).flat(), ...onVolumes].map(({ volumeId }) => volumeId),
    ...problems.map(({ source }) => source),
    ...onVolumes.map(({ tag }) => tag.source),
  ]);
}

/** The names of some volumes and instances of a plan. */
export function namesOf({ managed, called }: AnyPlan, ids: readonly string[]): Names {
  const wanted = new Set(ids);
  const known = [
    ...managed
      .filter(({ volume }) => wanted.has(volume.id))
      .map(({ volume, instance }) => calledNow(volume, instance)),
    ...called.filter(({ volumeId }) => wanted.has(volumeId)),
  ];
  return {
    names: Object.fromEntries(
      known.flatMap(({ volumeId, name }) => (name === undefined ? [] : [[volumeId, name]])),
    ),
    attachments: Object.fromEntries(
      known
        .filter((one) => serverOf(one) !== undefined)
        .map(({ volumeId, instanceId, instanceName, device }) => [
          volumeId,
          { instanceId, instanceName, device },
        ]),
    ),
  };
}

/** What a person calls a volume or an instance of a region, by its id. */
function calledBy({ names, attachments }: Names): (id: string) => Called {
  return (id) => ({ volumeId: id, name: valueOf(names, id), ...valueOf(attachments, id) });
}

function valueOf<Value>(values: Readonly<Record<string, Value>>, id: string): Value | undefined {
  return Object.hasOwn(values, id) ? values[id] : undefined;
}

/** The title of a volume or an instance of a region, by its id. */
export function titlesIn(names: Names): (id: string) => string {
  const called = calledBy(names);
  return (id) => volumeTitle(called(id));
}

/** Each list in the order of its volumes; the entries of one volume stay in theirs. */
export function inOrder<Some extends ByVolume>(lists: Some, names: Names): Some {
  const sorted = Object.entries(lists).map(([name, list]) => [name, inPlaces(list, calledBy(names))]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same lists under the same names
  return Object.fromEntries(sorted) as Some;
}

/** Up to this number, volumes are named one by one. */
const MOST_NAMED = 3;
const MOST_SERVERS = 4;

/** Some volumes by their titles, or where they are many by their servers: `12 volumes of web-1, web-2 and 9 more`. */
export function someVolumes(entries: readonly OfVolume[], names: Names, noun = 'volumes'): string {
  const ids = new Set(entries.map(({ volumeId }) => volumeId));
  const places = [...ids].map(calledBy(names)).toSorted(byServerAndDevice);
  if (places.length <= MOST_NAMED)
    return joined(
      places.map((one) => volumeTitle(one)),
      MOST_NAMED,
    );
  const servers = new Set(places.map(serverOf));
  return servers.has(undefined)
    ? `${places.length} ${noun}: ${joined(
        places.map((one) => volumeTitle(one)),
        MOST_SERVERS,
      )}`
    : `${places.length} ${noun} of ${joined(
        [...servers].flatMap((one) => (one === undefined ? [] : told(one))),
        MOST_SERVERS,
      )}`;
}

/** Of instances: one is told by its Name, and one that is gone by the Name that its newest image remembers. */
export function instanceNames({ names, attachments }: Names): Names {
  const remembered = Object.entries(attachments).flatMap(([id, { instanceName }]) =>
    instanceName === undefined ? [] : [[id, instanceName]],
  );
  return { names: { ...names, ...Object.fromEntries(remembered) }, attachments: {} };
}

/** Some instances by their titles: `web (i-1), db (i-2) and 9 more`. */
export function someInstances(entries: readonly { readonly instanceId: string }[], names: Names): string {
  return someVolumes(
    entries.map(({ instanceId: volumeId }) => ({ volumeId })),
    names,
    'instances',
  );
}

/** The first few of some words, and how many more there are. */
export function joined(words: readonly string[], most: number): string {
  const left = words.length - most;
  if (left > 0) return `${words.slice(0, most).join(', ')} and ${left} more`;
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** The names of the first `most` regions, and the number of the others. */
export function somePlaces(regions: readonly Parameters<typeof placeOf>[0][], most: number): string {
  const left = regions.length - most;
  const named = regions.slice(0, most).map(placeOf).join(', ');
  return left > 0 ? `${named} and ${left} more` : named;
}
