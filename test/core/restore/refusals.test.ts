import { describe, expect, test } from 'vitest';
import type { Wished } from '../../../lambda/core/restore/asked/order.ts';
import type { Refusal, RefusalCode } from '../../../lambda/core/restore/restorePlan.ts';
import { serverInPlace } from '../../../lambda/core/restore/planned/server.ts';
import { refusalText } from '../../../lambda/core/restore/told/refusalText.ts';
import {
  archived,
  type Asked,
  begun,
  changed,
  DATA,
  disk,
  DISKS,
  facts,
  GONE,
  host,
  ID,
  LOGS,
  LOST,
  order,
  planned,
  refusals,
  region,
  ROOT,
  set,
  single,
  theServer,
  until,
  withoutMap,
  ZONES,
} from './restoring.ts';

const IN_PLACE = { kind: 'in place' } as const;
const ATTACH = { kind: 'attach', instance: 'i-web' } as const;
const BARE = host({ attached: [], rootDevice: '/dev/xvda' });
const KEY = 'arn:aws:kms:eu-west-1:1:key/k';
const LONE = single('03-10', DATA);
const SNAPSHOT = { kind: 'snapshot', snapshot: LONE, inventory: region() } as const;
const SHARED = disk('shared', '/dev/sdm', {
  type: 'io2',
  instanceIds: ['i-web', 'i-twin'],
  disk: {
    zone: 'eu-west-1a',
    iops: 1000,
    isMultiAttach: true,
    devices: ['/dev/sdm', '/dev/sdn'].map((name) => ({ name, isDeletedOnTermination: false })),
  },
});

interface Case {
  readonly asked: Asked | (() => Refusal | undefined);
  readonly says: string;
  readonly like?: string;
}

function inPlaceOf(found: NonNullable<Asked['found']>, name = 'web'): () => Refusal | undefined {
  return () => {
    const server = serverInPlace(order({ name, mode: IN_PLACE }), found, []);
    return typeof server === 'object' ? server : undefined;
  };
}

const data = (wished: Wished): Asked => ({
  order: { only: ['/dev/sdf'], wished },
});

