import type { Tags } from './records.ts';

/** What callers may do. The statements have the shape of IAM's policy JSON. */
export type Policy = 'allow all' | readonly Statement[];

/** A policy as one writes it for IAM. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: Statement | readonly Statement[];
}

export type OneOrMore = string | readonly string[];

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: OneOrMore;
  readonly Resource: OneOrMore;
  readonly Condition?: Conditions;
}

export type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMore | boolean | number>>>>;

/** One action on one resource; a call is allowed when each of its needs is. */
export interface Need {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** Condition keys in small letters (IAM ignores their case), with their values. */
export type Context = Readonly<Record<string, OneOrMore>>;

export function statementsOf(document: PolicyDocument | 'allow all'): Policy {
  if (document === 'allow all') return document;
  return 'Effect' in document.Statement ? [document.Statement] : document.Statement;
}

/**
 * Allowed is what some statement allows and none denies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function isAllowed(policy: Policy, need: Need): boolean {
  if (policy === 'allow all') return true;
  const fitting = policy.filter((statement) => applies(statement, need));
  return fitting.length > 0 && fitting.every((statement) => statement.Effect === 'Allow');
}

/** Throws on an operator that we cannot evaluate: a condition that is skipped would allow too much. */
export function checkPolicy(policy: Policy): void {
  if (policy === 'allow all') return;
  for (const { Condition = {} } of policy) for (const operator of Object.keys(Condition)) parsed(operator);
}

/** `aws:RequestTag/…` and `aws:TagKeys` of the tags in a request. */
export function requestTags(tags: Tags): Context {
  return { ...prefixed('aws:RequestTag/', tags), 'aws:tagkeys': Object.keys(tags) };
}

/** `aws:ResourceTag/…` and its EC2 twin, of the tags a resource has now. */
export function resourceTags(tags: Tags): Context {
  return { ...prefixed('aws:ResourceTag/', tags), ...prefixed('ec2:ResourceTag/', tags) };
}

function prefixed(prefix: string, tags: Tags): Context {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [(prefix + key).toLowerCase(), value]),
  );
}

function applies(statement: Statement, { action, resource, context }: Need): boolean {
  return (
    listed(statement.Action).some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
    listed(statement.Resource).some((pattern) => like(pattern, resource)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, wanted]) =>
      Object.entries(wanted).every(([key, values]) =>
        holds([operator, key.toLowerCase()], listed(values), context),
      ),
    )
  );
}

/**
 * Values of one key are alternatives; under a negated operator none of them may match. Of the accounts and groups that
 * a share names several at once, and then no operator without a quantifier matches, not even where all of them are
 * wanted: AWS documents only that such a policy is wrong, and this is what it was seen to do.
 */
function holds([operator, key]: [string, string], wanted: readonly string[], context: Context): boolean {
  const { quantifier, test, negated, ifExists } = parsed(operator);
  const found = context[key];
  const values = found === undefined ? [] : listed(found);
  if (test === 'is absent') return wanted.includes(String(values.length === 0));
  const passes = (value: string) => wanted.some((pattern) => test(pattern, value)) !== negated;
  if (quantifier === 'ForAllValues') return values.every(passes);
  if (quantifier === 'ForAnyValue') return values.some(passes);
  if (values.length === 0) return ifExists || negated;
  const isShare = /^ec2:(add|remove)\//.test(key);
  if (isShare && !negated && new Set(values).size > 1) return false;
  return negated ? values.every(passes) : values.some(passes);
}

interface Operator {
  readonly test: ((pattern: string, value: string) => boolean) | 'is absent';
  readonly negated: boolean;
}

function parsed(operator: string): Operator & { readonly quantifier: string; readonly ifExists: boolean } {
  const [, quantifier = '', name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):(?=String))?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const known = OPERATORS.get(name);
  if (!known) throw new Error(`the embedded cloud cannot evaluate the IAM operator ${operator}`);
  return { ...known, quantifier, ifExists: ifExists !== undefined };
}

const equal = (pattern: string, value: string) => pattern === value;

/** What is no number compares to nothing. */
function numeric(
  compare: (wanted: number, found: number) => boolean,
): (wanted: string, found: string) => boolean {
  return (wanted, found) => compare(Number(wanted), Number(found));
}

const OPERATORS = new Map<string, Operator>([
  ['StringEquals', { test: equal, negated: false }],
  ['StringEqualsIgnoreCase', { test: (a, b) => a.toLowerCase() === b.toLowerCase(), negated: false }],
  ['StringNotEquals', { test: equal, negated: true }],
  ['StringLike', { test: like, negated: false }],
  ['StringNotLike', { test: like, negated: true }],
  ['ArnEquals', { test: like, negated: false }],
  ['ArnLike', { test: like, negated: false }],
  ['ArnNotEquals', { test: like, negated: true }],
  ['ArnNotLike', { test: like, negated: true }],
  ['Bool', { test: equal, negated: false }],
  ['NumericEquals', { test: numeric((wanted, found) => found === wanted), negated: false }],
  ['NumericNotEquals', { test: numeric((wanted, found) => found === wanted), negated: true }],
  ['NumericLessThan', { test: numeric((wanted, found) => found < wanted), negated: false }],
  ['NumericLessThanEquals', { test: numeric((wanted, found) => found <= wanted), negated: false }],
  ['NumericGreaterThan', { test: numeric((wanted, found) => found > wanted), negated: false }],
  ['NumericGreaterThanEquals', { test: numeric((wanted, found) => found >= wanted), negated: false }],
  ['Null', { test: 'is absent', negated: false }],
]);

function listed(values: OneOrMore | boolean | number): readonly string[] {
  return Array.isArray(values) ? values : [String(values)];
}

/** `${*}`, `${?}` and `${$}` stand for the signs themselves. */
function like(pattern: string, value: string): boolean {
  if (pattern === '*') return true;
  let expression = patterns.get(pattern);
  if (!expression) {
    const source = pattern.replaceAll(/\$\{([*?$])\}|[\s\S]/g, (found: string, sign?: string) => {
      if (sign === undefined && (found === '*' || found === '?')) return found === '*' ? '.*' : '.';
      return (sign ?? found).replace(/[\\^$.*+?()[\]{}|]/, String.raw`\$&`);
    });
    expression = new RegExp(`^${source}$`, 's');
    patterns.set(pattern, expression);
  }
  return expression.test(value);
}

const patterns = new Map<string, RegExp>();
