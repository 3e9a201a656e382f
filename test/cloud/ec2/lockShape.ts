import { coolOffEndOf, lockEndOf, lockStartOf, lockStateOf } from '../lockLife.ts';
import type { Snapshot } from '../records.ts';
import type { XmlFields } from '../wire/xml.ts';

/** What the calls about locks answer. That one with a date tells no duration is not documented. */
export function lockShape(snapshot: Snapshot, now: Date): XmlFields {
  const { lock } = snapshot;
  return {
    snapshotId: snapshot.id,
    lockState: lockStateOf(snapshot, now),
    lockDuration: lock?.days,
    coolOffPeriod: lock?.coolOff,
    coolOffPeriodExpiresOn: lock && coolOffEndOf(lock),
    lockCreatedOn: lock?.lockedAt,
    lockDurationStartTime: lockStartOf(snapshot),
    lockExpiresOn: lockEndOf(snapshot),
  };
}
