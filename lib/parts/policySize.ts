import { Stack } from 'aws-cdk-lib';
import { CfnRole, Policy, type Role } from 'aws-cdk-lib/aws-iam';
import type { Statement } from '../../lambda/aws/permissions.ts';
import { counted } from '../../lambda/core/counted.ts';
import { DEFAULT_ROLE_NAME } from '../props/members.ts';
import { ConfigurationError, type Remedy } from '../props/configurationError.ts';
import { DEFAULT_PREFIXES } from '../props/environment.ts';

/** Of all inline policies of a role. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_CHARACTERS = 10_240;

/** What a role's policies grow with. */
export interface Named {
  readonly prefixes?: readonly string[] | undefined;
  readonly accounts?: readonly string[] | undefined;
  readonly roleName?: string | undefined;
  readonly organizationId?: string | undefined;
}

/**
 * Refuses a role whose inline policies are larger than IAM takes, which only a deploy would tell.
 *
 * @param statementsFor The statements of the role that are made of `named`.
 * @throws ConfigurationError with the size, the limit, and each change that brings it below.
 */
export function refuseLargePolicies<Props extends Named>(
  role: Role,
  named: Props,
  statementsFor: (named: Props) => readonly Statement[],
): void {
  const size = sizeOf(role, documentsOf(role));
  if (size <= MOST_CHARACTERS) return;
  const own = (props: Props) => sizeOf(role, [statementsFor(props)]);
  const saved = (change: Named) => own(named) - own({ ...named, ...change });
  const fits = (change: Named) => size - saved(change) <= MOST_CHARACTERS;
  const changes = changesOf(named, fits).filter(({ change }) => saved(change) > 0);
  const enough = changes.filter(({ change }) => fits(change));
  const all = enough.length > 0 ? enough : together(changes, fits);
  const { accounts = [], prefixes = DEFAULT_PREFIXES } = named;
  const made = [
    ...(accounts.length > 0 ? [counted(accounts.length, 'account')] : []),
    counted(prefixes.length, 'prefix', 'prefixes'),
  ].join(' and ');
  const ways = all.map(({ what }) => what).join(enough.length > 0 ? ' or ' : ' and ');
  throw new ConfigurationError(
    `${accounts.length > 0 ? 'accounts' : 'prefixes'} must leave the policies of the role within the ${MOST_CHARACTERS} characters that IAM takes without white space, but ${made} make up to ${size}; ${ways} would do`,
    enough.length > 0 ? all.map(({ give }) => give) : [Object.assign({}, ...all.map(({ give }) => give))],
  );
}

/** The first of the changes that are enough together, where none is alone. */
function together(changes: readonly Change[], fits: (change: Named) => boolean): readonly Change[] {
  const merged = (count: number): Named =>
    Object.assign({}, ...changes.slice(0, count).map(({ change }) => change));
  const least = changes.findIndex((_, index) => fits(merged(index + 1)));
  return least === -1 ? changes : changes.slice(0, least + 1);
}

interface Change {
  readonly what: string;
  readonly change: Named;
  /** The change as an example, where it has a long list. */
  readonly give: Remedy;
}

/** What can make a role's policies smaller, the least trouble first. */
function changesOf(named: Named, fits: (change: Named) => boolean): Change[] {
  const { prefixes = DEFAULT_PREFIXES, accounts = [], organizationId = 'o-a1b2c3d4e5' } = named;
  const roleName = DEFAULT_ROLE_NAME;
  const [prefix = ''] = prefixes;
  let fewer = accounts;
  while (fewer.length > 1 && !fits({ accounts: fewer })) fewer = fewer.slice(0, Math.ceil(fewer.length / 2));
  return [
    {
      what: `an organizationId, like ${JSON.stringify(organizationId)},`,
      change: { organizationId },
      give: { organizationId },
    },
    {
      what: `a shorter roleName, like ${JSON.stringify(roleName)},`,
      change: { roleName },
      give: { roleName },
    },
    {
      what: `fewer prefixes, like ${JSON.stringify(prefix)} alone,`,
      change: { prefixes: [prefix] },
      give: { prefixes: prefix },
    },
    {
      what: `fewer accounts, like ${fewer.length} of them,`,
      change: { accounts: fewer },
      give: { accounts: fewer.slice(0, 2).join(',') },
    },
  ];
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

/** The most characters that documents have once CloudFormation has filled them in. */
function sizeOf(role: Role, documents: readonly unknown[]): number {
  const resolved: readonly unknown[] = Stack.of(role).resolve(documents);
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
