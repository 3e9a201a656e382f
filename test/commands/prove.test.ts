import { describe, expect, test } from 'vitest';
import type { Interruption } from '../../lambda/carryOut/interruption.ts';
import { planCommand } from '../../lambda/commands/runs.ts';
import { messageOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Snapshot, Volume } from '../cloud/records.ts';
import { image, writeExt } from '../core/proof/images.ts';
import { callsOf, DAILY, everyDay, hostOf, nth, ROLE } from '../scenarios/story.ts';
import { PROVER, acceptProof, asked, documentOf, give, linesOf, personsCloud, prove } from './person.ts';

/** A server with two disks of ext4, and some days of snapshots. */
interface Estate {
  readonly cloud: Cloud;
  readonly root: Volume;
  readonly data: Volume;
}

async function estate(days = 3): Promise<Estate> {
  const cloud = await personsCloud();
  const region = cloud.region('eu-west-1');
  const root = region.attachedVolume({ Name: 'web', ...DAILY });
  const data = region.volume({ attachedTo: hostOf(root), tags: { Name: 'data' } });
  for (const volume of [root, data]) fill(cloud, volume);
  cloud.policy = ROLE;
  await everyDay(cloud, days);
  cloud.policy = PROVER;
  return { cloud, root, data };
}

/** Makes an ext4 file system on a volume. */
function fill(cloud: Cloud, volume: Volume): void {
  const made = image(volume.size);
  writeExt(made, 0);
  const region = cloud.region(volume.region);
  for (const [index, bytes] of made.blocks) region.write(volume, index * bytes.length, bytes);
}

/** What an attacker leaves: no block has anything that is known. */
function encrypt(cloud: Cloud, volume: Volume): void {
  const noise = Uint8Array.from({ length: 524_288 }, (_, index) => (index * 7919 + (index >> 8)) % 251);
  cloud.region(volume.region).write(volume, 0, noise);
}

async function nextDay({ cloud }: Estate): Promise<void> {
  cloud.policy = ROLE;
  await everyDay(cloud, 1);
  cloud.policy = PROVER;
}

function newestOf(cloud: Cloud, volume: Volume): Snapshot {
  return nth(cloud.snapshotsOf(volume), -1);
}

function recordsOf(cloud: Cloud, volume: Volume): (string | undefined)[] {
  return cloud
    .snapshotsOf(volume)
    .map(({ tags }) => tags['autosnap_proved']?.slice('2026-01-04T03:00Z '.length));
}

function endedAtOnce(): Interruption {
  return { isAsked: () => true, asked: Promise.resolve() };
}

function readsOf(cloud: Cloud): number {
  return ['ListSnapshotBlocks', 'GetSnapshotBlock', 'CreateTags'].reduce(
    (sum, action) => sum + callsOf(cloud, action).length,
    0,
  );
}

