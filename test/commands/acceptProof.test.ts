import { describe, expect, test } from 'vitest';
import { proveCommand } from '../../lambda/commands/prove.ts';
import { messageOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Snapshot, Volume } from '../cloud/records.ts';
import { callsOf, DAILY, everyDay, hostOf, nth, ownCopy, ROLE } from '../scenarios/story.ts';
import { PROVER, acceptProof, asked, documentOf, give, linesOf, personsCloud, prove } from './person.ts';

/** A disk of five days that was encrypted on the last but one. */
async function encrypted(): Promise<{ cloud: Cloud; volume: Volume; copies: Snapshot[]; bad: Snapshot }> {
  const cloud = await personsCloud();
  cloud.policy = PROVER;
  const volume = cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY });
  const records = ['sound ext4', 'sound ext4', 'sound ext4', 'sound ext4', 'changed unknown', undefined];
  const copies = records.map((record, index) =>
    ownCopy(cloud, volume, records.length - index, {
      tags: record === undefined ? {} : { autosnap_proved: `2025-12-30T12:0${index}Z ${record}` },
    }),
  );
  return { cloud, volume, copies, bad: nth(copies, 4) };
}

describe('a bad proof that is meant to be so', () => {
  test('is accepted: what was seen, what it was before, and what the first run deletes', async () => {
    const { cloud, volume, copies, bad } = await encrypted();
    const answer = await acceptProof(cloud, bad.id);
    const title = `web /dev/xvda (${volume.id})`;
    expect(linesOf(answer)).toEqual([
      `${bad.id} of ${title} in eu-west-1,`,
      '    taken 2025-12-30 03:00 UTC',
      '  seen:   changed on 2025-12-30 12:04 UTC: "unknown"',
      `  before: sound on 2025-12-30 12:03 UTC: "ext4" in ${nth(copies, 3).id}`,
      '  This ends the hold: runs then delete snapshots of this volume again, also good',
      '      ones.',
      '  autosnap_proved  "2025-12-30T12:04Z changed unknown" -> "2026-01-01T03:00Z',
      '      accepted unknown"',
      'First run: 1 to create, 3 to delete.',
      ...[2, 1, 0].map(() => expect.stringMatching(/^ {2}- snap-\w+ of .*: beyond 3$/)),
      '',
      `Accepted ${bad.id}. Its tag autosnap_proved says so.`,
    ]);
    expect(bad.tags['autosnap_proved']).toBe('2026-01-01T03:00Z accepted unknown');
    expect(documentOf(answer, 'accept')).toMatchObject({
      applied: true,
      seen: { verdict: 'changed', at: '2025-12-30T12:04:00Z' },
      was: { snapshotId: nth(copies, 3).id, verdict: 'sound' },
      heldBefore: { snapshotId: bad.id, verdict: 'changed' },
      firstRun: { deletes: [{}, {}, {}] },
    });
    expect(documentOf(answer, 'accept')).not.toHaveProperty('heldAfter.snapshotId');
  });

  test('until then runs delete nothing of the volume; afterwards what retention says', async () => {
    const { cloud, volume, bad } = await encrypted();
    cloud.policy = ROLE;
    await everyDay(cloud, 2);
    expect(cloud.snapshotsOf(volume)).toHaveLength(6 + 2);
    cloud.policy = PROVER;
    await acceptProof(cloud, bad.id);
    cloud.policy = ROLE;
    await everyDay(cloud, 2);
    expect(cloud.snapshotsOf(volume).length).toBeLessThanOrEqual(3 + 1);
  });

  test('at a terminal asks, and a no changes nothing', async () => {
    const { cloud, bad } = await encrypted();
    const { said, ask } = asked(false);
    expect(await messageOf(acceptProof(cloud, bad.id, { ask }))).toBe('stopped by you; nothing was changed');
    expect(said[1]).toBe(`Accept ${bad.id} as it is?`);
    expect(said[0]).toContain('First run: 1 to create, 3 to delete.');
    expect(callsOf(cloud, 'CreateTags')).toEqual([]);
    const yes = await acceptProof(cloud, bad.id, { ask: asked(true).ask });
    expect(linesOf(yes)).toEqual([`Accepted ${bad.id}. Its tag autosnap_proved says so.`]);
  });

  test('without a terminal and without --yes is only shown', async () => {
    const { cloud, bad } = await encrypted();
    const answer = await give(cloud, (context) => proveCommand([], { accept: bad.id }, context));
    expect(answer.status).toBe(1);
    expect(linesOf(answer).slice(-2)).toEqual([
      'There is no terminal to ask and no --yes, so nothing was accepted. To accept it:',
      `  aws-snapper prove --accept ${bad.id} --yes --region eu-west-1`,
    ]);
    expect(documentOf(answer, 'accept').applied).toBe(false);
    expect(callsOf(cloud, 'CreateTags')).toEqual([]);
  });

  test('is not accepted where a prover wrote something else while the person was asked', async () => {
    const { cloud, bad } = await encrypted();
    const ask = async () => {
      bad.tags['autosnap_proved'] = '2026-01-01T02:59Z damaged ext4-damaged';
      return true;
    };
    expect(await messageOf(acceptProof(cloud, bad.id, { ask }))).toMatch(
      /^while you were asked the record of snap-\w+ changed .*damaged.*; nothing was changed/,
    );
    expect(callsOf(cloud, 'CreateTags')).toEqual([]);
  });

  test('says which newer one holds all the same', async () => {
    const { cloud, volume, bad } = await encrypted();
    const newer = ownCopy(cloud, volume, 0.5, {
      tags: { autosnap_proved: '2025-12-31T20:00Z damaged ext4-damaged' },
    });
    expect((await acceptProof(cloud, bad.id)).text.replaceAll(/\s+/g, ' ')).toContain(
      `Accept ${newer.id} to end that.`,
    );
  });

  test('AWS can refuse the tag, and nothing was changed', async () => {
    const { cloud, bad } = await encrypted();
    cloud.fault({ action: 'CreateTags', effect: { error: 'UnauthorizedOperation' } });
    expect(await messageOf(acceptProof(cloud, bad.id))).toMatch(
      /UnauthorizedOperation.*nothing was changed$/,
    );
    expect(bad.tags['autosnap_proved']).toContain('changed');
  });
});

