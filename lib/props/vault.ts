import { type Members } from '../../lambda/aws/permissions.ts';
import { SOURCE } from '../../lambda/aws/replicas/vaultPermissions.ts';
import { accountOf } from '../../lambda/settings/shape.ts';
import { ConfigurationError } from './configurationError.ts';
import { DEFAULT_ROLE_NAME, type MemberRoles, membersOf } from './members.ts';
import { refuseLongRoleName } from './proof.ts';

/** Whose snapshots a vault keeps, and how it reaches these accounts. */
export interface VaultProps extends MemberRoles {
  /** The source accounts, each by its id or by the ARN of its source role. */
  readonly accounts: readonly string[];

  /**
   * The organisation of the source accounts: the role may then assume the source role of any account in it.
   *
   * @default - exactly the roles of `accounts`, as many as a role's policies have room for
   */
  readonly organizationId?: string | undefined;
}

/** The accounts of a vault's sources, and the roles by which it reads them. */
export function sourcesOf(
  { accounts, roleName = DEFAULT_ROLE_NAME, organizationId }: VaultProps,
  here: { readonly partition: string; readonly account: string },
): Members & { readonly accounts: readonly string[] } {
  const members = membersOf({ accounts, roleName: `${roleName}${SOURCE}`, organizationId }, here);
  return { roles: [], ...members[0], accounts: accounts.map(accountOf) };
}

/**
 * @throws ConfigurationError for a vault of its own account, and for a role whose name leaves no room for that of the source.
 */
export function refuseWrongSources({ accounts, roleName }: VaultProps, account: string): void {
  refuseLongRoleName(roleName, 'vault.roleName', OF_SOURCE);
  const others = accounts.filter((one) => accountOf(one) !== account);
  if (others.length === accounts.length) return;
  throw new ConfigurationError({
    code: 'wrong-value',
    key: 'vault.accounts',
    found: accounts,
    must: `name other accounts than that of the vault itself (${account})`,
    ...(others.length === 0 ? {} : { remedy: { 'vault.accounts': others } }),
  });
}

/** Which role has the name of the member role and a suffix. */
export const OF_SOURCE = { suffix: SOURCE, where: 'a vault keeps replicas', role: 'the source' };
