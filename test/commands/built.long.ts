import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import type { Volume } from '../cloud/records.ts';
import { hostOf, nth, ownCopy, ROLE } from '../scenarios/story.ts';
import { cli } from './builtCli.ts';
import { OPERATOR } from './person.ts';

/** The commands as a person gives them: the built file, in a process of its own, by the real clock. */

async function server(): Promise<{ cloud: Cloud; volume: Volume }> {
  const cloud = await startCloud({ at: new Date() });
  onTestFinished(() => cloud.close());
  cloud.policy = OPERATOR;
  return { cloud, volume: cloud.region('eu-west-1').attachedVolume({ Name: 'web' }) };
}

test('RB-5 RB-6 RB-8 RB-11 D-18 the life of a schedule, from enable to disable', async () => {
  const { cloud, volume } = await server();
  const snapper = async (...words: string[]) => {
    const { status, out, err } = await cli(cloud.env, ...words);
    expect(err).toBe('');
    return { status, out };
  };
  expect((await snapper('show', 'web')).status).toBe(3);
  const enabled = await snapper('enable', 'web', '--every', '@mon,thu@8', '--retain', '2', '--yes');
  expect(enabled.out).toContain('  autosnap         (not set) -> "@mon+thu@8"\n');
  expect(enabled.out).toMatch(/\nDone: the tags of i-\w+ in eu-west-1 are changed\.\n$/);

  const taken = await snapper('take', 'web');
  const copy = nth(cloud.snapshotsOf(volume), 0);
  const { id } = copy;
  expect(taken.out).toMatch(new RegExp(`^\\+ ${id} of .*${volume.id}.*: taken by hand `, 'm'));
  const shown = await snapper('show', id);
  expect(shown.out).toContain('Schedule type: Weekly on: MONDAY, THURSDAY at 08:00');
  expect(shown.out).toContain('keep: pinned by autosnap_keep');

  await snapper('pin', id, '--because', 'before the upgrade');
  expect(copy.tags['autosnap_keep']).toBe('before the upgrade');
  const unpinned = await snapper('unpin', id);
  expect(unpinned.out).toMatch(/^snap-\w+ of web .*\(vol-\w+.*\) in eu-west-1 is unpinned\n/);
  expect(copy.tags).not.toHaveProperty('autosnap_keep');

  const disabled = await snapper('disable', 'web', '--yes');
  expect(disabled.out).toContain('Its only snapshot stays.');
  expect(hostOf(volume).tags).toEqual({ Name: 'web', autosnap_ignore: expect.any(String) });
  expect(cloud.snapshotsOf(volume)).toHaveLength(1);
});

test('list with --stack decides as the deployed function does, and says where each setting came from', async () => {
  const { cloud, volume } = await server();
  const variables = {
    TAG_PREFIX: 'nightly',
    TAG_PREFIXES: 'nightly',
    DEFAULT_FREQUENCY: '1',
    DEFAULT_RETAIN: '7',
  };
  cloud.policy = 'allow all';
  cloud.stacks.push({ name: 'Nightly', region: 'eu-west-1', functions: { 'Nightly-1': variables } });
  const env = { ...cloud.env, DEFAULT_FREQUENCY: '6h' };
  const { status, out, err } = await cli(env, 'list', '--stack', 'Nightly', '--json');
  const document: unknown = JSON.parse(out);
  expect(document).toMatchObject({
    kind: 'list',
    prefix: 'nightly',
    regions: [{ volumes: [{ volumeId: volume.id, schedule: 'daily', places: { filled: 0, wanted: 7 } }] }],
  });
  expect(err).toBe(
    'aws-snapper: note: settings of the stack "Nightly" in eu-west-1: REGIONS=eu-west-1, TAG_PREFIX=nightly, DEFAULT_FREQUENCY=1, DEFAULT_RETAIN=7; not used from your environment: DEFAULT_FREQUENCY\n',
  );
  expect(status).toBe(0);
});

test('what AWS refuses ends with its reason on stderr: status 1 where nothing was done, 3 where a copy is missing', async () => {
  const { cloud } = await server();
  cloud.policy = ROLE;
  const denied = await cli(cloud.env, 'enable', 'web', '--every', '1', '--retain', '7', '--yes');
  expect(denied).toMatchObject({ status: 1, out: '' });
  expect(denied.err).toMatch(/^aws-snapper: .*is not authorized to perform: ec2:CreateTags on resource: /);
  cloud.fault({ action: 'CreateSnapshot', effect: { error: 'IncorrectState', message: 'not now' } });
  const missing = await cli(cloud.env, 'take', 'web');
  expect(missing.status).toBe(3);
  expect(missing.out).toContain('got no snapshot: IncorrectState: not now');
});

