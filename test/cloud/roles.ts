import { partitionOf } from './arns.ts';
import { checkPolicy, statementsOf } from './iam.ts';
import type { PolicyDocument } from './iam.ts';
import { checkTrust } from './trust.ts';
import type { TrustDocument } from './trust.ts';
import type { Credentials } from './wire/request.ts';
import type { World } from './world.ts';

/** A role of an account. Its documents count as they are when a call arrives. */
export interface Role {
  readonly account: string;
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  /** Who may assume it. */
  trust: TrustDocument;
  /** What its sessions may do. */
  policy: PolicyDocument | 'allow all';
  /** Keys as Lambda gives them to a function that has this role; they never expire, as Lambda's are renewed. */
  credentials(sessionName?: string): Required<Credentials>;
  /** Nobody can assume it any more, and its sessions may do nothing. */
  remove(): void;
}

export interface RoleWish {
  readonly name: string;
  /** @default / */
  readonly path?: string;
  readonly trust: TrustDocument;
  readonly policy: PolicyDocument | 'allow all';
}

/** Somebody in a role. */
export interface Session {
  readonly role: Role;
  readonly name: string;
  readonly credentials: Required<Credentials>;
  /** Undefined for what a service renews by itself. */
  readonly expiresAt: Date | undefined;
}

export function addRole(world: World, account: string, wish: RoleWish): Role {
  const { name, path = '/', trust, policy } = wish;
  const partition = partitionOf(world.regionNames[0] ?? '');
  const role: Role = {
    account,
    name,
    arn: `arn:${partition}:iam::${account}:role${path}${name}`,
    id: `AROA${keyPart(world, 'role')}`,
    trust,
    policy,
    credentials: (sessionName = name) => newSession(world, role, sessionName, undefined).credentials,
    remove() {
      world.roles.delete(role.arn);
      role.policy = { Statement: [] };
    },
  };
  checkPolicy(statementsOf(policy));
  checkTrust(trust);
  world.roles.set(role.arn, role);
  return role;
}

export function newSession(world: World, role: Role, name: string, expiresAt: Date | undefined): Session {
  const key = keyPart(world, 'session');
  const credentials = {
    accessKeyId: `ASIA${key}`,
    secretAccessKey: `secret-of-${key}`,
    sessionToken: `token-of-${key}`,
  };
  const session: Session = { role, name, credentials, expiresAt };
  world.sessions.set(credentials.accessKeyId, session);
  return session;
}

function keyPart({ ids }: World, prefix: string): string {
  return ids.next(prefix).slice(-16).toUpperCase();
}
