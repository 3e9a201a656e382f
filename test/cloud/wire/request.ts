import { AwsError } from './errors.ts';

/** One request to the cloud, read from its signature and its form. */
export interface Call {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly action: string;
  readonly params: Params;
  /** A fault may ask for a page without items, behind which the listing goes on. */
  readonly emptyPage: boolean;
}

export type Params = Readonly<Record<string, string>>;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export const DEFAULT_ACCOUNT = '123456789012';

/** Keys that carry their account, so that one port serves all of them. */
export function credentialsOf(account: string): Credentials {
  return { accessKeyId: `AKIASNAP${account}`, secretAccessKey: 'secret' };
}

/** Region and service come from the credential scope that SigV4 puts into the header. */
export function readCall(authorization: string | undefined, body: string): Call {
  const params = Object.fromEntries(new URLSearchParams(body));
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization ?? '');
  const [, key = '', region = '', service = ''] = scope ?? [];
  const account = /^AKIASNAP(\d{12})$/.exec(key)?.[1] ?? DEFAULT_ACCOUNT;
  return { service, region, account, action: params.Action ?? '', params, emptyPage: false };
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
