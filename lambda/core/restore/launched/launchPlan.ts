import type { Target } from '../../find/find.ts';
import type { Tags } from '../../snapshot.ts';

/** What will be launched, with the source of each value. What is done is exactly this. */
export interface LaunchPlan {
  /** Of this restore; the new instance carries it as `<prefix>_restore`. */
  readonly id: string;
  readonly region: string;
  /** The server that is launched again. */
  readonly target: Target;
  readonly image: PlannedImage;
  readonly type: Launched<string>;
  readonly subnet: Launched<string>;
  /** The availability zone of the subnet; absent where it is not known. */
  readonly zone?: string | undefined;
  /** Ids of security groups. */
  readonly groups: Launched<readonly string[]>;
  /** The instance profile, by its ARN or name. */
  readonly profile: Launched<string>;
  /** The name of the key pair. */
  readonly key: Launched<string>;
  /** What the new instance is tagged with in the launching call. */
  readonly tags: Tags;
  readonly notes: readonly string[];
  /** The instance that this restore has launched before; absent where it is still to be launched. */
  readonly made?: string | undefined;
}

export interface PlannedImage {
  readonly imageId: string;
  readonly name: string;
  /** When the data was taken, ISO 8601. */
  readonly takenAt: string;
  /** The sum over its disks. */
  readonly sizeGiB: number;
  readonly disks: number;
}

/** A value, and where it comes from. */
export interface Launched<Value> {
  /** Absent: none; of the subnet and the groups, AWS's default. */
  readonly value?: Value | undefined;
  readonly from: LaunchSource;
}

/** `image`: its tags remember it. `instance`: as the server is now. `default`: nothing remembers it. */
export type LaunchSource = 'option' | 'image' | 'instance' | 'default';

/** What became of a launch. */
export type LaunchOutcome =
  | {
      readonly status: 'done';
      readonly instanceId: string;
      /** Absent where AWS does not say. */
      readonly privateIp?: string | undefined;
    }
  | {
      readonly status: 'failed';
      /** Absent where there is none. */
      readonly instanceId?: string | undefined;
      readonly code: string;
      readonly message: string;
    }
  | { readonly status: 'interrupted'; readonly instanceId?: string | undefined };

/** An instance that carries `<prefix>_restore`. */
export interface LaunchedInstance {
  readonly id: string;
  /** `pending`, `running`, … */
  readonly state: string;
  readonly tags: Tags;
  readonly privateIp?: string | undefined;
  /** Why AWS ended it; absent where it did not, or does not say. */
  readonly failure?: string | undefined;
}

/** Whether an instance is over, or will be. */
export function isOver(state: string): boolean {
  return state === 'terminated' || state === 'shutting-down';
}
