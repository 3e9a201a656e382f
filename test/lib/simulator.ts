import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Deed } from './deeds.ts';
import type { Policy, Trust } from './deployed.ts';

/** Somebody who asks for a role of another account. */
export interface Asking {
  readonly principal: string;
  readonly role: string;
  /** What the asker may do in its own account. */
  readonly policies: readonly Policy[];
  /** What the role's trust policy says. */
  readonly trust: readonly Trust[];
  readonly context: Readonly<Record<string, string>>;
}

/** What IAM says to somebody who asks for a role: both accounts must agree. */
export async function mayAssume(asking: Asking): Promise<'allowed' | 'denied'> {
  const { principal, role, policies, trust, context } = asking;
  const [, accountId = ''] = /::(\d{12}):/.exec(role) ?? [];
  return overall(
    await runSimulation(
      {
        request: {
          principal,
          action: 'sts:AssumeRole',
          resource: { resource: role, accountId },
          contextVariables: { ...context },
        },
        identityPolicies: documents(policies),
        resourcePolicy: { Version: '2012-10-17', Statement: trust },
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    ),
    `sts:AssumeRole on ${role}`,
  );
}

/** What IAM says to a deed of a role that has these policies and no others. */
export async function verdict(policies: readonly Policy[], deed: Deed): Promise<'allowed' | 'denied'> {
  const account = '123456789012';
  const [, keyAccount] = /^arn:[^:]+:kms:[^:]*:(\d{12}):/.exec(deed.on) ?? [];
  return overall(
    await runSimulation(
      {
        request: {
          principal: `arn:aws:iam::${account}:role/SnapperRole`,
          action: deed.action,
          resource: { resource: deed.on, accountId: keyAccount ?? account },
          contextVariables: { ...deed.context },
        },
        identityPolicies: documents(policies),
        ...(keyAccount === undefined ? {} : { resourcePolicy: keyPolicy(account) }),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    ),
    `${deed.action} on ${deed.on}`,
  );
}

/** What a service control policy says to somebody whose own account would allow everything. */
export async function verdictUnder(
  guard: readonly Policy[],
  { action, on, context = {} }: Deed,
  principal: string,
): Promise<'allowed' | 'denied'> {
  const [, accountId = ''] = /::(\d{12}):/.exec(principal) ?? [];
  const everything: Policy[] = [
    { name: 'Admin', statements: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  ];
  return overall(
    await runSimulation(
      {
        request: {
          principal,
          action,
          resource: { resource: on, accountId },
          contextVariables: { ...context, 'aws:PrincipalArn': principal },
        },
        identityPolicies: documents(everything),
        ...(action.startsWith('kms:') ? { resourcePolicy: keyPolicy(accountId) } : {}),
        serviceControlPolicies: [
          { orgIdentifier: 'vault', policies: [...documents(everything), ...documents(guard)] },
        ],
        resourceControlPolicies: [],
      },
      {},
    ),
    `${action} on ${on}`,
  );
}

/** A key belongs to its own policy first. The usual one leaves the decision to the IAM of an account. */
function keyPolicy(account: string) {
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }],
  };
}

function documents(policies: readonly Policy[]) {
  return policies.map(({ name, statements }) => ({
    name,
    policy: { Version: '2012-10-17', Statement: statements },
  }));
}

function overall(simulation: Awaited<ReturnType<typeof runSimulation>>, what: string): 'allowed' | 'denied' {
  if (simulation.resultType === 'error') {
    throw new Error(`${what}: ${JSON.stringify(simulation.errors)}`);
  }
  return simulation.overallResult === 'Allowed' ? 'allowed' : 'denied';
}
