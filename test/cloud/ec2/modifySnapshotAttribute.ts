import { authorize } from '../authorize.ts';
import type { Context } from '../iam.ts';
import type { Snapshot } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import { list, members, required } from '../wire/request.ts';
import type { Call, Params } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { Place, World } from '../world.ts';
import { onSnapshot } from './iamResources.ts';
import { found, SNAPSHOT } from './lookup.ts';
import { keyOf, kmsKeyOf } from './shapes.ts';

interface Change {
  readonly verb: 'Add' | 'Remove';
  readonly accounts: readonly string[];
  readonly groups: readonly string[];
}

/**
 * Shares an own snapshot, or takes that back. What is under the key that EBS made stays with its account, and only
 * what is not encrypted can be public.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySnapshotAttribute.html
 */
export function modifySnapshotAttribute(call: Call, world: World): XmlFields {
  const place = world.place(call.account, call.region);
  const change = changeOf(call.params);
  const snapshot = found(place.snapshots, required(call.params, 'SnapshotId'), SNAPSHOT);
  const wish = onSnapshot(call, snapshot);
  authorize(call, world, [{ ...wish, context: { ...wish.context, ...keysOf(change) } }]);
  checkNames(change);
  if (change.verb === 'Add') checkSharable(place, snapshot, change);
  if (change.groups.length > 0) snapshot.public = change.verb === 'Add';
  const others = change.accounts.filter((account) => account !== snapshot.account);
  const rest = snapshot.sharedWith.filter((account) => !others.includes(account));
  snapshot.sharedWith = change.verb === 'Add' ? [...new Set([...snapshot.sharedWith, ...others])] : rest;
  return { return: true };
}

/** As a request names it today, or as an old one does: an attribute, an operation, and to whom it applies. */
function changeOf(params: Params): Change {
  const add = members(params, 'CreateVolumePermission.Add');
  const remove = members(params, 'CreateVolumePermission.Remove');
  if (add.length > 0 && remove.length > 0)
    throw unfit('One and only one operation type may be specified for createVolumePermissions');
  if (add.length > 0 || remove.length > 0) {
    const items = [...add, ...remove];
    return {
      verb: add.length > 0 ? 'Add' : 'Remove',
      accounts: items.flatMap(({ UserId }) => UserId ?? []),
      groups: items.flatMap(({ Group }) => Group ?? []),
    };
  }
  const { Attribute, OperationType } = params;
  const [accounts, groups] = [list(params, 'UserId'), list(params, 'UserGroup')];
  if (!Attribute && !OperationType && accounts.length + groups.length === 0)
    throw unfit('No attributes specified.');
  if (!Attribute) throw new AwsError('MissingParameter', 'The request must contain the parameter attribute');
  if (Attribute !== 'createVolumePermission')
    throw new AwsError('InvalidParameterValue', 'Unrecognized attribute.');
  if (OperationType !== 'add' && OperationType !== 'remove')
    throw unfit('No operation specified for createVolumePermission attribute.');
  return { verb: OperationType === 'add' ? 'Add' : 'Remove', accounts, groups };
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
function keysOf({ verb, accounts, groups }: Change): Context {
  const prefix = `ec2:${verb.toLowerCase()}`;
  return {
    ...(accounts.length > 0 && { [`${prefix}/userid`]: [...new Set(accounts)] }),
    ...(groups.length > 0 && { [`${prefix}/group`]: [...new Set(groups)] }),
  };
}

/** The code names an AMI here as well. */
function checkNames({ accounts, groups }: Change): void {
  const account = accounts.find((one) => !/^\d{12}$/.test(one));
  if (account !== undefined) throw new AwsError('InvalidAMIAttributeItemValue', `UserId ${account}`);
  const group = groups.find((one) => one !== 'all');
  if (group !== undefined) throw new AwsError('InvalidAMIAttributeItemValue', `UserGroup ${group}`);
}

function checkSharable({ snapshotRules }: Place, snapshot: Snapshot, { accounts, groups }: Change): void {
  if (groups.length > 0 && snapshot.encrypted)
    throw refused('Encrypted snapshots cannot be shared publicly.');
  if (groups.length > 0 && snapshotRules.publicAccess !== 'unblocked')
    throw refused('Public sharing of snapshots is blocked for this account.');
  if (accounts.length > 0 && keyOf(snapshot) === kmsKeyOf(snapshot))
    throw refused('Encrypted snapshots with EBS default key cannot be shared');
}

function unfit(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message);
}

function refused(message: string): AwsError {
  return new AwsError('OperationNotPermitted', message);
}
