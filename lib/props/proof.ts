import { PROVER } from '../../lambda/aws/proof/permissions.ts';
import { table } from '../../lambda/settings/table.ts';
import { ConfigurationError } from './configurationError.ts';

/** The settings of the prover, which looks whether snapshots can be restored. */
export interface ProofSettings {
  /**
   * Proves this many snapshots a day: a function of its own reads a few blocks of each. No other role may read blocks.
   *
   * @default - there is no prover
   */
  readonly prove?: number | undefined;

  /**
   * The most blocks of 512 KiB that the prover reads in a month, and at most a 31st of them in a day; with `prove`.
   *
   * @default 100000
   */
  readonly proveBudget?: number | undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LONGEST_ROLE_NAME = 64;

const OF_PROVER = { suffix: PROVER, where: 'snapshots are proved', role: 'the prover' };

/**
 * @throws ConfigurationError for a member role whose name leaves no room for that of the other role beside it.
 */
export function refuseLongRoleName(
  found = '',
  key = 'roleName',
  { suffix, where, role }: typeof OF_PROVER = OF_PROVER,
): void {
  const name = found.slice(found.lastIndexOf('/') + 1);
  const longest = LONGEST_ROLE_NAME - suffix.length;
  if (name.length <= longest) return;
  throw new ConfigurationError({
    code: 'too-large',
    key,
    found,
    must: `have a name of at most ${longest} characters where ${where}, because the role of ${role} has the same name and ${suffix}`,
    ...(found === name ? { remedy: { [key]: name.slice(0, longest) } } : {}),
  });
}

/**
 * @throws ConfigurationError for a budget that nothing uses.
 */
export function refuseBudgetAlone({ prove, proveBudget }: ProofSettings): void {
  if (proveBudget === undefined || prove !== undefined) return;
  throw new ConfigurationError({
    code: 'missing',
    key: 'proveBudget',
    found: proveBudget,
    must: 'be given together with prove',
    remedy: { prove: table.prove.like },
  });
}
