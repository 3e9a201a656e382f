import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommandError } from '../../lambda/commands/command.ts';
import type { restoreCommand } from '../../lambda/commands/restore.ts';
import { amount } from '../amounts.ts';
import { messageOf } from '../cloud/callers.ts';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import type { Snapshot } from '../cloud/records.ts';
import { nth } from '../scenarios/story.ts';
import { asTag, ATTACKS, aValue, RAW_DANGER } from '../soak/estate/texts.ts';
import { restore } from './person.ts';
import { printedCommands, shellReads } from './printedCommands.ts';
import { lose, losses, newVolumes, takenIn, takenServer, whereIs, type TakenServer } from './servers.ts';

/** How many attacks are tried as options. */
const TRIED = amount({ sample: 2, long: 1000 });

/** What is printed can be shown to a person, and each command in it is one command for a shell. */
function expectSafe(text: string): void {
  expect(text).not.toMatch(RAW_DANGER);
  const commands = printedCommands(text);
  // A line can have several, each of which waits for the success of the one before.
  const each = commands.flatMap((line) => line.split(/ && (?:\\\n\s*)?(?=aws ec2 )/));
  expect(shellReads(commands)).toHaveLength(each.length);
}

describe('names and tags of an attacker', () => {
  test('come back as they are, and are shown so that they harm nobody', async () => {
    const attacks = Object.values(ATTACKS).map((text) => asTag(text, 256).trim() || 'x');
    const name = nth(attacks, 0);
    const server = await takenServer({ tags: { Name: name } });
    const { cloud, region, web, data } = server;
    const others = Object.fromEntries(attacks.slice(0, 30).map((text, index) => [`t${index}`, text]));
    nth(cloud.snapshotsOf(data), 0).tags = { ...nth(cloud.snapshotsOf(data), 0).tags, ...others };
    lose(server);
    const answer = await restore(cloud, name);
    expect(answer.status).toBe(0);
    expect(newVolumes(region).map(({ tags }) => tags)).toMatchObject([{}, others]);
    expectSafe(answer.text);
    expect(printedCommands(answer.text)).toHaveLength(3);
    for (const text of attacks.slice(-TRIED)) {
      expectSafe(await messageOf(restore(cloud, text, { only: [text] })));
      expectSafe((await restore(cloud, web.id, { only: [text], zone: text, type: text })).text);
    }
  });
});

type Tampered = Readonly<Record<string, string | undefined>>;

const aField = fc.constantFrom(
  '',
  '/dev/xvda',
  '/dev/sdf',
  '/dev/sdz',
  '/dev/sdf=0020--force',
  '=0024=0028reboot=0029',
  '=0027=003b=0020reboot=000a',
  '=000areboot',
  '=d83d',
  'constructor',
  '__proto__',
  'gp3',
  'gp9',
  'io2',
  'st1',
);
const aNumber = fc.constantFrom('', '0', '-1', '1e9', '3000', '5000', '999999999', '9999999999', 'NaN', '٧');
const aFlag = fc.constantFrom('', 'r', 'd', 'rd', 'x', 'm', 'rdmx', 'zzz');

/** A disk map of words that are missing, doubled, of other volumes, or full of what no disk has. */
function aMap(volumes: readonly string[]): fc.Arbitrary<string> {
  const word = fc
    .tuple(fc.constantFrom(...volumes, 'deadbeef', ''), aField, aField, aNumber, aNumber, aFlag)
    .map((fields) => fields.join(':'));
  return fc
    .array(fc.oneof({ weight: 5, arbitrary: word }, { weight: 1, arbitrary: aValue }), { maxLength: 5 })
    .map((words) => words.join(' ').slice(0, 256));
}

/** Changes to the tags of a snapshot, as somebody with the right to tag can make them. */
function someTampering(volumes: readonly string[], instances: readonly string[]): fc.Arbitrary<Tampered> {
  const kept = { nil: undefined, freq: 2 };
  const text = fc.oneof(aValue, fc.constantFrom('', 'eu-west-1z', 'eu-west-1b', ...instances));
  return fc
    .record(
      {
        autosnap_disks: aMap(volumes),
        autosnap_disks_2: aMap(volumes),
        autosnap_zone: text,
        autosnap_instance: text,
        autosnap_server: text,
        autosnap_named: text,
        autosnap_at: text,
        autosnap_restore: text,
        autosnap_replaces: text,
        Name: text,
        own: text,
      },
      { requiredKeys: [] },
    )
    .chain((tags) => fc.option(fc.constant<Tampered>(tags), kept).map((one) => one ?? {}));
}

