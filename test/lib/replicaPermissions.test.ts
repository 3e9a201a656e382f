import { afterAll, describe, expect, test } from 'vitest';
import { replicaLock, replicas } from '../../lambda/aws/replicas/permissions.ts';
import type { MemberRoleStackProps } from '../../lib/roles/memberRoleStack.ts';
import { ALLOWED, DENIED } from './deeds.ts';
import { deployed, type Policy } from './deployed.ts';
import { deployment, env, removeOutput } from './deployment.ts';
import { PROPS } from './fannedOut.ts';
import { memberTemplate } from './memberTemplate.ts';
import { mutantsOf } from './mutants.ts';
import { policyFile } from './policyFile.ts';
import {
  ALLOWED_ANYWAY,
  ALLOWED_WITH_LOCK,
  ALLOWED_WITH_REPLICAS,
  DENIED_WITH_LOCK,
  DENIED_WITH_REPLICAS,
  LOCK,
  REGIONS,
} from './replicaDeeds.ts';
import { judged, rows } from './rows.ts';
import { verdict } from './simulator.ts';

afterAll(removeOutput);

/** What is denied without replicas and is a part of the job with them. */
const NEW = 'copy an own snapshot';

const OF_REPLICAS = [...rows('allowed', ALLOWED_WITH_REPLICAS), ...rows('denied', DENIED_WITH_REPLICAS)];
const OF_SNAPSHOTS = [
  ...rows('allowed', { ...ALLOWED, ...ALLOWED_ANYWAY }),
  ...rows('denied', DENIED).filter(([, what]) => what !== NEW),
];
const VERDICTS = OF_REPLICAS.map(([is, what]) => [is, what]);

const without = deployed(deployment().template()).policiesOf('SnapperRole');
const synthesised = deployed(deployment({ replicas: { regions: REGIONS } }).template()).policiesOf(
  'SnapperRole',
);
const own = synthesised.find(({ name }) => name === 'Replicas') ?? { name: 'none', statements: [] };
const others = synthesised.filter((one) => one !== own);

const parameters = {
  HubRoleArn: 'arn:aws:iam::123456789012:role/SnapperRole',
  ExternalId: 'x1',
  OrganizationId: 'o-a1b2c3d4e5',
};

function memberPolicies(given: MemberRoleStackProps): Policy[] {
  return deployed(memberTemplate(given), { partition: 'aws', ...env, parameters }).policiesOf('MemberRole');
}

describe('the role of a function that keeps replicas', () => {
  test.for(OF_REPLICAS)('%s: %s', async ([is, , deed]) => {
    expect(await verdict(synthesised, deed)).toBe(is);
  });

  test('may do with snapshots what one without replicas may, and no more', () => {
    expect(judged(synthesised, OF_SNAPSHOTS)).toEqual(OF_SNAPSHOTS.map(([is, what]) => [is, what]));
  });

  test('has them in a policy of their own, beside one that is the same without', () => {
    expect(synthesised.map(({ name }) => name)).toContain('Replicas');
    expect(others).toEqual(without);
  });

  test('is judged the same by the embedded cloud, in which the scenarios run', () => {
    expect(judged(synthesised, OF_REPLICAS)).toEqual(VERDICTS);
  });
});

test('iam-replicas-policy.json by itself allows and denies the same', () => {
  const statements = policyFile('iam-replicas-policy.json', { regions: REGIONS });
  const byHand: Policy[] = [{ name: 'iam-replicas-policy.json', statements }];
  expect(judged(byHand, OF_REPLICAS)).toEqual(VERDICTS);
});

describe('without replicas', () => {
  test.for(OF_REPLICAS)('denied, where with them %s: %s', async ([, , deed]) => {
    expect(await verdict(without, deed)).toBe('denied');
  });
});

describe('where replicas are kept, so may', () => {
  test.for([
    ['a hub', { members: PROPS.members }],
    ['a hub with a state machine', PROPS],
  ] as const)('%s', ([, hub]) => {
    const made = deployed(deployment({ ...hub, replicas: { regions: REGIONS } }).template());
    expect(judged(made.policiesOf('SnapperRole'), OF_REPLICAS)).toEqual(VERDICTS);
  });

  test('a member role that is written for it, and no other', () => {
    expect(judged(memberPolicies({ replicas: REGIONS }), OF_REPLICAS)).toEqual(VERDICTS);
    const plain = judged(memberPolicies({}), OF_REPLICAS).map(([is]) => is);
    expect(new Set(plain)).toEqual(new Set(['denied']));
  });
});