describe('a proof by blocks', () => {
  test('of all: the newest of each volume first, then the older ones, each with its record', async () => {
    const one = await estate();
    const answer = await prove(one.cloud, []);
    expect(answer.status).toBe(0);
    expect(recordsOf(one.cloud, one.root)).toEqual(['sound ext4', 'sound ext4', 'sound ext4']);
    expect(recordsOf(one.cloud, one.data)).toEqual(['sound ext4', 'sound ext4', 'sound ext4']);
    expect(linesOf(answer).at(-1)).toBe('Proved 6 of 6 snapshots: 6 sound.');
    expect(documentOf(answer, 'proof')).toMatchObject({
      provable: 6,
      spent: { lists: 6, reads: 6 },
      swept: [],
    });
  });

  test('of some: --sample, of a name, of a snapshot, of a server that is gone', async () => {
    const one = await estate();
    const { cloud, root, data } = one;
    await prove(cloud, [], {}, { event: { sample: 1 } });
    expect([...recordsOf(cloud, root), ...recordsOf(cloud, data)].filter(Boolean)).toHaveLength(1);
    await prove(cloud, ['web']);
    expect([recordsOf(cloud, root).at(-1), recordsOf(cloud, data).at(-1)]).toEqual([
      'sound ext4',
      'sound ext4',
    ]);
    await prove(cloud, [nth(cloud.snapshotsOf(root), 0).id]);
    expect(recordsOf(cloud, root)).toEqual(['sound ext4', undefined, 'sound ext4']);
    cloud.region('eu-west-1').terminate(hostOf(root));
    const gone = documentOf(await prove(cloud, ['web']), 'proof');
    expect(gone.proofs.map(({ snapshotId }) => snapshotId).toSorted()).toEqual(
      [newestOf(cloud, root).id, newestOf(cloud, data).id].toSorted(),
    );
  });

  test('at a terminal shows what it will look at and the cost; a no reads and writes nothing', async () => {
    const { cloud } = await estate();
    const before = readsOf(cloud);
    const { said, ask } = asked(false);
    expect(await messageOf(prove(cloud, ['data'], {}, { ask }))).toBe('stopped by you; nothing was changed');
    expect(said[0]).toContain('Prove 1 of');
    expect(said[0]).toMatch(/That costs \$[\d.]+ to \$[\d.]+/);
    expect(said[1]).toBe('Prove 1 snapshot?');
    expect(readsOf(cloud)).toBe(before);
  });

  test('with dry_run shows the same, asks nobody, and reads and writes nothing', async () => {
    const { cloud, data } = await estate();
    const before = readsOf(cloud);
    const { said, ask } = asked(true);
    const answer = await prove(cloud, ['data'], {}, { ask, event: { dry_run: true } });
    expect([answer.status, said, readsOf(cloud)]).toEqual([0, [], before]);
    expect(answer.text).toContain('Prove 1 of');
    expect(linesOf(answer).at(-1)).toBe('Because of dry_run nothing was proved.');
    expect(documentOf(answer, 'proof')).toMatchObject({
      dryRun: true,
      proofs: [{ snapshotId: newestOf(cloud, data).id, status: 'planned' }],
      spent: { lists: 0, reads: 0 },
    });
  });

  test('that a person ends at once begins nothing, and says what is left', async () => {
    const { cloud } = await estate();
    const answer = await prove(cloud, [], {}, { interruptible: endedAtOnce });
    expect(answer.status).toBe(3);
    expect(documentOf(answer, 'proof').proofs.every(({ status }) => status === 'skipped')).toBe(true);
    expect(callsOf(cloud, 'GetSnapshotBlock')).toEqual([]);
  });

  test('without the right to read blocks says nothing about a snapshot', async () => {
    const one = await estate();
    one.cloud.policy = PROVER.filter(({ Sid }) => Sid !== 'ReadOwnBlocks');
    const answer = await prove(one.cloud, ['data']);
    expect(answer.status).toBe(3);
    expect(answer.text).toContain('NOT PROVED');
    expect(recordsOf(one.cloud, one.data)).toEqual([undefined, undefined, undefined]);
  });

  test('in a region that cannot be read could not run', async () => {
    const { cloud } = await estate();
    const answer = await prove(cloud, [], {}, { event: { regions: 'af-south-1' } });
    expect(answer.status).toBe(1);
    expect(answer.text).toContain('af-south-1 could not be read');
  });
});

test('a disk that was encrypted overnight: the proof says so, nothing of it is deleted, and a person decides', async () => {
  const one = await estate();
  const { cloud, data, root } = one;
  await prove(cloud, []);
  encrypt(cloud, data);
  await nextDay(one);
  const answer = await prove(cloud, []);
  const bad = newestOf(cloud, data);
  expect(answer.status).toBe(3);
  expect(bad.tags['autosnap_proved']).toMatch(/ changed unknown$/);
  expect(answer.text).toContain(`CHANGED ${bad.id}`);
  expect(answer.text).toContain(`aws-snapper prove --accept ${bad.id} --region eu-west-1`);
  cloud.policy = ROLE;
  await everyDay(cloud, 3);
  expect([cloud.snapshotsOf(data).length, cloud.snapshotsOf(root).length]).toEqual([7, 4]);
  const plan = await give(cloud, (context) => planCommand(0, context));
  expect(plan.status).toBe(3);
  cloud.policy = PROVER;
  await acceptProof(cloud, bad.id);
  expect((await prove(cloud, ['data'])).status).toBe(0);
  cloud.policy = ROLE;
  await everyDay(cloud, 2);
  expect(cloud.snapshotsOf(data).length).toBeLessThanOrEqual(4);
});

test('a proof by a volume says in the record how long AWS took, and leaves no volume', async () => {
  const { cloud, data } = await estate();
  const before = cloud.region('eu-west-1').volumes().length;
  const answer = await prove(cloud, ['data'], { volume: true });
  expect(answer.status).toBe(0);
  expect(recordsOf(cloud, data).at(-1)).toMatch(/^sound ext4 volume=6s@2026-01-04T03:00Z$/);
  expect(answer.text.replaceAll(/\s+/g, ' ')).toContain('AWS made a volume of it in 6 s');
  cloud.clock.advance(60_000);
  expect(cloud.region('eu-west-1').volumes()).toHaveLength(before);
});
