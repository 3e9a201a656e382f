import { isAllowed } from './iam.ts';
import type { Context, Need } from './iam.ts';
import type { Resource } from './records.ts';
import { AwsError } from './wire/errors.ts';
import type { Call } from './wire/request.ts';
import type { World } from './world.ts';

/** One thing a call needs to be allowed; without a context it touches nothing that has tags. */
export interface Wish {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
}

/**
 * Refuses a call unless all that it touches is allowed. A dry run ends here,
 * with the error that means it would have been carried out.
 */
export function authorize(call: Call, world: World, wishes: readonly Wish[]): void {
  for (const { action, resource, context = {} } of wishes) {
    const need: Need = { action, resource, context: { ...surroundings(call), ...context } };
    if (isAllowed(world.settings.policy, need)) continue;
    const who = callerArn(call);
    throw new AwsError(
      call.service === 'ec2' ? 'UnauthorizedOperation' : 'AuthorizationError',
      `You are not authorized to perform this operation. User: ${who} is not authorized to perform: ${action} on resource: ${resource}`,
    );
  }
  if (call.params.DryRun !== 'true') return;
  throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
}

/** A describe names no resource, so its permission has to be given on all of them. */
export function authorizeOnAll(call: Call, world: World): void {
  authorize(call, world, [{ action: `${call.service}:${call.action}`, resource: '*' }]);
}

function surroundings({ account, region }: Call): Context {
  return { 'aws:principalaccount': account, 'aws:requestedregion': region, 'ec2:region': region };
}

export function callerArn({
  account,
  region,
}: {
  readonly account: string;
  readonly region: string;
}): string {
  return `arn:${partitionOf(region)}:iam::${account}:user/snapper`;
}

/** The account field of what can be shared, snapshots and images, is empty. */
export function arnOf({
  kind,
  id,
  region,
  account,
}: Pick<Resource, 'kind' | 'id' | 'region' | 'account'>): string {
  const owner = kind === 'snapshot' || kind === 'image' ? '' : account;
  return `arn:${partitionOf(region)}:ec2:${region}:${owner}:${kind}/${id}`;
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
