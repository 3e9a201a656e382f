import type { Problem } from '../policy/policy.ts';

/** A problem with a tag of images, as JSON names things. */
export interface InstanceProblem extends Omit<Problem, 'volumeId'> {
  readonly instanceId: string;
}

export function instanceProblem({ volumeId: instanceId, ...problem }: Problem): InstanceProblem {
  return { instanceId, ...problem };
}
