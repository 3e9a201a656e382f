import { isOurs, type Snapshot } from '../snapshot.ts';

/** How the reason of a snapshot that a person pinned begins. */
export const PINNED = 'pinned by ';

/**
 * Says why a snapshot must not be deleted, whatever its policy says; undefined where nothing speaks against it.
 *
 * Every deletion is planned past here, whatever asked for it: retention, a failed snapshot or an orphan's age.
 */
export function protection(snapshot: Snapshot, holds: ReadonlyMap<string, string>): string | undefined {
  const { state, tier, label } = snapshot;
  if (!isOurs(snapshot)) return 'not ours';
  if (label.pin !== undefined) return `${PINNED}${label.pin.key}`;
  const hold = holdOn(snapshot, holds);
  if (hold !== undefined) return hold;
  if (state === 'error') return undefined;
  if (state !== 'completed') return state;
  if (tier !== 'standard') return `${tier} tier`;
  return undefined;
}

/** What in AWS keeps a snapshot: another service, an AMI or a lock; undefined for nothing. */
export function holdOn({ id, label }: Snapshot, holds: ReadonlyMap<string, string>): string | undefined {
  if (label.serviceTag !== undefined) return `managed by AWS (${label.serviceTag})`;
  const hold = holds.get(id);
  return hold === undefined ? undefined : `held: ${hold}`;
}
