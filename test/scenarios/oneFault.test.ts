import { describe, expect, test } from 'vitest';

import { amount } from '../amounts.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import { startCloud } from '../cloud/cloud.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Effect, Fault } from '../cloud/faults.ts';
import type { Volume } from '../cloud/records.ts';
import {
  creationsAsked,
  DAILY,
  DAY,
  freshCloud,
  hostOf,
  HOUR,
  idsOf,
  ownCopies,
  ownIn,
  regionIn,
  restorable,
  runAndSettle,
  runSnapper,
} from './story.ts';

const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1'];

interface Estate {
  readonly cloud: Cloud;
  readonly topic: string;
  readonly event: unknown;
  readonly volumes: readonly Volume[];
}

/** The own copies that each region begins with. */
const COPIES = 3 * 4;

/** In each region an instance with two volumes and one volume without, all due and with a copy to lose. */
async function estate(start = freshCloud): Promise<Estate> {
  const cloud = await start();
  const topic = cloud.region('us-east-1').topic('reports');
  const volumes = REGIONS.flatMap((name) => {
    const region = cloud.region(name);
    const instance = region.instance({ tags: DAILY });
    return [
      region.volume({ attachedTo: instance }),
      region.volume({ attachedTo: instance }),
      region.volume({ tags: DAILY }),
    ];
  });
  for (const volume of volumes) ownCopies(cloud, volume, 4);
  return { cloud, topic, event: { ec2_regions: REGIONS, sns_arn: topic }, volumes };
}

/** A call that a clean run makes, told apart by what it is about. */
interface Site {
  readonly action: string;
  readonly region: string;
  readonly about: string | undefined;
}

function siteOf({ action, region, params }: Cloud['calls'][number]): Site {
  return { action, region, about: params['VolumeId'] ?? params['SnapshotId'] };
}

/** The cloud gives the same ids to the same estate, so the calls of one are the calls of all. */
async function callSites(): Promise<Site[]> {
  const { cloud, event } = await estate(startCloud);
  await runSnapper(cloud, event);
  const sites = new Map(cloud.calls.map((call) => [JSON.stringify(siteOf(call)), siteOf(call)]));
  await cloud.close();
  return [...sites.values()];
}

const SITES = await callSites();

/** One that is asked again and fails every time, and one that is not. */
const ERRORS = ['InternalError', 'UnauthorizedOperation'];

const CASES = SITES.filter((_, index) => index % amount({ sample: 7, long: 1 }) === 0).flatMap((site) =>
  ERRORS.map((error) => {
    const about = site.about === undefined ? '' : ` of ${site.about}`;
    return [`${site.action} in ${site.region}${about} fails with ${error}`, site, error] as const;
  }),
);

/** Calls whose failure only takes away something that is nice to know. */
const ONLY_A_NOTE = new Set(['DescribeImages', 'DescribeLockedSnapshots', 'GetCallerIdentity', 'Publish']);

/** Calls without which nothing can be decided in their region. */
const NEEDED_TO_DECIDE = new Set(['DescribeInstances', 'DescribeVolumes', 'DescribeSnapshots']);

function faultAt({ action, region, about }: Site, effect: Effect): Fault {
  return {
    action,
    region,
    effect,
    when: (params) => about === undefined || params['VolumeId'] === about || params['SnapshotId'] === about,
  };
}

/** Whether the volume has the copy it was owed. */
function hasNew(cloud: Cloud, volume: Volume): boolean {
  return cloud.snapshotsOf(volume).some(({ startedAt }) => startedAt >= new Date('2026-01-01'));
}

/** What the report counts is what exists, also where it could not look. */
function expectTruth(report: Report, cloud: Cloud, volumes: readonly Volume[]): void {
  for (const { region, status, created, deleted, kept } of report.regions) {
    const there = new Set(ownIn(cloud, region).map(({ id }) => id));
    const renewed = volumes.filter((one) => one.region === region && hasNew(cloud, one));
    expect(status === 'unreachable' ? COPIES : kept + created.length).toBe(there.size);
    expect(COPIES + created.length - deleted.length).toBe(there.size);
    expect(created.filter(({ snapshotId }) => !there.has(snapshotId))).toEqual([]);
    expect(deleted.filter(({ snapshotId }) => there.has(snapshotId))).toEqual([]);
    expect(created.map(({ volumeId }) => volumeId).toSorted()).toEqual(idsOf(renewed));
  }
}