describe('what cannot be accepted', () => {
  test.for<[string, string | undefined, RegExp]>([
    [
      'what is sound',
      '2025-12-31T12:00Z sound ext4',
      /is sound and holds nothing, so it needs no acceptance/,
    ],
    ['what is accepted', '2025-12-31T12:00Z accepted ext4', /is accepted already/],
    ['what was never proved', undefined, /was never proved, so there is nothing to accept/],
    [
      'a record that cannot be read',
      'fine',
      /cannot be read \("fine"\).*; first: aws-snapper prove snap-\w+ --region/,
    ],
  ])('%s', async ([, record, told]) => {
    const cloud = await personsCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    const tags = record === undefined ? {} : { autosnap_proved: record };
    const said = await messageOf(acceptProof(cloud, ownCopy(cloud, volume, 1, { tags }).id));
    expect(said).toMatch(told);
    expect(said).toContain('; nothing was changed');
  });

  test('a volume, a snapshot of another tool, and nothing', async () => {
    const { cloud, volume } = await encrypted();
    const theirs = cloud.region('eu-west-1').snapshot({
      of: volume,
      tags: { snapshot_tool: 'nightly', autosnap_proved: '2025-12-31T12:00Z damaged ext4-damaged' },
    });
    expect(await messageOf(acceptProof(cloud, hostOf(volume).id))).toMatch(
      /is an instance; only a snapshot can be accepted.*; its snapshots are listed by: aws-snapper show i-\w+ --region eu-west-1$/,
    );
    expect(await messageOf(acceptProof(cloud, theirs.id))).toMatch(/is not ours: snapshot_tool is "nightly"/);
    expect(await messageOf(acceptProof(cloud, 'snap-00000000000000001'))).toMatch(/^nothing in eu-west-1/);
  });
});

describe('what does not go together', () => {
  test.for([
    [['--volume'], [], { volume: true }],
    [['--sample'], [], { sample: '3' }],
    [['"web"'], ['web'], {}],
  ] as const)('--accept and %s', async ([[other], names, flags]) => {
    const { cloud, bad } = await encrypted();
    expect(await messageOf(prove(cloud, names, { accept: bad.id, ...flags }))).toBe(
      `--accept takes one snapshot and proves nothing, so it cannot be given together with ${other}; leave one of them out; nothing was changed`,
    );
  });

  test('--sample and a name', async () => {
    const { cloud } = await encrypted();
    expect(await messageOf(prove(cloud, ['web'], { sample: '3' }))).toMatch(/^--sample is how many/);
  });
});

describe('what cannot be proved', () => {
  test.for<[string, (cloud: Cloud, volume: Volume) => string, RegExp]>([
    [
      'a pending snapshot',
      (cloud, volume) => ownCopy(cloud, volume, 0, { state: 'pending' }).id,
      /is pending, and AWS reads no snapshot before it is complete; prove it later/,
    ],
    [
      'a failed one',
      (cloud, volume) => ownCopy(cloud, volume, 1, { state: 'error' }).id,
      /has the state "error", so nothing can be restored from it/,
    ],
    [
      'an archived one',
      (cloud, volume) => ownCopy(cloud, volume, 1, { tier: 'archive' }).id,
      /is in the archive, and AWS reads no snapshot there/,
    ],
    [
      'one of another tool',
      (cloud, volume) =>
        cloud.region('eu-west-1').snapshot({ of: volume, tags: { snapshot_tool: 'nightly' } }).id,
      /is not ours \(snapshot_tool is "nightly".*only own snapshots are proved/,
    ],
    [
      'a volume without a snapshot',
      (_, volume) => volume.id,
      /has no own snapshot in eu-west-1 that can be restored at once; take one: aws-snapper take vol-/,
    ],
    ['a slip in a Name', () => 'wbe', /nothing in eu-west-1 has the id or Name "wbe"; did you mean web /],
    [
      'a slip in a region',
      () => 'eu-west1',
      /"eu-west1" is no region, and nothing.*; did you mean eu-west-1\?/,
    ],
  ])('%s', async ([, name, told]) => {
    const cloud = await personsCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY });
    const said = await messageOf(prove(cloud, [name(cloud, volume)]));
    expect(said).toMatch(told);
    expect(said).toContain('; nothing was changed');
  });

  test('several reasons are given together', async () => {
    const cloud = await personsCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY });
    expect(await messageOf(prove(cloud, ['nothing-like-it', volume.id]))).toMatch(
      /^2 of 2 cannot be proved: \(1\) nothing .* \(2\) vol-.*; nothing was changed$/,
    );
  });
});
