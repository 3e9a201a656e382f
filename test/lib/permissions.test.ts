import { afterAll, describe, expect, test } from 'vitest';
import { role } from '../../lambda/aws/permissions.ts';
import { isAllowed } from '../cloud/iam.ts';
import { labelOf } from '../../lambda/core/label.ts';
import { ALLOWED, type Deed, DENIED, TOPIC } from './deeds.ts';
import { deployed, type Policy } from './deployed.ts';
import { deployment, env, removeOutput } from './deployment.ts';
import { mutantsOf } from './mutants.ts';
import { policyFile } from './policyFile.ts';
import { verdict } from './simulator.ts';

afterAll(removeOutput);

/** The table of deeds, with what IAM must say to each. */
const TABLE = [
  ...Object.entries(ALLOWED).map(([what, deed]) => ['allowed', what, deed] as const),
  ...Object.entries(DENIED).map(([what, deed]) => ['denied', what, deed] as const),
];

const synthesised = deployed(deployment().template()).policiesOf('SnapperRole');

const statements = policyFile('iam-policy.json', { account: env.account, topicArn: TOPIC });
const byHand: Policy[] = [{ name: 'iam-policy.json', statements }];

describe('C-60 the role of the function', () => {
  test.for(TABLE)('%s: %s', async ([is, , deed]) => {
    expect(await verdict(synthesised, deed)).toBe(is);
  });
});

test('coverage over all producers needs no other right', () => {
  const policies = deployed(deployment({ coverage: true, rpo: '26h' }).template()).policiesOf('SnapperRole');
  expect(policies).toEqual(synthesised);
});

describe('C-60 iam-policy.json', () => {
  const rows = TABLE.filter(([, , deed]) => deed.only === undefined);
  test.for(rows)('%s: %s', async ([is, , deed]) => {
    expect(await verdict(byHand, deed)).toBe(is);
  });
});

describe('C-48 a role with two prefixes', () => {
  const both = deployed(deployment({ tagPrefixes: ['autosnap', 'nightly'] }).template()).policiesOf(
    'SnapperRole',
  );
  const snapshot = 'arn:aws:ec2:eu-west-1::snapshot/snap-1';

  test.for<['allowed' | 'denied', Record<string, string>]>([
    ['allowed', { snapshot_tool: 'autosnap' }],
    ['allowed', { snapshot_tool: 'nightly' }],
    ['allowed', { snapshot_tool: 'nightly', autosnap_keep: 'a pin of the other prefix' }],
    ['denied', { snapshot_tool: 'autosnap', autosnap_keep: '' }],
    ['denied', { snapshot_tool: 'nightly', nightly_keep: '' }],
    ['denied', { snapshot_tool: 'nightly', autosnap_keep: '', nightly_keep: '' }],
    ['denied', { snapshot_tool: 'weekly' }],
    ['denied', { snapshot_tool: 'autosnap,nightly' }],
    ['denied', {}],
  ])('is %s to delete what has %j', async ([is, tags]) => {
    const deed = { action: 'ec2:DeleteSnapshot', on: snapshot, context: tagged('Resource', tags) };
    expect(await verdict(both, deed)).toBe(is);
  });

  test.for([
    ['allowed', 'autosnap'],
    ['allowed', 'nightly'],
    ['denied', 'weekly'],
  ] as const)('is %s to mark a new snapshot as %s', async ([is, mark]) => {
    const context = { ...tagged('Request', { snapshot_tool: mark }), 'ec2:CreateAction': 'CreateSnapshot' };
    expect(await verdict(both, { action: 'ec2:CreateTags', on: snapshot, context })).toBe(is);
  });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
test('what IAM cannot tell apart, the program does: a key that differs from the mark in case only', async () => {
  const context = { 'aws:ResourceTag/Snapshot_Tool': 'autosnap' };
  const deed = { action: 'ec2:DeleteSnapshot', on: 'arn:aws:ec2:eu-west-1::snapshot/snap-1', context };
  expect(await verdict(synthesised, deed)).toBe('allowed');
  const snapshot = {
    id: 'snap-1',
    volumeId: 'vol-1',
    tags: { Snapshot_Tool: 'autosnap' },
    described: 'as ours' as const,
  };
  expect(labelOf(snapshot, 'autosnap').ownership).toBe('foreign');
});

describe('the role in another partition', () => {
  test('names no resource of this one', () => {
    const there = role({ partition: 'aws-cn', account: env.account, prefixes: ['autosnap'] });
    expect(JSON.stringify(there)).not.toContain('arn:aws:');
  });
});

test('the embedded cloud, in which the scenarios run, judges each deed as IAM does', () => {
  const policy = synthesised.flatMap((one) => one.statements);
  const judged = TABLE.map(([, what, { action, on, context = {} }]) => {
    const keys = Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]);
    const isFine = isAllowed(policy, { action, resource: on, context: Object.fromEntries(keys) });
    return [isFine ? 'allowed' : 'denied', what];
  });
  expect(judged).toEqual(TABLE.map(([is, what]) => [is, what]));
});

/** A table that stays green whatever becomes of the role would prove nothing. */
describe('the table notices', () => {
  // No other action knows ec2:CreateAction, so the condition alone confines the statement.
  const harmless = 'TagOnlyWhatIsBeingCreated with ec2:* for ec2:CreateTags';
  const mutants = mutantsOf(synthesised).filter(({ change }) => change !== harmless);

  test.for(mutants.map((mutant) => [mutant.change, mutant] as const))(
    '%s',
    async ([, { policies, services }]) => {
      const rows = TABLE.filter(([, , deed]) => services.includes(serviceOf(deed)));
      for (const [is, , deed] of rows) if ((await verdict(policies, deed)) !== is) return;
      expect.fail('every row is as it was');
    },
  );
});

function serviceOf({ action }: Deed): string {
  return action.slice(0, action.indexOf(':'));
}

function tagged(kind: 'Resource' | 'Request', tags: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:${kind}Tag/${key}`, value]));
}
