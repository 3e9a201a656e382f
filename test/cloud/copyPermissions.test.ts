import { describe, expect, test } from 'vitest';

import { freshCloud, resultOf, tagged } from './callers.ts';
import { copy, THERE } from './copies.ts';
import type { CopyAsked } from './copies.ts';
import type { Statement } from './iam.ts';
import type { SnapshotWish } from './wishes.ts';

const OWNER = '123456789012';
const VAULT = '222222222222';
const DENIED = 'UnauthorizedOperation 403';

function onCopy(Condition?: Statement['Condition']): Statement {
  const Resource = `arn:aws:ec2:${THERE}::snapshot/\${*}`;
  return { Effect: 'Allow', Action: 'ec2:CopySnapshot', Resource, ...(Condition && { Condition }) };
}

function onSource(Condition?: Statement['Condition']): Statement {
  const Resource = 'arn:aws:ec2:eu-west-1::snapshot/snap-*';
  return { Effect: 'Allow', Action: 'ec2:CopySnapshot', Resource, ...(Condition && { Condition }) };
}

const onTags: Statement = {
  Effect: 'Allow',
  Action: 'ec2:CreateTags',
  Resource: 'arn:aws:ec2:*::snapshot/*',
  Condition: { StringEquals: { 'ec2:CreateAction': 'CopySnapshot', 'aws:RequestTag/mark': 'ours' } },
};

const OURS: CopyAsked = tagged({ mark: 'ours' });
const marked = onCopy({ StringEquals: { 'aws:RequestTag/mark': 'ours' } });
const ofOwn = onSource({ StringEquals: { 'aws:ResourceTag/mine': 'yes', 'ec2:Owner': OWNER } });

describe('permission to copy', () => {
  test.for<[string, readonly Statement[], SnapshotWish, CopyAsked, string]>([
    ['of both snapshots and the tags', [marked, ofOwn, onTags], { tags: { mine: 'yes' } }, OURS, 'ok'],
    ['without the source', [marked, onTags], { tags: { mine: 'yes' } }, OURS, DENIED],
    ['without the copy', [ofOwn, onTags], { tags: { mine: 'yes' } }, OURS, DENIED],
    ['without the tags', [marked, ofOwn], { tags: { mine: 'yes' } }, OURS, DENIED],
    ['with no mark asked', [marked, ofOwn, onTags], { tags: { mine: 'yes' } }, {}, DENIED],
    ['with another mark', [marked, ofOwn, onTags], { tags: { mine: 'yes' } }, tagged({ mark: 'x' }), DENIED],
    ['of a source that is not ours', [marked, ofOwn, onTags], {}, OURS, DENIED],
    ['with no tags', [onCopy(), onSource()], {}, {}, 'ok'],
    [
      'where both have to have an owner',
      [{ ...onSource({ StringEquals: { 'ec2:Owner': OWNER } }), Resource: '*' }],
      {},
      {},
      DENIED,
    ],
    ['where a source is denied', [onCopy(), onSource(), { ...onSource(), Effect: 'Deny' }], {}, {}, DENIED],
    ['of an unknown source', [onCopy()], {}, { SourceSnapshotId: 'snap-0123456789abcdef0' }, DENIED],
  ])('%s', async ([, policy, wish, asked, result]) => {
    const cloud = await freshCloud();
    const source = cloud.region('eu-west-1').snapshot(wish);
    cloud.policy = policy;
    expect(await resultOf(copy(cloud, source, asked))).toBe(result);
    const dry = result === 'ok' ? 'DryRunOperation 412' : result;
    expect(await resultOf(copy(cloud, source, { ...asked, DryRun: true }))).toBe(dry);
    expect(cloud.region(THERE).snapshots()).toHaveLength(result === 'ok' ? 1 : 0);
  });
});

test('a vault copies what one account shares, by a role that cannot ask for the source’s tags', async () => {
  const cloud = await freshCloud();
  const source = cloud.region('eu-west-1').snapshot({ tags: { mine: 'yes' }, sharedWith: [VAULT] });
  const other = cloud
    .account('333333333333')
    .region('eu-west-1')
    .snapshot({ sharedWith: [VAULT] });
  const trust = { Version: '2012-10-17', Statement: [] };
  const role = (Statement: readonly Statement[]) =>
    cloud
      .account(VAULT)
      .addRole({ name: `vault-${Statement.length}`, trust, policy: { Statement } })
      .credentials();
  const owned = onSource({ StringEquals: { 'ec2:Owner': OWNER, 'aws:ResourceAccount': OWNER } });
  const into = onCopy({ StringEquals: { 'aws:RequestTag/mark': 'ours', 'aws:ResourceAccount': VAULT } });
  const vault = role([into, owned, onTags]);
  expect(await resultOf(copy(cloud, source, OURS, vault))).toBe('ok');
  expect(await resultOf(copy(cloud, other, OURS, vault))).toBe(DENIED);
  const byTags = role([into, ofOwn, onTags, onTags]);
  expect(await resultOf(copy(cloud, source, OURS, byTags))).toBe(DENIED);
  expect(cloud.account(VAULT).region(THERE).snapshots()).toMatchObject([
    { account: VAULT, tags: { mark: 'ours' } },
  ]);
  expect(cloud.region(THERE).snapshots()).toEqual([]);
});
