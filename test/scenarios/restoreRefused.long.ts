import { describe, expect, test } from 'vitest';
import { CommandError } from '../../lambda/commands/command.ts';
import type { RestoreFlags } from '../../lambda/commands/restoreOrder.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Effect } from '../cloud/faults.ts';
import type { Instance, Volume } from '../cloud/records.ts';
import { restore } from '../commands/person.ts';
import { DAILY, freshCloud, runAndSettle } from './story.ts';

/** An endpoint that does not know an action: a gateway in between, a look-alike of AWS, a region that lacks it. */

const UNKNOWN: Readonly<Record<string, Effect>> = {
  'a code of EC2': { error: 'InvalidAction', message: 'The action is not valid for this web service.' },
  'a page of HTML': 'html',
};

interface Way {
  readonly state: Instance['state'];
  readonly flags: RestoreFlags;
}

const WAYS: Readonly<Record<string, Way>> = {
  'beside, at a rate': { state: 'running', flags: { rate: '300' } },
  'at another instance': { state: 'running', flags: { attachTo: 'other' } },
  'in place': { state: 'stopped', flags: { inPlace: true } },
  'the root of a running one': { state: 'running', flags: { inPlace: true, only: ['/dev/xvda'] } },
};

interface Estate {
  readonly cloud: Cloud;
  readonly olds: readonly Volume[];
  readonly callsBefore: number;
  readonly flags: RestoreFlags;
}

async function estate({ state, flags }: Way): Promise<Estate> {
  const cloud = await freshCloud();
  cloud.policy = 'allow all';
  const region = cloud.region('eu-west-1');
  const server = region.instance({ tags: { ...DAILY, Name: 'web' }, state });
  region.instance({ tags: { Name: 'other' }, state: 'stopped' });
  const root = region.volume({ attachedTo: server });
  const data = region.volume({ attachedTo: server, kmsKeyId: region.key().arn });
  await runAndSettle(cloud);
  return { cloud, olds: [root, data], flags, callsBefore: cloud.calls.length };
}

function newOnes({ cloud }: Estate): Volume[] {
  return cloud
    .region('eu-west-1')
    .volumes()
    .filter(({ fromSnapshot }) => fromSnapshot !== undefined);
}

/** Whether one of the new volumes that are on the server was made of this old one. */
function hasSuccessor(old: Volume, one: Estate): boolean {
  return newOnes(one).some(
    ({ fromSnapshot, attachments: [its] }) =>
      its?.instance.tags['Name'] === 'web' &&
      one.cloud.snapshotsOf(old).some(({ id }) => id === fromSnapshot),
  );
}

/** What a person reads. */
async function said({ cloud, flags }: Estate): Promise<string> {
  try {
    return (await restore(cloud, 'web', flags)).text.replaceAll(/ ?\\?\n */g, ' ');
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    throw error;
  }
}

/** Without them nothing can be decided. */
const NEEDED = new Set(['DescribeInstances', 'DescribeVolumes', 'DescribeSnapshots']);

describe.for(Object.entries(WAYS))('%s', ([, way]) => {
  test.for(Object.entries(UNKNOWN))('an action that is answered by %s', async ([, effect]) => {
    const whole = await estate(way);
    expect((await restore(whole.cloud, 'web', whole.flags)).status).toBe(0);
    const wanted = newOnes(whole).length;
    const actions = new Set(whole.cloud.calls.slice(whole.callsBefore).map(({ action }) => action));
    expect(actions.size).toBeGreaterThan(8);
    for (const action of actions) {
      const one = await estate(way);
      const fault = one.cloud.fault({ action, effect });
      const text = await said(one);
      expect([action, text.startsWith('eu-west-1 could not be read: ')]).toEqual([
        action,
        NEEDED.has(action),
      ]);
      for (const old of one.olds) {
        const isServed = old.attachments.length > 0 || hasSuccessor(old, one);
        const isTold = text.includes(`attach-volume --volume-id ${old.id}`);
        expect([action, isServed || isTold]).toEqual([action, true]);
      }
      fault.remove();
      const again = await said(one);
      expect([action, again]).toEqual([action, expect.stringMatching(/ Restored (\d+) of \1 volumes?\./)]);
      expect([action, newOnes(one).length]).toEqual([action, wanted]);
    }
  });
});
