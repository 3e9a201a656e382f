import type { IncomingHttpHeaders } from 'node:http';

import type { Session } from '../roles.ts';
import { AwsError } from './errors.ts';

/** One request to the cloud, read from its signature and from what its service's protocol says. */
export interface Call {
  readonly service: string;
  readonly region: string;
  /** That of the keys that signed it. */
  readonly account: string;
  readonly accessKeyId: string;
  /** The session of a role that the key belongs to. */
  readonly session: Session | undefined;
  readonly action: string;
  readonly params: Params;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** A fault may ask for a page without items, behind which the listing goes on. */
  readonly emptyPage: boolean;
}

export type Params = Readonly<Record<string, string>>;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export const DEFAULT_ACCOUNT = '123456789012';

/** Keys that carry their account, so that one port serves all of them. */
export function credentialsOf(account: string): Credentials {
  return { accessKeyId: `AKIASNAP${account}`, secretAccessKey: 'secret' };
}

/** The values of `Name.1`, `Name.2`, …; the form every list of AWS's query protocols takes. */
export function list(params: Params, name: string): string[] {
  const values: string[] = [];
  for (let index = 1; ; index += 1) {
    const value = params[`${name}.${index}`];
    if (value === undefined) return values;
    values.push(value);
  }
}

/** The members of `Name.1.…`, `Name.2.…`, each with its own parameters. */
export function members(params: Params, name: string): Params[] {
  const found = new Map<string, Record<string, string>>();
  for (const [key, value] of Object.entries(params)) {
    if (!key.startsWith(`${name}.`)) continue;
    const [index = '', ...rest] = key.slice(name.length + 1).split('.');
    const member = found.get(index) ?? {};
    member[rest.join('.')] = value;
    found.set(index, member);
  }
  return [...found.values()];
}

export function required(params: Params, name: string): string {
  const value = params[name];
  if (value) return value;
  throw new AwsError('MissingParameter', `The request must contain the parameter ${name}`);
}

/** Loud where we know less than AWS: a wrong answer would teach the program something false. */
export function notEmulated(params: Params, names: readonly string[]): void {
  const used = Object.keys(params).find((key) =>
    names.some((name) => key === name || key.startsWith(`${name}.`)),
  );
  if (used === undefined) return;
  throw new AwsError('UnsupportedOperation', `The embedded cloud does not know the parameter ${used}`);
}

/** The same for a call of which we know but a few parameters. */
export function onlyEmulated(params: Params, names: readonly string[]): void {
  const known = new Set(['Action', 'Version', 'DryRun', ...names]);
  notEmulated(
    params,
    Object.keys(params).filter((key) => !known.has(key.split('.')[0] ?? '')),
  );
}
