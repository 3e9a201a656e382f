import { Stack } from 'aws-cdk-lib';
import { CfnRole, Policy, type Role } from 'aws-cdk-lib/aws-iam';
import { counted } from '../../lambda/core/text.ts';
import { ConfigurationError, type WrongProp } from '../props/configurationError.ts';
import { DEFAULT_PREFIXES } from '../props/environment.ts';
import { ID, type MembersProps, ORGANIZATION_ID } from '../props/members.ts';
import type { VaultProps } from '../props/vault.ts';

/** Of all inline policies of a role. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_CHARACTERS = 10_240;

/** What a role's policies grow with. */
export interface Named {
  readonly tagPrefixes?: readonly string[] | undefined;
  readonly members?: MembersProps | undefined;
  readonly vault?: VaultProps | undefined;
}

/**
 * Refuses a role whose inline policies are larger than IAM takes. Otherwise only the deploy would fail.
 *
 * @throws ConfigurationError with the size, the limit, and what makes them smaller.
 */
export function refuseLargePolicies(role: Role, named: Named): void {
  const { tagPrefixes = DEFAULT_PREFIXES, members, vault } = named;
  const size = sizeOf(role);
  if (size <= MOST_CHARACTERS) return;
  const accounts = (vault ?? members)?.accounts ?? [];
  const sizes = [
    ...(accounts.length > 0 ? [counted(accounts.length, 'account')] : []),
    counted(tagPrefixes.length, 'prefix', 'prefixes'),
  ].join(' and ');
  const must = (less: string) =>
    `leave the policies of the role within the ${MOST_CHARACTERS} characters that IAM takes without white space (${sizes} make up to ${size}; ${less} makes them smaller)`;
  throw new ConfigurationError({ code: 'too-large', ...smaller(must, tagPrefixes, accounts, named) });
}

/**
 * An organisation is one entry in place of all ids; ARNs of roles stay. No shorter list is proposed: volumes of
 * what it leaves out would get no more snapshots.
 */
function smaller(
  must: (less: string) => string,
  tagPrefixes: readonly string[],
  accounts: readonly string[],
  { members, vault }: Named,
): Omit<WrongProp, 'code'> {
  const shorter = must('a shorter list, with a second deployment for the others,');
  if (accounts.length <= tagPrefixes.length) return { key: 'tagPrefixes', found: tagPrefixes, must: shorter };
  const group = vault === undefined ? 'members' : 'vault';
  const of = { key: `${group}.accounts`, found: accounts };
  if ((vault ?? members)?.organizationId === undefined && accounts.some((account) => ID.test(account))) {
    const remedy = { [`${group}.organizationId`]: ORGANIZATION_ID.like };
    return { ...of, must: must('an organizationId'), remedy };
  }
  return { ...of, must: shorter };
}

/** All policies of a role; not as they are synthesised, because that would merge statements that may still be added to. */
function documentsOf(role: Role): unknown[] {
  return role.node.findAll().flatMap((one): unknown[] => {
    if (one instanceof Policy) return [one.document.toJSON()];
    return one instanceof CfnRole ? inlineOf(one) : [];
  });
}

function inlineOf(role: CfnRole): unknown[] {
  return Array.isArray(role.policies)
    ? role.policies.map((one) => ('policyDocument' in one ? one.policyDocument : one))
    : [];
}

/** The most characters that the policies of a role have once CloudFormation has filled them in. */
function sizeOf(role: Role): number {
  const resolved: readonly unknown[] = Stack.of(role).resolve(documentsOf(role));
  const filled = resolved.map((document) =>
    JSON.stringify(JSON.parse(JSON.stringify(document), (_, value: unknown) => longest(value))),
  );
  return filled.join('').length;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
const LONGEST = new Map<unknown, string>([
  ['AWS::Partition', 'aws-us-gov'],
  ['AWS::AccountId', '123456789012'],
  ['AWS::Region', 'ap-southeast-1'],
]);

/** The name of a stack has up to 128 characters, and is part of the names of what is in it. */
const LONGEST_ARN = `arn:aws-us-gov:logs:ap-southeast-1:123456789012:log-group:${'s'.repeat(128)}`;

/** The longest that a reference can become; everything else is what it is. What is inside is so already. */
function longest(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const [[key, inner] = ['', undefined], ...others] = Object.entries(value);
  if (others.length > 0 || !/^(Ref$|Fn::)/.test(key)) return value;
  if (key === 'Fn::Join' && Array.isArray(inner) && Array.isArray(inner[1]))
    return inner[1].join(String(inner[0]));
  return LONGEST.get(inner) ?? `${LONGEST_ARN}-${[inner].flat().join('.')}-1a2b3c4d5e6f:*`;
}
