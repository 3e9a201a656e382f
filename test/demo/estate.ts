import { DAY } from '../cloud/clock.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Instance, Volume } from '../cloud/records.ts';

/** A small company's disks in two regions, with the usual trouble in them. */
export interface Estate {
  readonly topic: string;
  readonly regions: readonly string[];
  /** It has root, data, archive and ignored. */
  readonly web: Instance;
  readonly root: Volume;
  readonly data: Volume;
  readonly archive: Volume;
  readonly ignored: Volume;
  readonly vault: Volume;
  readonly misspelt: Volume;
  readonly detached: Volume;
  readonly shared: Volume;
  readonly golden: Volume;
  readonly flaky: Volume;
}

export function buildEstate(cloud: Cloud): Estate {
  const ireland = cloud.region('eu-west-1');
  const web = ireland.instance({ tags: { Name: 'web', autosnap: '1', autosnap_retain: '3' } });
  const root = ireland.volume({ attachedTo: web, tags: { Name: 'root' } });
  const data = ireland.volume({
    attachedTo: web,
    size: 100,
    iops: 6000,
    throughput: 250,
    tags: { Name: 'data', team: 'shop' },
  });
  const archive = ireland.volume({
    attachedTo: web,
    tags: { Name: 'archive', autosnap: '7', autosnap_retain: '2' },
  });
  const ignored = ireland.volume({ attachedTo: web, tags: { Name: 'scratch', autosnap_ignore: '' } });
  const vault = ireland.attachedVolume(
    {
      Name: 'vault',
      autosnap: 'nightly=2@mon-fri@2 weekly=2@sun@2',
      autosnap_image: '1',
      autosnap_image_retain: '2',
    },
    { Name: 'vault-data' },
  );
  const misspelt = ireland.attachedVolume(
    { Name: 'mail', autosnap: '1', autosnap_retain: '7 days' },
    { Name: 'mail-data' },
  );

  const virginia = cloud.region('us-east-1');
  const detached = virginia.volume({ tags: { Name: 'old-db', autosnap: '2d', autosnap_retain: '2' } });
  const daily = { Name: 'db', autosnap: '1', autosnap_retain: '2' };
  const shared = virginia.attachedVolume(daily, { Name: 'db-data' });
  for (const daysAgo of [31, 24]) {
    virginia.snapshot({
      of: shared,
      startedAt: new Date(cloud.clock.now().getTime() - daysAgo * DAY),
      tags: { snapshot_tool: 'other-tool', Name: 'by another tool' },
    });
  }
  const golden = virginia.attachedVolume({ ...daily, Name: 'build' }, { Name: 'golden' });
  const flaky = virginia.attachedVolume({ ...daily, Name: 'cache' }, { Name: 'flaky' });

  return {
    topic: ireland.topic('reports'),
    regions: ['eu-west-1', 'us-east-1', 'af-south-1'],
    web,
    root,
    data,
    archive,
    ignored,
    vault,
    misspelt,
    detached,
    shared,
    golden,
    flaky,
  };
}

/** What happens to the estate on one of the ten days, and how a person would tell it. */
export function mischief(day: number, cloud: Cloud, { golden, flaky }: Estate): string | undefined {
  if (day === 3) {
    const [first] = cloud.snapshotsOf(golden);
    if (first !== undefined) cloud.region('us-east-1').image({ snapshots: [first] });
    return 'somebody makes an AMI of the first snapshot of golden';
  }
  if (day === 5) {
    flaky.snapshotsComplete = 'error';
    return "today's snapshot of flaky fails";
  }
  if (day === 6) flaky.snapshotsComplete = 'as usual';
  return undefined;
}
