import { expect, onTestFinished, test } from 'vitest';
import { type Cloud, startCloud } from '../../cloud/cloud.ts';
import { cli, type Ended } from '../../commands/builtCli.ts';
import { OPERATOR } from '../../commands/person.ts';
import { wholeLines } from '../../wholeLines.ts';
import { ATTACKS, RAW_DANGER } from '../estate/texts.ts';

/** The built command line, told and shown what would steer a terminal. */

const evil = [
  'a screen that is wiped',
  'writing that turns',
  'a link that lies',
  'a line by other separators',
]
  .map((name) => ATTACKS[name])
  .join('')
  .concat('\u009B2J');

async function server(): Promise<{ cloud: Cloud; id: string }> {
  const cloud = await startCloud({ at: new Date() });
  onTestFinished(() => cloud.close());
  cloud.policy = OPERATOR;
  const volume = cloud
    .region('eu-west-1')
    .attachedVolume({ Name: evil }, { Name: `disk ${evil}`, autosnap: '1', autosnap_retain: evil });
  return { cloud, id: volume.id };
}

function expectSafe({ out, err }: Ended): void {
  expect(`${out}${err}`).not.toMatch(RAW_DANGER);
  expect(err).not.toMatch(/\n\s+at /);
}

test.for([
  ['a prefix', ['run', '--prefix', evil]],
  ['a region', ['run', evil]],
  ['an option', [`--${evil}`]],
  ['a name', ['show', `no ${evil}`]],
] as const)(
  'a hostile word as %s ends with status 1, words on stderr and nothing changed',
  async ([, words]) => {
    const { cloud } = await server();
    const ended = await cli(cloud.env, ...words);
    expect(ended.status).toBe(1);
    expect(ended.err).toMatch(/^(aws-snapper|error): .+/);
    expectSafe(ended);
    expect(cloud.calls.filter(({ action }) => /^(Create|Delete|Publish)/.test(action))).toEqual([]);
  },
);

test('hostile names and tags are shown by number, and --json gives them back', async () => {
  const { cloud, id } = await server();
  const [shown, json, run] = await Promise.all([
    cli(cloud.env, 'show', `disk ${evil}`),
    cli(cloud.env, 'show', id, '--json'),
    cli(cloud.env, 'plan', '--name', evil),
  ]);
  for (const one of [shown, json, run]) expectSafe(one);
  expect([shown.status, json.status, run.status]).toEqual([3, 3, 3]);
  expect(wholeLines(shown.out)).toContain(String.raw`disk \u{1b}[2J`);
  expect(JSON.parse(json.out).volumes[0]).toMatchObject({
    name: `disk ${evil}`,
    problems: [{ value: evil }],
  });
});

test('a hostile reason of a pin is written as it is and shown by number', async () => {
  const { cloud, id } = await server();
  const copy = cloud
    .region('eu-west-1')
    .snapshot({ of: id, description: 'autosnap: x', tags: { snapshot_tool: 'autosnap' } });
  const pinned = await cli(cloud.env, 'pin', copy.id, '--because', evil);
  expectSafe(pinned);
  expect([pinned.status, copy.tags['autosnap_keep']]).toEqual([0, evil.trim()]);
});
