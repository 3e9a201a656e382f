import type { Members } from '../../lambda/aws/permissions.ts';
import { PROVER } from '../../lambda/aws/proof/permissions.ts';
import { table } from '../../lambda/settings/table.ts';

/** How a deployment reaches other accounts: by a list of them, by their organisation, or by both. */
export type MembersProps = MemberRoles & (ListedMembers | OrganizationMembers);

/** What the member roles of all accounts have in common. */
export interface MemberRoles {
  /**
   * The name of the member role in each account that is listed by its id.
   *
   * @default 'aws-snapper-member'
   */
  readonly roleName?: string | undefined;

  /**
   * The external ID that the member roles require.
   *
   * @default - none is sent
   */
  readonly externalId?: string | undefined;
}

export interface ListedMembers {
  /**
   * The accounts to work in, each by its id or by the ARN of its member role. The deployment's own is one
   * of them only if it is listed.
   */
  readonly accounts: readonly string[];

  /**
   * The organisation of the member accounts: the role may then assume the member role of any account in it.
   *
   * @default - exactly the roles of `accounts`, as many as a role's policies have room for
   */
  readonly organizationId?: string | undefined;
}

export interface OrganizationMembers {
  /**
   * The accounts to work in.
   *
   * @default - those that an event names, else only the account of the deployment
   */
  readonly accounts?: undefined;

  /** The organisation of the member accounts: the role may assume the member role of any account in it. */
  readonly organizationId: string;
}

/** Limits of a run that is fanned out. */
export interface FanOutLimits {
  /**
   * How many accounts and regions are worked on at the same time.
   *
   * @default 100
   */
  readonly maxConcurrency?: number | undefined;

  /**
   * How many 15-minute runs in a row one shard may take.
   *
   * @default 12
   */
  readonly runsPerShard?: number | undefined;
}

export const DEFAULT_ROLE_NAME: string = table.role_name.fallback;
export const DEFAULT_CONCURRENCY = 100;
export const DEFAULT_RUNS_PER_SHARD = 12;

export const ORGANIZATION_ID = {
  must: 'be the id of an organisation',
  like: 'o-a1b2c3d4e5',
  pattern: /^o-[a-z0-9]{10,32}$/,
};

/** An account by its id, where it is not given by the ARN of a role. */
export const ID = /^\d{12}$/;

/** The roles beside the member roles that a deployment's prover may assume. */
export function proverRolesOf(...given: Parameters<typeof membersOf>): Members[] {
  return membersOf(...given).map(({ roles, ...others }) => ({
    ...others,
    roles: roles.map((role) => `${role}${PROVER}`),
  }));
}

/** The member roles that a deployment's role may assume; none where it stays in its own account. */
export function membersOf(
  members: MembersProps | undefined,
  here: { partition: string; account: string },
): Members[] {
  if (members === undefined) return [];
  const { accounts = [], roleName = DEFAULT_ROLE_NAME, organizationId } = members;
  const roleIn = (account: string) => `arn:${here.partition}:iam::${account}:role/${roleName}`;
  const others = accounts.filter((account) => account !== here.account);
  const named = others.map((account) => (ID.test(account) ? roleIn(account) : account));
  if (organizationId === undefined) return named.length === 0 ? [] : [{ roles: named }];
  return [{ roles: [roleIn('*'), ...others.filter((account) => !ID.test(account))], organizationId }];
}