/** A case of each code; one that is added to the type has no case and does not compile. */
const CASES: Readonly<Record<RefusalCode, readonly Case[]>> = {
  'at-not-for-snapshot': [
    {
      asked: { found: SNAPSHOT, sources: [LONE], order: { at: until('03-10') } },
      says: 'leave --at out',
      like: 'aws-snapper restore web --region eu-west-1',
    },
  ],
  'device-taken': [
    {
      asked: { order: { mode: ATTACH, only: ['/dev/sdf'] }, facts: { server: host({ state: 'running' }) } },
      says: '/dev/sdf of i-web is taken by vol-data; choose other disks with --only, or leave --attach-to out and attach the new volume under another name',
    },
    {
      asked: { order: { mode: ATTACH, only: ['/dev/sdf'] }, facts: { server: host() } },
      says: 'or detach that one first',
      like: 'aws ec2 detach-volume --region eu-west-1 --volume-id vol-data',
    },
    {
      asked: {
        sources: [DATA, disk('twin', '/dev/sdf')].map((one) => withoutMap(single('03-10', one))),
        found: theServer(region({ volumes: [DATA, disk('twin', '/dev/sdf')] })),
        order: { mode: ATTACH, extent: 'partial' },
        facts: { server: BARE },
      },
      says: 'vol-data and vol-twin would all be /dev/sdf of i-web; choose one of them with --only',
      like: '--only vol-data',
    },
  ],
  'instance-running': [
    {
      asked: { order: { mode: IN_PLACE }, facts: { server: host({ state: 'running' }) } },
      says: '/dev/sdf is a data disk, and data disks are exchanged only while i-web is stopped; stop it first (an Auto Scaling group replaces an instance that stops, so suspend its processes before)',
      like: 'aws ec2 stop-instances --region eu-west-1 --instance-ids i-web && aws ec2 wait instance-stopped --region eu-west-1 --instance-ids i-web',
    },
  ],
  'iops-missing': [
    {
      asked: {
        sources: [withoutMap(LONE)],
        found: theServer(LOST),
        order: { wished: { type: 'io2', zone: 'eu-west-1a' } },
      },
      says: 'io2 volumes need their IOPS, and snap-03-10-data remembers none; use --iops 3000',
      like: '3000',
    },
  ],
  'iops-not-for-type': [
    {
      asked: { order: { only: ['/dev/sdg'], wished: { iops: 3000 } } },
      says: 'AWS takes no IOPS for st1 volumes; leave --iops out',
    },
  ],
  'iops-out-of-range': [
    {
      asked: data({ iops: 50_001 }),
      says: 'gp3 volumes of 100 GiB can have 3000 to 50000 IOPS, but 50001 are asked for; use --iops 50000',
      like: '50000',
    },
    {
      asked: {
        ...data({ type: 'io1' }),
        sources: set('03-10', [disk('data', '/dev/sdf', { sizeGiB: 10 }), ROOT]),
      },
      says: 'io1 volumes of 10 GiB can have 100 to 500 IOPS, but 3000 are remembered; use --iops 500',
      like: '500',
    },
  ],
  'key-not-usable': [
    {
      asked: { ...data({ key: KEY }), facts: { unusableKeys: new Map([[KEY, 'it is disabled']]) } },
      says: `the key ${KEY} cannot be used: it is disabled`,
    },
    {
      asked: {
        sources: [changed(LONE, { isEncrypted: true, keyArn: KEY })],
        order: { wished: { key: 'alias/mine' } },
        facts: { unusableKeys: new Map([[KEY, 'it is disabled']]) },
      },
      says: 'it is disabled',
    },
  ],
  'marketplace-code': [
    {
      asked: {
        order: { mode: ATTACH, only: ['/dev/sdf'] },
        facts: {
          server: host({ state: 'running', attached: [] }),
          productCodes: new Map([['snap-03-10-data', ['abc']]]),
        },
      },
      says: 'snap-03-10-data carries the AWS Marketplace code abc, and AWS attaches such a volume only to a stopped instance; stop it first',
      like: 'aws ec2 stop-instances --region eu-west-1 --instance-ids i-web && aws ec2 wait instance-stopped --region eu-west-1 --instance-ids i-web',
    },
  ],
  'multi-attach': [
    {
      asked: inPlaceOf({ kind: 'volume', volume: SHARED, inventory: region() }),
      says: 'vol-shared is attached to i-web and i-twin',
    },
    {
      asked: {
        sources: set('03-10', [DATA, SHARED], { attached: [DATA, SHARED] }),
        found: theServer(region({ volumes: [DATA, SHARED] })),
        order: { mode: IN_PLACE },
        facts: {
          server: host({
            attached: [{ volumeId: 'vol-shared', device: '/dev/sdm', isDeletedOnTermination: false }],
          }),
        },
      },
      says: 'vol-shared is attached to 2 instances, so it is not exchanged',
    },
  ],
  'no-complete-set': [
    {
      asked: { sources: set('03-10').slice(1) },
      says: '/dev/xvda: its snapshot is gone',
      like: 'aws-snapper restore web --partial --region eu-west-1',
    },
  ],
  'no-device': [
    {
      asked: {
        sources: [withoutMap(LONE)],
        found: theServer(LOST),
        order: { mode: ATTACH },
        facts: { server: BARE },
      },
      says: 'snap-03-10-data does not remember the device of vol-data; leave --attach-to and --in-place out, and attach the new volume yourself',
    },
  ],
  'no-zone': [
    {
      asked: { sources: [withoutMap(LONE)], found: theServer(LOST) },
      says: 'snap-03-10-data does not remember its zone, and its volume is gone; use --zone eu-west-1a (or eu-west-1b, eu-west-1c)',
      like: 'eu-west-1a',
    },
    {
      asked: data({ zone: 'eu-west-1' }),
      says: 'the region has no zone "eu-west-1"; use --zone eu-west-1a (or eu-west-1b, eu-west-1c)',
      like: 'eu-west-1a',
    },
    {
      asked: {
        facts: {
          zones: ZONES.map((zone, index) => ({ ...zone, state: index > 0 ? 'available' : 'impaired' })),
        },
      },
      says: 'AWS says that the zone eu-west-1a is impaired; use --zone eu-west-1b (or eu-west-1c)',
      like: 'eu-west-1b',
    },
    {
      asked: { facts: { zones: ZONES.slice(0, 1).map((zone) => ({ ...zone, isOptedIn: false })) } },
      says: 'this account has not opted in to the zone eu-west-1a',
    },
  ],
  'not-ours': [
    {
      asked: { found: SNAPSHOT, sources: [changed(LONE, { tags: {} })], order: { name: LONE.id } },
      says: '"snap-03-10-data" is not ours (snapshot_tool is not set), and only our own snapshots are restored; adopt it first',
      like: 'aws-snapper adopt snap-03-10-data --region eu-west-1',
    },
  ],
  'nothing-to-replace': [
    { asked: inPlaceOf(GONE), says: '"web" is gone, so there is no place to restore in' },
    {
      asked: inPlaceOf({
        ...GONE,
        inventory: region({ volumes: [{ ...DATA, instanceIds: ['i-twin'] }], snapshots: [LONE] }),
      }),
      says: '"web" is gone',
    },
    {
      asked: inPlaceOf({ kind: 'vanished volume', volumeId: 'vol-data', inventory: LOST }, 'vol-data'),
      says: '"vol-data" is gone',
    },
    {
      asked: inPlaceOf({ ...SNAPSHOT, inventory: LOST }),
      says: 'the volume of snap-03-10-data is gone',
    },
    {
      asked: inPlaceOf({ kind: 'volume', volume: { ...DATA, instanceIds: [] }, inventory: region() }),
      says: 'vol-data is attached to nothing',
    },
  ],
  'nothing-to-restore': [{ asked: { sources: [] }, says: '"web" has no snapshot of ours' }],
  'one-disk-only': [
    {
      asked: { order: { wished: { sizeGiB: 500 } } },
      says: '--size is for one disk, and several are restored; name one with --only, or leave --size out',
    },
  ],
  'rate-not-in-zone': [
    {
      asked: {
        ...data({ rate: 300 }),
        facts: { zones: ZONES.map((zone) => ({ ...zone, type: 'local-zone' })) },
      },
      says: 'AWS loads no volume at a rate in eu-west-1a, which is a local-zone; leave --rate out',
    },
  ],
  'rate-out-of-range': [
    {
      asked: data({ rate: 99 }),
      says: '--rate must be 100 to 300 MiB a second, but is 99; use --rate 100',
      like: '100',
    },
    { asked: data({ rate: 301 }), says: 'use --rate 300', like: '300' },
  ],
  'rate-over-quota': [17, 51].map((count) => {
    const many = Array.from({ length: count }, (_, index) => disk(`m${index}`, `/dev/sd${index}`));
    return {
      asked: { sources: set('03-10', many, { attached: many }), order: { wished: { rate: 300 } } },
      says: count === 17 ? 'use --rate 294' : 'leave --rate out, or choose some with --only',
      ...(count === 17 ? { like: '294' } : {}),
    };
  }),
  'size-out-of-range': [
    {
      asked: data({ sizeGiB: 99 }),
      says: 'gp3 volumes from snap-03-10-data can have 100 to 65536 GiB, but 99 are asked for; use --size 100',
      like: '100',
    },
    {
      asked: data({ type: 'st1' }),
      says: 'st1 volumes from snap-03-10-data can have 125 to 16384 GiB, but the snapshot has 100; use --size 125',
      like: '125',
    },
    {
      asked: {
        sources: [single('03-10', disk('data', '/dev/sdf', { sizeGiB: 2000 }), { attached: [DATA] })],
        order: { wished: { type: 'standard' } },
      },
      says: 'snap-03-10-data has 2000 GiB, and standard volumes have at most 1024 GiB; use another --type, like gp3',
      like: 'gp3',
    },
  ],
  'snapshot-archived': [
    {
      asked: { found: SNAPSHOT, sources: [archived(LONE)] },
      says: 'snap-03-10-data is in the archive tier, and AWS takes up to 72 hours to bring it back',
      like: 'aws ec2 restore-snapshot-tier --region eu-west-1 --snapshot-id snap-03-10-data --temporary-restore-days 7',
    },
  ],
  'snapshot-not-complete': [
    {
      asked: { found: SNAPSHOT, sources: [changed(LONE, { state: 'pending' })] },
      says: 'snap-03-10-data is pending, so no volume can be made from it; wait until it is completed, or choose an older snapshot',
    },
    {
      asked: { found: SNAPSHOT, sources: [changed(LONE, { state: 'error', failure: 'no' })] },
      says: 'AWS failed snap-03-10-data (no), so no volume can be made from it; choose an older snapshot',
    },
  ],
  'throughput-not-for-type': [
    {
      asked: { order: { only: ['/dev/sdg'], wished: { throughput: 125 } } },
      says: 'AWS takes a throughput only for gp3 volumes, not for st1; leave --throughput out',
    },
  ],
  'throughput-out-of-range': [
    {
      asked: data({ throughput: 751 }),
      says: 'gp3 volumes with 3000 IOPS can have 125 to 750 MiB/s, but 751 are asked for; use --throughput 750',
      like: '750',
    },
  ],
  'too-many-volumes': [
    {
      asked: { order: { mode: ATTACH }, facts: { server: host({ mostVolumes: 5 }) } },
      says: 'i-web is a m7i.large, which takes 5 volumes and has 3, so 3 more do not fit; choose some with --only',
    },
  ],
  'unknown-disk': [
    {
      asked: { order: { only: ['/dev/sdz'] } },
      says: '--only "/dev/sdz" is no disk of what is restored; it has /dev/xvda, /dev/sdf, /dev/sdg',
      like: '/dev/xvda',
    },
    {
      asked: {
        sources: [...set('03-10', [DATA, LOGS]), single('03-09', ROOT)],
        order: { only: ['/dev/xvda'] },
      },
      says: '--only "/dev/xvda" is not among what is restored: not taken with the others; the volume still exists; its newest snapshot is of 2026-03-09 05:00 UTC',
      like: 'aws-snapper restore snap-03-09-root --region eu-west-1',
    },
  ],
  'unknown-type': [
    {
      asked: data({ type: 'gp4' }),
      says: '--type must be one of gp3, gp2, io1, io2, st1, sc1, standard, but is "gp4"; use gp3',
      like: 'gp3',
    },
    { asked: data({ type: 'constructor' }), says: 'but is "constructor"', like: 'gp3' },
  ],
  'wrong-instance-state': [
    {
      asked: { order: { mode: IN_PLACE }, facts: { server: host({ state: 'stopping' }) } },
      says: 'i-web is stopping, and must be running or stopped; wait until it is',
    },
  ],
  'wrong-zone': [
    {
      asked: { order: { mode: IN_PLACE, wished: { zone: 'eu-west-1b' } }, facts: { server: host() } },
      says: 'i-web is in eu-west-1a, and a volume can be attached only in its own zone, but --zone is eu-west-1b; leave --zone out',
      like: 'eu-west-1a',
    },
  ],
};

