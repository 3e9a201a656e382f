import { afterAll, describe, expect, test } from 'vitest';
import { DENIED } from './deeds.ts';
import { deployed, type Policy } from './deployed.ts';
import { deployment, env, removeOutput } from './deployment.ts';
import { mutantsOf } from './mutants.ts';
import { ALLOWED_WITH_LOCK, DENIED_WITH_LOCK, LOCK, REGIONS } from './replicaDeeds.ts';
import { judged, type Row, rows } from './rows.ts';
import { verdict } from './simulator.ts';
import { ALLOWED_TO_SOURCES, DENIED_TO_SOURCES, VAULT } from './sourceDeeds.ts';
import { sourceTemplate } from './memberTemplate.ts';
import { ALLOWED_TO_VAULTS, DENIED_TO_VAULTS, SOURCES } from './vaultDeeds.ts';

afterAll(removeOutput);

const PROPS = {
  vault: { accounts: SOURCES, externalId: 'one-of-ours' },
  replicas: { regions: REGIONS, min: 7 },
};

const parameters = {
  VaultRoleArn: `arn:aws:iam::${VAULT}:role/SnapperRole`,
  ExternalId: 'one-of-ours',
  OrganizationId: 'o-a1b2c3d4e5',
};

const ofSource = deployed(sourceTemplate(), { partition: 'aws', ...env, parameters }).policiesOf(
  'SourceRole',
);
const ofVault = deployed(deployment(PROPS).template()).policiesOf('SnapperRole');

/** What no function may, neither of them may. */
const OF_SOURCES = [
  ...rows('allowed', ALLOWED_TO_SOURCES),
  ...rows('denied', { ...DENIED, ...DENIED_TO_SOURCES }),
];
const OF_VAULTS = [
  ...rows('allowed', ALLOWED_TO_VAULTS),
  ...rows('denied', { ...DENIED, ...DENIED_TO_VAULTS }),
];
const verdicts = (table: readonly Row[]) => table.map(([is, what]) => [is, what]);

/** The simulator takes the accounts that a share names for one, so it looks at the first alone. */
const namesOne = ([, , { context = {} }]: Row) =>
  ['ec2:Add/userId', 'ec2:Remove/userId'].every((key) => [context[key] ?? []].flat().length < 2);

describe('the source role', () => {
  test.for(OF_SOURCES.filter(namesOne))('%s: %s', async ([is, , deed]) => {
    expect(await verdict(ofSource, deed)).toBe(is);
  });

  test('is judged the same by the embedded cloud', () => {
    expect(judged(ofSource, OF_SOURCES)).toEqual(verdicts(OF_SOURCES));
  });
});

describe('the role of a vault', () => {
  test.for(OF_VAULTS)('%s: %s', async ([is, , deed]) => {
    expect(await verdict(ofVault, deed)).toBe(is);
  });

  test('can lock what a lock is for, and only where it is given one', () => {
    const locks = [...rows('allowed', ALLOWED_WITH_LOCK), ...rows('denied', DENIED_WITH_LOCK)];
    const locking = deployment({ ...PROPS, replicas: { ...PROPS.replicas, lock: LOCK } }).template();
    const ofLocking = deployed(locking).policiesOf('SnapperRole');
    expect(judged(ofLocking, [...OF_VAULTS, ...locks])).toEqual(verdicts([...OF_VAULTS, ...locks]));
    expect(new Set(judged(ofVault, locks).map(([is]) => is))).toEqual(new Set(['denied']));
  });

  test('has none of the policies of what takes snapshots', () => {
    expect(ofVault.map(({ name }) => name)).toEqual(['Vault', 'SnapperRoleDefaultPolicy']);
  });

  test('is judged the same by the embedded cloud', () => {
    expect(judged(ofVault, OF_VAULTS)).toEqual(verdicts(OF_VAULTS));
  });
});

/**
 * No other action knows ec2:CreateAction, and no other on a snapshot names accounts, so the conditions alone confine
 * these statements. That a key must be there is loosened by removing it.
 */
const IS_HARMLESS =
  /^TagOnlyReplicasBeingCreated with ec2:\*|^\w+TheVault (with ec2:\*|where ec2:(Add|Remove)\/userId may be there)/;

test('at a source, a region of the vault gives no right: nothing is pushed', () => {
  const without = deployed(deployment().template()).policiesOf('SnapperRole');
  expect(known(`${VAULT}@eu-west-1`)).toEqual(without);
  expect(known('eu-north-1', `${VAULT}@eu-west-1`)).toEqual(known('eu-north-1'));
});

/** A table that stays green whatever becomes of the policies would prove nothing. */
describe('the tables notice', () => {
  test.for([...changes(ofSource, OF_SOURCES, 'Source'), ...changes(ofVault, OF_VAULTS, 'Vault')])(
    '%s',
    ([, policies, table]) => {
      expect(table.some((row) => judged(policies, [row])[0]?.[0] !== row[0])).toBe(true);
    },
  );
});

/** The policies of a deployment that knows these places. */
function known(...regions: string[]): Policy[] {
  return deployed(deployment({ replicas: { regions } }).template()).policiesOf('SnapperRole');
}

type Changed = [change: string, policies: readonly Policy[], table: readonly Row[]];

/** The policy of this name with one thing different, beside the others of the role. */
function changes(policies: readonly Policy[], table: readonly Row[], name: string): Changed[] {
  const own = policies.filter((one) => one.name === name);
  const others = policies.filter((one) => one.name !== name);
  return mutantsOf(own)
    .filter(({ change }) => !IS_HARMLESS.test(change))
    .map(({ change, policies: changed }) => [change, [...others, ...changed], table]);
}
