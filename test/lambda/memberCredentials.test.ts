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
  const asked = { roleArn: role.arn, externalId: EXTERNAL_ID, sessionName: 'aws-snapper-Default' };
  const credentials = memberCredentials(asked, 'eu-west-1', () => cloud.clock.now());
  const ask = (): Promise<Session> => withEnvironment(asHub.env, credentials);
  const sessions = (): number => cloud.calls.filter(({ action }) => action === 'AssumeRole').length;
  return { cloud, role, ask, sessions };
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

test('the hub asks in its own region', async () => {
  const { cloud, ask } = await aMember();
  await ask();
  expect(cloud.calls.map(({ action, region }) => [action, region])).toEqual([['AssumeRole', 'eu-west-1']]);
});