describe('C-47 C-53 C-55 one call that fails is the trouble of what it was for, and of nothing else', () => {
  test('the clean run looks in three regions, copies, deletes and reports', () => {
    expect(new Set(SITES.map(({ action }) => action))).toEqual(
      new Set([...ONLY_A_NOTE, ...NEEDED_TO_DECIDE, 'CreateSnapshot', 'CreateSnapshots', 'DeleteSnapshot']),
    );
    expect(SITES).toHaveLength(3 * (5 + 1 + 1 + 3) + 2);
  });

  test.for(CASES)('%s', async ([, site, error]) => {
    const { cloud, topic, event, volumes } = await estate();
    const fault = cloud.fault(faultAt(site, { error }));

    const report = await runSnapper(cloud, event);

    const isConcerned = (volume: Volume): boolean => {
      if (volume.region !== site.region || ONLY_A_NOTE.has(site.action)) return false;
      if (NEEDED_TO_DECIDE.has(site.action)) return true;
      if (site.action === 'CreateSnapshots') return volume.attachments.length > 0;
      return volume.id === site.about || cloud.snapshotsOf(volume).some(({ id }) => id === site.about);
    };
    for (const volume of volumes.filter((one) => !isConcerned(one))) {
      expect(hasNew(cloud, volume)).toBe(true);
      expect(cloud.snapshotsOf(volume)).toHaveLength(4);
    }
    // The rest is never worse off than before, and never twice copied.
    for (const volume of volumes) {
      expect(restorable(cloud, volume).length).toBeGreaterThanOrEqual(3);
      expect(creationsAsked(cloud, volume).length).toBeLessThanOrEqual(
        site.action === 'CreateSnapshots' ? 2 : 1,
      );
    }
    expectTruth(report, cloud, volumes);
    expect(cloud.messages(topic)).toHaveLength(site.action === 'Publish' ? 0 : 1);
    expect((report.undelivered ?? '').includes(`did not reach ${topic}`)).toBe(site.action === 'Publish');
    const missing = volumes.filter((one) => isConcerned(one) && !hasNew(cloud, one));
    const said = JSON.stringify(regionIn(report, site.region)).includes(error);
    expect(missing.length === 0 || (said && report.headline.level === 'FAILURE')).toBe(true);

    fault.remove();
    cloud.clock.advance(HOUR);
    await runAndSettle(cloud, event);
    const last = await runSnapper(cloud, event);
    expect(last.headline).toMatchObject({ level: 'OK', created: 0, full: 9 });
    for (const volume of volumes) {
      expect(restorable(cloud, volume)).toHaveLength(3);
      expect(hasNew(cloud, volume)).toBe(true);
    }
  });

  test('C-47 all regions but one are disabled or denied', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('us-east-1').volume({ tags: DAILY });
    cloud.region('eu-central-1').enabled = false;
    cloud.fault({
      action: 'DescribeVolumes',
      region: 'eu-west-1',
      effect: { error: 'UnauthorizedOperation' },
    });
    const report = await runSnapper(cloud, {
      ec2_regions: ['eu-west-1', 'eu-central-1', 'af-south-1', 'xx-nowhere-9', 'us-east-1'],
    });
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
    expect(report.headline).toMatchObject({ level: 'FAILURE', unreachableRegions: 4, created: 1 });
  });

  test('an availability zone in trouble: instances cannot be listed, but the ids that volumes name can be asked for', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volumes = [0, 1, 2].map(() => region.attachedVolume(DAILY));
    const ignored = region.attachedVolume({ ...DAILY, autosnap_ignore: '' });
    for (const volume of volumes) ownCopies(cloud, volume, 4);
    cloud.fault({
      action: 'DescribeInstances',
      when: (params) => params['InstanceId.1'] === undefined,
      effect: { error: 'InternalError' },
    });
    const report = await runSnapper(cloud);
    expect(report.headline).toMatchObject({ created: 3, deleted: 3, unreachableRegions: 0 });
    expect(cloud.snapshotsOf(ignored)).toEqual([]);
    expect(cloud.snapshotsOf(volumes[0]?.id ?? '')).toHaveLength(4);
  });

  test('an availability zone in trouble: one instance that cannot even be asked for by id is the trouble of its own volumes', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volumes = [0, 1].map(() => region.attachedVolume(DAILY));
    const lost = region.attachedVolume(DAILY);
    for (const { instance } of lost.attachments) region.remove(instance);
    const detached = region.volume({ tags: DAILY });
    cloud.fault({
      action: 'DescribeInstances',
      when: (params) => params['InstanceId.1'] === undefined,
      effect: { error: 'InternalError' },
    });
    const report = await runSnapper(cloud);
    expect([...volumes, detached].map((volume) => cloud.snapshotsOf(volume).length)).toEqual([1, 1, 1]);
    expect(cloud.snapshotsOf(lost)).toEqual([]);
    expect(report.headline.level).not.toBe('OK');
  });

  test('an availability zone in trouble costs only its own volumes, and they are named', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [dark, bright] = ['eu-west-1a', 'eu-west-1b'].map((zone) =>
      [0, 1].map(() => region.volume({ zone, attachedTo: region.instance({ zone, tags: DAILY }) })),
    );
    const darkIds = new Set((dark ?? []).map((volume) => hostOf(volume).id));
    cloud.fault({
      action: 'DescribeInstances',
      when: (params) => {
        const asked = Object.entries(params).flatMap(([key, id]) =>
          key.startsWith('InstanceId.') ? id : [],
        );
        return asked.length === 0 || asked.some((id) => darkIds.has(id));
      },
      effect: { error: 'InternalError' },
    });
    const report = await runSnapper(cloud);
    expect(bright?.map((volume) => cloud.snapshotsOf(volume).length)).toEqual([1, 1]);
    expect(dark?.map((volume) => cloud.snapshotsOf(volume).length)).toEqual([0, 0]);
    expect(idsOf(dark ?? [])).toEqual(
      report.regions[0]?.passedOver.map(({ volumeId }) => volumeId).toSorted(),
    );
    expect(report.headline.level).toBe('WARNING');
  });

  test('C-15 a shared volume, one instance of which AWS does not list, is copied, and loses nothing', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [seen, hidden] = [
      region.instance({ tags: { autosnap: '1', autosnap_retain: '1' } }),
      region.instance({ tags: { autosnap: '1', autosnap_retain: '9' } }),
    ];
    const shared = region.volume({ type: 'io2', attachedTo: [seen, hidden], device: '/dev/sdf' });
    ownCopies(cloud, shared, 4);
    region.remove(hidden);
    const reports = [await runAndSettle(cloud), await runSnapper(cloud)];
    expect(cloud.snapshotsOf(shared)).toHaveLength(5);
    expect(reports.map(({ headline }) => [headline.created, headline.deleted])).toEqual([
      [1, 0],
      [0, 0],
    ]);
  });

  test('an instance that AWS does not list leaves its volumes alone, and the report says so', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const hidden = region.attachedVolume({ autosnap_ignore: '' });
    const open = region.attachedVolume(DAILY);
    ownCopies(cloud, hidden, 5);
    for (const { instance } of hidden.attachments) region.remove(instance);

    const report = await runSnapper(cloud, { default_frequency: '1', default_retain: '1' });

    expect(cloud.snapshotsOf(hidden)).toHaveLength(5);
    expect(cloud.snapshotsOf(open)).toHaveLength(1);
    expect(report.regions[0]?.passedOver.map(({ volumeId }) => volumeId)).toEqual([hidden.id]);
  });

  test('two faults on two days and a third on the next: nothing is lost and all converges', async () => {
    const { cloud, event, volumes } = await estate();
    const faults: readonly Fault[] = [
      { action: 'CreateSnapshots', region: 'us-east-1', effect: 'reset after' },
      { action: 'DeleteSnapshot', effect: { error: 'InternalError' } },
      { action: 'DescribeSnapshots', region: 'eu-west-1', effect: 'html' },
      { action: 'CreateSnapshot', effect: { error: 'UnauthorizedOperation' } },
      { action: 'Publish', effect: 'reset before' },
    ];
    for (const one of faults) {
      const fault = cloud.fault(one);
      await runSnapper(cloud, event);
      fault.remove();
      cloud.clock.advance(DAY);
      for (const volume of volumes) expect(restorable(cloud, volume).length).toBeGreaterThanOrEqual(3);
    }
    await runAndSettle(cloud, event);
    const last = await runSnapper(cloud, event);
    expect(last.headline).toMatchObject({ full: 9, created: 0, failures: 0 });
    for (const volume of volumes) expect(cloud.snapshotsOf(volume)).toHaveLength(3);
  });
});
