import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, installed, isRegistryThere, packInto, whySkipped } from '../package/packed.ts';
import { ACCOUNT, OWN_KEYS, REGION, startDeployer } from './deployer.ts';
import { disksOf } from './disks.ts';
import { START } from './motoServer.ts';

const APP = `const { App, CfnOutput, Stack } = require('aws-cdk-lib');
const { AwsSnapper } = require('aws-snapper');

const stack = new Stack(new App(), 'Backups');
const snapper = new AwsSnapper(stack, 'Snapper', { emails: ['ops@example.com'] });
new CfnOutput(stack, 'Reports', { value: snapper.topic.topicArn });
`;

test.skipIf(!isRegistryThere)(
  `an app that has only the package deploys a function that takes snapshots and reports${whySkipped}`,
  { timeout: 600_000 },
  async () => {
    const tarball = await packInto(emptyFolder());
    const app = await installed(tarball, 'aws-cdk-lib', 'constructs');
    writeFileSync(join(app, 'app.js'), APP);
    writeFileSync(join(app, 'cdk.json'), '{ "app": "node app.js" }');

    const aws = await startDeployer(app);
    await aws.deploy();
    const reports = await aws.output('Reports');
    const sqs = async (Action: string, more: Readonly<Record<string, string>>): Promise<string> =>
      aws.query('sqs', { Action, Version: '2012-11-05', ...more });
    // moto makes no subscriptions of a template.
    await sqs('CreateQueue', { QueueName: 'reports' });
    await aws.query('sns', {
      Action: 'Subscribe',
      Version: '2010-03-31',
      TopicArn: reports,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:${REGION}:${ACCOUNT}:reports`,
    });
    const disks = disksOf(aws.endpoint, OWN_KEYS, REGION);
    const asking = await disks.volume({ autosnap: '1', autosnap_retain: '2' });
    const other = await disks.volume({ Name: 'scratch' });

    const deployed = await aws.deployedFunction('index.handler');
    const report = await deployed.invoke({ scheduled_time: START }, START);

    expect(report).toMatchObject({ headline: { level: 'OK', created: 1 }, notes: [] });
    expect(await disks.copiesOf(asking)).toMatchObject([{ tags: { snapshot_tool: 'autosnap' } }]);
    expect(await disks.copiesOf(other)).toEqual([]);
    const QueueUrl = `${aws.endpoint}/${ACCOUNT}/reports`;
    const mail = await sqs('ReceiveMessage', { QueueUrl });
    expect(mail).toContain(asking);
    expect(mail).toContain('OK: ');
  },
);
