import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Answer } from '../../lambda/commands/command.ts';
import { listCommand } from '../../lambda/commands/list.ts';
import { planCommand, runCommand } from '../../lambda/commands/runs.ts';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import type { Volume } from '../cloud/records.ts';
import { DAILY, hostOf, nth, ownCopies, ownCopy, runSnapper } from '../scenarios/story.ts';
import { cli } from './builtCli.ts';
import {
  acceptProof,
  adopt,
  coverage,
  disable,
  documentOf,
  enable,
  give,
  personsCloud,
  prove,
  PROVER,
  pin,
  restore,
  restoreUnasked,
  show,
  simulation,
  takeNow,
  unpin,
} from './person.ts';
import { lose, snapshotOf, takenServer, type TakenServer } from './servers.ts';

const house = join(import.meta.dirname, '../..');
const schema = JSON.parse(readFileSync(join(house, 'docs/output.schema.json'), 'utf8'));
const isValid = new Ajv({ allErrors: true }).compile(schema);

/** What is wrong with a document as `--json` prints it; nothing where it is as the schema says. */
function faultsOf(document: unknown): unknown {
  return isValid(JSON.parse(JSON.stringify(document))) ? undefined : isValid.errors;
}

test('the schema is strict: it knows each kind, and takes nothing else', () => {
  const error = { kind: 'error', tool: 'aws-snapper', version: '1.0.0', code: 'failed', message: 'no' };
  expect(faultsOf(error)).toBeUndefined();
  for (const wrong of [
    {},
    [],
    { ...error, kind: 'eror' },
    { ...error, more: 1 },
    { ...error, message: 1 },
    { ...error, code: undefined },
  ]) {
    expect(faultsOf(wrong)).toBeDefined();
  }
  expect(JSON.stringify(schema).match(/"const":"(\w+)"/g)).toEqual(
    expect.arrayContaining(
      [
        'report',
        'list',
        'show',
        'tags',
        'take',
        'pin',
        'adopt',
        'restore',
        'proof',
        'accept',
        'simulation',
        'coverage',
        'error',
      ].map((kind) => `"const":"${kind}"`),
    ),
  );
});

/** An estate with something of everything that a document can tell of. */
async function estate(): Promise<{ cloud: Cloud; web: Volume }> {
  const cloud = await personsCloud();
  const region = cloud.region('eu-west-1');
  const web = region.attachedVolume({ Name: 'web', ...DAILY }, { Name: 'data' });
  ownCopies(cloud, web, 5);
  ownCopy(cloud, web, 9, { tags: { autosnap_keep: 'audit' } });
  ownCopy(cloud, web, 8, { state: 'error' });
  ownCopy(cloud, web, 7, { state: 'pending' });
  region.image({ snapshots: cloud.snapshotsOf(web).slice(3, 4) });
  region.snapshot({ of: web, tags: { snapshot_tool: 'nightly' } });
  const hosts = [DAILY, { autosnap: '@sat', autosnap_retain: 'daily:7 within:9d' }];
  region.volume({ type: 'io2', attachedTo: hosts.map((tags) => region.instance({ tags })) });
  ownCopies(cloud, region.attachedVolume({ Name: 'bad', autosnap: '7@mon:14', Autosnap: '1' }), 2);
  region.volume({ tags: DAILY, state: 'error' });
  ownCopies(cloud, region.attachedVolume({ Name: 'off', ...DAILY, autosnap_ignore: '' }), 2);
  for (const [index, record] of [
    'sound ext4 volume=9s@2025-12-30T12:00Z',
    'changed x',
    'no record',
  ].entries()) {
    const tags = { autosnap_proved: `2025-12-30T12:00Z ${record}` };
    ownCopy(cloud, web, 12 - index, { tags });
  }
  ownCopies(cloud, region.attachedVolume({ Name: 'shrunk', ...DAILY }), 30);
  region.snapshot({ of: 'vol-00000000000000001', tags: { snapshot_tool: 'autosnap' } });
  return { cloud, web };
}

