import type { MemberRoles } from './members.ts';

/** Whose snapshots a vault keeps, and how it reaches these accounts. */
export interface VaultProps extends MemberRoles {
  /** The source accounts, each by its id or by the ARN of its source role. */
  readonly accounts: readonly string[];

  /**
   * The organisation of the source accounts: the role may then assume the source role of any account in it.
   *
   * @default - exactly the roles of `accounts`, as many as a role's policies have room for
   */
  readonly organizationId?: string | undefined;
}