test('ACCOUNTS is for plan, run and coverage, and every other command that looks tells so once, beside its answer', async () => {
  const { cloud, volume } = await server();
  const { id } = ownCopy(cloud, volume, 1);
  const env = { ...cloud.env, ACCOUNTS: '222222222222 333333333333' };
  const note =
    'aws-snapper: note: ACCOUNTS is set, but only plan, run and coverage work in those accounts; this command works in the account of your credentials\n';
  for (const words of [
    ['show', 'web', '--json'],
    ['enable', 'web', '--every', '1', '--retain', '7', '--yes'],
    ['simulate', '--days', '2'],
    ['simulate', '--of', 'web', '--retain', '3', '--days', '2'],
    ['disable', 'web', '--yes'],
    ['take', 'web'],
    ['pin', id],
    ['unpin', id],
    ['adopt', cloud.region('eu-west-1').snapshot({ of: volume }).id, '--yes'],
  ]) {
    const { out, err } = await cli(env, ...words);
    expect([words[0], err]).toEqual([words[0], note]);
    expect(out).not.toContain('ACCOUNTS');
  }
});

test('no word of ACCOUNTS where it is not set, where it counts, and where no account is looked at', async () => {
  const { cloud } = await server();
  const env = { ...cloud.env, ACCOUNTS: '123456789012' };
  expect((await cli(env, 'plan')).err).toBe('');
  expect((await cli(env, 'simulate', '--volumes', '1', '--frequency', '1', '--retain', '2')).err).toBe('');
  expect((await cli({ ...env, ACCOUNTS: ' ' }, 'show', 'web')).err).toBe('');
});

test('--help says where --accounts and ACCOUNTS count, and how several are separated', async () => {
  const [help, run] = await Promise.all([cli({}, '--help'), cli({}, 'run', '--help')]);
  expect(help.out.replaceAll(/\s+/g, ' ')).toContain(
    'ACCOUNTS, like --accounts, is for plan, run and coverage; the others work in the account of the credentials only.',
  );
  expect(run.out.replaceAll(/\s+/g, ' ')).toContain(
    'ids or role ARNs, separated by commas or spaces; only for plan, run and coverage',
  );
});

test('C-9 another prefix, from a flag or from the environment, is another schedule', async () => {
  const { cloud, volume } = await server();
  hostOf(volume).tags = { Name: 'web', db: '1', db_retain: '3' };
  const [plain, flag, environment] = await Promise.all([
    cli(cloud.env, 'show', 'web'),
    cli(cloud.env, 'show', 'web', '--prefix', 'db'),
    cli({ ...cloud.env, TAG_PREFIX: 'db' }, 'show', 'web'),
  ]);
  expect([plain.status, flag.status, environment.status]).toEqual([3, 0, 0]);
  expect(flag.out).toContain(`Retention: 3   (db_retain=3 on ${hostOf(volume).id})`);
  expect(environment.out).toBe(flag.out);
});

test('coverage prints lines for a spreadsheet and writes its page; what it could not read is on stderr', async () => {
  const { cloud, volume } = await server();
  Object.assign(volume.tags, { Name: '=1+1', autosnap_rpo: '26h' });
  ownCopy(cloud, volume, 2);
  const page = join(mkdtempSync(join(tmpdir(), 'snapper-coverage-')), 'coverage.html');
  onTestFinished(() => rmSync(dirname(page), { recursive: true }));
  const words = ['coverage', 'eu-west-1', 'af-south-1', '--csv', '--html', page];
  const { status, out, err } = await cli(cloud.env, ...words);
  expect(status).toBe(3);
  expect(out.split('\n')).toEqual([
    expect.stringMatching(/^account,region,volume,.*\r$/),
    expect.stringMatching(new RegExp(`^123456789012,eu-west-1,${volume.id},'=1\\+1,.*,outside,.*\r$`)),
    '',
  ]);
  expect(err).toMatch(
    /^aws-snapper: note: af-south-1 could not be read, so its volumes are not in this answer: /,
  );
  expect(readFileSync(page, 'utf8')).toContain(volume.id);
  expect((await cli({ ...cloud.env, ACCOUNTS: '123456789012', RPO: '3d' }, 'coverage')).status).toBe(3);
});
