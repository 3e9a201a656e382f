import { describe, expect, test } from 'vitest';
import type { Region } from '../../cloud/region.ts';
import { cloudWithImages, ownImage, read, readImages } from './estate.ts';

/** A cloud with an image of ours, and a place to name it. */
async function oneImage() {
  const cloud = await cloudWithImages();
  const image = ownImage(cloud);
  return { cloud, region: cloud.region('eu-west-1'), image };
}

describe('an image is in use', () => {
  test('by the latest and by the default version of a launch template, and by no other version', async () => {
    const { cloud, region, image } = await oneImage();
    const [latest, old] = ['01', '02'].map((day) => ownImage(cloud, {}, `2026-03-${day}T12:00:00Z`).id);
    const web = region.launchTemplate({ name: 'web', images: [old, image.id, latest], defaultVersion: 2 });
    const { uses, usesUnknown } = await readImages(cloud);
    const words = `the launch template web (${web.id}) names it`;
    expect(uses).toEqual(new Map([image.id, latest].map((id) => [id, words])));
    expect(usesUnknown).toBeUndefined();
  });

  test('by a group that is pinned to a version between, by an override, and by a configuration', async () => {
    const { cloud, region } = await oneImage();
    const days = ['01', '02', '03', '04', '05', '06'];
    const [a = '', b = '', c = '', d = '', e = '', f = ''] = days.map(
      (day) => ownImage(cloud, {}, `2026-03-${day}T12:00:00Z`).id,
    );
    const open = { images: [undefined, a, b, undefined] };
    const [template, other] = [
      region.launchTemplate(open),
      region.launchTemplate({ images: [c, undefined] }),
    ];
    region.autoScalingGroup('one', { kind: 'template', template, version: '2' });
    region.autoScalingGroup('open', { kind: 'template', template, version: '$Latest' });
    const overrides = [{ choice: { template: other, version: '1' } }, { imageId: d }];
    region.autoScalingGroup('mixed', { kind: 'mixed', template, version: '3', overrides });
    region.launchConfiguration('old', e);
    region.launchConfiguration('older', f);
    region.autoScalingGroup('two', { kind: 'configuration', name: 'old' });
    const { uses, usesUnknown } = await readImages(cloud);
    expect(uses).toEqual(
      new Map([
        [a, 'the Auto Scaling group one starts servers from it'],
        [b, 'the Auto Scaling group mixed starts servers from it'],
        [c, 'the Auto Scaling group mixed starts servers from it'],
        [d, 'the Auto Scaling group mixed starts servers from it'],
        [e, 'the Auto Scaling group two starts servers from it'],
        [f, 'the launch configuration older names it'],
      ]),
    );
    expect(usesUnknown).toBeUndefined();
  });

  test('also where it is named on the last page of each listing', async () => {
    const { cloud, region } = await oneImage();
    const ids = ['01', '02'].map((day) => ownImage(cloud, {}, `2026-03-${day}T12:00:00Z`).id);
    for (const id of ids) region.launchTemplate({ images: ['ami-00000001', id] });
    region.launchConfiguration('first', 'ami-00000001');
    region.launchConfiguration('last', ids[0] ?? '');
    for (const name of ['first', 'last']) region.autoScalingGroup(name, { kind: 'configuration', name });
    cloud.pageLimit = 1;
    const { uses } = await readImages(cloud);
    expect(ids.map((id) => uses.get(id))).toEqual([
      'the Auto Scaling group last starts servers from it',
      expect.stringMatching(/^the launch template .* names it$/),
    ]);
  });
});

test('a version that is gone hides no other version that a group is pinned to, and a template that is gone names nothing', async () => {
  const { cloud, region, image } = await oneImage();
  const template = region.launchTemplate({ images: ['ami-00000001', image.id, 'ami-00000002'] });
  const gone = { ...template, id: 'lt-0123456789abcdef0' };
  region.autoScalingGroup('a', { kind: 'template', template, version: '9' });
  region.autoScalingGroup('b', { kind: 'template', template, version: '2' });
  region.autoScalingGroup('c', { kind: 'template', template: gone, version: '1' });
  const { uses, usesUnknown } = await readImages(cloud);
  expect(uses.get(image.id)).toBe('the Auto Scaling group b starts servers from it');
  expect(usesUnknown).toBeUndefined();
});

/** Launch templates that take their images from parameters. */
function inParameters(region: Region, parameters: readonly string[]): void {
  for (const one of parameters) region.launchTemplate({ images: [`resolve:ssm:${one}`] });
}

