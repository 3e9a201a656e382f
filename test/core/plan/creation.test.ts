import { describe, expect, test } from 'vitest';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { createOne, createSet } from '../../../lambda/core/plan/creation.ts';
import type { TagSettings } from '../../../lambda/core/plan/tags.ts';
import { DAILY, detached, instance, NOW, settings, volume } from '../fixtures.ts';

/** The snapshot of volume vol-1, which is attached to i-1. */
function one(onVolume: Tags, onInstance: Tags = DAILY, change: Partial<TagSettings> = {}) {
  const owed = { volume: volume({ tags: onVolume }), instance: instance({ tags: onInstance }) };
  return createOne(owed, [owed.volume], NOW, settings(change));
}

function manyTags(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'x']));
}

describe('C-26 C-30 the snapshot of one volume', () => {
  test('carries the mark, the time, the instance and a name, in the creating call', () => {
    expect(one({ Name: 'data' }, { ...DAILY, Name: 'db' })).toEqual({
      kind: 'create one',
      volumeId: 'vol-1',
      description: 'autosnap: vol-1 (data) from 2026-03-10T05:00:00Z of i-1 (db)',
      tags: {
        snapshot_tool: 'autosnap',
        autosnap_at: '2026-03-10T05:00:00Z',
        autosnap_instance: 'i-1',
        autosnap_zone: 'eu-west-1a',
        autosnap_server: 'db',
        autosnap_named: 'data',
        autosnap_disks: '1:/dev/sdf:gp3:3000:125:',
        Name: '2026-03-10T05:00:00Z-data-db',
      },
      withFewer: [{ snapshot_tool: 'autosnap', autosnap_at: '2026-03-10T05:00:00Z' }],
    });
  });

  test('C-14 of a detached volume names no instance', () => {
    const loose = detached(DAILY);
    expect(createOne({ volume: loose, instance: undefined }, [loose], NOW, settings())).toEqual({
      kind: 'create one',
      volumeId: 'vol-1',
      description: 'autosnap: vol-1 from 2026-03-10T05:00:00Z',
      tags: {
        snapshot_tool: 'autosnap',
        autosnap_at: '2026-03-10T05:00:00Z',
        autosnap_zone: 'eu-west-1a',
        autosnap_disks: '1::gp3:3000:125:',
        Name: '2026-03-10T05:00:00Z-vol-1',
      },
      withFewer: [{ snapshot_tool: 'autosnap', autosnap_at: '2026-03-10T05:00:00Z' }],
    });
  });

  test.for([
    ['C-27 empty names', '', '', '2026-03-10T05:00:00Z-vol-1-i-1'],
    ['C-27 names of spaces', '  ', ' ', '2026-03-10T05:00:00Z-vol-1-i-1'],
    ['C-28 a name of one character', 'a', 'b', '2026-03-10T05:00:00Z-a-b'],
    ['RA-11 a rename is only another name', 'new', 'newer', '2026-03-10T05:00:00Z-new-newer'],
  ] as const)('%s', ([, volumeName, instanceName, name]) => {
    const { tags } = one({ Name: volumeName }, { ...DAILY, Name: instanceName });
    expect(tags['Name']).toBe(name);
  });

  test('C-27 a name of spaces is not remembered', () => {
    expect(one({ Name: '  ' }, { ...DAILY, Name: ' ' }).tags).toEqual({
      ...one({}).tags,
      Name: '2026-03-10T05:00:00Z-vol-1-i-1',
    });
  });

  test('C-9 another prefix is another mark and other keys', () => {
    expect(one({}, DAILY, { prefix: 'weekly' }).tags).toMatchObject({
      snapshot_tool: 'weekly',
      weekly_at: '2026-03-10T05:00:00Z',
      weekly_instance: 'i-1',
    });
  });

  test('is pinned from its first moment, where that is asked for', () => {
    expect(one({}, DAILY, { pin: 'before the upgrade' }).tags).toEqual({
      ...one({}).tags,
      autosnap_keep: 'before the upgrade',
    });
  });

  test('a description that just fits is told whole, and one more character cuts it', () => {
    const room = 255 - one({ Name: 'x' }).description.length;
    expect(one({ Name: 'x'.repeat(1 + room) }).description).toMatch(/ of i-1$/);
    expect(one({ Name: 'x'.repeat(2 + room) }).description).toMatch(/ of\.\.\.$/);
  });

  test.for([
    ['letters', 'x'],
    ['characters of two units each', '💾'],
  ] as const)('C-26 names as long as AWS allows are cut to what AWS takes: %s', ([, letter]) => {
    const name = letter.repeat(255);
    const { tags, description } = one({ Name: name }, { ...DAILY, Name: name });
    expect([...(tags['Name'] ?? '')].length).toBeLessThanOrEqual(256);
    expect([...description].length).toBeLessThanOrEqual(255);
    expect(tags['Name']).toContain(`${letter}…-${letter}`);
    expect(description).toMatch(/^autosnap: vol-1 \([ -~]*\.\.\.$/);
    expect(`${tags['Name']}${description}`).not.toMatch(/\p{Cs}/u);
  });
});

describe("C-30 the volume's own tags", () => {
  test.for([
    ['are copied', { team: 'a', 'cost center': '7' }, { team: 'a', 'cost center': '7' }],
    ['an empty value is a value', { flag: '' }, { flag: '' }],
    ['not those of AWS services', { 'aws:cloudformation:stack-name': 's', team: 'a' }, { team: 'a' }],
    [
      'not those that we read',
      { ...DAILY, autosnap_ignore: '', autosnap_keep: 'x', team: 'a' },
      { team: 'a' },
    ],
    [
      'not those that we write',
      { snapshot_tool: 'x', autosnap_at: 'y', autosnap_instance: 'z', team: 'a' },
      { team: 'a' },
    ],
    ['keys that only look like ours', { autosnapper: '1', autosna: '1' }, { autosnapper: '1', autosna: '1' }],
    [
      'but ours in any letter case are not, because a pin counts in any',
      { Autosnap: '1', Autosnap_Keep: 'yes', team: 'shop' },
      { team: 'shop' },
    ],
  ] as const)('%s', ([, tags, copied]) => {
    expect(one(tags).tags).toEqual({ ...one({}).tags, ...copied });
  });

  test('never change what is ours', () => {
    const { tags } = one({
      ...DAILY,
      snapshot_tool: 'other',
      autosnap_at: '1999-01-01T00:00:00Z',
      Name: 'data',
    });
    expect(tags).toMatchObject({
      snapshot_tool: 'autosnap',
      autosnap_at: '2026-03-10T05:00:00Z',
      Name: '2026-03-10T05:00:00Z-data-i-1',
    });
  });

  test('are left out where copy_tags is off, and the name stays', () => {
    expect(one({ team: 'a', Name: 'data' }, DAILY, { copyTags: false }).tags).toEqual({
      ...one({}).tags,
      autosnap_named: 'data',
      Name: '2026-03-10T05:00:00Z-data-i-1',
    });
  });

  test('fill what is left of 48 tags, ours first: two places stay free, for a pin and for a proof', () => {
    const { tags } = one(manyTags(50));
    expect(Object.keys(tags)).toHaveLength(48);
    expect(tags).toMatchObject(one({}).tags);
    const room = 48 - Object.keys(one({}).tags).length;
    expect(Object.keys(one(manyTags(room)).tags)).toHaveLength(48);
    expect(Object.keys(one(manyTags(room - 1)).tags)).toHaveLength(47);
  });
});

describe('the set of some volumes of one instance', () => {
  const data = volume({ id: 'vol-data' });
  const logs = volume({ id: 'vol-logs' });
  const ATTACHED = [data, logs, volume({ id: 'vol-root' }), volume({ id: 'vol-tmp' })];

  function set(members = [data, logs], change: Partial<TagSettings> = {}, root?: string) {
    const host = instance({ tags: { ...DAILY, Name: 'db' }, rootVolumeId: root });
    return createSet(host, members, ATTACHED, NOW, settings(change));
  }

  test('says for all members what is true of all', () => {
    expect(set()).toMatchObject({
      kind: 'create set',
      instanceId: 'i-1',
      volumeIds: ['vol-data', 'vol-logs'],
      description: 'autosnap: set from 2026-03-10T05:00:00Z of i-1 (db)',
      tags: {
        snapshot_tool: 'autosnap',
        autosnap_at: '2026-03-10T05:00:00Z',
        autosnap_instance: 'i-1',
        autosnap_zone: 'eu-west-1a',
        autosnap_server: 'db',
        autosnap_disks:
          'data:/dev/sdf:gp3:3000:125: logs:/dev/sdf:gp3:3000:125: root:/dev/sdf:gp3:3000:125:x tmp:/dev/sdf:gp3:3000:125:x',
        Name: '2026-03-10T05:00:00Z-db',
      },
      copyVolumeTags: true,
    });
  });

  test.for([
    ['no root is known', undefined, { rootVolume: false, dataVolumeIds: ['vol-root', 'vol-tmp'] }],
    ['the root is not wanted', 'vol-root', { rootVolume: true, dataVolumeIds: ['vol-tmp'] }],
    ['the root is a member', 'vol-data', { rootVolume: false, dataVolumeIds: ['vol-root', 'vol-tmp'] }],
    ['the root is not listed', 'vol-other', { rootVolume: false, dataVolumeIds: ['vol-root', 'vol-tmp'] }],
  ] as const)('leaves out what is not owed: %s', ([, root, exclude]) => {
    expect(set([data, logs], {}, root).exclude).toEqual(exclude);
  });

  test('has no name of ours where a member’s own would come beside it', () => {
    const named = { ...data, tags: { Name: 'pgdata' } };
    expect(set([named, logs]).tags).not.toHaveProperty('Name');
    expect(set([named, logs], { copyTags: false }).tags).toHaveProperty('Name');
    expect(set([named, logs], { copyTags: false }).copyVolumeTags).toBe(false);
  });

  test('knows how to take its members one by one, where AWS refuses it', () => {
    const host = instance({ tags: { ...DAILY, Name: 'db' } });
    expect(set().oneByOne).toEqual(
      [data, logs].map((member) => createOne({ volume: member, instance: host }, ATTACHED, NOW, settings())),
    );
  });

  test('a name as long as AWS allows is cut', () => {
    const host = instance({ tags: { Name: 'x'.repeat(256) } });
    const { tags, description } = createSet(host, [data, logs], [data, logs], NOW, settings());
    expect([...(tags['Name'] ?? '')].length).toBeLessThanOrEqual(256);
    expect([...description].length).toBeLessThanOrEqual(255);
  });
});
