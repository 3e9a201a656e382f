import { callerArn } from './arns.ts';
import { needOf, policyOf } from './authorize.ts';
import type { Wish } from './authorize.ts';
import { checkPolicy, isAllowed } from './iam.ts';
import type { Conditions, OneOrMore, Policy, Statement } from './iam.ts';
import type { Role } from './roles.ts';
import type { Call } from './wire/request.ts';
import type { World } from './world.ts';

/** Who may assume a role, as one writes it for IAM. */
export interface TrustDocument {
  readonly Version?: string;
  readonly Statement: TrustStatement | readonly TrustStatement[];
}

export interface TrustStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  /** A service is nobody who calls here. */
  readonly Principal: '*' | { readonly AWS?: OneOrMore; readonly Service?: OneOrMore };
  readonly Action: OneOrMore;
  readonly Condition?: Conditions;
}

/** Throws on what we cannot evaluate, and on what IAM would not take. */
export function checkTrust(trust: TrustDocument): void {
  checkPolicy(statementsFor(trust, () => true));
  for (const principal of statementsOf(trust).flatMap(principalsOf)) {
    if (/^(\*|\d{12}|arn:[\w-]+:(iam|sts)::\d{12}:(root|(role|user|assumed-role)\/\S+))$/.test(principal))
      continue;
    throw new Error(`a role may trust arn:aws:iam::111111111111:root, but not ${principal}`);
  }
}

/**
 * Whether the role's trust lets this caller in and its own policy lets it go.
 *
 * Within one account a trust that names the caller is enough, unless its policy denies it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function mayAssume(call: Call, world: World, role: Role, wish: Wish): boolean {
  const need = needOf(call, world, wish);
  const names = namesOf(call);
  const isNamed = (principal: string) => names.has(principal);
  const account = new Set(['*', call.account, `arn:${partitionIn(role)}:iam::${call.account}:root`]);
  const isTrusted = (principal: string) => isNamed(principal) || account.has(principal);
  if (!isAllowed(statementsFor(role.trust, isTrusted), need)) return false;
  const own = policyOf(call, world);
  if (isAllowed(own, need)) return true;
  const byName = role.account === call.account && isAllowed(statementsFor(role.trust, isNamed), need);
  return byName && own !== 'allow all' && isAllowed([EVERYTHING, ...own], need);
}

const EVERYTHING: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };

/** A session is named by its own ARN or by its role's. */
function namesOf(call: Call): ReadonlySet<string> {
  return new Set([callerArn(call), call.session?.role.arn ?? callerArn(call)]);
}

function partitionIn({ arn }: Role): string {
  return arn.split(':')[1] ?? '';
}

/** What the trust says to whoever is chosen, as IAM evaluates it: a trust is of one resource only. */
function statementsFor(trust: TrustDocument, isChosen: (principal: string) => boolean): Policy {
  return statementsOf(trust)
    .filter((statement) => principalsOf(statement).some(isChosen))
    .map((statement) => ({ ...statement, Resource: '*' }));
}

function statementsOf({ Statement }: TrustDocument): readonly TrustStatement[] {
  return 'Effect' in Statement ? [Statement] : Statement;
}

function principalsOf({ Principal }: TrustStatement): readonly string[] {
  const principals = Principal === '*' ? '*' : (Principal.AWS ?? []);
  return typeof principals === 'string' ? [principals] : principals;
}