describe('what is in a parameter is not known', () => {
  test('but what AWS keeps in its own is no image of ours', async () => {
    const { cloud, region, image } = await oneImage();
    const web = region.launchTemplate({ name: 'web', images: [image.id] });
    inParameters(region, [
      '/aws/service/ami-amazon-linux-latest/al2023',
      'arn:aws:ssm:eu-west-1::parameter/aws/service/debian/13',
    ]);
    const { uses, usesUnknown } = await readImages(cloud);
    expect(uses.get(image.id)).toBe(`the launch template web (${web.id}) names it`);
    expect(usesUnknown).toBeUndefined();
    const arn = 'arn:aws:ssm:eu-west-1:222222222222:parameter/golden';
    inParameters(region, ['/golden', 'golden:3', arn, '/mine/aws/service/x']);
    expect((await readImages(cloud)).usesUnknown).toMatch(
      / takes its image from the parameter .*, and 3 more;/,
    );
  });

  test('also of a version that a group is pinned to; the first is named, and how many more there are', async () => {
    const { cloud, region } = await oneImage();
    const template = region.launchTemplate({
      name: 'web',
      images: ['resolve:ssm:/a', 'resolve:ssm:/b', 'ami-1'],
    });
    for (const version of ['1', '2'])
      region.autoScalingGroup(`g${version}`, { kind: 'template', template, version });
    expect((await readImages(cloud)).usesUnknown).toBe(
      'what uses images could not be looked up (the Auto Scaling group g1 takes its image from the parameter /a, and 2 more; parameters are not read: name the image by its id there)',
    );
  });
});

describe('where a look is refused, the region is read, and it is not known what uses images', () => {
  test('at the first page of each listing; what the others say is told', async () => {
    const { cloud, region, image } = await oneImage();
    region.launchTemplate({ name: 'web', images: [image.id] });
    region.launchConfiguration('old', image.id);
    region.autoScalingGroup('old', { kind: 'configuration', name: 'old' });
    for (const [action, words] of [
      ['DescribeLaunchTemplateVersions', 'the Auto Scaling group old starts servers from it'],
      ['DescribeAutoScalingGroups', 'the launch template web names it'],
      ['DescribeLaunchConfigurations', 'the launch template web names it'],
    ] as const) {
      const effect = { error: 'AccessDenied', status: 403, message: 'You may not.' };
      const fault = cloud.fault({ action, effect });
      const { images, notes } = await read(cloud);
      fault.remove();
      expect(images?.usesUnknown).toBe(
        'what uses images could not be looked up (AccessDenied: You may not.)',
      );
      expect(images?.uses.get(image.id)?.replace(/ \(lt-\w+\)/, '')).toBe(words);
      expect(images?.own).toHaveLength(1);
      expect(notes).toEqual([]);
    }
  });

  test('at the second page', async () => {
    const { cloud, region } = await oneImage();
    for (let count = 0; count < 2; count += 1) region.launchTemplate({ images: ['ami-1'] });
    cloud.pageLimit = 1;
    const effect = { error: 'UnauthorizedOperation', status: 403, message: 'No.' };
    cloud.fault({ action: 'DescribeLaunchTemplateVersions', nth: 2, effect });
    expect((await readImages(cloud)).usesUnknown).toContain('UnauthorizedOperation: No.');
  });

  test('at a version that a group is pinned to', async () => {
    const { cloud, region } = await oneImage();
    const template = region.launchTemplate({ images: ['ami-1', 'ami-2', 'ami-3'] });
    region.autoScalingGroup('a', { kind: 'template', template, version: '2' });
    const effect = { error: 'UnauthorizedOperation', status: 403, message: 'No.' };
    cloud.fault({ action: 'DescribeLaunchTemplateVersions', nth: 2, effect });
    expect((await readImages(cloud)).usesUnknown).toContain('UnauthorizedOperation: No.');
  });
});

test('where a disrupted zone keeps its instances from being read, no image counts as unused', async () => {
  const { cloud, region } = await oneImage();
  const [a, b] = ['a', 'b'].map((zone) => region.instance({ zone: `eu-west-1${zone}` }));
  for (const one of [a, b]) if (one) region.volume({ attachedTo: one, zone: one.zone });
  const effect = { error: 'Unavailable', status: 503 };
  cloud.fault({
    action: 'DescribeInstances',
    when: ({ 'InstanceId.1': id }) => id === undefined || id === b?.id,
    effect,
  });
  const { instances, images } = await read(cloud);
  expect(instances.map(({ id }) => id)).toEqual([a?.id]);
  expect(images?.usesUnknown).toBe(
    'not all instances could be read, and one of them could have been launched from an image',
  );
});

test('a broken connection is tried again', async () => {
  const { cloud, region, image } = await oneImage();
  region.launchConfiguration('old', image.id);
  cloud.fault({ action: 'DescribeLaunchConfigurations', times: 1, effect: 'reset before' });
  const { uses, usesUnknown } = await readImages(cloud);
  expect(uses.get(image.id)).toBe('the launch configuration old names it');
  expect(usesUnknown).toBeUndefined();
});

test('where no image is ours, nothing is asked about uses', async () => {
  const cloud = await cloudWithImages();
  cloud.region('eu-west-1').image({ name: 'golden', snapshots: [] });
  const { uses, usesUnknown } = await readImages(cloud);
  expect([uses.size, usesUnknown]).toEqual([0, undefined]);
  const asked = cloud.calls.map(({ action }) => action);
  expect(asked.filter((action) => /LaunchTemplate|AutoScaling|LaunchConfiguration/.test(action))).toEqual([]);
});