describe.for(Object.entries(CASES))('%s', ([code, cases]) => {
  test.for(cases.map((one) => [one.says, one] as const))('%s', ([, { asked, says, like }]) => {
    const met = typeof asked === 'function' ? [asked()].flatMap((one) => one ?? []) : refusals(asked);
    const refusal = met.find((one) => one.code === code);
    expect(refusal?.message).toContain(says);
    expect(refusal?.like).toBe(like);
  });
});

test('nothing is in the way of a usual restore', () => {
  expect(planned().disks).toHaveLength(3);
  expect(planned({ order: { mode: IN_PLACE }, facts: { server: host() } }).disks).toHaveLength(3);
  expect(planned({ order: { mode: ATTACH }, facts: { server: BARE } }).disks).toHaveLength(3);
});

test('one thing in the way of all disks is told once', () => {
  expect(refusals({ order: { wished: { rate: 99 } } })).toHaveLength(1);
});

test('with --partial a disk whose key cannot be used is left, and the others are made', () => {
  const sources = set('03-10').map((one) =>
    changed(one, { isEncrypted: true, keyArn: `${KEY}-${one.volumeId}` }),
  );
  const asked = {
    sources,
    order: { extent: 'partial' },
    facts: { unusableKeys: new Map([[`${KEY}-vol-data`, 'it is disabled']]) },
  } as const;
  expect(planned(asked).disks.map(({ volumeId }) => volumeId)).toEqual(['vol-root', 'vol-logs']);
  expect(planned(asked).left).toMatchObject([{ volumeId: 'vol-data', device: '/dev/sdf' }]);
  expect(refusals({ ...asked, order: {} }).map(({ code }) => code)).toEqual(['key-not-usable']);
  const none = new Map(DISKS.map(({ id }) => [`${KEY}-${id}`, 'it is disabled']));
  expect(refusals({ ...asked, facts: { unusableKeys: none } })).toHaveLength(3);
});

