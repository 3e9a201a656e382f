import { describe, expect, test } from 'vitest';

import { disksIn, type RememberedDisk } from '../../lambda/core/plan/disks.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Instance, Tags, Volume } from '../cloud/records.ts';
import { callsOf, DAILY, freshCloud, hostOf, nth, ownCopy, ROLE, runAndSettle, runSnapper } from './story.ts';

/** The tags of the only snapshot of a volume. */
function bornWith(cloud: Cloud, volume: Volume): Tags {
  const [one, another] = cloud.snapshotsOf(volume);
  if (one === undefined || another !== undefined) throw new Error(`${volume.id} has not one snapshot`);
  return one.tags;
}

/** What a volume is, in the words of the map. */
function asRemembered(volume: Volume, instance: Instance | undefined, isTaken = true): RememberedDisk {
  const attachment = volume.attachments.find((one) => one.instance === instance);
  return {
    volume: volume.id.slice(-8),
    device: attachment?.device ?? '',
    type: volume.type,
    iops: volume.iops,
    throughput: volume.throughput,
    isRoot: attachment !== undefined && attachment.device === instance?.rootDevice,
    isDeletedOnTermination: attachment?.deleteOnTermination ?? false,
    isMultiAttach: volume.multiAttach,
    isTaken,
  };
}

/** Disks in the order of their volumes: a set is listed in the order in which it is taken. */
function inOrder(disks: readonly RememberedDisk[]): RememberedDisk[] {
  return disks.toSorted((a, b) => (a.volume < b.volume ? -1 : 1));
}

function mapIn(tags: Tags): RememberedDisk[] {
  return inOrder(disksIn(tags, 'autosnap'));
}

/** A server with a root, an io2, an st1 and a disk under an odd name. */
async function server() {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const attachedTo = region.instance({ tags: { ...DAILY, Name: ' db / 1 ' } });
  const volumes = [
    region.volume({ attachedTo, size: 30, iops: 6000, throughput: 500, tags: { Name: 'root' } }),
    region.volume({ attachedTo, type: 'io2', size: 100, iops: 20_000, device: '/dev/nvme1n1' }),
    region.volume({ attachedTo, type: 'st1', size: 500, device: 'xvdf' }),
    region.volume({ attachedTo, type: 'gp2', size: 400, device: '/dev/sd: 9' }),
  ];
  return { cloud, region, host: attachedTo, volumes };
}

describe('a snapshot knows what the server was, by its tags alone', () => {
  test('a set: the same on every member, and all that is attached', async () => {
    const { cloud, host, volumes } = await server();
    await runAndSettle(cloud);
    expect(callsOf(cloud, 'CreateSnapshots')).toHaveLength(1);
    for (const volume of volumes) {
      const tags = bornWith(cloud, volume);
      expect(mapIn(tags)).toEqual(inOrder(volumes.map((one) => asRemembered(one, host))));
      expect(tags).toMatchObject({ autosnap_zone: 'eu-west-1a', autosnap_server: ' db / 1 ' });
      expect(tags).not.toHaveProperty('autosnap_named');
    }
  });

  test('a disk that is left out of the set is in the map, and marked', async () => {
    const { cloud, host, volumes } = await server();
    const scratch = nth(volumes, 1);
    scratch.tags['autosnap_ignore'] = '';
    await runAndSettle(cloud);
    expect(mapIn(bornWith(cloud, nth(volumes, 0)))).toEqual(
      inOrder(volumes.map((one) => asRemembered(one, host, one !== scratch))),
    );
  });

  test('alone: the whole server, itself first, and its own Name', async () => {
    const { cloud, host, volumes } = await server();
    await runAndSettle(cloud, { consistency: 'volume' });
    for (const volume of volumes) {
      const tags = bornWith(cloud, volume);
      expect(disksIn(tags, 'autosnap')[0]).toEqual(asRemembered(volume, host));
      expect(mapIn(tags)).toEqual(inOrder(volumes.map((one) => asRemembered(one, host, one === volume))));
      expect([tags['autosnap_named'], tags['autosnap_server']]).toEqual([volume.tags['Name'], ' db / 1 ']);
    }
  });

  test('a Multi-Attach volume: as it is attached to the instance it is taken with', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const hosts = [region.instance({ tags: DAILY }), region.instance({ tags: DAILY })];
    const shared = region.volume({ type: 'io2', iops: 9000 });
    for (const [index, host] of hosts.entries()) region.attach(shared, host, `/dev/sd${'xy'[index]}`);
    await runAndSettle(cloud);
    const tags = bornWith(cloud, shared);
    const host = hosts.find(({ id }) => id === tags['autosnap_instance']);
    expect(host).toBeDefined();
    expect(disksIn(tags, 'autosnap')).toEqual([asRemembered(shared, host)]);
  });

  test('a detached volume: itself, its zone and its Name', async () => {
    const cloud = await freshCloud();
    const loose = cloud
      .region('eu-west-1')
      .volume({ zone: 'eu-west-1c', tags: { ...DAILY, Name: 'old data' } });
    await runAndSettle(cloud);
    const tags = bornWith(cloud, loose);
    expect(disksIn(tags, 'autosnap')).toEqual([asRemembered(loose, undefined)]);
    expect(tags).toMatchObject({ autosnap_zone: 'eu-west-1c', autosnap_named: 'old data' });
    expect(tags).not.toHaveProperty('autosnap_server');
  });

  test('forty disks fit, and other tags are left out first', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const host = region.instance({ tags: DAILY });
    const own = Object.fromEntries(Array.from({ length: 48 }, (_, index) => [`key-${index}`, 'x']));
    const volumes = Array.from({ length: 40 }, (_, index) =>
      region.volume({ attachedTo: host, tags: own, device: index === 0 ? '/dev/xvda' : `/dev/xvd${index}` }),
    );
    await runAndSettle(cloud);
    for (const volume of volumes) {
      const tags = bornWith(cloud, volume);
      expect(Object.keys(tags)).toHaveLength(48);
      expect(mapIn(tags)).toEqual(inOrder(volumes.map((one) => asRemembered(one, host))));
    }
  });

  test('no call more is made for it', async () => {
    const { cloud } = await server();
    await runAndSettle(cloud);
    expect(new Set(cloud.calls.map(({ action }) => action)).size).toBe(cloud.calls.length);
  });
});

