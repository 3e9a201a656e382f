import { expect, test } from 'vitest';
import { planCommand, runCommand } from '../../lambda/commands/runs.ts';
import type { CommandContext } from '../../lambda/commands/command.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import {
  aServer,
  DAILY_IMAGE,
  type Estate,
  IMAGES,
  imageCalls,
  imagesOf,
  ownImage,
  ownImages,
} from './imaging.ts';
import { clockOf, withEnvironment } from './snapper.ts';
import { DAILY, HOUR, idsOf, ownCopies } from './story.ts';

/** A person at a terminal, in the region of the estate. */
function by({ cloud }: Estate, more: Partial<CommandContext> = {}): CommandContext {
  return { settings: readSettings(IMAGES, {}), clock: clockOf(cloud), ...more };
}

test('a person is asked for both, by kind, and what is shown goes', async () => {
  const estate = await aServer({ ...DAILY, ...DAILY_IMAGE });
  const { cloud, region, root } = estate;
  ownCopies(cloud, root, 4);
  const [oldest] = ownImages(estate, 4);
  const asked: string[] = [];
  const ask = async (shown: string, question: string) => {
    asked.push(question);
    expect(shown).toContain(oldest?.id);
    return true;
  };
  await withEnvironment(cloud.env, () => runCommand(by(estate, { ask })));
  expect(asked).toEqual(['Create what is due and delete 1 snapshot and 1 image?']);
  expect(region.images()).not.toContain(oldest);
  expect(region.images()).toHaveLength(3 + 1);
});

test('no image goes that was not shown, though the number was lowered meanwhile', async () => {
  const estate = await aServer();
  const { cloud, region, server } = estate;
  const [oldest, ...others] = ownImages(estate, 4);
  const ask = async () => {
    server.tags['autosnap_image_retain'] = '1';
    return true;
  };
  const { document } = await withEnvironment(cloud.env, () => runCommand(by(estate, { ask })));
  expect(region.images()).not.toContain(oldest);
  expect(idsOf(region.images())).toEqual(expect.arrayContaining(idsOf(others)));
  expect(JSON.stringify(document)).toContain('not among the deletions that you agreed to');
});

test('who says no has made and deregistered nothing', async () => {
  const estate = await aServer();
  ownImages(estate, 4);
  const refusal = withEnvironment(estate.cloud.env, () => runCommand(by(estate, { ask: async () => false })));
  await expect(refusal).rejects.toThrow('stopped by you');
  expect(imageCalls(estate.cloud)).toEqual([]);
});

test('plan --exit-code says that there is work where only an image is due', async () => {
  const estate = await aServer();
  const status = async () =>
    (await withEnvironment(estate.cloud.env, () => planCommand(2, by(estate)))).status;
  expect(await status()).toBe(2);
  ownImage(estate, 0);
  expect(await status()).toBe(0);
  expect(imagesOf(estate)).toHaveLength(1);
});

test('U8 after Ctrl-C no image is begun, and the line tells how many were', async () => {
  const estate = await aServer();
  const { cloud, region } = estate;
  ownImages(estate, 4);
  for (let more = 0; more < 2; more += 1)
    region.volume({ attachedTo: region.instance({ tags: DAILY_IMAGE }) });
  let isAsked = false;
  const hook = cloud.before('CreateImage', () => {
    isAsked = true;
  });
  const interruptible = () => ({ isAsked: () => isAsked, asked: new Promise(() => undefined) });
  const { whenInterrupted } = await withEnvironment(cloud.env, () =>
    runCommand(by(estate, { interruptible })),
  );
  hook.remove();
  const made = region.images().length - 4;
  expect(made).toBeGreaterThan(0);
  expect(whenInterrupted).toMatch(
    new RegExp(`^interrupted: 0 snapshots and ${made} images? (was|were) started and stays?, 0 deleted; `),
  );
  expect(region.images()).toHaveLength(4 + made);
  isAsked = false;
  cloud.clock.advance(HOUR);
  await withEnvironment(cloud.env, () => runCommand(by(estate)));
  expect(imageCalls(cloud).filter(({ action }) => action === 'CreateImage')).toHaveLength(3);
});