describe('a restore that is repeated', () => {
  const done = DISKS.map(({ id, disk: { devices } }) => ({
    snapshotId: id.replace('vol-', 'snap-03-10-'),
    device: devices[0]?.name ?? '',
    old: id,
  }));
  const volumes = done.map(({ snapshotId, device, old }) =>
    begun(snapshotId, { state: 'in-use', tags: { autosnap_replaces: `${old} ${device} d` } }),
  );
  const attached = done.map(({ snapshotId, device }) => ({
    volumeId: `vol-of-${snapshotId}`,
    device,
    isDeletedOnTermination: false,
  }));

  test('is not refused because of what it has attached before', () => {
    const server = host({ attached, mostVolumes: 3 });
    const plan = planned({ order: { mode: ATTACH }, facts: { begun: volumes, server } });
    expect(plan.disks.map(({ made }) => made)).toEqual([
      'vol-of-snap-03-10-root',
      'vol-of-snap-03-10-data',
      'vol-of-snap-03-10-logs',
    ]);
  });

  test('knows what it has replaced, also where the instance was started since', () => {
    const server = host({ attached, state: 'running' });
    const plan = planned({ order: { mode: IN_PLACE }, facts: { begun: volumes, server } });
    expect(plan.disks.map(({ replaces }) => replaces?.volumeId)).toEqual([
      'vol-root',
      'vol-data',
      'vol-logs',
    ]);
    const half = { begun: volumes.slice(0, 2), server: { ...server, attached: attached.slice(0, 2) } };
    expect(refusals({ order: { mode: IN_PLACE }, facts: half }).map(({ code }) => code)).toEqual([
      'instance-running',
    ]);
  });

  test('a volume that failed or is being deleted is made again', () => {
    for (const state of ['error', 'deleting', 'deleted']) {
      const plan = planned({ facts: { begun: [begun('snap-03-10-data', { state })] } });
      expect(plan.disks.map(({ made }) => made)).toEqual([undefined, undefined, undefined]);
    }
  });

  test('what cannot be an id in the tag of what was replaced is nothing', () => {
    const forged = begun('snap-03-10-data', { tags: { autosnap_replaces: 'vol-1;reboot /dev/sdf d' } });
    const plan = planned({ order: { mode: IN_PLACE }, facts: { begun: [forged], server: host() } });
    expect(plan.disks[1]?.replaces?.volumeId).toBe('vol-data');
  });

  test('keeps its id', () => {
    expect(planned().id).toBe(ID);
  });
});

