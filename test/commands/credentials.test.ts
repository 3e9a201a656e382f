import { describe, expect, test } from 'vitest';
import { credentialsError } from '../../lambda/commands/credentials.ts';
import { planCommand, runCommand } from '../../lambda/commands/runs.ts';
import { messageOf } from '../cloud/callers.ts';
import { DAILY } from '../scenarios/story.ts';
import { give, personsCloud, show } from './person.ts';

/** What a person is told whom AWS does not know. */

const NO_PROVIDER = 'Could not load credentials from any providers';
const SSO =
  "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.";

describe('U19 every way to be unknown is one line, with what to set', () => {
  test.for<[profile: string | undefined, code: string, message: string, told: RegExp]>([
    [
      undefined,
      'CredentialsProviderError',
      NO_PROVIDER,
      /^no AWS credentials were found; set AWS_PROFILE .*aws sso login.*AWS_ACCESS_KEY_ID/,
    ],
    [
      'nope',
      'CredentialsProviderError',
      NO_PROVIDER,
      /^profile "nope" \(AWS_PROFILE\) is not in ~\/\.aws\/config, or has no credentials there; aws configure list-profiles/,
    ],
    [
      undefined,
      'ECONNREFUSED',
      'connect ECONNREFUSED 127.0.0.1:4599',
      /^nothing answers at 127\.0\.0\.1:4599 on this machine, to which AWS_ENDPOINT_URL .* npm run sandbox, or open a new terminal/,
    ],
    [
      'my sso',
      'CredentialsProviderError',
      SSO,
      /^the SSO session of profile "my sso" has expired or was never opened; type: aws sso login --profile 'my sso'; /,
    ],
    [
      undefined,
      'TokenProviderError',
      SSO,
      /^the SSO session has expired or was never opened; type: aws sso login; /,
    ],
    [
      'me',
      'CredentialsProviderError',
      'Failed to load token from /home/me/.aws/login/cache/c.json: Error: ENOENT',
      /type: aws login --profile me; /,
    ],
    ['me', 'CredentialsProviderError', 'Profile me has a cycle', /^no credentials: Profile me has a cycle; /],
    [
      undefined,
      'ExpiredToken',
      'The security token included in the request is expired',
      /^the session of these credentials has expired \(ExpiredToken\)/,
    ],
    [
      'me',
      'ExpiredTokenException',
      'expired',
      /^the session of profile "me" has expired .* aws sso login --profile me; /,
    ],
    [
      undefined,
      'RequestExpired',
      'Request has expired.',
      /has expired \(RequestExpired\), unless the clock of this machine is wrong/,
    ],
    [
      undefined,
      'AuthFailure',
      'not able to validate',
      /^AWS does not know the access key of these credentials \(AuthFailure\)/,
    ],
    [
      'me',
      'InvalidClientTokenId',
      'The security token is invalid',
      /^AWS does not know the access key of profile "me"/,
    ],
    [
      undefined,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match',
      /^the secret of these credentials is not that of the access key/,
    ],
    [
      undefined,
      'SignatureDoesNotMatch',
      'Signature expired: 20261128T100000Z is now earlier than',
      /^the clock of this machine is not AWS's/,
    ],
    [
      undefined,
      'RequestTimeTooSkewed',
      'The difference is too large',
      /^the clock of this machine is not AWS's/,
    ],
    [
      'ops',
      'AccessDenied',
      'User: x is not authorized to perform: sts:AssumeRole on resource: y',
      /^profile "ops" may not assume its role/,
    ],
    [
      'e\u{1b}[2J"; rm',
      'CredentialsProviderError',
      NO_PROVIDER,
      /^profile "e\\u\{1b\}\[2J\\u\{22\}; rm" \(AWS_PROFILE\)/,
    ],
  ])('%s: %s %s', ([profile, code, message, told]) => {
    const error = credentialsError({ code, message }, profile);
    expect(error?.message).toMatch(told);
    expect(error).toMatchObject({ code: 'no-credentials', found: profile });
    expect(error?.message).toMatch(/; nothing was done$/);
  });

  test.for([
    ['UnauthorizedOperation'],
    ['RequestLimitExceeded'],
    ['ENOTFOUND'],
    ['TimeoutError'],
    ['AccessDenied'],
  ])('and %s is none of them', ([code = '']) => {
    expect(credentialsError({ code, message: 'not now' }, 'me')).toBeUndefined();
  });
});

/** A server in a cloud that refuses every call. */
async function estate(error: string) {
  const cloud = await personsCloud();
  cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY });
  cloud.fault({ action: 'any', effect: { error } });
  return cloud;
}

describe('U19 where no region can be read, it is an error and no report', () => {
  test('of plan, run and show', async () => {
    const told = 'AWS does not know the access key of these credentials (InvalidClientTokenId)';
    const cloud = await estate('InvalidClientTokenId');
    expect(await messageOf(give(cloud, (context) => planCommand(0, context)))).toContain(told);
    expect(await messageOf(give(cloud, runCommand))).toContain(told);
    expect(await messageOf(give(cloud, runCommand, { event: { regions: 'all' } }))).toContain(told);
    expect(await messageOf(show(cloud, 'web'))).toContain(told);
  });

  test('but a region that fails for another reason is reported', async () => {
    const cloud = await personsCloud();
    cloud.fault({ action: 'DescribeVolumes', effect: { error: 'UnauthorizedOperation' } });
    expect((await give(cloud, (context) => planCommand(0, context))).status).toBe(1);
    const silent = await personsCloud();
    silent.fault({ action: 'GetCallerIdentity', effect: { error: 'ExpiredToken' } });
    expect((await give(silent, (context) => planCommand(0, context))).status).toBe(0);
  });
});
