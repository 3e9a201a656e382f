import type { Setting } from './setting.ts';
import * as shape from './shape.ts';

/** The settings of runs in other accounts. */
export const accountRows = {
  accounts: {
    name: 'accounts',
    cli: { flags: '--accounts <ids>', of: 'accounts' },
    prop: 'members.accounts',
    kind: 'list',
    schema: shape.accounts,
    must: 'be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), each account once',
    like: ['222222222222', '333333333333'],
    odd: shape.oddAccounts,
    otherwise: 'that of the credentials',
    words:
      'accounts to work in: ids or role ARNs, separated by commas or spaces; only for `plan`, `run` and `coverage`',
  },
  vault: {
    name: 'vault',
    cli: { flags: '--vault <accounts>', of: 'runs' },
    prop: 'vault.accounts',
    kind: 'list',
    schema: shape.accounts,
    must: 'be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), each account once',
    like: ['111111111111'],
    odd: shape.oddAccounts,
    otherwise: 'off',
    words:
      'makes the account of the credentials a vault, which keeps replicas of the snapshots of other accounts and takes no snapshots: these accounts, ids or role ARNs, separated by commas or spaces; needs `replicas` and `replica_min`; only for `plan` and `run`',
  },
  role_name: {
    name: 'roleName',
    cli: { flags: '--role-name <name>', of: 'accounts' },
    prop: 'members.roleName',
    kind: 'text',
    schema: shape.roleName,
    must: 'be the name of an IAM role, without its path',
    like: 'aws-snapper-member',
    fallback: 'aws-snapper-member',
    words:
      'name of the role to assume in accounts that are given by their id; for those of `vault` `-source` is added to it',
  },
  external_id: {
    name: 'externalId',
    cli: { flags: '--external-id <id>', of: 'accounts' },
    prop: 'members.externalId',
    kind: 'text',
    schema: shape.externalId,
    must: 'be 2 to 1224 letters, digits or "+=,.@:/-_"',
    like: 'one-of-yours',
    otherwise: 'none',
    words: 'the external ID that member roles, and the source roles of a vault, require',
  },
} as const satisfies Readonly<Record<string, Setting>>;
