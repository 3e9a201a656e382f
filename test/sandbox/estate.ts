import { DAY } from '../cloud/clock.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Instance } from '../cloud/records.ts';
import { buildEstate, type Estate, mischief } from '../demo/estate.ts';

/** The demo's estate, and something to try each command on. */
export interface SandboxEstate extends Estate {
  readonly replaced: Instance;
  /** Lost on the last day, with all its disks. */
  readonly lost: Instance;
}

export function buildSandbox(cloud: Cloud): SandboxEstate {
  const estate = buildEstate(cloud);
  const ireland = cloud.region('eu-west-1');
  const daily = { autosnap: '1', autosnap_retain: '3' };
  // Nothing asks for snapshots of this one: `enable wiki --every 1 --retain 7`.
  ireland.attachedVolume({ Name: 'wiki' }, { Name: 'wiki-data' });
  // Two instances of one Name: a command that names it must be told which.
  for (const disk of ['worker-1', 'worker-2']) {
    ireland.attachedVolume({ Name: 'worker', ...daily }, { Name: disk });
  }
  // A person's own snapshot: `adopt`.
  ireland.snapshot({
    of: estate.data,
    startedAt: new Date(cloud.clock.now().getTime() - 2 * DAY),
    tags: { Name: 'before the upgrade' },
    description: 'by hand, before the upgrade',
  });
  const replaced = ireland.instance({ tags: { Name: 'legacy', ...daily } });
  ireland.volume({ attachedTo: replaced, tags: { Name: 'legacy-root' } });
  const lost = ireland.instance({ tags: { Name: 'shop', ...daily } });
  ireland.volume({ attachedTo: lost, tags: { Name: 'shop-root' } });
  ireland.volume({
    attachedTo: lost,
    size: 200,
    iops: 6000,
    throughput: 250,
    tags: { Name: 'shop-data', team: 'shop' },
  });
  ireland.volume({
    attachedTo: lost,
    size: 50,
    type: 'io2',
    iops: 4000,
    encrypted: true,
    kmsKeyId: ireland.key().arn,
    tags: { Name: 'shop-log', team: 'shop' },
  });
  // Launched in its place, stopped, and its root volume detached: `restore shop --attach-to shop-new`.
  ireland.instance({ tags: { Name: 'shop-new' }, state: 'stopped' });
  return { ...estate, regions: ['eu-west-1', 'us-east-1'], replaced, lost };
}

/** What happens on one of the days before the sandbox opens. */
export function happens(day: number, cloud: Cloud, estate: SandboxEstate): void {
  mischief(day, cloud, estate);
  // Its snapshots stay, and no volume has them any more.
  if (day === 7) cloud.region('eu-west-1').terminate(estate.replaced);
}

/** What has happened when the sandbox opens: somebody terminated a server and deleted its disks. */
export function loses(cloud: Cloud, { lost }: SandboxEstate): void {
  const ireland = cloud.region('eu-west-1');
  const disks = ireland
    .volumes()
    .filter(({ attachments }) => attachments.some(({ instance }) => instance === lost));
  ireland.terminate(lost);
  for (const disk of disks) ireland.remove(disk);
}