const MODES = ['beside', 'attach', 'in place'] as const;
const SEED = 20_261_128;
const RUNS = amount({ sample: 1, long: 200 });

async function tampered(cloud: Cloud): Promise<TakenServer & { readonly others: () => unknown }> {
  const server = await takenIn(cloud);
  const { region, data } = server;
  const victim = region.instance({ zone: 'eu-west-1b', state: 'stopped', tags: { Name: 'victim' } });
  region.volume({ zone: 'eu-west-1b', attachedTo: victim });
  region.volume({ zone: 'eu-west-1b', attachedTo: victim });
  const mark = { snapshot_tool: 'autosnap', autosnap_instance: server.web.id };
  region.snapshot({ of: data, tags: mark, description: 'nightly' });
  region.snapshot({ of: data, tags: { ...mark, snapshot_tool: 'autosnap_' }, description: 'autosnap: x' });
  return {
    ...server,
    others: () =>
      region
        .volumes()
        .filter(({ attachments }) => attachments.some(({ instance }) => instance === victim))
        .map((volume) => [whereIs(volume), { ...volume.tags }]),
  };
}

function isOurs({ tags, description }: Snapshot): boolean {
  return tags['snapshot_tool'] === 'autosnap' && description.startsWith('autosnap: ');
}

test('a disk map that names no disk of the server: with --partial its snapshots are restored all the same', async () => {
  const { cloud, region } = await takenServer();
  for (const one of region.snapshots()) one.tags['autosnap_disks'] = 'deadbeef:/dev/sdf:gp3:3000:125:x';
  const answer = await restore(cloud, 'web', { partial: true });
  expect([answer.status, newVolumes(region).length]).toEqual([0, 2]);
});

test(`whatever is written on our snapshots: nothing is lost, nothing foreign is restored, the seed being ${SEED}`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), fc.constantFrom(...MODES), fc.boolean(), async (any, mode, isPartial) => {
      const cloud = await startCloud();
      try {
        const server = await tampered(cloud);
        const { region, web, root, data, others } = server;
        const ids = [root, data].map(({ id }) => id.slice(-8));
        const untouched = JSON.stringify(others());
        for (const snapshot of region.snapshots().filter(isOurs)) {
          const changes = any(someTampering, ids, [web.id, 'i-00000000000000001']);
          const all = Object.entries({ ...snapshot.tags, ...changes });
          snapshot.tags = Object.fromEntries(
            all.filter((pair): pair is [string, string] => pair[1] !== undefined),
          );
        }
        const fresh = region.instance({ zone: 'eu-west-1b', state: 'stopped' });
        const flags: Parameters<typeof restoreCommand>[1] = {
          ...(mode === 'attach' ? { attachTo: fresh.id } : {}),
          ...(mode === 'in place' ? { inPlace: true } : {}),
          ...(isPartial ? { partial: true } : {}),
        };
        const names = [web.id, 'web', data.id, ...region.snapshots().map(({ id }) => id)];
        const gone = await losses(region, async () => {
          for (const name of names) {
            expectSafe(await saidOf(cloud, name, flags));
          }
        });
        expect(gone).toEqual([]);
        expect(JSON.stringify(others())).toBe(untouched);
        const from = new Set(newVolumes(region).map(({ fromSnapshot }) => fromSnapshot));
        const foreign = region.snapshots().filter((one) => from.has(one.id) && !isOurs(one));
        expect(foreign).toEqual([]);
      } finally {
        await cloud.close();
      }
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
}, 600_000);

/** The answer of a command, or why it did not begin; a bug is neither. */
async function saidOf(
  cloud: Cloud,
  name: string,
  flags: Parameters<typeof restoreCommand>[1],
): Promise<string> {
  try {
    return (await restore(cloud, name, flags)).text;
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    throw error;
  }
}
