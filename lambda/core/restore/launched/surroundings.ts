/** What a launch needs to know of its region, beside the image. What nobody may look up is absent, and a note says so. */
export interface Surroundings {
  /** All subnets of the region. */
  readonly subnets?: readonly Subnet[] | undefined;
  /** Those of the security groups that were asked about and exist. */
  readonly groups?: readonly SecurityGroup[] | undefined;
  /** Those of the key pairs that were asked about and exist. */
  readonly keyPairs?: readonly string[] | undefined;
  /** Why a KMS key of the image's snapshots cannot be used, by its ARN. */
  readonly unusableKeys: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string;
}

export interface SecurityGroup {
  readonly id: string;
  readonly vpcId: string;
}
