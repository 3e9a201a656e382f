import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Deed } from './deeds.ts';
import type { Policy } from './deployed.ts';

/** What IAM says to a deed of a role that has these policies and no others. */
export async function verdict(policies: readonly Policy[], deed: Deed): Promise<'allowed' | 'denied'> {
  const account = '123456789012';
  const simulation = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${account}:role/SnapperRole`,
        action: deed.action,
        resource: { resource: deed.on, accountId: account },
        contextVariables: { ...deed.context },
      },
      identityPolicies: policies.map(({ name, statements }) => ({
        name,
        policy: { Version: '2012-10-17', Statement: statements },
      })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (simulation.resultType === 'error') {
    throw new Error(`${deed.action} on ${deed.on}: ${JSON.stringify(simulation.errors)}`);
  }
  return simulation.overallResult === 'Allowed' ? 'allowed' : 'denied';
}
