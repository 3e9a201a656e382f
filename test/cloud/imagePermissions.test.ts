import type { CreateImageCommandInput } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { resultOf, tagged } from './callers.ts';
import type { Statement } from './iam.ts';
import { makeImage, serverWithDisks } from './images.ts';

type Asked = Partial<CreateImageCommandInput>;

function arn(resource: string): string {
  return `arn:aws:ec2:eu-west-1:${resource}`;
}

function allow(Action: string, Resource: string, Condition = {}): Statement {
  return { Effect: 'Allow', Action, Resource, Condition };
}

describe('permission to make an image', () => {
  const marked = { StringEquals: { 'aws:RequestTag/tool': 'ours' } };
  const image = allow('ec2:CreateImage', arn(':image/*'), marked);
  const snapshot = allow('ec2:CreateImage', arn(':snapshot/*'), marked);
  const instance = allow('ec2:CreateImage', arn('123456789012:instance/*'));
  const tags = allow('ec2:CreateTags', arn(':*'), { StringEquals: { 'ec2:CreateAction': 'CreateImage' } });
  const both = {
    TagSpecifications: [tagged({ tool: 'ours' }, 'image'), tagged({ tool: 'ours' })].flatMap(
      (one) => one.TagSpecifications ?? [],
    ),
  };
  const all = [image, snapshot, instance, tags];
  const DENIED = 'UnauthorizedOperation 403';

  test.for<[string, Statement[], Asked, string]>([
    ['all of it', all, both, 'ok'],
    ['no image', [snapshot, instance, tags], both, DENIED],
    ['no snapshot', [image, instance, tags], both, DENIED],
    ['no instance', [image, snapshot, tags], both, DENIED],
    ['no tags', [image, snapshot, instance], both, DENIED],
    ['no mark on the image', all, tagged({ tool: 'ours' }), DENIED],
    ['no mark on the snapshots', all, tagged({ tool: 'ours' }, 'image'), DENIED],
  ])('with %s', async ([, policy, asked, result]) => {
    const world = await serverWithDisks();
    world.cloud.policy = policy;
    expect(await resultOf(makeImage(world, asked))).toBe(result);
    const dry = result === 'ok' ? 'DryRunOperation 412' : result;
    expect(await resultOf(makeImage(world, { ...asked, DryRun: true }))).toBe(dry);
    expect(world.region.images()).toHaveLength(result === 'ok' ? 1 : 0);
  });
});
