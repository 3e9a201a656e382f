import { describe, expect, test } from 'vitest';
import type { Volume } from '../../../lambda/core/inventory.ts';
import { replacedIn, replacedOn } from '../../../lambda/core/restore/planned/restoredTags.ts';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { disk, host, ID, planned, region, ROOT, set, single, theServer, changed, WEB } from './restoring.ts';

const STRANGE: Tags = {
  'cost: centre/x': 'Ü=1 @',
  AUTOSNAP: 'no',
  Autosnap_Retain: '9',
  snapshot_tool: 'autosnap',
};
const OWN: Tags = { Name: 'data', team: 'db', ünïcode: '💾' };
const SCHEDULE: Tags = { autosnap: '1', autosnap_retain: '3', autosnap_ignore: 'no' };

function data(tags: Tags): Volume {
  return disk('data', '/dev/sdf', { tags });
}

/** The tags of the new volume, made of a snapshot of its own or of a set's. */
function tagsOf(one: Volume, how: 'alone' | 'set', place: 'beside' | 'in place' = 'beside'): Tags {
  const attached = [ROOT, one];
  const sources =
    how === 'alone' ? [single('03-10', one, { attached })] : set('03-10', attached, { attached });
  const inventory = region({ volumes: attached });
  const { disks } = planned({
    sources,
    found: how === 'alone' ? { kind: 'volume', volume: one, inventory } : theServer(inventory),
    order: { mode: { kind: place }, only: how === 'alone' ? [] : ['vol-data'] },
    facts: place === 'in place' ? { server: host() } : {},
  });
  return disks[0]?.tags ?? {};
}

const MARKS = { autosnap_restored: 'snap-03-10-data', autosnap_restore: ID };

describe.for(['alone', 'set'] as const)('of a snapshot that was taken %s', (how) => {
  test('its own tags come back', () => {
    expect(tagsOf(data(OWN), how)).toEqual({ ...OWN, ...MARKS });
    expect(tagsOf(data({ team: 'db' }), how)).toEqual({ team: 'db', ...MARKS });
  });

  test('nothing of ours comes back, in any letter case', () => {
    const tags = tagsOf(data({ ...OWN, ...STRANGE, ...SCHEDULE }), how);
    const own = { ...OWN, 'cost: centre/x': 'Ü=1 @' };
    expect(tags).toEqual({ ...(how === 'alone' ? own : {}), ...MARKS });
  });

  test('no proof comes back, neither of the snapshot nor of the volume', () => {
    const proof = { autosnap_proved: '2026-03-10T12:00Z sound ext4', autosnap_proof: 'snap-1' };
    for (const place of ['beside', 'in place'] as const) {
      const tags = tagsOf(data({ team: 'db', ...proof }), how, place);
      expect(tags).toMatchObject(MARKS);
      expect(Object.keys(tags).filter((key) => key in proof)).toEqual([]);
    }
  });

  test('the tags of a schedule come in place, and what it replaces', () => {
    expect(tagsOf(data({ team: 'db', ...SCHEDULE }), how, 'in place')).toEqual({
      team: 'db',
      ...SCHEDULE,
      ...MARKS,
      autosnap_replaces: 'vol-data /dev/sdf i-web',
    });
  });

  test('that the old one was set aside is no wish for the new one', () => {
    const aside = {
      autosnap: '1',
      autosnap_ignore: 'replaced by vol-1',
      autosnap_replaced: '2026-03-10T05:00:00Z',
    };
    expect(tagsOf(data(aside), how, 'in place')).toEqual({
      autosnap: '1',
      ...MARKS,
      autosnap_replaces: 'vol-data /dev/sdf i-web',
    });
  });

  test('of a volume that was itself restored only the marks of this restore are there', () => {
    const before = {
      team: 'db',
      autosnap_restored: 'snap-0',
      autosnap_restore: 'x',
      autosnap_replaces: 'vol-0 /dev/sdf i-web',
    };
    expect(tagsOf(data(before), how)).toEqual({ team: 'db', ...MARKS });
  });
});

