import { expect, test } from 'vitest';
import { memberCredentials, type Session } from '../../lambda/aws/memberCredentials.ts';
import { MINUTE } from '../cloud/clock.ts';
import { EXTERNAL_ID, organisation } from '../scenarios/organisation.ts';
import { withEnvironment } from '../scenarios/snapper.ts';

const MEMBER = '222222222222';

/** A member, and how to ask for its credentials, as often as one likes. */
async function aMember() {
  const { cloud, asHub, member } = await organisation();
  const { role } = member(MEMBER);
  const asked = {
    roleArn: role.arn,
    externalId: EXTERNAL_ID,
    by: 'hub' as const,
    sessionName: 'aws-snapper-Default',
  };
  const credentials = memberCredentials(asked, 'eu-west-1', () => cloud.clock.now());
  const ask = (): Promise<Session> => withEnvironment(asHub.env, credentials);
  const sessions = (): number => cloud.calls.filter(({ action }) => action === 'AssumeRole').length;
  /** What STS says to one who sends that external id. */
  const refusal = async (externalId: string | undefined): Promise<string> => {
    const one = memberCredentials({ ...asked, externalId }, 'eu-west-1', () => cloud.clock.now());
    return withEnvironment(asHub.env, one).then(
      () => 'let in',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  };
  return { cloud, role, ask, refusal, sessions };
}

test('all who ask at once share one session', async () => {
  const { ask, sessions } = await aMember();
  const keys = await Promise.all(Array.from({ length: 17 }, ask));
  expect(new Set(keys.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
  expect(sessions()).toBe(1);
});

test('a session is renewed five minutes before its end, once for all who ask', async () => {
  const { cloud, ask, sessions } = await aMember();
  const first = await ask();
  expect(first.expiration).toEqual(new Date(cloud.clock.now().getTime() + 60 * MINUTE));
  cloud.clock.advance(55 * MINUTE - 1);
  expect(await ask()).toEqual(first);
  cloud.clock.advance(1);
  const [second, third] = await Promise.all([ask(), ask()]);
  expect(second.accessKeyId).not.toBe(first.accessKeyId);
  expect(third).toEqual(second);
  expect(sessions()).toBe(2);
});

test('who asks after a refusal is let in as soon as the role does', async () => {
  const { role, ask } = await aMember();
  const { trust } = role;
  role.trust = { Statement: [] };
  await expect(ask()).rejects.toThrow(/is not authorized to perform: sts:AssumeRole/);
  role.trust = trust;
  expect((await ask()).accessKeyId).toMatch(/^ASIA/);
});

test.for([
  [EXTERNAL_ID, 'with an external id: that role must exist, .* and ask for the same one, '],
  ['a-guess', 'with an external id: that role must exist, .* and ask for the same one, '],
  [undefined, 'without an external id: that role must exist, .* and ask for none, '],
] as const)('a refusal says on one line what to look at, where %s was sent', async ([externalId, words]) => {
  const { role, refusal } = await aMember();
  if (externalId === EXTERNAL_ID) role.remove();
  const message = await refusal(externalId);
  expect(message).toMatch(
    new RegExp(
      `role/aws-snapper-member; asked for was ${role.arn} ${words}.*docs/many-accounts\\.md, "The member role"`,
    ),
  );
  expect(message.slice(message.indexOf(';')).length).toBeLessThan(300);
  expect(message).not.toMatch(/\n|only-the-hub-knows|a-guess/);
});

test('what is no refusal is told as it is', async () => {
  const { cloud, refusal } = await aMember();
  cloud.fault({ action: 'AssumeRole', effect: { error: 'RegionDisabledException', message: 'not here' } });
  expect(await refusal(EXTERNAL_ID)).toBe('not here');
});

test('the hub asks in its own region', async () => {
  const { cloud, ask } = await aMember();
  await ask();
  expect(cloud.calls.map(({ action, region }) => [action, region])).toEqual([['AssumeRole', 'eu-west-1']]);
});
