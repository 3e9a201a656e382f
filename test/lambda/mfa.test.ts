import { afterEach, expect, test } from 'vitest';
import { callerIdentity, enabledRegions } from '../../lambda/aws/account.ts';
import { workIn } from '../../lambda/aws/surroundings.ts';
import { aPersonWithADevice, DEVICE } from '../scenarios/mfaDevice.ts';
import { withEnvironment } from '../scenarios/snapper.ts';
import { callsOf } from '../scenarios/story.ts';

const SITES = ['eu-west-1', 'eu-central-1', 'us-east-1'].map((region) => ({ region }));

afterEach(() => workIn({ env: {} }));

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