test('a Name of ours on a set without Names, and on one whose tags are not copied, does not come back', () => {
  const bare = [disk('data', '/dev/sdf', { tags: {} }), disk('root', '/dev/xvda', { tags: {} })];
  for (const copyTags of [true, false]) {
    const sources = set('03-10', bare, { attached: bare, settings: { copyTags } });
    expect(sources[0]?.tags['Name']).toContain('-web');
    const { disks } = planned({ sources, found: theServer(region({ volumes: bare })) });
    expect(disks.map(({ tags }) => tags['Name'])).toEqual([undefined, undefined]);
  }
});

test('the record of a proved snapshot stays on the snapshot', () => {
  const one = single('03-10', data(OWN));
  const tags = { ...one.tags, autosnap_proved: '2026-03-10T12:00Z sound ext4', autosnap_proof: 'snap-1' };
  const { disks } = planned({
    sources: [changed(one, { tags })],
    found: { kind: 'volume', volume: data(OWN), inventory: region({ volumes: [ROOT, data(OWN)] }) },
  });
  expect(disks.map((each) => each.tags)).toEqual([{ ...OWN, ...MARKS }]);
});

test('tags of AWS are never asked for', () => {
  const [source] = set('03-10');
  if (source === undefined) throw new Error('there is one');
  const sources = [changed(source, { tags: { ...source.tags, 'aws:ec2:x': '1' } })];
  const { disks } = planned({
    sources,
    order: { extent: 'partial' },
    found: theServer(region({ instances: [WEB] })),
  });
  expect(Object.keys(disks[0]?.tags ?? {})).not.toContain('aws:ec2:x');
});

test('AWS takes 50 tags: the marks and the schedule are always among them', () => {
  const one = single('03-10', data(SCHEDULE));
  const many = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`key${index}`, 'x']));
  const inventory = region({ volumes: [ROOT, data(SCHEDULE)] });
  const { disks } = planned({
    sources: [changed(one, { tags: { ...one.tags, ...many } })],
    found: { kind: 'volume', volume: data(SCHEDULE), inventory },
    order: { mode: { kind: 'in place' } },
    facts: { server: host() },
  });
  const tags = disks[0]?.tags ?? {};
  expect(Object.keys(tags)).toHaveLength(50);
  expect(tags).toMatchObject({ ...MARKS, ...SCHEDULE, autosnap_replaces: 'vol-data /dev/sdf i-web' });
});

test('in place the new volume has also the tags that the snapshot of a set lacks', () => {
  expect(tagsOf(data({ ...OWN, ...SCHEDULE }), 'set')).toEqual(MARKS);
  expect(tagsOf(data({ ...OWN, ...SCHEDULE }), 'set', 'in place')).toMatchObject({ ...OWN, ...SCHEDULE });
});

test.for<[written: string | undefined, read: ReturnType<typeof replacedIn>]>([
  [undefined, undefined],
  ['', undefined],
  ['vol-1', undefined],
  ['vol-1;reboot /dev/sdf', undefined],
  ['$(x) /dev/sdf d', undefined],
  ['vol-1 /dev/sdf;reboot', undefined],
  ['vol-1 /dev/sdf', { volumeId: 'vol-1', device: '/dev/sdf', isDeletedOnTermination: false }],
  ['vol-1 /dev/sdf d', { volumeId: 'vol-1', device: '/dev/sdf', isDeletedOnTermination: true }],
])('what was replaced, as it was written: %s', ([written, read]) => {
  expect(replacedIn(written === undefined ? {} : { autosnap_replaces: written }, 'autosnap')).toEqual(read);
});

test.for<[written: string, read: string | undefined]>([
  ['vol-1 /dev/sdf', undefined],
  ['vol-1 /dev/sdf d', undefined],
  ['vol-1 /dev/sdf i-1', 'i-1'],
  ['vol-1 /dev/sdf d i-1', 'i-1'],
  ['i-1 i-1', undefined],
  ['vol-1 /dev/sdf d i-1;reboot', undefined],
])('where it was replaced, as it was written: %s', ([written, read]) => {
  expect(replacedOn({ autosnap_replaces: written }, 'autosnap')).toBe(read);
});
