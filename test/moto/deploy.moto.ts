import { expect, test } from 'vitest';
import { settingsOfStack } from '../../lambda/commands/stack.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import { withEnvironment } from '../scenarios/snapper.ts';
import { OWN_KEYS, REGION, startDeployer } from './deployer.ts';
import { disksOf } from './disks.ts';
import { START } from './motoServer.ts';

/**
 * moto makes the function but cannot run it, so its zip is fetched and run here.
 *
 * It makes no trigger, alarms, subscriptions and policies of resources: those are asked for in test/lib.
 */
test('what is deployed, updated and destroyed is the function that takes snapshots', {
  timeout: 300_000,
}, async () => {
  const aws = await startDeployer();
  const disks = disksOf(aws.endpoint, OWN_KEYS, REGION);

  await aws.deploy('-c', 'tagPrefixes=autosnap', '-c', 'emails=ops@example.com');
  const first = await aws.deployedFunction('index.handler');
  expect(first.configuration).toMatchObject({
    FunctionName: await aws.output('FunctionName'),
    Runtime: 'nodejs24.x',
    Timeout: 900,
    Environment: { Variables: { TAG_PREFIX: 'autosnap' } },
  });

  await aws.deploy('-c', 'tagPrefixes=nightly', '-c', 'emails=boss@example.com');
  const updated = await aws.deployedFunction('index.handler');
  expect(updated.configuration.FunctionName).toBe(first.configuration.FunctionName);
  expect(updated.configuration.Environment.Variables).toMatchObject({
    TAG_PREFIX: 'nightly',
    TAG_PREFIXES: 'nightly',
    SNS_ARN: await aws.output('TopicArn'),
  });

  const keys = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
  const read = await withEnvironment(
    { ...keys, AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: REGION },
    async () => settingsOfStack('AwsSnapper', { regions: [], flags: {}, env: { TAG_PREFIX: 'mine' } }),
  );
  expect(read).toEqual({
    ...readSettings({}, updated.configuration.Environment.Variables),
    regions: { kind: 'named', names: [REGION] },
  });

  const volume = await disks.volume({ nightly: '1', nightly_retain: '2' });
  const report = await updated.invoke({ scheduled_time: START }, START);
  expect(report).toMatchObject({ headline: { level: 'OK', created: 1 }, prefix: 'nightly', notes: [] });
  expect(await disks.copiesOf(volume)).toMatchObject([{ tags: { snapshot_tool: 'nightly' } }]);

  await aws.cdk('destroy', '--force');
  expect(await aws.stacks()).toEqual(['CDKToolkit']);
  expect(await disks.copiesOf(volume)).toHaveLength(1);
});
