import { describe, expect, test } from 'vitest';
import { nearlyFound, notFound } from '../../lambda/commands/nearlyFound.ts';
import { idOf } from '../../lambda/core/find/find.ts';
import type { ImageInventory } from '../../lambda/core/inventory.ts';
import { messageOf } from '../cloud/callers.ts';
import { instance, inventory, snapshot, volume } from '../core/fixtures.ts';
import { image, imagesOf } from '../core/images/estate.ts';
import { personsCloud, show, takeNow } from './person.ts';

describe('U10 what is nearly an id or a Name', () => {
  const estate = inventory({
    instances: [
      instance({ id: 'i-0123456789abcdef0', tags: { Name: 'web-1' } }),
      instance({ id: 'i-0aaaaaaaaaaaaaaa1', tags: { Name: 'web-1' } }),
      instance({ id: 'i-0aaaaaaaaaaaaaaa2', tags: { Name: 'gone-1' }, state: 'terminated' }),
    ],
    volumes: [volume({ id: 'vol-0123456789abcdef0', tags: { Name: 'database' } })],
    snapshots: [
      snapshot('03-08', { id: 'snap-0123456789abcdef0', volumeId: 'vol-0123456789abcdef0' }),
      snapshot('03-07', {
        id: 'snap-0bbbbbbbbbbbbbbb1',
        volumeId: 'vol-0bbbbbbbbbbbbbbb1',
        tags: {
          autosnap_instance: 'i-0bbbbbbbbbbbbbbb1',
          autosnap_server: 'legacy',
          autosnap_named: 'archive',
        },
      }),
    ],
  });

  test.for<[string, string[]]>([
    ['wbe-1', ['i-0123456789abcdef0', 'i-0aaaaaaaaaaaaaaa1']],
    ['Web-1', ['i-0123456789abcdef0', 'i-0aaaaaaaaaaaaaaa1']],
    [' databse ', ['vol-0123456789abcdef0']],
    ['vol-0123456789abcdefo', ['vol-0123456789abcdef0']],
    ['snap-012345678abcdef0', ['snap-0123456789abcdef0']],
    ['gone-2', []],
    ['lgeacy', ['i-0bbbbbbbbbbbbbbb1']],
    ['archvie', ['vol-0bbbbbbbbbbbbbbb1']],
    ['i-0bbbbbbbbbbbbbb1', ['i-0bbbbbbbbbbbbbbb1']],
    ['mail', []],
    ['', []],
  ])('%j', ([text, ids]) => {
    expect(nearlyFound(text, [estate]).map(idOf)).toEqual(ids);
  });
});

test('U10 a command asks back with id and Name, and does nothing', async () => {
  const cloud = await personsCloud();
  const { id } = cloud
    .region('eu-west-1')
    .attachedVolume({ Name: 'mail' }, { Name: 'data\u{1b}[2J"; use rm' });
  expect(await messageOf(show(cloud, 'mial'))).toMatch(
    /^nothing in eu-west-1 has the id or Name "mial"; did you mean mail \(i-\w+\)\?$/,
  );
  expect(await messageOf(takeNow(cloud, 'data\u{1b}[2J"; use rn'))).toBe(
    String.raw`nothing in eu-west-1 has the id or Name "data\u{1b}[2J\u{22}; use rn"; did you mean "data\u{1b}[2J\u{22}; use rm" (${id})?`,
  );
  expect(await messageOf(show(cloud, 'something else'))).toContain('; give an id like vol-');
  expect(cloud.region('eu-west-1').snapshots()).toEqual([]);
});

function sought(images?: ImageInventory): string {
  return notFound('ami-0aaaaaaaaaaaaaaa1', [inventory({ images })]).message;
}

describe('RB-9 an image that is not found', () => {
  const own = [image('03-09', { id: 'ami-0123456789abcdef0' })];
  const listed = new Map([['ami-0ccccccccccccccc1', 'golden']]);
  const read = inventory({ images: imagesOf(own, { listed }) });

  test.for<[string, string, string]>([
    [
      'ami-0123456789abcdef1',
      'not-found',
      'did you mean autosnap-i-1-20260309T0000Z (ami-0123456789abcdef0)?',
    ],
    [
      'ami-0ccccccccccccccc1',
      'not-ours',
      'not ours by mark, name and description together, so no run counts',
    ],
    ['ami-0aaaaaaaaaaaaaaa1', 'not-found', 'give an id like ami-0123456789abcdef0, or another region'],
  ])('%s: %s', ([text, code, words]) => {
    const error = notFound(text, [read]);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });

  test('may be there where images are off, or where AWS refused to list them', () => {
    expect(sought()).toContain('images are off, so this command did not look at them; give --images');
    expect(sought(imagesOf([], { unread: 'UnauthorizedOperation: no' }))).toContain(
      'images could not be listed in eu-west-1: UnauthorizedOperation: no',
    );
  });
});
