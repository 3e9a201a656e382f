import { afterAll, describe, expect, test } from 'vitest';
import { prover } from '../../lambda/aws/proof/permissions.ts';
import type { Deed } from './deeds.ts';
import { deployed, type Policy } from './deployed.ts';
import { deployment, env, removeOutput } from './deployment.ts';
import { PROPS } from './fannedOut.ts';
import { memberTemplate } from './memberTemplate.ts';
import { mutantsOf } from './mutants.ts';
import {
  ALLOWED_BY_VOLUME,
  ALLOWED_TO_PERSONS,
  ALLOWED_TO_PROVERS,
  DENIED_TO_PROVERS,
} from './proofDeeds.ts';
import { judged, type Row, rows } from './rows.ts';
import { policyFile } from './policyFile.ts';
import { verdict } from './simulator.ts';

afterAll(removeOutput);

const TO_BOTH = [...rows('allowed', ALLOWED_TO_PROVERS), ...rows('denied', DENIED_TO_PROVERS)];
const OF_PROVERS = [...TO_BOTH, ...rows('denied', { ...ALLOWED_TO_PERSONS, ...ALLOWED_BY_VOLUME })];
const OF_PERSONS = [...TO_BOTH, ...rows('allowed', { ...ALLOWED_TO_PERSONS, ...ALLOWED_BY_VOLUME })];
const WITHOUT_VOLUMES = [
  ...TO_BOTH,
  ...rows('allowed', ALLOWED_TO_PERSONS),
  ...rows('denied', ALLOWED_BY_VOLUME),
];

const provers = [
  { name: 'prover', statements: prover({ partition: 'aws', account: env.account, prefixes: ['autosnap'] }) },
];

const statements = policyFile('iam-proof-policy.json', { account: env.account });
const persons: Policy[] = [{ name: 'iam-proof-policy.json', statements }];
const byVolume = statements.filter(({ Sid }) => Sid?.startsWith('ByVolume'));
const beside = statements.filter((one) => !byVolume.includes(one));

describe('a prover', () => {
  test.for(OF_PROVERS)('%s: %s', async ([is, , deed]) => {
    expect(await verdict(provers, deed)).toBe(is);
  });

  test('is judged the same by the embedded cloud, in which the scenarios run', () => {
    expect(judged(provers, OF_PROVERS)).toEqual(OF_PROVERS.map(([is, what]) => [is, what]));
  });

  test('of two prefixes reads what either marks, and records for the prefix that marks it', () => {
    const both = [
      {
        name: 'both',
        statements: prover({ partition: 'aws', account: env.account, prefixes: ['autosnap', 'nightly'] }),
      },
    ];
    const table: Row[] = [
      ['allowed', 'ours', record('autosnap', 'autosnap_proved')],
      ['allowed', 'the other', record('nightly', 'nightly_proved')],
      ['denied', 'across', record('nightly', 'autosnap_proved')],
      ['denied', 'a third', record('weekly', 'weekly_proved')],
    ];
    expect(judged(both, table)).toEqual(table.map(([is, what]) => [is, what]));
  });

  test('in another partition names no resource of this one', () => {
    const there = prover({ partition: 'aws-cn', account: env.account, prefixes: ['autosnap'] });
    expect(JSON.stringify(there)).not.toContain('arn:aws:');
  });
});

describe('where snapshots are proved, so may', () => {
  const verdicts = OF_PROVERS.map(([is, what]) => [is, what]);
  const parameters = {
    HubRoleArn: 'arn:aws:iam::123456789012:role/SnapperRole',
    ProverRoleArn: 'arn:aws:iam::123456789012:role/SnapperProverRole',
    ExternalId: 'x1',
    OrganizationId: 'o-a1b2c3d4e5',
  };
  const member = deployed(memberTemplate({ prove: true }), { partition: 'aws', ...env, parameters });

  test.for<[what: string, policies: Policy[]]>([
    [
      'the prover of a deployment',
      deployed(deployment({ prove: 20 }).template()).policiesOf('SnapperProverRole'),
    ],
    [
      'that of a hub that fans out',
      deployed(deployment({ ...PROPS, prove: 20 }).template()).policiesOf('SnapperProverRole'),
    ],
    ['its role in a member account', member.policiesOf('MemberProverRole')],
  ])('%s', ([, policies]) => {
    expect(judged(policies, OF_PROVERS)).toEqual(verdicts);
  });
});

describe('a person with iam-proof-policy.json', () => {
  test.for(OF_PERSONS)('%s: %s', async ([is, , deed]) => {
    expect(await verdict(persons, deed)).toBe(is);
  });

  test('is judged the same by the embedded cloud', () => {
    expect(judged(persons, OF_PERSONS)).toEqual(OF_PERSONS.map(([is, what]) => [is, what]));
  });

  test('who leaves out the statements ByVolume… can make and delete no volume', () => {
    const without = [{ name: 'beside', statements: beside }];
    expect(judged(without, WITHOUT_VOLUMES)).toEqual(WITHOUT_VOLUMES.map(([is, what]) => [is, what]));
    expect(beside.flatMap(({ Action }) => Action).filter((one) => one.endsWith('Volume'))).toEqual([]);
  });

  test('has a policy that fits into a managed one', () => {
    const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    expect(document.length).toBeLessThan(6144);
  });
});

/**
 * No action but CreateTags knows ec2:CreateAction, and where a tag must be there already, `Null` is false already. The
 * right to use keys through EC2 includes that of EBS to read blocks with them.
 */
const IS_HARMLESS =
  /^ByVolumeTag1 with ec2:\* for ec2:CreateTags$| where aws:(\w+Tag\/autosnap_proof|TagKeys) may be there$/;

/** A table that stays green whatever becomes of the policy would prove nothing. */
describe('the table notices', () => {
  const ofProver = mutantsOf(provers).map(({ change, policies }) => ({
    change: `a prover’s ${change}`,
    policies,
    table: OF_PROVERS,
  }));
  const ofPerson = mutantsOf([{ name: 'by volume', statements: byVolume }]).map(({ change, policies }) => ({
    change,
    policies: [...policies, { name: 'beside', statements: beside }],
    table: OF_PERSONS,
  }));
  const all = [...ofProver, ...ofPerson].filter(({ change }) => !IS_HARMLESS.test(change));

  test.for(all.map((mutant) => [mutant.change, mutant] as const))('%s', ([, { policies, table }]) => {
    expect(table.some((row) => judged(policies, [row])[0]?.[0] !== row[0])).toBe(true);
  });
});

function record(mark: string, key: string): Deed {
  const context = {
    'aws:ResourceTag/snapshot_tool': mark,
    [`aws:RequestTag/${key}`]: 'x',
    'aws:TagKeys': [key],
  };
  return { action: 'ec2:CreateTags', on: 'arn:aws:ec2:eu-west-1::snapshot/snap-1', context };
}
