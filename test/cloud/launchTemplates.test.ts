import { DescribeLaunchTemplatesCommand, DescribeLaunchTemplateVersionsCommand } from '@aws-sdk/client-ec2';
import type { DescribeLaunchTemplateVersionsCommandInput } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { LaunchTemplate } from './launchTemplates.ts';

interface Templates {
  readonly cloud: Cloud;
  readonly web: LaunchTemplate;
  readonly db: LaunchTemplate;
}

async function twoTemplates(): Promise<Templates> {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const web = region.launchTemplate({ name: 'web', images: ['ami-1', 'ami-2', 'ami-3'], defaultVersion: 2 });
  const golden = { '/golden': 'ami-9' };
  const db = region.launchTemplate({ name: 'db', images: ['resolve:ssm:/golden'], parameters: golden });
  return { cloud, web, db };
}

async function versions(
  { cloud }: Pick<Templates, 'cloud'>,
  input: DescribeLaunchTemplateVersionsCommandInput,
) {
  const answer = await ec2Of(cloud).send(new DescribeLaunchTemplateVersionsCommand(input));
  return (answer.LaunchTemplateVersions ?? [])
    .map((one) => `${one.LaunchTemplateName} ${one.VersionNumber} ${one.LaunchTemplateData?.ImageId}`)
    .toSorted((a, b) => a.localeCompare(b));
}

describe('versions of launch templates', () => {
  const BOTH = ['$Latest', '$Default'];
  test.for<[DescribeLaunchTemplateVersionsCommandInput, string[]]>([
    [{ Versions: ['$Latest'] }, ['db 1 resolve:ssm:/golden', 'web 3 ami-3']],
    [{ Versions: ['$Default'] }, ['db 1 resolve:ssm:/golden', 'web 2 ami-2']],
    [{ Versions: BOTH }, ['db 1 resolve:ssm:/golden', 'web 2 ami-2', 'web 3 ami-3']],
    [{ Versions: BOTH, ResolveAlias: true }, ['db 1 ami-9', 'web 2 ami-2', 'web 3 ami-3']],
    [{ Versions: BOTH, Filters: [{ Name: 'image-id', Values: ['ami-3'] }] }, ['web 3 ami-3']],
    [{ LaunchTemplateName: 'web' }, ['web 1 ami-1', 'web 2 ami-2', 'web 3 ami-3']],
    [{ LaunchTemplateName: 'web', Versions: ['1', '$Default'] }, ['web 1 ami-1', 'web 2 ami-2']],
  ])('asked for by %j', async ([input, expected]) => {
    expect(await versions(await twoTemplates(), input)).toEqual(expected);
  });

  test.for<[DescribeLaunchTemplateVersionsCommandInput, string]>([
    [{}, 'MissingParameter 400'],
    [{ Versions: ['1'] }, 'MissingParameter 400'],
    [{ LaunchTemplateName: 'gone' }, 'InvalidLaunchTemplateName.NotFoundException 400'],
    [{ LaunchTemplateId: 'lt-0123456789abcdef0' }, 'InvalidLaunchTemplateId.NotFound 400'],
    [{ LaunchTemplateId: 'web' }, 'InvalidLaunchTemplateId.Malformed 400'],
    [{ LaunchTemplateName: 'web', Versions: ['4'] }, 'InvalidLaunchTemplateId.VersionNotFound 400'],
    [{ LaunchTemplateName: 'web', LaunchTemplateId: 'lt-00000000' }, 'InvalidParameterCombination 400'],
    [{ LaunchTemplateName: 'web', MaxResults: 201 }, 'InvalidParameterValue 400'],
  ])('are refused for %j: %s', async ([input, result]) => {
    const { cloud } = await twoTemplates();
    const sent = ec2Of(cloud).send(new DescribeLaunchTemplateVersionsCommand(input));
    expect(await resultOf(sent)).toBe(result);
  });

  test('in a parameter are resolved for whoever may read it', async () => {
    const world = await twoTemplates();
    world.cloud.policy = [{ Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' }];
    expect(await versions(world, { LaunchTemplateName: 'db' })).toEqual(['db 1 resolve:ssm:/golden']);
    const resolved = versions(world, { LaunchTemplateName: 'db', ResolveAlias: true });
    expect(await resultOf(resolved)).toBe('UnauthorizedOperation 403');
  });
});

test('launch templates are told in pages, with their latest and default version', async () => {
  const { cloud, web, db } = await twoTemplates();
  const ask = (NextToken?: string) =>
    ec2Of(cloud).send(
      new DescribeLaunchTemplatesCommand({ MaxResults: 1, ...(NextToken !== undefined && { NextToken }) }),
    );
  const first = await ask();
  const second = await ask(first.NextToken);
  const told = [first, second].flatMap(({ LaunchTemplates = [] }) => LaunchTemplates);
  expect(second.NextToken).toBeUndefined();
  expect(told).toHaveLength(2);
  expect(told).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ LaunchTemplateId: web.id, DefaultVersionNumber: 2, LatestVersionNumber: 3 }),
      expect.objectContaining({ LaunchTemplateId: db.id, DefaultVersionNumber: 1, LatestVersionNumber: 1 }),
    ]),
  );
});
