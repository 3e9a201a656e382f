import { callerArn } from './arns.ts';
import { isAllowed, statementsOf } from './iam.ts';
import type { Context, Need, Policy } from './iam.ts';
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
  for (const wish of wishes) {
    if (!isAllowed(policyOf(call, world), needOf(call, world, wish))) throw denied(call, wish);
  }
  if (call.params.DryRun !== 'true') return;
  throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
}

/** A describe names no resource, so its permission has to be given on all of them. */
export function authorizeOnAll(call: Call, world: World): void {
  authorize(call, world, [{ action: `${call.service}:${call.action}`, resource: '*' }]);
}

/** A session may do what its role may, other keys what their account's do, where a test says so, or everybody's. */
export function policyOf({ session, account }: Call, world: World): Policy {
  if (session) return statementsOf(session.role.policy);
  return world.account(account).policy ?? world.settings.policy;
}

/** The wish with all that IAM knows about the call besides. */
export function needOf(call: Call, world: World, { action, resource, context = {} }: Wish): Need {
  return { action, resource, context: { ...surroundings(call, world), ...context } };
}

export function denied(call: Call, { action, resource }: Wish): AwsError {
  const words = `User: ${callerArn(call)} is not authorized to perform: ${action} on resource: `;
  const why = ` because no identity-based policy allows the ${action} action`;
  switch (call.service) {
    case 'ec2':
      return new AwsError(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. ${words}${resource}`,
      );
    case 's3':
      return new AwsError('AccessDenied', `${words}"${resource}"${why}`);
    case 'kms':
      return new AwsError('AccessDeniedException', `${words}${resource}${why}`, 400);
    case 'ebs':
    case 'lambda':
      return new AwsError('AccessDeniedException', `${words}${resource}${why}`);
    case 'autoscaling':
    case 'cloudformation':
    case 'sts':
      return new AwsError('AccessDenied', words + resource);
    default:
      return new AwsError(
        'AuthorizationError',
        `You are not authorized to perform this operation. ${words}${resource}`,
      );
  }
}

function surroundings(call: Call, world: World): Context {
  const { account, region, session } = call;
  const { organization } = world.account(account);
  return {
    'aws:principalaccount': account,
    'aws:principalarn': session?.role.arn ?? callerArn(call),
    'aws:requestedregion': region,
    'ec2:region': region,
    ...(organization !== undefined && { 'aws:principalorgid': organization }),
  };
}
