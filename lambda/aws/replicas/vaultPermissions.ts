import { MARK } from '../../core/keys.ts';
import {
  deleteOwn,
  type Deployment,
  hub,
  LOOK,
  type Members,
  report,
  type Statement,
} from '../permissions.ts';
import { askAboutKeys } from '../restore/permissions.ts';
import { copies, type Replicating } from './permissions.ts';

/** What the name of a source's role ends with; before it stands the name of the member role. */
export const SOURCE = '-source';

/**
 * All rights that a source account gives to its vault: to look, and to share own snapshots with the vault and no other
 * account, one at a time, and to take that back.
 *
 * A request names the accounts and groups that it adds and removes, and has no key of what it does not name. So each
 * statement says what may be named and that nothing else is: `ForAllValues` alone would allow a request that names none.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function source({ partition, prefixes, vaultAccount }: Sourcing): Statement[] {
  const share = (Sid: string, verb: 'Add' | 'Remove', other: 'Add' | 'Remove'): Statement => ({
    Sid,
    Effect: 'Allow',
    Action: ['ec2:ModifySnapshotAttribute'],
    Resource: [`arn:${partition}:ec2:*::snapshot/*`],
    Condition: {
      StringEquals: { [`aws:ResourceTag/${MARK}`]: prefixes },
      'ForAllValues:StringEquals': { [`ec2:${verb}/userId`]: [vaultAccount] },
      Null: {
        [`ec2:${verb}/userId`]: 'false',
        [`ec2:${verb}/group`]: 'true',
        [`ec2:${other}/userId`]: 'true',
        [`ec2:${other}/group`]: 'true',
      },
    },
  });
  return [
    LOOK,
    share('ShareOnlyWithTheVault', 'Add', 'Remove'),
    share('TakeBackOnlyFromTheVault', 'Remove', 'Add'),
    askAboutKeys({ partition }),
  ];
}

/** What the rights of a source are written for. */
export interface Sourcing extends Pick<Deployment, 'partition' | 'prefixes'> {
  /** The id of the vault's account. */
  readonly vaultAccount: string;
}

/**
 * All rights of a vault's function in its own account; in the sources it has those of `source`.
 *
 * It copies only what one of the sources owns, whose tags it cannot see, and deletes as any deployment does. It can take no
 * snapshot, share none, and tag, lock or unlock none that exists. That AWS names the owner of a shared source in another
 * region to this condition was not tried on a real account.
 *
 * @param sources The ids of the source accounts, and their roles.
 */
export function vault({ partition, prefixes, regions, sources, topicArn }: Vaulting): Statement[] {
  const { accounts, ...members } = sources;
  return [
    LOOK,
    ...deleteOwn({ partition, prefixes }),
    ...copies({ partition, prefixes, regions }, 'ReplicateOnlyFromTheSources', { 'ec2:Owner': accounts }),
    ...hub(members),
    ...report(topicArn),
  ];
}

/** What the rights of a vault are written for. */
export interface Vaulting extends Replicating, Pick<Deployment, 'topicArn'> {
  readonly sources: Members & { readonly accounts: readonly string[] };
}
