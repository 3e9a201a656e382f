import { afterEach, expect, test } from 'vitest';
import { callerIdentity, enabledRegions } from '../../lambda/aws/account.ts';
import { workIn } from '../../lambda/aws/surroundings.ts';
import { type Environment, proxyFor } from '../../lambda/aws/proxy.ts';
import { openWriter } from '../../lambda/aws/openWriter.ts';
import { freshCloud } from '../cloud/callers.ts';
import { aProxy } from '../cloud/proxy.ts';
import { withEnvironment } from '../scenarios/snapper.ts';

const HOST = 'ec2.eu-west-1.amazonaws.com';

afterEach(() => workIn({ env: {} }));

test.for<[string, Environment, string | undefined]>([
  ['nothing is set', {}, undefined],
  ['HTTPS_PROXY', { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
  ['the lower-case form', { https_proxy: 'http://proxy:3128' }, 'http://proxy:3128/'],
  ['both', { HTTPS_PROXY: 'http://upper', https_proxy: 'http://lower' }, 'http://lower/'],
  ['a lower-case form that is empty', { HTTPS_PROXY: 'http://upper', https_proxy: '' }, 'http://upper/'],
  ['a proxy of http alone', { HTTP_PROXY: 'http://proxy' }, undefined],
  ['no scheme', { HTTPS_PROXY: 'proxy.example.com:3128' }, 'http://proxy.example.com:3128/'],
  ['a user', { HTTPS_PROXY: 'http://me:p%40ss@proxy:3128' }, 'http://me:p%40ss@proxy:3128/'],
  [
    'a password with a percent sign',
    { HTTPS_PROXY: 'http://me:100%@proxy:3128' },
    'http://me:100%25@proxy:3128/',
  ],
  ['only spaces', { HTTPS_PROXY: ' ' }, undefined],
  ['spaces around it', { HTTPS_PROXY: ' http://proxy:3128/\n' }, 'http://proxy:3128/'],
  ['a proxy with TLS', { HTTPS_PROXY: 'https://proxy' }, 'https://proxy/'],
])('P1 the proxy by the environment: %s', ([, env, href]) => {
  expect(proxyFor({ protocol: 'https:', hostname: HOST }, env)?.url.href).toBe(href);
});

test.for<[string, 'directly' | 'through the proxy']>([
  ['', 'through the proxy'],
  [' , ', 'through the proxy'],
  [HOST, 'directly'],
  [HOST.toUpperCase(), 'directly'],
  ['amazonaws.com', 'directly'],
  ['.amazonaws.com', 'directly'],
  ['*.amazonaws.com', 'directly'],
  ['aws.com', 'through the proxy'],
  ['localhost,amazonaws.com', 'directly'],
  ['localhost  amazonaws.com', 'directly'],
  ['*', 'directly'],
  ['amazonaws.com:443', 'directly'],
  ['amazonaws.com:8443', 'through the proxy'],
  ['ec2.eu-west-1.amazonaws.com.evil.org', 'through the proxy'],
  ['.', 'through the proxy'],
  ['(', 'through the proxy'],
])('P1 with NO_PROXY=%j a host is reached %s', ([list, way]) => {
  const target = { protocol: 'https:', hostname: HOST };
  for (const name of ['NO_PROXY', 'no_proxy']) {
    const proxy = proxyFor(target, { HTTPS_PROXY: 'proxy:3128', [name]: list });
    expect(proxy === undefined ? 'directly' : 'through the proxy').toBe(way);
  }
});

test.for([
  ['socks5://me:secret@proxy:1080', '"socks5://proxy:1080"'],
  ['http://', '"http://"'],
  ['me:secret@proxy:port', '"proxy:port"'],
])('P1 %s is no proxy that can be used, and the password is not told', ([value, shown]) => {
  const target = { protocol: 'https:', hostname: HOST };
  expect(() => proxyFor(target, { HTTPS_PROXY: value })).toThrow(
    `HTTPS_PROXY must be the URL of an http or https proxy, but is ${shown}; use http://proxy.example.com:3128`,
  );
});

const SITE = { region: 'eu-west-1' };

test('P1 an http endpoint is asked for through HTTP_PROXY, with the user of its URL, and not where NO_PROXY has it', async () => {
  const cloud = await freshCloud();
  const proxy = await aProxy();
  const env = { HTTP_PROXY: proxy.url.replace('//', '//me:p%40ss@') };
  await withEnvironment(cloud.env, async () => {
    workIn({ env });
    expect((await callerIdentity(SITE)).account).toBe('123456789012');
    expect(await enabledRegions(SITE)).toContain('eu-west-1');
    const login = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
    expect(proxy.asked).toEqual(Array.from({ length: 2 }, () => `POST ${cloud.endpoint}/ ${login}`));
    workIn({ env: { ...env, no_proxy: '127.0.0.1' } });
    expect((await callerIdentity(SITE)).account).toBe('123456789012');
    expect(proxy.asked).toHaveLength(2);
  });
  expect(cloud.calls).toHaveLength(3);
});

test('P1 an https endpoint is asked for through a tunnel, and a proxy that opens none is named', async () => {
  const cloud = await freshCloud();
  const proxy = await aProxy({ refuses: true });
  workIn({ env: { HTTPS_PROXY: proxy.url.replace('//', '//me:secret@') } });
  const { AWS_ENDPOINT_URL: _, ...keys } = cloud.env;
  await withEnvironment(keys, async () => {
    await expect(callerIdentity(SITE)).rejects.toThrow(
      `Bad response: 502 (sent through the proxy ${proxy.url}, which HTTPS_PROXY names)`,
    );
    const writer = openWriter(SITE);
    const reply = await writer['delete one']({
      kind: 'delete one',
      snapshotId: 'snap-1',
      volumeId: 'vol-1',
      cause: 'expired',
      because: '',
    });
    expect(reply.kind).toBe('unclear');
  });
  const login = `Basic ${Buffer.from('me:secret').toString('base64')}`;
  expect(new Set(proxy.asked)).toEqual(
    new Set([
      `CONNECT sts.eu-west-1.amazonaws.com:443 ${login}`,
      `CONNECT ec2.eu-west-1.amazonaws.com:443 ${login}`,
    ]),
  );
});

test('P1 a proxy that is dead is named', async () => {
  const cloud = await freshCloud();
  workIn({ env: { HTTP_PROXY: 'http://me:secret@127.0.0.1:1' } });
  await withEnvironment(cloud.env, async () => {
    await expect(callerIdentity(SITE)).rejects.toThrow(
      'connect ECONNREFUSED 127.0.0.1:1 (sent through the proxy http://127.0.0.1:1, which HTTP_PROXY names)',
    );
  });
});