test('of two prefixes either mark is copied, and written', () => {
  const statements = replicas({ partition: 'aws', prefixes: ['autosnap', 'nightly'], regions: REGIONS });
  const [source, made] = ['arn:aws:ec2:eu-west-1::snapshot/snap-1', 'arn:aws:ec2:eu-north-1::snapshot/*'];
  const table = [
    ['allowed', 'from the other', copying('nightly', 'ResourceTag', source)],
    ['allowed', 'with the other', copying('nightly', 'RequestTag', made)],
    ['denied', 'from a third', copying('weekly', 'ResourceTag', source)],
    ['denied', 'with a third', copying('weekly', 'RequestTag', made)],
  ] as const;
  expect(judged([{ name: 'both', statements }], table)).toEqual(table.map(([is, what]) => [is, what]));
});

test('in another partition no resource of this one is named', () => {
  const there = replicas({ partition: 'aws-cn', prefixes: ['autosnap'], regions: ['cn-north-1'] });
  expect(JSON.stringify(there)).not.toContain('arn:aws:');
});

/** No action but CreateTags knows ec2:CreateAction, so the condition alone confines this statement. */
const IS_HARMLESS = /^TagOnlyReplicasBeingCreated with ec2:\* for ec2:CreateTags$/;

describe('where replicas are locked', () => {
  const OF_LOCKS = [...rows('allowed', ALLOWED_WITH_LOCK), ...rows('denied', DENIED_WITH_LOCK)];
  const all = [...OF_REPLICAS, ...OF_LOCKS];
  const locking = deployed(deployment({ replicas: { regions: REGIONS, lock: LOCK } }).template()).policiesOf(
    'SnapperRole',
  );

  test.for(OF_LOCKS)('%s: %s', async ([is, , deed]) => {
    expect(await verdict(locking, deed)).toBe(is);
  });

  test('the embedded cloud judges the same, and the rest is as without locks', () => {
    expect(judged(locking, all)).toEqual(all.map(([is, what]) => [is, what]));
  });

  test('iam-replicas-lock-policy.json by itself allows and denies the same', () => {
    const statements = policyFile('iam-replicas-lock-policy.json', { regions: REGIONS, lockDays: 14 });
    expect(judged([{ name: 'by hand', statements }], OF_LOCKS)).toEqual(
      OF_LOCKS.map(([is, what]) => [is, what]),
    );
  });

  test('without the setting nothing can be locked', () => {
    expect(new Set(judged(synthesised, OF_LOCKS).map(([is]) => is))).toEqual(new Set(['denied']));
  });

  test('a member role that is written for it can lock, too', () => {
    const member = memberPolicies({ replicas: REGIONS, replicaLock: LOCK });
    expect(judged(member, all)).toEqual(all.map(([is, what]) => [is, what]));
  });

  test('a member role without replicas has nothing to lock, and says so', () => {
    expect(() => memberTemplate({ replicaLock: LOCK })).toThrow(
      'replicaLock must be given together with replicas, which names the regions, but is "14d"',
    );
    expect(() => memberTemplate({ replicas: REGIONS, replicaLock: '14' })).toThrow(
      'replicas.lock must be days or weeks, like 14d or 2w: at most 365d, but is "14"; use "14d"',
    );
  });

  test('no role of any kind has the right to unlock', () => {
    const policies = [...locking, ...memberPolicies({ replicas: REGIONS, replicaLock: LOCK })];
    expect(JSON.stringify(policies)).not.toMatch(/Unlock/i);
  });

  const right = {
    name: 'locks',
    statements: replicaLock({ partition: 'aws', prefixes: ['autosnap'], regions: REGIONS, days: 14 }),
  };
  // No other action knows the length of a lock, so the condition alone confines it.
  const mutants = mutantsOf([right])
    .filter(({ change }) => !change.includes('with ec2:*'))
    .map((mutant) => [mutant.change, mutant] as const);

  test.for(mutants)('the table notices: %s', ([, { policies }]) => {
    expect(judged(policies, OF_LOCKS)).not.toEqual(OF_LOCKS.map(([is, what]) => [is, what]));
  });
});

/** A table that stays green whatever becomes of the policy would prove nothing. */
describe('the table notices', () => {
  const mutants = mutantsOf([own]).filter(({ change }) => !IS_HARMLESS.test(change));

  test.for(mutants.map((mutant) => [mutant.change, mutant] as const))('%s', ([, { policies }]) => {
    const changed = [...others, ...policies];
    expect([...OF_REPLICAS, ...OF_SNAPSHOTS].some((row) => judged(changed, [row])[0]?.[0] !== row[0])).toBe(
      true,
    );
  });
});

function copying(mark: string, key: string, on: string) {
  return { action: 'ec2:CopySnapshot', on, context: { [`aws:${key}/snapshot_tool`]: mark } };
}
