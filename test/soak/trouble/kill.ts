import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Death } from './crash.ts';
import { recover } from './crash.ts';
import type { Estate } from '../estate/estate.ts';
import { truthOf } from '../estate/truth.ts';
import type { Calm } from './matrix.ts';
import { withEstate } from './matrix.ts';
import { HOUR } from '../../cloud/clock.ts';
import { breachesOf } from '../judge/safety.ts';

const program = join(import.meta.dirname, '../../../dist/cli.mjs');

/**
 * The built command line in a process of its own, which the cloud kills when a call of it arrives.
 *
 * The cloud's clock and the child's differ, so the child is told when the trigger meant it to run.
 */
export async function killAndHeal(calm: Calm, death: Death): Promise<string[]> {
  return withEstate(
    () => calm.makes(nearNow().toISOString()),
    async (estate) => {
      const begun = estate.cloud.clock.now();
      const before = truthOf(estate.cloud, estate.regions);
      const signal = await runAndKill(estate, death);
      const ran = {
        at: begun,
        before,
        after: truthOf(estate.cloud, estate.regions),
        calls: [],
        mails: [],
        report: undefined,
        thrown: undefined,
      };
      return [
        ...(signal === 'SIGKILL'
          ? []
          : [`the process ended by itself (${String(signal)}), before call ${death.call}`]),
        ...breachesOf(estate, ran),
        ...(await recover(calm, estate, death, begun)),
      ];
    },
  );
}

/** The runs that heal must be of the same day, so an evening is put off to the afternoon before it. */
function nearNow(): Date {
  const now = new Date(Math.floor(Date.now() / 1000) * 1000);
  return now.getUTCHours() < EVENING
    ? now
    : new Date(now.getTime() - (now.getUTCHours() - EVENING + 1) * HOUR);
}

const EVENING = 20;

async function runAndKill({ cloud, event }: Estate, { call, when }: Death): Promise<unknown> {
  const topic = String(event['sns_arn']);
  const words = ['run', '--yes', '--sns-arn', topic, '--orphan-retain', '90d', 'all'];
  const env = { ...cloud.env, SCHEDULED_TIME: cloud.clock.now().toISOString() };
  const child = spawn(process.execPath, [program, ...words], { env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const fault =
    when === 'before'
      ? cloud.fault({ action: 'any', nth: call, times: 1, effect: 'reset before' })
      : undefined;
  let arrived = 0;
  const hook = cloud.before('any', async () => {
    arrived += 1;
    if (arrived === call) await kill(child, ended);
  });
  const [, signal] = await ended;
  await stillness(cloud);
  hook.remove();
  fault?.remove();
  return signal;
}

async function kill(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

/** What the dead process had sent is still on its way; each call that has arrived gets its answer, read or not. */
async function stillness({ calls }: Estate['cloud']): Promise<void> {
  for (let still = 0, seen = -1; still < 50; ) {
    const answered = calls.filter(({ outcome }) => outcome !== 'unanswered').length;
    still = answered === seen && answered === calls.length ? still + 1 : 0;
    seen = answered;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
