import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { callerIdentity, enabledRegions } from '../../lambda/aws/account.ts';
import { workIn } from '../../lambda/aws/surroundings.ts';
import { freshCloud } from '../cloud/callers.ts';
import { withEnvironment } from '../scenarios/snapper.ts';
import { callsOf } from '../scenarios/story.ts';

const DEVICE = 'arn:aws:iam::123456789012:mfa/phone';
const SITES = ['eu-west-1', 'eu-central-1', 'us-east-1'].map((region) => ({ region }));

afterEach(() => workIn({ env: {} }));

/** Somebody whose role asks for the code of a device that shows 123456, as their AWS configuration says. */
async function aPersonWithADevice() {
  const cloud = await freshCloud({ at: new Date() });
  const { mfaCodes } = cloud.account();
  const role = cloud.account().addRole({
    name: 'admin',
    trust: {
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:root' },
        Action: 'sts:AssumeRole',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      },
    },
    policy: 'allow all',
  });
  mfaCodes.set(DEVICE, '123456');
  const folder = mkdtempSync(join(tmpdir(), 'snapper-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { accessKeyId, secretAccessKey } = cloud.credentials();
  const [config, credentials] = [join(folder, 'config'), join(folder, 'credentials')];
  writeFileSync(
    config,
    `[profile ops]\nrole_arn = ${role.arn}\nsource_profile = me\nmfa_serial = ${DEVICE}\nregion = eu-west-1\n`,
  );
  writeFileSync(
    credentials,
    `[me]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...rest } = cloud.env;
  const env = {
    ...rest,
    AWS_PROFILE: 'ops',
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
  };
  return { cloud, env };
}

/** Types these codes, one after another. */
function person(...codes: string[]) {
  const asked: string[] = [];
  return {
    asked,
    mfaCode: async (serial: string) => {
      asked.push(serial);
      return codes.shift() ?? '000000';
    },
  };
}

test('P2 a profile with MFA asks for the code once, and all clients share the session', async () => {
  const { cloud, env } = await aPersonWithADevice();
  const { mfaCode, asked } = person('123456');
  workIn({ env: {}, mfaCode });
  await withEnvironment(env, async () => {
    await Promise.all(SITES.map(async (site) => enabledRegions(site)));
    expect((await callerIdentity({ region: 'eu-west-1' })).account).toBe('123456789012');
  });
  expect(asked).toEqual([DEVICE]);
  expect(callsOf(cloud, 'AssumeRole').map(({ outcome }) => outcome)).toEqual(['ok']);
});

test('P2 a code that is wrong is told, and not asked for again', async () => {
  const { env } = await aPersonWithADevice();
  const { mfaCode, asked } = person('654321');
  workIn({ env: {}, mfaCode });
  await withEnvironment(env, async () => {
    for (const site of SITES)
      await expect(enabledRegions(site)).rejects.toThrow('failed with invalid MFA one time pass code');
  });
  expect(asked).toEqual([DEVICE]);
});