describe('what every command prints with --json is as the schema says', () => {
  test('list, also of a region that cannot be read', async () => {
    const { cloud } = await estate();
    const event = { regions: 'eu-west-1 af-south-1' };
    const answer = await give(cloud, (context) => listCommand(80, context), { event });
    expect(documentOf(answer, 'list').regions.map(({ status }) => status)).toEqual(['read', 'unreachable']);
    expect(faultsOf(answer.document)).toBeUndefined();
  });

  test('show, of all that can be shown', async () => {
    const { cloud } = await estate();
    const region = cloud.region('eu-west-1');
    const things = [...region.instances(), ...region.volumes(), ...region.snapshots().slice(0, 12)];
    const gone = region.snapshots().filter(({ volumeId }) => volumeId === 'vol-00000000000000001');
    expect(things.length + gone.length).toBeGreaterThan(20);
    for (const { id } of [...things, ...gone]) {
      expect(faultsOf((await show(cloud, id)).document)).toBeUndefined();
    }
  });

  test.for<[string, (cloud: Cloud, volume: Volume) => Promise<Answer>]>([
    ['enable', (cloud) => enable(cloud, 'web', { every: '@mon,thu', retain: '2' })],
    ['enable what is as it should be', (cloud) => enable(cloud, 'web', { every: '1', retain: '3' })],
    ['enable, with a brake', (cloud) => enable(cloud, 'shrunk', { every: '1', retain: '1' })],
    ['disable', (cloud) => disable(cloud, 'data')],
    ['take', (cloud) => takeNow(cloud, 'web')],
    [
      'take, refused',
      async (cloud) => {
        cloud.fault({ action: 'CreateSnapshot', effect: { error: 'IncorrectState' } });
        return takeNow(cloud, 'off');
      },
    ],
    ['take, a moment after another', (cloud) => takeNow(cloud, 'off').then(() => takeNow(cloud, 'off'))],
    ['pin', (cloud, web) => pin(cloud, nth(cloud.snapshotsOf(web), -2).id, 'audit')],
    [
      'unpin',
      (cloud, web) => {
        const pinned = cloud.snapshotsOf(web).filter(({ tags }) => 'autosnap_keep' in tags);
        return unpin(cloud, nth(pinned, 0).id);
      },
    ],
    ['adopt', (cloud, web) => adopt(cloud, [cloud.region('eu-west-1').snapshot({ of: web }).id])],
    [
      'adopt, refused',
      (cloud, web) => {
        cloud.fault({ action: 'CreateTags', effect: { error: 'UnauthorizedOperation' } });
        return adopt(cloud, [cloud.region('eu-west-1').snapshot({ of: web }).id]);
      },
    ],
    [
      'prove',
      (cloud) => {
        cloud.policy = PROVER;
        return prove(cloud, []);
      },
    ],
    [
      'prove, refused',
      (cloud) => {
        cloud.policy = PROVER.filter(({ Sid }) => Sid !== 'ReadOwnBlocks');
        return prove(cloud, [], {}, { event: { regions: 'eu-west-1 af-south-1' } });
      },
    ],
    [
      'prove --accept',
      (cloud, web) => {
        cloud.policy = PROVER;
        const [older, newer] = [6, 5.5].map((days, index) =>
          ownCopy(cloud, web, days, {
            tags: { autosnap_proved: `2025-12-30T12:00Z ${index === 0 ? 'sound ext4' : 'changed unknown'}` },
          }),
        );
        return acceptProof(cloud, (newer ?? older)?.id ?? '');
      },
    ],
    ['coverage', (cloud) => coverage(cloud, {}, { regions: 'eu-west-1 af-south-1', rpo: '26h' })],
    ['simulate', (cloud) => simulation(cloud, { days: '9' }, { ec2_regions: 'eu-west-1 us-east-1' })],
    ['simulate, described', (cloud) => simulation(cloud, { volumes: '2', frequency: '1', retain: '2' })],
    ['plan', (cloud) => give(cloud, (context) => planCommand(0, context))],
    ['run', (cloud) => give(cloud, runCommand)],
    [
      'run, with orphans that go',
      (cloud) => {
        cloud.clock.advance(3 * 86_400_000);
        return give(cloud, runCommand, { event: { orphan_retain: '1d', max_deletes: 3 } });
      },
    ],
    [
      'run, with trouble everywhere',
      (cloud) => {
        cloud.fault({ action: 'CreateSnapshot', effect: { error: 'IncorrectState' }, times: 1 });
        cloud.fault({ action: 'DeleteSnapshot', effect: { error: 'InternalError', status: 500 } });
        cloud.fault({ action: 'DescribeImages', effect: { error: 'UnauthorizedOperation' } });
        cloud.fault({ action: 'GetCallerIdentity', effect: { error: 'AccessDenied' } });
        const sns_arn = 'arn:aws:sns:eu-west-1:123456789012:nowhere';
        return give(cloud, runCommand, { event: { sns_arn, ec2_regions: 'eu-west-1 af-south-1' } });
      },
    ],
  ])('%s', async ([, command]) => {
    const { cloud, web } = await estate();
    const { document } = await command(cloud, web);
    expect(faultsOf(document)).toBeUndefined();
  });

  test('and so is what the function returns, also where it had to be cut', async () => {
    const { cloud } = await estate();
    const report = await runSnapper(cloud);
    expect(faultsOf(report)).toBeUndefined();
    expect(faultsOf({ ...report, omitted: 3 })).toBeUndefined();
  });
});