describe('N01 a tag that tells a cluster to delete the snapshot', () => {
  const OWNED = { 'kubernetes.io/cluster/prod-x7k2p': 'owned', CostCenter: '100' };

  async function cluster() {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const host = region.instance({ tags: DAILY });
    const volumes = [
      region.volume({ tags: { ...DAILY, ...OWNED } }),
      ...[0, 1].map(() => region.volume({ tags: { ...OWNED }, attachedTo: host })),
    ];
    return { cloud, volumes };
  }

  test('stays behind, alone and in a set, and the report says so', async () => {
    const { cloud, volumes } = await cluster();
    const { regions } = await runAndSettle(cloud);
    for (const volume of volumes) {
      expect(bornWith(cloud, volume)).toMatchObject({ CostCenter: '100' });
      expect(bornWith(cloud, volume)).not.toHaveProperty('kubernetes.io/cluster/prod-x7k2p');
    }
    expect(regions[0]?.hints.join('\n')).toContain(
      ': each has tags that tell a cluster to delete the snapshot',
    );
    expect(regions[0]?.hints.join('\n')).toContain('kubernetes.io/cluster/prod-x7k2p');
    expect(callsOf(cloud, 'CreateSnapshots')).toHaveLength(1);
  });

  test('is copied where somebody asks for all', async () => {
    const { cloud, volumes } = await cluster();
    await runAndSettle(cloud, { copy_tags: '*' });
    for (const volume of volumes) expect(bornWith(cloud, volume)).toMatchObject(OWNED);
  });
});

describe('N03 an organisation that demands CostCenter on each new snapshot', () => {
  const DEMANDING = [
    ...ROLE,
    {
      Sid: 'Org',
      Effect: 'Deny' as const,
      Action: ['ec2:CreateSnapshot', 'ec2:CreateSnapshots'],
      Resource: ['arn:aws:ec2:*::snapshot/*'],
      Condition: { Null: { 'aws:RequestTag/CostCenter': 'true' } },
    },
  ];

  async function organisation() {
    const cloud = await freshCloud();
    cloud.policy = DEMANDING;
    const region = cloud.region('eu-west-1');
    const attachedTo = region.instance({ tags: { ...DAILY, CostCenter: '100', Owner: 'ops' } });
    const pair = [0, 1].map((index) => region.volume({ attachedTo, tags: { disk: `${index}` } }));
    return { cloud, volumes: [...pair, region.attachedVolume({ ...DAILY, CostCenter: '200' })] };
  }

  test('gets none where nothing brings it', async () => {
    const { cloud } = await organisation();
    expect((await runSnapper(cloud)).headline).toMatchObject({ level: 'FAILURE', created: 0 });
  });

  test('gets it from the instance, and a set stays one', async () => {
    const { cloud, volumes } = await organisation();
    await runAndSettle(cloud, { copy_instance_tags: 'CostCenter' });
    expect(callsOf(cloud, 'CreateSnapshots').map(({ outcome }) => outcome)).toEqual(['ok']);
    for (const volume of volumes) {
      const tags = bornWith(cloud, volume);
      expect(tags).toMatchObject({ ...volume.tags, CostCenter: hostOf(volume).tags['CostCenter'] });
      expect(tags).not.toHaveProperty('Owner');
    }
  });

  test('or by a fixed tag, also for a volume of no instance and for what has one copy already', async () => {
    const { cloud, volumes } = await organisation();
    const loose = cloud.region('eu-west-1').volume({ tags: DAILY });
    ownCopy(cloud, nth(volumes, 0), 1);
    const report = await runAndSettle(cloud, { add_tags: { CostCenter: '7' } });
    expect(report.headline).toMatchObject({ level: 'OK', created: 4 });
    expect(bornWith(cloud, loose)).toMatchObject({ CostCenter: '7' });
  });
});
