import { replicaOf } from '../lineage.ts';
import { iso } from '../calendar.ts';
import { parseReplicate, replicateText } from '../grammar/replicate.ts';
import { grouped } from '../grouped.ts';
import type { Inventory } from '../inventory.ts';
import { keysOf } from '../keys.ts';
import { holdOn, PINNED } from '../plan/protection.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import type { Managed } from '../plan/survey.ts';
import { tagInForce } from '../policy/policy.ts';
import { askedIn } from '../replicas/asking.ts';
import { isReplica, lineageText, type Replica, shelved } from '../replicas/shelf.ts';
import { newestFirst, type Snapshot } from '../snapshot.ts';
import { placeOf, placeText } from '../text.ts';
import type { ShownReplica, ShownReplicate, ShownVolume } from './shown.ts';

/** What it takes to explain a volume. */
export interface ShowSettings extends PlanSettings {
  /** The regions in which replicas are kept; absent where that is not known. */
  readonly replicas?: readonly string[] | undefined;
}

/** The replicas of each volume that are in a region, newest first. */
export function replicasIn({ snapshots, holds }: Inventory): (volumeId: string) => readonly ShownReplica[] {
  const all = grouped(snapshots.filter(isReplica), ({ lineage }) => lineage.volumeId);
  return (volumeId) => (all.get(volumeId) ?? []).toSorted(byLineage).map((one) => shownReplica(one, holds));
}

/** The newest replica of a volume, as a snapshot of it. */
export function newestReplica(volumeId: string, { snapshots }: Inventory): Snapshot | undefined {
  const [newest] = snapshots
    .filter(isReplica)
    .filter(({ lineage }) => lineage.volumeId === volumeId)
    .toSorted(byLineage);
  return newest && shelved(newest);
}

function byLineage(a: Replica, b: Replica): number {
  return b.lineage.at - a.lineage.at || newestFirst(a, b);
}

function shownReplica(one: Replica, holds: Inventory['holds']): ShownReplica {
  const { id, lineage, startedAt, state, label } = one;
  return {
    snapshotId: id,
    replicaOf: replicaOf(lineage),
    at: iso(new Date(lineage.at)),
    started: iso(new Date(startedAt)),
    state,
    pin: label.pin?.reason,
    hold: holdOn(one, holds),
  };
}

/** Who decides on a replica: its region alone does not know the tag of its volume. */
export function whyKept({ label: { pin }, lineage }: Snapshot): string | undefined {
  if (lineage === undefined) return undefined;
  if (pin !== undefined) return `${PINNED}${pin.key}`;
  return `a replica of ${lineageText(lineage)}; runs judge it by the tag of ${lineage.volumeId}`;
}

/** Where the tag of a volume asks for replicas, and what of it cannot be followed. */
export function replicateOf(
  managed: Managed,
  region: string,
  { prefix, replicas }: ShowSettings,
): ShownReplicate | undefined {
  const tag = tagInForce(keysOf(prefix).replicate, managed.volume, managed.instance);
  if (tag === undefined) return undefined;
  const written = parseReplicate(tag.text);
  const named = written.ok ? written.value.map(placeText) : [];
  const { asking, problems } = askedIn(
    { region, managed: [managed] },
    { prefix, replicas: replicas ?? named },
  );
  return {
    key: tag.key,
    source: tag.source,
    places: asking.flatMap(({ replications }) => replications.map((one) => replicateText([one]))),
    arePlacesKnown: replicas !== undefined,
    problems,
  };
}

/** A volume of which a region has replicas and nothing else. */
export function elsewhereOf(
  shown: ShownVolume,
  replicas: readonly ShownReplica[],
): Pick<ShownVolume, 'status' | 'because'> {
  const [newest] = replicas;
  return shown.status !== 'gone' || shown.snapshots.length > 0 || newest === undefined
    ? { status: shown.status, because: shown.because }
    : {
        status: 'elsewhere',
        because: `it is a volume of ${placeOf(newest.replicaOf)}, of which only replicas are here`,
      };
}
