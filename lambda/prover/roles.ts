import { PROVER } from '../aws/proof/permissions.ts';
import type { Settings } from '../settings/settings.ts';

/** The same settings for a prover: in other accounts it has roles of its own, beside the member roles. */
export function withProverRoles(settings: Settings): Settings {
  return {
    ...settings,
    roleName: `${settings.roleName}${PROVER}`,
    accounts: settings.accounts?.map(proverRoleOf),
  };
}

/** The prover's role beside a member role; an account that is given by its id stays. */
export function proverRoleOf(account: string): string {
  return account.startsWith('arn:') ? `${account}${PROVER}` : account;
}
