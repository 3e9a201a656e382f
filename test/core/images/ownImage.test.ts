import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeName, imageName, imageNameIn, nextName } from '../../../lambda/core/images/imageName.ts';
import { launchIn, tagsOfLaunch } from '../../../lambda/core/images/launch.ts';
import {
  imageSnapshot,
  type ListedImage,
  type ListedImageSnapshot,
  ownImage,
} from '../../../lambda/core/images/ownImage.ts';
import { image } from './estate.ts';

const NAME = 'autosnap-i-1-20260309T0000Z';

function listed(change: Partial<ListedImage> = {}): ListedImage {
  const { instanceId: _, ...own } = image('03-09');
  return { ...own, description: 'autosnap: image of i-1 (web) from 2026-03-09T05:00:00Z', ...change };
}

test('RA-3 RB-10 RB-13 an image is ours by its mark, its name and its description together', () => {
  expect(ownImage(listed(), 'autosnap')?.instanceId).toBe('i-1');
});

test.for([
  ['without the mark', { tags: { autosnap_instance: 'i-1' } }],
  ["with another tool's mark", { tags: { snapshot_tool: 'weekly' } }],
  ['with a name that a person gave', { name: 'golden image' }],
  ['with a name of another prefix', { name: 'autosnap2-i-1-20260309T0000Z' }],
  ['with a name that is longer', { name: `${NAME}-copy` }],
  ['with the description of another tool', { description: 'Created by DLM' }],
  ['with the description of another instance', { description: 'autosnap: image of i-12 from 2026-03-09' }],
  ['with the tag of another instance', { tags: { snapshot_tool: 'autosnap', autosnap_instance: 'i-2' } }],
  ['that AWS Backup deletes', { tags: { snapshot_tool: 'autosnap', 'aws:backup:source-resource': 'i-1' } }],
  [
    'that Data Lifecycle Manager deletes',
    { tags: { snapshot_tool: 'autosnap', 'aws:dlm:lifecycle-policy-id': 'p' } },
  ],
] satisfies [string, Partial<ListedImage>][])('RB-10 an image %s is foreign', ([, change]) => {
  expect(ownImage(listed(change), 'autosnap')).toBeUndefined();
});

test('RA-11 a renamed server keeps its images: the id is in their names', () => {
  const renamed = listed({ description: 'autosnap: image of i-1 (db) from 2026-03-09T05:00:00Z' });
  expect(ownImage(renamed, 'autosnap')?.instanceId).toBe('i-1');
});

test('law: the name of a slot is read back, also with a number, and AWS takes it', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Za-z0-9_.-]{1,64}$/),
      fc.stringMatching(/^i-[0-9a-f]{1,17}$/),
      fc.date({ min: new Date('1990-01-01'), max: new Date('2990-01-01'), noInvalidDate: true }),
      fc.nat(3),
      (prefix, instanceId, time, doubles) => {
        const slot = new Date(Math.floor(time.getTime() / 60_000) * 60_000);
        let name = imageName(prefix, { instanceId, slot });
        for (let left = doubles; left > 0; left -= 1) name = nextName(name);
        expect(imageNameIn(name, prefix)).toEqual({ instanceId, slot });
        expect(name).toMatch(/^[A-Za-z0-9()[\] ./'@_-]{3,128}$/);
      },
    ),
  );
});

test('a slot whose name is taken gets the next number', () => {
  expect(freeName(NAME, new Set([NAME, `${NAME}-2`]))).toBe(`${NAME}-3`);
  expect(freeName(NAME, new Set([`${NAME}-2`]))).toBe(NAME);
});

const LEFT = {
  id: 'snap-1',
  startedAt: 0,
  description: 'Created by CreateImage(i-1) for ami-9',
  tags: { autosnap_image_snapshot: NAME, autosnap_instance: 'i-1' },
};

test('a snapshot is of an image of ours by two tags and the description of AWS', () => {
  expect(imageSnapshot(LEFT, 'autosnap')).toEqual({
    id: 'snap-1',
    startedAt: 0,
    imageName: NAME,
    instanceId: 'i-1',
    imageId: 'ami-9',
    tags: LEFT.tags,
  });
});

test.for<[string, Partial<ListedImageSnapshot>]>([
  ['one tag alone', { tags: { autosnap_image_snapshot: NAME } }],
  ['the tag of another instance', { tags: { ...LEFT.tags, autosnap_instance: 'i-2' } }],
  [
    'the name of another instance',
    { tags: { ...LEFT.tags, autosnap_image_snapshot: 'autosnap-i-2-20260309T0000Z' } },
  ],
  ['no name of ours', { tags: { ...LEFT.tags, autosnap_image_snapshot: 'yes' } }],
  ['a description of a person', { description: 'before the upgrade' }],
  ['the description of another instance', { description: 'Created by CreateImage(i-2) for ami-9' }],
  ['our mark, which belongs on snapshots of volumes', { tags: { ...LEFT.tags, snapshot_tool: 'autosnap' } }],
  ['a tag of AWS Backup', { tags: { ...LEFT.tags, 'aws:backup:source-resource': 'i-1' } }],
])('a snapshot with %s is not of an image of ours', ([, change]) => {
  expect(imageSnapshot({ ...LEFT, ...change }, 'autosnap')).toBeUndefined();
});

test('law: what a launch needs is read back from the tags', () => {
  const word = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 60 });
  const facts = fc.record({
    type: word,
    subnetId: fc.option(word, { nil: undefined }),
    groupIds: fc.array(fc.stringMatching(/^sg-[0-9a-f]{17}$/), { maxLength: 16 }),
    profileArn: fc.option(word, { nil: undefined }),
    keyName: fc.option(word, { nil: undefined }),
  });
  fc.assert(
    fc.property(facts, (given) => {
      const tags = tagsOfLaunch(given, 'autosnap');
      expect(launchIn(tags, 'autosnap')).toEqual(given);
      for (const value of Object.values(tags)) expect(value.length).toBeLessThanOrEqual(256);
    }),
  );
});

test('launch facts that a person broke say nothing wrong', () => {
  expect(launchIn({ autosnap_launch: 'type=%E0%A4 subnet' }, 'autosnap')).toBeUndefined();
  expect(launchIn({ autosnap_launch: 'type=t3.large colour=red' }, 'autosnap')).toEqual({
    type: 't3.large',
    groupIds: [],
  });
});
