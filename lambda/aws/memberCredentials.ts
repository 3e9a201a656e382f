import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { sts } from './clients.ts';

/** Credentials of a role, and when they end. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** The role to take on, and as whom. */
export interface MemberRole {
  readonly roleArn: string;
  readonly externalId: string | undefined;
  readonly sessionName: string;
}

/** How long before its end a session is renewed: longer than any call takes, as the SDK itself does. */
const RENEWED_EARLY = 300_000;

/**
 * Gives the credentials of a member role, the same session to all who ask until it nears its end.
 *
 * The session is opened in the hub's own region: its token is good in every region that the member has enabled.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
 *
 * @throws the SDK's error where STS refuses; the next who asks tries again.
 */
export function memberCredentials(role: MemberRole, region: string, now: () => Date): () => Promise<Session> {
  let session: Promise<Session> | undefined;
  let renewAt = 0;
  return async () => {
    if (session === undefined || now().getTime() >= renewAt) {
      renewAt = Number.POSITIVE_INFINITY;
      session = opened(role, region).then(
        (one) => {
          renewAt = one.expiration.getTime() - RENEWED_EARLY;
          return one;
        },
        (error: unknown) => {
          session = undefined;
          throw error;
        },
      );
    }
    return session;
  };
}

async function opened({ roleArn, externalId, sessionName }: MemberRole, region: string): Promise<Session> {
  const client = sts(region);
  try {
    const { Credentials } = await client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
      throw new Error(`STS let us in as ${roleArn}, but its answer has no credentials`);
    }
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  } finally {
    client.destroy();
  }
}
