import { describe, expect, test } from 'vitest';
import { messageOf } from '../cloud/callers.ts';
import { callsOf, DAILY, idsOf, MINUTE, nth, ownCopies } from '../scenarios/story.ts';
import { A_WEEK, imagesIn, webServer } from './imagePerson.ts';
import { documentOf, linesOf, takeImageNow } from './person.ts';

const PIN = 'taken by hand 2026-03-11T12:00:00Z';

describe('an image by hand', () => {
  test('of a server: now, ours, pinned, and told', async () => {
    const { cloud, host } = await webServer(DAILY);
    const answer = await takeImageNow(cloud, 'web');
    const [image] = imagesIn(cloud);
    expect(image).toMatchObject({
      name: `autosnap-${host.id}-20260311T1200Z`,
      description: expect.stringMatching(`^autosnap: image of ${host.id} `),
      tags: { snapshot_tool: 'autosnap', autosnap_keep: PIN, autosnap_instance: host.id },
    });
    expect(linesOf(answer)).toEqual([
      `+ ${image?.id} of web (${host.id}): ${PIN}, pinned`,
      'The server goes on running: its disks are of one moment, as after a power cut.',
      'AWS needs minutes to hours until it is available.',
      `It stays until you deregister it or unpin it: aws-snapper unpin ${image?.id} --region eu-west-1`,
      'Made in eu-west-1: 1 of 1.',
    ]);
    expect(answer.status).toBe(0);
    expect(documentOf(answer, 'take')).toMatchObject({
      target: { kind: 'instance', id: host.id, name: 'web' },
      created: [{ instanceId: host.id, imageId: image?.id, because: PIN }],
      failures: [],
      skipped: [],
    });
  });

  test('needs no switch and no tag; its snapshots are not snapshots of the volumes', async () => {
    const { cloud, volume } = await webServer();
    expect((await takeImageNow(cloud, 'web')).status).toBe(0);
    const snapshots = cloud.snapshotsOf(volume);
    expect(snapshots).toHaveLength(1);
    expect(snapshots[0]?.tags).not.toHaveProperty('snapshot_tool');
  });

  test('twice in one minute, and again later: each has a name of its own', async () => {
    const { cloud, host } = await webServer();
    await takeImageNow(cloud, 'web');
    cloud.clock.advance(MINUTE / 2);
    await takeImageNow(cloud, 'web');
    cloud.clock.advance(10 * MINUTE);
    await takeImageNow(cloud, 'web');
    expect(
      imagesIn(cloud)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual([
      `autosnap-${host.id}-20260311T1200Z`,
      `autosnap-${host.id}-20260311T1200Z-2`,
      `autosnap-${host.id}-20260311T1210Z`,
    ]);
    expect(imagesIn(cloud).every(({ tags }) => 'autosnap_keep' in tags)).toBe(true);
  });

  test('where images cannot be listed and the name is taken, it has the next one', async () => {
    const { cloud } = await webServer();
    await takeImageNow(cloud, 'web');
    cloud.fault({ action: 'DescribeImages', times: 1, effect: { error: 'UnauthorizedOperation' } });
    expect((await takeImageNow(cloud, 'web')).status).toBe(0);
    expect(imagesIn(cloud).map(({ name }) => name.endsWith('-2'))).toContain(true);
  });
});

describe('the tag _image_reboot decides whether AWS restarts the server, and that is told', () => {
  test('before and after, where it is yes', async () => {
    const { cloud, host } = await webServer({ autosnap_image_reboot: 'yes' });
    const notes: string[] = [];
    const answer = await takeImageNow(cloud, 'web', { onNote: (line) => notes.push(line) });
    const restart = `AWS restarts web (${host.id}) for it, because of its tag autosnap_image_reboot = "yes".`;
    expect(notes).toEqual([restart]);
    expect(linesOf(answer)).toContain(restart);
    expect(nth(callsOf(cloud, 'CreateImage'), 0).params).toMatchObject({ NoReboot: 'false' });
  });

  test('a stopped server is not started', async () => {
    const { cloud, host } = await webServer({ autosnap_image_reboot: 'yes' });
    host.state = 'stopped';
    const answer = await takeImageNow(cloud, 'web');
    expect(linesOf(answer)).toContain('The server is stopped, and stays so.');
    expect(answer.status).toBe(0);
  });
});

describe('an image that AWS does not make is told, with status 3', () => {
  test('the code', async () => {
    const { cloud, host } = await webServer();
    cloud.fault({ action: 'CreateImage', effect: { error: 'UnauthorizedOperation', message: 'not you' } });
    const answer = await takeImageNow(cloud, 'web');
    expect(linesOf(answer)).toEqual([
      `web (${host.id}) got no image: UnauthorizedOperation: not you`,
      'Made in eu-west-1: 0 of 1.',
    ]);
    expect(documentOf(answer, 'take').failures).toEqual([
      { kind: 'create', instanceId: host.id, code: 'UnauthorizedOperation', message: 'not you' },
    ]);
    expect(answer.status).toBe(3);
  });

  test('a server that is terminated meanwhile', async () => {
    const { cloud, host } = await webServer();
    cloud.before('CreateImage', () => cloud.region('eu-west-1').terminate(host));
    const answer = await takeImageNow(cloud, 'web');
    expect(answer.text).toContain(`web (${host.id}) got no image: `);
    expect(answer.status).toBe(3);
  });
});

test('nothing is made of a volume, a snapshot, a server in between, or one that is gone, and what to do is told', async () => {
  const { cloud, volume, host } = await webServer(DAILY);
  const region = cloud.region('eu-west-1');
  const [copy] = ownCopies(cloud, volume, 1);
  const starting = region.instance({ state: 'pending' });
  const gone = region.attachedVolume({ Name: 'old', ...DAILY });
  const old = nth(gone.attachments, 0).instance;
  Object.assign(nth(ownCopies(cloud, gone, 1), 0).tags, {
    autosnap_instance: old.id,
    autosnap_server: 'old',
  });
  region.terminate(old);
  const said = await Promise.all(
    [volume.id, copy?.id ?? '', starting.id, old.id, 'wbe'].map((name) =>
      messageOf(takeImageNow(cloud, name)),
    ),
  );
  expect(said).toEqual([
    `${volume.id} is a volume, and an image is made of an instance; it is attached to web (${host.id}): give that; nothing was made`,
    `${copy?.id} is a snapshot, and an image is made of an instance; give an instance, like i-0123456789abcdef0, or leave out --image; nothing was made`,
    `${starting.id} is in state pending, and AWS makes images of instances that are running or stopped; repeat the command when it is; nothing was made`,
    `old (${old.id}) is gone; an image can be made only of a server that exists; to get it back: aws-snapper restore ${old.id} --region eu-west-1; nothing was made`,
    expect.stringMatching(/^nothing in eu-west-1 has the id or Name "wbe"/),
  ]);
  expect(idsOf(imagesIn(cloud))).toEqual([]);
});

test('for an image it names the server, and a server that is gone and has images is launched from one', async () => {
  const { cloud, host, images } = await webServer({}, A_WEEK);
  const image = nth(images, 0).id;
  expect(await messageOf(takeImageNow(cloud, image))).toBe(
    `${image} is an image, and an image is made of an instance; it is of web (${host.id}): give that; nothing was made`,
  );
  cloud.region('eu-west-1').terminate(host);
  expect(await messageOf(takeImageNow(cloud, host.id))).toBe(
    `${host.id} is gone; an image can be made only of a server that exists; to get it back: aws-snapper restore ${host.id} --image --region eu-west-1; nothing was made`,
  );
});
