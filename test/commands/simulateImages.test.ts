import { describe, expect, test } from 'vitest';
import type { ImageSimulation } from '../../lambda/core/simulation/ofImages.ts';
import type { Answer } from '../../lambda/commands/command.ts';
import { iso } from '../../lambda/core/calendar.ts';
import { DAILY, DAY, HOUR, runSnapper } from '../scenarios/story.ts';
import { wholeLines } from '../wholeLines.ts';
import { A_WEEK, DAILY_IMAGES, imagesIn, webServer } from './imagePerson.ts';
import { documentOf, simulation } from './person.ts';

const ON = { images: true };
const THREE = { autosnap_image: '1', autosnap_image_retain: '3' };

function imagesOf(answer: Answer): ImageSimulation {
  const { images } = documentOf(answer, 'simulation').simulations[0] ?? {};
  if (images === undefined) throw new Error('no images were simulated');
  return images;
}

describe('where images are on, simulate tells the lives of the images beside those of the snapshots', () => {
  test('the text has a row for each server, and names what the first run deletes', async () => {
    const { cloud, volume, host, images } = await webServer({ ...DAILY, ...THREE }, A_WEEK);
    const { text, status } = await simulation(cloud, { days: '5' }, ON);
    const lines = wholeLines(text).split('\n');
    expect(lines).toContain(`web /dev/xvda (${volume.id}): Daily, keeping 3`);
    const from = lines.indexOf('eu-west-1: images of 1 instance, 5 days from 2026-03-11 12:00 UTC');
    expect(lines.slice(from + 3)).toEqual([
      `web (${host.id}), images: Daily, keeping 3`,
      '  █████',
      '  largest gap 24 h; never fewer than 3 restorable once full, at most 3 when a day ends; 5 made, 9 deleted; at the end the oldest is of 2026-03-13',
      '',
      'First run: 1 to create, 4 to delete.',
      ...images.slice(0, 4).map(({ id }) => `  - ${id} of ${host.id}: beyond 3`),
      '',
      'A column is a day, its bar is the number of snapshots and images when a day ends, x is none.',
      'The largest gap is the longest time without a new snapshot or image.',
    ]);
    expect(status).toBe(0);
    expect(imagesIn(cloud)).toHaveLength(7);
  });

  test('--json calls them by the ids of the instance and the image', async () => {
    const { cloud, host, images } = await webServer(THREE, A_WEEK);
    const { instances, firstRun } = imagesOf(await simulation(cloud, { days: '2' }, ON));
    expect(firstRun.deletes[0]).toEqual({
      instanceId: host.id,
      imageId: images[0]?.id,
      because: 'beyond 3',
    });
    expect(instances[0]?.byDay).toMatchObject([{ images: 3 }, { images: 3 }]);
    expect(instances[0]?.images?.at(-1)).toMatchObject({ at: '2026-03-12T12:00:00Z', imageId: undefined });
    expect(JSON.stringify({ instances, firstRun })).not.toMatch(/snapshot|volume/i);
  });

  test('the page has them in a section of their own, in words of images', async () => {
    const { cloud } = await webServer({ ...DAILY, ...THREE }, A_WEEK);
    const page = (await simulation(cloud, { days: '5' }, ON)).page?.() ?? '';
    expect(page).toContain('<a href="#region-2">eu-west-1: images</a>');
    const [, section = ''] = page.split('<h2 id="region-2">');
    expect(section.split('</section>')[0]).toContain(
      'The first run makes 1 image and <strong>deletes 4 images',
    );
    expect(page).toContain('aria-label="Images by day of web (');
    expect(page.split('<h3>eu-west-1: images of 1 instance</h3>')[1]?.split('<footer>')[0]).not.toMatch(
      /snapshot|volume/,
    );
  });

  test('--of a server tells its images, --of a volume those of nobody', async () => {
    const { cloud, host, volume } = await webServer({ ...DAILY, ...THREE });
    cloud.region('eu-west-1').instance({ tags: THREE });
    const { instances } = imagesOf(await simulation(cloud, { days: '2', of: 'web' }, ON));
    expect(instances.map(({ instanceId }) => instanceId)).toEqual([host.id]);
    expect((await simulation(cloud, { days: '2', of: volume.id }, ON)).text).not.toContain('image');
  });
});

describe('what is not simulated is told', () => {
  test('where images are off and tags ask for them', async () => {
    const { cloud, host } = await webServer({ ...DAILY, ...DAILY_IMAGES });
    cloud.region('eu-west-1').instance({ tags: { ...DAILY_IMAGES, autosnap_ignore: '' } });
    const answer = await simulation(cloud, { days: '2' });
    expect(wholeLines(answer.text).split('\n').at(-1)).toBe(
      `Images of web (${host.id}) are not simulated, because the setting images is off; add --images`,
    );
    expect(documentOf(answer, 'simulation').simulations[0]).not.toHaveProperty('images.instances');
  });

  test('where they cannot be listed', async () => {
    const { cloud } = await webServer({ ...DAILY, ...DAILY_IMAGES });
    cloud.fault({ action: 'DescribeImages', effect: { error: 'UnauthorizedOperation' } });
    const { text } = await simulation(cloud, { days: '2' }, ON);
    expect(wholeLines(text)).toContain(
      'are not simulated, because the images in eu-west-1 could not be listed: UnauthorizedOperation',
    );
  });

  test.for([
    [{ autosnap_ignore: '' }, 'autosnap_ignore is set on it'],
    [{ autosnap_image: '0@1' }, 'autosnap_image asks for no images (count 0)'],
  ] as const)('of a server with %j that is named', async ([tags, why]) => {
    const { cloud, host } = await webServer({ autosnap_image: '3@1', ...tags });
    const { text } = await simulation(cloud, { days: '2', of: 'web' }, ON);
    expect(wholeLines(text)).toContain(`Images of web (${host.id}) are not simulated: ${why}`);
  });

  test('a tag that cannot be read, with status 3', async () => {
    const { cloud, host } = await webServer({ autosnap_image: 'sunday', autosnap_image_retain: '2' });
    const answer = await simulation(cloud, { days: '2' }, ON);
    expect(imagesOf(answer).firstRun.problems).toMatchObject([
      { instanceId: host.id, key: 'autosnap_image', value: 'sunday' },
    ]);
    expect(answer.text).toContain('autosnap_image = "sunday" is wrong at character 1');
    expect(answer.status).toBe(3);
  });
});

test('what simulate shows of images for the next days is what the next days bring', async () => {
  const { cloud, host } = await webServer(THREE, A_WEEK);
  const [life] = imagesOf(await simulation(cloud, { days: '3' }, ON)).instances;
  for (let day = 0; day < 3; day += 1) {
    for (const event of [{}, { follow_up: '1h' }]) {
      await runSnapper(cloud, { ...ON, ...event, scheduled_time: iso(cloud.clock.now()) });
      cloud.clock.advance(HOUR);
    }
    cloud.clock.advance(DAY - 2 * HOUR);
  }
  const left = imagesIn(cloud).map(({ createdAt }) => iso(createdAt).slice(0, 10));
  const told = life?.images?.filter(({ deleted }) => deleted === undefined).map(({ at }) => at.slice(0, 10));
  expect(told).toEqual(left.toSorted());
  expect(life?.instanceId).toBe(host.id);
});
