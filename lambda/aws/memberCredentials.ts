import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { sts } from './clients.ts';
import { errorOf } from './errors.ts';
import type { Patience } from './patience.ts';

/** Credentials of a role, and when they end. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** The role to assume, and the name of the session. */
export interface MemberRole {
  readonly roleArn: string;
  readonly externalId: string | undefined;
  readonly sessionName: string;
  /** Whose deployment assumes it. */
  readonly by: 'hub' | 'vault';
}

/** How long before its end a session is renewed: longer than any call takes. The SDK does the same. */
const RENEWED_EARLY = 300_000;

/**
 * Gives the credentials of a member role. All calls share one session, until it is nearly over.
 *
 * The session is opened in the hub's own region. Its token is valid in every region that the member has enabled.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
 *
 * @throws the SDK's error where STS refuses, with what to check; the next call tries again.
 */
export function memberCredentials(
  role: MemberRole,
  region: string,
  now: () => Date,
  patience?: Patience,
): () => Promise<Session> {
  let session: Promise<Session> | undefined;
  let renewAt = 0;
  return async () => {
    if (session === undefined || now().getTime() >= renewAt) {
      renewAt = Number.POSITIVE_INFINITY;
      session = opened(role, region, patience).then(
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

async function opened(role: MemberRole, region: string, patience: Patience | undefined): Promise<Session> {
  const { roleArn, externalId, sessionName } = role;
  const client = sts(region, patience);
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
  } catch (error) {
    if (error instanceof Error && errorOf(error).code === 'AccessDenied') {
      error.message = `${error.message}; ${whatToLookAt(role)}`;
    }
    throw error;
  } finally {
    client.destroy();
  }
}

const GUIDES = {
  hub: 'docs/many-accounts.md, "The member role"',
  vault: 'docs/replicas.md, "Switch a vault on"',
};

/** STS answers the same whether the role does not exist or requires another external ID. */
function whatToLookAt({ roleArn, externalId, by }: MemberRole): string {
  const [sent, wanted] =
    externalId === undefined
      ? ['without an external id', 'ask for none']
      : ['with an external id', 'ask for the same one'];
  return `asked for was ${roleArn} ${sent}: that role must exist, trust the ${by}'s role and its organisation, and ${wanted}, and the ${by} must be allowed to take it on (see ${GUIDES[by]})`;
}
