import { runCommand } from '../../../lambda/commands/runs.ts';
import { readSettings } from '../../../lambda/settings/settings.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';
import { hurried } from './hurried.ts';
import type { Calm, Case } from './matrix.ts';
import { withEstate } from './matrix.ts';
import { faultAt } from './sites.ts';

/** The exit status of `aws-snapper run` when one call goes wrong. */
export async function statusWhen(calm: Calm, { site, kind }: Case): Promise<number> {
  return withEstate(calm.makes, async ({ cloud, event }) => {
    cloud.fault(faultAt(site, { effect: kind.effect }));
    return withEnvironment(cloud.env, async () =>
      hurried(cloud, async (sleep) => {
        const clock = { now: () => cloud.clock.now(), sleep };
        const { status } = await runCommand({ settings: readSettings(event, process.env), clock });
        return status;
      }),
    );
  });
}
