import { describe, expect, test } from 'vitest';
import { unusableKeys } from '../../../lambda/aws/restore/keys.ts';
import { readProductCodes, readServer, readZones } from '../../../lambda/aws/restore/readFacts.ts';
import { freshCloud } from '../../cloud/callers.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';
import { callsOf } from '../../scenarios/story.ts';

const SITE = { region: 'eu-west-1' };

async function within<T>(cloud: Cloud, act: () => Promise<T>): Promise<T> {
  return withEnvironment(cloud.env, act);
}

const FORBIDDEN = { error: 'UnauthorizedOperation', status: 403, message: 'no' };

describe('zones', () => {
  test('are read with their state, also those that nobody opted in to', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    region.zone('eu-west-1b', { state: 'impaired' });
    region.zone('eu-west-1-lon-1a', { type: 'local-zone', optIn: 'not-opted-in' });
    const { zones, notes } = await within(cloud, async () => readZones(SITE));
    const plain = { state: 'available', type: 'availability-zone', isOptedIn: true };
    expect(zones.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'eu-west-1-lon-1a', state: 'available', type: 'local-zone', isOptedIn: false },
      { ...plain, name: 'eu-west-1a' },
      { ...plain, name: 'eu-west-1b', state: 'impaired' },
      { ...plain, name: 'eu-west-1c' },
    ]);
    expect(notes).toEqual([]);
  });

  test('that nobody may list cost a note', async () => {
    const cloud = await freshCloud();
    cloud.fault({ action: 'DescribeAvailabilityZones', effect: FORBIDDEN });
    expect(await within(cloud, async () => readZones(SITE))).toEqual({
      zones: [],
      notes: ['The zones of eu-west-1 were not checked: UnauthorizedOperation: no'],
    });
  });
});

async function server() {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const instance = region.instance({ tags: { Name: ' web ' }, state: 'stopped', type: 't3.medium' });
  const root = region.volume({ attachedTo: instance, device: instance.rootDevice });
  const data = region.volume({ attachedTo: instance, device: '/dev/sdf' });
  return { cloud, instance, root, data };
}

describe('the server', () => {
  test('is read with its disks and how many its type takes', async () => {
    const { cloud, instance, root, data } = await server();
    const read = await within(cloud, async () => readServer(SITE, instance.id));
    expect(read).toMatchObject({
      notes: [],
      server: {
        id: instance.id,
        name: 'web',
        state: 'stopped',
        zone: instance.zone,
        type: 't3.medium',
        rootDevice: instance.rootDevice,
        mostVolumes: expect.any(Number),
      },
    });
    const attached = new Map(read.server?.attached.map(({ volumeId, device }) => [volumeId, device]));
    expect(attached).toEqual(
      new Map([
        [root.id, instance.rootDevice],
        [data.id, '/dev/sdf'],
      ]),
    );
  });

  test('is read also where nobody may ask about its type', async () => {
    const { cloud, instance } = await server();
    cloud.fault({ action: 'DescribeInstanceTypes', effect: FORBIDDEN });
    const read = await within(cloud, async () => readServer(SITE, instance.id));
    expect(read.server).toMatchObject({ id: instance.id, mostVolumes: undefined });
    expect(read.notes).toEqual([
      'How many volumes a t3.medium takes was not checked: UnauthorizedOperation: no',
    ]);
  });

  test.for(['i-0cccccccccccccccc', 'i-zzz'])('%s is none', async (id) => {
    const { cloud } = await server();
    expect(await within(cloud, async () => readServer(SITE, id))).toEqual({ notes: [] });
  });
});

describe('Marketplace codes', () => {
  test('are those of the snapshots that have some', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [sold, plain] = [
      region.snapshot({
        productCodes: [
          { id: 'abc', type: 'marketplace' },
          { id: 'def', type: 'marketplace' },
        ],
      }),
      region.snapshot(),
    ];
    const read = await within(cloud, async () => readProductCodes(SITE, [sold.id, plain.id]));
    expect(read).toEqual({ codes: new Map([[sold.id, ['abc', 'def']]]), notes: [] });
  });

  test('that nobody may read cost one note', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const ids = [region.snapshot().id, region.snapshot().id];
    cloud.fault({ action: 'DescribeSnapshotAttribute', effect: FORBIDDEN });
    expect(await within(cloud, async () => readProductCodes(SITE, ids))).toEqual({
      codes: new Map(),
      notes: ['AWS Marketplace codes were not checked: UnauthorizedOperation: no (and 1 more)'],
    });
  });
});

async function whyNot(cloud: Cloud, ...names: string[]) {
  return within(cloud, async () => unusableKeys(SITE, names));
}

describe('keys', () => {
  test('that can be used are not told, and each is asked about once', async () => {
    const cloud = await freshCloud();
    const { arn } = cloud.region('eu-west-1').key();
    expect(await whyNot(cloud, arn, arn, 'alias/aws/ebs')).toEqual({ keys: new Map(), notes: [] });
    expect(callsOf(cloud, 'DescribeKey')).toHaveLength(2);
  });

  test.for([
    ['Disabled', 'it is Disabled; enable it: aws kms enable-key --key-id ARN --region eu-west-1'],
    [
      'PendingDeletion',
      'aws kms cancel-key-deletion --key-id ARN --region eu-west-1; then enable it: aws kms enable-key --key-id ARN --region eu-west-1',
    ],
    ['PendingImport', 'it is PendingImport: its key material is missing; import it again: https://'],
    ['Unavailable', 'it is Unavailable: its key store is not connected; connect it: https://'],
  ] as const)('that are %s are told with what mends it', async ([state, words]) => {
    const cloud = await freshCloud();
    const { arn, id } = cloud.region('eu-west-1').key({ state });
    const { keys, notes } = await whyNot(cloud, id);
    expect(keys.get(id)).toContain(words.replaceAll('ARN', arn));
    expect(notes).toEqual([]);
  });

  test('that KMS does not know are told', async () => {
    const cloud = await freshCloud();
    const unknown = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555';
    const { keys } = await whyNot(cloud, unknown);
    expect(keys.get(unknown)).toMatch(/^KMS does not know it in eu-west-1: /);
  });

  test.for([
    ['nobody may ask about', { error: 'AccessDeniedException', status: 400, message: 'no' }],
    ['nobody answers for', 'reset before'],
  ] as const)('that %s cost one note', async ([, effect]) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [one, another] = [region.key({ state: 'Disabled' }), region.key()];
    cloud.fault({ action: 'DescribeKey', effect });
    const { keys, notes } = await whyNot(cloud, one.arn, another.arn);
    expect(keys).toEqual(new Map());
    expect(notes).toEqual([expect.stringMatching(/^Keys were not checked: /)]);
  });

  test('cost one note also where AWS names each key in its refusal', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [one, another] = [region.key(), region.key()];
    cloud.policy = [];
    const { notes } = await whyNot(cloud, one.arn, another.arn);
    expect(notes).toEqual([
      expect.stringMatching(/^Keys were not checked: AccessDeniedException: .* \(and 1 more\)$/),
    ]);
  });
});
