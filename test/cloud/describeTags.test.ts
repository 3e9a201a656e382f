import { DescribeTagsCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { ec2Of, freshCloud } from './callers.ts';

test('tags are listed by key, value and resource', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const web = region.instance({ tags: { Name: 'web', autosnap: '1' } });
  const data = region.volume({ tags: { Name: 'data', autosnap: '7' } });
  const tagsBy = async (...filters: [name: string, value: string][]) => {
    const Filters = filters.map(([Name, value]) => ({ Name, Values: [value] }));
    const { Tags = [] } = await ec2Of(cloud).send(new DescribeTagsCommand({ Filters }));
    return Tags.map((tag) => [tag.ResourceId, tag.ResourceType, tag.Key, tag.Value]);
  };
  expect(await tagsBy(['key', 'autosnap*'], ['resource-type', 'volume'])).toEqual([
    [data.id, 'volume', 'autosnap', '7'],
  ]);
  expect(await tagsBy(['resource-id', web.id])).toEqual([
    [web.id, 'instance', 'Name', 'web'],
    [web.id, 'instance', 'autosnap', '1'],
  ]);
  expect(await tagsBy(['value', 'data'])).toEqual([[data.id, 'volume', 'Name', 'data']]);
});
