import { describe, expect, test } from 'vitest';
import { messageOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Tags, Volume } from '../cloud/records.ts';
import { DAILY, everyDay, hostOf, ownCopies, ownCopy, runSnapper } from '../scenarios/story.ts';
import {
  acceptProof,
  disable,
  documentOf,
  enable,
  linesOf as linesAsShown,
  personsCloud,
  pin,
  PROVER,
  show,
  simulation,
  takeNow,
} from './person.ts';
import type { Answer } from '../../lambda/commands/command.ts';

/** A line that is broken for its length is whole again. */
function linesOf({ text, ...answer }: Answer): string[] {
  return linesAsShown({ ...answer, text: text.replaceAll(/\n {4,6}(?! |snap-)/g, ' ') });
}

async function oneVolume(
  instanceTags: Tags,
  volumeTags: Tags = {},
  at = '2026-11-21T09:00:00Z',
): Promise<{ cloud: Cloud; volume: Volume }> {
  const cloud = await personsCloud({ at });
  return { cloud, volume: cloud.region('eu-west-1').attachedVolume(instanceTags, volumeTags) };
}

describe('RB-7 show tells schedule and retention, and where each comes from', () => {
  test.for<[Tags, string, string]>([
    [{ autosnap: '@sat', autosnap_retain: '8' }, 'Schedule type: Weekly on: SATURDAY', 'Retention: 8'],
    [{ autosnap: '1', autosnap_retain: '31' }, 'Schedule type: Daily', 'Retention: 31'],
    [{ autosnap: '7@mon-fri@2' }, 'Schedule type: Weekly on: MONDAY to FRIDAY at 02:00', 'Retention: 7'],
    [
      { autosnap: '6h', autosnap_retain: 'daily:7 weekly:4' },
      'Schedule type: Every 6 hours',
      'Retention: 7 daily, 4 weekly',
    ],
  ])('%j', async ([tags, schedule, retention]) => {
    const { cloud, volume } = await oneVolume(tags);
    const answer = await show(cloud, volume.id);
    const lines = linesOf(answer).map((line) => line.replace(/ {3}\(.*$/, '').trim());
    expect(lines.slice(1, 3)).toEqual([schedule, retention]);
    expect(answer.status).toBe(0);
  });

  test('from the instance, the volume and the default policy', async () => {
    const { cloud, volume } = await oneVolume(
      { Name: 'web', autosnap: '@sat', autosnap_retain: '8' },
      { autosnap_retain: '20' },
    );
    const loose = cloud.region('eu-west-1').volume();
    const event = { default_frequency: '1', default_retain: '31' };
    const host = hostOf(volume).id;

    expect(linesOf(await show(cloud, volume.id, event)).slice(0, 3)).toEqual([
      `volume web /dev/xvda (${volume.id}) in eu-west-1, attached to ${host}`,
      `  Schedule type: Weekly on: SATURDAY   (autosnap=@sat on ${host})`,
      `  Retention: 20   (autosnap_retain=20 on ${volume.id})`,
    ]);
    expect(linesOf(await show(cloud, loose.id, event)).slice(0, 3)).toEqual([
      `volume ${loose.id} in eu-west-1`,
      '  Schedule type: Daily   (1, the default policy)',
      '  Retention: 31   (31, the default policy)',
    ]);
  });

  test('the whole page: last and next copy, what is still empty, and each copy', async () => {
    const { cloud, volume } = await oneVolume(
      { Name: 'web', autosnap: '@sat', autosnap_retain: '8' },
      { Name: 'data' },
    );
    const [old, middle, young] = [21, 14, 7].map((daysAgo) => ownCopy(cloud, volume, daysAgo).id);
    const host = hostOf(volume).id;

    expect(linesOf(await show(cloud, 'web'))).toEqual([
      `instance web (${host}) in eu-west-1`,
      '',
      `volume web /dev/xvda (${volume.id}, data) in eu-west-1, attached to ${host}`,
      `  Schedule type: Weekly on: SATURDAY   (autosnap=@sat on ${host})`,
      `  Retention: 8   (autosnap_retain=8 on ${host})`,
      '  Last snapshot: 2026-11-14 09:00 UTC (7 days ago)',
      '  Next snapshot: with the next run (due since 2026-11-21 00:00, last snapshot 2026-11-14 09:00 UTC)',
      '  Full: no, 5 places still empty',
      `  Next deletion: ${old} on 2026-12-26 (in 35 days)`,
      '  Snapshots: 3, times in UTC',
      `    ${young}  2026-11-14 09:00  keep: 1 of 8  deleted 2027-01-09`,
      `    ${middle}  2026-11-07 09:00  keep: 2 of 8  deleted 2027-01-02`,
      `    ${old}  2026-10-31 09:00  keep: 3 of 8  deleted 2026-12-26`,
      '',
      'The days of deletion assume a run whenever a snapshot is due and at least one a day, each with a follow-up an hour later.',
      '',
      'Restore it: aws-snapper restore web --region eu-west-1',
    ]);
  });

  test('after the run the next copy has a day, and a volume that must wait says why', async () => {
    const { cloud, volume } = await oneVolume({ autosnap: '@sat', autosnap_retain: '2' });
    const slow = cloud.region('eu-west-1').volume({ type: 'st1', tags: DAILY });
    ownCopy(cloud, slow, 1, { state: 'pending' });
    await runSnapper(cloud);
    expect(linesOf(await show(cloud, volume.id))).toContain(
      '  Next snapshot: 2026-11-28 00:00 UTC (in 6 days)',
    );
    expect(linesOf(await show(cloud, slow.id)).join('\n')).toContain(
      'Next snapshot: with the next run (due, but 1 of its snapshots still pending (limit 1 for st1))',
    );
  });

  test('a Multi-Attach volume whose instances disagree shows both policies', async () => {
    const cloud = await personsCloud();
    const region = cloud.region('eu-west-1');
    const tags = [
      { autosnap: '1', autosnap_retain: '5' },
      { autosnap: '@sat', autosnap_retain: '2' },
    ];
    const hosts = tags.map((one) => region.instance({ tags: one }));
    const shared = region.volume({ type: 'io2', attachedTo: hosts });
    const answer = await show(cloud, shared.id);
    for (const [index, said] of [
      ['Schedule type: Daily', 'Retention: 5'],
      ['Schedule type: Weekly on: SATURDAY', 'Retention: 2'],
    ].entries()) {
      for (const one of said)
        expect(linesOf(answer).join('\n')).toMatch(new RegExp(`  ${one} .* on ${hosts[index]?.id}\\)`));
    }
    const [volume] = documentOf(answer, 'show').volumes;
    expect(volume?.policies.map(({ schedule }) => schedule.source).toSorted()).toEqual(
      hosts.map(({ id }) => id).toSorted(),
    );
  });

  test('a Multi-Attach volume of which one instance has a bad tag is scheduled and has a problem', async () => {
    const cloud = await personsCloud();
    const region = cloud.region('eu-west-1');
    const hosts = [DAILY, { autosnap: 'daily' }].map((tags) => region.instance({ tags }));
    const shared = region.volume({ type: 'io2', attachedTo: hosts });
    const answer = await show(cloud, shared.id);
    expect(linesOf(answer).join('\n')).toContain('Schedule type: Daily');
    expect(linesOf(answer).join('\n')).toContain(`Problem: autosnap = "daily" (from ${hosts[1]?.id})`);
    expect(answer.status).toBe(3);
  });
});

describe('RB-8 where nothing is scheduled, show works, says so and why, and its status is 3', () => {
  const COPIES = 2;
  test.for<[string, Tags, string, string]>([
    ['untagged', {}, 'no tag autosnap on it or on its instance', 'the volume is untagged'],
    [
      'ignored',
      { ...DAILY, autosnap_ignore: '' },
      'autosnap_ignore is set on its instance',
      'the volume is ignored',
    ],
    ['paused', { autosnap: '0@sun' }, 'autosnap asks for no snapshots (count 0)', 'the volume is paused'],
    [
      'a problem',
      { autosnap: '7@mon-sun:14' },
      'a tag is missing or cannot be read',
      'nothing is deleted while a tag of its volume cannot be read',
    ],
  ])('%s', async ([, tags, why, kept]) => {
    const { cloud, volume } = await oneVolume(tags);
    ownCopies(cloud, volume, COPIES);
    const answer = await show(cloud, hostOf(volume).id);
    const lines = linesOf(answer);
    expect(lines).toContain(`  Snapshots are not scheduled for ${volume.id}: ${why}`);
    expect(lines).toContain('  Last snapshot: 2026-11-20 09:00 UTC (24 h ago)');
    expect(lines).toContain(`  Snapshots: ${COPIES}, times in UTC`);
    expect(lines.filter((line) => line.includes(`keep: ${kept}`) && line.endsWith('stays'))).toHaveLength(
      COPIES,
    );
    expect(linesOf(answer).join('\n')).not.toContain('Next snapshot');
    expect(documentOf(answer, 'show').isScheduled).toBe(false);
    expect(answer.status).toBe(3);
  });

  test('the problem is told with a value that would do', async () => {
    const { cloud, volume } = await oneVolume({ autosnap: '7@mon-sun:14' });
    expect(linesOf(await show(cloud, volume.id)).join('\n')).toMatch(
      new RegExp(
        `  Problem: autosnap = "7@mon-sun:14" \\(from ${hostOf(volume).id}\\) is wrong at character 7: .*; use 7@\\S+\n`,
      ),
    );
  });

  test('a volume that is passed over, and an instance without volumes', async () => {
    const { cloud, volume } = await oneVolume(DAILY);
    volume.state = 'error';
    const bare = cloud.region('eu-west-1').instance({ tags: DAILY });
    const passedOver = await show(cloud, volume.id);
    expect(linesOf(passedOver).join('\n')).toContain(
      `Snapshots are not scheduled for ${volume.id}: the volume is in state error`,
    );
    const nothing = await show(cloud, bare.id);
    expect(nothing.text).toContain('No volume is attached to it, so no snapshots are scheduled.');
    expect([passedOver.status, nothing.status]).toEqual([3, 3]);
  });

  test('one scheduled volume of an instance is enough to be well', async () => {
    const { cloud, volume } = await oneVolume({ Name: 'web' }, DAILY);
    const other = cloud.region('eu-west-1').volume({ attachedTo: hostOf(volume) });
    const answer = await show(cloud, 'web');
    expect(answer.status).toBe(0);
    expect(linesOf(answer).join('\n')).toContain(`Snapshots are not scheduled for ${other.id}`);
  });
});

test('U13 until when a lock holds is told by the clocks of time_zone', async () => {
  const { cloud, volume } = await oneVolume(DAILY);
  const [locked] = ownCopies(cloud, volume, 5);
  if (locked !== undefined) cloud.region('eu-west-1').lock(locked, { days: 30 });
  const answer = await show(cloud, volume.id, { time_zone: 'Europe/Berlin' });
  expect(linesOf(answer).join('\n')).toContain(
    'keep: held: locked (governance) until 2026-12-21 10:00 Europe/Berlin;',
  );
});

describe('RB-9 a thing goes by its id or its Name', () => {
  test('by the id of an instance or a volume, and by their Names, also with spaces round them', async () => {
    const { cloud, volume } = await oneVolume({ ...DAILY, Name: ' web_01 ' }, { Name: 'data' });
    for (const name of [hostOf(volume).id, 'web_01', ' web_01', volume.id, 'data']) {
      const [shown] = documentOf(await show(cloud, name), 'show').volumes;
      expect(shown?.volumeId).toBe(volume.id);
    }
  });

  test('a Name that several have lists them all, over several regions too', async () => {
    const cloud = await personsCloud();
    const volumes = ['eu-west-1', 'us-east-1'].map((name) =>
      cloud.region(name).attachedVolume({ Name: 'twin' }, { Name: 'data' }),
    );
    const [here, there] = volumes.map((volume) => hostOf(volume).id);
    const disks = volumes.map(({ id }) => `data (${id})`);
    const event = { ec2_regions: 'eu-west-1 us-east-1' };
    expect(await messageOf(show(cloud, 'twin', event))).toBe(
      `"twin" is the Name of 2 things; give the id of the one that is meant: instance ${here} in eu-west-1 with ${disks[0]}; instance ${there} in us-east-1 with ${disks[1]}`,
    );
    expect(linesOf(await show(cloud, 'twin')).join('\n')).toContain(here);
    expect(linesOf(await show(cloud, there ?? '', event)).join('\n')).toContain('in us-east-1');
  });

  test('an unknown name says where was looked', async () => {
    const { cloud } = await oneVolume(DAILY);
    expect(await messageOf(show(cloud, 'web_1', { ec2_regions: 'eu-west-1 us-east-1' }))).toBe(
      'nothing in eu-west-1, us-east-1 has the id or Name "web_1"; give an id like vol-0123456789abcdef0, or another region with --region',
    );
  });

  test('a terminated instance has lost its Name to the one that follows', async () => {
    const { cloud, volume } = await oneVolume({ Name: 'web' });
    cloud.region('eu-west-1').terminate(hostOf(volume));
    const heir = cloud.region('eu-west-1').attachedVolume({ ...DAILY, Name: 'web' });
    expect(linesOf(await show(cloud, 'web')).join('\n')).toContain(heir.id);
  });

  test('a region that cannot be read ends the search: the answer over the others could be wrong', async () => {
    const { cloud } = await oneVolume({ Name: 'web' });
    expect(await messageOf(show(cloud, 'web', { ec2_regions: 'eu-west-1 af-south-1' }))).toMatch(
      /^af-south-1 could not be read: AuthFailure: /,
    );
  });
});

/** A server of three disks with two sets of snapshots; then it is terminated, and one disk stays. */
async function terminated(): Promise<{ cloud: Cloud; disks: readonly Volume[]; id: string }> {
  const { cloud, volume } = await oneVolume({ ...DAILY, Name: 'web-1' }, { Name: 'root' });
  const region = cloud.region('eu-west-1');
  const host = hostOf(volume);
  const [data, log] = ['data', 'log'].map((Name) => region.volume({ tags: { Name }, attachedTo: host }));
  if (data === undefined || log === undefined) throw new Error('two disks');
  await everyDay(cloud, 2);
  region.terminate(host);
  region.remove(data);
  return { cloud, disks: [volume, data, log], id: host.id };
}

describe('a server that is gone', () => {
  test('is shown by its id and its Name, with all its disks: the lost ones, and the one that is left', async () => {
    const { cloud, disks, id } = await terminated();
    const answer = await show(cloud, 'web-1');
    const lines = linesOf(answer);
    expect(lines[0]).toBe(`instance web-1 (${id}) in eu-west-1, which is gone`);
    expect(lines.filter((line) => /^volume|^ {2}Snapshots: /.test(line)).toSorted()).toEqual(
      [
        ...disks.map(() => '  Snapshots: 2, times in UTC'),
        `volume web-1 (${disks[0]?.id}, root) in eu-west-1`,
        `volume web-1 (${disks[1]?.id}, data) in eu-west-1`,
        `volume log (${disks[2]?.id}) in eu-west-1`,
      ].toSorted(),
    );
    expect(documentOf(answer, 'show').target).toEqual({ kind: 'vanished instance', id, name: 'web-1' });
    expect(lines.at(-1)).toBe('Restore it: aws-snapper restore web-1 --region eu-west-1');
    expect(answer.status).toBe(3);
    expect((await show(cloud, id)).text).toBe(answer.text);
  });

  test('gives its Name to the one that follows, and keeps its id', async () => {
    const { cloud, id } = await terminated();
    const heir = cloud.region('eu-west-1').attachedVolume({ Name: 'web-1' });
    expect(linesOf(await show(cloud, 'web-1')).join('\n')).toContain(heir.id);
    const lines = linesOf(await show(cloud, id));
    expect(lines[0]).toContain('which is gone');
    expect(lines.at(-1)).toBe(`Restore it: aws-snapper restore ${id} --region eu-west-1`);
  });

  test('is told from others of its Name by its last snapshot and its disks', async () => {
    const { cloud, disks, id } = await terminated();
    const other = cloud.region('eu-west-1').attachedVolume({ ...DAILY, Name: 'web-1' });
    await everyDay(cloud, 1);
    const second = hostOf(other);
    cloud.region('eu-west-1').terminate(second);
    const told = await messageOf(show(cloud, 'web-1', { time_zone: 'Europe/Berlin' }));
    const disk = disks.map((one) => one.id).join('|');
    expect(told.replaceAll(new RegExp(`(?:root|data|log) \\((?:${disk})\\)`, 'g'), 'NAME (DISK)')).toBe(
      `"web-1" is the Name of 2 things; give the id of the one that is meant: instance ${second.id} in eu-west-1, which is gone, last snapshot 2026-11-23 10:00 Europe/Berlin with ${other.id}; instance ${id} in eu-west-1, which is gone, last snapshot 2026-11-22 10:00 Europe/Berlin with NAME (DISK), NAME (DISK), …`,
    );
  });

  test('can neither be pinned, taken, scheduled nor simulated, and each refusal says what it is', async () => {
    const { cloud, id, disks } = await terminated();
    for (const refused of [
      pin(cloud, 'web-1'),
      takeNow(cloud, id),
      enable(cloud, 'web-1', { every: '1', retain: '7' }),
      disable(cloud, 'web-1'),
    ])
      expect(await messageOf(refused)).toMatch(/ is an instance that is gone; /);
    const answer = await simulation(cloud, { of: 'web-1' });
    expect(answer.text).toContain(`web-1 (${disks[1]?.id}, data) is not simulated: the volume is gone`);
  });
});

test('a disk that was encrypted is shown with what holds it, and the commands of that are taken', async () => {
  const { cloud, volume } = await oneVolume({ Name: 'web', ...DAILY });
  const [good, bad] = ['sound gpt ext4', 'changed unknown'].map((record, index) =>
    ownCopy(cloud, volume, 4 - index, { tags: { autosnap_proved: `2026-11-18T12:0${index}Z ${record}` } }),
  );
  const answer = await show(cloud, 'web');
  const lines = linesOf(answer);
  expect(lines).toContain(`  HELD by ${bad?.id}, CHANGED since 2026-11-18 09:00 UTC: "unknown"`);
  expect(lines).toContain('        proof: sound on 2026-11-18 12:00: "gpt ext4"');
  const [shown] = documentOf(answer, 'show').volumes;
  expect(shown?.hold).toMatchObject({
    snapshotId: bad?.id,
    verdict: 'changed',
    good: { snapshotId: good?.id },
  });
  expect(shown?.snapshots.map(({ proof }) => proof?.kinds)).toEqual(['unknown', 'gpt ext4']);

  await everyDay(cloud, 4);
  expect(cloud.snapshotsOf(volume)).toHaveLength(2 + 4);
  cloud.policy = PROVER;
  await acceptProof(cloud, bad?.id ?? '');
  expect(documentOf(await show(cloud, 'web'), 'show').volumes[0]).not.toHaveProperty('hold.snapshotId');
});

test('names with control characters and escapes are shown visibly, each on its own line', async () => {
  const { cloud, volume } = await oneVolume(
    { ...DAILY, Name: 'web\n  Schedule type: Daily' },
    { Name: 'a\u001B[2J\u001B[31m\u202Eb\u0007' },
  );
  const answer = await show(cloud, hostOf(volume).id);
  expect(linesOf(answer).join('\n')).toContain(
    String.raw`"web\u{a} \u{20}Schedule type: Daily" (${hostOf(volume).id}) in eu-west-1`,
  );
  expect(linesOf(answer).join('\n')).toContain(
    String.raw`, "a\u{1b}[2J\u{1b}[31m\u{202e}b\u{7}") in eu-west-1`,
  );
  expect(linesOf(answer).join('\n')).not.toMatch(/[^\n\P{C}]/u);
  expect(linesOf(answer).filter((line) => line.startsWith('  Schedule type:'))).toHaveLength(1);
});