async function smallCloud(): Promise<{ cloud: Cloud; volume: Volume }> {
  const cloud = await startCloud({ at: new Date() });
  onTestFinished(() => cloud.close());
  return { cloud, volume: cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY }) };
}

describe('restore, refused, planned and carried out', () => {
  test.for<[string, boolean, (server: TakenServer) => Promise<Answer>]>([
    ['refused', false, ({ cloud }) => restore(cloud, 'web', { type: 'gp9' })],
    ['refused before there is a plan', false, ({ cloud }) => restore(cloud, 'web', { at: '2025-01-01' })],
    ['shown without a terminal', false, ({ cloud }) => restoreUnasked(cloud, 'web', { rate: '300' })],
    ['beside', true, ({ cloud }) => restore(cloud, 'web', { rate: '300' })],
    ['a snapshot', true, ({ cloud, root }) => restore(cloud, snapshotOf(cloud, root).id)],
    ['in place', true, ({ cloud }) => restore(cloud, 'web', { inPlace: true })],
    [
      'again, of a server that is gone',
      true,
      async (server) => {
        lose(server);
        await restore(server.cloud, 'web');
        return restore(server.cloud, 'web');
      },
    ],
    [
      'partly',
      true,
      ({ cloud, region, data }) => {
        region.remove(snapshotOf(cloud, data));
        return restore(cloud, 'web', { partial: true });
      },
    ],
    [
      'with failures',
      true,
      ({ cloud, region }) => {
        region.zone('eu-west-1b').exhausted.push('io2');
        return restore(cloud, 'web');
      },
    ],
  ])('%s', async ([, isApplied, command]) => {
    const { document } = await command(await takenServer());
    expect(faultsOf(document)).toBeUndefined();
    expect(document).toMatchObject({ kind: 'restore', applied: isApplied });
  });
});

describe('the built command line prints one document and nothing else', () => {
  test('one command after the other, each with its kind', async () => {
    const { cloud, volume } = await smallCloud();
    const told: [unknown, unknown, unknown][] = [];
    for (const [kind, ...words] of [
      ['report', 'plan'],
      ['report', 'run', 'eu-west-1', 'eu-west-9'],
      ['show', 'show', 'web'],
      ['tags', 'enable', hostOf(volume).id, '--every', '@sat', '--retain', '4', '--yes'],
    ]) {
      const { out, err } = await cli(cloud.env, ...words, '--json');
      const document = JSON.parse(out);
      told.push([kind, document.kind, faultsOf(document) ?? err]);
    }
    expect(told).toEqual(['report', 'report', 'show', 'tags'].map((kind) => [kind, kind, '']));
    expect(hostOf(volume).tags).toMatchObject({ autosnap: '@sat', autosnap_retain: '4' });
  });

  test('an error is a document too, with the words for a person beside it, and status 1', async () => {
    const { cloud } = await smallCloud();
    const [unknown, wrong, noYes] = await Promise.all([
      cli(cloud.env, 'show', 'wbe', '--json'),
      cli(cloud.env, 'plan', '--interval', 'daily', '--json'),
      cli(cloud.env, 'disable', 'web', '--json'),
    ]);
    for (const { status, out, err } of [unknown, wrong, noYes]) {
      const document = JSON.parse(out);
      expect(faultsOf(document)).toBeUndefined();
      expect({ status, err }).toEqual({ status: 1, err: `aws-snapper: ${document.message}\n` });
    }
    expect(noYes.err).toContain('there is no terminal to ask; use --yes; nothing was changed');
    expect([unknown, wrong, noYes].map(({ out }) => JSON.parse(out))).toMatchObject([
      { code: 'not-found', key: 'wbe' },
      { code: 'wrong-value', key: 'interval', found: '"daily"', like: '86400' },
      { code: 'no-terminal', like: '--yes' },
    ]);
    expect(cloud.calls.filter(({ action }) => action.endsWith('Tags'))).toEqual([]);
  });
});
