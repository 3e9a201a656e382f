import { expect, test } from 'vitest';
import { runCommand } from '../../lambda/commands/runs.ts';
import type { Answer, CommandContext } from '../../lambda/commands/command.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { clockOf, withEnvironment } from './snapper.ts';
import { callsOf, DAILY, freshCloud, ownCopies } from './story.ts';

/** Volumes of their own, each of which is owed a snapshot and has one too many. */
async function estate(volumes: number) {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  for (let index = 0; index < volumes; index += 1) ownCopies(cloud, region.attachedVolume(DAILY), 4);
  return { cloud, region };
}

async function runAt(cloud: Cloud, context: Partial<CommandContext>): Promise<Answer> {
  return withEnvironment(cloud.env, () =>
    runCommand({ settings: readSettings({}, {}), clock: clockOf(cloud), ...context }),
  );
}

/** What a person does by Ctrl-C. */
function ctrlC() {
  let isAsked = false;
  let ask: (() => void) | undefined;
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  return {
    press: () => {
      isAsked = true;
      ask?.();
    },
    interruptible: () => ({ isAsked: () => isAsked, asked }),
  };
}

test('U8 after Ctrl-C nothing is deleted, what was started stays, and a second run goes on from there', async () => {
  const { cloud, region } = await estate(60);
  const { press, interruptible } = ctrlC();
  const hook = cloud.before('CreateSnapshot', press);
  const { text, whenInterrupted } = await runAt(cloud, { interruptible });
  hook.remove();
  const started = callsOf(cloud, 'CreateSnapshot').length;
  expect(callsOf(cloud, 'DeleteSnapshot')).toEqual([]);
  expect(region.snapshots()).toHaveLength(240 + started);
  expect(started).toBeLessThan(60);
  expect(whenInterrupted).toBe(
    `interrupted: ${started} snapshots were started and stay, 0 deleted; ${60 - started} not taken, 60 not deleted; a second run goes on from there`,
  );
  expect(text).toContain(': interrupted');

  await runAt(cloud, {});
  expect(callsOf(cloud, 'CreateSnapshot')).toHaveLength(60);
  expect(callsOf(cloud, 'DeleteSnapshot')).toHaveLength(60);
});

test('U8 who sleeps for AWS is woken by Ctrl-C, and sends nothing more', async () => {
  const { cloud } = await estate(1);
  const { press, interruptible } = ctrlC();
  cloud.fault({
    action: 'CreateSnapshot',
    effect: { error: 'SnapshotCreationPerVolumeRateExceeded' },
    times: 9,
  });
  const clock = {
    ...clockOf(cloud),
    sleep: () => {
      press();
      return new Promise<void>(() => undefined);
    },
  };
  const { whenInterrupted } = await runAt(cloud, { interruptible, clock });
  expect(callsOf(cloud, 'CreateSnapshot')).toHaveLength(1);
  expect(whenInterrupted).toMatch(
    /^interrupted: 0 snapshots were started and stay, 0 deleted; 1 not taken, 1 not/,
  );
});

test('U7 progress names what is read, and then counts what is created and deleted', async () => {
  const { cloud } = await estate(4);
  const lines: string[] = [];
  await runAt(cloud, { onProgress: (line) => lines.push(line) });
  expect(lines.at(0)).toBe('reading eu-west-1 …');
  expect(lines).toContain('created 2 of 4, deleted 0 of 4');
  expect(lines.at(-1)).toBe('created 4 of 4, deleted 4 of 4');
});

test('U7 of several regions it is told how many are still being read', async () => {
  const cloud = await freshCloud();
  const lines: string[] = [];
  await withEnvironment(cloud.env, () =>
    runCommand({
      settings: readSettings({ ec2_regions: 'all' }, {}),
      clock: clockOf(cloud),
      onProgress: (line) => lines.push(line),
    }),
  );
  expect(lines).toContain('reading 4 regions of 4 …');
});
