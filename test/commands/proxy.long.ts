import { expect, onTestFinished, test } from 'vitest';
import { startCloud } from '../cloud/cloud.ts';
import { aProxy, CERTIFICATE, tlsBefore } from '../cloud/proxy.ts';
import { cli } from './builtCli.ts';

test('P1 behind a proxy the real addresses of AWS are asked for through it alone, on TLS', async () => {
  const cloud = await startCloud({ at: new Date() });
  onTestFinished(() => cloud.close());
  const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '2' });
  const topic = cloud.region('eu-west-1').topic('reports');
  const proxy = await aProxy({ leadsTo: await tlsBefore(cloud.endpoint) });
  const { AWS_ENDPOINT_URL: _, ...keys } = cloud.env;
  const env = { ...keys, https_proxy: proxy.url, NODE_EXTRA_CA_CERTS: CERTIFICATE };
  const { status, out } = await cli(env, 'run', '--sns-arn', topic);
  expect(out).toMatch(/^OK/);
  expect(status).toBe(0);
  expect(cloud.snapshotsOf(volume)).toHaveLength(1);
  expect(cloud.messages(topic)).toHaveLength(1);
  expect(new Set(proxy.asked)).toEqual(
    new Set(
      ['ec2', 'sns', 'sts'].map(
        (service) => `CONNECT ${service}.eu-west-1.amazonaws.com:443 without a login`,
      ),
    ),
  );
});

test('P1 a proxy that is dead is named in one line', async () => {
  const cloud = await startCloud({ at: new Date() });
  onTestFinished(() => cloud.close());
  const { AWS_ENDPOINT_URL: _, ...keys } = cloud.env;
  const env = { ...keys, HTTPS_PROXY: 'http://me:secret@127.0.0.1:1' };
  const { status, err } = await cli(env, 'show', 'web');
  expect(status).toBe(1);
  expect(err).toContain('connect ECONNREFUSED 127.0.0.1:1 (sent through the proxy http:');
  expect(err).not.toContain('secret');
});
