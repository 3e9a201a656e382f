import { restoreCommand } from '../../lambda/commands/restore.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import { HOUR, MINUTE } from '../cloud/clock.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { clockOf, runSnapper, withEnvironment } from '../scenarios/snapper.ts';
import { atMost, type Figure, type Part, timesTheBound } from './figure.ts';
import { inCloud } from './runs.ts';

const PART = 'restore';

/** How many disks a server can have. */
const DISKS = [1, 3, 40] as const;

/** Before the first create: the inventory (5), an earlier restore, the snapshots, the zones, and what is made already. */
export const READS = 9;

/** Calls of a restore: what is read does not grow with the disks, and what is looked at grows with time only. */
export const restore: Part = async (tell) => {
  const figures: Figure[] = [];
  for (const disks of DISKS) {
    tell(`a server of ${disks} that is gone`);
    const { calls, looks, creates } = await restoredServer(disks);
    figures.push(
      {
        part: PART,
        what: `a server of ${disks} that is gone`,
        value: calls,
        unit: 'calls',
        bound: READS + looks + disks,
        goal: timesTheBound(1),
      },
      {
        part: PART,
        what: 'of these, creates',
        value: creates,
        unit: 'calls',
        bound: disks,
        goal: timesTheBound(1),
      },
      {
        part: PART,
        what: 'of these, looks until all are available',
        value: looks,
        unit: 'calls',
        goal: atMost(4),
      },
    );
  }
  tell('volumes that take ten minutes');
  const { looks } = await restoredServer(40, 10 * MINUTE);
  figures.push({
    part: PART,
    what: 'looks at 40 volumes that take ten minutes',
    value: looks,
    unit: 'calls',
    goal: atMost(25),
  });
  return figures;
};

export interface Counted {
  readonly calls: number;
  readonly creates: number;
  /** From the first create on. */
  readonly looks: number;
}

/** A server is lost with all its disks and comes back; the calls of the command. */
export async function restoredServer(disks: number, availableAfter?: number): Promise<Counted> {
  return inCloud(async (cloud) => {
    if (availableAfter !== undefined) cloud.availableAfter = availableAfter;
    await lostServer(cloud, disks);
    cloud.forgetCalls();
    const { status, text } = await withEnvironment(cloud.env, () =>
      restoreCommand('web-1', { yes: true }, { settings: readSettings({}, {}), clock: clockOf(cloud) }),
    );
    if (status !== 0) throw new Error(text);
    const actions = cloud.calls.map(({ action }) => action);
    const creates = actions.filter((action) => action === 'CreateVolume').length;
    const after = actions.slice(actions.indexOf('CreateVolume'));
    return { calls: actions.length, creates, looks: after.length - creates };
  });
}

async function lostServer(cloud: Cloud, disks: number): Promise<void> {
  const region = cloud.region('eu-west-1');
  const web = region.instance({ tags: { Name: 'web-1', autosnap: '1', autosnap_retain: '7' } });
  const volumes = Array.from({ length: disks }, (_, index) =>
    region.volume({
      attachedTo: web,
      ...(index > 0 && { device: `/dev/sd${String.fromCodePoint(98 + (index % 25))}${index}` }),
    }),
  );
  await runSnapper(cloud);
  cloud.clock.advance(HOUR);
  region.terminate(web);
  for (const volume of volumes) region.remove(volume);
}
