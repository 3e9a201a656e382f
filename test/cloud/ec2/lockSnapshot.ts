import { authorize } from '../authorize.ts';
import { DAY } from '../clock.ts';
import { lockEndOf, lockStateOf, newLock } from '../lockLife.ts';
import type { Lock, Snapshot } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import { required } from '../wire/request.ts';
import type { Call, Params } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { onSnapshot } from './iamResources.ts';
import { lockShape } from './lockShape.ts';
import { found, SNAPSHOT } from './lookup.ts';

/**
 * Locks an own snapshot, or changes its lock. One in compliance mode that has cooled off only grows. AWS documents no
 * code of these refusals.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LockSnapshot.html
 */
export function lockSnapshot(call: Call, world: World): XmlFields {
  const { snapshots } = world.place(call.account, call.region);
  const snapshot = found(snapshots, required(call.params, 'SnapshotId'), SNAPSHOT);
  const now = world.clock.now();
  const lock = newLock(snapshot, now, wishOf(call.params, now));
  const wish = onSnapshot(call, snapshot);
  // No key is known for the mode, nor that a date counts as a duration: the strict side is that it does not.
  const context = {
    ...wish.context,
    ...(lock.days !== undefined && { 'ec2:snapshotlockduration': String(lock.days) }),
    ...(lock.coolOff !== undefined && { 'ec2:snapshotcooloffperiod': String(lock.coolOff) }),
  };
  authorize(call, world, [{ ...wish, context }]);
  checkLockable(snapshot);
  if (lockStateOf(snapshot, now) === 'compliance') checkGrows(snapshot, lock, now);
  snapshot.lock = lock;
  return lockShape(snapshot, now);
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UnlockSnapshot.html */
export function unlockSnapshot(call: Call, world: World): XmlFields {
  const { snapshots } = world.place(call.account, call.region);
  const snapshot = found(snapshots, required(call.params, 'SnapshotId'), SNAPSHOT);
  authorize(call, world, [onSnapshot(call, snapshot)]);
  const state = lockStateOf(snapshot, world.clock.now());
  if (state === 'compliance') throw refused(`The snapshot '${snapshot.id}' is locked in compliance mode.`);
  if (state === undefined || state === 'expired')
    throw new AwsError('IncorrectState', `The snapshot '${snapshot.id}' is not locked.`);
  snapshot.lock = undefined;
  return { snapshotId: snapshot.id };
}

function wishOf(params: Params, now: Date): Partial<Lock> {
  const mode = required(params, 'LockMode');
  if (mode !== 'governance' && mode !== 'compliance') throw invalid('LockMode', mode);
  const { LockDuration: duration, ExpirationDate: date, CoolOffPeriod: coolOff } = params;
  if (duration === undefined && date === undefined)
    throw new AwsError('MissingParameter', 'The request must contain LockDuration or ExpirationDate');
  if (duration !== undefined && date !== undefined)
    throw unfit('LockDuration and ExpirationDate exclude each other.');
  if (mode === 'governance' && coolOff !== undefined)
    throw unfit('A lock in governance mode has no CoolOffPeriod.');
  return {
    state: coolOff === undefined ? mode : 'compliance-cooloff',
    days: whole('LockDuration', duration, 36_500),
    until: date === undefined ? undefined : dateOf(date, now),
    coolOff: whole('CoolOffPeriod', coolOff, 72),
  };
}

function whole(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw invalid(name, text);
}

function dateOf(text: string, now: Date): Date {
  const date = new Date(text);
  if (date > now) return date;
  throw invalid('ExpirationDate', text);
}

function checkLockable({ id, state }: Snapshot): void {
  if (state === 'pending' || state === 'completed') return;
  throw new AwsError('IncorrectState', `The snapshot '${id}' is in the state '${state}'.`);
}

/** A number of days is counted anew from now on. */
function checkGrows(snapshot: Snapshot, lock: Lock, now: Date): void {
  if (lock.coolOff !== undefined)
    throw unfit('The cooling-off period is over, so CoolOffPeriod cannot be given.');
  const end = lock.until ?? new Date(now.getTime() + (lock.days ?? 0) * DAY);
  const before = lockEndOf(snapshot);
  if (lock.state === 'compliance' && before !== undefined && end >= before) return;
  throw refused(`The lock of the snapshot '${snapshot.id}' can only be extended.`);
}

function invalid(name: string, value: string): AwsError {
  return new AwsError('InvalidParameterValue', `Value (${value}) for parameter ${name} is invalid.`);
}

function unfit(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message);
}

function refused(message: string): AwsError {
  return new AwsError('OperationNotPermitted', message);
}
