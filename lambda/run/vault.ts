import { SOURCE } from '../aws/replicas/vaultPermissions.ts';
import type { Settings } from '../settings/settings.ts';
import { accountOf } from '../settings/shape.ts';
import { ALL_REGIONS, type Hub, isUnreachable, sitesOf, type Unreachable, UnknownAccount } from './sites.ts';
import type { PlaceOnly, SourceOnly } from './onlySites.ts';

/** The settings of a vault, which keeps replicas of the snapshots of other accounts. */
export type AsVault = Settings & {
  readonly vault: readonly string[];
  readonly replicas: readonly string[];
};

/** Whether a run is that of a vault. */
export function isVault(settings: Settings): settings is AsVault {
  return settings.vault !== undefined && settings.replicas !== undefined;
}

/**
 * The regions of the sources of a vault, and its own regions, which keep replicas.
 *
 * @throws UnknownAccount where it is not known whose account the vault is: tags name it by its id.
 */
export async function vaultSites(
  settings: AsVault,
  hub: Hub,
): Promise<(SourceOnly | PlaceOnly | Unreachable)[]> {
  const account = hub.identity?.account;
  if (account === undefined) {
    throw new UnknownAccount(
      `it is not known which account these credentials are of, because STS did not answer: ${hub.silence}; tags name a vault by its account, so run again`,
    );
  }
  const roleName = `${settings.roleName}${SOURCE}`;
  const others = settings.vault.filter((one) => accountOf(one) !== account);
  const sources = await sitesOf({ ...settings, accounts: others, roleName }, hub);
  return [
    ...(others.length === settings.vault.length ? [] : [ownAccount(account)]),
    ...sources.map((one) => (isUnreachable(one) ? one : { ...one, isSourceOnly: true as const })),
    ...settings.replicas.map((region) => ({
      account,
      region,
      patience: hub.patience,
      isPlaceOnly: true as const,
    })),
  ];
}

/** Its regions would be sources and places at once, and each snapshot would be copied twice. */
function ownAccount(account: string): Unreachable {
  const message =
    'this is the account of the vault itself, which keeps replicas of other accounts only; take it out of the setting vault. The other sources are done';
  return { status: 'unreachable', account, region: ALL_REGIONS, code: 'OwnAccount', message };
}