describe('--only', () => {
  test.for(['/dev/sdf', 'vol-data', 'snap-03-10-data'])('%s', (only) => {
    expect(planned({ order: { only: [only] } }).disks.map(({ volumeId }) => volumeId)).toEqual(['vol-data']);
  });

  test('one disk is of one instant, whatever the others are of, and they are not told', () => {
    const sources = [...set('03-10', [DATA, LOGS]), single('03-09', ROOT)];
    const { moment, left } = planned({ sources, order: { extent: 'partial', only: ['/dev/xvda'] } });
    expect([moment, left]).toEqual([{ kind: 'one instant', takenAt: '2026-03-09T05:00:00Z' }, []]);
    expect(planned({ sources, order: { only: ['/dev/sdf'] } }).left).toEqual([]);
  });
});

test('a command of a refusal stands on a line of its own', () => {
  const asked = {
    order: { mode: IN_PLACE, only: ['/dev/sdf'] },
    facts: facts({ server: host({ state: 'running' }) }),
  };
  expect(refusalText(refusals(asked)).slice(1)).toEqual([
    '  aws ec2 stop-instances --region eu-west-1 --instance-ids i-web && aws ec2 wait instance-stopped --region eu-west-1 --instance-ids i-web',
    'Nothing was made, and nothing was changed.',
  ]);
  expect(refusalText(refusals({ order: { wished: { type: 'gp4' } } }))).toHaveLength(2);
});
