import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freshCloud } from '../cloud/callers.ts';

export const DEVICE = 'arn:aws:iam::123456789012:mfa/phone';

/** Somebody whose role asks for the code of a device that shows 123456, as their AWS configuration says. */
export async function aPersonWithADevice() {
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
