import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { Answer } from '../../lambda/commands/command.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { listCommand } from '../../lambda/commands/list.ts';
import { DAILY, nth } from '../scenarios/story.ts';
import { A_WEEK, DAILY_IMAGES, imagesIn, webServer } from './imagePerson.ts';
import { disable, disableImages, enable, give, pin, show, simulation, takeImageNow } from './person.ts';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/output.schema.json'), 'utf8'));
const isValid = new Ajv({ allErrors: true }).compile(schema);

const ON = { event: { images: true } };

test.for<[string, (cloud: Cloud) => Promise<Answer>]>([
  ['enable --image', (cloud) => enable(cloud, 'web', { image: true, every: '1', retain: '2' }, ON)],
  ['enable --image, with images off', (cloud) => enable(cloud, 'web', { image: true, every: '7@sun' })],
  [
    'enable --image, without a listing',
    (cloud) => {
      cloud.fault({ action: 'DescribeImages', effect: { error: 'UnauthorizedOperation' } });
      return enable(cloud, 'web', { image: true, every: '7@sun' }, ON);
    },
  ],
  ['disable --image', (cloud) => disableImages(cloud, 'web', ON)],
  [
    'disable, which stops images, too',
    async (cloud) => {
      await enable(cloud, 'web', { every: '1', retain: '1' });
      cloud.region('eu-west-1').snapshot({ of: cloud.region('eu-west-1').volumes()[0]?.id ?? '' });
      return disable(cloud, 'web');
    },
  ],
  ['take --image', (cloud) => takeImageNow(cloud, 'web')],
  [
    'take --image, refused',
    (cloud) => {
      cloud.fault({ action: 'CreateImage', effect: { error: 'UnauthorizedOperation' } });
      return takeImageNow(cloud, 'web');
    },
  ],
  ['show', (cloud) => show(cloud, 'web', ON.event)],
  ['show, with images off', (cloud) => show(cloud, 'web')],
  ['show, with a wrong tag', (cloud) => show(cloud, 'bad', ON.event)],
  [
    'show, without a listing',
    (cloud) => {
      cloud.fault({ action: 'DescribeImages', effect: { error: 'UnauthorizedOperation' } });
      return show(cloud, 'web', ON.event);
    },
  ],
  ['show of an image', (cloud) => show(cloud, nth(imagesIn(cloud), 0).id, ON.event)],
  ['list', (cloud) => give(cloud, (context) => listCommand(80, context), ON)],
  ['list, with images off', (cloud) => give(cloud, (context) => listCommand(80, context))],
  ['pin', (cloud) => pin(cloud, nth(imagesIn(cloud), 0).id)],
  ['simulate', (cloud) => simulation(cloud, { days: '9' }, ON.event)],
])('%s prints with --json what the schema says', async ([, command]) => {
  const { cloud } = await webServer({ ...DAILY, ...DAILY_IMAGES, autosnap_image_retain: '3' }, A_WEEK);
  cloud.region('eu-west-1').instance({ tags: { Name: 'bad', autosnap_image: 'sunday' } });
  const { document } = await command(cloud);
  expect(isValid(JSON.parse(JSON.stringify(document))) ? undefined : isValid.errors).toBeUndefined();
});
