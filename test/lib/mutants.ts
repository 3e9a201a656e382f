import type { Conditions, Policy, Statement, Trust } from './deployed.ts';

export interface Mutant {
  /** What is different from the role as it is. */
  readonly change: string;
  readonly policies: readonly Policy[];
  /** The services that the changed statement speaks of. */
  readonly services: readonly string[];
}

/** The role with one thing different: each statement, action, resource and condition removed or loosened. */
export function mutantsOf(policies: readonly Policy[]): Mutant[] {
  return policies.flatMap((policy) =>
    policy.statements.flatMap((statement, index) => {
      const actions = list(statement.Action);
      const called = statement.Sid ?? actions.join(', ');
      const services = [...new Set(actions.map((action) => action.slice(0, action.indexOf(':'))))];
      return variantsOf(statement).map(([change, variant]) => ({
        change: `${called} ${change}`,
        services,
        policies: policies.map((one) =>
          one === policy
            ? { ...one, statements: one.statements.toSpliced(index, 1, ...(variant ? [variant] : [])) }
            : one,
        ),
      }));
    }),
  );
}

/** A trust policy with one thing loosened: whom it names, and each of its conditions. */
export function mutantsOfTrust(trust: readonly Trust[]): [change: string, trust: Trust[]][] {
  const changed = (change: (statement: Trust) => Trust) => trust.map(change);
  const principals = {
    'names the root of the hub’s account': { AWS: 'arn:aws:iam::123456789012:root' },
    'says *': '*',
    'says * of AWS': { AWS: '*' },
  };
  return [
    ...Object.entries(principals).map(([change, Principal]): [string, Trust[]] => [
      change,
      changed((statement) => ({ ...statement, Principal })),
    ]),
    ...trust.flatMap(({ Condition = {} }) =>
      conditionsOf(Condition).map(([change, Conditions]): [string, Trust[]] => [
        `is ${change}`,
        changed((statement) => ({ ...statement, Condition: Conditions })),
      ]),
    ),
    ['has no condition', changed((statement) => ({ ...statement, Condition: {} }))],
    ['lets nobody in', []],
  ];
}

type Variant = readonly [change: string, statement: Statement | undefined];

function variantsOf(statement: Statement): Variant[] {
  return [
    ['is removed', undefined],
    ...(['Action', 'Resource'] as const).flatMap((key): Variant[] =>
      without(list(statement[key])).map(([value, rest]) => [
        `without ${value}`,
        { ...statement, [key]: rest },
      ]),
    ),
    ...list(statement.Action).map((action): Variant => {
      const all = `${action.slice(0, action.indexOf(':'))}:*`;
      return [`with ${all} for ${action}`, { ...statement, Action: all }];
    }),
    ...list(statement.Resource)
      .filter((resource) => resource !== '*')
      .map((resource): Variant => [`on everything, not only ${resource}`, { ...statement, Resource: '*' }]),
    ...conditionsOf(statement.Condition ?? {}).map(
      ([change, Condition]): Variant => [change, { ...statement, Condition }],
    ),
  ];
}

function conditionsOf(conditions: Conditions): [change: string, Conditions][] {
  return Object.entries(conditions).flatMap(([operator, wanted]) =>
    Object.entries(wanted).flatMap(([key, value]): [string, Conditions][] => {
      const others = Object.fromEntries(Object.entries(wanted).filter(([one]) => one !== key));
      const elsewhere = Object.fromEntries(Object.entries(conditions).filter(([one]) => one !== operator));
      const same = Object.keys(others).length > 0 ? { ...elsewhere, [operator]: others } : elsewhere;
      return [
        [`without ${operator} ${key}`, same],
        operator === 'Null'
          ? [`where ${key} may be there`, { ...conditions, [operator]: { ...others, [key]: 'false' } }]
          : [`with any ${key}`, { ...same, StringLike: { [key]: '*' } }],
        ...without(list(value)).map(([one, rest]): [string, Conditions] => [
          `without ${key} ${one}`,
          { ...conditions, [operator]: { ...wanted, [key]: rest } },
        ]),
      ];
    }),
  );
}

/** Each value of a list with what is left without it; nothing where that would be nothing. */
function without(values: readonly string[]): [value: string, rest: string[]][] {
  return values.length < 2
    ? []
    : values.map((value, index) => [value, values.filter((_, other) => other !== index)]);
}

function list(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
