import { expect, test } from 'vitest';
import { nth } from '../scenarios/story.ts';
import { wholeLines } from '../wholeLines.ts';
import {
  imagedServer,
  launchedIn,
  launchOf,
  loseServer,
  restoreImage,
  restoreImageUnasked,
} from './imaged.ts';
import { RESTORER } from './person.ts';
import { lose, refusalCodes, restoreOf, takenServer } from './servers.ts';

/** More of it, and slowly, in restoreImage.long.ts and restoreImageTrouble.long.ts. */

test('a server that is gone is launched from its image as it was, once, by a person who may pass its role', async () => {
  const server = await imagedServer({ autosnap: '1', autosnap_retain: '7' });
  const { cloud, region, web, image, subnet, group } = server;
  loseServer(server);

  const shown = await restoreImageUnasked(cloud, 'web');
  expect([shown.status, launchedIn(region)]).toEqual([1, []]);
  expect(wholeLines(shown.text)).toContain(`+ instance m7i.large in ${subnet.id}, eu-west-1b`);

  const may = cloud.policy;
  cloud.policy = RESTORER;
  const refused = await restoreImage(cloud, 'web');
  expect([refused.status, refusalCodes(refused), launchedIn(region)]).toEqual([1, ['not-allowed'], []]);
  expect(restoreOf(refused).refusals[0]?.message).toContain(
    'you lack iam:PassRole for the role arn:aws:iam::123456789012:role/web',
  );

  cloud.policy = may;
  const answer = await restoreImage(cloud, 'web');
  const made = nth(launchedIn(region), 0);
  expect([answer.status, made]).toMatchObject([
    0,
    {
      state: 'running',
      imageId: image.id,
      type: 'm7i.large',
      subnetId: subnet.id,
      securityGroups: [group.id],
      profile: web.profile,
      keyName: 'ops',
    },
  ]);
  const { id } = restoreOf(answer);
  const marks = { autosnap_restored: image.id, autosnap_restore: id };
  expect(made.tags).toEqual({ Name: 'web', team: 'blue', ...marks });

  const again = await restoreImage(cloud, 'web');
  expect([again.status, launchOf(again).made, launchedIn(region).length]).toEqual([0, made.id, 1]);
});

test('a server that is gone and has only snapshots is known by them, and a volume is told which server it is of', async () => {
  const server = await takenServer();
  const { cloud, region, web, data } = server;
  await expect(restoreImage(cloud, data.id)).rejects.toThrow(
    `${data.id} is a volume, and an image is made of an instance; it is attached to web (${web.id}): give that; nothing was changed`,
  );

  lose(server);
  for (const name of ['web', web.id]) {
    const { refusals } = restoreOf(await restoreImage(cloud, name));
    expect(refusals).toEqual([
      {
        code: 'nothing-to-restore',
        message: `web (${web.id}) has no image of ours; its disks can be restored from snapshots`,
        like: `aws-snapper restore ${web.id} --region eu-west-1`,
      },
    ]);
  }
  await expect(restoreImage(cloud, data.id)).rejects.toThrow(
    `${data.id} is a volume that is gone, and an image is made of an instance; give an instance`,
  );
  expect(launchedIn(region)).toEqual([]);
});
