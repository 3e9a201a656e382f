import { afterAll, describe, expect, test } from 'vitest';
import { images } from '../../lambda/aws/images/permissions.ts';
import { ALLOWED, DENIED } from './deeds.ts';
import { deployed, type Policy } from './deployed.ts';
import { deployment, env, removeOutput } from './deployment.ts';
import { PROPS } from './fannedOut.ts';
import { ALLOWED_WITH_IMAGES, DENIED_WITH_IMAGES } from './imageDeeds.ts';
import { memberTemplate } from './memberTemplate.ts';
import { mutantsOf } from './mutants.ts';
import { judged, rows } from './rows.ts';
import { policyFile } from './policyFile.ts';
import { verdict } from './simulator.ts';

afterAll(removeOutput);

/** What is denied without images and is a part of the job with them. */
const NEW = 'deregister the image that holds a snapshot';

const OF_IMAGES = [...rows('allowed', ALLOWED_WITH_IMAGES), ...rows('denied', DENIED_WITH_IMAGES)];
const OF_SNAPSHOTS = [
  ...rows('allowed', ALLOWED),
  ...rows('denied', DENIED).filter(([, what]) => what !== NEW),
];

const without = deployed(deployment().template()).policiesOf('SnapperRole');
const synthesised = deployed(deployment({ images: true }).template()).policiesOf('SnapperRole');
const own = synthesised.find(({ name }) => name === 'Images') ?? { name: 'none', statements: [] };
const others = synthesised.filter((one) => one !== own);

const statements = policyFile('iam-images-policy.json', { account: env.account });
const byHand: Policy[] = [{ name: 'iam-images-policy.json', statements }];

describe('the role of a function that makes images', () => {
  test.for(OF_IMAGES)('%s: %s', async ([is, , deed]) => {
    expect(await verdict(synthesised, deed)).toBe(is);
  });

  test('may do with snapshots what one without images may, and no more', () => {
    expect(judged(synthesised, OF_SNAPSHOTS)).toEqual(OF_SNAPSHOTS.map(([is, what]) => [is, what]));
  });

  test('has them in a policy of their own, beside one that is the same without', () => {
    expect(synthesised.map(({ name }) => name)).toContain('Images');
    expect(others).toEqual(without);
  });
});

describe('iam-images-policy.json', () => {
  test('by itself allows and denies the same', () => {
    expect(judged(byHand, OF_IMAGES)).toEqual(OF_IMAGES.map(([is, what]) => [is, what]));
  });
});

describe('without images', () => {
  test.for(OF_IMAGES)('denied, where with them %s: %s', async ([, , deed]) => {
    expect(await verdict(without, deed)).toBe('denied');
  });

  test('said by false, too', () => {
    const off = deployed(deployment({ images: false }).template()).policiesOf('SnapperRole');
    expect(off).toEqual(without);
  });
});

describe('where images are made, so may', () => {
  const HUB = { ...PROPS, images: true };
  const MEMBER = { partition: 'aws', region: env.region, account: env.account };
  const parameters = {
    HubRoleArn: 'arn:aws:iam::123456789012:role/SnapperRole',
    ExternalId: 'x1',
    OrganizationId: 'o-a1b2c3d4e5',
  };
  const memberPolicies = (props: { images?: boolean }) =>
    deployed(memberTemplate(props), { ...MEMBER, parameters }).policiesOf('MemberRole');

  test('the shards of a hub, but not what merges their reports', () => {
    const hub = deployed(deployment(HUB).template());
    expect(judged(hub.policiesOf('SnapperRole'), OF_IMAGES)).toEqual(
      OF_IMAGES.map(([is, what]) => [is, what]),
    );
    for (const role of ['SnapperFanOutMergeRole', 'SnapperFanOutRunsRole']) {
      const verdicts = judged(hub.policiesOf(role), OF_IMAGES).map(([is]) => is);
      expect(new Set(verdicts)).toEqual(new Set(['denied']));
    }
  });

  test('a member role that is written for it, and no other', () => {
    expect(judged(memberPolicies({ images: true }), OF_IMAGES)).toEqual(
      OF_IMAGES.map(([is, what]) => [is, what]),
    );
    const plain = judged(memberPolicies({}), OF_IMAGES).map(([is]) => is);
    expect(new Set(plain)).toEqual(new Set(['denied']));
    expect(memberPolicies({ images: false })).toEqual(memberPolicies({}));
  });
});

describe('a role with two prefixes', () => {
  const both = images({ partition: 'aws', account: env.account, prefixes: ['autosnap', 'nightly'] });

  test.for<['allowed' | 'denied', string, Record<string, string>]>([
    ['allowed', 'deregister', { snapshot_tool: 'nightly' }],
    ['allowed', 'deregister', { snapshot_tool: 'nightly', autosnap_keep: 'a pin of the other prefix' }],
    ['denied', 'deregister', { snapshot_tool: 'nightly', nightly_keep: '' }],
    ['denied', 'deregister', { snapshot_tool: 'weekly' }],
    ['allowed', 'delete', { nightly_image_snapshot: 'x' }],
    ['allowed', 'delete', { nightly_image_snapshot: 'x', autosnap_keep: 'a pin of the other prefix' }],
    ['denied', 'delete', { nightly_image_snapshot: 'x', nightly_keep: '' }],
    ['denied', 'delete', { weekly_image_snapshot: 'x' }],
  ])('is %s to %s what has %j', ([is, what, tags]) => {
    const [action, kind] =
      what === 'delete' ? ['DeleteSnapshot', 'snapshot/snap-1'] : ['DeregisterImage', 'image/ami-1'];
    const context = Object.fromEntries(
      Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
    );
    const deed = { action: `ec2:${action}`, on: `arn:aws:ec2:eu-west-1::${kind}`, context };
    expect(judged([{ name: 'both', statements: both }], [[is, what, deed]])).toEqual([[is, what]]);
  });
});

test('the embedded cloud, in which the scenarios run, judges each deed as IAM does', () => {
  expect(judged(synthesised, OF_IMAGES)).toEqual(OF_IMAGES.map(([is, what]) => [is, what]));
});

/**
 * No action but CreateTags knows ec2:CreateAction, so the condition alone confines these two statements; and where a
 * tag must be there already, `Null` is false already.
 */
const IS_HARMLESS =
  /^TagOnlyImage\w+ with ec2:\* for ec2:CreateTags$| where aws:\w+Tag\/autosnap_image(_snapshot)? may be there$/;

/** A table that stays green whatever becomes of the policy would prove nothing. */
describe('the table notices', () => {
  const mutants = mutantsOf([own]).filter(({ change }) => !IS_HARMLESS.test(change));

  test.for(mutants.map((mutant) => [mutant.change, mutant] as const))(
    '%s',
    async ([, { policies, services }]) => {
      const changed = [...others, ...policies];
      const table = [...OF_IMAGES, ...OF_SNAPSHOTS].filter(([, , { action }]) =>
        services.includes(action.slice(0, action.indexOf(':'))),
      );
      for (const [is, , deed] of table) if ((await verdict(changed, deed)) !== is) return;
      expect.fail('every row is as it was');
    },
  );
});
