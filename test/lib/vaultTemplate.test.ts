import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readSettings } from '../../lambda/settings/settings.ts';
import { deployed } from './deployed.ts';
import { deployment, env, removeOutput } from './deployment.ts';
import { vaultTemplate } from './memberTemplate.ts';
import { REGIONS } from './replicaDeeds.ts';
import { SOURCES } from './vaultDeeds.ts';

afterAll(removeOutput);

const ANSWERS = {
  CodeBucket: 'code-of-ours',
  CodeKey: 'aws-snapper/1.zip',
  Sources: SOURCES,
  Regions: 'all',
  ReplicaRegions: REGIONS,
  ReplicaKeys: '',
  ReplicaMin: '7',
  ExternalId: 'one-of-ours',
  Email: 'ops@example.com',
};

const { Parameters } = vaultTemplate().toJSON();
const byHand = deployed(vaultTemplate(), { partition: 'aws', ...env, parameters: ANSWERS });
const byCdk = deployed(
  deployment({
    vault: { accounts: SOURCES, externalId: 'one-of-ours' },
    replicas: { regions: REGIONS, min: 7 },
    regions: 'all',
    emails: ['ops@example.com'],
  }).template(),
);

describe('vault.json', () => {
  test('is what the app synthesises; `npm run vault` writes it', () => {
    const file = readFileSync(join(import.meta.dirname, '../../vault.json'), 'utf8');
    expect(JSON.parse(file)).toEqual(vaultTemplate().toJSON());
  });

  test('has nothing of who wrote it: no bootstrap, no path, no code', () => {
    const { Rules, Mappings, Metadata } = vaultTemplate().toJSON();
    expect([Rules, Mappings, Metadata]).toEqual([undefined, undefined, undefined]);
    expect(JSON.stringify(vaultTemplate().toJSON())).not.toMatch(
      /aws:cdk|aws:asset|BootstrapVersion|111111111111/,
    );
    expect(byHand.one('AWS::Lambda::Function')['Code']).toEqual({
      S3Bucket: 'code-of-ours',
      S3Key: 'aws-snapper/1.zip',
    });
  });

  test('asks for what has no safe default', () => {
    expect(Object.keys(Parameters).toSorted()).toEqual(Object.keys(ANSWERS).toSorted());
    const defaults = Object.entries<{ Default?: string }>(Parameters).flatMap(([name, { Default }]) =>
      Default === undefined ? [] : [[name, Default]],
    );
    expect(defaults).toEqual([
      ['Regions', 'all'],
      ['ReplicaKeys', ''],
    ]);
  });

  test.for<[parameter: keyof typeof ANSWERS, refused: string[]]>([
    ['Sources', ['*', '1111', 'arn:aws:iam::111111111111:root']],
    ['ReplicaRegions', ['*', 'all', '222222222222@eu-west-1']],
    ['ReplicaMin', ['', '0', '1001', '-1', '1e3']],
    ['ExternalId', ['', 'x', '*']],
    ['Email', ['', 'ops']],
  ])('%s cannot be answered with what means nothing, or too much', ([parameter, refused]) => {
    const pattern = new RegExp(Parameters[parameter].AllowedPattern);
    expect([ANSWERS[parameter]].flat().every((answer) => pattern.test(answer))).toBe(true);
    expect(refused.filter((answer) => pattern.test(answer))).toEqual([]);
  });

  test('makes what the CDK makes', () => {
    const kinds = (made: typeof byHand) =>
      made.resources.map(({ type, name }) => `${type} ${name}`).toSorted();
    expect(kinds(byHand)).toEqual(kinds(byCdk));
    const settingsOf = (made: typeof byHand) =>
      readSettings({}, made.one('AWS::Lambda::Function').Environment?.Variables ?? {});
    expect(settingsOf(byHand)).toEqual(settingsOf(byCdk));
    expect(byHand.one('AWS::SNS::Subscription')).toEqual(byCdk.one('AWS::SNS::Subscription'));
  });

  test('gives the role what the CDK gives it', () => {
    expect(byHand.policiesOf('SnapperRole')).toEqual(byCdk.policiesOf('SnapperRole'));
  });

  test('tells the role that the source roles are to trust', () => {
    expect(byHand.outputs).toMatchObject({ VaultRoleArn: 'arn:aws:iam::123456789012:role/SnapperRole' });
  });
});
