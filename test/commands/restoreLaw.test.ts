import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amount } from '../amounts.ts';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import type { Instance, Volume } from '../cloud/records.ts';
import { nth } from '../scenarios/story.ts';
import { restore } from './person.ts';
import { type AnyServer, aServer, KEYS } from './randomServers.ts';
import { lose, restoreOf, taken } from './servers.ts';

/** Each is a cloud with some servers. */
const RUNS = amount({ sample: 1, long: 50 });
const SERVERS = amount({ sample: 4, long: 10 });
const SEED = 20_261_128;

const PREFIXES = ['autosnap', 'db'] as const;
const MODES = ['beside', 'attach', 'in place'] as const;
const CONSISTENCIES = ['instance', 'volume'] as const;

/** How a server is restored. */
interface How {
  readonly tag_prefix: (typeof PREFIXES)[number];
  readonly mode: (typeof MODES)[number];
  readonly consistency: (typeof CONSISTENCIES)[number];
}

interface Launched {
  readonly server: AnyServer;
  readonly web: Instance;
  readonly volumes: readonly Volume[];
}

function launched(cloud: Cloud, servers: readonly AnyServer[], prefix: string): Launched[] {
  const region = cloud.region('eu-west-1');
  const keys = Array.from({ length: KEYS }, () => region.key());
  return servers.map((server) => {
    const zone = `eu-west-1${server.zone}`;
    const rootDevice = nth(server.disks, 0).device;
    const Name = server.name === undefined ? {} : { Name: server.name };
    const tags = { ...Name, [prefix]: '1', [`${prefix}_retain`]: '3' };
    const web = region.instance({ zone, rootDevice, tags, state: 'stopped', type: 'r7i.48xlarge' });
    const volumes = server.disks.map(({ key, iops, throughput, deleteOnTermination, isIgnored, ...disk }) => {
      const volume = region.volume({
        ...disk,
        ...(iops === undefined ? {} : { iops }),
        ...(throughput === undefined ? {} : { throughput }),
        zone,
        attachedTo: web,
        tags: { ...disk.tags, ...(isIgnored ? { [`${prefix}_ignore`]: '' } : {}) },
        ...(key === undefined ? {} : { kmsKeyId: nth(keys, key).arn }),
      });
      nth(volume.attachments, 0).deleteOnTermination = deleteOnTermination;
      return volume;
    });
    return { server, web, volumes };
  });
}

/** All that a volume is, but for when it was made and by whom. */
function measures({ type, size, iops, throughput, zone, encrypted, kmsKeyId, multiAttach }: Volume): object {
  return { type, size, iops, throughput, zone, encrypted, kmsKeyId, multiAttach };
}

/** By device, since ids are new. */
function expected({ server, volumes }: Launched): Map<string, object> {
  return new Map(
    server.disks.flatMap((disk, index) =>
      disk.isIgnored
        ? []
        : [
            [
              disk.device,
              {
                ...measures(nth(volumes, index)),
                tags: disk.tags,
                isRoot: index === 0,
                isDeletedOnTermination: disk.deleteOnTermination,
              },
            ],
          ],
    ),
  );
}

async function restored(cloud: Cloud, { server, web }: Launched, how: How): Promise<Map<string, object>> {
  const { mode, tag_prefix, consistency } = how;
  const region = cloud.region('eu-west-1');
  const { zone, rootDevice } = web;
  const fresh = region.instance({ zone, rootDevice, state: 'stopped', type: 'r7i.48xlarge' });
  const flags = {
    beside: {},
    attach: { attachTo: fresh.id },
    'in place': { inPlace: true as const },
  }[mode];
  const answer = await restore(cloud, web.id, flags, { event: { tag_prefix, consistency } });
  const { disks, outcomes, left, id } = restoreOf(answer);
  expect({ status: answer.status, text: answer.status === 0 ? '' : answer.text }).toEqual({
    status: 0,
    text: '',
  });
  const ignored = server.disks.filter(({ isIgnored }) => isIgnored).map(({ device }) => device);
  expect(new Set(left.map(({ device }) => device))).toEqual(new Set(ignored));
  return new Map(
    disks.map(({ snapshotId, device = '', isRoot, isDeletedOnTermination }) => {
      const outcome = outcomes.find((one) => one.snapshotId === snapshotId);
      const volume = nth(
        region.volumes().filter((one) => one.id === outcome?.volumeId),
        0,
      );
      expect(volume.tags).toMatchObject({
        [`${tag_prefix}_restore`]: id,
        [`${tag_prefix}_restored`]: snapshotId,
      });
      const tags = Object.fromEntries(
        Object.entries(volume.tags).filter(([key]) => !key.startsWith(`${tag_prefix}_re`)),
      );
      const places = volume.attachments.map((one) => [one.instance.id, one.device]);
      const host = { beside: [], attach: [[fresh.id, device]], 'in place': [[web.id, device]] }[mode];
      expect(places).toEqual(host);
      return [device, { ...measures(volume), tags, isRoot, isDeletedOnTermination }];
    }),
  );
}

test(`whatever a server was, its snapshots alone bring it back, the seed being ${SEED}`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(aServer, { minLength: SERVERS, maxLength: SERVERS }),
      fc.record({
        tag_prefix: fc.constantFrom(...PREFIXES),
        mode: fc.constantFrom(...MODES),
        consistency: fc.constantFrom(...CONSISTENCIES),
      }),
      async (servers, how) => {
        const cloud = await startCloud();
        try {
          const all = launched(cloud, servers, how.tag_prefix);
          const before = all.map(expected);
          await taken(cloud, { tag_prefix: how.tag_prefix, consistency: how.consistency });
          const region = cloud.region('eu-west-1');
          const isLost = how.mode !== 'in place';
          for (const { web } of isLost ? all : []) lose({ region, web });
          expect(region.volumes().length === 0).toBe(isLost);
          for (const [index, one] of all.entries()) {
            expect(await restored(cloud, one, how)).toEqual(before[index]);
          }
        } finally {
          await cloud.close();
        }
      },
    ),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
}, 600_000);
