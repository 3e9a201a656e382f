import type { Tags } from '../snapshot.ts';

/** What a restore needs to know of its region, beside the snapshots and the inventory. */
export interface Facts {
  readonly zones: readonly AvailabilityZone[];
  /** Why a key cannot be used, by its ARN or id as it was asked for; absent where it can, or where nobody may ask. */
  readonly unusableKeys: ReadonlyMap<string, string>;
  /** What could not be looked up, in words. */
  readonly notes: readonly string[];
  /** The instance that gets the volumes; absent where none does. */
  readonly server?: Server | undefined;
  /** AWS Marketplace codes by snapshot id; asked only where the volumes are to be attached. */
  readonly productCodes: ReadonlyMap<string, readonly string[]>;
  /** Volumes that this restore has made before, newest last. */
  readonly begun: readonly RestoredVolume[];
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AvailabilityZone.html */
export interface AvailabilityZone {
  readonly name: string;
  /** `available`; others are for zones in trouble. */
  readonly state: string;
  /** `availability-zone`, `local-zone` or `wavelength-zone`. */
  readonly type: string;
  readonly isOptedIn: boolean;
}

/** An instance that is to get volumes. */
export interface Server {
  readonly id: string;
  readonly name?: string | undefined;
  readonly state: string;
  readonly zone: string;
  readonly type: string;
  /** `/dev/xvda`; absent for an instance without an EBS root device. */
  readonly rootDevice?: string | undefined;
  readonly attached: readonly AttachedVolume[];
  /** How many EBS volumes its type takes; absent where AWS did not say. */
  readonly mostVolumes?: number | undefined;
}

/** A volume as it is attached to the server now. */
export interface AttachedVolume {
  readonly volumeId: string;
  readonly device: string;
  readonly isDeletedOnTermination: boolean;
}

/** A volume that carries `<prefix>_restore`. */
export interface RestoredVolume {
  readonly id: string;
  /** `creating`, `available`, `in-use`, `error`, … */
  readonly state: string;
  readonly tags: Tags;
  readonly attached: readonly {
    readonly instanceId: string;
    readonly device: string;
    readonly state: string;
  }[];
}
